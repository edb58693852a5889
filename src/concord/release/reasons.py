"""The rules a decision can fail on, and the reasons it gives.

Source: docs/spec/release.md; the codes of gates 1 to 4 are those of exchange between systems (docs/spec/cases.md).
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Outcome(Enum):
    """The three answers (R2)."""

    RELEASED = "released"
    WITHHELD = "withheld"
    REFER = "refer"


class Rule(Enum):
    """Every rule by which something is not released: gate, code, clause of the specification, outcome."""

    UNLABELLED = (1, "UNLABELLED", "R15", Outcome.WITHHELD)
    MALFORMED = (1, "MALFORMED", "R16", Outcome.WITHHELD)
    POLICY_UNKNOWN = (1, "POLICY_UNKNOWN", "R20", Outcome.WITHHELD)
    POLICY_MISMATCH = (1, "POLICY_MISMATCH", "R20", Outcome.WITHHELD)
    CLASS_UNKNOWN = (1, "CLASS_UNKNOWN", "R22", Outcome.WITHHELD)
    CAT_UNKNOWN = (1, "CAT_UNKNOWN", "R23", Outcome.WITHHELD)
    CAT_TYPE_MISMATCH = (1, "CAT_TYPE_MISMATCH", "R13", Outcome.WITHHELD)
    CAT_RULE = (1, "CAT_RULE", "R24", Outcome.WITHHELD)
    PROFILE = (1, "PROFILE", "R27", Outcome.WITHHELD)
    NO_CLEARANCE = (2, "NO_CLEARANCE", "R70", Outcome.WITHHELD)
    CLASS_NOT_HELD = (2, "CLASS_NOT_HELD", "R70", Outcome.WITHHELD)
    NO_RELEASE_DECISION = (3, "NO_RELEASE_DECISION", "R72", Outcome.WITHHELD)
    NO_BASIS = (3, "NO_BASIS", "R72", Outcome.WITHHELD)
    PERMISSIVE_NONE_HELD = (3, "PERMISSIVE_NONE_HELD", "R72", Outcome.WITHHELD)
    RESTRICTIVE_NOT_HELD = (4, "RESTRICTIVE_NOT_HELD", "R75", Outcome.WITHHELD)
    OTHER_CLASS_UNKNOWN = (5, "CLASS_UNKNOWN", "R76", Outcome.WITHHELD)
    OTHER_CAT_UNKNOWN = (5, "CAT_UNKNOWN", "R76", Outcome.WITHHELD)
    OTHER_NO_CLEARANCE = (5, "NO_CLEARANCE", "R76", Outcome.WITHHELD)
    OTHER_CLASS_NOT_HELD = (5, "CLASS_NOT_HELD", "R76", Outcome.WITHHELD)
    OTHER_NO_RELEASE_DECISION = (5, "NO_RELEASE_DECISION", "R76", Outcome.WITHHELD)
    OTHER_NO_BASIS = (5, "NO_BASIS", "R76", Outcome.WITHHELD)
    COMMUNITY_NOT_HELD = (6, "COMMUNITY_NOT_HELD", "R77", Outcome.WITHHELD)
    NOT_YET = (7, "NOT_YET", "R78", Outcome.WITHHELD)
    OPEN_QUESTION = (9, "OPEN_QUESTION", "R80", Outcome.REFER)
    UNCONFIRMED = (9, "UNCONFIRMED", "R74", Outcome.REFER)
    RELEASE_UNKNOWN = (9, "RELEASE_UNKNOWN", "R76", Outcome.REFER)

    def __init__(self, gate: int, code: str, clause: str, outcome: Outcome) -> None:
        self.gate = gate
        self.code = code
        self.clause = clause
        self.outcome = outcome


class Reason(NamedTuple):
    """Why something is not released.

    `subject` is the policy of the label, or the mention, that the rule was read on. `needed` and `held` are names of
    levels, values or communities. `facts` are ids: the missing or ended facts of NO_BASIS, the facts that would allow
    for NO_RELEASE_DECISION, the doubtful facts of UNCONFIRMED, the question of OPEN_QUESTION.
    `who` was asked for: a seat, or in label scope a clearance (R66).
    """

    rule: Rule
    subject: str
    needed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    who: str = "this seat"


def outcome_of(reasons: tuple[Reason, ...]) -> Outcome:
    """Any withheld reason wins over any refer, any refer over release (R2)."""
    outcomes = {reason.rule.outcome for reason in reasons}
    if Outcome.WITHHELD in outcomes:
        return Outcome.WITHHELD
    return Outcome.REFER if outcomes else Outcome.RELEASED
