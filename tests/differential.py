"""Asking the kernel and the naive twin the same questions of random worlds, and shrinking what they differ on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from concord.release import decide
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from tests import naive
from tests.shrinking import shown
from tests.shrinking import shrink as shrink_value
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
    """What either says: outcome, codes with their gates, the instant until which it holds, and the doubtful facts."""

    outcome: str
    codes: frozenset[tuple[int, str]]
    valid_until: datetime
    doubts: frozenset[str]


@dataclass(frozen=True)
class Difference:
    """A question on which kernel and twin differ, the world it is from, and what they say."""

    seed: int
    asked: Asked
    kernel: Answer | str
    twin: Answer

    def __str__(self) -> str:
        return f"seed {self.seed}\nkernel {self.kernel}\ntwin   {self.twin}\n{shown(self.asked)}"


def ask_kernel(asked: Asked) -> Answer | str:
    """The kernel's answer, or the error it must never raise on data (R1)."""
    try:
        decision = decide(asked.label_set, reader=asked.reader, rulebook=asked.rulebook, at=asked.at)
    except Exception as error:  # noqa: BLE001 (any error of the kernel is a difference to be shown)
        return f"{type(error).__name__}: {error}"
    facts = {m.id for m in asked.rulebook.memberships} | {a.id for a in asked.rulebook.agreements}
    doubts = {fact for r in decision.reasons if r.rule.code == "UNCONFIRMED" for fact in r.facts}
    return Answer(
        outcome=decision.outcome.value,
        codes=frozenset((r.rule.gate, r.rule.code) for r in decision.reasons),
        valid_until=decision.valid_until,
        doubts=frozenset(doubts & facts),
    )


def ask_twin(asked: Asked) -> Answer:
    """The twin's answer."""
    said = naive.decide(asked.label_set, reader=asked.reader, rulebook=asked.rulebook, at=asked.at)
    return Answer(said.outcome, said.codes, said.valid_until, said.doubts)


def compare_world(seed: int, count: int = DECISIONS_A_WORLD, seen: Counter[str] | None = None) -> Iterator[Difference]:
    """The differences on `count` questions of one world; counts outcomes and codes in `seen`."""
    world = make_world(seed)
    for question in world.questions(count):
        asked = Asked(world.rulebook, question.label_set, question.reader, question.at)
        kernel, twin = ask_kernel(asked), ask_twin(asked)
        if seen is not None:
            seen.update([twin.outcome, *(f"{gate} {code}" for gate, code in twin.codes)])
        if kernel != twin:
            yield Difference(seed, asked, kernel, twin)


def kind_of(asked: Asked) -> object:
    """What kernel and twin differ in on one question; None if in nothing."""
    kernel, twin = ask_kernel(asked), ask_twin(asked)
    if isinstance(kernel, str):
        return kernel.partition(":")[0]
    if kernel == twin:
        return None
    return (kernel.codes - twin.codes, twin.codes - kernel.codes, kernel.valid_until == twin.valid_until)


def shrink(difference: Difference) -> Difference:
    """The difference on a question made small; unchanged if it only shows after other questions of its world."""
    if kind_of(difference.asked) is None:
        return difference
    asked = shrink_value(difference.asked, kind_of)
    return Difference(difference.seed, asked, ask_kernel(asked), ask_twin(asked))
