"""What may bear on what a seat reads: all of it, so that what is equal under two rulebooks is answered equally."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from concord.release.labels import LabelSet
from concord.release.matrix import matrix
from concord.release.rulebook import Rulebook
from concord.release.seats import Seat
from tests.worlds import World, make_instant, make_world


def amended(world: World, rng: Random) -> Rulebook:
    """The rulebook of a world without one of its facts."""
    book = world.rulebook
    name = rng.choice([n for n in ("memberships", "agreements", "questions") if getattr(book, n)])
    facts = getattr(book, name)
    gone = rng.randrange(len(facts))
    changed: dict[str, Any] = {name: (*facts[:gone], *facts[gone + 1 :])}
    return replace(book, **changed)


@pytest.mark.parametrize("seed", range(12))
def test_a_seat_whose_facts_are_equal_gets_equal_answers(seed: int) -> None:
    world, rng = make_world(seed), Random(seed)
    labels = [LabelSet(s.originator) for s in world.label_sets if s.originator and s.originator.succession is None]
    readers, asked = [r for r in world.readers if r.nationality is None], 0
    for _ in range(6):
        at, other = make_instant(rng), amended(world, rng)
        was, now = (matrix(labels, readers, rulebook=book, at=at) for book in (world.rulebook, other))
        for row, label_set in enumerate(labels):
            found = label_set.originator and world.rulebook.policy(label_set.originator.policy.name, at)
            profile = world.rulebook.profile(found) if found else None
            for column, reader in enumerate(readers if profile else ()):
                first, then = (Seat(reader.party, reader.through, at, b.index) for b in (world.rulebook, other))
                if profile and first.facts_about(profile.owner) == then.facts_about(profile.owner):
                    asked += 1
                    assert was.squares[row][column] == now.squares[row][column]
    assert asked
