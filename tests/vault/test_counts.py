"""How many records have a cell of each key is kept beside the cells (V8): what a preview counts by."""

from __future__ import annotations

from random import Random

import pytest

from concord.desk import MemoryStore
from concord.desk.gate import Gate
from concord.desk.store import Store
from concord.release.decide import decision_key
from concord.release.key import DecisionKey
from concord.vault import Vault
from concord.vault.statements import all_rows
from tests.desk.interference import Room, everything
from tests.desk.stores import KINDS_OF_STORE, opening, turn
from tests.desk.worlds import Scene, load, make_scene
from tests.vault.dying import IS
from tests.worlds import make_world

VAULTS = [kind for kind in KINDS_OF_STORE if kind != "memory"]
COUNTED = "select key, count(*) from vault_cell group by key order by key"
KEPT = "select key, records from vault_keyed where records != 0 order by key"


def rows(vault: Vault, statement: str) -> list[tuple[int, int]]:
    return [(int(key), int(count)) for key, count in all_rows(vault.connection("writing"), statement)]


@pytest.mark.parametrize("kind", VAULTS)
def test_counts_follow_filing_edits_purges_and_new_keys(kind: str) -> None:
    world, rng = make_world(3), Random(3)
    scene = make_scene(world, rng)
    with opening(kind) as open_one:
        vault = open_one(world.rulebook)
        assert isinstance(vault, Vault)
        load(vault, scene.steps)
        loaded = rows(vault, KEPT)
        assert loaded == rows(vault, COUNTED)
        everything(Room(scene, vault), sorted({step.head.id for step in scene.steps}), 3)
        asked = rows(vault, KEPT)
        assert asked == rows(vault, COUNTED) != loaded
        turn(vault, IS)
        assert rows(vault, KEPT) == rows(vault, COUNTED) != []


@pytest.mark.parametrize("kind", VAULTS)
@pytest.mark.parametrize("seed", range(200, 204))
def test_a_record_with_several_keys_counts_for_each(kind: str, seed: int) -> None:
    """As the store in memory does, which looks at every portion; and not one of a key that does not pass."""
    world, rng = make_world(seed), Random(seed)
    scene = make_scene(world, rng, records=12, steps=30)
    with opening(kind) as open_one:
        plain, kept = tallied(MemoryStore(), scene), tallied(open_one(world.rulebook), scene)
    assert kept == plain


def tallied(store: Store, scene: Scene) -> dict[DecisionKey, int]:
    """What a store counts for the reader of a scene, by decision key."""
    load(store, scene.steps)
    with store.reading(None) as snapshot:
        tallies = snapshot.tallies(Gate(scene.moment))
    return {decision_key(tally.label_set, scene.moment.rulebook): tally.records for tally in tallies}


def test_records_of_several_keys_are_among_them() -> None:
    world = make_world(200)
    scene = make_scene(world, Random(200), records=12, steps=30)
    keys: dict[str, set[DecisionKey]] = {}
    for step in scene.steps:
        found = {decision_key(portion.label_set, world.rulebook) for _, portion in step.portions if portion}
        keys.setdefault(step.head.id, set()).update(found)
    assert max(map(len, keys.values())) > 1
