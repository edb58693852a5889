"""What stands around decisions, asked of kernel and naive twin: editions, roll-ups, clearance files, holdings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import TypeVar

from concord.release import effective_clearance
from concord.release.edition import keep
from concord.release.labels import Label
from concord.release.readers import Clearance, Reader
from concord.release.records import Record
from concord.release.rollup import rollup
from concord.release.rulebook import Rulebook
from concord.release.scope import permits
from tests import naive_papers
from tests.asking import Subject
from tests.naive_facts import Case, Side, plain, same, side_at
from tests.naive_seats import circle, holds_level, holds_value, is_briefed
from tests.worlds import World, make_instant, make_world
from tests.worlds_papers import make_record
from tests.worlds_policies import often

K = TypeVar("K")

A_WORLD = 200


def labels_of(world: World) -> list[Label]:
    """Every originator and alternative label of a world."""
    sets = world.label_sets
    return [label for s in sets for label in (s.originator, *s.alternatives) if label is not None]


# ---- editions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Keeping:
    """A document and the ids of the portions that are released."""

    record: Record
    released: frozenset[str]

    def flags(self) -> tuple[bool, ...]:
        """Whether each portion is released."""
        return tuple(portion.id in self.released for portion in self.record.portions)


def keepings(seed: int) -> Iterator[Keeping]:
    """Random documents, most of each released."""
    rng = Random(seed)
    for _ in range(A_WORLD):
        record = make_record(rng)
        yield Keeping(record, frozenset(p.id for p in record.portions if often(rng, 0.75)))


EDITIONS = Subject(
    "editions",
    keepings,
    lambda asked: keep(asked.record, asked.flags()),
    lambda asked: naive_papers.kept(asked.record, asked.flags()),
    lambda kernel, twin: len(str(kernel)) > len(str(twin)),
)


# ---- roll-ups -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rolling:
    """Labels to roll up."""

    rulebook: Rulebook
    labels: tuple[Label, ...]
    at: datetime


def rollings(seed: int) -> Iterator[Rolling]:
    """Random labels of one world, mostly of one policy."""
    world, rng = make_world(seed), Random(seed)
    labels = labels_of(world)
    for _ in range(A_WORLD):
        first = rng.choice(labels)
        alike = [label for label in labels if same(label.policy.name, first.policy.name)]
        chosen = tuple(rng.choice(alike if often(rng, 0.95) else labels) for _ in range(rng.choice([1, 2, 2, 3])))
        yield Rolling(world.rulebook, chosen, make_instant(rng))


def kernel_rolls(asked: Rolling) -> object:
    """The kernel's roll-up in the twin's form."""
    label = rollup(asked.labels, rulebook=asked.rulebook, at=asked.at).label if asked.labels else None
    side = side_at(asked.rulebook, label.policy.name, asked.at) if label is not None else None
    return (plain(label.level), naive_papers.values_of(label, side)) if label is not None and side is not None else None


def twin_rolls(asked: Rolling) -> object:
    """The twin's roll-up."""
    return naive_papers.rollup(asked.labels, rulebook=asked.rulebook, at=asked.at) if asked.labels else None


ROLLUPS = Subject("roll-ups", rollings, kernel_rolls, twin_rolls, lambda kernel, twin: (kernel is None, twin is None))


# ---- clearance files ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Permitting:
    """A label on a clearance file alone."""

    rulebook: Rulebook
    label: Label
    clearance: Clearance | None
    at: datetime
    creating: bool


def permittings(seed: int) -> Iterator[Permitting]:
    """Random labels on random clearance files, mostly of the label's policy."""
    world, rng = make_world(seed), Random(seed)
    labels, files = labels_of(world), [c for reader in world.readers for c in reader.clearances]
    for _ in range(A_WORLD):
        label, at, creating = rng.choice(labels), make_instant(rng), often(rng, 0.3)
        own = [file for file in files if same(file.under, label.policy.name)]
        file = rng.choice([*files, None]) if not own or often(rng, 0.1) else rng.choice(own)
        yield Permitting(world.rulebook, replace(label, created=at) if creating else label, file, at, creating)


def kernel_permits(asked: Permitting) -> object:
    """The kernel's outcome and codes."""
    answer = permits(asked.label, asked.clearance, rulebook=asked.rulebook, at=asked.at, creating=asked.creating)
    return answer.outcome.value, frozenset((r.rule.gate, r.rule.code) for r in answer.reasons)


def twin_permits(asked: Permitting) -> object:
    """The twin's outcome and codes."""
    return naive_papers.permits(
        asked.label, asked.clearance, rulebook=asked.rulebook, at=asked.at, creating=asked.creating
    )


PERMISSIONS = Subject(
    "clearance files",
    permittings,
    kernel_permits,
    twin_permits,
    lambda kernel, twin: (str(kernel)[:12], str(twin)[:12]),
)


# ---- holdings -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Holding:
    """What a reader holds under a policy."""

    rulebook: Rulebook
    reader: Reader
    policy: str
    at: datetime


def held(seed: int) -> Iterator[Holding]:
    """Every reader of one world under every policy, at some instant."""
    world, rng = make_world(seed), Random(seed)
    for reader in world.readers:
        for policy in world.rulebook.policies:
            yield Holding(world.rulebook, reader, policy.name, make_instant(rng))


def keys_of(side: Side) -> list[tuple[str, str]]:
    """The listed values of a policy, by tag set and name."""
    values = [(s.name, v) for s in side.policy.tag_sets for tag in s.tags for v in tag.values]
    return sorted({(name, value.name) for name, value in values if value.user_input is None})


def kernel_holds(asked: Holding) -> object:
    """Confidence of the circle, the briefing, each level, and each value at each level; the absent left out."""
    found = effective_clearance(asked.reader, asked.policy, asked.rulebook, asked.at)
    side = side_at(asked.rulebook, asked.policy, asked.at)
    if found is None or side is None:
        return found is None, side is None
    levels = {plain(name): int(ground.confidence) for name, ground in found.levels.items()}
    values = {
        (tag_set, name, level.rank): int(found.held((plain(tag_set), plain(name)), level.rank).confidence)
        for tag_set, name in keys_of(side)
        for level in side.policy.levels
    }
    return int(found.circle.confidence), int(found.briefed.confidence), present(levels), present(values)


def twin_holds(asked: Holding) -> object:
    """The same of the twin."""
    case, side = Case(asked.rulebook, asked.reader, asked.at), side_at(asked.rulebook, asked.policy, asked.at)
    if side is None:
        return True, True
    levels = {plain(level.name): int(holds_level(case, side, level).confidence) for level in side.policy.levels}
    values = {
        (s.name, name, level.rank): int(holds_value(case, side, tag_set=s, value=name, level=level).confidence)
        for set_name, name in keys_of(side)
        for s in side.policy.tag_sets
        if s.name == set_name
        for level in side.policy.levels
    }
    own, briefed = circle(case, side.owner), is_briefed(case, side.owner)
    return int(own.confidence), int(briefed.confidence), present(levels), present(values)


def present(grades: Mapping[K, int]) -> frozenset[tuple[K, int]]:
    """What is held at all, with its confidence."""
    return frozenset((key, grade) for key, grade in grades.items() if grade)


HOLDINGS = Subject("holdings", held, kernel_holds, twin_holds, lambda kernel, twin: "holds")

PAPERS = (EDITIONS, ROLLUPS, PERMISSIONS, HOLDINGS)
