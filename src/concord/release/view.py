"""One seat between two of its turning instants, with what it holds under each policy worked out once.

A memo of pure answers: everything here could be worked out again from the reader, the rulebook and the instant.
Source: docs/spec/release.md R65, R85.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from concord.release.bounded import Bounded
from concord.release.effective import Effective, effective_clearance
from concord.release.grounds import NOTHING, Ground, either
from concord.release.index import start_of_interval
from concord.release.key import next_turn
from concord.release.names import NEVER, fold
from concord.release.periods import Period
from concord.release.places import KeptOfPlace, Place
from concord.release.policy import Policy
from concord.release.profile import Profile
from concord.release.reach import Reach
from concord.release.readers import Reader
from concord.release.reasons import Reason
from concord.release.relations import OpenQuestion
from concord.release.seats import Seat, Ways

Step = tuple[Ground, tuple[Reason, ...]]
"""What one gate found: the ground it passes on (absent if it fails), and why it fails or passes in doubt."""


class Question(NamedTuple):
    """What one gate asks of a seat: `key` is the same for label sets that ask the same, `answer` works the step out.

    `owner` is the one owner whose relations to the seat the answer depends on: "" where there may be several, None
    where there is none, as the answer is fixed or follows from the reader's papers.
    """

    key: Hashable
    answer: Callable[[View], Step]
    owner: str | None = ""


class Kept:
    """What was worked out for a seat, and holds until something turns between the seat and one owner."""

    __slots__ = ("effective", "of_place", "steps")

    def __init__(self, of_place: KeptOfPlace) -> None:
        self.of_place = of_place
        self.effective: dict[tuple[int, int], Effective] = {}  # by policy and profile, which the rulebook keeps alive
        self.steps = Bounded[Hashable, Step]()


class View:
    """`reader` at `at`, and at every instant until the next turn of the seat or of any owner: the answers are the same.

    `turns_at` is the next turn of the seat. What concerns one owner, or none, is kept longer, and comes from `kept_of`.
    """

    def __init__(self, reader: Reader, seat: Seat, turns_at: datetime, kept_of: Callable[[str | None], Kept]) -> None:
        self.reader = reader
        self.turns_at = turns_at
        self.seat = seat
        self._kept_of = kept_of
        self._kept: dict[str | None, Kept] = {"": Kept(KeptOfPlace())}

    def _of(self, owner: str | None) -> Kept:
        kept = self._kept.get(owner)
        if kept is None:
            kept = self._kept[owner] = self._kept_of(owner)
        return kept

    def learn(self, other: View, owners: Iterable[str]) -> None:
        """Take over what is known of some owners, of whom all facts that bear are equal in the other's rulebook."""
        self._kept |= {owner: other._of(owner) for owner in owners}

    def effective(self, policy: Policy, profile: Profile) -> Effective:
        """The effective clearance under one edition of a policy (R61-R64)."""
        kept, edition = self._of(profile.owner), (id(policy), id(profile))
        found = kept.effective.get(edition)
        if found is None:
            reach = kept.of_place.reach.get(edition)
            if reach is None:
                reach = kept.of_place.reach[edition] = Reach(self.seat, policy, profile)
            found = effective_clearance(reach, self.seat, self.reader, policy, profile)
            kept.effective[edition] = found
        return found

    def step(self, question: Question) -> Step:
        """The step of a question, worked out once."""
        steps = self._of(question.owner).steps
        found = steps.get(question.key)
        if found is None:
            found = steps[question.key] = question.answer(self)
        return found

    def ways(self, owner: str, recipient: str) -> Ways:
        """The ways from `owner` to `recipient` for this seat (R51-R53)."""
        ways = self._of(owner).of_place.ways
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


class Views:
    """The views of one reader in its place, each made at its first use; `bounds` are all its turning instants (R85).

    `columns` keeps the last column of a matrix by the instant from which it holds (`since`).
    """

    def __init__(self, reader: Reader, place: Place) -> None:
        self.reader = reader
        self._place = place
        self._own = tuple(sorted({bound for period in papers_of(reader) for bound in period.bounds}))
        self.bounds = merged(place.bounds, self._own)
        self._turns = merged(place.turns, self._own)
        self._views: dict[datetime, View] = {}
        self._kept: dict[str | None, dict[datetime, Kept]] = {}
        self._bounds_of: dict[frozenset[str | None], tuple[datetime, ...]] = {}
        self.columns: dict[datetime, tuple[list[tuple[Question, ...]], list[int]]] = {}

    def since(self, owners: frozenset[str | None], at: datetime) -> datetime:
        """The instant from which every answer to a question of these owners has been the same as at `at`."""
        bounds = self._bounds_of.get(owners)
        if bounds is None:
            bounds = self._bounds_of[owners] = self._turning_with(owners)
        return start_of_interval(bounds, at)

    def _turning_with(self, owners: frozenset[str | None]) -> tuple[datetime, ...]:
        if "" in owners:
            return self._turns
        return tuple(sorted({*self._own, *(bound for owner in owners for bound in self._place.bounds_of(owner))}))

    def at(self, at: datetime) -> View:
        """The view that holds at `at`; at the end of time, where nothing holds on, one of its own."""
        if at == NEVER:
            return View(self.reader, self._place.seat(at), NEVER, lambda _: Kept(KeptOfPlace()))
        begins = start_of_interval(self._turns, at)
        view = self._views.get(begins)
        if view is None:
            turns_at = next_turn(self.bounds, at)
            view = View(self.reader, self._place.seat(at), turns_at, lambda owner: self._of(owner, at))
            self._views[begins] = view
        return view

    def _of(self, owner: str | None, at: datetime) -> Kept:
        """What is kept for one owner between two turns with it, of the place or of the reader's papers."""
        bounds, of_place = self._place.kept(owner, at)
        begins = start_of_interval(merged(bounds, self._own), at)
        kept = self._kept.setdefault(owner, {})
        if begins not in kept:
            kept[begins] = Kept(of_place)
        return kept[begins]


def papers_of(reader: Reader) -> Iterator[Period]:
    """The periods of what a reader holds on paper."""
    yield from (clearance.period for clearance in reader.clearances)
    yield from (briefing.period for briefing in reader.briefings)
    yield from (community.period for community in reader.communities)


def merged(first: tuple[datetime, ...], second: tuple[datetime, ...]) -> tuple[datetime, ...]:
    """The instants of both, in order."""
    return tuple(sorted({*first, *second})) if second else first
