"""The naive twin: the instants at which a square of a matrix changed (R123).

Written from docs/spec/release.md alone, slow and obvious on purpose: every square is decided afresh at every instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from tests.naive import all_gates
from tests.naive_facts import Case
from tests.naive_gates import Code
from tests.naive_turning import turning_instants

Squares = dict[tuple[int, str], frozenset[Code]]


def turns(
    label_sets: tuple[LabelSet, ...],
    seats: Callable[[datetime], tuple[Reader, ...]],
    rulebook: Rulebook,
    since: datetime,
    until: datetime,
    seat_turns: Iterable[datetime],
) -> list[tuple[datetime, int, Squares]]:
    """Each instant from `since` on at which squares changed, with how many, and the squares from then on."""
    ever = {reader for at in (since, *seat_turns) for reader in seats(at)}
    cases = [(label_set, Case(rulebook, reader, since)) for label_set in label_sets for reader in ever]
    listed = {instant for label_set, case in cases for instant in turning_instants(label_set, case)}
    found = [(since, 0, squares_at(label_sets, seats(since), rulebook, since))]
    for at in sorted({*listed, *seat_turns}):
        if since < at < until:
            now, before = squares_at(label_sets, seats(at), rulebook, at), found[-1][2]
            changed = sum(now.get(square) != before.get(square) for square in {*now, *before})
            found += [(at, changed, now)] if changed else []
    return found


def squares_at(
    label_sets: tuple[LabelSet, ...], readers: tuple[Reader, ...], rulebook: Rulebook, at: datetime
) -> Squares:
    """The codes of every square, by the row of its label set and the id of its reader."""
    return {
        (row, reader.id): frozenset(all_gates(label_set, Case(rulebook, reader, at)).codes)
        for row, label_set in enumerate(label_sets)
        for reader in readers
    }
