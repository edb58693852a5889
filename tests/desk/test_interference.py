"""Two stores that differ only in what a reader may not read are the same to that reader (D70)."""

from __future__ import annotations

from random import Random

import pytest

from concord.desk import MemoryStore
from tests.desk.interference import ASKS, Room, everything, methods
from tests.desk.stores import KINDS_OF_STORE, opening
from tests.desk.telling import differing
from tests.desk.worlds import load, make_scene
from tests.worlds import make_world


def test_every_method_of_the_desk_is_asked() -> None:
    assert methods() == set(ASKS) - {"past"}


@pytest.mark.parametrize("first", range(0, 80, 10))
def test_hidden_things_change_no_answer(first: int) -> None:
    with opening("memory") as open_one:
        assert {seed: found for seed in range(first, first + 10) if (found := differing(seed, open_one))} == {}


VAULTS = [kind for kind in KINDS_OF_STORE if kind != "memory"]


@pytest.mark.parametrize("kind", VAULTS)
@pytest.mark.parametrize("first", range(0, 6, 2))
def test_hidden_things_change_no_answer_of_the_vault(kind: str, first: int) -> None:
    with opening(kind) as open_one:
        assert [differing(seed, open_one) for seed in (first, first + 1)] == [[], []]


@pytest.mark.parametrize("kind", VAULTS)
@pytest.mark.parametrize("seed", range(100, 104))
def test_the_vault_answers_as_the_store_in_memory(kind: str, seed: int) -> None:
    world, rng = make_world(seed), Random(seed)
    scene = make_scene(world, rng)
    ids = sorted({step.head.id for step in scene.steps} | {"absent"})
    with opening(kind) as open_one:
        rooms = [Room(scene, store) for store in (MemoryStore(), open_one(world.rulebook))]
        for room in rooms:
            load(room.store, room.scene.steps)
        plain, vault = (everything(room, ids, seed) for room in rooms)
    assert [name for name in plain if plain[name] != vault[name]] == []
