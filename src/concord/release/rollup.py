"""The label of a whole, from the labels of its parts: safe, so that whoever may read it may read every part.

Source: docs/spec/release.md R90-R92; it departs from ADatP-4774.1 where that widens the audience.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from concord.release.backings import backing_of
from concord.release.decide import memo_of
from concord.release.labels import Group, Kind, Label, LabelSet, PolicyRef, standing
from concord.release.memo import check_editions
from concord.release.names import fold, require_utc
from concord.release.policy import Policy
from concord.release.profile import Bare, Behind, Profile, ProseKind, SetRole
from concord.release.rulebook import Rulebook
from concord.release.scope import form_of
from concord.release.validity import Valid, role_of

OWN = frozenset({Behind.OWNER, Behind.INSTITUTIONS})


@dataclass(frozen=True)
class RollUp:
    """The rolled-up label, or None with the reason why a person must set it (R91)."""

    label: Label | None
    reason: str = ""


def rollup(labels: tuple[Label, ...], *, rulebook: Rulebook, at: datetime) -> RollUp:
    """Roll up labels of one policy, as they stand at `at` (R90).

    Raises:
        ValueError: `at` has no time zone, or there is no label.
    """
    require_utc(at)
    if not labels:
        raise ValueError("a roll-up needs labels: expected at least one, found none")
    forms = [form_of(label, rulebook, at) for label in labels]
    if len({form.policy for form in forms}) > 1:
        return RollUp(None, "labels of different policies")
    parts = [memo_of(rulebook).checked(form, at).valid for form in forms]
    valid = [part for part in parts if part is not None]
    if len(valid) < len(parts):
        return RollUp(None, "an invalid label among them")
    return _rolled(valid, labels, rulebook, at)


def _rolled(parts: list[Valid], labels: tuple[Label, ...], rulebook: Rulebook, at: datetime) -> RollUp:
    first = parts[0]
    level = max((part.level for part in parts), key=lambda each: each.rank)
    permissive = _permissive(parts, first.profile, first.policy)
    if permissive is None:
        return RollUp(None, "an empty intersection of a gate")
    restrictive = _union([part.restrictive for part in parts])
    informative = _fitting(_union([part.informative for part in parts]), level.name, first.policy)
    by_kind = ((Kind.PERMISSIVE, permissive), (Kind.RESTRICTIVE, restrictive), (Kind.INFORMATIVE, informative))
    written = _written(labels)
    groups = tuple(
        _group(first.policy, name, kind, values, written)
        for kind, sets in by_kind
        for name, values in sorted(sets.items())
    )
    now = [standing(LabelSet(label), at).originator or label for label in labels]
    created = max(label.created for label in now if label.created is not None)
    result = Label(PolicyRef(first.policy.name, first.policy.oid), level.name, groups, created=min(created, at))
    whole = check_editions(form_of(result, rulebook, at), rulebook, at).valid
    if whole is None:
        return RollUp(None, "the result is not a valid label")
    if not all(_covers(whole, part) for part in parts):
        return RollUp(None, "the result would reach further than a part")
    return RollUp(result)


def _covers(whole: Valid, part: Valid) -> bool:
    """Whether nobody passes gate 3 of the whole who would not pass that of the part (R91)."""
    if not part.permissive:
        return part.profile.bare is Bare.EVERYONE or _keeps_to_circle(whole)
    given = {name: set(values) for name, values in whole.permissive}
    return all(
        (name in given and given[name] <= set(values))
        or (_keeps_to_circle(whole) and any(_behind(part, name, value) is Behind.OWNER for value in values))
        for name, values in part.permissive
    )


def _keeps_to_circle(label: Valid) -> bool:
    """Whether a label reaches nobody beyond the owner's circle, by being bare or by one of its sets."""
    if not label.permissive:
        return label.profile.bare is Bare.OWNER
    return any(all(_behind(label, name, value) in OWN for value in values) for name, values in label.permissive)


def _behind(label: Valid, tag_set: str, value: str) -> Behind:
    return backing_of(label.profile, (tag_set, value)).behind


Sets = dict[str, frozenset[str]]
"""Folded values by folded tag set name."""


def _union(parts: list[tuple[tuple[str, tuple[str, ...]], ...]]) -> Sets:
    found: Sets = {}
    for part in parts:
        for name, values in part:
            found[name] = found.get(name, frozenset()) | frozenset(values)
    return found


def _permissive(parts: list[Valid], profile: Profile, policy: Policy) -> Sets | None:
    """Gates keep the intersection of those that have them, expansions only what all have (R90); None: refer."""
    by_part = [{name: frozenset(values) for name, values in part.permissive} for part in parts]
    found: Sets = {}
    dropped: set[str] = set()
    for name in sorted({name for sets in by_part for name in sets}):
        having = [sets[name] for sets in by_part if name in sets]
        shared = frozenset.intersection(*having)
        if role_of(profile, name) is SetRole.EXPANSION:
            if len(having) == len(parts) and not _only_own(shared, name, profile):
                found[name] = shared
            else:
                dropped.add(name)
        else:
            found[name] = shared
    for name in dropped:
        found = _without_markers(found, name, profile)
    return None if any(not values for values in found.values()) else found


def _only_own(values: frozenset[str], name: str, profile: Profile) -> bool:
    return all(backing_of(profile, (name, value)).behind in OWN for value in values)


def _without_markers(found: Sets, expansion: str, profile: Profile) -> Sets:
    """`found` without the markers that say the dropped expansion is there."""
    ruled = {
        fold(rule.value)
        for rule in profile.rules
        if rule.kind is ProseKind.MARKER_WITH and fold(rule.other_set) in (expansion, fold(profile.release_set or ""))
    }
    return {
        name: frozenset(
            v for v in values if v not in ruled and backing_of(profile, (name, v)).behind is not Behind.MARKER
        )
        for name, values in found.items()
    }


def _fitting(informative: Sets, level: str, policy: Policy) -> Sets:
    """Informative values that are allowed at the level of the whole; the others stay on their portions."""
    kept = {name: frozenset(v for v in values if _fits(policy, name, v, level)) for name, values in informative.items()}
    return {name: values for name, values in kept.items() if values}


def _fits(policy: Policy, tag_set: str, value: str, level: str) -> bool:
    entries = policy.set_by_name[tag_set].entries
    listed = entries.get((Kind.INFORMATIVE, value)) or entries.get((Kind.INFORMATIVE, ""), ())
    return any(
        fold(level) not in {fold(name) for name in entry.excluded_levels}
        and (entry.required_level is None or fold(entry.required_level) == fold(level))
        for _, entry in listed
    )


def _written(labels: tuple[Label, ...]) -> dict[str, str]:
    """Values as labels write them, by folded form: for free input, which a policy does not list."""
    return {fold(value): value for value in _values(labels)}


def _values(labels: tuple[Label, ...]) -> Iterator[str]:
    for label in labels:
        for group in label.groups:
            yield from group.values
        if label.succession is not None:
            yield from _values((label.succession.label,))


def _group(policy: Policy, name: str, kind: Kind, values: frozenset[str], written: dict[str, str]) -> Group:
    tag_set = policy.set_by_name[name]
    names = {v: listed[0][1].name for (k, v), listed in tag_set.entries.items() if k is kind and v}
    return Group(tag_set.name, kind, tuple(names.get(v, written.get(v, v)) for v in sorted(values)), tag_set.oid)
