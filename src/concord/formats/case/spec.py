"""The form of release cases: what a case is, and how the values of the kernel look in JSON.

The JSON names are the attribute names of the kernel's values, so that the two cannot drift apart; what differs (a
tagged union, a default, a short form) is stated here, and docs/spec/cases.md describes every field.
Source: docs/spec/cases.md; docs/spec/release.md.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from enum import Enum
from functools import cache

from concord.release.findings import Finding
from concord.release.labels import Label, LabelSet, PolicyRef
from concord.release.names import BEGINNING, NEVER
from concord.release.periods import ALWAYS, Confidence
from concord.release.policy import Policy, Value
from concord.release.profile import Backing, Bare, Profile
from concord.release.readers import Briefing, Clearance, Community, Reader
from concord.release.relations import (
    Agreement,
    AgreementKind,
    AgreementWith,
    AllOf,
    AnyOf,
    Belongs,
    Equivalence,
    Is,
    Membership,
    Not,
    OpenQuestion,
)
from concord.release.rulebook import Rulebook

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

SHIPPED = "shipped"
"""The name of the rulebook that the caller provides: the exercise policies, profiles and facts that ship."""

LARGEST_BYTES = 16 * 1024 * 1024
"""The largest case file that is read."""


class Expected(Enum):
    """The outcome a case expects: the three of a decision, or that its label is refused by a parser."""

    RELEASED = "released"
    WITHHELD = "withheld"
    REFER = "refer"
    ERROR = "error"


class Mode(Enum):
    """Whether the label is read or made: obsolete names are refused only when it is made (R29, label scope)."""

    READ = "read"
    CREATE = "create"


class Scope(Enum):
    """Whether a seat asks, or a clearance file alone is held against the label (R66)."""

    SEAT = "seat"
    LABEL = "label"


@dataclass(frozen=True)
class ExpectedRule:
    """One failing rule: its gate (1 to 9) and its code."""

    gate: int
    code: str


@dataclass(frozen=True)
class Expectation:
    """What must come out. `rules` None: not stated; else exactly these. `valid_until` None: not stated."""

    outcome: Expected
    rules: frozenset[ExpectedRule] | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True)
class Refused:
    """A label that a parser refused: the label set as the file gives it (JSON text), and what was wrong with it."""

    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Case:
    """One release vector. `source` cites the rules it follows from; `place` is where in its file it stands.

    `label_set` is `Refused` where a parser refused the label: such a case expects an error. `asker` is a seat, or in
    label scope a clearance file alone, or None for no clearance at all (R66).
    """

    description: str
    source: str
    label_set: LabelSet | Refused
    asker: Reader | Clearance | None
    rulebook: Rulebook
    at: datetime
    expected: Expectation
    mode: Mode = Mode.READ
    place: str = "$"

    @property
    def scope(self) -> Scope:
        """Whether a seat asks or a clearance file is held against the label."""
        return Scope.SEAT if isinstance(self.asker, Reader) else Scope.LABEL


ParseMarking = Callable[[str, Rulebook, datetime], Label]
"""From a printed marking to a label created at the instant; raises MalformedError."""

ParseXml = Callable[[bytes, str], LabelSet]
"""From the bytes of a label document, and the name of its source, to a label set; raises MalformedError."""


@dataclass(frozen=True)
class Given:
    """What a case file may call for and its reader must be handed: facts, markings and XML are other packages' work."""

    shipped: Callable[[], Rulebook]
    marking: ParseMarking
    xml: ParseXml


@dataclass(frozen=True)
class Field:
    """One field of a value: its JSON key, its attribute, the type it holds, and its default (MISSING: none)."""

    key: str
    attr: str
    hint: object
    default: object


HIDDEN: frozenset[tuple[type, str]] = frozenset({(Label, "raw")})
"""Attributes that have no JSON form and take no part in comparison: a label's bytes as received."""

KEYS: dict[tuple[type, str], str] = {
    (Is, "parties"): "is",
    (Belongs, "organisation"): "belongs",
    (AgreementWith, "organisation"): "agreement_with",
    (AllOf, "parts"): "all_of",
    (AnyOf, "parts"): "any_of",
    (Not, "part"): "not",
}
"""The keys that differ from their attributes: each condition is known by its first key."""

DEFAULTS: dict[tuple[type, str], object] = {
    (Label, "role"): MISSING,
    (Label, "created"): MISSING,
    (Membership, "period"): ALWAYS,
    (Membership, "confidence"): Confidence.SOURCED,
    (Agreement, "kind"): AgreementKind.SECURITY,
    (Agreement, "title"): "",
    (Agreement, "period"): ALWAYS,
    (Agreement, "confidence"): Confidence.SOURCED,
    (Equivalence, "marked"): ALWAYS,
    (Equivalence, "confidence"): Confidence.SOURCED,
    (OpenQuestion, "levels"): frozenset(),
    (OpenQuestion, "period"): ALWAYS,
    (OpenQuestion, "question"): "",
    (OpenQuestion, "decides"): "",
    (Policy, "edition"): 1,
    (Profile, "oid"): "",
    (Profile, "roles"): (),
    (Profile, "circle_set"): None,
    (Profile, "release_set"): None,
    (Profile, "bare"): Bare.INVALID,
    (Profile, "backing"): (),
    (Profile, "levels"): (),
    (Profile, "briefing_from"): None,
    (Profile, "clearance_from"): None,
}
"""Defaults that a case may lean on and the kernel's value does not have, and two it must not lean on.

The role of a label follows from its place and its creation from the case's instant unless they are given: a reader
fills them in and a writer always states them.
"""

SHORT: dict[type, str] = {
    PolicyRef: "name",
    Value: "name",
    Backing: "behind",
    Briefing: "owner",
    Community: "name",
}
"""Values that a bare string may stand for, with the attribute it gives."""

WORDS_OF_TIME: dict[str, datetime] = {"beginning": BEGINNING, "never": NEVER}
"""The two instants that have a word and no date."""


@cache
def fields_of(cls: type) -> tuple[Field, ...]:
    """The JSON fields of one of the kernel's values, in order."""
    hints = typing.get_type_hints(cls)
    return tuple(_field(cls, f, hints[f.name]) for f in fields(cls) if (cls, f.name) not in HIDDEN)


def parts_of(hint: object) -> tuple[type, ...]:
    """The types a union allows besides None; of anything else, itself."""
    parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return tuple(part for part in parts if part is not types.NoneType)


def allows_none(hint: object) -> bool:
    """Whether the type is a union with None."""
    return isinstance(hint, types.UnionType) and types.NoneType in typing.get_args(hint)


def word(member: Enum) -> str:
    """The word that stands for a member of one of the kernel's enumerations."""
    return member.value if isinstance(member.value, str) else member.name.lower().replace("_", " ")


def _field(cls: type, field: dataclasses.Field[object], hint: object) -> Field:
    attr = (cls, field.name)
    return Field(KEYS.get(attr, field.name), field.name, hint, DEFAULTS.get(attr, field.default))
