"""How far something holds and on which facts: the small algebra under every gate.

Source: docs/spec/release.md R41.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from concord.release.periods import Confidence


class Ground(NamedTuple):
    """A confidence with the ids it rests on.

    `facts`: the facts used; of an absent ground, those that exist but do not hold on the day.
    `doubts`: the facts that keep it from being more than unconfirmed.
    """

    confidence: Confidence
    facts: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


NOTHING = Ground(Confidence.ABSENT)
"""Nothing holds, and no fact speaks of it."""

CERTAIN = Ground(Confidence.SOURCED)
"""Holds without any fact: a definition."""


def fact(confidence: Confidence, identity: str) -> Ground:
    """The ground one fact gives."""
    doubts = (identity,) if confidence is Confidence.UNCONFIRMED else ()
    return Ground(confidence, (identity,), doubts)


def both(*parts: Ground) -> Ground:
    """Needed together: the least confidence; of an absent whole, the facts of the absent parts."""
    found = [part for part in parts if part is not CERTAIN]
    if len(found) < 2:
        return found[0] if found else CERTAIN
    least = min([part.confidence for part in found])
    if least is Confidence.ABSENT:
        return Ground(least, _union(tuple([p.facts for p in found if p.confidence is Confidence.ABSENT])))
    doubts = _union(tuple([p.doubts for p in found])) if least is Confidence.UNCONFIRMED else ()
    return Ground(least, _union(tuple([p.facts for p in found])), doubts)


def either(parts: Iterable[Ground]) -> Ground:
    """Serve alike: the greatest confidence, with the facts of the parts that reach it; nothing for no parts."""
    grounds = [part for part in parts if part is not NOTHING]
    if len(grounds) < 2:
        return grounds[0] if grounds else NOTHING
    most = max([ground.confidence for ground in grounds])
    best = [ground for ground in grounds if ground.confidence is most]
    if len(best) == 1 and most is not Confidence.UNCONFIRMED:
        return Ground(most, best[0].facts)
    doubts = _union(tuple(g.doubts for g in best)) if most is Confidence.UNCONFIRMED else ()
    return Ground(most, _union(tuple(g.facts for g in best)), doubts)


def negated(part: Ground) -> Ground:
    """Absent becomes sourced, unconfirmed stays, anything surer becomes absent (R46)."""
    if part.confidence is Confidence.ABSENT:
        return Ground(Confidence.SOURCED, part.facts)
    if part.confidence is Confidence.UNCONFIRMED:
        return part
    return Ground(Confidence.ABSENT, part.facts)


@lru_cache(maxsize=4096)
def _union(groups: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(sorted({identity for group in groups for identity in group}))
