"""Cedar with the politics taken out: every value a seat holds at a level is worked out by Concord and put on the seat.

What is left is the access decision function of the standards: levels as a set, all of the restrictive values, any of
each permissive set. It is the least a peer can be asked, and what a decision is once a seat's view is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from benches.peers.cedar import Cedar, Json
from benches.peers.plain import HOUSES, PlainWorld, owner_of, seconds
from benches.world import World
from concord.release.decide import memo_of
from concord.release.effective import Effective
from concord.release.gates import nationality
from concord.release.labels import LabelSet
from concord.release.names import fold
from concord.release.periods import Confidence
from concord.release.policy import Level
from concord.release.readers import Reader
from concord.release.view import View

POLICY = """
permit(principal is Seat, action == Action::"read", resource) when {
  context.at >= resource.embargo &&
  principal.communities.containsAll(resource.communities) &&
  (resource.open || principal.held.contains(resource.level)) &&
  principal.held.containsAll(resource.restrictive) &&
  (!(resource has context) || principal.held.containsAny(resource.context)) &&
  (!(resource has release) || principal.held.containsAny(resource.release)) &&
  (!(resource has only) || principal.held.containsAny(resource.only)) &&
  !principal.asked.contains(resource.house)
};
"""

SETS = {"context": "context", "releasable to": "release", "only": "only"}


def make_prepared(world: World, plain: PlainWorld, at: datetime) -> Cedar:
    """cedarpy with seats that carry what they hold at `at`."""
    seats = [_seat(reader, world, at) for reader in world.readers]
    labels = [_label(n, label_set, world, at) for n, label_set in enumerate(world.label_sets)]
    return Cedar(plain, POLICY, seats + labels)


def _seat(reader: Reader, world: World, at: datetime) -> Json:
    view = memo_of(world.rulebook).view(reader, at)
    effective = {owner: found for owner, found in _effective(view, world, at) if owner in HOUSES}
    attributes: Json = {
        "held": [name for owner, found in effective.items() for name in _held(owner, found)],
        "communities": [fold(community.name) for community in reader.communities],
        "asked": [owner for owner in HOUSES if nationality(owner, "", view, "")],
    }
    return {"uid": {"type": "Seat", "id": reader.id}, "attrs": attributes, "parents": []}


def _effective(view: View, world: World, at: datetime) -> Iterator[tuple[str, Effective]]:
    for policy in world.rulebook.policies:
        profile = world.rulebook.profile(policy)
        if profile is not None:
            yield owner_of(policy), view.effective(policy, profile)


def _held(owner: str, effective: Effective) -> Iterator[str]:
    """Names of what is held on sure ground: levels, values at each level, and the owner's circle."""
    for level in effective.policy.levels:
        is_briefed = level.rank < effective.thresholds.clearance and _is_sure(effective.briefed.confidence)
        held = effective.levels.get(fold(level.name))
        if is_briefed or (held is not None and _is_sure(held.confidence)):
            yield f"{owner} {level.name}"
        for key in effective.keys:
            if _is_sure(effective.held(key, level.rank).confidence):
                yield _name(owner, key, level)
        if _is_sure(effective.circle.confidence):
            yield _name(owner, ("", "circle"), level)


def _is_sure(confidence: Confidence) -> bool:
    return confidence > Confidence.UNCONFIRMED


def _name(owner: str, key: tuple[str, str], level: Level) -> str:
    return f"{owner} {key[0]}/{key[1]} @{level.rank}"


def _label(number: int, label_set: LabelSet, world: World, at: datetime) -> Json:
    key = memo_of(world.rulebook).case(label_set).key
    checked = memo_of(world.rulebook).checked(key.originator.at(at), at) if key.originator else None
    if checked is None or checked.valid is None:
        raise ValueError(f"label {number}: expected a valid label, found none")
    valid = checked.valid
    owner = owner_of(valid.policy)
    attributes: Json = {
        "house": owner,
        "open": owner not in HOUSES or valid.level.rank < _briefing(world, owner, at),
        "level": f"{owner} {valid.level.name}",
        "restrictive": [_name(owner, (s, v), valid.level) for s, values in valid.restrictive for v in values],
        "communities": key.communities,
        "embargo": seconds(key.embargo) if key.embargo else 0,
    }
    for name, values in valid.permissive:
        attributes[SETS[name]] = [_name(owner, (name, value), valid.level) for value in values]
    if owner == "EU" and not valid.permissive:
        attributes["release"] = [_name(owner, ("", "circle"), valid.level)]
    return {"uid": {"type": owner, "id": str(number)}, "attrs": attributes, "parents": []}


def _briefing(world: World, owner: str, at: datetime) -> int:
    view = memo_of(world.rulebook).view(world.readers[0], at)
    return dict(_effective(view, world, at))[owner].thresholds.briefing
