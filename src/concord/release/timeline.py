"""The instants at which a matrix changed, and the facts that turned there.

Columns are asked for at every instant at which one may turn; the kernel gives the one it has where nothing did.
Source: docs/spec/release.md R85, R123.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from concord.release.decide import memo_of
from concord.release.index import start_of_interval
from concord.release.labels import LabelSet
from concord.release.matrix import Matrix, Sheet, matrix
from concord.release.names import BEGINNING
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook

Seats = Callable[[datetime], tuple[Reader, ...]]
"""The readers of a day: who has a seat may itself turn."""


@dataclass(frozen=True)
class Turn:
    """One instant at which squares changed: how many, the ids of the facts that turned there, and who reads from then.

    A square is that of a reader's id: a seat that appears or goes counts for what it may read.
    """

    at: datetime
    changed: int
    facts: tuple[str, ...]
    label_sets: tuple[LabelSet, ...]
    readers: tuple[Reader, ...]
    rulebook: Rulebook = field(repr=False)

    @cached_property
    def matrix(self) -> Matrix:
        """The squares from this instant on."""
        return matrix(self.label_sets, self.readers, rulebook=self.rulebook, at=self.at)


def turning_instants(
    label_sets: Iterable[LabelSet], readers: Iterable[Reader], rulebook: Rulebook, since: datetime, until: datetime
) -> tuple[datetime, ...]:
    """Every instant after `since` and before `until` at which a decision on these may turn, in order (R85)."""
    memo = memo_of(rulebook)
    instants = {turn for label_set in label_sets for turn in memo.case(label_set).turns}
    for reader in readers:
        instants.update(memo.views(reader).bounds)
    return tuple(sorted(i for i in instants if since < i < until))


def timeline(
    label_sets: tuple[LabelSet, ...],
    seats: Seats,
    *,
    rulebook: Rulebook,
    since: datetime,
    until: datetime,
    seat_turns: Iterable[datetime] = (),
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[Turn, ...]:
    """The matrix at `since`, and at every later instant before `until` at which a square changed (R123).

    `seats` gives the readers of a day; they are the same from one of `seat_turns` to the next.
    """
    spells = {instant: seats(instant) for instant in {since, *(t for t in seat_turns if since < t < until)}}
    begins = tuple(sorted(spells))
    known = {id(reader): reader for readers in spells.values() for reader in readers}
    candidates = {*begins, *turning_instants(label_sets, known.values(), rulebook, since, until)}
    turns: list[Turn] = []
    before: Columns = {}
    for done, at in enumerate(sorted(candidates)):
        readers = spells[start_of_interval(begins, at)]
        sheet = Sheet(label_sets, rulebook, at)
        now = {reader.id: sheet.column(reader) for reader in readers}
        changed = _changed(before, now, sheet)
        if changed or not turns:
            facts = facts_turning_at(rulebook, at)
            turns.append(Turn(at, changed if turns else 0, facts, sheet.label_sets, readers, rulebook))
            before = now
        progress(done + 1, len(candidates))
    return tuple(turns)


Columns = dict[str, list[int]]
"""The column of each reader's id: one square for each case."""


def _changed(before: Columns, now: Columns, sheet: Sheet) -> int:
    """How many squares of label sets differ; those of a reader who comes or goes count."""
    rows = Counter(sheet.places)
    stay = before.keys() & now.keys()
    pairs = ((before[each], now[each]) for each in stay if before[each] is not now[each])
    differing = sum(rows[case] for was, found in pairs for case in rows if was[case] != found[case])
    return differing + len(sheet.places) * len(before.keys() ^ now.keys())


def facts_turning_at(rulebook: Rulebook, at: datetime) -> tuple[str, ...]:
    """The ids of the memberships, agreements and questions with a bound at `at`, and of editions that begin then."""
    periods = [(m.id, m.period) for m in rulebook.memberships]
    periods += [(a.id, p) for a in rulebook.agreements for p in (a.period, a.usable)]
    periods += [(q.id, q.period) for q in rulebook.questions]
    found = {identity for identity, period in periods if at in period.bounds}
    found |= {f"{p.name} {p.edition}" for p in rulebook.policies if p.since == at != BEGINNING}
    return tuple(sorted(found))
