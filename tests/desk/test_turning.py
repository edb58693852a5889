"""On which days labels turn: embargoes that ended, labels that give way (D43)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from concord.desk import Desk
from concord.desk.errors import PastError
from concord.release.labels import LabelSet, Succession
from tests.cast import ADA, BEN, CLEO, NOON
from tests.desk.conftest import OWN, STAFF, Office, body, marked

DAY = timedelta(days=1)
LONG = 30 * DAY


def told(desk: Desk, since: datetime = NOON - LONG, until: datetime = NOON + LONG) -> list[tuple[int, bool, str, int]]:
    """The turns of a period: on which day from noon, whether of an embargo, the level from then on, how many."""
    found = desk.label_turns(since, until)
    return [((turn.at - NOON).days, turn.is_embargo, turn.label.level, turn.records) for turn in found]


def until(marking: str, at: datetime) -> LabelSet:
    """A label set that gives way to one for everybody."""
    given, then = marked(marking), marked("EU UNCLASSIFIED - LIMITE").originator
    assert given.originator is not None
    assert then is not None
    return LabelSet(replace(given.originator, succession=Succession(at, then)))


@pytest.fixture
def filled(office: Office) -> Office:
    """Two records whose label gives way, one for Ada alone; two under embargoes, of which one is over tomorrow."""
    office.file(body("a", label_set=until(STAFF, NOON + 9 * DAY)))
    office.file(body("b", label_set=until(OWN, NOON + 9 * DAY)))
    office.file(body("c", label_set=replace(marked(STAFF), embargo=NOON + DAY)))
    office.file(body("d", label_set=replace(marked(STAFF), embargo=NOON + 5 * DAY)))
    return office


def test_a_label_that_gives_way_is_told_with_how_many_records(filled: Office) -> None:
    level = "eu unclassified"
    assert told(filled.desk(ADA)) == [(9, False, level, 2)]
    assert told(filled.desk(BEN)) == [(9, False, level, 1)]
    assert told(filled.desk(CLEO)) == []


def test_of_an_embargo_nothing_is_told_before_it_ends(filled: Office) -> None:
    later = filled.at(2 * 24 * 60, BEN)
    assert [each for each in told(filled.desk(BEN)) if each[1]] == []
    assert [each[:2] for each in told(later) if each[1]] == [(1, True)]


def test_only_the_period_is_told(filled: Office) -> None:
    desk = filled.desk(ADA)
    assert told(desk, NOON, NOON + 9 * DAY) == []
    assert len(told(desk, NOON + 9 * DAY, NOON + 10 * DAY)) == 1


def test_of_the_past_nothing_is_told(filled: Office) -> None:
    with pytest.raises(PastError):
        filled.past(1).label_turns(NOON, NOON + LONG)
