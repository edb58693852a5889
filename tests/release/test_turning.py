"""What turns between two rulebooks is what two whole matrices say, however little of them is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

import pytest

from concord.release.labels import LabelSet
from concord.release.matrix import Sheet, matrix
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from concord.release.turning import NOBODY, Turning, sheet_after
from tests.worlds import make_instant, make_world

FIELDS = ("agreements", "memberships", "questions", "equivalences", "profiles", "policies")
Seat = tuple[Reader | None, Reader | None]


def without_some(book: Rulebook, rng: Random) -> Rulebook:
    """A rulebook without some entries: mostly of agreements, mostly one."""
    for name in rng.choices(FIELDS, (9, 4, 2, 1, 1, 1), k=rng.choice((1, 1, 1, 2))):
        entries = getattr(book, name)
        gone = set(rng.sample(range(len(entries)), min(len(entries), rng.choice((1, 1, 3, 99)))))
        left: Any = {name: tuple(entry for n, entry in enumerate(entries) if n not in gone)}
        book = replace(book, **left)
    return book


def seats(readers: Sequence[Reader], rng: Random) -> list[Seat]:
    """Readers who mostly stay the same; now and then one comes, goes, or holds less."""
    return [
        rng.choice([(r, r)] * 5 + [(r, None), (None, r), (r, replace(r, clearances=r.clearances[1:]))]) for r in readers
    ]


def plain(
    label_sets: Sequence[LabelSet], found: Sequence[Seat], before: Rulebook, after: Rulebook, at: datetime
) -> set[tuple[int, int, int, int]]:
    """Every square that opens or closes, with the rules that withhold it before or after."""
    turned = set()
    for column, readers in enumerate(found):
        was, now = (
            [row[0] for row in matrix(label_sets, [who], rulebook=book, at=at).squares]
            if who
            else [NOBODY] * len(label_sets)
            for who, book in zip(readers, (before, after), strict=True)
        )
        pairs = enumerate(zip(was, now, strict=True))
        turned |= {(column, row, old, new) for row, (old, new) in pairs if (old == 0) is not (new == 0)}
    return turned


def turned_of(
    label_sets: Sequence[LabelSet], found: Sequence[Seat], before: Rulebook, after: Rulebook, at: datetime
) -> set[tuple[int, int, int, int]]:
    sheet = Sheet(label_sets, before, at)
    turning = Turning(sheet, sheet_after(sheet, after))
    return {
        (column, row, old, new)
        for column, (was, now) in enumerate(found)
        for pair, old, new in turning.of(was, now)
        for row, number in enumerate(turning.rows)
        if number == pair
    }


@pytest.mark.parametrize("first", range(0, 8, 2))
def test_what_turns_is_what_two_matrices_say(first: int) -> None:
    """Over and over with the same rulebook before, so that what it keeps is used; each change made and unmade."""
    turned = 0
    for seed in range(first, first + 2):
        world, rng = make_world(seed, label_sets=20, readers=10), Random(seed)
        held, at = world.rulebook, make_instant(rng)
        for _ in range(4):
            found, other = seats(world.readers, rng), without_some(held, rng)
            for before, after in ((held, other), (replace(other), replace(held))):
                said = turned_of(world.label_sets, found, before, after, at)
                assert said == plain(world.label_sets, found, replace(before), replace(after), at)
                turned += len(said)
    assert turned > 20
