"""Editions: what one reader gets of a record, made from released portions and from nothing else.

Source: docs/spec/desk.md D21-D23, D41.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from concord.desk.kinds import Kind
from concord.desk.records import Head, Portion
from concord.desk.values import Value, load_value
from concord.release.labels import LabelSet
from concord.release.rulebook import canonical

Values = tuple[tuple[str, Value | tuple[Value, ...]], ...]
"""The values of a portion by field name, in the order of the kind's declaration; a field of many has a tuple."""


@dataclass(frozen=True)
class Shown:
    """One released portion. `variant_of` is the first released wording of the same portion, None if this is it."""

    id: str
    name: str
    label_set: LabelSet
    values: Values
    variant_of: str | None = None

    @cached_property
    def by_field(self) -> dict[str, Value | tuple[Value, ...]]:
        """Values by field name."""
        return dict(self.values)


@dataclass(frozen=True)
class Edition:
    """What one reader gets of a record: `portions` in order, `others` the further wordings that are released."""

    id: str
    kind: str
    portions: tuple[Shown, ...]
    others: tuple[Shown, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The version of the edition: SHA-256 (hex) of what it shows (D23)."""
        shown = [[_laid_open(portion) for portion in each] for each in (self.portions, self.others)]
        return hashlib.sha256(json.dumps([self.id, self.kind, shown]).encode()).hexdigest()

    def value(self, field: str) -> Value | tuple[Value, ...] | None:
        """The value of a field in the first portion that has one, or None."""
        return next((p.by_field[field] for p in self.portions if field in p.by_field), None)

    @cached_property
    def by_id(self) -> dict[str, Shown]:
        """Every released wording by its id."""
        return {portion.id: portion for portion in (*self.portions, *self.others)}


def _laid_open(portion: Shown) -> list[object]:
    values = [[name, repr(value)] for name, value in portion.values]
    return [portion.id, portion.name, canonical(portion.label_set), portion.variant_of, values]


def make_edition(head: Head, kind: Kind, released: Sequence[Portion]) -> Edition | None:
    """The edition of the released portions of one record, in any order; None if it is as if there were none (D21)."""
    if not is_there(kind, released):
        return None
    first: dict[str, Portion] = {}
    shown: list[Shown] = []
    others: list[Shown] = []
    for portion in sorted(released, key=lambda p: (p.place, p.id)):
        base = portion.variant_of or portion.id
        leader = first.setdefault(base, portion)
        if leader is portion:
            shown.append(_shown(portion, kind))
        else:
            others.append(replace(_shown(portion, kind), variant_of=leader.id))
    return Edition(head.id, kind.name, tuple(shown), tuple(others))


def is_there(kind: Kind, released: Iterable[Portion]) -> bool:
    """Whether any of the released portions says something by itself (D5)."""
    return any(portion.values and not kind.portion_by_name[portion.name].structural for portion in released)


def _shown(portion: Portion, kind: Kind) -> Shown:
    values = values_of(portion, kind)
    return Shown(portion.id, portion.name, portion.label_set, values)


def values_of(portion: Portion, kind: Kind) -> Values:
    """The declared values of a stored portion, in their Python types, upgraded to this version of the kind (D6)."""
    kept = kind.upgraded(portion.name, portion.version, portion.values)
    found: list[tuple[str, Value | tuple[Value, ...]]] = []
    for field in kind.fields_of(portion.name):
        value = kept.get(field.name)
        if isinstance(value, tuple):
            found.append((field.name, tuple(load_value(field.type, each) for each in value)))
        elif value is not None:
            found.append((field.name, load_value(field.type, value)))
    return tuple(found)


def many(value: Value | tuple[Value, ...] | None) -> tuple[Value, ...]:
    """The values of a field as a tuple, of however many it holds."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
