"""A security policy: its levels, tag sets and values, with their rules, markings and equivalences.

The value an Open XML SPIF 2.1 file is read into. Identity of a level is its name, rank only its `rank` (hierarchy);
identity of a value is its name within (tag set, kind); numbers of binary labels (lacv) identify nothing (R11).
Source: docs/spec/release.md R11, R20-R29.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property

from concord.release.labels import Kind
from concord.release.names import BEGINNING, NEVER, fold


class Operation(Enum):
    """How many of a rule's groups must be matched by distinct values of the label."""

    ONLY_ONE = "onlyOne"
    ONE_OR_MORE = "oneOrMore"
    ALL = "all"


class Applied(Enum):
    """In which direction an equivalence holds: from this policy (encrypt), into it (decrypt), or both."""

    ENCRYPT = "encrypt"
    DECRYPT = "decrypt"
    BOTH = "both"


@dataclass(frozen=True)
class CategoryRef:
    """A value a rule speaks of; `value` None means any value of that tag set and kind."""

    tag_set: str
    kind: Kind
    value: str | None = None


@dataclass(frozen=True)
class Required:
    """Companions a level or a value demands."""

    operation: Operation
    refs: tuple[CategoryRef, ...]


@dataclass(frozen=True)
class Marking:
    """A printed phrase: its language (None: any) and the location or display codes it is meant for."""

    phrase: str | None
    language: str | None
    codes: frozenset[str]


@dataclass(frozen=True)
class Qualifier:
    """Text printed around the values of a tag: `place` is prefix, separator or suffix."""

    text: str
    place: str
    language: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class EquivalentLevel:
    """A level of another policy that stands for this one. `lacv` names it there, as the file says it."""

    policy: str
    lacv: str
    applied: Applied
    required: tuple[Required, ...] = ()


@dataclass(frozen=True)
class EquivalentValue:
    """A value of another policy that stands for this one; `discard` means the value is dropped on the way."""

    policy: str
    tag_set_oid: str
    kind: Kind
    lacv: str
    applied: Applied
    discard: bool = False


@dataclass(frozen=True)
class EquivalentPolicy:
    """Another policy this one maps to, with values the mapping must add."""

    name: str
    oid: str
    required: tuple[Required, ...] = ()


@dataclass(frozen=True)
class Level:
    """A classification. `rank` orders levels of one policy; nothing else does."""

    name: str
    rank: int
    lacv: str = ""
    obsolete: bool = False
    required: tuple[Required, ...] = ()
    markings: tuple[Marking, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    equivalents: tuple[EquivalentLevel, ...] = ()
    color: str | None = None


@dataclass(frozen=True)
class Value:
    """One entry of a tag. Several entries of one name are alternatives: one that passes is enough (R24).

    The entry counts from `not_before` to `not_after`, both inclusive as the file writes them.
    `user_input` (string, integer or date) means any text of that form is a value, and `name` only a heading.
    """

    name: str
    lacv: str = ""
    excluded_levels: tuple[str, ...] = ()
    required_level: str | None = None
    required: tuple[Required, ...] = ()
    excluded: tuple[CategoryRef, ...] = ()
    not_before: datetime | None = None
    not_after: datetime | None = None
    obsolete: bool = False
    user_input: str | None = None
    date_format: str | None = None
    markings: tuple[Marking, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    equivalents: tuple[EquivalentValue, ...] = ()


@dataclass(frozen=True)
class Tag:
    """Values of one kind within a tag set; `most` None means no limit on how many a label may give."""

    name: str
    kind: Kind
    values: tuple[Value, ...]
    least: int = 0
    most: int | None = None
    qualifiers: tuple[Qualifier, ...] = ()


@dataclass(frozen=True)
class TagSet:
    """A tag set; its identity is `oid`, and its name where a label gives no OID."""

    name: str
    oid: str
    tags: tuple[Tag, ...]

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of the tags of this set."""
        return frozenset(tag.kind for tag in self.tags)

    @cached_property
    def entries(self) -> dict[tuple[Kind, str], tuple[tuple[Tag, Value], ...]]:
        """Entries by (kind, folded name); free-input entries are under (kind, "")."""
        found: dict[tuple[Kind, str], tuple[tuple[Tag, Value], ...]] = {}
        for tag in self.tags:
            for value in tag.values:
                key = (tag.kind, "" if value.user_input else fold(value.name))
                found[key] = (*found.get(key, ()), (tag, value))
        return found


@dataclass(frozen=True)
class Policy:
    """One edition of a security policy.

    `since` is the first instant at which this edition is the one in force; the edition with the latest `since` that has
    begun wins. `digest` is the SHA-256 of the file it was read from (hex), "" for a policy made in code.
    """

    name: str
    oid: str
    edition: int
    levels: tuple[Level, ...]
    tag_sets: tuple[TagSet, ...] = ()
    since: datetime = BEGINNING
    markings: tuple[Marking, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    equivalents: tuple[EquivalentPolicy, ...] = ()
    privacy_marks: tuple[str, ...] = ()
    extensions: tuple[bytes, ...] = ()
    digest: str = ""

    @cached_property
    def level_by_name(self) -> dict[str, Level]:
        """Levels by folded name."""
        return {fold(level.name): level for level in self.levels}

    @cached_property
    def set_by_oid(self) -> dict[str, TagSet]:
        """Tag sets by OID."""
        return {tag_set.oid: tag_set for tag_set in self.tag_sets}

    @cached_property
    def set_by_name(self) -> dict[str, TagSet]:
        """Tag sets by folded name."""
        return {fold(tag_set.name): tag_set for tag_set in self.tag_sets}

    @cached_property
    def windows(self) -> tuple[datetime, ...]:
        """Every instant at which a value of this edition becomes or stops being usable, in order."""
        values = [v for s in self.tag_sets for t in s.tags for v in t.values]
        bounds = {b for v in values for b in (v.not_before, just_after(v.not_after)) if b is not None and b != NEVER}
        return tuple(sorted(bounds))


def just_after(instant: datetime | None) -> datetime | None:
    """The first instant at which an inclusive end no longer holds, at the resolution of a microsecond."""
    if instant is None or instant == NEVER:
        return instant
    return instant + timedelta(microseconds=1)
