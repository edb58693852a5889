"""All values of a record, each with the condition under which it is what an edition shows: what segments are made of.

A portion shows where its key passes and no earlier wording of it does; a field has the value of the first portion that
shows and has one. The conditions of one field shut each other out: whoever sees the record meets at most one.
Source: docs/spec/vault.md V61.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from concord.desk.editions import counts, read_values
from concord.desk.kinds import Kind
from concord.desk.values import Value, Values
from concord.vault.index import Keyed
from concord.vault.marks import Condition, condition

MOST = 64
"""A record whose values stand under more conditions than these is left to its cells."""

Row = dict[str, Value | tuple[Value, ...]]
"""Values by the names of fields."""


class Shown(NamedTuple):
    """The rows of a record by their conditions; `present` says that it is there (None: to nobody)."""

    present: Condition | None
    rows: Mapping[Condition, Row]


class _Part(NamedTuple):
    """A portion as far as one field goes: its key, what it is a wording of, and its value (None: it has none)."""

    key: int
    base: str
    value: Value | tuple[Value, ...] | None


def shown(kind: Kind, standing: Iterable[Keyed]) -> Shown | None:
    """The rows of a record as it stands; None if there are too many."""
    known = (keyed for keyed in standing if keyed.stored.portion.name in kind.portion_by_name)
    ordered = sorted(known, key=lambda each: (each.stored.portion.place, each.stored.portion.id))
    read = [(keyed, read_values(keyed.stored.portion, kind)) for keyed in ordered]
    there = frozenset(keyed.key for keyed, values in read if counts(keyed.stored.portion, kind, values))
    present = condition((there,)) if there else None
    rows: dict[Condition, Row] = {} if present is None else {present: {}}
    for name, parts in (_by_field(read) if there else {}).items():
        for under, value in _of_field(parts, there):
            rows.setdefault(under, {})[name] = value
            if len(rows) > MOST:
                return None
    return Shown(present, rows)


def _by_field(read: list[tuple[Keyed, Values | None]]) -> dict[str, list[_Part]]:
    """For each field that has a value, the portions up to the last that has one."""
    names = dict.fromkeys(name for _, values in read for name, _ in values or ())
    held = [(k.key, k.stored.portion.variant_of or k.stored.portion.id, dict(values or ())) for k, values in read]
    found = {}
    for name in names:
        parts = [_Part(key, base, values.get(name)) for key, base, values in held]
        found[name] = [part for place, part in enumerate(parts) if _matters(part, parts[place + 1 :])]
    return found


def _matters(part: _Part, later: list[_Part]) -> bool:
    """Whether a portion has the value, or hides a wording that has it."""
    return part.value is not None or any(other.base == part.base and other.value is not None for other in later)


def _of_field(parts: list[_Part], there: frozenset[int]) -> Iterator[tuple[Condition, Value | tuple[Value, ...]]]:
    for passing, without, value in islice(_ways(parts, frozenset(), frozenset(), frozenset()), MOST + 1):
        under = condition((*(frozenset({key}) for key in passing), there), without)
        if under is not None:
            yield under, value


_Way = tuple[frozenset[int], frozenset[int], Value | tuple[Value, ...]]
"""Keys that pass, keys that do not, and the value that shows then."""


def _ways(parts: list[_Part], passing: frozenset[int], without: frozenset[int], led: frozenset[str]) -> Iterator[_Way]:
    """Every way in which a value comes to show; `led`: portions of which an earlier wording shows."""
    for place, (key, base, value) in enumerate(parts):
        if key in without or base in led:
            continue
        if key not in passing:
            yield from _ways(parts[place + 1 :], passing, without | {key}, led)
            passing |= {key}
        if value is not None:
            yield passing, without, value
            return
        led |= {base}
