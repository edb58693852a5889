"""How an answer is shown: released, releasable on decision, needs a decision, not released.

Source: docs/spec/release.md R72; the words on screen are release.md section 5's.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from concord.release.reasons import Outcome, Rule


class Answer(Enum):
    """The four marks of a square; RELEASABLE is withheld for want of a release decision and of nothing else."""

    RELEASED = "released"
    RELEASABLE = "releasable on decision"
    REFER = "needs a decision"
    WITHHELD = "not released"


MARKS = {Answer.RELEASED: "●", Answer.RELEASABLE: "◐", Answer.REFER: "◇", Answer.WITHHELD: "–"}
"""Shape before colour: the mark of each answer on screen and on paper."""

DECISIONS = frozenset({Rule.NO_RELEASE_DECISION, Rule.OTHER_NO_RELEASE_DECISION})
"""The rules that only a release decision settles."""

BIT = {rule: 1 << place for place, rule in enumerate(Rule)}
"""One bit for each rule: a square of a matrix is the sum of the bits of the rules it fails on."""

_WITHHELD = sum(BIT[rule] for rule in Rule if rule.outcome is Outcome.WITHHELD)
_DECISIONS = sum(BIT[rule] for rule in DECISIONS)


def bits_of(rules: Iterable[Rule]) -> int:
    """The bits of some rules."""
    bits = 0
    for rule in rules:
        bits |= BIT[rule]
    return bits


def rules_of(bits: int) -> frozenset[Rule]:
    """The rules of some bits."""
    return frozenset(rule for rule in Rule if bits & BIT[rule])


def answer_of(bits: int) -> Answer:
    """The answer of a square that fails on the rules of `bits` (none: released)."""
    if bits & _WITHHELD & ~_DECISIONS:
        return Answer.WITHHELD
    if bits & _DECISIONS:
        return Answer.RELEASABLE
    return Answer.REFER if bits else Answer.RELEASED
