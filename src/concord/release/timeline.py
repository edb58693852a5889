"""The instants at which a matrix changed, and the facts that turned there.

Source: docs/spec/release.md R85, R123.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from concord.release.decide import memo_of
from concord.release.labels import LabelSet
from concord.release.matrix import Matrix, matrix
from concord.release.names import BEGINNING
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook

Seats = Callable[[datetime], tuple[Reader, ...]]
"""The readers of a day: who has a seat may itself turn."""


@dataclass(frozen=True)
class Turn:
    """One instant at which squares changed: how many, and the ids of the facts that turned there.

    A square is that of a reader's id: a seat that appears or goes counts for what it may read.
    """

    at: datetime
    changed: int
    facts: tuple[str, ...]
    matrix: Matrix


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

    `seats` gives the readers of a day; `seat_turns` the instants at which that set may change.
    """
    known = {reader for instant in (since, *seat_turns) for reader in seats(instant)}
    candidates = {since, *(t for t in seat_turns if since < t < until)}
    candidates.update(turning_instants(label_sets, known, rulebook, since, until))
    turns: list[Turn] = []
    before: dict[tuple[int, str], int] = {}
    ordered = sorted(candidates)
    for done, at in enumerate(ordered):
        squares = matrix(label_sets, seats(at), rulebook=rulebook, at=at)
        now = dict(_named(squares))
        changed = sum(before.get(key) != bits for key, bits in now.items()) + len(before.keys() - now.keys())
        if changed or not turns:
            turns.append(Turn(at, changed if turns else 0, facts_turning_at(rulebook, at), squares))
            before = now
        progress(done + 1, len(ordered))
    return tuple(turns)


def _named(squares: Matrix) -> Iterator[tuple[tuple[int, str], int]]:
    for row, bits in enumerate(squares.squares):
        for column, reader in enumerate(squares.readers):
            yield (row, reader.id), bits[column]


def facts_turning_at(rulebook: Rulebook, at: datetime) -> tuple[str, ...]:
    """The ids of the memberships, agreements and questions with a bound at `at`, and of editions that begin then."""
    periods = [(m.id, m.period) for m in rulebook.memberships]
    periods += [(a.id, p) for a in rulebook.agreements for p in (a.period, a.usable)]
    periods += [(q.id, q.period) for q in rulebook.questions]
    found = {identity for identity, period in periods if at in period.bounds}
    found |= {f"{p.name} {p.edition}" for p in rulebook.policies if p.since == at != BEGINNING}
    return tuple(sorted(found))
