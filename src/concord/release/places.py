"""A place among the facts: a party reading through an organisation, and the instants at which its answers may turn.

What is worked out for a place serves every reader in it; papers are the readers' own (view.py).
Source: docs/spec/release.md R65, R85.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from concord.release.index import Index, start_of_interval
from concord.release.periods import Period
from concord.release.reach import Reach
from concord.release.readers import Reader
from concord.release.relations import Agreement, Flow, Membership, OpenQuestion
from concord.release.seats import Seat, Ways


@dataclass(frozen=True)
class Bearing:
    """Every dated fact that may bear on what a place reads of one owner's information, on whatever day (R51-R54, R85).

    Where two rulebooks of equal policies, profiles and equivalences hold equal ones, they give a label of that owner,
    without mentions, equal decisions.
    """

    memberships: tuple[Membership, ...]
    agreements: tuple[Agreement, ...]
    flows: tuple[tuple[Agreement, Flow], ...]
    questions: tuple[OpenQuestion, ...]

    @property
    def bounds(self) -> tuple[datetime, ...]:
        """The instants at which one of them may turn."""
        agreements = (*self.agreements, *(agreement for agreement, _ in self.flows))
        return _ordered(*_periods(*self.memberships, *self.questions, *agreements))


class KeptOfPlace:
    """What was worked out for a place, and holds until something turns between the place and one owner."""

    __slots__ = ("reach", "ways")

    def __init__(self) -> None:
        self.reach: dict[tuple[int, int], Reach] = {}  # by policy and profile, which the rulebook keeps alive
        self.ways: dict[str, Ways] = {}


class Place:
    """`party` reading through `through`, its persons of one `nationality`.

    `bounds` are its turning instants (R85); `turns` those and the instants at which any owner may turn.
    """

    def __init__(self, party: str, through: str, nationality: str | None, index: Index) -> None:
        self._party, self._through, self._index = party, through, index
        self._parties = (party,) if nationality in (None, party) else (party, nationality)
        self._groups = {row.organisation for row in index.memberships.get(party, ())}
        near = {party, through, *self._parties} | self._groups
        agreements = (agreement for each in near for agreement in index.agreements.get(each, ()))
        self.bounds = _ordered(*_periods(*self._memberships(), *index.questions, *agreements))
        self.turns = tuple(sorted({*self.bounds, *index.owner_bounds}))
        self._kept: dict[str | None, tuple[tuple[datetime, ...], dict[datetime, KeptOfPlace]]] = {}
        self._bearings: dict[str, Bearing] = {}

    def seat(self, at: datetime) -> Seat:
        """The place on one day."""
        return Seat(self._party, self._through, at, self._index)

    def bounds_of(self, owner: str | None) -> tuple[datetime, ...]:
        """The turning instants that concern the information of one owner; none for what concerns no owner (None)."""
        if owner not in self._kept:
            self._kept[owner] = () if owner is None else self.bearing(owner).bounds, {}
        return self._kept[owner][0]

    def kept(self, owner: str | None, at: datetime) -> tuple[tuple[datetime, ...], KeptOfPlace]:
        """The turning instants that concern the information of one owner, and what is kept between two of them."""
        bounds, kept = self.bounds_of(owner), self._kept[owner][1]
        begins = start_of_interval(bounds, at)
        if begins not in kept:
            kept[begins] = KeptOfPlace()
        return bounds, kept[begins]

    def bearing(self, owner: str) -> Bearing:
        """The facts that bear on the information of one owner."""
        found = self._bearings.get(owner)
        if found is None:
            found = self._bearings[owner] = self._bearing(owner)
        return found

    def _bearing(self, owner: str) -> Bearing:
        index, speakers = self._index, self._index.speakers(owner)
        belongs = (row for row in index.memberships.get(owner, ()) if (row.organisation, True) in speakers)
        own = (agreement for party in self._parties for agreement in index.agreements.get(party, ()))
        recipients = sorted({self._party, self._through} | (self._groups & index.clauses.get(owner, frozenset())))
        return Bearing(
            memberships=(*self._memberships(), *belongs),
            agreements=tuple(agreement for agreement in own if not set(agreement.parties).isdisjoint(self._parties)),
            flows=tuple(
                pair
                for speaker, of_members in speakers
                for recipient in recipients
                for pair in index.flows.get((speaker, recipient, of_members), ())
            ),
            questions=tuple(q for q in index.questions if (q.owner, q.through) == (owner, self._through)),
        )

    def _memberships(self) -> Iterator[Membership]:
        """Where the party and its person belong."""
        for party in self._parties:
            yield from self._index.memberships.get(party, ())


def _periods(*facts: Membership | Agreement | OpenQuestion) -> Iterator[Period]:
    for dated in facts:
        yield dated.period
        if isinstance(dated, Agreement):
            yield dated.usable


def _ordered(*periods: Period) -> tuple[datetime, ...]:
    return tuple(sorted({bound for period in periods for bound in period.bounds}))


def place_of(reader: Reader, index: Index) -> Place:
    """The place of a reader among the facts."""
    return Place(reader.party, reader.through, reader.nationality, index)
