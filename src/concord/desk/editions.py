"""Editions: what one reader gets of a record, made from released portions and from nothing else.

Source: docs/spec/desk.md D21-D23, D41.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from concord.desk.kinds import Field, KeptValues, Kind
from concord.desk.records import Head, Portion
from concord.desk.values import Value, Values, load_value
from concord.release.labels import LabelSet
from concord.release.rulebook import canonical

"""The values of a portion by field name, in the order of the kind's declaration; a field of many has a tuple."""


@dataclass(frozen=True)
class Shown:
    """One released portion. `variant_of` is the first released wording of the same portion, None if this is it.

    `is_readable` is False where its values could not be brought to this version of the kind; then there are none (D6).
    """

    id: str
    name: str
    label_set: LabelSet
    values: Values
    variant_of: str | None = None
    is_readable: bool = True

    @cached_property
    def by_field(self) -> dict[str, Value | tuple[Value, ...]]:
        """Values by field name."""
        return dict(self.values)


@dataclass(frozen=True)
class Edition:
    """What one reader gets of a record: `portions` in order, `others` the further wordings that are released.

    `is_author`: the reader filed it. `epoch` is a token of the state it was read from (D42).
    """

    id: str
    kind: str
    portions: tuple[Shown, ...]
    others: tuple[Shown, ...] = ()
    is_author: bool = False
    epoch: str = field(default="", compare=False)

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
    return [portion.id, portion.name, canonical(portion.label_set), portion.variant_of, values, portion.is_readable]


def make_edition(head: Head, kind: Kind, released: Sequence[Portion], *, reader: str, epoch: str) -> Edition | None:
    """The edition of the released portions of one record, in any order; None if it is as if there were none (D21)."""
    if not is_there(kind, released):
        return None
    first: dict[str, Portion] = {}
    shown: list[Shown] = []
    others: list[Shown] = []
    known = [portion for portion in released if portion.name in kind.portion_by_name]
    for portion in sorted(known, key=lambda p: (p.place, p.id)):
        base = portion.variant_of or portion.id
        leader = first.setdefault(base, portion)
        if leader is portion:
            shown.append(_shown(portion, kind))
        else:
            others.append(replace(_shown(portion, kind), variant_of=leader.id))
    return Edition(head.id, kind.name, tuple(shown), tuple(others), is_author=head.author == reader, epoch=epoch)


def is_there(kind: Kind, released: Iterable[Portion]) -> bool:
    """Whether any of the released portions says something by itself (D5)."""
    return any(counts(portion, kind, read_values(portion, kind)) for portion in released)


def counts(portion: Portion, kind: Kind, values: Values | None) -> bool:
    """Whether a portion, as it was read, says something by itself: it is not structural, and not empty."""
    declared = kind.portion_by_name.get(portion.name)
    return declared is not None and not declared.structural and values != ()


def _shown(portion: Portion, kind: Kind) -> Shown:
    values = values_of(portion, kind)
    return Shown(portion.id, portion.name, portion.label_set, values, is_readable=is_readable(portion, kind))


def values_of(portion: Portion, kind: Kind) -> Values:
    """The declared values of a stored portion, in their Python types, upgraded to this version of the kind (D6)."""
    return read_values(portion, kind) or ()


def is_readable(portion: Portion, kind: Kind) -> bool:
    """Whether a portion can be brought to this version of its kind."""
    return read_values(portion, kind) is not None


def read_values(portion: Portion, kind: Kind) -> Values | None:
    """The same, or None for a portion that is newer than the kind, or of which an upgrade fails; read once."""
    known = portion.reading.get(id(kind))
    if known is not None and known[0] is kind:
        return known[1]
    read = _read(portion, kind)
    portion.reading[id(kind)] = kind, read
    return read


def _read(portion: Portion, kind: Kind) -> Values | None:
    if portion.version > kind.version:
        return None
    try:
        return tuple(
            _loaded(kind.upgraded(portion.name, portion.version, portion.values), kind.fields_of(portion.name))
        )
    except Exception:  # noqa: BLE001 (whatever an upgrade raises, one portion must not stop a list, nor be repeated)
        return None


def _loaded(kept: KeptValues, fields: Iterable[Field]) -> Iterator[tuple[str, Value | tuple[Value, ...]]]:
    for declared in fields:
        value = kept.get(declared.name)
        if isinstance(value, tuple):
            yield declared.name, tuple(load_value(declared.type, each) for each in value)
        elif value is not None:
            yield declared.name, load_value(declared.type, value)


def many(value: Value | tuple[Value, ...] | None) -> tuple[Value, ...]:
    """The values of a field as a tuple, of however many it holds."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
