"""Whether a profile fits a policy file: names that one of them has and the other has not.

Source: docs/spec/profile.md F15.
"""

from __future__ import annotations

from concord.release.findings import Finding, Weight
from concord.release.labels import Kind
from concord.release.names import fold
from concord.release.policy import Policy, TagSet
from concord.release.profile import Profile


def fit(profile: Profile, policy: Policy) -> tuple[Finding, ...]:
    """What in `profile` does not match `policy`: errors that break decisions, and notes on values of other editions.

    A profile for several editions may name values that one of them lacks: a note. A permissive value without a backing
    could only be held by a personal clearance, which would let a clearance add a party (R62): an error.
    """
    found = [*_identity(profile, policy), *_levels(profile, policy), *_roles(profile, policy)]
    found += _unbacked(profile, policy)
    return (*found, *_unknown_values(profile, policy))


def _identity(profile: Profile, policy: Policy) -> list[Finding]:
    """Name, edition and OID (R20, R21)."""
    found = []
    if not profile.serves(policy.name, policy.edition):
        expected = (
            f"`{profile.policy}`, an edition from {profile.first_edition} to {profile.last_edition or 'the last'}"
        )
        found.append(Finding("F15", "policy", expected, f"`{policy.name}`, edition {policy.edition}"))
    if profile.oid != policy.oid:
        found.append(Finding("F15", "oid", profile.oid, policy.oid))
    return found


def _levels(profile: Profile, policy: Policy) -> list[Finding]:
    """Every level has a printed marking, and nothing else has."""
    return [
        *(
            Finding("F15", "levels", "a printed marking for every level", f"none for `{level.name}`")
            for level in policy.levels
            if fold(level.name) not in profile.marking_by_level
        ),
        *(
            Finding("F15", "levels", "levels of the policy", f"`{level}`")
            for level, _ in profile.levels
            if fold(level) not in policy.level_by_name
        ),
    ]


def _roles(profile: Profile, policy: Policy) -> list[Finding]:
    """Every permissive tag set has a role (R28), and nothing else has."""
    permissive = {fold(tag_set.name): tag_set for tag_set in policy.tag_sets if Kind.PERMISSIVE in tag_set.kinds}
    return [
        *(
            Finding("F15", "roles", "a role for every permissive tag set", f"none for `{tag_set.name}`")
            for name, tag_set in permissive.items()
            if name not in profile.role_by_set
        ),
        *(
            Finding("F15", "roles", "permissive tag sets of the policy", f"`{name}`")
            for name, _ in profile.roles
            if fold(name) not in permissive
        ),
    ]


def _unbacked(profile: Profile, policy: Policy) -> list[Finding]:
    """Permissive values that no party stands behind."""
    return [
        Finding("F15", "backing", "a backing for every permissive value", f"none for `{value}` of `{tag_set.name}`")
        for tag_set in policy.tag_sets
        for value in _names(tag_set, Kind.PERMISSIVE)
        if (fold(tag_set.name), fold(value)) not in profile.backing_by_value
    ]


def _unknown_values(profile: Profile, policy: Policy) -> list[Finding]:
    """Backed values that this edition does not have."""
    found = []
    for name, value, _ in profile.backing:
        tag_set = policy.set_by_name.get(fold(name))
        if tag_set is None or not any(fold(value) == fold(known) for kind in Kind for known in _names(tag_set, kind)):
            expected = f"a value of `{name}` in edition {policy.edition}"
            found.append(Finding("F15", "backing", expected, f"`{value}`", Weight.NOTE))
    return found


def _names(tag_set: TagSet, kind: Kind) -> tuple[str, ...]:
    """The names of the values of one kind, free-input entries left out."""
    return tuple(v.name for tag in tag_set.tags if tag.kind is kind for v in tag.values if not v.user_input)
