"""Kinds of record: what each declares once, for validation, forms, lists, import and export.

Source: docs/spec/desk.md D2-D6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from concord.desk.values import Kept, Type
from concord.release.errors import MalformedError
from concord.release.findings import Finding

KeptValues = Mapping[str, Kept | tuple[Kept, ...]]
"""The values of a portion as they are kept, by field name; a field of many values has a tuple."""

Upgrade = Callable[[str, KeptValues], KeptValues]
"""What makes the values of a portion (of the named portion kind) of one version those of the next."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_SUMMED = (Type.WHOLE, Type.AMOUNT)
_NOT_INDEXED = (Type.TEXT, Type.BLOB)
_SEARCHABLE = (Type.WORD, Type.TEXT)


@dataclass(frozen=True)
class Names:
    """What a thing is called on pages, in English and in French."""

    en: str
    fr: str


@dataclass(frozen=True)
class Field:
    """One declared field, which lives in portions of the kind `portion`.

    `indexed` fields serve conditions, order and groups; `searchable` ones the search by words. `choices` are the ids
    of a code. A `required` field has a value in each portion of its kind.
    """

    name: str
    type: Type
    portion: str
    names: Names
    many: bool = False
    indexed: bool = False
    searchable: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def is_summed(self) -> bool:
        """Whether sums of it make sense (D4)."""
        return self.type in _SUMMED and not self.many


@dataclass(frozen=True)
class PortionKind:
    """A kind of portion: whether a record may have several, other wordings, and whether it counts alone (D4, D5).

    `retention_days`: how long after its last filing a portion is due to be purged, None for never (D28).
    """

    name: str
    repeats: bool = False
    variants: bool = False
    structural: bool = False
    retention_days: int | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of record. `upgrades[n]` makes portions of version n + 1 those of version n + 2.

    Raises:
        MalformedError: the declaration breaks a rule; every fault at once.
    """

    name: str
    names: Names
    portions: tuple[PortionKind, ...]
    fields: tuple[Field, ...]
    upgrades: tuple[Upgrade, ...] = ()

    def __post_init__(self) -> None:
        findings = tuple(_faults(self))
        if findings:
            raise MalformedError(f"kind {self.name}", findings)

    @property
    def version(self) -> int:
        """The version that drafts are filed in, from 1."""
        return len(self.upgrades) + 1

    @cached_property
    def field_by_name(self) -> Mapping[str, Field]:
        """Fields by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def portion_by_name(self) -> Mapping[str, PortionKind]:
        """Portion kinds by name."""
        return {portion.name: portion for portion in self.portions}

    def fields_of(self, portion: str) -> tuple[Field, ...]:
        """The fields that live in a portion kind."""
        return self._fields_by_portion.get(portion, ())

    @cached_property
    def _fields_by_portion(self) -> Mapping[str, tuple[Field, ...]]:
        return {
            name: tuple(field for field in self.fields if field.portion == name)
            for name in {field.portion for field in self.fields}
        }

    def upgraded(self, portion: str, version: int, values: KeptValues) -> KeptValues:
        """The values of one portion, stored in `version`, as this version has them (D6)."""
        for upgrade in self.upgrades[version - 1 :]:
            values = upgrade(portion, values)
        return values


@dataclass(frozen=True)
class Kinds:
    """The kinds that are installed, each name once. Those of the desk itself are added where a desk is set up (D7)."""

    kinds: tuple[Kind, ...]

    def __post_init__(self) -> None:
        names = [kind.name for kind in self.kinds]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"kinds have names of their own: expected each once, found {twice} twice")

    @cached_property
    def by_name(self) -> Mapping[str, Kind]:
        """Kinds by name."""
        return {kind.name: kind for kind in self.kinds}


def _faults(kind: Kind) -> Iterator[Finding]:
    """What breaks a rule in a declaration."""
    names = [kind.name, *(portion.name for portion in kind.portions), *(field.name for field in kind.fields)]
    for name in names:
        if not _NAME.fullmatch(name):
            yield Finding("D2", f"`{name}`", "a name of small letters, digits and hyphens", "another")
    for what, given in (("portion kind", kind.portions), ("field", kind.fields)):
        own = [each.name for each in given]
        for name in sorted({name for name in own if own.count(name) > 1}):
            yield Finding("D2", f"{what} `{name}`", "each name once", f"{own.count(name)} times")
    if all(portion.structural for portion in kind.portions):
        yield Finding("D5", "portions", "a portion kind that is not structural", "none")
    for portion in kind.portions:
        if portion.retention_days is not None and portion.retention_days < 1:
            yield Finding("D28", f"portion kind `{portion.name}`", "a day or more to be kept", "less")
    by_name = {portion.name: portion for portion in kind.portions}
    for field in kind.fields:
        for expected, found in _faults_of(field, by_name.get(field.portion)):
            yield Finding("D4", f"field `{field.name}`", expected, found)


def _faults_of(field: Field, portion: PortionKind | None) -> Iterator[tuple[str, str]]:
    """What is wrong with one field: what was expected, what was found."""
    if portion is None:
        yield "a portion kind of this kind", f"`{field.portion}`"
        return
    if field.indexed and (portion.repeats or portion.variants):
        yield "an indexed field in a portion that occurs once, without variants", f"`{portion.name}`"
    if field.indexed and field.type in _NOT_INDEXED:
        yield "an index on words, numbers, dates, codes or ids", f"one on a {field.type.value}"
    if field.many and field.type is Type.BLOB:
        yield "one attachment in a portion", "a field of many"
    if field.searchable and field.type not in _SEARCHABLE:
        yield "search in words and texts", f"search in a {field.type.value}"
    if (field.type is Type.CODE) != bool(field.choices):
        yield "choices on a code and on nothing else", f"{len(field.choices)} choices on a {field.type.value}"
    if len(set(field.choices)) < len(field.choices):
        yield "each choice once", "one twice"
