"""The naive twin: policies in their editions, memberships, agreements, equivalences (R20, R40-R55).

Written from docs/spec/release.md alone, slow and obvious on purpose: nothing but the form of a name is remembered,
nothing is indexed, and no function of the kernel is called. It must agree with the kernel on random worlds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from concord.release.labels import Kind
from concord.release.periods import Confidence, Period
from concord.release.policy import Level, Policy, Tag, TagSet, Value
from concord.release.profile import Backing, Behind, Profile
from concord.release.readers import Reader
from concord.release.relations import (
    Agreement,
    AgreementKind,
    AgreementWith,
    AllOf,
    AnyOf,
    Belongs,
    Ceiling,
    Condition,
    Flow,
    Is,
    Membership,
    Standing,
)
from concord.release.rulebook import Rulebook


@cache
def plain(name: str) -> str:
    """A name as it is compared (R4). The one thing remembered here: a text has one form, whatever the world."""
    words = unicodedata.normalize("NFKC", name).casefold().split()
    return " ".join(words)


def same(one: str, other: str) -> bool:
    """Whether two names are one (R4)."""
    return plain(one) == plain(other)


def among(name: str, names: Iterable[str]) -> bool:
    """Whether a name is one of several (R4)."""
    return any(same(name, other) for other in names)


@dataclass(frozen=True)
class Ground:
    """How sure something is, and, where it is unconfirmed, the ids of the doubtful facts (R41)."""

    confidence: Confidence
    doubts: frozenset[str] = frozenset()


NOTHING = Ground(Confidence.ABSENT)
CERTAIN = Ground(Confidence.SOURCED)


def graded(confidence: Confidence, fact: str = "") -> Ground:
    """The ground one fact gives."""
    doubtful = confidence is Confidence.UNCONFIRMED and fact
    return Ground(confidence, frozenset({fact}) if doubtful else frozenset())


def together(*grounds: Ground) -> Ground:
    """Grounds needed together: the least; none at all is nothing (R3, R41)."""
    least = min((g.confidence for g in grounds), default=Confidence.ABSENT)
    return Ground(least, doubts_at(least, grounds))


def alike(*grounds: Ground) -> Ground:
    """Grounds that serve alike: the greatest; none at all is nothing (R3, R41)."""
    greatest = max((g.confidence for g in grounds), default=Confidence.ABSENT)
    return Ground(greatest, doubts_at(greatest, grounds))


def doubts_at(result: Confidence, grounds: Iterable[Ground]) -> frozenset[str]:
    """The doubtful facts of an unconfirmed result: those of its unconfirmed parts."""
    if result is not Confidence.UNCONFIRMED:
        return frozenset()
    return frozenset(d for g in grounds if g.confidence is Confidence.UNCONFIRMED for d in g.doubts)


def holding(period: Period, at: datetime) -> Confidence:
    """What a period says about an instant (R40)."""
    if at < period.since or at >= period.until:
        return Confidence.ABSENT
    if at < period.sure or at >= period.fades:
        return Confidence.UNCONFIRMED
    return Confidence.SOURCED


@dataclass(frozen=True)
class Case:
    """What one question is asked of: the rulebook, the seat and the instant."""

    book: Rulebook
    reader: Reader
    at: datetime


@dataclass(frozen=True)
class Side:
    """One policy in its edition with the profile that serves it."""

    policy: Policy
    profile: Profile

    @property
    def owner(self) -> str:
        """The party whose information the policy labels."""
        return self.profile.owner


# ---- policies and profiles -------------------------------------------------------------------------------------------


def editions(book: Rulebook, name: str) -> list[Policy]:
    """The editions of the named policy, first beginning first (R20)."""
    return sorted((p for p in book.policies if same(p.name, name)), key=lambda p: p.since)


def edition_at(book: Rulebook, name: str, at: datetime) -> Policy | None:
    """The edition in force: the latest beginning not after `at`, else the first (R20)."""
    known = editions(book, name)
    begun = [p for p in known if p.since <= at]
    if begun:
        return begun[-1]
    return known[0] if known else None


def profile_of(book: Rulebook, policy: Policy) -> Profile | None:
    """The profile that serves the policy's name and edition (R21)."""
    serving = [
        p
        for p in book.profiles
        if same(p.policy, policy.name)
        and p.first_edition <= policy.edition
        and (p.last_edition is None or policy.edition <= p.last_edition)
    ]
    return max(serving, key=lambda p: p.first_edition, default=None)


def side_at(book: Rulebook, name: str, at: datetime) -> Side | None:
    """The named policy in its edition in force, with its profile, if both are there."""
    policy = edition_at(book, name, at)
    profile = profile_of(book, policy) if policy else None
    return Side(policy, profile) if policy and profile else None


def level_named(policy: Policy, name: str | None) -> Level | None:
    """The level of that name (R11)."""
    return next((lv for lv in policy.levels if name is not None and same(lv.name, name)), None)


def marking_of(profile: Profile, level: str) -> str | None:
    """The owner's printed marking of a level (R30)."""
    return next((marking for name, marking in profile.levels if same(name, level)), None)


def level_marked(side: Side, marking: str) -> Level | None:
    """The level the owner prints so, if the edition has it (R30)."""
    name = next((name for name, printed in side.profile.levels if same(printed, marking)), None)
    return level_named(side.policy, name)


def set_named(policy: Policy, name: str | None) -> TagSet | None:
    """The tag set of that name (R12)."""
    return next((s for s in policy.tag_sets if name is not None and same(s.name, name)), None)


def find_set(name: str, oid: str | None, policy: Policy, profile: Profile | None) -> TagSet | None:
    """The tag set meant by OID and by name; None where it is unknown or the two differ (R12)."""
    by_oid = next((s for s in policy.tag_sets if oid is not None and s.oid == oid), None)
    by_name = set_named(policy, name)
    if by_name is None and profile is not None:
        by_name = set_named(policy, next((to for other, to in profile.aliases if same(other, name)), None))
    if oid is None:
        return by_name
    if by_oid is None or (by_name is not None and by_name is not by_oid):
        return None
    return by_oid


def unaliased(value: str, tag_set: TagSet, profile: Profile | None) -> str:
    """The policy's name of a value (R23)."""
    aliases = profile.value_aliases if profile is not None else ()
    return next((name for s, other, name in aliases if same(s, tag_set.name) and same(other, value)), value)


def listed(tag_set: TagSet, kind: Kind, name: str) -> list[tuple[Tag, Value]]:
    """The listed entries of one value: identity is the name within (tag set, kind) (R11)."""
    wanted = plain(name)
    entries = [(tag, value) for tag in tag_set.tags if tag.kind is kind for value in tag.values]
    return [(tag, value) for tag, value in entries if value.user_input is None and plain(value.name) == wanted]


def backing_of(profile: Profile, tag_set: str, value: str) -> Backing:
    """Who stands behind a value; what the profile does not list is granted (R62)."""
    wanted = (plain(tag_set), plain(value))
    found = [backing for s, v, backing in profile.backing if (plain(s), plain(v)) == wanted]
    return found[-1] if found else Backing(Behind.GRANTED)


# ---- memberships, conditions, agreements, equivalences --------------------------------------------------------------


def membership(fact: Membership, at: datetime) -> Ground:
    """One membership at one instant: the least of grade and period (R41, R45)."""
    return graded(min(fact.confidence, holding(fact.period, at)), fact.id)


def belongs(case: Case, party: str, organisation: str, standings: frozenset[Standing]) -> Ground:
    """Whether the party has one of these standings in the organisation on the day (R45, R46)."""
    return alike(
        *(
            membership(m, case.at)
            for m in case.book.memberships
            if m.party == party and m.organisation == organisation and m.standing in standings
        ),
    )


def in_force(agreement: Agreement, at: datetime) -> Ground:
    """Existence and dates of an agreement (R51)."""
    return graded(min(agreement.confidence, holding(agreement.period, at)), agreement.id)


def usable(agreement: Agreement, at: datetime) -> Ground:
    """Whether papers could really pass under an agreement (R51)."""
    return graded(min(agreement.usable_confidence, holding(agreement.usable, at)), agreement.id)


def agreement_with(case: Case, party: str, organisation: str) -> Ground:
    """Whether a security agreement between the two is in force (R52)."""
    return alike(
        *(
            in_force(a, case.at)
            for a in case.book.agreements
            if a.kind is AgreementKind.SECURITY and a.parties in {(party, organisation), (organisation, party)}
        ),
    )


def meets(case: Case, party: str, condition: Condition) -> Ground:
    """How surely one party meets a condition (R46)."""
    if isinstance(condition, Is):
        return CERTAIN if party in condition.parties else NOTHING
    if isinstance(condition, Belongs):
        return belongs(case, party, condition.organisation, condition.standings)
    if isinstance(condition, AgreementWith):
        return agreement_with(case, party, condition.organisation)
    if isinstance(condition, AllOf):
        return together(*(meets(case, party, part) for part in condition.parts))
    if isinstance(condition, AnyOf):
        return alike(*(meets(case, party, part) for part in condition.parts))
    inner = meets(case, party, condition.part)
    if inner.confidence is Confidence.UNCONFIRMED:
        return inner
    return CERTAIN if inner.confidence is Confidence.ABSENT else NOTHING


Reach = Callable[[Ceiling | None], Ground]
"""How surely a way under a ceiling reaches the level in question (R54); the agreement's id is added by the caller."""


def reach_in(side: Side, level: Level) -> Reach:
    """A ceiling is a printed marking of the owner, compared by rank with the level (R54)."""

    def reach(ceiling: Ceiling | None) -> Ground:
        if ceiling is None:
            return CERTAIN
        top = level_marked(side, ceiling.level)
        return graded(ceiling.confidence) if top is not None and level.rank <= top.rank else NOTHING

    return reach


def reach_nothing(ceiling: Ceiling | None) -> Ground:
    """Where no level is known, only a way without a ceiling is sure to reach it (R3, R54)."""
    return CERTAIN if ceiling is None else NOTHING


def gives(case: Case, owner: str, flow: Flow) -> Ground:
    """Whether a flow is one from this owner, itself or as a member on the day (R51)."""
    if flow.of_members:
        return belongs(case, owner, flow.owner, frozenset({Standing.MEMBER}))
    return CERTAIN if flow.owner == owner else NOTHING


def way(case: Case, *, owner: str, recipient: str, reach: Reach) -> Ground:
    """The way from an owner to a recipient for this seat's party: what carries, less what refuses (R51, R53, R54)."""
    carrying = []
    for agreement in case.book.agreements:
        for flow in agreement.flows:
            if flow.recipient == recipient:
                reached = reach(flow.ceiling)
                carrying.append(
                    together(
                        gives(case, owner, flow),
                        in_force(agreement, case.at),
                        usable(agreement, case.at),
                        meets(case, case.reader.party, flow.covers),
                        graded(reached.confidence, agreement.id),
                    ),
                )
    refused = alike(refusal(case, owner, recipient), refusal(case, owner, case.reader.through))
    return less_refusal(alike(*carrying), refused)


def refusal(case: Case, owner: str, recipient: str) -> Ground:
    """How surely the way from an owner to a recipient is refused to this seat's party (R53)."""
    return alike(
        *(
            together(gives(case, owner, flow), in_force(a, case.at), meets(case, case.reader.party, flow.refuses))
            for a in case.book.agreements
            for flow in a.flows
            if flow.recipient == recipient and flow.refuses is not None
        ),
    )


def less_refusal(held: Ground, refused: Ground) -> Ground:
    """What is left where something is refused: nothing, or what is unconfirmed at most (R53)."""
    if refused.confidence is Confidence.ABSENT:
        return held
    if refused.confidence is Confidence.UNCONFIRMED:
        return together(held, refused)
    return NOTHING


@dataclass(frozen=True)
class Equal:
    """A level a marking stands for, and how surely."""

    level: Level
    confidence: Confidence


def equals(book: Rulebook, side: Side, *, owner: str, marking: str, marked: datetime) -> tuple[list[Equal], bool]:
    """The levels a marking stands for, read at the date of marking, and whether they are two (R17, R55)."""
    if owner == side.owner:
        pairs = [(marking, Confidence.SOURCED)]
    else:
        pairs = [
            (equal, min(entry.confidence, holding(entry.marked, marked)))
            for entry in book.equivalences
            if entry.owner == owner and same(entry.marking, marking)
            for other, equal in entry.equals
            if other == side.owner
        ]
    known: dict[str, Confidence] = {}
    for equal, confidence in pairs:
        for name, printed in side.profile.levels:
            if same(printed, equal) and confidence is not Confidence.ABSENT:
                known[plain(name)] = max(confidence, known.get(plain(name), Confidence.ABSENT))
    levels = [(level_named(side.policy, name), confidence) for name, confidence in known.items()]
    return [Equal(level, confidence) for level, confidence in levels if level is not None], len(known) > 1
