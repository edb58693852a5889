"""Two stores that differ only in what a reader may not read are the same to that reader (D70)."""

from __future__ import annotations

from random import Random

import pytest

from concord.desk import MemoryStore
from tests.desk.interference import ASKS, Room, everything, methods, open_desk
from tests.desk.worlds import load, make_scene, with_other_secrets
from tests.worlds import make_world


def differing(seed: int) -> list[str]:
    """The methods of the desk that tell the stores of a scene apart."""
    world, rng = make_world(seed), Random(seed)
    one = make_scene(world, rng)
    two = with_other_secrets(one, world, rng)
    rooms = [Room(scene, MemoryStore(), open_desk) for scene in (one, two)]
    for room in rooms:
        load(room.store, room.scene.steps)
    ids = sorted({step.head.id for scene in (one, two) for step in scene.steps} | {"absent"})
    was, now = (everything(room, ids, seed) for room in rooms)
    return [name for name in was if was[name] != now[name]]


def test_every_method_of_the_desk_is_asked() -> None:
    assert methods() == set(ASKS)


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_hidden_things_change_no_answer(first: int) -> None:
    assert {seed: found for seed in range(first, first + 20) if (found := differing(seed))} == {}
