"""The answers of a brief: each distinct answer once, in sentences, with what staff can do next.

Source: docs/spec/brief.md; words on screen from release.md section 5.
"""

from __future__ import annotations

from collections.abc import Iterable

from concord.dissemination.brief.contract import Answer, Fact, Mark, Outcome
from concord.dissemination.brief.contract import Reason as Said
from concord.dissemination.brief.naming import OwnAgreement, OwnStanding, own_fact
from concord.dissemination.scene import GRADES, Scene, house
from concord.release.answers import DECISIONS, answer_of, bits_of
from concord.release.answers import Answer as Shown
from concord.release.decide import Decision
from concord.release.explain import Sentence, sentences
from concord.release.periods import Confidence
from concord.release.readers import Reader
from concord.release.reasons import Reason, Rule

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


GROUND = "Every gate passes for {level}: the level, the release, every originator, the need to know and the date."
"""What a release rests on."""


def to_decide(reasons: Iterable[Reason], shown: Shown) -> tuple[str, ...]:
    """What has to be decided, and by whom, before what failed for these reasons may be released."""
    rules = (reason.rule for reason in reasons if reason.rule in NEXT)
    return tuple(dict.fromkeys(NEXT[r] for r in rules if shown is not Shown.WITHHELD or r not in DECISIONS))


class Answers:
    """The distinct answers met so far, by what they say.

    An answer stands for every reader of a group, so it speaks of "the party" and never of the one it was made from:
    facts about one party are named by what kind of fact they are (R124).
    """

    def __init__(self, scene: Scene) -> None:
        self.entries: list[Answer] = []
        self.facts: dict[str, Fact] = {}
        self._scene = scene
        self._known: dict[object, int] = {}
        self._said: dict[str, int] = {}

    def index(self, decision: Decision) -> int:
        """The number of a decision's answer; two decisions that say the same share it."""
        reader = decision.reader
        key = (decision.reasons, decision.ground, decision.key if not decision.reasons else None, reader.party)
        found = self._known.get(key)
        if found is None:
            answer = self._answer(decision)
            found = self._said.setdefault(repr(answer), len(self.entries))
            if found == len(self.entries):
                self.entries.append(answer)
            self._known[key] = found
        return found

    def _answer(self, decision: Decision) -> Answer:
        shown = answer_of(bits_of(reason.rule for reason in decision.reasons))
        mark: Mark = "well known" if decision.ground.confidence is Confidence.WELL_KNOWN else ""
        reasons = [self._reason(decision, said) for said in sentences(decision.reasons)] or [self._ground(decision)]
        return {
            "outcome": OUTCOMES[shown],
            "mark": mark,
            "title": TITLES[shown],
            "reasons": reasons,
            "next": list(to_decide(decision.reasons, shown)),
        }

    def _reason(self, decision: Decision, said: Sentence) -> Said:
        return {"text": said.text, "rule": said.clause, "facts": self._facts(decision.reader, said.facts)}

    def _ground(self, decision: Decision) -> Said:
        """What a release rests on: the label's level, and the facts behind the values that reach this reader."""
        form = decision.key.originator
        level = form.level.upper() if form else ""
        return {
            "text": GROUND.format(level=level),
            "rule": "R2",
            "facts": self._facts(decision.reader, decision.ground.facts),
        }

    def _facts(self, reader: Reader, identities: tuple[str, ...]) -> list[str]:
        found = dict.fromkeys(self._name(reader, identity) for identity in identities)
        return list(found)

    def _name(self, reader: Reader, identity: str) -> str:
        """The id under which a fact is shown: its own, or the kind of fact it is where it speaks of one party."""
        found = own_fact(identity, reader, self._scene.book.rulebook.index)
        if isinstance(found, OwnStanding):
            word = f"{found.membership.standing.value} of {house(found.membership.organisation)}"
            return self._general(f"The party's standing: {word}", found.grade)
        if isinstance(found, OwnAgreement):
            word = found.agreement.kind.value.capitalize()
            return self._general(f"{word} between the party and {house(found.other)}", found.grade)
        if identity not in self.facts:
            self.facts[identity] = self._scene.fact(identity)
        return identity

    def _general(self, text: str, grade: Confidence) -> str:
        identity = f"{text} ({GRADES[grade]})"
        self.facts[identity] = {"text": text, "since": "", "confidence": GRADES[grade], "source": ""}
        return identity
