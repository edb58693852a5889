"""What one agreement would make releasable, of a matrix that is already held, and from nothing.

Two agreements: the one that touches most seats (the agreement of 2003 between the two organisations, taken out of the
rulebook and then signed), and one between an organisation and a single state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from benches.measure import Line, Prepare, alone, interleaved, within
from benches.world import AT, World, fresh, make_world
from concord.release.matrix import Matrix, matrix
from concord.release.periods import ALWAYS, Confidence
from concord.release.relations import Agreement
from concord.release.whatif import made_releasable

HELD_SECONDS = 0.2
COLD_SECONDS = 2.0
WIDEST, NARROW = "EU-NATO-2003", "EU-UA"


def run(*, quick: bool) -> Iterator[Line]:
    """What-if of the widest and of a narrow agreement."""
    world = make_world(100 if quick else 2000)
    for name, identity in (("widest", WIDEST), ("narrow", NARROW)):
        signed, without = apart(world, identity)
        held = _matrix(without)
        taken = interleaved(_tasks(held, without, signed), rounds=1 if quick else 9)
        yield alone(f"whatif.{name}.squares", len(made_releasable(held, signed)), "squares")
        yield within(f"whatif.{name}.held", taken["held"], "s", HELD_SECONDS, quick=quick)
        yield within(f"whatif.{name}.cold", taken["cold"], "s", COLD_SECONDS, quick=quick)


def apart(world: World, identity: str) -> tuple[Agreement, World]:
    """An agreement as if in force and usable, and the world without it."""
    [found] = [agreement for agreement in world.rulebook.agreements if agreement.id == identity]
    others = tuple(agreement for agreement in world.rulebook.agreements if agreement.id != identity)
    sure = Confidence.SOURCED
    signed = replace(found, period=ALWAYS, usable=ALWAYS, confidence=sure, usable_confidence=sure)
    return signed, replace(world, rulebook=replace(world.rulebook, agreements=others))


def _tasks(held: Matrix, without: World, signed: Agreement) -> dict[str, Prepare]:
    return {"held": lambda: lambda: made_releasable(held, signed), "cold": lambda: _cold(without, signed)}


def _matrix(world: World) -> Matrix:
    return matrix(world.label_sets, world.readers, rulebook=world.rulebook, at=AT)


def _cold(world: World, signed: Agreement) -> Callable[[], object]:
    book = fresh(world.rulebook)
    return lambda: made_releasable(_matrix(replace(world, rulebook=book)), signed)
