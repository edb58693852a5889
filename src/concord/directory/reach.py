"""How high a channel reaches: what it may carry, and everybody whom it reaches may read. The kernel is asked.

Source: docs/spec/directory.md N14-N15, N19; docs/spec/desk.md D84.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from concord.desk.roster import Carriage
from concord.release.changes import released_to
from concord.release.check import dominates_from
from concord.release.decide import decide
from concord.release.labels import Group, Kind, Label, LabelSet, PolicyRef
from concord.release.names import fold
from concord.release.policy import Level, Policy
from concord.release.profile import Behind, Profile
from concord.release.readers import Reader
from concord.release.reasons import Outcome
from concord.release.rulebook import Rulebook


def reachable_level(carriage: Carriage, readers: Sequence[Reader], rulebook: Rulebook, at: datetime) -> str | None:
    """The highest level, of those that may be carried, at which all `readers` may have it and what lies below it.

    None if there is no such level, nobody is reached, or the policy is not in the rulebook.
    """
    policy = rulebook.policy(carriage.policy, at)
    profile = rulebook.profile(policy) if policy else None
    top = policy.level_by_name.get(fold(carriage.level)) if policy else None
    if policy is None or profile is None or top is None or not readers:
        return None
    highest: str | None = None
    for level in sorted(policy.levels, key=lambda level: level.rank):
        if level.rank <= top.rank and not level.obsolete:
            label_set = LabelSet(_label(policy, profile, level, carriage, rulebook, at))
            if not _all_may_read(label_set, readers, rulebook, at):
                break
            highest = level.name
    return highest


def is_good_for(carriage: Carriage, level: str, label_set: LabelSet, rulebook: Rulebook, at: datetime) -> bool:
    """Whether whoever may have what reaches as high as `level` may have what carries `label_set` (N19)."""
    policy = rulebook.policy(carriage.policy, at)
    profile = rulebook.profile(policy) if policy else None
    found = policy.level_by_name.get(fold(level)) if policy else None
    if policy is None or profile is None or found is None:
        return False
    reached = LabelSet(_label(policy, profile, found, carriage, rulebook, at))
    return dominates_from(reached, label_set, rulebook, at)


def _all_may_read(label_set: LabelSet, readers: Sequence[Reader], rulebook: Rulebook, at: datetime) -> bool:
    """A channel is the AND of whom it reaches; what a person must decide is not decided here."""
    decisions = (decide(label_set, reader=reader, rulebook=rulebook, at=at) for reader in readers)
    return all(decision.outcome is Outcome.RELEASED for decision in decisions)


def _label(
    policy: Policy, profile: Profile, level: Level, carriage: Carriage, rulebook: Rulebook, at: datetime
) -> Label:
    """A label of that level for the owner's circle, released to what the carriage names."""
    own = tuple(v for s, v, b in profile.backing if b.behind is Behind.OWNER and s == profile.circle_set)
    apart = profile.circle_set is not None and profile.circle_set != profile.release_set
    groups = (Group(profile.circle_set or "", Kind.PERMISSIVE, own),) if apart and own else ()
    label = Label(PolicyRef(policy.name, policy.oid), level.name, groups, created=at)
    return released_to(label, tuple(sorted(carriage.released_to)), rulebook, at) if carriage.released_to else label
