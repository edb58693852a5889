"""The smallest sets of changes that reach a goal: these readers may read these portions.

The changes that release each square of the goal are put together, and every set is verified by deciding afresh.
Source: docs/spec/release.md R122.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from concord.release.answers import Answer
from concord.release.changes import HYPOTHESES, AddVariant, Brief, Change, Consent, Reword, World, apply_all
from concord.release.remedies import remedies
from concord.release.ways import unions, ways
from concord.release.whatif import best_answers

COMPLETE_UP_TO = 3
"""Sets up to this many changes are all tried; beyond, one is found by leaving out what is not needed."""

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
    answers = best_answers(world, at)
    asked = [(portion, reader) for portion in sorted(goal.portions) for reader in sorted(goal.readers)]
    still_open = [square for square in asked if answers.get(square) is not Answer.RELEASED]
    if not still_open:
        return Unlock(((),), is_smallest=True, tried=())
    tried = tuple(sorted((*_candidates(goal, world, at), *hypotheses), key=_rank))
    known = all(square in answers for square in still_open)
    for size in range(1, COMPLETE_UP_TO + 1) if known else ():
        of_squares = ways(still_open, world, tried, size, at)
        chosen = sorted(map(sorted, unions(sorted(of_squares.values(), key=len), size)))
        sets = [tuple(tried[number] for number in numbers) for numbers in chosen]
        found = [changes for changes in sets if is_reached(goal, apply_all(changes, world), at)]
        if found:
            return Unlock(tuple(found[:MOST_SETS]), is_smallest=True, tried=tried)
    last = _pruned(goal, world, tried, at)
    return Unlock((last,) if last is not None else (), is_smallest=False, tried=tried)


def is_reached(goal: Goal, world: World, at: datetime) -> bool:
    """Whether every reader of the goal is released every portion of it."""
    answers = best_answers(world, at)
    return all(
        answers.get((portion, reader)) is Answer.RELEASED for portion in goal.portions for reader in goal.readers
    )


def _candidates(goal: Goal, world: World, at: datetime) -> tuple[Change, ...]:
    readers = tuple(reader for reader in world.readers if reader.id in goal.readers)
    found: dict[Change, None] = {}
    for portion in world.record.portions:
        if portion.id in goal.portions:
            found.update(dict.fromkeys(remedies(world, portion, readers, at)))
    return tuple(found)


def _pruned(goal: Goal, world: World, changes: tuple[Change, ...], at: datetime) -> tuple[Change, ...] | None:
    """All changes without those the goal is reached without, the hardest left out first; None if it is not reached."""
    if not is_reached(goal, apply_all(changes, world), at):
        return None
    size = len(changes)
    while size:
        for end in range(len(changes), 0, -size):
            fewer = changes[: max(end - size, 0)] + changes[end:]
            if is_reached(goal, apply_all(fewer, world), at):
                changes = fewer
        size //= 2
    return changes


_KINDS: tuple[type[object], ...] = (Reword, AddVariant, Brief)
"""What staff can do at the desk, nearest first; then persons, then release decisions, then hypotheses."""


def _rank(change: Change) -> int:
    if isinstance(change, HYPOTHESES):
        return 6
    if isinstance(change, Consent):
        return 5
    return next((place for place, kind in enumerate(_KINDS) if isinstance(change, kind)), 4)
