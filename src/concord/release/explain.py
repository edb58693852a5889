"""Decisions in sentences: full for officers and audit, minimal for the reader.

Source: docs/spec/release.md R87; words on screen from release.md section 5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from concord.release.decide import Decision
from concord.release.periods import Confidence
from concord.release.reasons import Outcome, Reason, Rule

NO_SUCH_RECORD = "no such record"
"""The one answer for withheld, needs a decision, and does not exist (R87)."""

Describe = Callable[[str], str]
"""The shown text of a fact, by id: what exists, since when, and the source."""


@dataclass(frozen=True)
class Sentence:
    """One reason in words, with its rule's gate, code and clause and the facts it rests on."""

    text: str
    gate: int
    code: str
    clause: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """A decision in words. `mark` is "well known" where a fact it rests on was not looked up."""

    outcome: Outcome
    sentences: tuple[Sentence, ...]
    mark: str
    facts: tuple[tuple[str, str], ...]


_TEXTS = {
    Rule.UNLABELLED: "The portion carries no label: only its author sees it.",
    Rule.MALFORMED: "The label is incomplete: it needs {needed}.",
    Rule.POLICY_UNKNOWN: "The policy {held} is not in the rulebook.",
    Rule.POLICY_MISMATCH: "The label gives the policy the identifier {held}; the policy has {needed}.",
    Rule.CLASS_UNKNOWN: "The level {held} is not a level of {subject}.",
    Rule.CAT_UNKNOWN: "The category {held} is not in {subject}.",
    Rule.CAT_TYPE_MISMATCH: "The category {held} is of another kind than the label says.",
    Rule.CAT_RULE: "A rule of {subject} on {held} is not kept (it asks for {needed}).",
    Rule.PROFILE: "A rule of the profile of {subject} is not kept: {needed}.",
    Rule.NO_CLEARANCE: "{needed} needs a clearance under {subject}; this seat has none.",
    Rule.CLASS_NOT_HELD: "{needed} is not among the levels this seat is cleared for ({held}).",
    Rule.NO_RELEASE_DECISION: "The rules allow a release to this seat; no release decision names it.",
    Rule.NO_BASIS: "No agreement, membership or framework in force on this date lets this information reach this seat.",
    Rule.PERMISSIVE_NONE_HELD: "None of {needed} is held by this seat.",
    Rule.RESTRICTIVE_NOT_HELD: "Every one of {needed} is needed; not held by this seat.",
    Rule.OTHER_CLASS_UNKNOWN: "The text {subject}, a level that cannot be read.",
    Rule.OTHER_CAT_UNKNOWN: "The text {subject}, with a release value that cannot be read: {held}.",
    Rule.OTHER_NO_CLEARANCE: "The text {subject}; this seat has no clearance for it.",
    Rule.OTHER_CLASS_NOT_HELD: "The text {subject}; {needed} is not among the levels this seat is cleared for.",
    Rule.OTHER_NO_RELEASE_DECISION: "The text {subject}; the rules allow a release to this seat, no decision names it.",
    Rule.OTHER_NO_BASIS: "The text {subject}; nothing in force on this date lets that information reach this seat.",
    Rule.COMMUNITY_NOT_HELD: "Need to know: {needed}. This seat is not in it.",
    Rule.NOT_YET: "Not before {needed}.",
    Rule.OPEN_QUESTION: "There is no clear rule for this case: a person must decide.",
    Rule.UNCONFIRMED: "The answer hangs on facts that are not confirmed: a person must decide.",
    Rule.RELEASE_UNKNOWN: "The text {subject}, and to whom its owner released that is not known: a person must decide.",
}


def explain(decision: Decision, describe: Describe) -> Explanation:
    """The full explanation: every reason, or what a release rests on, with the facts in words."""
    facts = {identity for reason in decision.reasons for identity in reason.facts} | set(decision.ground.facts)
    mark = "well known" if decision.ground.confidence is Confidence.WELL_KNOWN else ""
    return Explanation(
        outcome=decision.outcome,
        sentences=tuple(sentence(reason) for reason in decision.reasons),
        mark=mark,
        facts=tuple((identity, describe(identity)) for identity in sorted(facts)),
    )


def sentence(reason: Reason) -> Sentence:
    """One reason in words."""
    text = _TEXTS[reason.rule].format(
        subject=reason.subject, needed=_listed(reason.needed), held=_listed(reason.held) or "none"
    )
    return Sentence(text, reason.rule.gate, reason.rule.code, reason.rule.clause, reason.facts)


def minimal(decision: Decision) -> str:
    """What a reader is told: "released", or the words for a record that does not exist (R87)."""
    return decision.outcome.value if decision.outcome is Outcome.RELEASED else NO_SUCH_RECORD


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)
