"""Terms stand in the order of the values they are made of, and give them back (V16)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from concord.desk.kinds import Field, Names
from concord.desk.queries import Asked, Op
from concord.desk.scan import _HOLDS
from concord.desk.values import Type, Value, order_of, read_value, total
from concord.vault.terms import FIRST, LAST, number_of, read_term, spans_of, summed, write_term
from tests.desk.worlds import LONG, RAW

INDEXED = [kind for kind in Type if kind not in (Type.TEXT, Type.BLOB)]
WORDS = ["a", "A", "b", "B", "é", "ﬁn", "fin", "Ａ", "z", "\U0001d400", *LONG, "x" * 199, "x" * 201]
NUMBERS = ["0", "1", "-1", "9", "10", "11", "99.5", "-99.5", "0.1", "-0.1", "0.01", "0.011", "-10", "1e29", "-1e29"]

WHOLES = [2**63 - 1, 1 - 2**63, -1, 1, 9, 10, 99, 100]
MORE: dict[Type, Sequence[object]] = {Type.WORD: WORDS, Type.AMOUNT: NUMBERS, Type.WHOLE: WHOLES}


def values_of(kind: Type) -> list[Value]:
    """Values of a type, each once."""
    rng = Random(kind.value)
    raw = [*MORE.get(kind, ()), *(RAW[kind](rng) for _ in range(40))]
    return list(dict.fromkeys(read_value(kind, each, ("open", "blocked", "done")) for each in raw))


@pytest.mark.parametrize("kind", INDEXED, ids=lambda kind: kind.value)
def test_terms_stand_in_the_order_of_their_values(kind: Type) -> None:
    values = sorted(values_of(kind), key=lambda value: order_of(value, kind))
    terms = [write_term(value, kind) for value in values]
    assert all(first < then for first, then in pairwise(terms))
    assert all(FIRST <= term < LAST for term in terms)
    assert max(map(len, terms)) <= 1_800


@pytest.mark.parametrize("kind", INDEXED, ids=lambda kind: kind.value)
def test_a_term_gives_its_value_back_or_says_that_it_is_longer(kind: Type) -> None:
    for value in values_of(kind):
        expected = None if isinstance(value, str) and len(value) > 200 else value
        found = read_term(write_term(value, kind), kind)
        assert (found, repr(found)) == (expected, repr(expected))


@pytest.mark.parametrize("op", [op for op in Op if op not in (Op.SOME, Op.NONE)], ids=lambda op: op.value)
@pytest.mark.parametrize("kind", [Type.WORD, Type.AMOUNT, Type.WHOLE, Type.DAY, Type.CODE], ids=lambda kind: kind.value)
def test_spans_hold_the_terms_of_the_values_that_meet_a_condition(op: Op, kind: Type) -> None:
    values, field = values_of(kind), Field("f", kind, "head", Names("f", "f"), indexed=True)
    for other in values:
        (span,) = spans_of(Asked(field, op, (other,)))
        met = [value for value in values if span.low <= write_term(value, kind) < span.high]
        assert met == [v for v in values if _HOLDS[op](order_of(v, kind)[0], order_of(other, kind)[0])]


@pytest.mark.parametrize("kind", [Type.AMOUNT, Type.WHOLE], ids=lambda kind: kind.value)
def test_sums_of_numbers_and_of_what_is_none_are_exact(kind: Type) -> None:
    values = values_of(kind) * 3
    numbers = [number_of(value, kind) for value in values]
    fit = [number for number in numbers if number is not None]
    wide = [value for value, number in zip(values, numbers, strict=True) if number is None]
    halves = sum(number >> 32 for number in fit), sum(number & 0xFFFFFFFF for number in fit)
    assert repr(summed(halves, wide, kind)) == repr(total(values, kind))
    assert all(abs(number) < 2**63 for number in fit)


def test_what_is_too_wide_or_too_fine_is_no_number() -> None:
    wide = ("1e15", "0.00001", "123456789012345678901234567.89")
    assert [number_of(Decimal(each), Type.AMOUNT) for each in wide] == [None] * 3
    assert number_of(Decimal("-99999999999999.9999"), Type.AMOUNT) == -999999999999999999
