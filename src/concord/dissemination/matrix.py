"""The matrix of a document as one seat sees it: its portions by groups of readers, on a day.

Nothing here decides: squares are the kernel's, and groups and dates are read off them.
Source: docs/spec/documents.md P9-P13.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from concord.desk import Edition, Moment
from concord.dissemination.brief.apart import Part, parts_of
from concord.dissemination.known import Known, Print, facts_of, known_readers, readers_file
from concord.dissemination.papers import Paper, paper_of, places
from concord.dissemination.scene import Scene
from concord.release.answers import Answer, answer_of
from concord.release.edition import Banner, banner
from concord.release.groups import Group
from concord.release.matrix import Matrix
from concord.release.readers import Reader


@dataclass(frozen=True)
class Table:
    """A paper on a day: one row for each portion, one column for each group of readers that get the same answers."""

    paper: Paper
    scene: Scene
    squares: Matrix
    groups: tuple[Group, ...]

    @property
    def at(self) -> datetime:
        """The instant shown."""
        return self.squares.at

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A name for each column: that of its rule, and from the second part of a rule on its number (`.2`)."""
        return tuple(g.rule.id if g.part == 1 else f"{g.rule.id}.{g.part}" for g in self.groups)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What separates each column from the others of its rule (brief.md B11)."""
        return parts_of(self.scene, self.squares, self.groups)

    def column(self, name: str) -> int | None:
        """The number of a column by its name, or None."""
        return self.names.index(name) if name in self.names else None

    def readers(self, column: int) -> tuple[Reader, ...]:
        """The readers of a column."""
        return tuple(self.squares.readers[each] for each in self.groups[column].columns)

    def answer(self, row: int, column: int) -> Answer:
        """The answer of a square, which all readers of the column get."""
        return self.answers[row][column]

    @cached_property
    def answers(self) -> tuple[tuple[Answer, ...], ...]:
        """The answers of each row, column by column; rows with the same squares are one object."""
        stands = [group.columns[0] for group in self.groups]
        distinct = {row: tuple(answer_of(row[each]) for each in stands) for row in set(self.squares.squares)}
        return tuple(distinct[row] for row in self.squares.squares)

    @cached_property
    def counts(self) -> Counter[Answer]:
        """How many squares (portion by reader) have each answer."""
        found: Counter[Answer] = Counter()
        for answers, rows in Counter(self.answers).items():
            for answer, group in zip(answers, self.groups, strict=True):
                found[answer] += rows * len(group.columns)
        return found

    def kept(self, column: int) -> tuple[bool, ...]:
        """For one column which rows its readers get: of several wordings the first that is released to them."""
        released = self.squares.kept(self.groups[column].columns[0])
        taken: set[str] = set()
        found = []
        for portion, is_released in zip(self.scene.record.portions, released, strict=True):
            base = portion.variant_of or portion.id
            found.append(is_released and base not in taken)
            taken.update({base} if is_released else ())
        return tuple(found)

    def banner(self, column: int) -> Banner:
        """What rolls up the labels of all that the readers of a column get."""
        kept = self.kept(column)
        labels = tuple(s.label_set for s, is_kept in zip(self.paper.shown, kept, strict=True) if is_kept)
        return banner(labels, rulebook=self.squares.rulebook, at=self.at)


def scene_of(edition: Edition, moment: Moment, write: Print, language: str = "en") -> tuple[Paper, Scene]:
    """What a seat sees of a document, under the rulebook of its moment, with the readers that are asked about.

    Labels are printed by `write`, parties are called what they are called in `language`.
    """
    book = moment.rulebook
    paper = paper_of(edition, book, moment.at.astimezone(UTC).date())
    known, cited = Known(book, facts_of(book), write), places(paper.record, language)
    return paper, Scene(paper.record, known, readers_file(), language=language, cited=cited, _known=known_readers())


def table_of(paper: Paper, scene: Scene, at: datetime) -> Table:
    """The matrix of a paper at an instant."""
    squares = scene.matrix(at)
    return Table(paper, scene, squares, scene.groups(squares))
