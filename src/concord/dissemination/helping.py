"""What staff can do so that a group of readers gets a portion: each change tried alone, by deciding anew.

Source: docs/spec/documents.md P15; docs/spec/release.md R120, R122.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from concord.dissemination.brief.staff import is_better, is_near, label_set_after
from concord.dissemination.matrix import Table
from concord.release.answers import Answer
from concord.release.changes import Admit, Brief, Change, Clear, World, apply
from concord.release.labels import LabelSet
from concord.release.matrix import matrix
from concord.release.readers import Reader
from concord.release.remedies import remedies
from concord.release.whatif import ORDER

OF_READERS = Admit | Brief | Clear


@dataclass(frozen=True)
class Help:
    """A change, and the answer that every reader of the group has after it at the least."""

    change: Change
    after: Answer


def helps(table: Table, row: int, column: int) -> tuple[Help, ...]:
    """The changes that bring a square nearer to release for every reader of its group, nearest to staff first.

    What concerns a reader is asked of one of the group and stands for the same done for each.
    """
    before = table.answer(row, column)
    if before is Answer.RELEASED:
        return ()
    readers = table.readers(column)
    portion = table.scene.record.portions[row]
    world = World(table.scene.record, readers, table.squares.rulebook)
    found: list[Help] = []
    for change in remedies(world, portion, readers, table.at):
        if isinstance(change, OF_READERS) and change.reader != readers[0].id:
            continue
        if is_near(change, portion, table.scene):
            found.append(Help(change, _after(change, world, row, table)))
    return tuple(each for each in found if is_better(each.after, before))


def _after(change: Change, world: World, row: int, table: Table) -> Answer:
    """The worst answer of those that the readers whom a change concerns have after it."""
    if isinstance(change, OF_READERS):
        readers: tuple[Reader, ...] = apply(change, World(world.record, world.readers[:1], world.rulebook)).readers
        label_set = table.squares.label_sets[row]
    else:
        readers, label_set = world.readers, label_set_after(change, table.scene)
    return max(_answers(label_set, readers, table), key=ORDER.index)


def _answers(label_set: LabelSet, readers: tuple[Reader, ...], table: Table) -> Iterator[Answer]:
    squares = matrix((label_set,), readers, rulebook=table.squares.rulebook, at=table.at)
    yield from (squares.answer(0, column) for column in range(len(readers)))
