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
from concord.release.gates import BARE, category_gate, level_gate, none_held, set_grounds
from concord.release.grounds import CERTAIN, NOTHING
from concord.release.key import LabelForm, normal_form
from concord.release.labels import Label, LabelSet
from concord.release.memo import check_editions
from concord.release.names import fold, require_utc
from concord.release.periods import Confidence
from concord.release.policy import Policy
from concord.release.profile import Behind, Profile
from concord.release.readers import Clearance
from concord.release.reasons import Outcome, Reason, outcome_of
from concord.release.resolve import canonical_value, find_set
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
    reasons = (*level[1], *_basis(valid, effective), *category_gate(valid, effective)[1])
    return _answer(tuple(reason._replace(who=CLEARANCE) for reason in reasons))


def failures_of(label: Label, rulebook: Rulebook, at: datetime, *, creating: bool = False) -> tuple[Reason, ...]:
    """Why the label that stands at `at` is not valid; `creating` reads it as one being written (R20, R29)."""
    failures = check_editions(form_of(label, rulebook, at), rulebook, at, creating=creating).failures
    return tuple(Reason(f.rule, label.policy.name, f.needed, f.held) for f in dict.fromkeys(failures))


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


# Reasons: those of the gates, of whoever holds the file; gate 3 asks for the values themselves (R66)


def _basis(valid: Valid, effective: Effective) -> Iterator[Reason]:
    """Any value of each permissive set; a bare label asks for the owner's own value (R66)."""
    by_set = dict(valid.keys)
    for name, ground in set_grounds(valid, effective).items():
        if ground.confidence is Confidence.ABSENT:
            yield none_held(_own_values(valid) if name == BARE else by_set[name], valid, effective)


def _own_values(valid: Valid) -> tuple[ValueKey, ...]:
    """The values that stand for the owner's circle."""
    backings = valid.profile.backing_by_value
    return tuple(sorted(key for key, backing in backings.items() if backing.behind is Behind.OWNER))
