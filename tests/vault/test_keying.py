"""Keys belong to policies, profiles and equivalences: with others, cells are keyed anew or nothing is read (V2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from concord.desk import MemoryStore
from concord.release.rulebook import Rulebook
from concord.vault.keys import KeyedElsewhereError
from tests.desk.interference import Room, everything, open_desk
from tests.desk.stores import Opening, opening
from tests.desk.worlds import load, make_scene
from tests.worlds import make_world


@pytest.fixture
def open_one() -> Iterator[Opening]:
    """Makes an empty vault."""
    with opening("sqlite") as found:
        yield found


@pytest.mark.parametrize("seed", range(8))
def test_a_vault_under_another_rulebook_answers_as_the_store_in_memory(seed: int, open_one: Opening) -> None:
    world, other = make_world(seed), make_world(seed + 500).rulebook
    scene = make_scene(world, Random(seed))
    plain, vault = MemoryStore(), open_one(world.rulebook)
    for store in (plain, vault):
        load(store, scene.steps)
    plain.turn_facts()
    vault.turn_facts(other)
    later = replace(scene, moment=replace(scene.moment, rulebook=other, facts=1))
    ids = sorted({step.head.id for step in scene.steps})
    was, now = (everything(Room(later, store, open_desk), ids, seed) for store in (plain, vault))
    assert [name for name in was if was[name] != now[name]] == []


def test_keys_change_with_other_policies_and_not_with_other_memberships(open_one: Opening) -> None:
    world = make_world(3)
    vault = open_one(world.rulebook)
    scene = make_scene(world, Random(3))
    load(vault, scene.steps)
    vault.turn_facts(replace(world.rulebook, memberships=()))
    moment = replace(scene.moment, rulebook=replace(world.rulebook, memberships=()), facts=1)
    assert open_desk(moment, vault).changes().records == open_desk(moment, reloaded(scene.steps, 1)).changes().records
    elsewhere = replace(moment, rulebook=Rulebook())
    with pytest.raises(KeyedElsewhereError, match="the vault was keyed under other policies"):
        open_desk(elsewhere, vault).changes()


def reloaded(steps: tuple[object, ...], facts: int) -> MemoryStore:
    """A store in memory with the same transactions, whose rules have turned as often."""
    store = MemoryStore()
    load(store, steps)  # type: ignore[arg-type]  # steps of a scene
    for _ in range(facts):
        store.turn_facts()
    return store


def test_a_vault_keyed_under_another_rulebook_is_not_read(open_one: Opening) -> None:
    world = make_world(3)
    vault = open_one(world.rulebook)
    scene = make_scene(world, Random(3))
    load(vault, scene.steps)
    reading, writing = vault._reading, vault._writing  # type: ignore[attr-defined]  # the names of its connections
    again = type(vault)(reading=reading, writing=writing, rulebook=Rulebook())  # type: ignore[call-arg]
    with pytest.raises(KeyedElsewhereError), again.reading(None):
        pass
    with pytest.raises(KeyedElsewhereError), again.writing(scene.moment.at):
        pass
