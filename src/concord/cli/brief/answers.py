"""The answers of a brief: each distinct answer once, in sentences, with what staff can do next.

Source: docs/spec/brief.md; words on screen from release.md section 5.
"""

from __future__ import annotations

from concord.cli.brief.contract import Answer, Mark, Outcome, Reason
from concord.release.answers import DECISIONS, answer_of, bits_of
from concord.release.answers import Answer as Shown
from concord.release.decide import Decision
from concord.release.explain import sentence
from concord.release.periods import Confidence
from concord.release.reasons import Reason as Why
from concord.release.reasons import Rule

OUTCOMES: dict[Shown, Outcome] = {
    Shown.RELEASED: "released",
    Shown.RELEASABLE: "releasable",
    Shown.REFER: "refer",
    Shown.WITHHELD: "withheld",
}
TITLES = {
    Shown.RELEASED: "Released",
    Shown.RELEASABLE: "Not released; releasable on decision",
    Shown.REFER: "Needs a decision",
    Shown.WITHHELD: "Not released",
}
NEXT = {
    Rule.NO_RELEASE_DECISION: "A release decision that names this recipient, with the consent of every originator.",
    Rule.OTHER_NO_RELEASE_DECISION: "The other owner's decision to release what the text holds or names.",
    Rule.RELEASE_UNKNOWN: "Ask the other owner to whom this information has been released.",
    Rule.UNCONFIRMED: "Confirm the facts named here, or decide the single case.",
    Rule.OPEN_QUESTION: "The person named by the open question decides the single case.",
    Rule.COMMUNITY_NOT_HELD: "Admit the reader to the community, if the need to know is there.",
    Rule.NO_CLEARANCE: "A clearance, or below the level that needs one a briefing.",
    Rule.CLASS_NOT_HELD: "A clearance for this level, or below the level that needs one a briefing.",
}


class Answers:
    """The distinct answers met so far, by what they say."""

    def __init__(self) -> None:
        self.entries: list[Answer] = []
        self.facts: set[str] = set()
        self._known: dict[object, int] = {}

    def index(self, decision: Decision) -> int:
        """The number of a decision's answer; two decisions that say the same share it."""
        key = (decision.reasons, decision.ground)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.entries)
            self.entries.append(self._answer(decision))
        return found

    def outcome(self, index: int) -> Outcome:
        """The outcome of an answer."""
        return self.entries[index]["outcome"]

    def _answer(self, decision: Decision) -> Answer:
        shown = answer_of(bits_of(reason.rule for reason in decision.reasons))
        mark: Mark = "well known" if decision.ground.confidence is Confidence.WELL_KNOWN else ""
        reasons = [_reason(reason) for reason in decision.reasons] or [_ground(decision)]
        for reason in reasons:
            self.facts.update(reason["facts"])
        settled = [NEXT[r.rule] for r in decision.reasons if r.rule in NEXT and shown is not Shown.WITHHELD]
        if shown is Shown.WITHHELD:
            settled = [NEXT[r.rule] for r in decision.reasons if r.rule in NEXT and r.rule not in DECISIONS]
        return {
            "outcome": OUTCOMES[shown],
            "mark": mark,
            "title": TITLES[shown],
            "reasons": reasons,
            "next": list(dict.fromkeys(settled)),
        }


def _reason(reason: Why) -> Reason:
    said = sentence(reason)
    return {"text": said.text, "rule": said.clause, "facts": list(said.facts)}


def _ground(decision: Decision) -> Reason:
    text = "Every gate passes." if decision.ground.facts else "Every gate passes; no fact is needed."
    return {"text": text, "rule": "R2", "facts": list(decision.ground.facts)}
