"""Decisions of the kernel and of the naive twin in random worlds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from concord.release import decide
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from tests import naive
from tests.asking import Subject
from tests.worlds import make_world

DECISIONS_A_WORLD = 1600


@dataclass(frozen=True)
class Asked:
    """Everything one decision is a function of."""

    rulebook: Rulebook
    label_set: LabelSet
    reader: Reader
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What either says: outcome, codes with gates, until when, the doubtful facts, how sure a release is."""

    outcome: str
    codes: frozenset[tuple[int, str]]
    valid_until: datetime
    doubts: frozenset[str]
    ground: int


def questions(seed: int) -> Iterator[Asked]:
    """The questions of one world, all of one rulebook."""
    world = make_world(seed)
    for question in world.questions(DECISIONS_A_WORLD):
        yield Asked(world.rulebook, question.label_set, question.reader, question.at)


def kernel_decides(asked: Asked) -> Answer:
    """The kernel's answer; of doubtful facts only memberships and agreements, which alone have ids."""
    decision = decide(asked.label_set, reader=asked.reader, rulebook=asked.rulebook, at=asked.at)
    facts = {m.id for m in asked.rulebook.memberships} | {a.id for a in asked.rulebook.agreements}
    doubts = {fact for r in decision.reasons if r.rule.code == "UNCONFIRMED" for fact in r.facts}
    return Answer(
        outcome=decision.outcome.value,
        codes=frozenset((r.rule.gate, r.rule.code) for r in decision.reasons),
        valid_until=decision.valid_until,
        doubts=frozenset(doubts & facts),
        ground=int(decision.ground.confidence),
    )


def twin_decides(asked: Asked) -> Answer:
    """The twin's answer."""
    said = naive.decide(asked.label_set, reader=asked.reader, rulebook=asked.rulebook, at=asked.at)
    return Answer(said.outcome, said.codes, said.valid_until, said.doubts, int(said.ground))


def kind(kernel: object, twin: object) -> object:
    """Which codes only one of them gives, and whether the instants differ."""
    if not isinstance(kernel, Answer) or not isinstance(twin, Answer):
        return None
    return kernel.codes - twin.codes, twin.codes - kernel.codes, kernel.valid_until == twin.valid_until


DECISIONS = Subject("differential", questions, kernel_decides, twin_decides, kind)
