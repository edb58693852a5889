"""What the dated facts say of one seat on one day: where its party belongs, and what may flow to it.

Source: docs/spec/release.md R45-R54, R60, R64.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from concord.release.grounds import CERTAIN, NOTHING, Ground, both, either, fact, negated
from concord.release.index import Index
from concord.release.periods import Confidence
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
    Standing,
)

MEMBERS = frozenset({Standing.MEMBER})
INSTITUTIONS = frozenset({Standing.INSTITUTION})
OF_GROUP = MEMBERS | INSTITUTIONS | {Standing.PARTNER}
"""The standings that make a party one of a group: to be invited or to observe is not enough (R64)."""

ANY = frozenset(Standing)
INSIDE = MEMBERS | INSTITUTIONS


@dataclass(frozen=True)
class Way:
    """One way by which information may reach a seat: up to `ceiling` (None: every level), on `ground`."""

    ground: Ground
    ceiling: Ceiling | None
    agreement: str


@dataclass(frozen=True)
class Ways:
    """Every way from an owner to a recipient for one seat, and how far all of them are refused to it (R53)."""

    carrying: tuple[Way, ...]
    refusal: Ground


@dataclass(frozen=True)
class Seat:
    """`party` reading through `through` at `at`, under the facts of `index`."""

    party: str
    through: str
    at: datetime
    index: Index
    _refusals: dict[tuple[str, str], Ground] = field(default_factory=dict, compare=False, repr=False)

    def belongs(self, organisation: str, standings: frozenset[Standing]) -> Ground:
        """The party has one of `standings` in `organisation` today (R45)."""
        rows = self.index.memberships.get(self.party, ())
        return either(
            fact(min(row.confidence, row.period.holds(self.at)), row.id)
            for row in rows
            if row.organisation == organisation and row.standing in standings
        )

    def inside(self, organisation: str, standings: frozenset[Standing] = INSIDE) -> Ground:
        """The seat reads through `organisation` and its party has one of `standings` in it."""
        return self.belongs(organisation, standings) if self.through == organisation else NOTHING

    def meets(self, condition: Condition) -> Ground:
        """How far the condition holds for the seat's party (R46)."""
        if isinstance(condition, Is):
            return CERTAIN if self.party in condition.parties else NOTHING
        if isinstance(condition, Belongs):
            return self.belongs(condition.organisation, condition.standings)
        if isinstance(condition, AgreementWith):
            return self._agreement_with(condition.organisation)
        if isinstance(condition, AllOf):
            return both(*map(self.meets, condition.parts)) if condition.parts else NOTHING
        if isinstance(condition, AnyOf):
            return either(map(self.meets, condition.parts))
        return negated(self.meets(condition.part))

    def ways(self, owner: str, recipient: str) -> Ways:
        """Every flow from `owner` to `recipient` that carries for this seat, and its refusal (R51, R53)."""
        refusal = either(self.refusal(owner, to) for to in sorted({recipient, self.through}))
        return Ways(tuple(self._carrying(owner, recipient)), refusal)

    def _carrying(self, owner: str, recipient: str) -> Iterator[Way]:
        for speaks, agreement, flow in self._flows(owner, recipient):
            ground = both(speaks, self._working(agreement), self.meets(flow.covers))
            yield Way(ground, flow.ceiling, agreement.id)

    def _flows(self, owner: str, recipient: str) -> Iterator[tuple[Ground, Agreement, Flow]]:
        for agreement, flow in self.index.flows.get((owner, recipient, False), ()):
            yield CERTAIN, agreement, flow
        organisations = {row.organisation for row in self.index.memberships.get(owner, ())}
        for organisation in sorted(organisations):
            of_members = self.index.flows.get((organisation, recipient, True), ())
            for agreement, flow in of_members:
                yield replace(self, party=owner).belongs(organisation, MEMBERS), agreement, flow

    def refusal(self, owner: str, recipient: str) -> Ground:
        """How far a flow in force forbids this seat what goes from `owner` to `recipient` (R53)."""
        known = self._refusals.get((owner, recipient))
        if known is None:
            known = self._refusals[owner, recipient] = either(
                both(speaks, self._in_force(agreement), self.meets(flow.refuses))
                for speaks, agreement, flow in self._flows(owner, recipient)
                if flow.refuses is not None
            )
        return known

    def _in_force(self, agreement: Agreement) -> Ground:
        return fact(min(agreement.confidence, agreement.period.holds(self.at)), agreement.id)

    def _working(self, agreement: Agreement) -> Ground:
        usable = min(agreement.usable_confidence, agreement.usable.holds(self.at))
        return both(self._in_force(agreement), fact(usable, agreement.id))

    def _agreement_with(self, organisation: str) -> Ground:
        return either(
            self._in_force(agreement)
            for agreement in self.index.agreements.get(self.party, ())
            if agreement.kind is AgreementKind.SECURITY and set(agreement.parties) == {self.party, organisation}
        )


def refused(ground: Ground, refusal: Ground) -> Ground:
    """`ground` where a refusal may stand against it: refusal wins, an unconfirmed one leaves it unconfirmed (R53)."""
    if refusal.confidence is Confidence.ABSENT:
        return ground
    if refusal.confidence is Confidence.UNCONFIRMED:
        return both(ground, refusal)
    return Ground(Confidence.ABSENT, refusal.facts)
