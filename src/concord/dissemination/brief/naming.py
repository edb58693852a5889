"""Under which name a fact is shown to explain an answer that a whole group of readers gets (R124).

A fact that speaks of one of the readers is named by the kind of fact it is; it stands for the same fact of each.
Source: docs/spec/brief.md; docs/spec/documents.md P14.
"""

from __future__ import annotations

from dataclasses import dataclass

from concord.release.index import Index
from concord.release.periods import Confidence
from concord.release.readers import Reader
from concord.release.relations import Agreement, Membership


@dataclass(frozen=True)
class OwnStanding:
    """The standing of the reader's party in an organisation."""

    membership: Membership

    @property
    def grade(self) -> Confidence:
        """How sure it is."""
        return min(self.membership.confidence, Confidence.SOURCED)


@dataclass(frozen=True)
class OwnAgreement:
    """An agreement between the reader's party and another one."""

    agreement: Agreement
    other: str

    @property
    def grade(self) -> Confidence:
        """How sure it is."""
        return self.agreement.confidence


def own_fact(identity: str, reader: Reader, index: Index) -> OwnStanding | OwnAgreement | None:
    """What a fact is of a reader's own, or None for a fact that has the same name for everybody."""
    own = (reader.party, reader.nationality)
    for membership in index.memberships_by_id.get(identity, ()):
        if membership.party in own:
            return OwnStanding(membership)
    for agreement in index.agreements_by_id.get(identity, ()):
        others = [party for party in agreement.parties if party not in own]
        if len(others) == 1:
            return OwnAgreement(agreement, others[0])
    return None
