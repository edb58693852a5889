"""A reader's effective clearance under one policy: what the politics and the papers of the day let a seat hold.

All politics is in how this value comes about; the decision that reads it knows none (release.md section 2).
Source: docs/spec/release.md R61-R66.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from concord.release.backings import Backings, ValueKey, backing_of
from concord.release.grounds import CERTAIN, NOTHING, Ground, both, either, fact
from concord.release.index import Index
from concord.release.names import fold
from concord.release.periods import Confidence
from concord.release.policy import Policy
from concord.release.profile import Backing, Behind, Profile
from concord.release.readers import Clearance, Reader
from concord.release.relations import Equivalence, Membership, Standing
from concord.release.resolve import canonical_value, find_set
from concord.release.seats import ANY, INSTITUTIONS, MEMBERS, OF_GROUP, Seat, refused

TOP = 1 << 30
"""A ceiling above every level."""


@dataclass(frozen=True)
class Holding:
    """A value held up to the level of rank `ceiling`, on one way: for a seat in `place`, on the `ground` of the way."""

    ceiling: int
    ground: Ground
    place: Ground = CERTAIN

    @property
    def whole(self) -> Ground:
        """Place and way together."""
        return self.ground if self.place is CERTAIN else both(self.place, self.ground)


@dataclass(frozen=True)
class Thresholds:
    """The ranks from which a briefing and a clearance are needed; above `TOP` means never."""

    briefing: int
    clearance: int


@dataclass(frozen=True)
class Effective:
    """What one seat holds under one edition of a policy, until the next turning instant of the seat (R65).

    `levels` by folded name; `values` by key, the marker and the owner's own values among them; `circle` is the owner's
    circle; `briefed` a briefing of the owner. `has_level` says whether any level of the policy is held at all.
    """

    policy: Policy
    profile: Profile
    backings: Backings
    levels: Mapping[str, Ground]
    values: Mapping[ValueKey, tuple[Holding, ...]]
    circle: Ground
    briefed: Ground

    def held(self, key: ValueKey, rank: int) -> Ground:
        """How far the value is held at the level of that rank (R54, R64)."""
        holdings = self.values.get(key)
        if not holdings:
            return NOTHING
        return _held(holdings, rank)

    @cached_property
    def has_level(self) -> bool:
        """Any level held on any ground."""
        return any(ground.confidence for ground in self.levels.values())

    @cached_property
    def thresholds(self) -> Thresholds:
        """Where briefing and clearance begin; a profile that names no level of this edition asks at every level."""
        return Thresholds(
            briefing=_threshold(self.policy, self.profile.briefing_from),
            clearance=_threshold(self.policy, self.profile.clearance_from),
        )

    @cached_property
    def routes(self) -> tuple[ValueKey, ...]:
        """The release values this seat holds beyond the circle, at any level (R72)."""
        return tuple(
            key
            for key in self.backings.release
            if key in self.backings.routes and any(h.whole.confidence for h in self.values.get(key, ()))
        )

    def may_name(self, key: ValueKey, level: str) -> bool:
        """Whether a label at that level may give the release value: not every entry of its name excludes it."""
        return any(level not in excluded for excluded in self.backings.release[key])

    def allowed(self, level: str, rank: int) -> Ground:
        """The ground on which a release to this seat could be decided at that level: its best route (R72)."""
        return either(self.held(key, rank) for key in self.routes if self.may_name(key, level))


def effective_clearance(seat: Seat, reader: Reader, policy: Policy, profile: Profile) -> Effective:
    """Build the effective clearance of `reader`, whose place among the facts is `seat` (R61-R64)."""
    owner = profile.owner
    backings = seat.index.backings(policy, profile)
    return Effective(
        policy=policy,
        profile=profile,
        backings=backings,
        levels=_levels(seat, reader, policy, profile),
        values=_values(seat, reader, policy, profile, backings),
        circle=seat.inside(owner),
        briefed=either(Ground(b.period.holds(seat.at)) for b in reader.briefings if b.owner == owner),
    )


def _threshold(policy: Policy, name: str | None) -> int:
    if name is None:
        return TOP + 1
    level = policy.level_by_name.get(fold(name))
    return level.rank if level else -TOP


def _facts(holdings: tuple[Holding, ...]) -> tuple[str, ...]:
    return tuple(sorted({identity for holding in holdings for identity in holding.whole.facts}))


def _held(holdings: tuple[Holding, ...], rank: int) -> Ground:
    """The best of what reaches a rank; ways from one place are weighed before the place, which all of them need."""
    reaching = [holding for holding in holdings if holding.ceiling >= rank]
    if not reaching:
        return Ground(Confidence.ABSENT, _facts(holdings))
    if len(reaching) == 1:
        return reaching[0].whole
    places = {id(holding.place): holding.place for holding in reaching}
    ways = {number: either(h.ground for h in reaching if id(h.place) == number) for number in places}
    return either(both(place, ways[number]) for number, place in places.items())


# Levels (R61)


def _levels(seat: Seat, reader: Reader, policy: Policy, profile: Profile) -> dict[str, Ground]:
    found: dict[str, list[Ground]] = {}
    for clearance in reader.clearances:
        held = Ground(clearance.period.holds(seat.at))
        if held.confidence is Confidence.ABSENT:
            continue
        for level, ground in _levels_of(clearance, policy, profile, seat.index):
            if level in policy.level_by_name:
                found.setdefault(level, []).append(both(held, ground))
    return {level: either(grounds) for level, grounds in found.items()}


def _levels_of(clearance: Clearance, policy: Policy, profile: Profile, index: Index) -> Iterator[tuple[str, Ground]]:
    """Every reading of the word it is under counts (R61): this policy, its owner, another policy, another owner."""
    under, since = clearance.under, clearance.period.since
    is_ours = fold(under) == fold(policy.name)
    other = None if is_ours else index.profile_at(under, since)
    for level in clearance.levels:
        if is_ours:
            yield fold(level), CERTAIN
        if other is not None:
            marking = other.marking_by_level.get(fold(level), "")
            yield from equivalent_levels(other.owner, marking, since, profile, index)
        yield from equivalent_levels(under, level, since, profile, index)


def equivalent_levels(
    owner: str, marking: str, marked: datetime, profile: Profile, index: Index
) -> tuple[tuple[str, Ground], ...]:
    """The levels of `profile`'s policy that a marking of `owner`, given at `marked`, equals; several: all unconfirmed.

    Levels are folded names; an owner's own marking is its own level (R17, R55, R61).
    """
    if owner == profile.owner:
        level = profile.level_by_marking.get(fold(marking))
        return ((level, CERTAIN),) if level else ()
    found: dict[str, list[Ground]] = {}
    for entry in index.equivalences.get((owner, fold(marking)), ()):
        confidence = min(entry.confidence, entry.marked.holds(marked))
        if confidence is not Confidence.ABSENT:
            for level in _equals(entry, profile):
                found.setdefault(level, []).append(fact(confidence, name_of(entry)))
    levels = {level: either(grounds) for level, grounds in found.items()}
    if len(levels) > 1:
        doubtful = fact(Confidence.UNCONFIRMED, f"equivalence {owner} {fold(marking)}")
        return tuple((level, doubtful) for level in sorted(levels))
    return tuple(levels.items())


def name_of(entry: Equivalence) -> str:
    """The id under which an equivalence is named in reasons."""
    return f"equivalence {entry.owner} {fold(entry.marking)}"


def _equals(entry: Equivalence, profile: Profile) -> Iterator[str]:
    for owner, marking in entry.equals:
        level = profile.level_by_marking.get(fold(marking))
        if owner == profile.owner and level:
            yield level


# Values (R62, R64)


def _values(
    seat: Seat, reader: Reader, policy: Policy, profile: Profile, backings: Backings
) -> dict[ValueKey, tuple[Holding, ...]]:
    found = dict(_granted(seat, reader, policy, profile))
    for key, backing in (*backings.common, *backings.of_party.get(seat.party, ())):
        found[key] = tuple(_holdings(seat, policy, profile, backing))
    if backings.markers:
        routes = [found[key] for key in backings.routes if found.get(key)]
        lowest = min((level.rank for level in policy.levels), default=0)  # what reaches any level reaches the lowest
        grounds = [_held(holdings, lowest) for holdings in routes]
        marker = (Holding(TOP, either([seat.inside(profile.owner), *grounds])),)
        found.update(dict.fromkeys(backings.markers, marker))
    return found


def _granted(
    seat: Seat, reader: Reader, policy: Policy, profile: Profile
) -> Iterator[tuple[ValueKey, tuple[Holding, ...]]]:
    found: dict[ValueKey, list[Ground]] = {}
    for clearance in reader.clearances:
        ours = fold(clearance.under) == fold(policy.name) or clearance.under == profile.owner
        held = clearance.period.holds(seat.at)
        for tag_set, value in clearance.values if ours and held else ():
            key = _key(policy, profile, tag_set, value)
            if backing_of(profile, key).behind is Behind.GRANTED:
                found.setdefault(key, []).append(Ground(held))
    for key, grounds in found.items():
        yield key, (Holding(TOP, either(grounds)),)


def _key(policy: Policy, profile: Profile, tag_set: str, value: str) -> ValueKey:
    found = find_set(policy, profile, tag_set)
    return (fold(tag_set), fold(value)) if found is None else (fold(found.name), canonical_value(found, value, profile))


def _holdings(seat: Seat, policy: Policy, profile: Profile, backing: Backing) -> Iterator[Holding]:
    owner = profile.owner
    first = backing.parties[0] if backing.parties else ""
    if backing.behind is Behind.OWNER:
        yield Holding(TOP, seat.inside(owner))
    elif backing.behind is Behind.INSTITUTIONS:
        yield Holding(TOP, seat.inside(owner, INSTITUTIONS))
    elif backing.behind is Behind.GROUP:
        dated = either(seat.belongs(group, OF_GROUP) for group in backing.parties)
        yield Holding(TOP, refused(dated, seat.refusal(owner, seat.through)))
    elif backing.behind is Behind.ORGANISATION:
        yield from _along(seat, policy, profile, first, seat.inside(first))
    elif backing.behind is Behind.CLAUSE:
        yield from _along(seat, policy, profile, first, seat.belongs(first, OF_GROUP))
    elif backing.behind is Behind.POSTS and seat.party in backing.parties:
        yield from _along(seat, policy, profile, seat.through, seat.inside(seat.through, INSTITUTIONS))
    elif backing.behind is Behind.STATE and seat.party == first:
        yield Holding(TOP, seat.belongs(owner, MEMBERS))
        yield from _along(seat, policy, profile, first, CERTAIN)


def _along(seat: Seat, policy: Policy, profile: Profile, recipient: str, place: Ground) -> Iterator[Holding]:
    """The ways from the owner to `recipient`, for a seat that stands there on the ground `place`, if it does."""
    if place is NOTHING:
        return
    for way in seat.ways(profile.owner, recipient):
        if way.ceiling is None:
            yield Holding(TOP, way.ground, place)
            continue
        level = policy.level_by_name.get(profile.level_by_marking.get(fold(way.ceiling.level), ""))
        if level is not None:
            yield Holding(level.rank, both(way.ground, fact(way.ceiling.confidence, way.agreement)), place)


def names(backing: Backing, seat: Seat, owner: str) -> bool:
    """Whether a value with this backing names the seat, whatever the facts of the day (R73)."""
    rows = seat.index.memberships.get(seat.party, ())
    if backing.behind is Behind.OWNER:
        return seat.through == owner
    if backing.behind is Behind.INSTITUTIONS:
        return seat.through == owner and _ever(rows, (owner,), INSTITUTIONS)
    if backing.behind is Behind.ORGANISATION:
        return seat.through in backing.parties
    if backing.behind in (Behind.POSTS, Behind.STATE):
        return seat.party in backing.parties
    if backing.behind in (Behind.GROUP, Behind.CLAUSE):
        return _ever(rows, backing.parties, ANY)
    return False


def _ever(rows: tuple[Membership, ...], organisations: tuple[str, ...], standings: frozenset[Standing]) -> bool:
    return any(row.organisation in organisations and row.standing in standings for row in rows)
