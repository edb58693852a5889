"""One seat between two of its turning instants, with what it holds under each policy worked out once.

A memo of pure answers: everything here could be worked out again from the reader, the rulebook and the instant.
Source: docs/spec/release.md R65, R85.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from concord.release.effective import Effective, effective_clearance
from concord.release.grounds import NOTHING, Ground, either
from concord.release.index import Index, start_of_interval
from concord.release.key import next_turn
from concord.release.names import NEVER, fold
from concord.release.periods import Period
from concord.release.policy import Policy
from concord.release.profile import Profile
from concord.release.readers import Reader
from concord.release.reasons import Reason
from concord.release.relations import OpenQuestion
from concord.release.seats import Seat, Way

Step = tuple[Ground, tuple[Reason, ...]]
"""What one gate found: the ground it passes on (absent if it fails), and why it fails or passes in doubt."""


class Question(NamedTuple):
    """What one gate asks of a seat: `key` is the same for label sets that ask the same, `answer` works the step out.

    `owner` is the one owner whose relations to the seat the answer depends on, if there is just one.
    """

    key: Hashable
    answer: Callable[[View], Step]
    owner: str = ""


class Kept:
    """What was worked out for a seat, and holds until something turns between the seat and one owner."""

    __slots__ = ("effective", "steps", "ways")

    def __init__(self) -> None:
        self.effective: dict[tuple[int, int], Effective] = {}  # by policy and profile, which the rulebook keeps alive
        self.steps: dict[Hashable, Step] = {}
        self.ways: dict[str, tuple[Way, ...]] = {}


class View:
    """`reader` at `at`, and at every instant until the next turn of the seat or of any owner: the answers are the same.

    `turns_at` is the next turn of the seat. What concerns one owner is kept longer, and comes from `kept_of`; `column`
    keeps the last column of a matrix.
    """

    def __init__(
        self, reader: Reader, index: Index, at: datetime, turns_at: datetime, kept_of: Callable[[str], Kept]
    ) -> None:
        self.reader = reader
        self.turns_at = turns_at
        self.seat = Seat(reader.party, reader.through, at, index)
        self._kept_of = kept_of
        self._kept: dict[str, Kept] = {"": Kept()}
        self.column: tuple[list[tuple[Question, ...]], list[int]] | None = None

    def _of(self, owner: str) -> Kept:
        kept = self._kept.get(owner)
        if kept is None:
            kept = self._kept[owner] = self._kept_of(owner)
        return kept

    def effective(self, policy: Policy, profile: Profile) -> Effective:
        """The effective clearance under one edition of a policy (R61-R64)."""
        known = self._of(profile.owner).effective
        found = known.get((id(policy), id(profile)))
        if found is None:
            found = known[id(policy), id(profile)] = effective_clearance(self.seat, self.reader, policy, profile)
        return found

    def step(self, question: Question) -> Step:
        """The step of a question, worked out once."""
        steps = self._of(question.owner).steps
        found = steps.get(question.key)
        if found is None:
            found = steps[question.key] = question.answer(self)
        return found

    def ways(self, owner: str, recipient: str) -> tuple[Way, ...]:
        """The ways from `owner` to `recipient` for this seat (R51-R53)."""
        ways = self._of(owner).ways
        found = ways.get(recipient)
        if found is None:
            found = ways[recipient] = self.seat.ways(owner, recipient)
        return found

    @cached_property
    def communities(self) -> dict[str, Ground]:
        """How far each need to know is held now, by folded name (R77)."""
        found: dict[str, list[Ground]] = {}
        for community in self.reader.communities:
            found.setdefault(fold(community.name), []).append(Ground(community.period.holds(self.seat.at)))
        return {name: either(grounds) for name, grounds in found.items()}

    @cached_property
    def nationality(self) -> Seat | None:
        """A seat of the state whose nationality the person holds, where the seat itself is a post (R82)."""
        reader, seat = self.reader, self.seat
        is_post = reader.through in seat.index.institutions_at(reader.party, seat.at)
        if reader.nationality is None or not is_post:
            return None
        return Seat(reader.nationality, reader.through, seat.at, seat.index)

    def arises(self, question: OpenQuestion, seat: Seat) -> Ground:
        """How far an open question holds for a seat today."""
        return seat.meets(question.who) if question.period.holds(seat.at) else NOTHING


def seat_bounds(reader: Reader, index: Index) -> tuple[datetime, ...]:
    """Every turning instant of a seat, in order (R85)."""
    parties = {reader.party, reader.through, *((reader.nationality,) if reader.nationality else ())}
    groups = {row.organisation for row in index.memberships.get(reader.party, ())}
    periods = [*_own_periods(reader, index)]
    for party in parties | groups:
        for agreement in index.agreements.get(party, ()):
            periods += [agreement.period, agreement.usable]
    return tuple(sorted({bound for period in periods for bound in period.bounds}))


def _own_periods(reader: Reader, index: Index) -> Iterator[Period]:
    """The periods of what a seat holds, of where its party and its person belong, and of the open questions."""
    yield from (clearance.period for clearance in reader.clearances)
    yield from (briefing.period for briefing in reader.briefings)
    yield from (community.period for community in reader.communities)
    for party in {reader.party, reader.nationality or reader.party}:
        yield from (row.period for row in index.memberships.get(party, ()))
    yield from (question.period for question in index.questions)


def bounds_with(owner: str, reader: Reader, index: Index) -> tuple[datetime, ...]:
    """The turning instants of a seat that concern what one owner's information may do: some of `seat_bounds`, and those
    of the owner's own memberships where its organisation speaks for it (R51).
    """
    groups = {row.organisation for row in index.memberships.get(reader.party, ())}
    periods = [*_own_periods(reader, index)]
    for party in {reader.party, reader.nationality or reader.party}:
        periods += [agreement.period for agreement in index.agreements.get(party, ()) if party in agreement.parties]
    speakers = index.speakers(owner)
    for to in {reader.party, reader.through} | groups:
        for speaker, of_members in speakers:
            for agreement, _ in index.flows.get((speaker, to, of_members), ()):
                periods += [agreement.period, agreement.usable]
    if len(speakers) > 1:
        periods += [row.period for row in index.memberships.get(owner, ())]
    return tuple(sorted({bound for period in periods for bound in period.bounds}))


class Views:
    """The views of one reader, each made at its first use."""

    def __init__(self, reader: Reader, index: Index) -> None:
        self.reader = reader
        self._index = index
        self._bounds = seat_bounds(reader, index)
        self._turns = tuple(sorted({*self._bounds, *index.owner_bounds}))
        self._views: dict[datetime, View] = {}
        self._with: dict[str, tuple[tuple[datetime, ...], dict[datetime, Kept]]] = {}

    def at(self, at: datetime) -> View:
        """The view that holds at `at`; at the end of time, where nothing holds on, one of its own."""
        if at == NEVER:
            return View(self.reader, self._index, at, NEVER, lambda _: Kept())
        begins = start_of_interval(self._turns, at)
        view = self._views.get(begins)
        if view is None:
            turns_at = next_turn(self._bounds, at)
            view = View(self.reader, self._index, at, turns_at, lambda owner: self._kept(owner, at))
            self._views[begins] = view
        return view

    def _kept(self, owner: str, at: datetime) -> Kept:
        """What is kept for one owner between two turns with it."""
        if owner not in self._with:
            self._with[owner] = bounds_with(owner, self.reader, self._index), {}
        bounds, kept = self._with[owner]
        return kept.setdefault(start_of_interval(bounds, at), Kept())
