"""Reasons in words: no text of a decision contradicts another, whatever rules it fails on together (R87)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from concord.release import Outcome, decide
from concord.release.decide import Decision
from concord.release.explain import explain, sentence, sentences
from concord.release.reasons import Reason, Rule
from tests.worlds import make_world

CLAIMS = (
    ("leave room for", "room", True),
    ("No agreement, membership or framework", "room", False),
    ("nothing in force on this date", "room", False),
    ("has none", "a level is held", False),
    ("has no clearance", "a level is held", False),
    ("among the levels of", "a level is held", True),
    ("cannot be read", "read", False),
    ("is not in an edition", "in each edition", False),
    ("is of another kind", "in an edition", True),
    ("releases are not all known", "every release is known", False),
    ("no release decision reaches", "every release is known", True),
    ("carries no label", "a label", False),
    ("the label", "a label", True),
    ("hangs on", "a person settles it", True),
    ("a person must decide.", "a person settles it", True),
    ("Not before", "a person settles it", False),
)
"""A phrase of a text, what it speaks of, and whether it says so or says the opposite."""

FIRST = {rule for rule in Rule if rule.gate == 1}
LABEL = {rule for rule in Rule if 2 <= rule.gate <= 4}
NEVER_TOGETHER = {
    *(frozenset({Rule.UNLABELLED, rule}) for rule in Rule if rule is not Rule.UNLABELLED),
    *(frozenset({first, other}) for first in FIRST for other in LABEL),
    *(frozenset({Rule.POLICY_UNKNOWN, rule}) for rule in FIRST - {Rule.POLICY_UNKNOWN, Rule.MALFORMED}),
    frozenset({Rule.NO_CLEARANCE, Rule.CLASS_NOT_HELD}),
    frozenset({Rule.OTHER_NO_CLEARANCE, Rule.OTHER_CLASS_NOT_HELD}),
}
"""Pairs of rules that no label and seat fail on together, on one subject: R15, gate 1 before gates 2 to 4, R20, R70."""


def reasons_on(rules: tuple[Rule, ...]) -> tuple[Reason, ...]:
    """Reasons on one label and on one mention, the hardest case for what they say."""
    return tuple(
        Reason(rule, "contains NATO secret" if rule.gate == 5 else "Harbour", ("SECRET",), ("OTHER",)) for rule in rules
    )


def contradictions(reasons: tuple[Reason, ...], outcome: Outcome) -> Iterator[str]:
    """What one text says and another denies, of one subject."""
    said: dict[tuple[str, str], bool] = {}
    if outcome is Outcome.WITHHELD:
        said["", "a person settles it"] = False
    for reason, words in zip(reasons, sentences(reasons), strict=True):
        for phrase, claim, is_so in CLAIMS:
            subject = "" if claim in ("a label", "a person settles it") else reason.subject
            if phrase in words.text and said.setdefault((subject, claim), is_so) is not is_so:
                yield f"{reason.rule.name}: {words.text}"


def pairs_of(decision: Decision) -> set[frozenset[Rule]]:
    """The pairs of rules that a decision fails on, on one subject; the gates of the label speak of one label."""
    found = [(r.rule, "" if r.rule.gate != 5 else r.subject) for r in decision.reasons]
    return {frozenset({a, b}) for (a, x), (b, y) in combinations(found, 2) if a is not b and (x == y or "" in (x, y))}


@pytest.fixture(scope="module")
def decisions() -> list[Decision]:
    worlds = [make_world(seed) for seed in range(12)]
    return [
        decide(q.label_set, reader=q.reader, rulebook=world.rulebook, at=q.at)
        for world in worlds
        for q in world.questions(400)
    ]


@pytest.mark.parametrize("pair", [p for p in combinations(Rule, 2) if frozenset(p) not in NEVER_TOGETHER], ids=str)
def test_no_two_texts_contradict_each_other(pair: tuple[Rule, Rule]) -> None:
    withheld = any(rule.outcome is Outcome.WITHHELD for rule in pair)
    assert not list(contradictions(reasons_on(pair), Outcome.WITHHELD if withheld else Outcome.REFER))


def test_no_decision_contradicts_itself(decisions: list[Decision]) -> None:
    assert not [said for d in decisions for said in contradictions(d.reasons, d.outcome)]


def test_pairs_that_are_left_out_are_never_given(decisions: list[Decision]) -> None:
    given = {pair for decision in decisions for pair in pairs_of(decision)}
    assert frozenset({Rule.NO_RELEASE_DECISION, Rule.NO_BASIS}) in given
    assert not given & NEVER_TOGETHER


def test_room_for_a_release_is_said_only_where_there_is_some() -> None:
    alone = sentences(reasons_on((Rule.NO_RELEASE_DECISION,)))
    both = sentences(reasons_on((Rule.NO_RELEASE_DECISION, Rule.NO_BASIS)))
    assert "leave room for a release to this seat" in alone[0].text
    assert "room" not in both[0].text
    assert "lets this information reach this seat" in both[1].text


def test_a_reason_by_itself_is_worded_for_any_company() -> None:
    for rule in Rule:
        (reason,) = reasons_on((rule,))
        assert "room" not in sentence(reason).text


def test_an_explanation_words_all_reasons_together(decisions: list[Decision]) -> None:
    for decision in decisions[:200]:
        assert explain(decision, str).sentences == sentences(decision.reasons)
