"""JSON into the kernel's values, by their own types: every mistake is noted with its path, and reading goes on.

Source: docs/spec/cases.md.
"""

from __future__ import annotations

import binascii
import re
import typing
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import MISSING, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Literal, TypeVar

from concord.formats.case.spec import (
    SHORT,
    WORDS_OF_TIME,
    Field,
    Json,
    allows_none,
    fields_of,
    parts_of,
    word,
)
from concord.release.findings import Finding
from concord.release.names import BEGINNING, NEVER
from concord.release.periods import Period

T = TypeVar("T")

MONTHS = 12
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SPAN = re.compile(r"[0-9]{4}(-[0-9]{2})?")


class Unread(Enum):
    """What stands for a value that could not be read; its finding is on the page."""

    VALUE = "unread"

    def __bool__(self) -> Literal[False]:
        return False


UNREAD = Unread.VALUE


class Page:
    """The findings of one file so far, and how types are read that have a form of their own."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.readers: dict[type, Callable[..., object]] = dict(READERS)

    def reading(self, cls: type, reader: Callable[..., object]) -> Page:
        """The same findings, with `reader` for the values of `cls`."""
        page = Page(self.source)
        page.findings = self.findings
        page.readers[cls] = reader
        return page

    def note(self, place: str, *, expected: str, found: object) -> Unread:
        """Add a finding and stand in for the value that could not be read."""
        self.findings.append(Finding("MALFORMED", place, expected, shown(found)))
        return UNREAD


def shown(found: object) -> str:
    """A short name for what was found: the text of a name, else the kind of value."""
    if isinstance(found, str):
        return f"`{found if len(found) <= 60 else found[:57] + '...'}`"
    names = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return "nothing" if found is None else names.get(type(found), "something else")


def read_value(cls: type[T], value: Json, *, place: str, page: Page) -> T | Unread:
    """The value of the kernel's type `cls` that `value` states."""
    found = _by_hint(cls, value, place, page)
    return found if isinstance(found, cls) else UNREAD


def read_fields(cls: type[T], value: Json, *, place: str, page: Page) -> T | Unread:
    """The value of `cls` from its own fields, or from the bare string that may stand for it."""
    short = SHORT.get(cls)
    given: Json = {short: value} if short is not None and isinstance(value, str) else value
    named = {field.key: field for field in fields_of(typing.cast(type, cls))}
    found = read_object(given, named, place=place, page=page)
    if isinstance(found, Unread):
        return UNREAD
    known = {key: item for key, item in found.items() if key in named}
    made = {named[key].attr: _by_hint(named[key].hint, v, f"{place}.{key}", page) for key, v in known.items()}
    made = _with_defaults(made, named.values(), place, page)
    return UNREAD if any(item is UNREAD for item in made.values()) else cls(**made)


def read_object(value: Json, keys: Iterable[str], *, place: str, page: Page) -> dict[str, Json] | Unread:
    """The object itself, once its keys are known to be among `keys`; each other key is a finding."""
    if not isinstance(value, dict):
        return page.note(place, expected="an object", found=value)
    allowed = tuple(keys)
    for key in value:
        if key not in allowed:
            page.note(f"{place}.{key}", expected=f"one of {', '.join(allowed)}", found=key)
    return value


def read_list(value: Json, *, place: str, page: Page) -> list[Json]:
    """The list itself, or an empty one with a finding."""
    if isinstance(value, list):
        return value
    page.note(place, expected="a list", found=value)
    return []


def read_text(value: Json, *, place: str, page: Page) -> str | Unread:
    """A text."""
    return value if isinstance(value, str) else page.note(place, expected="a text", found=value)


def read_moment(value: Json, *, place: str, page: Page) -> datetime | Unread:
    """An instant: a date (00:00 UTC of that day, R5), or a date and time with its zone."""
    if isinstance(value, str) and value in WORDS_OF_TIME:
        return WORDS_OF_TIME[value]
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        if found is not None and DATE.fullmatch(str(value)):
            return found.replace(tzinfo=UTC)
        if found is not None and found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    return page.note(place, expected="a date, or a date and time with a zone", found=value)


def read_period(value: Json, *, place: str, page: Page) -> Period | Unread:
    """A period: `since/until` with `..` for an open end, or an object of the four limits (R40).

    A month or a year spans it: since 2016 means not before it began, and surely once it is over.
    """
    if isinstance(value, str):
        ends = value.split("/")
        if len(ends) != 2:
            return page.note(place, expected="a period as since/until", found=value)
        value = {key: end for key, end in zip(("since", "until"), ends, strict=True) if end != ".."}
    limits = read_object(value, ("since", "sure", "fades", "until"), place=place, page=page)
    return UNREAD if isinstance(limits, Unread) else _period(limits, place, page)


def _period(limits: dict[str, Json], place: str, page: Page) -> Period | Unread:
    since, begun = _limits(limits.get("since"), BEGINNING, f"{place}.since", page)
    faded, until = _limits(limits.get("until"), NEVER, f"{place}.until", page)
    sure = read_moment(limits["sure"], place=f"{place}.sure", page=page) if "sure" in limits else begun
    fades = read_moment(limits["fades"], place=f"{place}.fades", page=page) if "fades" in limits else faded
    if isinstance(sure, Unread) or isinstance(fades, Unread):
        return UNREAD
    try:
        return Period(since=since, sure=sure, fades=fades, until=until)
    except ValueError:
        return page.note(place, expected="since not after sure, and fades not after until", found=limits)


def _limits(value: Json, absent: datetime, place: str, page: Page) -> tuple[datetime, datetime]:
    """The first and the last instant at which an end of a period may fall."""
    if value is None:
        return absent, absent
    if isinstance(value, str) and SPAN.fullmatch(value):
        return _span(value, absent, place, page)
    found = read_moment(value, place=place, page=page)
    return (absent, absent) if isinstance(found, Unread) else (found, found)


def _span(value: str, absent: datetime, place: str, page: Page) -> tuple[datetime, datetime]:
    year, _, month = value.partition("-")
    try:
        first = date(int(year), int(month or 1), 1)
        last = date(first.year, MONTHS, 31) if not month else (first + timedelta(days=31)).replace(day=1)
        end = last + timedelta(days=1) if not month else last
    except (ValueError, OverflowError):
        page.note(place, expected="a year, a month or a date", found=value)
        return absent, absent
    return _midnight(first), _midnight(end)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _by_hint(hint: object, value: Json, place: str, page: Page) -> object:
    """The value that `hint`, a type of one of the kernel's attributes, reads out of `value`."""
    if value is None and allows_none(hint):
        return None
    parts = parts_of(hint)
    if len(parts) > 1:
        return _tagged(parts, value, place, page)
    origin = typing.get_origin(parts[0])
    if origin is not None:
        return _collection(origin, typing.get_args(parts[0]), value, place, page)
    return _single(parts[0], value, place, page)


def _single(cls: type, value: Json, place: str, page: Page) -> object:
    reader = page.readers.get(cls)
    if reader is not None:
        return reader(value, place=place, page=page)
    if issubclass(cls, Enum):
        return _member(cls, value, place, page)
    if is_dataclass(cls):
        return read_fields(cls, value, place=place, page=page)
    raise TypeError(f"no JSON form for {cls}")


def _tagged(parts: tuple[type, ...], value: Json, place: str, page: Page) -> object:
    """One of several values, known by its first key."""
    by_key = {fields_of(part)[0].key: part for part in parts}
    keys = [key for key in by_key if isinstance(value, dict) and key in value]
    if len(keys) != 1:
        return page.note(place, expected=f"an object with one of the keys {', '.join(by_key)}", found=value)
    return read_fields(by_key[keys[0]], value, place=place, page=page)


def _collection(origin: object, args: tuple[object, ...], value: Json, place: str, page: Page) -> object:
    items = read_list(value, place=place, page=page)
    row = origin is tuple and args[-1] is not Ellipsis
    if row and len(items) != len(args):
        return page.note(place, expected=f"a list of {len(args)}", found=value)
    hints = args if row else (args[0],) * len(items)
    found = [_by_hint(h, item, f"{place}[{i}]", page) for i, (h, item) in enumerate(zip(hints, items, strict=True))]
    if any(item is UNREAD for item in found):
        return UNREAD
    return frozenset(found) if origin is frozenset else tuple(found)


def _with_defaults(made: dict[str, object], fields: Iterable[Field], place: str, page: Page) -> dict[str, object]:
    for field in fields:
        if field.attr in made:
            continue
        made[field.attr] = field.default
        if field.default is MISSING:
            made[field.attr] = page.note(f"{place}.{field.key}", expected="a value", found=None)
    return made


@cache
def _words(cls: type[Enum]) -> dict[str, Enum]:
    return {word(member): member for member in cls}


def _member(cls: type[Enum], value: Json, place: str, page: Page) -> object:
    words = _words(cls)
    if isinstance(value, str) and value in words:
        return words[value]
    return page.note(place, expected=f"one of {', '.join(words)}", found=value)


def _whole(value: Json, *, place: str, page: Page) -> int | Unread:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return typing.cast(int, value) if whole else page.note(place, expected="a whole number", found=value)


def _flag(value: Json, *, place: str, page: Page) -> bool | Unread:
    return value if isinstance(value, bool) else page.note(place, expected="true or false", found=value)


def _raw(value: Json, *, place: str, page: Page) -> bytes | Unread:
    if isinstance(value, str):
        try:
            return b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            pass
    return page.note(place, expected="base64", found=value)


READERS: dict[type, Callable[..., object]] = {
    str: read_text,
    int: _whole,
    bool: _flag,
    bytes: _raw,
    datetime: read_moment,
    Period: read_period,
}
"""How types without fields of their own are read."""
