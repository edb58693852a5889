"""Many label sets against many readers at one instant, each distinct question asked once.

A square is an integer of rule bits (`answers.py`), 0 where released; a full `Decision` is made on demand. The squares
are put together from the same gate steps `decide` reads, so they are its answers by construction.
Source: docs/spec/release.md R2, R86.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from concord.release.answers import Answer, answer_of, bits_of
from concord.release.decide import Decision, decide_case, memo_of, questions_of
from concord.release.key import next_turn
from concord.release.labels import LabelSet
from concord.release.names import NEVER, require_utc
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
    memo = memo_of(rulebook)
    rows, columns = tuple(label_sets), tuple(readers)
    cases = [memo.case(label_set) for label_set in rows]
    distinct = list(dict.fromkeys(cases))
    asked = [questions_of(case, memo, at) for case in distinct]
    place = {case: number for number, case in enumerate(distinct)}
    until = NEVER
    by_reader: list[list[int]] = []
    for done, reader in enumerate(columns):
        view = memo.view(reader, at)
        by_reader.append(_column(asked, view))
        until = min(until, view.turns_at)
        progress(done + 1, len(columns))
    until = min([until, *(next_turn(case.turns, at) for case in distinct)])
    squares = tuple(tuple(column[place[case]] for column in by_reader) for case in cases)
    return Matrix(rows, columns, rulebook, at, squares, until)


def _column(asked: list[tuple[Question, ...]], view: View) -> list[int]:
    """The squares of one reader, one for each case; each distinct question is answered once.

    A view that was asked the same questions before gives the same column.
    """
    if view.column is not None and view.column[0] == asked:
        return view.column[1]
    known: dict[int, int] = {}
    column = []
    for questions in asked:
        bits = 0
        for question in questions:
            found = known.get(id(question))  # the memo gives one object for one key
            if found is None:
                found = known[id(question)] = bits_of(reason.rule for reason in view.step(question)[1])
            bits |= found
        column.append(bits)
    view.column = (asked, column)
    return column
