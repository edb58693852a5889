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
from concord.release.readers import Reader
from concord.release.timeline import Turn, timeline

SINCE = datetime(1995, 1, 1, tzinfo=UTC)
"""The first day that is shown."""
AHEAD = 8
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
    found = timeline(
        tuple(label_set for label_set, count in asked.counted for _ in range(count)),
        asked.readers,
        rulebook=book,
        since=SINCE,
        until=asked.until,
        seat_turns=seats.seat_turns(asked.seats_file, book.memberships),
    )
    of_labels = {i for label_set, _ in asked.counted for i in decision_key(label_set, book).instants}
    everybody = {id(reader): reader for turn in found for reader in turn.readers}
    of_readers = {bound for reader in everybody.values() for bound in bounds(reader)}
    return tuple(Turning(t.at, t.changed, t.facts, tuple(_also(t, asked, of_labels, of_readers))) for t in found)


def _also(turn: Turn, asked: _Asked, of_labels: set[datetime], of_readers: set[datetime]) -> Iterator[Also]:
    """What else turned at an instant: posts that come or go, dates on labels, what readers hold."""
    if turn.at in asked.seats_file.bounds:
        yield Also.POST
    if turn.at in of_labels:
        yield Also.LABEL
    if turn.at in of_readers and any(turn.at in bounds(reader) for reader in turn.readers):
        yield Also.READER
