"""What bears on what a place reads: all of it, so that what is equal under two rulebooks is answered equally."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from concord.release.labels import LabelSet
from concord.release.matrix import matrix
from concord.release.rulebook import Rulebook
from concord.release.whatif import may_differ
from tests.worlds import World, make_instant, make_world


def amended(world: World, rng: Random) -> Rulebook:
    """The rulebook of a world without one of its facts."""
    book = world.rulebook
    name = rng.choice([n for n in ("memberships", "agreements", "questions") if getattr(book, n)])
    facts = getattr(book, name)
    gone = rng.randrange(len(facts))
    changed: dict[str, Any] = {name: (*facts[:gone], *facts[gone + 1 :])}
    return replace(book, **changed)


def squares(world: World, rng: Random) -> Iterator[tuple[str, int, int]]:
    """Label by label and reader by reader without one fact of the world: which, what it was, what it is.

    Only where the facts that bear are equal.
    """
    labels = [s.originator for s in world.label_sets if s.originator and s.originator.succession is None]
    sets = [LabelSet(label) for label in labels]
    at, other = make_instant(rng), amended(world, rng)
    was, now = (matrix(sets, world.readers, rulebook=book, at=at) for book in (world.rulebook, other))
    for row, label in enumerate(labels):
        for column, reader in enumerate(world.readers):
            if not may_differ(label.policy.name, reader, world.rulebook, other, at):
                yield f"{reader.id} {row} at {at}", was.squares[row][column], now.squares[row][column]


@pytest.mark.parametrize("seed", range(12))
def test_a_place_whose_facts_are_equal_gets_equal_answers(seed: int) -> None:
    world, rng = make_world(seed), Random(seed)
    compared = [square for _ in range(6) for square in squares(world, rng)]
    assert len(compared) > 100
    assert [where for where, was, now in compared if was != now] == []
