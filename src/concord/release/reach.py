"""What reaches a place: the values of one edition that facts let its seats hold, each on its ways and grounds.

A place is a party reading through an organisation; what its persons hold on paper comes on top (effective.py).
Source: docs/spec/release.md R62, R64, R73.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from concord.release.backings import ValueKey, backing_of
from concord.release.grounds import CERTAIN, NOTHING, Ground, both, either, fact
from concord.release.names import fold
from concord.release.periods import Confidence
from concord.release.policy import Policy
from concord.release.profile import Backing, Behind, Profile
from concord.release.relations import Membership, Standing
from concord.release.seats import ANY, INSTITUTIONS, MEMBERS, OF_GROUP, Seat, Ways, refused

TOP = 1 << 30
"""A ceiling above every level."""


@dataclass(frozen=True)
class Holding:
    """A value held by a seat that stands in `place`, less what is refused (R53).

    `ways` are what it is held on, each up to the level of a rank.
    """

    ways: tuple[tuple[int, Ground], ...]
    place: Ground = CERTAIN
    refusal: Ground = NOTHING

    def at(self, rank: int) -> Ground:
        """How far it is held at the level of that rank: the best of the ways that reach it (R54)."""
        reaching = [ground for ceiling, ground in self.ways if ceiling >= rank]
        if not reaching:
            return Ground(Confidence.ABSENT, tuple(sorted({f for _, ground in self.ways for f in ground.facts})))
        return both(self.place, refused(either(reaching), self.refusal))


class Reach:
    """What one owner's values under one edition are for a place: each worked out when it is first asked for."""

    def __init__(self, seat: Seat, policy: Policy, profile: Profile) -> None:
        self.backings = seat.index.backings(policy, profile)
        self._seat, self._policy, self._profile = seat, policy, profile
        self._of_party = self.backings.of_party.get(seat.party, {})
        self._holdings: dict[int, tuple[Holding, ...]] = {}  # by backing, which the backings keep alive
        self._held_on: dict[tuple[int, int], Ground] = {}  # by backing and rank
        self._allowed: dict[tuple[str, int], Ground] = {}
        self._named: dict[ValueKey, bool] = {}

    @cached_property
    def circle(self) -> Ground:
        """How far the place is in the owner's circle."""
        return self._seat.inside(self._profile.owner)

    @property
    def keys(self) -> tuple[ValueKey, ...]:
        """The values that facts stand behind for this place, held or not."""
        return (*self.backings.markers, *self.backings.common, *self._of_party)

    def holdings(self, key: ValueKey) -> tuple[Holding, ...]:
        """The ways on which a value is held; none if no fact stands behind it."""
        backing = self._backing(key)
        if backing is not None:
            return self._behind(backing)
        return (_held_on(self._marker),) if key in self.backings.markers else ()

    def _backing(self, key: ValueKey) -> Backing | None:
        """The facts that stand behind a value for this place."""
        return self.backings.common.get(key) or self._of_party.get(key)

    def _behind(self, backing: Backing) -> tuple[Holding, ...]:
        """The ways on which every value with that backing is held."""
        found = self._holdings.get(id(backing))
        if found is None:
            found = tuple(_holdings(self._seat, self._policy, self._profile, backing))
            self._holdings[id(backing)] = found
        return found

    @cached_property
    def _marker(self) -> Ground:
        """The marker is held inside the circle, and by whoever holds a route at any level (R64)."""
        routes = (key for key in self.keys if key in self.backings.routes)
        backings = {id(backing): backing for backing in map(self._backing, routes) if backing is not None}
        return either([self.circle, *(self._held_behind(each, self._lowest) for each in backings.values())])

    @cached_property
    def _lowest(self) -> int:
        """The lowest rank: what reaches any level reaches this one."""
        return min((level.rank for level in self._policy.levels), default=0)

    def held(self, key: ValueKey, rank: int) -> Ground:
        """How far a value is held at the level of that rank (R54, R64)."""
        if key in self.backings.markers:
            return self._marker
        backing = self._backing(key)
        return NOTHING if backing is None else self._held_behind(backing, rank)

    def _held_behind(self, backing: Backing, rank: int) -> Ground:
        found = self._held_on.get((id(backing), rank))
        if found is None:
            found = either([holding.at(rank) for holding in self._behind(backing)])
            self._held_on[id(backing), rank] = found
        return found

    @cached_property
    def routes(self) -> tuple[ValueKey, ...]:
        """The release values held beyond the circle, at any level (R72)."""
        own = self.backings.ways_out(self._seat.party)
        return tuple(key for key in own if self.held(key, self._lowest).confidence)

    def names(self, key: ValueKey) -> bool:
        """Whether a value names the seats of this place, whatever the facts of the day (R73)."""
        found = self._named.get(key)
        if found is None:
            found = _names(backing_of(self._profile, key), self._seat, self._profile.owner)
            self._named[key] = found
        return found

    def routes_at(self, level: str, rank: int) -> tuple[ValueKey, ...]:
        """The routes that a label at that level may name and that reach it: not every entry of the name excludes it."""
        names = self.backings.release
        may = (key for key in self.routes if any(level not in excluded for excluded in names[key]))
        return tuple(key for key in may if self.held(key, rank).confidence)

    def allowed(self, level: str, rank: int) -> Ground:
        """The ground on which a release to this place could be decided at that level: its best route (R72)."""
        found = self._allowed.get((level, rank))
        if found is None:
            routes = (self.held(key, rank) for key in self.routes_at(level, rank))
            found = self._allowed[level, rank] = either(routes)
        return found


def _held_on(ground: Ground) -> Holding:
    """A value held on one ground, at every level."""
    return Holding(((TOP, ground),))


def _holdings(seat: Seat, policy: Policy, profile: Profile, backing: Backing) -> Iterator[Holding]:
    owner = profile.owner
    first = backing.parties[0] if backing.parties else ""
    if backing.behind is Behind.OWNER:
        yield _held_on(seat.inside(owner))
    elif backing.behind is Behind.INSTITUTIONS:
        yield _held_on(seat.inside(owner, INSTITUTIONS))
    elif backing.behind is Behind.GROUP:
        dated = either(seat.belongs(group, OF_GROUP) for group in backing.parties)
        yield Holding(((TOP, dated),), refusal=seat.refusal(owner, seat.through))
    elif backing.behind is Behind.ORGANISATION:
        yield from _along(seat, policy, profile, first, seat.inside(first))
    elif backing.behind is Behind.CLAUSE:
        yield from _along(seat, policy, profile, first, seat.belongs(first, OF_GROUP))
    elif backing.behind is Behind.POSTS and seat.party in backing.parties:
        yield from _along(seat, policy, profile, seat.through, seat.inside(seat.through, INSTITUTIONS))
    elif backing.behind is Behind.STATE and seat.party == first:
        yield _held_on(seat.belongs(owner, MEMBERS))
        yield from _along(seat, policy, profile, first, CERTAIN)


def _along(seat: Seat, policy: Policy, profile: Profile, recipient: str, place: Ground) -> Iterator[Holding]:
    """The ways from the owner to `recipient`, for a seat that stands there on the ground `place`, if it does."""
    if place is not NOTHING:
        ways = seat.ways(profile.owner, recipient)
        yield Holding(tuple(_ranked(ways, policy, profile)), place, ways.refusal)


def _ranked(ways: Ways, policy: Policy, profile: Profile) -> Iterator[tuple[int, Ground]]:
    """Each way with the rank it reaches; a ceiling that is no level of the policy reaches none (R54)."""
    for way in ways.carrying:
        if way.ceiling is None:
            yield TOP, way.ground
            continue
        level = policy.level_by_name.get(profile.level_by_marking.get(fold(way.ceiling.level), ""))
        if level is not None:
            yield level.rank, both(way.ground, fact(way.ceiling.confidence, way.agreement))


def _names(backing: Backing, seat: Seat, owner: str) -> bool:
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
