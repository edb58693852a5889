"""Random stores: transactions over random records with random labels, and the same with other hidden things.

A store is made from its transactions; two lists of transactions that differ only in what is not released to a reader
make two stores that this reader must not be able to tell apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from concord.desk import Blob, Kind, Moment, Type
from concord.desk.blobs import bodies_of
from concord.desk.gate import Gate
from concord.desk.records import Head, Portion
from concord.desk.store import Store
from concord.desk.values import Kept, keep_value, read_value
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from tests.desk.kinds import KINDS
from tests.worlds import INSTANTS, World

WORDS = ["harbour", "crane", "pilot", "écluse", "tug", "Quay", "quay", "signal", "ÉCLUSE", "customs"]
LONG = ["x" * 200, "x" * 200 + "é", "X" * 201]
"""Words that an index does not hold whole."""
AMOUNTS = [
    *map(Decimal, ("-1.5", "0", "2.50", "1200000.01", "0.00001", "-0.5", "10")),
    *map(Decimal, ("123456789012345678901234567.89", "-99999999999999999999999999999", "99999999999999.9999")),
]
"""Some are too wide for a whole number of 64 bits, some too fine."""
STEPS = 12
"""How many transactions a store has."""


@dataclass(frozen=True)
class Step:
    """One transaction on one record: its portions by id, None where one is removed."""

    at: datetime
    head: Head
    portions: tuple[tuple[str, Portion | None], ...]


@dataclass(frozen=True)
class Scene:
    """The transactions of a store, and who reads it when."""

    steps: tuple[Step, ...]
    moment: Moment
    others: tuple[Reader, ...] = ()


HOURS = (0, -2, -5, -8)
"""When desks of a scene are opened, before its moment."""
LATER = 48
"""When one is opened after it."""


class AnyTime(Gate):
    """Lets pass what is released at any of the instants at which desks are opened."""

    def __init__(self, moment: Moment) -> None:
        super().__init__(moment)
        self._gates = [Gate(replace(moment, at=moment.at + timedelta(hours=hours))) for hours in (*HOURS, LATER)]

    def passes(self, label_set: LabelSet) -> bool:
        """Whether one of them lets it pass."""
        return any(gate.passes(label_set) for gate in self._gates)


def make_scene(world: World, rng: Random, *, records: int = 5, steps: int = STEPS) -> Scene:
    """Some records, filed and changed one after the other before the moment of a reader."""
    at = rng.choice(INSTANTS)
    moment = Moment(rng.choice(world.readers), world.rulebook, at)
    labels = _labels(world, Gate(moment))
    heads = [Head(f"r{n}", rng.choice(KINDS.kinds).name, rng.choice(world.readers).id) for n in range(records)]
    standing: dict[str, dict[str, Portion]] = {}
    made = []
    for number in range(steps):
        head = heads[number] if number < len(heads) else rng.choice(heads)
        changes = _changes(head, standing.setdefault(head.id, {}), labels, rng)
        made.append(Step(at - timedelta(hours=steps - number), head, tuple(changes.items())))
        standing[head.id] = {name: p for name, p in (standing[head.id] | changes).items() if p is not None}
    return Scene(tuple(made), moment, tuple(world.readers))


def _labels(world: World, gate: Gate) -> list[LabelSet]:
    """The label sets of a world, those that are released to the reader as often as the others."""
    shown = [label_set for label_set in world.label_sets if gate.passes(label_set)]
    hidden = [label_set for label_set in world.label_sets if not gate.passes(label_set)]
    return [*hidden, *(shown[n % len(shown)] for n in range(len(hidden) if shown else 0))] or shown


def load(store: Store, steps: tuple[Step, ...]) -> None:
    """Store transactions as they are, whatever their labels."""
    for step in steps:
        with store.writing(step.at) as writing:
            put = [portion for _, portion in step.portions if portion is not None]
            writing.put(step.head, put, [name for name, portion in step.portions if portion is None])
            writing.keep(bodies_of(put, SCANS))


def with_other_secrets(scene: Scene, world: World, rng: Random) -> Scene:
    """The same for the reader of the scene, with other hidden portions: gone, changed, or new."""
    gate = AnyTime(scene.moment)
    states = [(name, p) for step in scene.steps for name, p in step.portions if p is not None]
    shown = {name for name, portion in states if gate.passes(portion.label_set)}
    gone = {name for name, _ in states if name not in shown and rng.random() < 0.5}
    secret = [label_set for label_set in world.label_sets if not gate.passes(label_set)]
    steps = [_with_other(step, gone, gate, rng) for step in scene.steps]
    steps = [step for step in steps if step.portions]
    if secret:
        steps = [_with_more(step, f"h{number}", secret, rng) for number, step in enumerate(steps)]
        hidden = Head("hidden", rng.choice(KINDS.kinds).name, "x")
        more = (("hp", _portion("hp", hidden, rng.choice(secret), rng)),)
        steps.insert(0, Step(scene.steps[0].at - timedelta(hours=1), hidden, more))
    return replace(scene, steps=tuple(steps))


def _with_other(step: Step, gone: set[str], gate: Gate, rng: Random) -> Step:
    """A transaction without the portions that are gone, and with other values in those that are hidden."""
    kept = [(name, p) for name, p in step.portions if name not in gone]
    return replace(step, portions=tuple((name, _other(p, step.head, gate, rng)) for name, p in kept))


def _other(portion: Portion | None, head: Head, gate: Gate, rng: Random) -> Portion | None:
    if portion is None or gate.passes(portion.label_set):
        return portion
    return replace(portion, values=_values(_kind(head), portion.name, rng))


def _with_more(step: Step, name: str, secret: list[LabelSet], rng: Random) -> Step:
    """A transaction that files one more portion, which nobody in this scene may read."""
    if rng.random() < 0.6:
        return step
    return replace(step, portions=(*step.portions, (name, _portion(name, step.head, rng.choice(secret), rng))))


def _kind(head: Head) -> Kind:
    return KINDS.by_name[head.kind]


def _changes(
    head: Head, standing: dict[str, Portion], labels: list[LabelSet], rng: Random
) -> dict[str, Portion | None]:
    if not standing:
        return _whole(head, labels, rng)
    changes: dict[str, Portion | None] = {}
    for name in rng.sample(sorted(standing), min(len(standing), rng.choice([1, 2]))):
        portion = standing[name]
        what = rng.random()
        if what < 0.2 and _kind(head).portion_by_name[portion.name].repeats:
            changes[name] = None
        elif what < 0.6:
            changes[name] = replace(portion, label_set=rng.choice(labels))
        else:
            changes[name] = replace(portion, values=_values(_kind(head), portion.name, rng))
    return changes


def _whole(head: Head, labels: list[LabelSet], rng: Random) -> dict[str, Portion | None]:
    """A new record: each portion kind once, those that repeat several times, some with variants."""
    found: dict[str, Portion | None] = {}
    for declared in _kind(head).portions:
        for number in range(rng.choice([1, 2, 3]) if declared.repeats else 1):
            name = f"{head.id}-{declared.name}-{number}"
            base = _portion(name, head, rng.choice(labels), rng, kind=declared.name, place=f"{len(found):03d}")
            found[name] = base
            for variant in range(rng.choice([0, 0, 1, 2]) if declared.variants else 0):
                label_set, values = rng.choice(labels), _values(_kind(head), declared.name, rng)
                found[f"{name}-{variant}"] = replace(
                    base,
                    id=f"{name}-{variant}",
                    place=f"{base.place}.{variant}",
                    label_set=label_set,
                    values=values,
                    variant_of=name,
                )
    return found


def _portion(name: str, head: Head, label_set: LabelSet, rng: Random, *, kind: str = "", place: str = "500") -> Portion:
    declared = kind or rng.choice([p.name for p in _kind(head).portions if p.repeats])
    return Portion(name, declared, place, _values(_kind(head), declared, rng), label_set, 1)


def _values(kind: Kind, portion: str, rng: Random) -> dict[str, Kept | tuple[Kept, ...]]:
    found: dict[str, Kept | tuple[Kept, ...]] = {}
    for declared in kind.fields_of(portion):
        count = rng.choice([0, 1, 2]) if declared.many else rng.choice([0, 1, 1, 1])
        values = [
            keep_value(read_value(declared.type, RAW[declared.type](rng), declared.choices)) for _ in range(count)
        ]
        if declared.many and values:
            found[declared.name] = tuple(dict.fromkeys(v for v in values if not isinstance(v, dict)))
        elif values:
            found[declared.name] = values[0]
    return found


SCANS = {Blob(hashlib.sha256(body).hexdigest(), "image/png", len(body)): body for body in (b"quay", b"tug", b"crane")}
"""The attachments of a world."""

RAW: dict[Type, Callable[[Random], object]] = {
    Type.WORD: lambda rng: rng.choice([*WORDS, *LONG]),
    Type.TEXT: lambda rng: " ".join(rng.choices([*WORDS, *LONG], k=rng.choice([1, 3, 6]))),
    Type.WHOLE: lambda rng: rng.choice([-3, 0, 7, 12, 2**63 - 1]),
    Type.AMOUNT: lambda rng: rng.choice(AMOUNTS),
    Type.DAY: lambda rng: date(2017, rng.choice([1, 5, 6]), rng.choice([1, 15])),
    Type.INSTANT: lambda rng: f"2017-05-1{rng.choice('56')}T1{rng.choice('45')}:32:00Z",
    Type.YES_NO: lambda rng: rng.random() < 0.5,
    Type.CODE: lambda rng: rng.choice(["open", "blocked", "done"]),
    Type.PARTY: lambda rng: rng.choice(["MD", "TN", "BA", "JO"]),
    Type.RECORD: lambda rng: f"r{rng.randrange(5)}",
    Type.BLOB: lambda rng: rng.choice(sorted(SCANS, key=repr)),
}
