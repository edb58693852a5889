"""What is stored: portions with their versions in time, and what a writer hands in.

Source: docs/spec/desk.md D1, D10, D50-D53.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from concord.desk.kinds import KeptValues, Kind
from concord.desk.values import Values
from concord.release.labels import LabelSet


@dataclass(frozen=True)
class Source:
    """A portion that a draft draws on; `sanitised_by` is the role that approved a label below its own (D52)."""

    record: str
    portion: str
    sanitised_by: str | None = None


@dataclass(frozen=True)
class Origin:
    """Where a portion came from that was not written here: the node, the ids there, its label set as it came, and the
    bytes that bind it (D97)."""

    node: str
    record: str
    portion: str
    label_set: LabelSet | None
    binding: bytes = b""


@dataclass(frozen=True)
class Portion:
    """One portion as it is stored. `label_set` is the one that decides, the record's where it has none of its own.

    `version` is that of its kind when it was filed.
    """

    id: str
    name: str
    place: str
    values: KeptValues
    label_set: LabelSet
    version: int
    variant_of: str | None = None
    sources: tuple[Source, ...] = ()
    origin: Origin | None = None

    @cached_property
    def reading(self) -> dict[int, tuple[Kind, Values | None]]:
        """What was read of `values` before, by the kind they were read as: for `editions.read_values` alone."""
        return {}


LONGEST_ID = 200


def is_plain(identity: str) -> bool:
    """Whether an id can be one: 1 to 200 characters that can be printed (D10)."""
    return 0 < len(identity) <= LONGEST_ID and all(unicodedata.category(c)[0] != "C" for c in identity)


def known_id(identity: str) -> str:
    """The id to look for: itself, or "" where no record can have it."""
    return identity if is_plain(identity) else ""


@dataclass(frozen=True)
class Head:
    """What a record is before any of its portions is looked at: never shown but with a released portion."""

    id: str
    kind: str
    author: str


@dataclass(frozen=True)
class NewPortion:
    """A portion of a draft. `id` is the draft's own; the desk makes the stored one from it (D10).

    `values` are raw, by field name; a field of many values takes a list. `label_set` None takes the draft's default.
    `variant_of` names a portion of the same draft or, in an edit, one that the writer sees. `after` is read in an edit:
    the portion it stands behind, None for the end; in a new draft portions stand as they are given.
    """

    id: str
    name: str
    values: Mapping[str, object]
    label_set: LabelSet | None = None
    variant_of: str | None = None
    after: str | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A record to be filed. `id` is chosen by the writer, new for each draft: filing it again changes nothing."""

    id: str
    kind: str
    portions: tuple[NewPortion, ...]
    default: LabelSet | None = None


@dataclass(frozen=True)
class Put:
    """New values for a portion that the writer sees: those named change, None takes a value away.

    `label_set` None keeps the label.
    """

    portion: str
    values: Mapping[str, object] = field(default_factory=dict)
    label_set: LabelSet | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Edit:
    """Changes of a record, made from the edition with the digest `base` (D53). `default` labels what is added."""

    id: str
    record: str
    base: str
    puts: tuple[Put, ...] = ()
    adds: tuple[NewPortion, ...] = ()
    removes: tuple[str, ...] = ()
    default: LabelSet | None = None
