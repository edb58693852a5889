"""A place among the facts: a party reading through an organisation, and the instants at which its answers may turn.

What is worked out for a place serves every reader in it; papers are the readers' own (view.py).
Source: docs/spec/release.md R65, R85.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from concord.release.index import Index, start_of_interval
from concord.release.periods import Period
from concord.release.reach import Reach
from concord.release.readers import Reader
from concord.release.relations import Agreement
from concord.release.seats import Seat, Way


class KeptOfPlace:
    """What was worked out for a place, and holds until something turns between the place and one owner."""

    __slots__ = ("reach", "ways")

    def __init__(self) -> None:
        self.reach: dict[tuple[int, int], Reach] = {}  # by policy and profile, which the rulebook keeps alive
        self.ways: dict[str, tuple[Way, ...]] = {}


class Place:
    """`party` reading through `through`, its persons of one `nationality`.

    `bounds` are its turning instants (R85); `turns` those and the instants at which any owner may turn.
    """

    def __init__(self, party: str, through: str, nationality: str | None, index: Index) -> None:
        self._party, self._through, self._index = party, through, index
        self._parties = {party, nationality or party}
        self._groups = {row.organisation for row in index.memberships.get(party, ())}
        near = {party, through, nationality or party} | self._groups
        agreements = (agreement for each in near for agreement in index.agreements.get(each, ()))
        self.bounds = _ordered(*self._facts(), *_periods(agreements))
        self.turns = tuple(sorted({*self.bounds, *index.owner_bounds}))
        self._kept: dict[str, tuple[tuple[datetime, ...], dict[datetime, KeptOfPlace]]] = {}

    def seat(self, at: datetime) -> Seat:
        """The place on one day."""
        return Seat(self._party, self._through, at, self._index)

    def kept(self, owner: str, at: datetime) -> tuple[tuple[datetime, ...], KeptOfPlace]:
        """The turning instants that concern the information of one owner, and what is kept between two of them."""
        if owner not in self._kept:
            self._kept[owner] = self._bounds_with(owner), {}
        bounds, kept = self._kept[owner]
        begins = start_of_interval(bounds, at)
        if begins not in kept:
            kept[begins] = KeptOfPlace()
        return bounds, kept[begins]

    def _facts(self) -> Iterator[Period]:
        """The periods of where the party and its person belong, and of the open questions."""
        for party in self._parties:
            yield from (row.period for row in self._index.memberships.get(party, ()))
        yield from (question.period for question in self._index.questions)

    def _bounds_with(self, owner: str) -> tuple[datetime, ...]:
        """Some of `bounds`, and those of the owner's own memberships where its organisations speak for it (R51)."""
        index, speakers = self._index, self._index.speakers(owner)
        periods = [*self._facts()]
        for party in self._parties:
            periods += [own.period for own in index.agreements.get(party, ()) if party in own.parties]
        for to in {self._party, self._through} | self._groups:
            for speaker, of_members in speakers:
                periods += _periods(agreement for agreement, _ in index.flows.get((speaker, to, of_members), ()))
        if len(speakers) > 1:
            periods += [row.period for row in index.memberships.get(owner, ())]
        return _ordered(*periods)


def _periods(agreements: Iterable[Agreement]) -> Iterator[Period]:
    for agreement in agreements:
        yield agreement.period
        yield agreement.usable


def _ordered(*periods: Period) -> tuple[datetime, ...]:
    return tuple(sorted({bound for period in periods for bound in period.bounds}))


def place_of(reader: Reader, index: Index) -> Place:
    """The place of a reader among the facts."""
    return Place(reader.party, reader.through, reader.nationality, index)
