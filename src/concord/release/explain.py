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
    Rule.CLASS_UNKNOWN: "{held} is no level to use in an edition of {subject} that counts here.",
    Rule.CAT_UNKNOWN: "The category {held} is not in an edition of {subject} that counts here.",
    Rule.CAT_TYPE_MISMATCH: "The category {held} is of another kind than the label says.",
    Rule.CAT_RULE: "A rule of {subject} on {held} is not kept (it asks for {needed}).",
    Rule.PROFILE: "A rule of the profile of {subject} is not kept: {needed}.",
    Rule.NO_CLEARANCE: "{needed} needs a clearance under {subject}; {who} has none.",
    Rule.CLASS_NOT_HELD: "{needed} is not among the levels of {who} ({held}).",
    Rule.NO_RELEASE_DECISION: "No release decision on the label reaches {who}.",
    Rule.NO_BASIS: "No agreement, membership or framework in force on this date lets this information reach {who}.",
    Rule.PERMISSIVE_NONE_HELD: "None of {needed} is held by {who}.",
    Rule.RESTRICTIVE_NOT_HELD: "Each of {needed} is needed and not held by {who}.",
    Rule.OTHER_CLASS_UNKNOWN: "The text {subject}, a level that cannot be read.",
    Rule.OTHER_CAT_UNKNOWN: "The text {subject}, with a release value that cannot be read: {held}.",
    Rule.OTHER_NO_CLEARANCE: "The text {subject}; {who} has no clearance for it.",
    Rule.OTHER_CLASS_NOT_HELD: "The text {subject}; {needed} is not among the levels of {who}.",
    Rule.OTHER_NO_RELEASE_DECISION: "The text {subject}; no release decision that is known takes that to {who}.",
    Rule.OTHER_NO_BASIS: "The text {subject}; nothing in force on this date lets that information reach {who}.",
    Rule.COMMUNITY_NOT_HELD: "Need to know: {needed}, and {who} is not in it.",
    Rule.NOT_YET: "Not before {needed}.",
    Rule.OPEN_QUESTION: "One point has no clear rule: a person must decide it.",
    Rule.UNCONFIRMED: "One point rests on facts that are not confirmed: a person must decide it.",
    Rule.RELEASE_UNKNOWN: "The text {subject}; its owner's releases are not all known: a person must decide that.",
}
"""What each reason says by itself: true beside any other reason, so that no two contradict each other (R87)."""

_WITH_A_BASIS = {
    Rule.NO_RELEASE_DECISION: "Agreements and memberships leave room for a release to {who}; "
    "no release decision on the label reaches it.",
    Rule.OTHER_NO_RELEASE_DECISION: "The text {subject}; agreements and memberships leave room for its release to "
    "{who}, no release decision that is known takes it there.",
}
"""What a missing decision says where no missing basis stands beside it (R72)."""

_BASES = frozenset({Rule.NO_BASIS, Rule.OTHER_NO_BASIS})


def explain(decision: Decision, describe: Describe) -> Explanation:
    """The full explanation: every reason, or what a release rests on, with the facts in words."""
    facts = {identity for reason in decision.reasons for identity in reason.facts} | set(decision.ground.facts)
    mark = "well known" if decision.ground.confidence is Confidence.WELL_KNOWN else ""
    return Explanation(
        outcome=decision.outcome,
        sentences=sentences(decision.reasons),
        mark=mark,
        facts=tuple((identity, describe(identity)) for identity in sorted(facts)),
    )


def sentences(reasons: tuple[Reason, ...]) -> tuple[Sentence, ...]:
    """All reasons of one decision in words, in their order; no text contradicts another (R87)."""
    return tuple(_said(reason, text) for reason, text in zip(reasons, templates(reasons), strict=True))


def templates(reasons: tuple[Reason, ...]) -> tuple[str, ...]:
    """The texts of all reasons of one decision, with names in braces for what `fill` puts there."""
    without = {(r.rule.gate, r.subject) for r in reasons if r.rule in _BASES}
    return tuple(
        _TEXTS[r.rule] if (r.rule.gate, r.subject) in without else _WITH_A_BASIS.get(r.rule, _TEXTS[r.rule])
        for r in reasons
    )


def fill(text: str, reason: Reason) -> str:
    """A template in words: what the reason speaks of, needs and found stands in it."""
    needed, held = _listed(reason.needed), _listed(reason.held) or "none"
    return text.format(subject=reason.subject, needed=needed, held=held, who=reason.who)


ALL_TEMPLATES = frozenset({*_TEXTS.values(), *_WITH_A_BASIS.values()})
"""Everything that a template may be."""


def sentence(reason: Reason) -> Sentence:
    """One reason in words, for what it says by itself: right whatever other reasons the decision gives."""
    return _said(reason, _TEXTS[reason.rule])


def _said(reason: Reason, text: str) -> Sentence:
    return Sentence(fill(text, reason), reason.rule.gate, reason.rule.code, reason.rule.clause, reason.facts)


def minimal(decision: Decision) -> str:
    """What a reader is told: "released", or the words for a record that does not exist (R87)."""
    return decision.outcome.value if decision.outcome is Outcome.RELEASED else NO_SUCH_RECORD


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)
