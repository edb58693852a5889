"""What a change of facts would open and close: squares (label x seat) and records, by the rules that turn.

Before and after are decided by the same kernel over what whoever asks may read; nothing is estimated.
Source: docs/spec/desk.md D88.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from concord.desk.facts import Facts
from concord.release.answers import rules_of
from concord.release.labels import LabelSet
from concord.release.matrix import Sheet
from concord.release.turning import NOBODY, Turning, sheet_after


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
    """What turns between two editions of facts at an instant; squares of `before` are kept with its readers."""
    label_sets = [tally.label_set for tally in tallies]
    sheet = Sheet(label_sets, before.rulebook, at)
    turning = Turning(sheet, sheet_after(sheet, after.rulebook))
    rows, records = Counter(turning.rows), Counter[int]()
    for tally, pair in zip(tallies, turning.rows, strict=True):
        records[pair] += tally.records
    was, now = before.roster.seated(at), after.roster.seated(at)
    found: dict[tuple[str, bool, tuple[str, ...]], Counter[str]] = {}
    for who in sorted(was.keys() | now.keys()):
        for pair, old, new in turning.of(was.get(who), now.get(who)):
            group = who[0], new == 0, _codes(old if new == 0 else new)
            found.setdefault(group, Counter()).update(squares=rows[pair], records=records[pair])
    return tuple(Shift(*group, found[group]["squares"], found[group]["records"]) for group in sorted(found))


@lru_cache(maxsize=4096)
def _codes(bits: int) -> tuple[str, ...]:
    return () if bits == NOBODY else tuple(sorted({rule.code for rule in rules_of(bits)}))
