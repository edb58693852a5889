"""A reader's effective clearance under one policy: what the politics and the papers of the day let a seat hold.

All politics is in how this value comes about; the decision that reads it knows none (release.md section 2).
Source: docs/spec/release.md R61-R66.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from concord.release.backings import ValueKey, backing_of, spelled
from concord.release.grounds import CERTAIN, NOTHING, Ground, both, either, fact
from concord.release.index import Index
from concord.release.labels import Kind
from concord.release.names import fold
from concord.release.periods import Confidence
from concord.release.policy import Policy
from concord.release.profile import Behind, Profile
from concord.release.reach import TOP, Reach
from concord.release.readers import Clearance, Reader
from concord.release.relations import Equivalence
from concord.release.resolve import canonical_value, find_set
from concord.release.seats import Seat


@dataclass(frozen=True)
class Thresholds:
    """The ranks from which a briefing and a clearance are needed; above `TOP` means never."""

    briefing: int
    clearance: int


@dataclass(frozen=True)
class Effective:
    """What one seat holds under one edition of a policy, until the next turning instant of the seat (R65).

    `levels` by folded name; `granted` the values its papers give it; `circle` is the owner's circle; `briefed` a
    briefing of the owner. `reach` is what facts let its place hold, None where there are papers alone (R66).
    """

    policy: Policy
    profile: Profile
    levels: Mapping[str, Ground]
    granted: Mapping[ValueKey, Ground]
    circle: Ground
    briefed: Ground
    reach: Reach | None

    def held(self, key: ValueKey, rank: int) -> Ground:
        """How far the value is held at the level of that rank (R54, R64)."""
        return self.held_at(rank)[key]

    def held_at(self, rank: int) -> Mapping[ValueKey, Ground]:
        """How far each value is held at the level of that rank, whatever is asked for."""
        found = self._held.get(rank)
        if found is None:
            found = self._held[rank] = _HeldAt(self, rank)
        return found

    @cached_property
    def _held(self) -> dict[int, _HeldAt]:
        return {}

    def held_of(self, kind: Kind, tag_set: str, rank: int) -> tuple[str, ...]:
        """The values of one set held at a rank, on whatever ground, as the policy writes them."""
        found = self._held_of.get((kind, tag_set, rank))
        if found is None:
            keys = (key for key in sorted(self.keys) if key[0] == tag_set)
            found = tuple(spelled(self.policy, kind, key) for key in keys if self.held(key, rank).confidence)
            self._held_of[kind, tag_set, rank] = found
        return found

    @cached_property
    def _held_of(self) -> dict[tuple[Kind, str, int], tuple[str, ...]]:
        return {}

    def names(self, key: ValueKey) -> bool:
        """Whether the value names this seat, whatever the facts of the day (R73)."""
        return self.reach is not None and self.reach.names(key)

    def allowed(self, level: str, rank: int) -> Ground:
        """The ground on which a release to this seat could be decided at that level (R72)."""
        return self.reach.allowed(level, rank) if self.reach else NOTHING

    @property
    def keys(self) -> tuple[ValueKey, ...]:
        """The values that may be held, the marker and the owner's own among them."""
        return (*self.granted, *(self.reach.keys if self.reach else ()))

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


class _HeldAt(dict[ValueKey, Ground]):
    """How far each value is held at one rank, each worked out when it is first asked for."""

    def __init__(self, effective: Effective, rank: int) -> None:
        super().__init__()
        self._granted, self._reach, self._rank = effective.granted, effective.reach, rank

    def __missing__(self, key: ValueKey) -> Ground:
        found = self._granted.get(key)
        if found is None:
            found = self._reach.held(key, self._rank) if self._reach else NOTHING
        self[key] = found
        return found


def effective_clearance(reach: Reach, seat: Seat, reader: Reader, policy: Policy, profile: Profile) -> Effective:
    """Build the effective clearance of `reader` in a place of that reach, at the instant of `seat` (R61-R64)."""
    return Effective(
        policy=policy,
        profile=profile,
        levels=_levels(seat, reader, policy, profile),
        granted=_granted(seat, reader, policy, profile),
        circle=reach.circle,
        briefed=either(Ground(b.period.holds(seat.at)) for b in reader.briefings if b.owner == profile.owner),
        reach=reach,
    )


def _threshold(policy: Policy, name: str | None) -> int:
    if name is None:
        return TOP + 1
    level = policy.level_by_name.get(fold(name))
    return level.rank if level else -TOP


# Levels (R61)


def _levels(seat: Seat, reader: Reader, policy: Policy, profile: Profile) -> dict[str, Ground]:
    found: dict[str, list[Ground]] = {}
    for clearance in reader.clearances:
        held = Ground(clearance.period.holds(seat.at))
        if held.confidence is not Confidence.ABSENT:
            for level, ground in levels_of(clearance, policy, profile, seat.index):
                found.setdefault(level, []).append(both(held, ground))
    return {level: either(grounds) for level, grounds in found.items()}


def levels_of(clearance: Clearance, policy: Policy, profile: Profile, index: Index) -> tuple[tuple[str, Ground], ...]:
    """The levels of a policy that a clearance gives while it lasts: the same clearance is read once."""
    read = clearance, id(policy), id(profile)
    found = index.levels.get(read)
    if found is None:
        found = index.levels[read] = tuple(_levels_of(clearance, policy, profile, index))
    return found


def _levels_of(clearance: Clearance, policy: Policy, profile: Profile, index: Index) -> Iterator[tuple[str, Ground]]:
    """Every reading of the word it is under counts (R61): this policy, its owner, another policy, another owner."""
    under, since = clearance.under, clearance.period.since
    is_ours = fold(under) == fold(policy.name)
    other = None if is_ours else index.profile_at(under, since)
    for level in clearance.levels:
        found = [*equivalent_levels(under, level, since, profile, index)]
        if is_ours:
            found.append((fold(level), CERTAIN))
        if other is not None:
            marking = other.marking_by_level.get(fold(level), "")
            found += equivalent_levels(other.owner, marking, since, profile, index)
        yield from ((name, ground) for name, ground in found if name in policy.level_by_name)


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


# Values (R62)


def _granted(seat: Seat, reader: Reader, policy: Policy, profile: Profile) -> dict[ValueKey, Ground]:
    found: dict[ValueKey, list[Ground]] = {}
    for clearance in reader.clearances:
        ours = fold(clearance.under) == fold(policy.name) or clearance.under == profile.owner
        held = clearance.period.holds(seat.at)
        for tag_set, value in clearance.values if ours and held else ():
            key = _key(policy, profile, tag_set, value)
            if backing_of(profile, key).behind is Behind.GRANTED:
                found.setdefault(key, []).append(Ground(held))
    return {key: either(grounds) for key, grounds in found.items()}


def _key(policy: Policy, profile: Profile, tag_set: str, value: str) -> ValueKey:
    found = find_set(policy, profile, tag_set)
    return (fold(tag_set), fold(value)) if found is None else (fold(found.name), canonical_value(found, value, profile))
