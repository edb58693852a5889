"""The dates on which the matrix of a paper turned, or will as far as dates are known, and what turned.

Source: docs/spec/documents.md P12; docs/spec/release.md R85, R123.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache

from concord.dissemination.brief.views import bounds
from concord.dissemination.known import Held, known_readers
from concord.dissemination.scene import Scene
from concord.formats import seats
from concord.formats.seats import SeatsFile
from concord.release.decide import decision_key
from concord.release.labels import LabelSet
from concord.release.matrix import Matrix
from concord.release.readers import Reader
from concord.release.timeline import Turn, timeline

SINCE = datetime(1995, 1, 1, tzinfo=UTC)
"""The first day that is shown."""
AHEAD = 5
"""How many years beyond the present one are looked at."""
PAPERS = 256
"""Of how many papers the dates are kept at a time."""


class Also(Enum):
    """What turns at a date besides facts."""

    POST = "post"
    LABEL = "label"
    READER = "reader"


@dataclass(frozen=True)
class Turning:
    """An instant at which squares turned: how many, the ids of the facts that turned, and what else did."""

    at: datetime
    changed: int
    facts: tuple[str, ...]
    also: tuple[Also, ...]


def until(now: datetime) -> datetime:
    """Where the days that are shown end."""
    return datetime(now.astimezone(UTC).year + AHEAD + 1, 1, 1, tzinfo=UTC)


def turnings(scene: Scene, now: datetime) -> tuple[Turning, ...]:
    """The instants from 1995 to the last day shown at which a square of a scene turned; the first day is the first."""
    counted = Counter(scene.record.label_set(portion) for portion in scene.record.portions)
    book = scene.book.rulebook
    asked = _Asked(Held(book.digest, book), tuple(counted.items()), scene.seats_file, until(now))
    return _turnings(asked)


@dataclass(frozen=True)
class _Asked:
    """What dates are a function of: rules, label sets with how often each is there, readers, the end."""

    held: Held
    counted: tuple[tuple[LabelSet, int], ...]
    seats_file: SeatsFile
    until: datetime

    def readers(self, at: datetime) -> tuple[Reader, ...]:
        """The readers of a day; one that is the same on two days is one object."""
        known = known_readers()
        found = seats.expand(self.seats_file, self.held.rulebook.memberships, at)
        return tuple(known.setdefault(reader, reader) for reader in found)


@lru_cache(maxsize=PAPERS)
def _turnings(asked: _Asked) -> tuple[Turning, ...]:
    book = asked.held.rulebook
    of_houses = {bound for m in book.memberships if m.organisation in ("EU", "NATO") for bound in m.period.bounds}
    found = timeline(
        tuple(label_set for label_set, _ in asked.counted),
        asked.readers,
        rulebook=book,
        since=SINCE,
        until=asked.until,
        seat_turns=sorted(of_houses.union(asked.seats_file.bounds)),
    )
    weights = [count for _, count in asked.counted]
    before = [None, *(turn.matrix for turn in found)]
    return tuple(
        Turning(turn.at, _changed(was, turn.matrix, weights), turn.facts, tuple(_also(turn, asked)))
        for was, turn in zip(before, found, strict=False)
    )


def _changed(was: Matrix | None, now: Matrix, weights: list[int]) -> int:
    """How many squares (portion by reader) differ; those of a reader who comes or goes count."""
    if was is None:
        return 0
    one, two = _by_reader(was), _by_reader(now)
    none = (None,) * len(weights)
    return sum(
        weight
        for reader in one.keys() | two.keys()
        for before, after, weight in zip(one.get(reader, none), two.get(reader, none), weights, strict=True)
        if before != after
    )


def _by_reader(squares: Matrix) -> dict[str, tuple[int | None, ...]]:
    columns = zip(*squares.squares, strict=True)
    return {reader.id: column for reader, column in zip(squares.readers, columns, strict=False)}


def _also(turn: Turn, asked: _Asked) -> Iterator[Also]:
    """What else turned at an instant: posts that come or go, dates on labels, what readers hold."""
    if turn.at in asked.seats_file.bounds:
        yield Also.POST
    if any(turn.at in decision_key(each, asked.held.rulebook).instants for each in turn.matrix.label_sets):
        yield Also.LABEL
    if any(turn.at in bounds(reader) for reader in turn.matrix.readers):
        yield Also.READER
