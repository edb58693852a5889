"""What a seat holds, as a clearance file, and whether its levels have a hole: for the promises of tests/promises.py."""

from __future__ import annotations

from datetime import datetime

from concord.release import Rulebook, effective_clearance
from concord.release.labels import Kind, Label
from concord.release.names import fold
from concord.release.periods import Confidence
from concord.release.profile import Behind
from concord.release.readers import Clearance, Reader


def has_no_hole(reader: Reader, policy: str, rulebook: Rulebook, at: datetime) -> bool:
    """Whether a reader who holds a level holds every lower one as surely."""
    held = effective_clearance(reader, policy, rulebook, at)
    if held is None:
        return False
    by_rank = sorted(held.policy.levels, key=lambda level: level.rank)
    grounds = [held.levels.get(fold(level.name)) for level in by_rank]
    grades = [ground.confidence if ground is not None else Confidence.ABSENT for ground in grounds]
    return grades == sorted(grades, reverse=True)


def exported(reader: Reader, label: Label, rulebook: Rulebook, at: datetime) -> Clearance | None:
    """What a seat surely holds at the label's level, as a clearance file; a briefing counts as the level it serves."""
    held = effective_clearance(reader, label.policy.name, rulebook, at)
    level = next((lv for lv in held.policy.levels if fold(lv.name) == fold(label.level)), None) if held else None
    if held is None or level is None:
        return None
    values = {key for key in held.keys if held.held(key, level.rank).confidence >= Confidence.WELL_KNOWN}
    levels = {name for name, ground in held.levels.items() if ground.confidence >= Confidence.WELL_KNOWN}
    served = {fold(level.name)} if held.briefed.confidence >= Confidence.WELL_KNOWN else set()
    own = {(s, v) for s, v, backing in held.profile.backing if backing.behind is Behind.OWNER}
    circle = own if held.circle.confidence >= Confidence.WELL_KNOWN else set()
    needs_own = not any(g.kind is Kind.PERMISSIVE for g in label.groups) and not own
    return None if needs_own else Clearance(held.policy.name, frozenset(levels | served), frozenset(values | circle))
