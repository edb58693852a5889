"""Asking kernel and naive twin the same questions, whatever the questions are about, and showing where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from tests.shrinking import shown, shrink

Q = TypeVar("Q")


@dataclass(frozen=True)
class Subject(Generic[Q]):
    """One thing both can answer: its questions in the world of a seed, how to ask either, and how answers differ.

    `kind` says what differs between two answers, coarsely, so that shrinking does not slip to another difference.
    """

    name: str
    questions: Callable[[int], Iterator[Q]]
    kernel: Callable[[Q], object]
    twin: Callable[[Q], object]
    kind: Callable[[object, object], object]


@dataclass(frozen=True)
class Difference(Generic[Q]):
    """A question on which kernel and twin differ."""

    subject: Subject[Q]
    seed: int
    question: Q

    def __str__(self) -> str:
        question = shrink(self.question, lambda asked: kind_of(self.subject, asked))
        kernel, twin = ask_kernel(self.subject, question), self.subject.twin(question)
        return f"{self.subject.name}, seed {self.seed}\nkernel {shown(kernel)}\ntwin   {shown(twin)}\n{shown(question)}"


def ask_kernel(subject: Subject[Q], question: Q) -> object:
    """The kernel's answer, or the name of the error it must never raise on data (R1)."""
    try:
        return subject.kernel(question)
    except Exception as error:  # noqa: BLE001 (any error of the kernel is a difference to be shown)
        return type(error).__name__


def kind_of(subject: Subject[Q], question: Q) -> object:
    """What kernel and twin differ in on one question; None if in nothing."""
    kernel, twin = ask_kernel(subject, question), subject.twin(question)
    if kernel == twin:
        return None
    return kernel if isinstance(kernel, str) else subject.kind(kernel, twin)


def differences(subject: Subject[Q], seed: int, count: int) -> Iterator[Difference[Q] | None]:
    """For each of at most `count` questions of one world: the difference, or None where both say the same.

    One rulebook is asked them all, so that what it remembers is tried as well.
    """
    for number, question in enumerate(subject.questions(seed)):
        if number >= count:
            return
        same = ask_kernel(subject, question) == subject.twin(question)
        yield None if same else Difference(subject, seed, question)
