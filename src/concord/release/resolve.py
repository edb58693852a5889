"""From the names a label writes to the entries of a policy.

Source: docs/spec/release.md R12, R23.
"""

from __future__ import annotations

import re
from datetime import date

from concord.release.labels import Kind
from concord.release.names import fold
from concord.release.policy import Policy, Tag, TagSet, Value
from concord.release.profile import Profile

_INTEGER = re.compile(r"[+-]?[0-9]+")


def find_set(policy: Policy, profile: Profile | None, name: str, oid: str | None = None) -> TagSet | None:
    """The tag set a label means, or None: by OID if it gives one, else by name, else by the profile's aliases (R12).

    An OID and a name that are both known and differ find nothing.
    """
    by_name = policy.set_by_name.get(fold(name))
    if by_name is None and profile is not None:
        alias = profile.set_by_alias.get(fold(name))
        by_name = policy.set_by_name.get(fold(alias)) if alias else None
    if oid is None:
        return by_name
    by_oid = policy.set_by_oid.get(oid)
    return by_oid if by_name is None or by_name is by_oid else None


def find_entries(tag_set: TagSet, kind: Kind, value: str, profile: Profile | None) -> tuple[tuple[Tag, Value], ...]:
    """The entries one value of a label means: by name, by the profile's alias, else by free input (R23)."""
    name = canonical_value(tag_set, value, profile)
    if not name:
        return ()
    free = tag_set.entries.get((kind, ""), ())
    return listed(tag_set, kind, name) or tuple((tag, entry) for tag, entry in free if _is_input(name, entry))


def listed(tag_set: TagSet, kind: Kind, name: str) -> tuple[tuple[Tag, Value], ...]:
    """The entries of that kind and folded name, free input aside."""
    return tag_set.entries.get((kind, name), ()) if name else ()


def canonical_value(tag_set: TagSet, value: str, profile: Profile | None) -> str:
    """The folded name under which a value of a label is compared: after the profile's alias."""
    name = fold(value)
    if profile is None:
        return name
    return fold(profile.value_by_alias.get((fold(tag_set.name), name), name))


def _is_input(text: str, entry: Value) -> bool:
    if entry.user_input == "integer":
        return _INTEGER.fullmatch(text) is not None
    return entry.user_input != "date" or _is_date(text)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
