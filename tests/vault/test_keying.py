"""Keys belong to policies, profiles and equivalences: with others, cells are keyed anew or nothing is read (V2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from concord.desk import MemoryStore, Moment, Query, StaleError
from concord.desk.records import Head, Portion
from concord.release.labels import LabelSet, Mention
from concord.release.names import NEVER
from concord.release.periods import Confidence, Period
from concord.release.readers import Reader
from concord.release.relations import Equivalence
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from concord.vault.errors import KeyedElsewhereError
from tests.cases.given import read_marking
from tests.cast import ADA, NOON, book
from tests.desk.interference import Room, everything, open_desk
from tests.desk.kinds import KINDS
from tests.desk.stores import KINDS_OF_STORE, Opening, opening, turn
from tests.desk.worlds import load, make_scene
from tests.worlds import make_world


@pytest.fixture(params=[kind for kind in KINDS_OF_STORE if kind != "memory"])
def open_one(request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Makes an empty vault, in each database in turn."""
    with opening(request.param) as found:
        yield found


@pytest.mark.parametrize("seed", range(4))
def test_a_vault_under_another_rulebook_answers_as_the_store_in_memory(seed: int, open_one: Opening) -> None:
    world, other = make_world(seed), make_world(seed + 500).rulebook
    scene = make_scene(world, Random(seed))
    plain, vault = MemoryStore(), open_one(world.rulebook)
    for store in (plain, vault):
        load(store, scene.steps)
    turn(plain, other)
    turn(vault, other)
    later = replace(scene, moment=replace(scene.moment, rulebook=other, facts=1))
    ids = sorted({step.head.id for step in scene.steps})
    was, now = (everything(Room(later, store), ids, seed) for store in (plain, vault))
    assert [name for name in was if was[name] != now[name]] == []


def under(until: datetime) -> Rulebook:
    """The rulebook that ships, with a national marking that is equal to RESTREINT UE/EU RESTRICTED until a day."""
    equals = (("EU", "RESTREINT UE/EU RESTRICTED"),)
    entry = Equivalence("RO", "Harbour", Period(until=until, fades=until), equals, Confidence.SOURCED)
    return replace(book(), equivalences=(*book().equivalences, entry))


def marked_on(day: datetime) -> LabelSet:
    """A label on what contains information with that national marking, marked on a day."""
    label = read_marking("RESTREINT UE/EU RESTRICTED", book(), NOON)
    return LabelSet(label, contains=(Mention("RO", "Harbour", day, frozenset({"EU"})),))


def test_label_sets_of_one_key_part_where_an_equivalence_ends_between_them(open_one: Opening) -> None:
    reader = Reader("be", "BE", "EU", clearances=ADA.clearances)
    vault = open_one(under(NEVER))
    with vault.writing(NOON) as writing:
        for year in (2010, 2016):
            label_set = marked_on(datetime(year, 1, 1, tzinfo=UTC))
            writing.put(Head(f"r{year}", "note", "x"), [Portion("p", "body", "0", {"text": "tug"}, label_set, 1)])
    found = []
    for facts, until in enumerate((NEVER, datetime(2015, 1, 1, tzinfo=UTC))):
        if facts:
            turn(vault, under(until))
        desk = open_desk(Moment(reader, under(until), NOON, facts), vault)
        found.append([edition.id for edition in desk.find(Query("note")).editions])
    assert found == [["r2010", "r2016"], ["r2010"]]


def test_keys_change_with_other_policies_and_not_with_other_memberships(open_one: Opening) -> None:
    world = make_world(3)
    vault = open_one(world.rulebook)
    scene = make_scene(world, Random(3))
    load(vault, scene.steps)
    turn(vault, replace(world.rulebook, memberships=()))
    moment = replace(scene.moment, rulebook=replace(world.rulebook, memberships=()), facts=1)
    assert open_desk(moment, vault).changes().records == open_desk(moment, reloaded(scene.steps, 1)).changes().records
    elsewhere = replace(moment, rulebook=Rulebook())
    with pytest.raises(StaleError):
        open_desk(elsewhere, vault).changes()


def reloaded(steps: tuple[object, ...], facts: int) -> MemoryStore:
    """A store in memory with the same transactions, whose rules have turned as often."""
    store = MemoryStore()
    load(store, steps)  # type: ignore[arg-type]  # steps of a scene
    for _ in range(facts):
        turn(store, Rulebook())
    return store


def test_a_vault_keyed_under_another_rulebook_is_not_read(open_one: Opening) -> None:
    world = make_world(3)
    vault = open_one(world.rulebook)
    scene = make_scene(world, Random(3))
    load(vault, scene.steps)
    assert isinstance(vault, Vault)
    again = Vault(**vault._aliases, rulebook=Rulebook(), kinds=KINDS, folder=None)
    with pytest.raises(KeyedElsewhereError, match="the vault was keyed under other policies"), again.reading(None):
        pass
    with pytest.raises(KeyedElsewhereError), again.writing(scene.moment.at):
        pass
    again.adopt(world.rulebook)
    assert open_desk(scene.moment, again).changes().records
