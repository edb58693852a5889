"""The engines compared with: which are installed, what makes them, and whether they agree with the kernel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib.util import find_spec
from typing import Protocol

from benches.peers.casbin_rules import Casbin
from benches.peers.cedar import Cedar
from benches.peers.plain import PlainLabel, PlainWorld, seconds
from benches.peers.rego import Rego
from benches.world import World
from concord.release import Outcome, decide

MODULES = ("cedarpy", "casbin", "regopy")
"""What has to be there to import: requirements/bench.lock."""


class Engine(Protocol):
    """A peer with the rules of one world."""

    name: str

    def released(self, reader: int, label: int, at: int) -> bool:
        """Whether a label is released to a reader, both by their places in the world."""
        ...


def missing() -> tuple[str, ...]:
    """The peers that are not installed."""
    return tuple(module for module in MODULES if find_spec(module) is None)


def make_engines(plain: PlainWorld) -> tuple[Cedar, Casbin, Rego]:
    """Every peer, each with the rules of the world."""
    return Cedar(plain), Casbin(plain), Rego(plain)


def telling_pairs(plain: PlainWorld) -> list[tuple[int, int]]:
    """Every seat with two labels for each permissive value there is: a low one and a high one, with the least besides.

    What hides a basis (a level, a need to know, an embargo) is kept away, so that a peer that reads a value, a ceiling
    or a refusal otherwise is found.
    """
    chosen: dict[tuple[str, str, str, bool], int] = {}
    places = sorted(range(len(plain.labels)), key=lambda n: _besides(plain.labels[n]))
    for number in places:
        label = plain.labels[number]
        for name, values in label.sets.items():
            for value in values:
                chosen.setdefault((label.house, name, value, label.rank > MIDDLE[label.house]), number)
    return [(reader, label) for label in sorted(set(chosen.values())) for reader in range(len(plain.seats))]


MIDDLE = {"NATO": 2, "EU": 1}
"""The rank above which a label counts as high."""


def _besides(label: PlainLabel) -> tuple[int, int]:
    return len(label.communities) + len(label.restrictive) + (label.embargo > 0), sum(map(len, label.sets.values()))


def differences(
    engine: Engine, world: World, pairs: Iterable[tuple[int, int]], at: datetime
) -> list[tuple[int, int, Outcome]]:
    """The (reader, label set) pairs on which a peer says otherwise than the kernel, with the kernel's outcome."""
    found = []
    for reader, label in pairs:
        outcome = decide(world.label_sets[label], reader=world.readers[reader], rulebook=world.rulebook, at=at).outcome
        if engine.released(reader, label, seconds(at)) is not (outcome is Outcome.RELEASED):
            found.append((reader, label, outcome))
    return found


class DisagreeError(Exception):
    """A peer answers otherwise than the kernel, so timing the two would compare nothing."""


def require_agreement(engine: Engine, world: World, pairs: Iterable[tuple[int, int]], at: datetime) -> None:
    """Make sure that a peer and the kernel say the same.

    Raises:
        DisagreeError: they do not on some pair.
    """
    found = differences(engine, world, pairs, at)
    if found:
        reader, label, outcome = found[0]
        raise DisagreeError(
            f"{engine.name}: {at.date()}: expected the kernel's answers, found {len(found)} others; "
            f"the first: seat {world.readers[reader].id}, label {label}: {outcome.value}"
        )
