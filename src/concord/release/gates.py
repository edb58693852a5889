"""Gates 2 to 4: the access control decision function of the standards, on an effective clearance.

Levels as a set; permissive: any value, per tag set; restrictive: all values; informative: never read.
Source: docs/spec/release.md R70-R75, R80-R82; X.841 and SDN.801 (access control decision function).
"""

from __future__ import annotations

from collections.abc import Iterator

from concord.release.backings import ValueKey, spelled
from concord.release.effective import Effective
from concord.release.grounds import CERTAIN, NOTHING, Ground, both, either
from concord.release.labels import Kind
from concord.release.names import fold
from concord.release.periods import Confidence
from concord.release.policy import Level
from concord.release.profile import Bare
from concord.release.reasons import Reason, Rule
from concord.release.relations import Asks
from concord.release.validity import Valid
from concord.release.view import Step, View

ABSENT = Confidence.ABSENT
UNCONFIRMED = Confidence.UNCONFIRMED

BARE = ""
"""Stands for the permissive sets of a label that has none."""


def level_gate(level: Level, effective: Effective, *, subject: str, rules: tuple[Rule, Rule]) -> Step:
    """Gate 2: the level, or a briefing where that is enough (R70). `rules`: without any level, without this level."""
    thresholds = effective.thresholds
    if level.rank < thresholds.briefing and level.rank < thresholds.clearance:
        return CERTAIN, ()
    held = effective.levels.get(fold(level.name), NOTHING)
    if level.rank < thresholds.clearance:
        held = either((held, effective.briefed))
    if held.confidence is ABSENT:
        rule = rules[1] if effective.has_level else rules[0]
        names = tuple(each.name for each in effective.policy.levels if fold(each.name) in effective.levels)
        return Ground(ABSENT), (Reason(rule, subject, (level.name,), names),)
    return held, doubtful(held, subject)


def basis_gate(valid: Valid, effective: Effective, view: View) -> Step:
    """Gate 3: every permissive tag set of the label has a value held at its level (R71-R74, R81, R82)."""
    subject, level = valid.policy.name, valid.level
    grounds = set_grounds(valid, effective)
    failing = {name for name, ground in grounds.items() if ground.confidence is ABSENT}
    ground = both(*[ground for name, ground in grounds.items() if name not in failing])
    doubts = doubtful(ground, subject)
    if not failing:
        return ground, (*doubts, *nationality(valid.profile.owner, fold(level.name), view, subject))
    return NOTHING, (*_basis_reasons(valid, effective, view, failing), *doubts)


def set_grounds(valid: Valid, effective: Effective) -> dict[str, Ground]:
    """The ground of each permissive set, by name; a bare label asks for the owner's circle, or nothing (R34)."""
    if valid.permissive:
        held = effective.held_at(valid.level.rank)
        return {name: either([held[key] for key in keys]) for name, keys in valid.keys}
    return {} if valid.profile.bare is Bare.EVERYONE else {BARE: effective.circle}


def _basis_reasons(valid: Valid, effective: Effective, view: View, failing: set[str]) -> Iterator[Reason]:
    for name, keys in valid.keys:
        if name in failing and name not in valid.deciding:
            yield none_held(keys, valid, effective)
    if BARE in failing or not failing.isdisjoint(valid.deciding):
        yield from release_reasons(valid, effective, view)


def none_held(keys: tuple[ValueKey, ...], valid: Valid, effective: Effective) -> Reason:
    """The reason of a permissive set of which no value is held (R71)."""
    words = (valid.written.get(key) or spelled(valid.policy, Kind.PERMISSIVE, key) for key in keys)
    needed = tuple(words) or (valid.profile.owner,)
    held = tuple(v for name in sorted({key[0] for key in keys}) for v in effective.held_of(Kind.PERMISSIVE, name, 0))
    return Reason(Rule.PERMISSIVE_NONE_HELD, valid.policy.name, needed, held)


def release_reasons(valid: Valid, effective: Effective, view: View) -> tuple[Reason, ...]:
    """Which of release decision and basis is missing (R72, R81)."""
    profile, level, subject = valid.profile, valid.level, valid.policy.name
    allowed = effective.allowed(fold(level.name), level.rank)
    asked = valid.decided if allowed.confidence is ABSENT else ()  # where a decision would do, nobody asks for names
    named = [key for key in asked if effective.names(key)]
    is_named = bool(named) if valid.decided else view.seat.through == profile.owner
    missing = either(effective.held(key, level.rank) for key in named) if named else effective.circle
    return which_is_missing(
        allowed,
        is_named=is_named,
        missing=missing,
        owner=profile.owner,
        level=fold(level.name),
        view=view,
        subject=subject,
        needed=valid.decided_words,
        rules=(Rule.NO_RELEASE_DECISION, Rule.NO_BASIS),
    )


def which_is_missing(
    allowed: Ground,
    *,
    is_named: bool,
    missing: Ground,
    owner: str,
    level: str,
    view: View,
    subject: str,
    needed: tuple[str, ...],
    rules: tuple[Rule, Rule],
) -> tuple[Reason, ...]:
    """The reasons where nothing is held: no decision, no basis (or an open question in its place), or both."""
    decision = Reason(rules[0], subject, needed, (), allowed.facts)
    if allowed.confidence is not ABSENT:
        return (decision,)
    basis = Reason(rules[1], subject, needed, (), missing.facts)
    if not is_named:
        return (decision, basis)
    return questions(Asks.NO_BASIS, owner, level, view, subject) or (basis,)


def questions(asks: Asks, owner: str, level: str, view: View, subject: str) -> tuple[Reason, ...]:
    """The open questions of a kind that arise for this seat, owner and level, a folded name (R80-R82)."""
    seat = view.seat if asks is Asks.NO_BASIS else view.nationality
    if seat is None:
        return ()
    return tuple(
        Reason(Rule.OPEN_QUESTION, subject, (), (), (question.id,))
        for question in view.seat.index.questions
        if question.asks is asks
        and (question.owner, question.through) == (owner, view.seat.through)
        and (not question.levels or level in {fold(name) for name in question.levels})
        and view.arises(question, seat).confidence is not ABSENT
    )


def nationality(owner: str, level: str, view: View, subject: str) -> tuple[Reason, ...]:
    """The open questions of nationality for information of another organisation (R82)."""
    return () if owner == view.seat.through else questions(Asks.NATIONALITY, owner, level, view, subject)


def category_gate(valid: Valid, effective: Effective) -> Step:
    """Gate 4: every restrictive value is held at the label's level (R75)."""
    subject, rank = valid.policy.name, valid.level.rank
    reasons: list[Reason] = []
    grounds = [CERTAIN]
    for name, values in valid.restrictive:
        held = {value: effective.held((name, value), rank) for value in values}
        missing = tuple(value for value in values if held[value].confidence is ABSENT)
        if missing:
            facts = tuple(sorted({f for value in missing for f in held[value].facts}))
            needed = tuple(spelled(valid.policy, Kind.RESTRICTIVE, (name, value)) for value in missing)
            own = effective.held_of(Kind.RESTRICTIVE, name, rank)
            reasons.append(Reason(Rule.RESTRICTIVE_NOT_HELD, subject, needed, own, facts))
        grounds += held.values()
    if reasons:
        passing = [ground for ground in grounds if ground.confidence is not ABSENT]
        return NOTHING, (*reasons, *doubtful(both(*passing), subject))
    return both(*grounds), doubtful(both(*grounds), subject)


def doubtful(ground: Ground, subject: str) -> tuple[Reason, ...]:
    """The reason of a gate that passes only on unconfirmed facts (R41, R74)."""
    if ground.confidence is not UNCONFIRMED:
        return ()
    return (Reason(Rule.UNCONFIRMED, subject, (), (), ground.doubts),)
