"""What a change of facts would open and close: squares (label x seat) and records, by the rules that turn.

Before and after are decided by the same kernel over what whoever asks may read; nothing is estimated.
Source: docs/spec/desk.md D88.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from concord.desk.facts import Facts
from concord.desk.roster import reader
from concord.release.answers import rules_of
from concord.release.labels import LabelSet
from concord.release.matrix import matrix
from concord.release.readers import Reader


@dataclass(frozen=True)
class Tally:
    """Released portions of one decision key: a label set that stands for it, and how many records have some."""

    label_set: LabelSet
    records: int


@dataclass(frozen=True)
class Shift:
    """What turns for one seat by one group of rules.

    `rules`: the codes that withhold it before if it opens, or after if it closes; () where the seat itself comes or
    goes. `squares`: keys that turn; `records`: how many records have each, added up.
    """

    seat: str
    opens: bool
    rules: tuple[str, ...]
    squares: int
    records: int


@dataclass(frozen=True)
class Preview:
    """Everything that turns, by seat, direction and rules."""

    shifts: tuple[Shift, ...]
    epoch: str = field(default="", compare=False)

    def total(self, *, opens: bool) -> tuple[int, int]:
        """How many squares open or close, and how many records they are of."""
        own = [shift for shift in self.shifts if shift.opens is opens]
        return sum(shift.squares for shift in own), sum(shift.records for shift in own)


def preview(tallies: Sequence[Tally], before: Facts, after: Facts, at: datetime) -> tuple[Shift, ...]:
    """What turns between two editions of facts at an instant."""
    was, now = (_squares(tallies, facts, at) for facts in (before, after))
    squares, records = Counter[tuple[str, bool, tuple[str, ...]]](), Counter[tuple[str, bool, tuple[str, ...]]]()
    for who in sorted(was.keys() | now.keys()):
        for place, (old, new) in enumerate(_pairs(was.get(who), now.get(who))):
            if (old == 0) is not (new == 0):
                group = who[0], new == 0, _codes(old if new == 0 else new)
                squares[group] += 1
                records[group] += tallies[place].records
    return tuple(Shift(*group, squares[group], records[group]) for group in sorted(squares))


NOBODY = -1
"""The square of somebody who is not there."""


def _pairs(was: Sequence[int] | None, now: Sequence[int] | None) -> Iterator[tuple[int, int]]:
    """The squares of somebody before and after, for each key."""
    count = len(was if was is not None else now or ())
    nothing = [NOBODY] * count
    yield from zip(was or nothing, now or nothing, strict=True)


def _squares(tallies: Sequence[Tally], facts: Facts, at: datetime) -> Mapping[tuple[str, str], Sequence[int]]:
    """The squares of every person in every post, by both."""
    readers = _readers(facts, at)
    found = matrix((tally.label_set for tally in tallies), readers.values(), rulebook=facts.rulebook, at=at)
    return {who: [row[column] for row in found.squares] for column, who in enumerate(readers)}


def _readers(facts: Facts, at: datetime) -> dict[tuple[str, str], Reader]:
    return {
        (post.id, person.id): reader(post, person)
        for post in facts.roster.posts_at(at)
        for person, _ in facts.roster.persons_in(post.id, at)
    }


def _codes(bits: int) -> tuple[str, ...]:
    return () if bits == NOBODY else tuple(sorted({rule.code for rule in rules_of(bits)}))
