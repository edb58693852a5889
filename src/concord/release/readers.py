"""A reader: one seat, with its dated clearances, briefings and needs to know.

Source: docs/spec/release.md R60-R64.
"""

from __future__ import annotations

from dataclasses import dataclass

from concord.release.periods import ALWAYS, Period


@dataclass(frozen=True)
class Clearance:
    """A personal clearance in force for `period`.

    `under` is the name of a policy, whose level names `levels` then holds, or the party id of an owner or issuing
    state, whose printed markings it then holds. `levels` is a *set*: a level that is missing is not held, whatever
    stands above it. `values` are granted restrictive or other values: (tag set name, value name).
    """

    under: str
    levels: frozenset[str]
    values: frozenset[tuple[str, str]] = frozenset()
    issuer: str = ""
    period: Period = ALWAYS


@dataclass(frozen=True)
class Briefing:
    """A briefing on the information of `owner` (a party id): serves below the level that needs a clearance."""

    owner: str
    period: Period = ALWAYS


@dataclass(frozen=True)
class Community:
    """A need to know, held for `period`."""

    name: str
    period: Period = ALWAYS


@dataclass(frozen=True)
class Reader:
    """A seat: `party` (a state or body) reading through `through` (an organisation, or the party itself).

    One seat is one way of reading: a person with two seats has two readers, and they never merge (R60).
    `nationality` is a state, given where the seat is a post of an institution. `roles` say who may act, not read.
    """

    id: str
    party: str
    through: str
    nationality: str | None = None
    clearances: tuple[Clearance, ...] = ()
    briefings: tuple[Briefing, ...] = ()
    communities: tuple[Community, ...] = ()
    roles: frozenset[str] = frozenset()
