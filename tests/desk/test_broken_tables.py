"""Tables that leak: segments that are not released, or that are older than what was narrowed since. Both are found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest

from concord.desk.kinds import Field, Kind
from concord.vault import manifest
from concord.vault.folder import Folder
from concord.vault.manifest import Made
from concord.vault.parquet import raw_segment
from concord.vault.tables import Tables
from tests.desk.interference import SEAL, Room, ask_analysis, ask_table, laid_open, renewed
from tests.desk.stores import KINDS_OF_STORE, Opening, opening
from tests.desk.worlds import load, make_scene, with_other_secrets
from tests.worlds import make_world

ASKS = {"table": ask_table, "analysis": ask_analysis}


def differing(seed: int, open_one: Opening) -> set[str]:
    """The methods that tell two stores apart which differ in what is hidden; segments are older than half of both."""
    SEAL.forget()
    world, rng = make_world(seed), Random(seed)
    one = make_scene(world, rng)
    rooms = [Room(scene, open_one(world.rulebook)) for scene in (one, with_other_secrets(one, world, rng))]
    told = []
    for room in rooms:
        half = len(room.scene.steps) // 2
        load(room.store, room.scene.steps[:half])
        renewed(room.store)
        load(room.store, room.scene.steps[half:])
        told.append({name: laid_open(list(ask(room, [], Random(seed)))) for name, ask in ASKS.items()})
    return {name for name in ASKS if told[0][name] != told[1][name]}


def segments_of_every_mark(patch: pytest.MonkeyPatch) -> None:
    """A reader is handed all segments of a kind: which are released is not asked."""

    def every(tables: Tables, folder: Folder, made: Made, kind: Kind, fields: Sequence[Field]) -> list[Any]:
        files = manifest.files(tables.lists.connection, kind.name, made.marks)
        return [raw_segment(folder.read(files[mark]), fields) for mark in sorted(files)]

    patch.setattr(Tables, "_released", every)


def one_segment_more(patch: pytest.MonkeyPatch) -> None:
    """The list of a kind is asked for what is released, and for the first mark whether it is or not."""
    released = Tables._released

    def more(tables: Tables, folder: Folder, made: Made, kind: Kind, fields: Sequence[Field]) -> list[Any]:
        files = manifest.files(tables.lists.connection, kind.name, made.marks[:1])
        shown = tables.lists.ways.released.marks
        extra = [raw_segment(folder.read(file), fields) for mark, file in files.items() if mark not in shown]
        return [*released(tables, folder, made, kind, fields), *extra]

    patch.setattr(Tables, "_released", more)


@pytest.mark.parametrize("kind", KINDS_OF_STORE)
def test_hidden_things_change_no_table(kind: str) -> None:
    with opening(kind) as open_one:
        assert [differing(seed, open_one) for seed in range(4)] == [set()] * 4


@pytest.mark.parametrize("plant", [segments_of_every_mark, one_segment_more], ids=lambda plant: plant.__name__)
def test_a_leak_of_segments_is_found(
    plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of rows is no barrier here: it is held against what the broken table has."""
    plant(monkeypatch)
    monkeypatch.setattr(Tables, "_is_whole", lambda tables, found, kind: True)
    with opening("sqlite") as open_one:
        assert next((found for seed in range(40) if (found := differing(seed, open_one))), set()) >= {"table"}


def test_a_leak_of_what_was_narrowed_since_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Held against a store in memory: what was there, and is not any more, is the same in both stores of a pair."""
    monkeypatch.setattr(Tables, "_changed", lambda tables, position, kind: frozenset())
    monkeypatch.setattr(Tables, "_is_whole", lambda tables, found, kind: True)
    told = []
    for kind in ("memory", "sqlite"):
        world = make_world(3)
        scene = make_scene(world, Random(3))
        with opening(kind) as open_one:
            room = Room(scene, open_one(world.rulebook))
            load(room.store, scene.steps[:6])
            renewed(room.store)
            load(room.store, scene.steps[6:])
            told.append(laid_open(next(ask_table(room, [], Random(3)))))
    assert told[0] != told[1]
