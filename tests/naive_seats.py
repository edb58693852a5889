"""The naive twin: which levels and values a seat holds, how surely, and at which level (R60-R65).

Written from docs/spec/release.md alone, slow and obvious on purpose.
"""

from __future__ import annotations

from datetime import datetime

from concord.release.periods import Confidence
from concord.release.policy import Level, TagSet
from concord.release.profile import Backing, Behind
from concord.release.relations import Standing
from tests.naive_facts import (
    NOTHING,
    Case,
    Ground,
    Side,
    alike,
    among,
    backing_of,
    belongs,
    equals,
    find_set,
    graded,
    holding,
    less_refusal,
    marking_of,
    reach_in,
    refusal,
    same,
    side_at,
    together,
    unaliased,
    way,
)

ROUTES = (Behind.ORGANISATION, Behind.POSTS, Behind.STATE, Behind.GROUP, Behind.CLAUSE)
GUESTS = frozenset({Standing.MEMBER, Standing.PARTNER, Standing.INSTITUTION})
"""The standings that make a party one of a group: to be invited or to observe is not enough."""
CIRCLE = frozenset({Standing.MEMBER, Standing.INSTITUTION})


def circle(case: Case, owner: str) -> Ground:
    """The owner's circle: its institutions, and its members, reading through it (R64)."""
    if case.reader.through != owner:
        return NOTHING
    return belongs(case, case.reader.party, owner, CIRCLE)


def foreign_markings(case: Case, side: Side) -> list[tuple[str, str, datetime, Confidence]]:
    """Markings of other owners that the seat's clearances are for: owner, marking, beginning, confidence (R61)."""
    found = []
    for clearance in case.reader.clearances:
        since, confidence = clearance.period.since, holding(clearance.period, case.at)
        if clearance.under != side.owner:
            found += [(clearance.under, marking, since, confidence) for marking in clearance.levels]
        other = side_at(case.book, clearance.under, since)
        if other is not None and not same(other.policy.name, side.policy.name):
            markings = [marking_of(other.profile, level) for level in clearance.levels]
            found += [(other.owner, marking, since, confidence) for marking in markings if marking is not None]
    return found


def holds_level(case: Case, side: Side, level: Level) -> Ground:
    """How surely the seat holds one level of one policy (R61)."""
    grades = [Confidence.ABSENT]
    printed = marking_of(side.profile, level.name)
    for clearance in case.reader.clearances:
        confidence = holding(clearance.period, case.at)
        if same(clearance.under, side.policy.name) and among(level.name, clearance.levels):
            grades.append(confidence)
        if clearance.under == side.owner and printed is not None and among(printed, clearance.levels):
            grades.append(confidence)
    for owner, marking, since, confidence in foreign_markings(case, side):
        equal_levels, ambiguous = equals(case.book, side, owner=owner, marking=marking, marked=since)
        for equal in equal_levels:
            if equal.level is level:
                least = min(confidence, equal.confidence)
                grades.append(min(least, Confidence.UNCONFIRMED) if ambiguous else least)
    return graded(max(grades))


def holds_any_level(case: Case, side: Side) -> bool:
    """Whether any level of the policy is held at all (R70)."""
    return any(holds_level(case, side, lv).confidence is not Confidence.ABSENT for lv in side.policy.levels)


def is_briefed(case: Case, owner: str) -> Ground:
    """A briefing on the owner's information (R63)."""
    return alike(*(graded(holding(b.period, case.at)) for b in case.reader.briefings if b.owner == owner))


def is_granted(case: Case, side: Side, tag_set: TagSet, value: str) -> Ground:
    """A value from a personal clearance under the policy's name or its owner (R62)."""
    return alike(
        *(
            graded(holding(c.period, case.at))
            for c in case.reader.clearances
            if (same(c.under, side.policy.name) or c.under == side.owner)
            and any(
                find_set(s, None, side.policy, side.profile) is tag_set
                and same(unaliased(v, tag_set, side.profile), value)
                for s, v in c.values
            )
        ),
    )


def holds_value(case: Case, side: Side, *, tag_set: TagSet, value: str, level: Level) -> Ground:
    """How surely the seat holds a value at a level (R62, R64)."""
    backing = backing_of(side.profile, tag_set.name, value)
    if backing.behind is Behind.GRANTED:
        return is_granted(case, side, tag_set, value)
    if backing.behind is Behind.MARKER:
        return holds_marker(case, side)
    return stands_behind(case, side, backing, level)


def holds_marker(case: Case, side: Side) -> Ground:
    """The owner's circle, or any value of release beyond it, at any level (R64)."""
    routes = [b for _, _, b in side.profile.backing if b.behind in ROUTES]
    lowest = min(side.policy.levels, key=lambda level: level.rank)  # what reaches any level reaches the lowest
    return alike(circle(case, side.owner), *(stands_behind(case, side, b, lowest) for b in routes))


def stands_behind(case: Case, side: Side, backing: Backing, level: Level) -> Ground:
    """How surely the seat is among those who stand behind a party-backed value, at a level (R64)."""
    owner, party, through = side.owner, case.reader.party, case.reader.through

    def carried(recipient: str) -> Ground:
        return way(case, owner=owner, recipient=recipient, reach=reach_in(side, level))

    if backing.behind is Behind.OWNER:
        return circle(case, owner)
    if backing.behind is Behind.INSTITUTIONS:
        post = belongs(case, party, owner, frozenset({Standing.INSTITUTION}))
        return post if through == owner else NOTHING
    if backing.behind is Behind.ORGANISATION:
        return alike(
            *(together(belongs(case, party, x, CIRCLE), carried(x)) for x in backing.parties if through == x),
        )
    if backing.behind is Behind.POSTS:
        post = belongs(case, party, through, frozenset({Standing.INSTITUTION}))
        return together(post, carried(through)) if party in backing.parties else NOTHING
    if backing.behind is Behind.STATE:
        member = belongs(case, party, owner, frozenset({Standing.MEMBER}))
        return alike(member, carried(party)) if party in backing.parties else NOTHING
    if backing.behind is Behind.GROUP:
        member = alike(*(belongs(case, party, group, GUESTS) for group in backing.parties))
        return less_refusal(member, refusal(case, owner, through))
    if backing.behind is Behind.CLAUSE:
        return alike(*(together(belongs(case, party, g, GUESTS), carried(g)) for g in backing.parties))
    return NOTHING
