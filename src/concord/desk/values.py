"""The types of declared values: one canonical form each, how it is kept, how it is ordered.

Source: docs/spec/desk.md D3, D32.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation, localcontext
from enum import Enum
from typing import Any, TypeAlias

from concord.release.names import fold

Kept: TypeAlias = str | int | bool | dict[str, str | int]
"""One value as it is kept: JSON, and the same for equal values."""

LONGEST_WORD = 500
LONGEST_TEXT = 1_000_000
LARGEST_BLOB = 50 * 2**20
"""How many bytes an attachment may have: it is held in memory whole."""

DIGITS = 30
"""An amount has at most so many digits: enough for any currency, and exact in every store."""
PRECISION = 100
"""Digits in which sums are made: any sum of a billion amounts is exact."""
COMPARED = 200
"""So many characters of a word are compared as they are: enough for any name, and few enough for any index (D32)."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


class Type(Enum):
    """What a field holds (D3)."""

    WORD = "word"
    """A short text on one line: a name, a title, a reference."""
    TEXT = "text"
    """A text of any length in lines."""
    WHOLE = "whole"
    AMOUNT = "amount"
    DAY = "day"
    INSTANT = "instant"
    YES_NO = "yes-no"
    CODE = "code"
    """One of the choices that the field declares."""
    PARTY = "party"
    """The id of a party."""
    RECORD = "record"
    """The id of another record."""
    BLOB = "blob"
    """An attachment: its digest, media type and size; the bytes stand apart (D24)."""


@dataclass(frozen=True)
class Blob:
    """An attachment as a portion names it: SHA-256 (hex) of its bytes, media type, size in bytes."""

    digest: str
    media_type: str
    size: int


Value: TypeAlias = str | int | bool | Decimal | date | datetime | Blob
"""One value of a field, in its Python type."""
Values: TypeAlias = tuple[tuple[str, Value | tuple[Value, ...]], ...]
"""What a portion says: the declared fields that have a value, in their order."""


class UnfitError(Exception):
    """A value that its type does not take: what was expected. What was found is never repeated (D50)."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__(expected)


def read_value(kind: Type, raw: object, choices: tuple[str, ...] = ()) -> Value:
    """The canonical form of one raw value.

    Raises:
        UnfitError: it is not of that type, or no choice of the field.
    """
    if kind is Type.CODE:
        if not isinstance(raw, str) or raw not in choices:
            raise UnfitError("one of " + ", ".join(f"`{choice}`" for choice in choices))
        return raw
    return _READERS[kind](raw)


def keep_value(value: Value) -> Kept:
    """A value as it is kept: JSON."""
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Blob):
        return {"digest": value.digest, "media_type": value.media_type, "size": value.size}
    return value


def load_value(kind: Type, kept: Kept) -> Value:
    """The value that was kept.

    Raises:
        UnfitError: it is not one of that type: an upgrade made it so.
    """
    found = _loaded(kind, kept)
    if isinstance(found, bool) is not (kind is Type.YES_NO) or not isinstance(found, _PYTHON.get(kind, str)):
        raise UnfitError(f"a value of type {kind.value}")
    return found


def _loaded(kind: Type, kept: Kept) -> Value:
    if isinstance(kept, dict):
        return Blob(str(kept["digest"]), str(kept["media_type"]), int(kept["size"]))
    if isinstance(kept, str) and kind is Type.AMOUNT:
        return _amount(kept)
    if isinstance(kept, str) and kind is Type.DAY:
        return date.fromisoformat(kept)
    if isinstance(kept, str) and kind is Type.INSTANT:
        return _instant(kept)
    return kept


def order_of(value: Value, kind: Type) -> tuple[Any, ...]:
    """What values of a type are ordered by: words by their folded form, then as written; ids as they are (D32)."""
    if isinstance(value, str):
        return (cut(fold(value)), cut(value)) if kind is Type.WORD else (cut(value),)
    if isinstance(value, Blob):
        return (value.digest,)
    return (value,)


def cut(text: str) -> str:
    """What a text is compared by: itself or, where it is long, its beginning and what tells it from every other."""
    if len(text) <= COMPARED:
        return text
    return f"{text[:COMPARED]}\x01{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def total(values: Iterable[Value], kind: Type) -> int | Decimal:
    """The exact sum of values of a type that is summed, in its canonical form (D34)."""
    with localcontext(prec=PRECISION):
        found = sum((value for value in values if isinstance(value, (int, Decimal))), start=0)
        return Decimal(_plain(Decimal(found))) if kind is Type.AMOUNT else int(found)


def _word(raw: object, *, longest: int = LONGEST_WORD, lines: bool = False, what: str = "a word") -> str:
    expected = f"{what} of 1 to {longest:,} characters" + ("" if lines else " on one line")
    if not isinstance(raw, str):
        raise UnfitError(expected)
    text = unicodedata.normalize("NFC", raw)
    allowed = "\n\t" if lines else ""
    is_plain = text.isprintable() or not any(_is_control(c) and c not in allowed for c in text)
    if not text.strip() or len(text) > longest or not is_plain:
        raise UnfitError(expected)
    if not lines and len(fold(text)) > 4 * longest:  # one character may fold to eighteen
        raise UnfitError(expected)
    return text


def _is_control(character: str) -> bool:
    """Control and format characters, lone surrogates, line and paragraph separators; joiners are letters' own."""
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _HIDDEN


_HIDDEN = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change what is seen without being seen."""


def _text(raw: object) -> str:
    return _word(raw, longest=LONGEST_TEXT, lines=True, what="a text")


def _whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or abs(raw) >= 2**63:
        raise UnfitError("a whole number of at most 63 bits")
    return raw


def _amount(raw: object) -> Decimal:
    expected = f"a decimal number of at most {DIGITS} digits"
    if isinstance(raw, bool) or not isinstance(raw, (int, str, Decimal)):
        raise UnfitError(expected)
    try:
        found = Decimal(raw)
    except InvalidOperation:
        raise UnfitError(expected) from None
    if not found.is_finite():
        raise UnfitError(expected)
    plain = format(found, "f") if abs(found.adjusted()) <= DIGITS else ""
    if not plain or sum(map(str.isdigit, plain)) > DIGITS:
        raise UnfitError(expected)
    return Decimal(_plain(found))


def _plain(value: Decimal) -> str:
    """A number without exponent, without zeros at the end of a fraction, without a negative zero."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _day(raw: object) -> date:
    expected = "a day such as 2017-05-15"
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError:
        raise UnfitError(expected) from None


def _instant(raw: object) -> datetime:
    expected = "an instant with its time zone such as 2017-05-15T14:32:00Z"
    try:
        found = raw if isinstance(raw, datetime) else datetime.fromisoformat(raw if isinstance(raw, str) else "")
        if found.tzinfo is None:
            raise UnfitError(expected)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnfitError(expected) from None


def _yes_no(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise UnfitError("yes or no")
    return raw


def _blob(raw: object) -> Blob:
    if isinstance(raw, Blob):
        digest, media_type, size = raw.digest, raw.media_type, raw.size
        are_texts = isinstance(digest, str) and isinstance(media_type, str)
        is_sized = isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 2**63
        if is_sized and size > LARGEST_BLOB:
            raise UnfitError(f"an attachment of at most {LARGEST_BLOB // 2**20} MB")
        if are_texts and is_sized and _DIGEST.fullmatch(digest) and _MEDIA_TYPE.fullmatch(media_type):
            return raw
    raise UnfitError("an attachment with its media type, or a blob with its SHA-256 digest, media type and size")


_PYTHON: dict[Type, type] = {
    Type.WHOLE: int,
    Type.AMOUNT: Decimal,
    Type.DAY: date,
    Type.INSTANT: datetime,
    Type.YES_NO: bool,
    Type.BLOB: Blob,
}
"""The Python type of a value; str where none is named."""

_READERS: dict[Type, Callable[[object], Value]] = {
    Type.WORD: _word,
    Type.TEXT: _text,
    Type.WHOLE: _whole,
    Type.AMOUNT: _amount,
    Type.DAY: _day,
    Type.INSTANT: _instant,
    Type.YES_NO: _yes_no,
    Type.PARTY: _word,
    Type.RECORD: _word,
    Type.BLOB: _blob,
}
