"""For each square that is not released, the sets of changes that would release it.

A square depends on the wordings of its portion, on its reader and on the facts: only changes of these are combined.
Source: docs/spec/release.md R122.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, combinations

from concord.release.changes import HYPOTHESES, Admit, Brief, Change, Clear, World, apply_all
from concord.release.labels import LabelSet
from concord.release.matrix import matrix
from concord.release.readers import Reader

Square = tuple[str, str]
"""A portion (the id of its first wording) and a reader."""

Chosen = frozenset[int]
"""Changes, by their places in the sequence they are chosen from."""


def ways(
    squares: Sequence[Square], world: World, changes: Sequence[Change], most: int, at: datetime
) -> dict[Square, tuple[Chosen, ...]]:
    """For each square the sets of at most `most` of `changes` that release it, none holding another, smallest first."""
    found: dict[Square, list[Chosen]] = {square: [] for square in squares}
    assumptions = _of(changes, lambda change: isinstance(change, HYPOTHESES))
    for assumed in _subsets(assumptions, most):
        amended = apply_all(_pick(changes, assumed), world)
        for portion in dict.fromkeys(portion for portion, _ in squares):
            readers = {reader for asked, reader in squares if asked == portion}
            for reader, chosen in _released(portion, readers, amended, changes, most - len(assumed), at):
                found[portion, reader].append(frozenset((*assumed, *chosen)))
    return {square: _smallest(sets) for square, sets in found.items()}


def _released(
    portion: str, readers: set[str], world: World, changes: Sequence[Change], most: int, at: datetime
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each reader with each set of changes, of the portion and of this reader, that releases the portion to it."""
    wordings = {
        chosen: _wordings(portion, world, _pick(changes, chosen)) for chosen in _written(portion, changes, most)
    }
    rows = {label_set: n for n, label_set in enumerate(dict.fromkeys(chain.from_iterable(wordings.values())))}
    seats = [seat for reader in world.readers if reader.id in readers for seat in _seats(reader, world, changes, most)]
    held = matrix(rows, (reader for _, reader in seats), rulebook=world.rulebook, at=at).squares
    for column, (granted, reader) in enumerate(seats):
        for chosen, label_sets in wordings.items():
            if len(chosen) + len(granted) <= most and any(held[rows[each]][column] == 0 for each in label_sets):
                yield reader.id, (*chosen, *granted)


def _written(portion: str, changes: Sequence[Change], most: int) -> Iterator[tuple[int, ...]]:
    """The sets of changes of one portion's wordings."""
    return _subsets(_of(changes, lambda change: getattr(change, "portion", None) == portion), most)


def _seats(
    reader: Reader, world: World, changes: Sequence[Change], most: int
) -> Iterator[tuple[tuple[int, ...], Reader]]:
    """A reader after each set of changes of what it holds."""
    own = _of(changes, lambda change: isinstance(change, Admit | Brief | Clear) and change.reader == reader.id)
    alone = World(world.record, (reader,), world.rulebook)
    for granted in _subsets(own, most):
        yield granted, apply_all(_pick(changes, granted), alone).readers[0]


def _wordings(portion: str, world: World, changes: tuple[Change, ...]) -> tuple[LabelSet, ...]:
    """The label sets of a portion's wordings after changes of them."""
    record = apply_all(changes, world).record
    return tuple(record.label_set(each) for each in record.portions if portion in (each.id, each.variant_of))


def _of(changes: Sequence[Change], is_meant: Callable[[Change], bool]) -> list[int]:
    return [number for number, change in enumerate(changes) if is_meant(change)]


def _pick(changes: Sequence[Change], chosen: Iterable[int]) -> tuple[Change, ...]:
    return tuple(changes[number] for number in chosen)


def _subsets(numbers: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    """Every set of at most `most` numbers, in order, the smallest sets first."""
    return chain.from_iterable(combinations(numbers, size) for size in range(most + 1))


def _smallest(sets: Iterable[Chosen]) -> tuple[Chosen, ...]:
    """The sets that hold no other of them."""
    found: list[Chosen] = []
    for chosen in sorted(sets, key=len):
        if not any(smaller <= chosen for smaller in found):
            found.append(chosen)
    return tuple(found)


def unions(ways_of: Sequence[tuple[Chosen, ...]], most: int) -> Iterator[Chosen]:
    """Every union, of at most `most` changes, of one way for each square; the first square still open comes next."""

    def grow(chosen: Chosen) -> Iterator[Chosen]:
        still_open = next((own for own in ways_of if not any(way <= chosen for way in own)), None)
        if still_open is None:
            yield chosen
            return
        for way in still_open:
            if len(chosen | way) <= most:
                yield from grow(chosen | way)

    yield from dict.fromkeys(grow(frozenset()))
