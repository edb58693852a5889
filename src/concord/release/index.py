"""Facts of a rulebook by what they speak of, so that a decision reads only those of its seat and its label.

Derived from a `Rulebook` once, and as immutable as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from concord.release.backings import Backings
from concord.release.bounded import Bounded
from concord.release.grounds import Ground
from concord.release.names import BEGINNING, NEVER, fold
from concord.release.policy import Policy
from concord.release.profile import Behind, Profile
from concord.release.readers import Clearance
from concord.release.relations import Agreement, Equivalence, Flow, Membership, OpenQuestion, Standing

if TYPE_CHECKING:
    from concord.release.rulebook import Rulebook

K = TypeVar("K")
V = TypeVar("V")


class Index:
    """Lookups over one rulebook; every answer is a tuple in a fixed order."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._book = rulebook
        self._backings: dict[tuple[int, int], Backings] = {}
        self.levels = Bounded[tuple[Clearance, int, int], tuple[tuple[str, Ground], ...]]()

    @cached_property
    def memberships(self) -> Mapping[str, tuple[Membership, ...]]:
        """Memberships by party."""
        return _grouped((m.party, m) for m in sorted(self._book.memberships, key=lambda m: (m.party, m.id)))

    @cached_property
    def memberships_by_id(self) -> Mapping[str, tuple[Membership, ...]]:
        """Memberships by id."""
        return _grouped((m.id, m) for m in self._book.memberships)

    @cached_property
    def agreements_by_id(self) -> Mapping[str, tuple[Agreement, ...]]:
        """Agreements by id."""
        return _grouped((a.id, a) for a in self._book.agreements)

    @cached_property
    def flows(self) -> Mapping[tuple[str, str, bool], tuple[tuple[Agreement, Flow], ...]]:
        """Flows with their agreement by (owner, recipient, of_members)."""
        pairs = [(a, f) for a in sorted(self._book.agreements, key=lambda a: a.id) for f in a.flows]
        return _grouped(((f.owner, f.recipient, f.of_members), (a, f)) for a, f in pairs)

    @cached_property
    def agreements(self) -> Mapping[str, tuple[Agreement, ...]]:
        """Agreements by each party to them and each recipient of one of their flows."""
        found: dict[str, dict[str, Agreement]] = defaultdict(dict)
        for agreement in sorted(self._book.agreements, key=lambda a: a.id):
            for party in {*agreement.parties, *(flow.recipient for flow in agreement.flows)}:
                found[party][agreement.id] = agreement
        return {party: tuple(entries.values()) for party, entries in found.items()}

    @cached_property
    def owner_bounds(self) -> tuple[datetime, ...]:
        """The bounds of memberships in organisations whose members' information flows: owners may turn there (R51)."""
        rows = (m for m in self._book.memberships if m.organisation in self._speaking)
        return tuple(sorted({bound for row in rows for bound in row.period.bounds}))

    @cached_property
    def _speaking(self) -> frozenset[str]:
        """The organisations whose agreements speak of their members' information."""
        return frozenset(flow.owner for a in self._book.agreements for flow in a.flows if flow.of_members)

    def speakers(self, owner: str) -> tuple[tuple[str, bool], ...]:
        """Who may speak for the information of `owner`, each with `of_members`: itself, and its organisations (R51)."""
        own = {row.organisation for row in self.memberships.get(owner, ())}
        return ((owner, False), *((organisation, True) for organisation in sorted(own & self._speaking)))

    @cached_property
    def equivalences(self) -> Mapping[tuple[str, str], tuple[Equivalence, ...]]:
        """Equivalences by (owner, folded marking)."""
        return _grouped(((e.owner, fold(e.marking)), e) for e in self._book.equivalences)

    @cached_property
    def marked_bounds(self) -> Mapping[str, tuple[datetime, ...]]:
        """The instants that cut the marking dates of each owner into intervals of equal meaning."""
        found: dict[str, set[datetime]] = defaultdict(set)
        for equivalence in self._book.equivalences:
            found[equivalence.owner].update(equivalence.marked.bounds)
        return {owner: tuple(sorted(bounds)) for owner, bounds in found.items()}

    @cached_property
    def profiles(self) -> Mapping[str, tuple[Profile, ...]]:
        """Profiles by owner, in the order of policy names."""
        return _grouped((p.owner, p) for p in self.all_profiles)

    @cached_property
    def clauses(self) -> Mapping[str, frozenset[str]]:
        """By owner, the groups that its release clauses name (R64)."""
        named = ((p.owner, b.parties) for p in self.all_profiles for _, _, b in p.backing if b.behind is Behind.CLAUSE)
        return {owner: frozenset(chain(*groups)) for owner, groups in _grouped(named).items()}

    def backings(self, policy: Policy, profile: Profile) -> Backings:
        """The backings of one edition of a policy of this rulebook, worked out once."""
        known = self._backings.get((id(policy), id(profile)))
        if known is None:
            known = self._backings[id(policy), id(profile)] = Backings(policy, profile)
        return known

    def profile_at(self, policy: str, at: datetime) -> Profile | None:
        """The profile of the edition of the named policy in force at `at`."""
        found = self._book.policy(policy, at)
        return self._book.profile(found) if found else None

    @cached_property
    def all_profiles(self) -> tuple[Profile, ...]:
        """Every profile, in the order of policy names."""
        return tuple(sorted(self._book.profiles, key=lambda p: (fold(p.policy), p.first_edition)))

    @cached_property
    def epochs(self) -> Mapping[str, tuple[datetime, ...]]:
        """By folded policy name, the instants at which the meaning of its labels may turn: editions and windows."""
        found: dict[str, set[datetime]] = defaultdict(set)
        for policy in self._book.policies:
            found[fold(policy.name)].update((policy.since, *policy.windows))
        return {name: tuple(sorted(b - {BEGINNING, NEVER})) for name, b in found.items()}

    @cached_property
    def creation_bounds(self) -> Mapping[str, tuple[datetime, ...]]:
        """By folded policy name, the instants that cut creation dates: epochs, and equivalences of the owner (R79)."""
        found = {name: set(bounds) for name, bounds in self.epochs.items()}
        for profile in self._book.profiles:
            found.setdefault(fold(profile.policy), set()).update(self.marked_bounds.get(profile.owner, ()))
        return {name: tuple(sorted(bounds)) for name, bounds in found.items()}

    @cached_property
    def questions(self) -> tuple[OpenQuestion, ...]:
        """Open questions in the order of their ids."""
        return tuple(sorted(self._book.questions, key=lambda q: q.id))

    def institutions_at(self, party: str, at: datetime) -> frozenset[str]:
        """The organisations of which `party` is an institution at `at`, on whatever confidence."""
        rows = self.memberships.get(party, ())
        return frozenset(
            row.organisation
            for row in rows
            if row.standing is Standing.INSTITUTION and min(row.confidence, row.period.holds(at))
        )


def start_of_interval(bounds: tuple[datetime, ...], at: datetime) -> datetime:
    """The last of `bounds` not after `at`, or the beginning of time: one instant that stands for its interval.

    The end of time stands for itself: nothing holds on there.
    """
    if at == NEVER:
        return NEVER
    position = bisect_right(bounds, at)
    return bounds[position - 1] if position else BEGINNING


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
