"""Instants and periods of case files: dates, zones, limits known to the month or the year."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from concord.release.names import BEGINNING, NEVER
from concord.release.periods import Confidence, Period
from tests.cases.test_read import CASE, READER, day, one, places, reader_of

NOON = datetime(2018, 3, 1, 12, tzinfo=UTC)


def period_of(value: object) -> Period:
    return reader_of(one(reader={**READER, "briefings": [{"owner": "PORT", "period": value}]})).briefings[0].period


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2018-03-01", day("2018-03-01")),
        ("2018-03-01T12:00:00Z", NOON),
        ("2018-03-01T14:00:00+02:00", NOON),
        ("2018-03-01T12:00:00.000001Z", NOON.replace(microsecond=1)),
        ("never", NEVER),
        ("beginning", BEGINNING),
    ],
)
def test_instants_are_dates_or_have_a_zone(text: str, instant: datetime) -> None:
    assert one(at=text).at == instant


@pytest.mark.parametrize(
    "text", ["2018", "2018-03", "2018-02-30", "20180301", "2018-W09", "2018-03-01T12:00:00", "soon", "", 5, None]
)
def test_other_instants_are_refused(text: object) -> None:
    assert places({**CASE, "at": text}) == ["$.at"]


@pytest.mark.parametrize(
    ("value", "period"),
    [
        ("2018-01-01/2019-01-01", ("2018-01-01", "2018-01-01", "2019-01-01", "2019-01-01")),
        ("2018-01-01/..", ("2018-01-01", "2018-01-01", None, None)),
        ("../2019-01-01", (None, None, "2019-01-01", "2019-01-01")),
        ("../..", (None, None, None, None)),
        ({"since": "2018"}, ("2018-01-01", "2019-01-01", None, None)),
        ({"since": "2018-02"}, ("2018-02-01", "2018-03-01", None, None)),
        ({"since": "2018-12", "until": "2019"}, ("2018-12-01", "2019-01-01", "2019-01-01", "2020-01-01")),
        ({"since": "2018-01-01", "sure": "2018-06-01"}, ("2018-01-01", "2018-06-01", None, None)),
        ({"fades": "2018-01-01", "until": "2018-06-01"}, (None, None, "2018-01-01", "2018-06-01")),
    ],
)
def test_periods_have_two_forms(value: object, period: tuple[str | None, ...]) -> None:
    since, sure = (BEGINNING if text is None else day(text) for text in period[:2])
    fades, until = (NEVER if text is None else day(text) for text in period[2:])
    assert period_of(value) == Period(since, sure, fades, until)


def test_a_beginning_that_nobody_knows_never_becomes_sure() -> None:
    assert period_of({"since": "2001-01-01", "sure": "never"}).holds(NOON) is Confidence.UNCONFIRMED


@pytest.mark.parametrize(
    "value", ["2018-01-01", "2018-01-01/2019-01-01/2020-01-01", {"since": "2018-13"}, {"since": "0000"}]
)
def test_other_periods_are_refused(value: object) -> None:
    assert places({**CASE, "reader": {**READER, "briefings": [{"owner": "PORT", "period": value}]}})


def test_a_period_that_runs_backwards_is_refused() -> None:
    value: object = {"since": "2018-01-01", "sure": "2017-01-01"}
    wrong = {**READER, "clearances": [{"under": "PORT", "levels": [], "period": value}]}
    assert places({**CASE, "reader": wrong}) == ["$.reader.clearances[0].period"]
