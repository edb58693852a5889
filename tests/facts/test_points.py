"""The common action points that ship: how many, where, how sure (FA55, FA56)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from concord.facts import ActionPoint, Progress, action_points, progress, shipped
from concord.release.periods import Confidence
from tests.facts.test_shipped import BLAME


def test_there_are_42_of_one_day_in_eight_areas() -> None:
    points = action_points()
    assert {point.since for point in points} == {date(2016, 12, 6)}
    assert Counter(point.area for point in points) == {
        "1": 10,
        "2": 4,
        "3": 4,
        "4": 8,
        "5": 2,
        "6": 6,
        "7": 4,
        "8": 4,
    }
    assert len({point.id for point in points}) == 42


def test_each_has_a_text_in_both_languages_and_a_lead() -> None:
    for point in action_points():
        assert point.text != point.text_fr
        assert [role for _, role in point.participations].count("lead") == 1


def test_what_was_not_read_in_a_source_is_unconfirmed() -> None:
    unread = [point for point in action_points() if not point.words.startswith("source")]
    assert len(unread) == 23
    assert {point.grade for point in unread} == {Confidence.UNCONFIRMED}


def test_progress_speaks_of_known_points_on_later_days() -> None:
    known = {point.id for point in action_points()}
    assert len(progress()) > 25
    for fact in progress():
        assert set(fact.points) <= known
        assert fact.day > date(2016, 12, 6)


def test_every_source_is_known_and_no_text_blames() -> None:
    sources = set(shipped().source_by_id)
    told: list[ActionPoint | Progress] = [*action_points(), *progress()]
    for fact in told:
        assert set(fact.sources) <= sources
        assert BLAME.search(fact.text) is None
    assert not [point.id for point in action_points() if BLAME.search(point.text_fr)]
