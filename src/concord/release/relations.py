"""Dated facts between parties: who belongs to what, and what information one owner may pass to whom.

An agreement or a framework allows; it never releases anything by itself (R50). Whom it covers is a condition that is
evaluated for one seat on one date, never a list of names.
Source: docs/spec/release.md R45-R55.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from concord.release.periods import ALWAYS, Confidence, Period


class Standing(Enum):
    """What a party is to an organisation."""

    MEMBER = "member"
    INVITEE = "invitee"
    PARTNER = "partner"
    OBSERVER = "observer"
    INSTITUTION = "institution"
    """A body of the organisation: its posts read for the organisation itself, not for a member."""


@dataclass(frozen=True)
class Membership:
    """`party` has `standing` in `organisation` for `period`; `confidence` grades existence and dates together."""

    id: str
    party: str
    organisation: str
    standing: Standing
    period: Period
    confidence: Confidence
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Is:
    """The seat's party is one of `parties`."""

    parties: frozenset[str]


@dataclass(frozen=True)
class Belongs:
    """The seat's party has one of `standings` in `organisation` on the day."""

    organisation: str
    standings: frozenset[Standing] = frozenset({Standing.MEMBER})


@dataclass(frozen=True)
class AgreementWith:
    """A security agreement between the seat's party and `organisation` exists and is in force on the day.

    Existence and dates count, not `usable`: the agreement need not be working to meet the condition (R52).
    """

    organisation: str


@dataclass(frozen=True)
class AllOf:
    """Every part holds; an empty list never holds (R3)."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds; an empty list never holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold; what is unconfirmed stays unconfirmed."""

    part: Condition


Condition = Is | Belongs | AgreementWith | AllOf | AnyOf | Not


@dataclass(frozen=True)
class Ceiling:
    """Up to `level`, a marking of `owner`; graded apart from the agreement itself."""

    level: str
    confidence: Confidence = Confidence.SOURCED


@dataclass(frozen=True)
class Flow:
    """Information of `owner` may go to `recipient`: to the seats that meet `covers`.

    `of_members` means the owner is any member of `owner` on the day, not `owner` itself (the agreement of 2011 between
    the member states). `refuses` forbids: a seat that meets it is not covered, whatever else holds (R53).
    `ceiling` None means every level the owner has.
    """

    owner: str
    recipient: str
    covers: Condition
    refuses: Condition | None = None
    ceiling: Ceiling | None = None
    of_members: bool = False


class AgreementKind(Enum):
    """What an agreement-like fact is; only SECURITY meets the condition `AgreementWith`."""

    SECURITY = "security agreement"
    FRAMEWORK = "framework decision"
    CLAUSE = "release clause"
    INTERNAL = "internal rule"
    OTHER = "other"


@dataclass(frozen=True)
class Agreement:
    """A dated agreement, framework or release clause.

    `period` is when it is in force; `usable` is when papers could really pass under it (arrangements signed, assessment
    done), graded by `usable_confidence`. Both must hold for a flow to carry. `confidence` grades existence and dates.
    A FRAMEWORK may hold flows that only refuse: their `covers` is an empty `AnyOf`.
    """

    id: str
    kind: AgreementKind
    parties: tuple[str, str]
    title: str
    period: Period
    confidence: Confidence
    flows: tuple[Flow, ...] = ()
    usable: Period = ALWAYS
    usable_confidence: Confidence = Confidence.SOURCED
    reference: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Equivalence:
    """A marking of `owner`, given within `marked`, equals these markings of other owners: (owner, marking) pairs (R17).

    A marking that equals two levels of one other owner at one date is ambiguous and decides nothing alone.
    """

    owner: str
    marking: str
    marked: Period
    equals: tuple[tuple[str, str], ...]
    confidence: Confidence
    sources: tuple[str, ...] = ()


class Asks(Enum):
    """What makes an open question arise."""

    NO_BASIS = "no basis"
    """The seat has no basis for what is released to it: refer instead of withhold."""
    NATIONALITY = "nationality"
    """The seat is a post of an institution, and `who` holds for the person's nationality: refer although covered."""


@dataclass(frozen=True)
class OpenQuestion:
    """A case without a clear rule, as data: who must decide it, and when it arises (R80-R83).

    `levels` are levels of the owner's policy (empty: every level). `who` is evaluated for the seat's party, or, for
    NATIONALITY, for the state whose nationality the person holds.
    """

    id: str
    asks: Asks
    owner: str
    through: str
    who: Condition
    levels: frozenset[str]
    period: Period
    question: str
    decides: str
