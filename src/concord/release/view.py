"""One seat between two of its turning instants, with what it holds under each policy worked out once.

A memo of pure answers: everything here could be worked out again from the reader, the rulebook and the instant.
Source: docs/spec/release.md R65, R85.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from concord.release.effective import Effective, effective_clearance
from concord.release.grounds import NOTHING, Ground, either
from concord.release.index import Index, start_of_interval
from concord.release.key import next_turn
from concord.release.names import fold
from concord.release.periods import Period
from concord.release.policy import Policy
from concord.release.profile import Profile
from concord.release.readers import Reader
from concord.release.reasons import Reason
from concord.release.relations import OpenQuestion
from concord.release.seats import Seat, Way

Clearances = dict[tuple[int, int], Effective]
"""Effective clearances by edition: the identities of policy and profile, which the rulebook keeps alive."""

Step = tuple[Ground, tuple[Reason, ...]]
"""What one gate found: the ground it passes on (absent if it fails), and why it fails or passes in doubt."""


class Question(NamedTuple):
    """What one gate asks of a seat: `key` is the same for label sets that ask the same, `answer` works the step out."""

    key: Hashable
    answer: Callable[[View], Step]


class View:
    """`reader` at `at`, and at every instant from `since` to `until` (half-open), which give the same answers.

    `bounds` are the turning instants of the seat, in order; `turns_at` is the next of them. A view ends earlier where
    owners whose members' information flows may turn, because what it keeps depends on them. `shared` is what all views
    between two turns of the seat keep in common: clearances under owners that belong to nothing, and so never turn.
    `column` keeps the last column of a matrix made for it.
    """

    def __init__(
        self, reader: Reader, index: Index, at: datetime, bounds: tuple[datetime, ...], shared: Clearances | None = None
    ) -> None:
        inner = tuple(sorted({*bounds, *index.owner_bounds}))
        self.reader = reader
        self.since = start_of_interval(inner, at)
        self.until = next_turn(inner, at)
        self.turns_at = next_turn(bounds, at)
        self.seat = Seat(reader.party, reader.through, at, index)
        self._effective: Clearances = {}
        self._shared: Clearances = {} if shared is None else shared
        self._ways: dict[tuple[str, str], tuple[Way, ...]] = {}
        self._steps: dict[Hashable, Step] = {}
        self.column: tuple[list[tuple[Question, ...]], list[int]] | None = None

    def effective(self, policy: Policy, profile: Profile) -> Effective:
        """The effective clearance under one edition of a policy (R61-R64)."""
        may_turn = profile.owner in self.seat.index.memberships
        known = self._effective if may_turn else self._shared
        found = known.get((id(policy), id(profile)))
        if found is None:
            found = effective_clearance(self.seat, self.reader, policy, profile)
            known[id(policy), id(profile)] = found
        return found

    def step(self, question: Question) -> Step:
        """The step of a question, worked out once for this view."""
        found = self._steps.get(question.key)
        if found is None:
            found = self._steps[question.key] = question.answer(self)
        return found

    def ways(self, owner: str, recipient: str) -> tuple[Way, ...]:
        """The ways from `owner` to `recipient` for this seat (R51-R53)."""
        if (owner, recipient) not in self._ways:
            self._ways[owner, recipient] = self.seat.ways(owner, recipient)
        return self._ways[owner, recipient]

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
    periods: list[Period] = [clearance.period for clearance in reader.clearances]
    periods += [briefing.period for briefing in reader.briefings]
    periods += [community.period for community in reader.communities]
    for party in (reader.party, reader.nationality):
        periods += [row.period for row in index.memberships.get(party or "", ())]
    for party in parties | groups:
        for agreement in index.agreements.get(party, ()):
            periods += [agreement.period, agreement.usable]
    periods += [question.period for question in index.questions]
    return tuple(sorted({bound for period in periods for bound in period.bounds}))
