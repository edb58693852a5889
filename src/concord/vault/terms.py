"""Values as terms: bytes that both engines order, byte by byte, as D32 orders the values.

A text is its folded form, a NUL, and itself: ids and codes have no folded form. A number is its sign, where its point
stands, and its digits, turned over where it is negative. No term is empty, and none begins with 0xFF.
Source: docs/spec/vault.md V16.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from concord.desk.queries import Asked, Op
from concord.desk.values import COMPARED, PRECISION, Type, Value, order_of, total
from concord.vault.statements import instant_of, ticks_of

NONE, FIRST, LAST = b"", b"\x00", b"\xff"
"""The term of no value; none of a value is less than the second, or reaches the third."""

Row = tuple[bytes, str]
"""A term, and the record that has it."""

_NEGATIVE, _ZERO, _POSITIVE = b"\x00", b"\x01", b"\x02"
_TURNED = bytes(255 - byte for byte in range(256))
_MIDDLE = 0x8000
_DECIMALS = 4
"""Amounts of so many decimals are summed by the engine."""


@dataclass(frozen=True)
class Span:
    """Terms from `low` on, before `high`."""

    low: bytes
    high: bytes


SOME, ALL = Span(FIRST, LAST), Span(NONE, LAST)
"""Every value; every value and none."""


def write_term(value: Value, kind: Type) -> bytes:
    """The term of a value."""
    return _WRITERS.get(kind, _text)(value, kind)


def read_term(term: bytes, kind: Type) -> Value | None:
    """The value of a term; None if it is longer than what a term holds of it."""
    return _READERS.get(kind, _read_text)(term)


def spans_of(asked: Asked) -> tuple[Span, ...]:
    """The terms that meet a condition: words as far as they are folded, all else whole (D31)."""
    if asked.op in (Op.SOME, Op.NONE):
        return (SOME if asked.op is Op.SOME else Span(NONE, FIRST),)
    found = dict.fromkeys(_span(value, asked.field.type) for value in asked.values)
    return tuple(_CUTS[asked.op](span) for span in found)


def _span(value: Value, kind: Type) -> Span:
    term = write_term(value, kind)
    if kind is Type.WORD:
        folded = term[: term.index(FIRST)]
        return Span(folded + b"\x00", folded + b"\x01")
    return Span(term, term + b"\x00")


_CUTS: dict[Op, Callable[[Span], Span]] = {
    Op.EQUAL: lambda span: span,
    Op.ONE_OF: lambda span: span,
    Op.LESS: lambda span: Span(FIRST, span.low),
    Op.AT_MOST: lambda span: Span(FIRST, span.high),
    Op.MORE: lambda span: Span(span.high, LAST),
    Op.AT_LEAST: lambda span: Span(span.low, LAST),
}


def number_of(value: Value, kind: Type) -> int | None:
    """A value that is summed as a number of 63 bits, in units of its type; None where it is none, or does not fit."""
    if kind is Type.WHOLE and isinstance(value, int):
        found = value
    elif kind is Type.AMOUNT and isinstance(value, Decimal) and int(value.as_tuple().exponent) >= -_DECIMALS:
        found = int(value.scaleb(_DECIMALS)) if abs(value) < 10**14 else 2**63
    else:
        return None
    return found if abs(found) < 2**63 else None


def summed(halves: Iterable[Any], wide: Iterable[Value], kind: Type) -> int | Decimal:
    """The sum of numbers whose upper and lower 32 bits were summed apart, and of values that are none."""
    upper, lower = (int(half or 0) for half in halves)
    found = (upper << 32) + lower
    with localcontext(prec=PRECISION):
        return total((Decimal(found).scaleb(-_DECIMALS) if kind is Type.AMOUNT else found, *wide), kind)


def _text(value: Any, kind: Type) -> bytes:
    *folded, written = order_of(value, kind)
    return b"\x00".join(part.encode("utf-8", "surrogatepass") for part in ("".join(folded), written))


def _read_text(term: bytes) -> str | None:
    written = term[term.index(FIRST) + 1 :].decode("utf-8", "surrogatepass")
    return written if len(written) <= COMPARED else None


def _number(value: Any, kind: Type) -> bytes:
    sign, digits, exponent = Decimal(value).as_tuple()
    plain = "".join(map(str, digits)).lstrip("0")
    if not plain:
        return _ZERO
    size = (_MIDDLE + len(plain) + int(exponent)).to_bytes(2, "big") + plain.rstrip("0").encode()
    return _NEGATIVE + size.translate(_TURNED) + LAST if sign else _POSITIVE + size


def _read_number(term: bytes) -> Decimal:
    if term == _ZERO:
        return Decimal(0)
    is_negative = term[:1] == _NEGATIVE
    size = term[1:-1].translate(_TURNED) if is_negative else term[1:]
    digits = size[2:].decode()
    exponent = int.from_bytes(size[:2], "big") - _MIDDLE - len(digits)
    return Decimal(format(Decimal((is_negative, tuple(map(int, digits)), exponent)), "f"))


_WRITERS: dict[Type, Callable[[Any, Type], bytes]] = {
    Type.WHOLE: _number,
    Type.AMOUNT: _number,
    Type.DAY: lambda value, _: value.toordinal().to_bytes(3, "big"),
    Type.INSTANT: lambda value, _: ticks_of(value).to_bytes(8, "big"),
    Type.YES_NO: lambda value, _: bytes([value]),
}
_READERS: dict[Type, Callable[[bytes], Value | None]] = {
    Type.WHOLE: lambda term: int(_read_number(term)),
    Type.AMOUNT: _read_number,
    Type.DAY: lambda term: date.fromordinal(int.from_bytes(term, "big")),
    Type.INSTANT: lambda term: instant_of(int.from_bytes(term, "big")),
    Type.YES_NO: lambda term: term != FIRST,
}
