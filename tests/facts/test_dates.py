"""Dates as tables write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.facts import dates
from concord.release.names import BEGINNING, NEVER
from concord.release.periods import Confidence, Period


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "first", "sure"),
    [
        ("2003-03-14", day("2003-03-14"), day("2003-03-14")),
        ("2017-11", day("2017-11-01"), day("2017-12-01")),
        ("2016-12", day("2016-12-01"), day("2017-01-01")),
        ("1995", day("1995-01-01"), day("1996-01-01")),
        ("1995-02-10/2003-03-14", day("1995-02-10"), day("2003-03-14")),
        ("2004-11-22/", day("2004-11-22"), NEVER),
        ("/2000-07-26", BEGINNING, day("2000-07-26")),
        ("", BEGINNING, NEVER),
        ("always", BEGINNING, BEGINNING),
    ],
)
def test_a_beginning_lies_between_two_instants(since: str, first: datetime, sure: datetime) -> None:
    assert dates.period(since, "") == Period(since=first, sure=sure)


def test_an_end_known_to_the_month_may_have_come_within_it() -> None:
    period = dates.period("2000-01-01", "2017-11")
    found = [period.holds(day(text)) for text in ("2017-10-31", "2017-11-01", "2017-11-30", "2017-12-01")]
    assert found == [Confidence.SOURCED, Confidence.UNCONFIRMED, Confidence.UNCONFIRMED, Confidence.ABSENT]


def test_a_period_holds_on_its_first_day_and_not_on_its_last() -> None:
    period = dates.period("2020-02-01", "2021-01-01")
    found = [period.holds(day(text)) for text in ("2020-01-31", "2020-02-01", "2020-12-31", "2021-01-01")]
    assert found == [Confidence.ABSENT, Confidence.SOURCED, Confidence.SOURCED, Confidence.ABSENT]


def test_an_agreement_signed_and_not_known_to_be_in_force_never_becomes_sure() -> None:
    period = dates.period("2004-11-22/", "")
    found = [period.holds(day(text)) for text in ("2004-11-21", "2004-11-22", "2999-01-01")]
    assert found == [Confidence.ABSENT, Confidence.UNCONFIRMED, Confidence.UNCONFIRMED]


@pytest.mark.parametrize(
    "text",
    [
        "2017-02-30",
        "2017-13",
        "17-01-01",
        "2017-1-1",
        "/",
        "2003/1995",
        "2003-03-14T00:00",
        "٢٠١٧",
        "0000",
        "9999",
        "x",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        dates.period(text, "")


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(ValueError, match="expected an end after the beginning"):
        dates.period("2004-01-01", "2003-12-31")


@given(st.text(alphabet="0123456789-/always ", max_size=24), st.text(alphabet="0123456789-/ ", max_size=24))
def test_any_text_gives_a_period_or_one_clear_error(since: str, until: str) -> None:
    try:
        period = dates.period(since, until)
    except ValueError as error:
        outcome: object = str(error)
    else:
        outcome = period
    assert isinstance(outcome, Period) or str(outcome).startswith("expected ")
