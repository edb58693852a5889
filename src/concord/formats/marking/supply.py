"""What a marking need not say, because the rules of the profile say it.

Source: docs/spec/marking.md M7; docs/spec/release.md R33.
"""

from __future__ import annotations

from concord.release.names import fold
from concord.release.policy import Policy
from concord.release.profile import Behind, Profile, ProseKind, ProseRule
from concord.release.resolve import find_set

Key = tuple[str, str]
"""(folded tag set name, folded value name)."""

_OWN = frozenset({Behind.OWNER, Behind.INSTITUTIONS})


def supplied(given: frozenset[Key], policy: Policy, profile: Profile) -> tuple[Key, ...]:
    """The values that the prose rules add to `given`, so that a marking need not print them."""
    found = dict.fromkeys(given)
    for kind in (ProseKind.EXACTLY_ONE, ProseKind.OWNER_IN, ProseKind.REPEATS, ProseKind.MARKER_WITH):
        for rule in profile.rules:
            if rule.kind is kind:
                found |= dict.fromkeys(_added(rule, frozenset(found), policy, profile))
    return tuple(key for key in found if key not in given)


def _added(rule: ProseRule, given: frozenset[Key], policy: Policy, profile: Profile) -> list[Key]:
    """What one rule asks for beyond `given`, where there is only one way to satisfy it."""
    name, other = _folded(rule.tag_set, policy, profile), _folded(rule.other_set, policy, profile)
    ignored = {fold(value) for value in rule.ignoring}
    here = {value for tag_set, value in given if tag_set == name}
    there = {value for tag_set, value in given if tag_set == other}
    if rule.kind is ProseKind.EXACTLY_ONE:
        return [] if here - ignored else owners(name, profile)
    if rule.kind is ProseKind.MARKER_WITH:
        return [(name, fold(rule.value))] if there else []
    if not here:
        return []
    if rule.kind is ProseKind.REPEATS:
        return [(name, value) for value in sorted(there - ignored)]
    return [] if any(_is_own((name, value), profile) for value in here) else owners(name, profile)


def _folded(name: str, policy: Policy, profile: Profile) -> str:
    """The folded name of a tag set in the policy, after aliases."""
    found = find_set(policy, profile, name)
    return fold(found.name if found else name)


def owners(tag_set: str, profile: Profile) -> list[Key]:
    """The value of the tag set that stands for the owner's own circle, if it has exactly one."""
    found = [key for key, backing in profile.backing_by_value.items() if backing.behind is Behind.OWNER]
    own = [key for key in found if key[0] == tag_set]
    return own if len(own) == 1 else []


def _is_own(key: Key, profile: Profile) -> bool:
    backing = profile.backing_by_value.get(key)
    return backing is not None and backing.behind in _OWN
