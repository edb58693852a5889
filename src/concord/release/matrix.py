"""Many label sets against many readers at one instant, each distinct question asked once.

A square is an integer of rule bits (`answers.py`), 0 where released; a full `Decision` is made on demand. The squares
are put together from the same gate steps `decide` reads, so they are its answers by construction.
Source: docs/spec/release.md R2, R86.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from concord.release.answers import Answer, answer_of, bits_of
from concord.release.decide import Decision, decide_case, memo_of, questions_of
from concord.release.key import next_turn
from concord.release.labels import LabelSet
from concord.release.names import NEVER, require_utc
from concord.release.places import Place
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from concord.release.view import Question, View


@dataclass(frozen=True)
class Matrix:
    """`squares[r][c]`: rule bits of label set `r` for reader `c`, both as given; one int per square."""

    label_sets: tuple[LabelSet, ...]
    readers: tuple[Reader, ...]
    rulebook: Rulebook = field(repr=False)
    at: datetime
    squares: tuple[tuple[int, ...], ...] = field(repr=False)
    valid_until: datetime

    def answer(self, row: int, column: int) -> Answer:
        """How a square is shown."""
        return answer_of(self.squares[row][column])

    def decision(self, row: int, column: int) -> Decision:
        """The full decision of a square."""
        memo = memo_of(self.rulebook)
        view = memo.view(self.readers[column], self.at)
        return decide_case(memo.case(self.label_sets[row]), view, memo, self.at)

    def kept(self, column: int) -> tuple[bool, ...]:
        """For one reader, which label sets are released."""
        return tuple(row[column] == 0 for row in self.squares)


def matrix(
    label_sets: Iterable[LabelSet],
    readers: Iterable[Reader],
    *,
    rulebook: Rulebook,
    at: datetime,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Matrix:
    """Decide every label set for every reader; `progress` is told how many readers of how many are done.

    Raises:
        ValueError: `at` has no time zone.
    """
    require_utc(at)
    sheet, columns = Sheet(label_sets, rulebook, at), tuple(readers)
    until = NEVER
    by_reader: list[list[int]] = []
    for done, reader in enumerate(columns):
        by_reader.append(sheet.column(reader))
        until = min(until, sheet.turn_of(reader))
        progress(done + 1, len(columns))
    squares = tuple(tuple(column[place] for column in by_reader) for place in sheet.places)
    return Matrix(sheet.label_sets, columns, rulebook, at, squares, min(until, sheet.turns_at))


class Sheet:
    """Label sets under one rulebook at one instant, each distinct case once: what is asked of a reader.

    `places` says which case each label set is.
    """

    def __init__(self, label_sets: Iterable[LabelSet], rulebook: Rulebook, at: datetime) -> None:
        self._memo = memo_of(rulebook)
        self.label_sets, self.rulebook, self.at = tuple(label_sets), rulebook, at
        cases = [self._memo.case(label_set) for label_set in self.label_sets]
        self._cases = list(dict.fromkeys(cases))
        numbers = {case: number for number, case in enumerate(self._cases)}
        self.places = [numbers[case] for case in cases]
        self.asked = [questions_of(case, self._memo, at) for case in self._cases]

    @property
    def turns_at(self) -> datetime:
        """The next instant at which a case turns, whoever the reader is."""
        return min((next_turn(case.turns, self.at) for case in self._cases), default=NEVER)

    def view(self, reader: Reader) -> View:
        """What the questions are asked of."""
        return self._memo.view(reader, self.at)

    def turn_of(self, reader: Reader) -> datetime:
        """The next instant at which what a reader may read turns, whatever it is (R85)."""
        return next_turn(self._memo.views(reader).bounds, self.at)

    def place(self, reader: Reader) -> Place:
        """Where the reader is among the facts."""
        return self._memo.place(reader)

    @cached_property
    def owners(self) -> frozenset[str]:
        """Everybody whose information the label sets are about, or speak of."""
        return frozenset().union(*(self._memo.owners(case.key) for case in self._cases))

    @cached_property
    def _asked_of(self) -> frozenset[str | None]:
        """The owners that the questions are about."""
        return frozenset(question.owner for questions in self.asked for question in questions)

    def column(self, reader: Reader) -> list[int]:
        """The squares of one reader, one for each case; each distinct question is answered once.

        The column that was given for the same questions since something turned is given again, as the same object.
        """
        views = self._memo.views(reader)
        since = views.since(self._asked_of, self.at)
        known = views.columns.get(since)
        if known is not None and known[0] == self.asked:
            return known[1]
        found = self._column(views.at(self.at))
        views.columns[since] = (self.asked, found)
        return found

    def _column(self, view: View) -> list[int]:
        bits = step_bits(view)
        column = []
        for questions in self.asked:
            square = 0
            for question in questions:
                square |= bits(question)
            column.append(square)
        return column


def step_bits(view: View) -> Callable[[Question], int]:
    """The rule bits of one view's step for a question, each distinct question answered once."""
    known: dict[int, int] = {}

    def bits(question: Question) -> int:
        found = known.get(id(question))  # the memo gives one object for one key
        if found is None:
            reasons = view.step(question)[1]
            found = known[id(question)] = bits_of([reason.rule for reason in reasons]) if reasons else 0
        return found

    return bits
