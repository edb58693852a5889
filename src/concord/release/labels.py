"""Labels as an author or a partner wrote them, and the set of labels one portion carries.

Values only: nothing here knows a policy, so nothing here knows whether a label is valid.
Source: docs/spec/release.md R10-R16; STANAG 4774 (confidentiality metadata label syntax).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from concord.release.names import require_utc

LONGEST_CHAIN = 64
"""How many labels may succeed a label, one after the other (R14)."""


class Kind(Enum):
    """How the values of a tag set are read: all needed, any needed, or never decisive."""

    RESTRICTIVE = "RESTRICTIVE"
    PERMISSIVE = "PERMISSIVE"
    INFORMATIVE = "INFORMATIVE"


class Role(Enum):
    """What a label says about its object (STANAG 4774)."""

    ORIGINATOR = "originator"
    ALTERNATIVE = "alternative"
    METADATA = "metadata"


@dataclass(frozen=True)
class PolicyRef:
    """The policy a label claims: its name, and its OID where the label gives one."""

    name: str
    oid: str | None = None


@dataclass(frozen=True)
class Group:
    """A category group: the values a label gives for one tag set, with the kind it *claims*.

    `values` are names as written; they are compared folded and never by number (R11).
    """

    tag_set: str
    kind: Kind
    values: tuple[str, ...]
    oid: str | None = None


@dataclass(frozen=True)
class OriginatorId:
    """Who made the label: an identifier and its type as STANAG 4774 lists them (rfc822Name, dNSName ...)."""

    value: str
    id_type: str


@dataclass(frozen=True)
class Succession:
    """The only timed change of level: from `at` on, `label` stands in place of the label that holds this (R14)."""

    at: datetime
    label: Label


@dataclass(frozen=True)
class Label:
    """One confidentiality label, as written.

    `created` is None only where a source that should give it does not; such a label is invalid (R16).
    `extensions` are foreign elements, byte for byte; they survive re-export and never decide.
    `raw` is the label's own bytes as received; it takes no part in comparison.
    """

    policy: PolicyRef
    level: str
    groups: tuple[Group, ...] = ()
    created: datetime | None = None
    review: datetime | None = None
    succession: Succession | None = None
    originator: OriginatorId | None = None
    privacy_mark: str | None = None
    id: str | None = None
    role: Role = Role.ORIGINATOR
    extensions: tuple[bytes, ...] = ()
    raw: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True)
class Mention:
    """Information of another owner that a portion holds (`contains`) or only names (`refers_to`).

    `owner` is a party id. `level` is a level of the owner's policy or, for an owner without a loaded policy, the
    national marking as printed. `marked` is the date of marking: equivalences are read at it (R17).
    `released_to` are the release values as received; None means unknown, an empty set means released to nobody else.
    """

    owner: str
    level: str
    marked: datetime
    released_to: frozenset[str] | None

    def __post_init__(self) -> None:
        _require_utc("marked", self.marked)


@dataclass(frozen=True)
class LabelSet:
    """Everything about one portion that a release decision may read (R10).

    `originator` None means the portion carries no label at all: it is withheld from all but `author`, a seat id.
    `communities` are needs to know, all of which a reader must hold. `embargo` is the first instant of release.

    Raises:
        ValueError: an instant without a time zone (R5), or more successors of a label than `LONGEST_CHAIN` (R14).
    """

    originator: Label | None
    alternatives: tuple[Label, ...] = ()
    metadata: Label | None = None
    contains: tuple[Mention, ...] = ()
    refers_to: tuple[Mention, ...] = ()
    communities: frozenset[str] = frozenset()
    embargo: datetime | None = None
    author: str = ""

    def __post_init__(self) -> None:
        _require_utc("embargo", self.embargo)
        for label in (self.originator, *self.alternatives, self.metadata):
            if label is not None:
                _require_sound(label)


def _require_sound(label: Label) -> None:
    """`label` and its successors have instants with a time zone, and come to an end (R5, R14)."""
    for _ in range(LONGEST_CHAIN + 1):
        _require_utc("created", label.created)
        _require_utc("review", label.review)
        if label.succession is None:
            return
        _require_utc("succession", label.succession.at)
        label = label.succession.label
    raise ValueError(f"the successors of a label: expected at most {LONGEST_CHAIN}, found more")


def _require_utc(name: str, at: datetime | None) -> None:
    if at is not None:
        try:
            require_utc(at)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error


def standing(label_set: LabelSet, at: datetime) -> LabelSet:
    """The label set with the originator label that stands at `at`: itself, or its successors in turn (R14)."""
    label = label_set.originator
    while label is not None and label.succession is not None and label.succession.at <= at:
        label = label.succession.label
    return label_set if label is label_set.originator else replace(label_set, originator=label)


def chain(label: Label | None) -> Iterator[Label]:
    """A label and its successors, in the order in which they stand (R14)."""
    while label is not None:
        yield label
        label = label.succession.label if label.succession else None


def successions(label_set: LabelSet) -> Iterator[datetime]:
    """The instants at which a label of the set gives way to another."""
    for first in (label_set.originator, *label_set.alternatives):
        yield from (label.succession.at for label in chain(first) if label.succession is not None)
