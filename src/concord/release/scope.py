"""A decision on a label and a clearance file alone: scope "label", without a seat and without politics.

Source: docs/spec/release.md R66.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from concord.release.backings import ValueKey, backing_of
from concord.release.decide import LEVEL_RULES
from concord.release.effective import Effective
from concord.release.gates import BARE, category_gate, held_values, level_gate, set_grounds
from concord.release.grounds import CERTAIN, NOTHING
from concord.release.key import LabelForm, normal_form
from concord.release.labels import Kind, Label, LabelSet
from concord.release.memo import check_editions
from concord.release.names import fold, require_utc
from concord.release.periods import Confidence
from concord.release.policy import Policy
from concord.release.profile import Behind, Profile
from concord.release.readers import Clearance
from concord.release.reasons import Outcome, Reason, Rule, outcome_of
from concord.release.resolve import canonical_value, find_set, listed
from concord.release.rulebook import Rulebook
from concord.release.validity import Valid

CLEARANCE = "this clearance"
"""Who a decision in label scope is about."""


@dataclass(frozen=True)
class Permission:
    """The answer of the access control decision function alone."""

    outcome: Outcome
    reasons: tuple[Reason, ...]


def permits(
    label: Label, clearance: Clearance | None, *, rulebook: Rulebook, at: datetime, creating: bool = False
) -> Permission:
    """Decide a label on a clearance whose levels and values are all taken as they stand (R66).

    `clearance.under` must name the label's policy, else it counts as no clearance. Gates 1, 2, 3, 4 and 7 (succession)
    are read. `creating` checks the label as one being written (R29).

    Raises:
        ValueError: `at` has no time zone.
    """
    require_utc(at)
    form = form_of(label, rulebook, at)
    checked = check_editions(form, rulebook, at, creating=creating)
    failures, valid = checked.failures, checked.valid
    if failures or valid is None:
        known = rulebook.policy(form.policy, at)
        subject = known.name if known else form.policy
        return _answer(tuple(Reason(f.rule, subject, f.needed, f.held, who=CLEARANCE) for f in failures))
    ours = clearance if clearance and fold(clearance.under) == fold(valid.policy.name) else None
    effective = _taken(ours, valid.policy, valid.profile)
    level = level_gate(valid.level, effective, subject=valid.policy.name, rules=LEVEL_RULES)
    return _answer((*_level(level[1], valid), *_basis(valid, effective), *_categories(valid, effective)))


def form_of(label: Label, rulebook: Rulebook, at: datetime) -> LabelForm:
    """The normal form of the label that stands at `at`: this one, or its successor."""
    form = normal_form(LabelSet(label), rulebook.index).originator
    if form is None:
        raise ValueError("a label set with a label has a form: expected one, found none")
    return form.at(at)


def _answer(reasons: tuple[Reason, ...]) -> Permission:
    return Permission(outcome_of(reasons), reasons)


def _taken(clearance: Clearance | None, policy: Policy, profile: Profile) -> Effective:
    """The clearance file as an effective clearance: every level and value sourced, no ceilings, no briefing."""
    levels = clearance.levels if clearance else ()
    pairs = clearance.values if clearance else ()
    values = {_key(policy, profile, s, v): CERTAIN for s, v in pairs}
    own = any(backing_of(profile, key).behind is Behind.OWNER for key in values)
    return Effective(
        policy=policy,
        profile=profile,
        levels={fold(level): CERTAIN for level in levels if fold(level) in policy.level_by_name},
        granted=values,
        circle=CERTAIN if own else NOTHING,
        briefed=NOTHING,
        reach=None,
    )


def _key(policy: Policy, profile: Profile, tag_set: str, value: str) -> ValueKey:
    found = find_set(policy, profile, tag_set)
    if found is None:
        return fold(tag_set), fold(value)
    return fold(found.name), canonical_value(found, value, profile)


# Reasons: values alone, of which the label or the file gives them, as the policy writes them (R66)


def _level(reasons: tuple[Reason, ...], valid: Valid) -> Iterator[Reason]:
    for reason in reasons:
        held = tuple(valid.policy.level_by_name[name].name for name in reason.held)
        yield reason._replace(held=held, who=CLEARANCE)


def _basis(valid: Valid, effective: Effective) -> Iterator[Reason]:
    """Any value of each permissive set; a bare label asks for the owner's own value (R66)."""
    by_set = dict(valid.permissive)
    for name, ground in set_grounds(valid, effective).items():
        if ground.confidence is Confidence.ABSENT:
            keys = _own_values(valid) if name == BARE else [(name, value) for value in by_set[name]]
            yield _missing(Rule.PERMISSIVE_NONE_HELD, Kind.PERMISSIVE, keys, valid, effective)


def _categories(valid: Valid, effective: Effective) -> Iterator[Reason]:
    for reason in category_gate(valid, effective)[1]:
        name, *values = reason.needed
        yield _missing(reason.rule, Kind.RESTRICTIVE, [(name, value) for value in values], valid, effective)


def _own_values(valid: Valid) -> list[ValueKey]:
    """The values that stand for the owner's circle."""
    backings = valid.profile.backing_by_value
    return sorted(key for key, backing in backings.items() if backing.behind is Behind.OWNER)


def _missing(rule: Rule, kind: Kind, keys: list[ValueKey], valid: Valid, effective: Effective) -> Reason:
    policy = valid.policy
    sets = sorted({name for name, _ in keys})
    held = [_spelled(policy, kind, (name, value)) for name in sets for value in held_values(effective, name, 0)]
    needed = [_spelled(policy, kind, key) for key in keys] or [valid.profile.owner]
    return Reason(rule, policy.name, tuple(needed), tuple(held), who=CLEARANCE)


def _spelled(policy: Policy, kind: Kind, key: ValueKey) -> str:
    """A value as the policy writes it; one that the policy leaves to be filled in, in its folded form."""
    tag_set = policy.set_by_name.get(key[0])
    entries = listed(tag_set, kind, key[1]) if tag_set else ()
    return entries[0][1].name if entries else key[1]
