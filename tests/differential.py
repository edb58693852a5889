"""Asking the kernel and the naive twin the same questions of random worlds, and shrinking what they differ on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import TypeVar

from concord.release import Outcome, decide
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from tests import naive
from tests.worlds import Question, make_world

T = TypeVar("T")

DECISIONS_A_WORLD = 1600


@dataclass(frozen=True)
class Answer:
    """What either says: outcome, codes with their gates, the instant until which it holds, and the doubtful facts."""

    outcome: str
    codes: frozenset[tuple[int, str]]
    valid_until: datetime
    doubts: frozenset[str]


@dataclass(frozen=True)
class Difference:
    """A question on which kernel and twin differ."""

    seed: int
    rulebook: Rulebook
    question: Question
    kernel: Answer | str
    twin: Answer

    def __str__(self) -> str:
        lines = [f"seed {self.seed} at {self.question.at}", f"kernel {self.kernel}", f"twin   {self.twin}"]
        parts = (self.rulebook, self.question.label_set, self.question.reader)
        return "\n".join([*lines, *(shown(part) for part in parts)])


def shown(value: object, indent: str = "\n  ") -> str:
    """A value with the fields that are not as they are by default, one to a line where it is deep."""
    if is_dataclass(value) and not isinstance(value, type):
        held = [(f.name, getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) != f.default]
        inner = ", ".join(f"{name}={shown(part, indent + '  ')}" for name, part in held)
        return f"{indent if len(inner) > 80 else ''}{type(value).__name__}({inner})"
    if isinstance(value, tuple):
        return f"({', '.join(shown(part, indent + '  ') for part in value)})"
    return f"{value:%Y-%m-%dT%H:%M:%S.%f}" if isinstance(value, datetime) else repr(value)


def fact_ids(rulebook: Rulebook) -> frozenset[str]:
    """Ids of memberships and agreements: the facts whose doubts are compared."""
    return frozenset(m.id for m in rulebook.memberships) | frozenset(a.id for a in rulebook.agreements)


def ask_kernel(rulebook: Rulebook, question: Question) -> Answer | str:
    """The kernel's answer, or the error it must never raise on data (R1)."""
    try:
        decision = decide(question.label_set, reader=question.reader, rulebook=rulebook, at=question.at)
    except Exception as error:  # noqa: BLE001 (any error of the kernel is a difference to be shown)
        return f"{type(error).__name__}: {error}"
    doubts = {fact for r in decision.reasons if r.rule.code == "UNCONFIRMED" for fact in r.facts}
    return Answer(
        outcome=Outcome(decision.outcome).value,
        codes=frozenset((r.rule.gate, r.rule.code) for r in decision.reasons),
        valid_until=decision.valid_until,
        doubts=frozenset(doubts) & fact_ids(rulebook),
    )


def ask_twin(rulebook: Rulebook, question: Question) -> Answer:
    """The twin's answer."""
    said = naive.decide(question.label_set, reader=question.reader, rulebook=rulebook, at=question.at)
    return Answer(said.outcome, said.codes, said.valid_until, said.doubts)


def compare(rulebook: Rulebook, question: Question, seed: int = -1) -> Difference | None:
    """The difference on one question, if there is one."""
    kernel, twin = ask_kernel(rulebook, question), ask_twin(rulebook, question)
    return None if kernel == twin else Difference(seed, rulebook, question, kernel, twin)


def compare_world(seed: int, count: int = DECISIONS_A_WORLD, seen: Counter[str] | None = None) -> Iterator[Difference]:
    """The differences on `count` questions of one world; counts outcomes and codes in `seen`."""
    world = make_world(seed)
    for question in world.questions(count):
        kernel, twin = ask_kernel(world.rulebook, question), ask_twin(world.rulebook, question)
        if seen is not None:
            seen.update([twin.outcome, *(f"{gate} {code}" for gate, code in twin.codes)])
        if kernel != twin:
            yield Difference(seed, world.rulebook, question, kernel, twin)


# ---- shrinking ------------------------------------------------------------------------------------------------------


def shrink(difference: Difference) -> Difference:
    """A smaller question with a difference of the same kind: parts are left out one by one while it remains."""

    def still(rulebook: Rulebook, question: Question) -> Difference | None:
        found = compare(rulebook, question, difference.seed)
        return found if found is not None and kind_of(found) == kind_of(difference) else None

    smallest = difference
    for _ in range(3):
        before = smallest
        smallest = shrink_part(smallest, smallest.rulebook, lambda d, v: still(v, d.question))
        smallest = shrink_part(smallest, smallest.question.label_set, lambda d, v: still(d.rulebook, asked(d, v)))
        smallest = shrink_part(smallest, smallest.question.reader, lambda d, v: still(d.rulebook, read_by(d, v)))
        if smallest == before:
            break
    return smallest


def kind_of(difference: Difference) -> tuple[object, ...]:
    """What differs, so that shrinking does not slip to another difference."""
    kernel, twin = difference.kernel, difference.twin
    if isinstance(kernel, str):
        return (kernel.partition(":")[0],)
    return (kernel.codes - twin.codes, twin.codes - kernel.codes, kernel.valid_until == twin.valid_until)


def asked(difference: Difference, label_set: LabelSet) -> Question:
    """The question with another label set."""
    return replace(difference.question, label_set=label_set)


def read_by(difference: Difference, reader: Reader) -> Question:
    """The question with another reader."""
    return replace(difference.question, reader=reader)


def shrink_part(difference: Difference, value: T, still: Callable[[Difference, T], Difference | None]) -> Difference:
    """The difference with `value` made as small as it goes."""
    reduced = True
    while reduced:
        reduced = False
        for smaller in smaller_than(value):
            found = still(difference, smaller)
            if found is not None:
                difference, value, reduced = found, smaller, True
                break
    return difference


def smaller_than(value: T) -> Iterator[T]:
    """The values with one element of one collection, or one optional part, left out, at any depth."""
    if not is_dataclass(value) or isinstance(value, type):
        return
    for part in fields(value):
        held = getattr(value, part.name)
        if held is not None and "None" in str(part.type):
            yield replace(value, **{part.name: None})
        for smaller in smaller_parts(held):
            try:
                yield replace(value, **{part.name: smaller})
            except ValueError:
                continue


def smaller_parts(held: object) -> Iterator[object]:
    """What may stand in place of one part of a value."""
    if isinstance(held, tuple):
        for i, element in enumerate(held):
            yield held[:i] + held[i + 1 :]
            for smaller in smaller_than(element):
                yield (*held[:i], smaller, *held[i + 1 :])
    elif isinstance(held, frozenset):
        for element in sorted(held, key=str):
            yield held - {element}
    elif is_dataclass(held) and not isinstance(held, type):
        yield from smaller_than(held)
