"""Numbers of binary labels (lacv): given where a policy made in code has none, compared the way the schema types them.

They identify nothing in Concord (R11); the file format asks for them, and its rules refer by them.
Source: Open XML SPIF 2.1, types lacv and lacvInt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from concord.release.names import fold
from concord.release.policy import CategoryRef, Level, Policy, Required, Tag, TagSet, Value

_INTEGER = re.compile(r"[ \t\r\n]*([+-]?)0*([0-9]+)[ \t\r\n]*")


def canonical(lacv: str) -> str:
    """One text for one number: `004`, `+4` and `4` are equal, anything that is no integer stands for itself."""
    match = _INTEGER.fullmatch(lacv)
    if match is None:
        return lacv
    sign, digits = match.groups()
    return f"-{digits}" if sign == "-" and digits != "0" else digits


def numbered(policy: Policy) -> Policy:
    """`policy` with a number for every level and value that has none, and names in rules as their owners write them.

    Entries of one name and kind within a tag set share their number. Numbers already given are never changed.
    """
    return replace(
        policy,
        levels=_number_levels(tuple(_settle_level(level, policy) for level in policy.levels)),
        tag_sets=tuple(_number_set(_settle_set(tag_set, policy)) for tag_set in policy.tag_sets),
    )


def _free(taken: set[str]) -> Iterator[str]:
    return (str(number) for number in count(1) if str(number) not in taken)


def _number_levels(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    free = _free({canonical(level.lacv) for level in levels})
    return tuple(level if level.lacv else replace(level, lacv=next(free)) for level in levels)


def _number_set(tag_set: TagSet) -> TagSet:
    given = [(tag, value) for tag in tag_set.tags for value in tag.values if value.lacv]
    known = {(tag.kind, fold(value.name)): value.lacv for tag, value in reversed(given)}
    free = _free({canonical(value.lacv) for _, value in given})

    def number(tag: Tag, value: Value) -> Value:
        key = (tag.kind, fold(value.name))
        if key not in known:
            known[key] = next(free)
        return value if value.lacv else replace(value, lacv=known[key])

    tags = tuple(replace(tag, values=tuple(number(tag, value) for value in tag.values)) for tag in tag_set.tags)
    return replace(tag_set, tags=tags)


def _settle_level(level: Level, policy: Policy) -> Level:
    return replace(level, required=_settle_rules(level.required, policy))


def _settle_set(tag_set: TagSet, policy: Policy) -> TagSet:
    tags = (replace(tag, values=tuple(_settle_value(value, policy) for value in tag.values)) for tag in tag_set.tags)
    return replace(tag_set, tags=tuple(tags))


def _settle_value(value: Value, policy: Policy) -> Value:
    return replace(
        value,
        excluded_levels=tuple(_settle_name(name, policy) for name in value.excluded_levels),
        required_level=_settle_name(value.required_level, policy) if value.required_level is not None else None,
        required=_settle_rules(value.required, policy),
        excluded=tuple(_settle_ref(ref, policy) for ref in value.excluded),
    )


def _settle_name(name: str, policy: Policy) -> str:
    level = policy.level_by_name.get(fold(name))
    return level.name if level else name


def _settle_rules(rules: tuple[Required, ...], policy: Policy) -> tuple[Required, ...]:
    return tuple(replace(rule, refs=tuple(_settle_ref(ref, policy) for ref in rule.refs)) for rule in rules)


def _settle_ref(ref: CategoryRef, policy: Policy) -> CategoryRef:
    tag_set = policy.set_by_name.get(fold(ref.tag_set))
    if tag_set is None:
        return ref
    entries = tag_set.entries.get((ref.kind, fold(ref.value)), ()) if ref.value is not None else ()
    return replace(ref, tag_set=tag_set.name, value=entries[0][1].name if entries else ref.value)
