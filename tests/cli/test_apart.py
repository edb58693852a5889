"""What separates the parts of a group of readers, in words without names."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from concord.cli.document import demo_document
from concord.cli.scene import Scene, open_scene
from concord.dissemination.brief.apart import Part, parts_of
from concord.release.groups import Group

DAYS = tuple(datetime(year, 7, 1, tzinfo=UTC) for year in (1996, 2003, 2008, 2017, 2024))


@cache
def scene() -> Scene:
    """The document that ships."""
    return open_scene(demo_document(), seats_file=None, policies=(), profiles=(), overlay=None)


@cache
def parts(at: datetime) -> tuple[tuple[Group, Part, tuple[str, ...]], ...]:
    """Each group of a day with what separates it, and its seats."""
    squares = scene().matrix(at)
    groups = scene().groups(squares)
    seats = (tuple(squares.readers[column].id for column in group.columns) for group in groups)
    return tuple(zip(groups, parts_of(scene(), squares, groups), seats, strict=True))


def text_of(seat: str, at: datetime = datetime(2017, 5, 15, tzinfo=UTC)) -> str:
    """What is said of the part a seat is in."""
    return next(part.text for _, part, seats in parts(at) if seat in seats)


@pytest.mark.parametrize("at", DAYS)
def test_no_two_parts_of_a_group_are_said_alike(at: datetime) -> None:
    said = [(group.rule.id, part.text) for group, part, _ in parts(at) if group.parts > 1]
    assert len(set(said)) == len(said)
    assert all(part.text and part.short for group, part, _ in parts(at) if group.parts > 1)


@pytest.mark.parametrize("at", DAYS)
def test_a_group_that_is_not_split_says_nothing(at: datetime) -> None:
    assert {part for group, part, _ in parts(at) if group.parts == 1} == {Part()}


@pytest.mark.parametrize("at", DAYS)
def test_no_part_is_named_by_a_state(at: datetime) -> None:
    names = {scene().party(party.id, at) for party in scene().book.facts.parties if party.kind == "state"}
    texts = " ".join(f"{part.text} {part.short}" for _, part, _ in parts(at))
    assert [name for name in names if name in texts] == []


@pytest.mark.parametrize(
    ("seat", "said"),
    [
        ("GSC", "admitted to exercise/white-cell"),
        ("COM-DESK", "not cleared for EU information"),
        ("EEAS-CY", "with an open question on the nationality of the post's holder"),
        ("EDA", "not covered by the agreement between the EU and NATO"),
        ("FI/EU", "named in the release of ¶ 13"),
        ("RO/NATO", "the owner of what ¶ 9 holds or names"),
        ("ME", "without a security agreement with NATO among the facts, a member of the Partnership for Peace"),
        ("FR/EU", ""),
    ],
)
def test_a_part_is_said_in_words_of_staff(seat: str, said: str) -> None:
    assert text_of(seat) == said


def test_parts_that_only_hypotheses_tell_apart_are_said_alike() -> None:
    squares = scene().matrix(DAYS[3])
    whole = scene().groups(squares)
    split = scene().groups(squares, tuple(reader.id == "BE/EU" for reader in squares.readers))
    found = [
        part
        for group, part in zip(split, parts_of(scene(), squares, split), strict=True)
        if group.rule.id == "common-eu"
    ]
    assert len(split) == len(whole) + 1
    assert {part.short for part in found} == {"same answers"}
    assert all("kept apart for the tab of hypotheses" in part.text for part in found)


def test_where_no_trait_separates_parts_the_reasons_at_a_portion_do() -> None:
    at = datetime(1998, 7, 1, tzinfo=UTC)
    assert text_of("BA", at).startswith("at ¶ 24: ")
    assert text_of("AU", at).startswith("at ¶ 24: ")
    assert text_of("BA", at) != text_of("AU", at)
