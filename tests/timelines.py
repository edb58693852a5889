"""Time lines of random worlds, whose readers come and go, by the kernel and by the naive twin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from concord.release.answers import rules_of
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from concord.release.timeline import Turn, timeline
from tests.asking import Subject
from tests.naive_timeline import Squares, turns
from tests.worlds import make_world
from tests.worlds_policies import DAYS

SINCE, UNTIL = DAYS[0] - timedelta(days=50), DAYS[-1] + timedelta(days=50)


@dataclass(frozen=True)
class Line:
    """A few label sets and seats of a world; each seat is there between two of its days, or always."""

    label_sets: tuple[LabelSet, ...]
    there: tuple[tuple[Reader, datetime, datetime], ...]
    rulebook: Rulebook
    seat_turns: tuple[datetime, ...]

    def seats(self, at: datetime) -> tuple[Reader, ...]:
        """The readers of an instant."""
        return tuple(reader for reader, since, until in self.there if since <= at < until)


def make_line(seed: int) -> Line:
    """The time line of a seed; label sets with alternatives first, and some of them twice, as in a paper."""
    world, rng = make_world(seed, label_sets=10, readers=4), Random(f"line {seed}")
    sets = sorted(world.label_sets, key=lambda each: not each.alternatives)[:4]
    days = [SINCE, *DAYS, UNTIL]
    there = [
        (reader, *(sorted(rng.sample(days, 2)) if rng.random() < 0.3 else (SINCE, UNTIL)))
        for reader in (replace(reader, id=f"seat {number}") for number, reader in enumerate(world.readers))
    ]
    seat_turns = sorted({instant for _, *period in there for instant in period})
    label_sets = (*sets, *rng.sample(sets, 2))
    return Line(label_sets, tuple(there), world.rulebook, tuple(seat_turns))


def of_kernel(line: Line) -> list[tuple[datetime, int, Squares]]:
    """The turns of a time line as the kernel says, asked about some of the label sets before."""
    for label_sets in (line.label_sets[1:3], line.label_sets):
        found = timeline(
            label_sets, line.seats, rulebook=line.rulebook, since=SINCE, until=UNTIL, seat_turns=line.seat_turns
        )
    return [(turn.at, turn.changed, _codes(turn)) for turn in found]


def _codes(turn: Turn) -> Squares:
    return {
        (row, reader.id): frozenset((rule.gate, rule.code) for rule in rules_of(bits[column]))
        for row, bits in enumerate(turn.matrix.squares)
        for column, reader in enumerate(turn.matrix.readers)
    }


def of_twin(line: Line) -> list[tuple[datetime, int, Squares]]:
    """The turns of a time line as the naive twin says."""
    return turns(line.label_sets, line.seats, line.rulebook, SINCE, UNTIL, line.seat_turns)


TIMELINES = Subject("timelines", lambda seed: iter([make_line(seed)]), of_kernel, of_twin, lambda kernel, twin: True)
