"""The smallest sets of changes that reach a goal: these readers may read these portions.

A minimal hitting set over the reasons of the goal's squares, each set verified by deciding afresh.
Source: docs/spec/release.md R122.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from concord.release.answers import Answer
from concord.release.changes import HYPOTHESES, AddVariant, Brief, Change, Consent, Reword, World, apply, apply_all
from concord.release.remedies import remedies
from concord.release.whatif import best_answers, matrix_of

COMPLETE_UP_TO = 3
"""Sets up to this many changes are all tried; beyond, the search is greedy."""

MOST_SETS = 24
"""How many sets of the smallest size are given."""


@dataclass(frozen=True)
class Goal:
    """These readers are to be released these portions (ids of first wordings), a variant counting for its portion."""

    readers: frozenset[str]
    portions: frozenset[str]


@dataclass(frozen=True)
class Unlock:
    """The answer to a goal.

    `sets` are the smallest sets of changes found, best first; empty if none reaches the goal, () in it if the goal is
    reached already. `is_smallest` is whether smaller sets are excluded: they are, up to three changes, among `tried`.
    """

    sets: tuple[tuple[Change, ...], ...]
    is_smallest: bool
    tried: tuple[Change, ...]


def unlock(goal: Goal, world: World, at: datetime, *, hypotheses: tuple[Change, ...] = ()) -> Unlock:
    """The smallest sets of staff's changes, and of `hypotheses` if any are given, that reach `goal` at `at`."""
    if is_reached(goal, world, at):
        return Unlock(((),), is_smallest=True, tried=())
    needs = _needs(goal, world, at)
    candidates = (*_candidates(goal, world, at), *hypotheses)
    hits = [(change, _hit(change, goal, world, needs, at)) for change in candidates]
    useful = sorted(((c, bits) for c, bits in hits if bits), key=lambda pair: (_rank(pair[0]), -pair[1].bit_count()))
    full = (1 << len(needs)) - 1
    for size in range(1, COMPLETE_UP_TO + 1):
        found = [s for s in _covers(useful, full, size) if is_reached(goal, apply_all(s, world), at)]
        if found:
            return Unlock(tuple(_ranked(found)[:MOST_SETS]), is_smallest=True, tried=candidates)
    greedy = _greedy(useful, full)
    reached = greedy is not None and is_reached(goal, apply_all(greedy, world), at)
    return Unlock((greedy,) if greedy is not None and reached else (), is_smallest=False, tried=candidates)


def is_reached(goal: Goal, world: World, at: datetime) -> bool:
    """Whether every reader of the goal is released every portion of it."""
    answers = best_answers(world, at)
    return all(
        answers.get((portion, reader)) is Answer.RELEASED for portion in goal.portions for reader in goal.readers
    )


Need = tuple[str, str, int]
"""One rule bit to be settled: (portion, reader, bit)."""


def _needs(goal: Goal, world: World, at: datetime) -> dict[Need, int]:
    """What keeps the goal's squares from release, each numbered: the rules of the first wording."""
    open_squares = {k for k, answer in best_answers(world, at).items() if answer is not Answer.RELEASED}
    needs: dict[Need, int] = {}
    for portion, reader, bits in _squares(goal, world, at):
        if (portion, reader) in open_squares:
            for bit in _bits(bits):
                needs[portion, reader, bit] = len(needs)
    return needs


def _squares(goal: Goal, world: World, at: datetime) -> Iterator[tuple[str, str, int]]:
    squares = matrix_of(world, at)
    for row, portion in enumerate(world.record.portions):
        if portion.id in goal.portions and portion.variant_of is None:
            for column, reader in enumerate(world.readers):
                if reader.id in goal.readers:
                    yield portion.id, reader.id, squares.squares[row][column]


def _bits(bits: int) -> Iterator[int]:
    while bits:
        yield bits & -bits
        bits &= bits - 1


def _hit(change: Change, goal: Goal, world: World, needs: dict[Need, int], at: datetime) -> int:
    """The needs that a change settles by itself, as bits: a rule no longer failed on, or the square released."""
    after = apply(change, world)
    answers = best_answers(after, at)
    left = {(p, r, bit) for p, r, bits in _squares(goal, after, at) for bit in _bits(bits)}
    settled = 0
    for need, number in needs.items():
        portion, reader, _ = need
        if need not in left or answers[portion, reader] is Answer.RELEASED:
            settled |= 1 << number
    return settled


def _candidates(goal: Goal, world: World, at: datetime) -> tuple[Change, ...]:
    readers = tuple(reader for reader in world.readers if reader.id in goal.readers)
    found: dict[Change, None] = {}
    for portion in world.record.portions:
        if portion.id in goal.portions:
            found.update(dict.fromkeys(remedies(world, portion, readers, at)))
    return tuple(found)


def _covers(hits: list[tuple[Change, int]], full: int, size: int) -> Iterator[tuple[Change, ...]]:
    """Every set of at most `size` changes that settles all needs, each once: the first open need is settled next."""

    def grow(chosen: tuple[int, ...], settled: int) -> Iterator[frozenset[int]]:
        if settled == full:
            yield frozenset(chosen)
        elif len(chosen) < size:
            lowest = ~settled & (settled + 1)
            for number, (_, bits) in enumerate(hits):
                if bits & lowest:
                    yield from grow((*chosen, number), settled | bits)

    for chosen in dict.fromkeys(grow((), 0)):
        yield tuple(hits[number][0] for number in sorted(chosen))


def _greedy(hits: list[tuple[Change, int]], full: int) -> tuple[Change, ...] | None:
    chosen: list[Change] = []
    settled = 0
    while settled != full:
        change, bits = max(hits, key=lambda pair: (pair[1] & ~settled).bit_count(), default=(None, 0))
        if change is None or not bits & ~settled:
            return None
        chosen.append(change)
        settled |= bits
    return tuple(chosen)


_KINDS: tuple[type[object], ...] = (Reword, AddVariant, Brief)
"""What staff can do at the desk, nearest first; then persons, then release decisions, then hypotheses."""


def _rank(change: Change) -> int:
    if isinstance(change, HYPOTHESES):
        return 6
    if isinstance(change, Consent):
        return 5
    return next((place for place, kind in enumerate(_KINDS) if isinstance(change, kind)), 4)


def _ranked(sets: list[tuple[Change, ...]]) -> list[tuple[Change, ...]]:
    return sorted(dict.fromkeys(sets), key=lambda changes: sorted(map(_rank, changes)))
