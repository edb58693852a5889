"""How many records have a cell of each key is kept beside the cells (V8): what a preview counts by."""

from __future__ import annotations

from random import Random

import pytest

from concord.desk import MemoryStore
from concord.desk.gate import Gate
from concord.desk.own import with_own
from concord.desk.store import Store
from concord.release.decide import decision_key
from concord.release.key import DecisionKey
from concord.vault import Vault
from concord.vault.posting import counted
from concord.vault.statements import all_rows
from tests.desk.interference import Room, everything
from tests.desk.kinds import KINDS
from tests.desk.stores import KINDS_OF_STORE, opening, turn
from tests.desk.worlds import Scene, load, make_scene
from tests.vault.dying import IS
from tests.worlds import make_world

VAULTS = [kind for kind in KINDS_OF_STORE if kind != "memory"]
KEPT = "select key, mark, records from vault_keyed where records != 0 order by key, mark"


def kept(vault: Vault) -> list[tuple[int, ...]]:
    return [tuple(map(int, row)) for row in all_rows(vault.connection("writing"), KEPT)]


def by_cells(vault: Vault) -> list[tuple[int, ...]]:
    """What cells and terms come to."""
    found = counted(vault.lists, vault.connection("writing"))
    rows = all_rows(vault.connection("writing"), found.text, *found.values)
    return sorted(tuple(map(int, row)) for row in rows)


@pytest.mark.parametrize("kind", VAULTS)
def test_counts_follow_filing_edits_purges_and_new_keys(kind: str) -> None:
    world, rng = make_world(3), Random(3)
    scene = make_scene(world, rng)
    with opening(kind) as open_one:
        vault = open_one(world.rulebook)
        assert isinstance(vault, Vault)
        load(vault, scene.steps)
        loaded = kept(vault)
        assert loaded == by_cells(vault)
        everything(Room(scene, vault), sorted({step.head.id for step in scene.steps}), 3)
        asked = kept(vault)
        assert asked == by_cells(vault) != loaded
        turn(vault, IS)
        assert kept(vault) == by_cells(vault) != []


@pytest.mark.parametrize("kind", VAULTS)
@pytest.mark.parametrize("seed", range(200, 204))
def test_a_record_with_several_keys_counts_for_each(kind: str, seed: int) -> None:
    """As the store in memory does, which looks at every portion; and not one of a key that does not pass."""
    world, rng = make_world(seed), Random(seed)
    scene = make_scene(world, rng, records=12, steps=30)
    with opening(kind) as open_one:
        plain, found = tallied(MemoryStore(), scene), tallied(open_one(world.rulebook), scene)
    assert found == plain


def tallied(store: Store, scene: Scene) -> dict[DecisionKey, int]:
    """What a store counts for the reader of a scene, by decision key."""
    load(store, scene.steps)
    with store.reading(None) as snapshot:
        tallies = snapshot.tallies(with_own(KINDS).kinds, Gate(scene.moment))
    return {decision_key(tally.label_set, scene.moment.rulebook): tally.records for tally in tallies}


def test_records_of_several_keys_are_among_them() -> None:
    world = make_world(200)
    scene = make_scene(world, Random(200), records=12, steps=30)
    keys: dict[str, set[DecisionKey]] = {}
    for step in scene.steps:
        found = {decision_key(portion.label_set, world.rulebook) for _, portion in step.portions if portion}
        keys.setdefault(step.head.id, set()).update(found)
    assert max(map(len, keys.values())) > 1
