"""Whether a reader can tell two stores apart that differ only in what it may not read, and what a store lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from concord.desk import Desk
from concord.desk.gate import Gate
from concord.desk.records import Draft, Head, NewPortion, Portion
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from tests.desk.interference import SEAL, Room, by_id, everything, laid_open, said
from tests.desk.others import furnish, settled, with_titles
from tests.desk.stores import Opening
from tests.desk.worlds import AnyTime, Scene, Step, load, make_scene, with_other_secrets
from tests.worlds import World, make_world


def differing(seed: int, open_one: Opening) -> list[str]:
    """The methods of the desk that tell the stores of a scene apart."""
    SEAL.forget()
    world, rng = make_world(seed), Random(seed)
    one = make_scene(world, rng)
    one, two, asked = with_titles(one, with_other_secrets(one, world, rng), world)
    rooms = [settled(Room(scene, open_one(world.rulebook)), asked, world) for scene in (one, two)]
    for room in rooms:
        furnish(room, asked)
    ids = sorted({step.head.id for scene in (one, two) for step in scene.steps} | {"absent"})
    kept = set(ids) - set(by_id(ids))
    hidden = [secrets_of(room, kept) for room in rooms]
    opened = [room.desk() for room in rooms]
    later = Step(one.moment.at + timedelta(hours=1), Head("late", "note", "x"), unseen(one, world))
    load(rooms[1].store, (later,) if later.portions else ())
    was, now = (
        {**everything(room, ids, seed), "a desk opened before": [laid_open(said(lambda d=desk: wrote(d)))]}  # type: ignore[misc]
        for room, desk in zip(rooms, opened, strict=True)
    )
    lost = any(secrets_of(room, kept) < before for room, before in zip(rooms, hidden, strict=True))
    return [name for name in was if was[name] != now[name]] + ["secrets"] * lost


def wrote(desk: Desk) -> object:
    """What came of a draft, and of asking for it."""
    receipt = desk.file(Draft("late", "note", (NewPortion("a", "head", {"title": "late"}),)))
    return receipt, desk.get(receipt.record), desk.changes()


def unseen(scene: Scene, world: World) -> tuple[tuple[str, Portion], ...]:
    """A portion that the reader of a scene may not read, if its world has a label for it."""
    gate = AnyTime(scene.moment)
    hidden = next((label_set for label_set in world.label_sets if not gate.passes(label_set)), None)
    return (("late", Portion("late", "body", "0", {"text": "tug"}, hidden, 1)),) if hidden else ()


def secrets_of(room: Room, kept: set[str]) -> set[tuple[str, str]]:
    """Every portion of some records, with its text, that is stored and that the reader of a room does not see."""
    everything_passes = Everything(replace(room.scene.moment, reader=Reader("outside", "outside", "outside")))
    with room.store.reading(None) as snapshot:
        records = sorted(kept)
        entries = {record: snapshot.entry(record, everything_passes) for record in records}
    gate = AnyTime(room.scene.moment)
    portions = [(record, p) for record, entry in entries.items() if entry for p in entry.portions]
    return {(record + p.id, repr(p.values)) for record, p in portions if not gate.passes(p.label_set)}


class Everything(Gate):
    """A gate that lets everything through: for looking at a store from outside, and for planted leaks."""

    def passes(self, label_set: LabelSet) -> bool:
        """Yes."""
        return True
