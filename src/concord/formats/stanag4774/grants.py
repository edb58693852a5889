"""Between clearances as written and clearances as the kernel reads them.

A group of a clearance counts only as far as the policy knows it: its tag set by OID, then name, and the kind it claims.
What does not count is never held, and is named. Source: docs/spec/release.md R12, R13, R61, R62.
"""

from __future__ import annotations

from collections.abc import Iterator

from concord.formats import hardened
from concord.formats.stanag4774.clearance import ClearanceForm
from concord.formats.stanag4774.spec import Rule
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import Group, Kind, PolicyRef
from concord.release.names import fold
from concord.release.periods import ALWAYS, Period
from concord.release.policy import Policy, TagSet
from concord.release.profile import Profile
from concord.release.readers import Clearance
from concord.release.resolve import canonical_value, find_entries, find_set, listed


def to_clearance(
    form: ClearanceForm,
    *,
    policy: Policy,
    profile: Profile | None = None,
    issuer: str = "",
    period: Period = ALWAYS,
) -> Clearance:
    """`form` as a personal clearance under its policy, for `period`.

    Levels and values are named as written, tag sets as `policy` names them. Values of every kind are given; the kernel
    ignores those that are backed by parties (R62). A form of another policy than `policy` gives a clearance that holds
    nothing; `ignored` says what was left out.
    """
    if not _is_of(form, policy):
        return Clearance(form.policy.name, frozenset(), issuer=issuer, period=period)
    values = frozenset(
        (tag_set.name, value)
        for group in form.groups
        if (tag_set := _set_of(group, policy, profile)) is not None
        for value in group.values
        if _counts(value, group.kind, tag_set, profile)
    )
    return Clearance(policy.name, frozenset(form.levels), values, issuer=issuer, period=period)


def ignored(form: ClearanceForm, *, policy: Policy, profile: Profile | None = None) -> tuple[Finding, ...]:
    """What `to_clearance` leaves out, one finding each."""
    if not _is_of(form, policy):
        expected = f"the policy {hardened.quoted(policy.name)} with the OID {hardened.quoted(policy.oid)}"
        found = f"{hardened.quoted(form.policy.name)} with {hardened.quoted(form.policy.oid or 'none')}"
        return (Finding(Rule.POLICY, "PolicyIdentifier", expected, found),)
    return tuple(f for n, group in enumerate(form.groups, start=1) for f in _doubts(group, n, policy, profile))


def from_clearance(clearance: Clearance, *, policy: Policy, profile: Profile | None = None) -> ClearanceForm:
    """`clearance` as a form under `policy`: levels by rank, groups and their values in the order of the policy.

    Raises:
        MalformedError: the clearance is under something else, or holds a value the policy does not list.
    """
    findings = tuple(_strangers(clearance, policy, profile))
    if findings:
        raise MalformedError("clearance", findings)
    groups = tuple(g for s in policy.tag_sets for g in _groups(s, clearance, policy, profile))
    return ClearanceForm(PolicyRef(policy.name, policy.oid), _by_rank(clearance, policy), groups)


def _is_of(form: ClearanceForm, policy: Policy) -> bool:
    return fold(form.policy.name) == fold(policy.name) and form.policy.oid in (None, policy.oid)


def _set_of(group: Group, policy: Policy, profile: Profile | None) -> TagSet | None:
    tag_set = find_set(policy, profile, group.tag_set, group.oid)
    return tag_set if tag_set is not None and group.kind in tag_set.kinds else None


def _counts(value: str, kind: Kind, tag_set: TagSet, profile: Profile | None) -> bool:
    """A value the policy lists under other kinds only is not the value it lists (R13)."""
    name = canonical_value(tag_set, value, profile)
    kinds = {other for other in Kind if listed(tag_set, other, name)}
    return not kinds or kind in kinds


def _doubts(group: Group, number: int, policy: Policy, profile: Profile | None) -> Iterator[Finding]:
    tag_set = _set_of(group, policy, profile)
    if tag_set is None:
        expected = f"a tag set of the policy, by OID and name, with {group.kind.value} values"
        yield Finding(Rule.TAG_SET, f"Category[{number}]", expected, hardened.quoted(group.tag_set))
        return
    for value in group.values:
        if not _counts(value, group.kind, tag_set, profile):
            found = f"{hardened.quoted(value)} of another kind"
            yield Finding(Rule.TAG_SET, f"Category[{number}]", f"a {group.kind.value} value", found)


def _strangers(clearance: Clearance, policy: Policy, profile: Profile | None) -> Iterator[Finding]:
    if fold(clearance.under) != fold(policy.name):
        yield Finding(Rule.POLICY, "under", hardened.quoted(policy.name), hardened.quoted(clearance.under))
    for name, value in sorted(clearance.values):
        tag_set = find_set(policy, profile, name)
        if tag_set is None or _kind_of(value, tag_set, profile) is None:
            found = f"{hardened.quoted(value)} of {hardened.quoted(name)}"
            yield Finding(Rule.TAG_SET, "values", "a value of the policy", found)


def _kind_of(value: str, tag_set: TagSet, profile: Profile | None) -> Kind | None:
    """The kind under which the value is listed, else under which it is free input."""
    name = canonical_value(tag_set, value, profile)
    by_name = next((kind for kind in Kind if listed(tag_set, kind, name)), None)
    return by_name or next((kind for kind in Kind if find_entries(tag_set, kind, value, profile)), None)


def _by_rank(clearance: Clearance, policy: Policy) -> tuple[str, ...]:
    known = policy.level_by_name
    return tuple(sorted(clearance.levels, key=lambda n: (known[fold(n)].rank if fold(n) in known else 1 << 30, n)))


def _groups(tag_set: TagSet, clearance: Clearance, policy: Policy, profile: Profile | None) -> Iterator[Group]:
    held = [value for name, value in clearance.values if find_set(policy, profile, name) is tag_set]
    order = {name: position for position, (_, name) in reversed(tuple(enumerate(tag_set.entries)))}
    for kind in Kind:
        of_kind = {value for value in held if _kind_of(value, tag_set, profile) is kind}
        values = sorted(of_kind, key=lambda value: (order.get(fold(value), len(order)), value))
        if values:
            yield Group(tag_set.name, kind, tuple(values), tag_set.oid)
