"""What an address or a form holds, read: numbers, however many digits (W7, W51)."""

from __future__ import annotations

import pytest

from concord.commitments.kinds import ACTION_POINT
from concord.web.parts.declared import conditions
from concord.web.typed import whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("42", 42), ("9" * 15, 10**15 - 1)])
def test_digits_are_a_whole_number(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", " 1", "one", "9" * 16, "9" * 5_000])
def test_anything_else_is_none(text: str) -> None:
    assert whole(text) is None


@pytest.mark.parametrize(("text", "count"), [("7", 1), ("9" * 5_000, 0), ("x", 0)])
def test_a_number_of_many_digits_narrows_nothing(text: str, count: int) -> None:
    assert len(conditions(ACTION_POINT, {"order": text})) == count
