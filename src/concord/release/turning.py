"""Which squares open or close where a rulebook or a reader changes, each decided as far as it takes to know.

The answer is that of two whole matrices, compared. A square that was closed is asked about until one question closes it
again; where only agreements change, one that is closed by what no agreement can settle is not asked about (R121).
Source: docs/spec/release.md R120, R121.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from concord.release.decide import memo_of
from concord.release.labels import LabelSet
from concord.release.matrix import Sheet, step_bits
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from concord.release.view import Question
from concord.release.whatif import settled_by_agreements, stays_withheld

NOBODY = -1
"""The square of a reader who is not there: neither released nor withheld by a rule."""

LABELS = ("policies", "profiles", "equivalences")
"""The fields of a rulebook by which labels are read."""
OTHERS = (*LABELS, "memberships", "questions")
"""Those that stay where only agreements come and go."""


class Turned(NamedTuple):
    """A pair of cases that opens or closes for a reader: its number, and the rule bits before and after.

    Of a square that is closed after, `after` has all bits; of one that is open after, `before` has.
    """

    pair: int
    before: int
    after: int


def sheet_after(before: Sheet, rulebook: Rulebook) -> Sheet:
    """The same label sets at the same instant under another rulebook; what is known of labels stays known."""
    memo_of(rulebook).learn_labels(memo_of(before.rulebook))
    return Sheet(before.label_sets, rulebook, before.at)


@dataclass(frozen=True)
class Turning:
    """One sheet before and one after, of the same label sets at the same instant."""

    before: Sheet
    after: Sheet

    @cached_property
    def pairs(self) -> dict[tuple[int, int], int]:
        """The distinct pairs of cases before and after, numbered: one for each key, where keys stay the same."""
        found = dict.fromkeys(zip(self.before.places, self.after.places, strict=True))
        return {pair: number for number, pair in enumerate(found)}

    @cached_property
    def rows(self) -> list[int]:
        """The pair of each label set."""
        return [self.pairs[pair] for pair in zip(self.before.places, self.after.places, strict=True)]

    def of(self, was: Reader | None, now: Reader | None) -> Iterator[Turned]:
        """What turns for a reader, or for one that comes or goes (None)."""
        if was is not None and was == now:
            return self._of_same(was)
        if was is None:
            return iter(()) if now is None else self._asked([NOBODY] * len(self.before.asked), now, self._all)
        squares = self.before.column(was)
        if now is None:
            return (Turned(number, 0, NOBODY) for (b, _), number in self.pairs.items() if squares[b] == 0)
        return self._asked(squares, now, self._all)

    def _of_same(self, reader: Reader) -> Iterator[Turned]:
        """What turns for a reader that stays the same: nothing that is asked only of owners about whom all facts do."""
        if self.before.rulebook is self.after.rulebook:
            return iter(())
        squares = self.before.column(reader)
        if not self._are_alike(LABELS):
            return self._asked(squares, reader, self._all)
        same = self._same_owners(reader)
        if same >= self._owners:
            return iter(())
        self.after.view(reader).learn(self.before.view(reader), same)
        pairs = [pair for pair in self._all if not self._owners_of[pair[1]] <= same]
        settled = self._settled
        if settled is not None:
            stay = {given: stays_withheld(*given) for given in {(squares[b], settled[n]) for b, _, n in pairs}}
            pairs = [(b, a, n) for b, a, n in pairs if not stay[squares[b], settled[n]]]
        return self._asked(squares, reader, pairs)

    def _asked(self, squares: list[int], now: Reader, pairs: list[tuple[int, int, int]]) -> Iterator[Turned]:
        bits = step_bits(self.after.view(now))
        for b, a, number in pairs:
            before = squares[b]
            after = _square(self._ordered[a], bits, in_full=before == 0)
            if (before == 0) is not (after == 0):
                yield Turned(number, before, after)

    @cached_property
    def _all(self) -> list[tuple[int, int, int]]:
        return [(before, after, number) for (before, after), number in self.pairs.items()]

    def _same_owners(self, reader: Reader) -> frozenset[str]:
        """The owners about whom no fact that bears on the reader's place has changed."""
        was, now = self.before.place(reader), self.after.place(reader)
        return frozenset(owner for owner in self._owners if was.bearing(owner) == now.bearing(owner))

    @cached_property
    def _owners(self) -> frozenset[str]:
        """Everybody whose information the label sets are about, or speak of."""
        return self.before.owners | self.after.owners

    @cached_property
    def _owners_of(self) -> list[frozenset[str]]:
        """By case after, the owners that its questions are about; "" where one is about several."""
        return [
            frozenset(question.owner for question in questions if question.owner is not None)
            for questions in self.after.asked
        ]

    def _are_alike(self, names: tuple[str, ...]) -> bool:
        """Whether some fields of the rulebook stay the same."""
        return all(getattr(self.before.rulebook, name) == getattr(self.after.rulebook, name) for name in names)

    @cached_property
    def _settled(self) -> list[int] | None:
        """By pair, the rules that the change may settle; None if these may be any."""
        if not self._are_alike(OTHERS):
            return None
        own: list[list[LabelSet]] = [[] for _ in self.pairs]
        for label_set, number in zip(self.before.label_sets, self.rows, strict=True):
            own[number].append(label_set)
        return [settled_by_agreements(label_sets) for label_sets in own]

    @cached_property
    def _ordered(self) -> list[list[Question]]:
        """The questions of each case after, those first that most cases ask: they are answered already."""
        asked = Counter(id(question) for questions in self.after.asked for question in questions)
        return [sorted(questions, key=lambda each: -asked[id(each)]) for questions in self.after.asked]


def _square(questions: list[Question], bits: Callable[[Question], int], *, in_full: bool) -> int:
    """The rule bits of a square; if not in full, those of the first question that closes it."""
    square = 0
    for question in questions:
        square |= bits(question)
        if square and not in_full:
            break
    return square
