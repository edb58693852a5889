"""How long a counterpart takes to find: both steps, in a directory of 500 posts and their lines, in memory and SQLite.

Each step is opened anew as a page does it: another desk, by a reader of the other house, with the roster in force read
before. The limit is that of scenario T12.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from statistics import median

from benches.measure import Line, alone, processor_seconds, within
from concord.directory import actions
from concord.directory.finding import card, counterparts
from tests.cast import BEN, NOON, book, label_set
from tests.desk.stores import opening
from tests.directory.staff import STAFF, Directory, make_directory

LIMIT_MS = 300
POSTS = 500
HYBRID = ("hybrid", "energy")


def run(*, quick: bool) -> Iterator[Line]:
    """Milliseconds of processor time for each step, the first and the median; for reading the facts; for one change."""
    for kind in ("memory", "sqlite"):
        with opening(kind) as open_one:
            directory = make_directory(open_one(book()), 60 if quick else POSTS)
            directory.file()
            directory.file_institutions(NOON, label_set(STAFF))
            for step, taken in _steps(directory, rounds=3 if quick else 9).items():
                yield within(f"directory.{kind}.{step}.first", taken[0] * 1000, "ms", LIMIT_MS, quick=quick)
                yield within(f"directory.{kind}.{step}", median(taken) * 1000, "ms", LIMIT_MS, quick=quick)
            yield alone(f"directory.{kind}.facts", processor_seconds(directory.store.in_force) * 1000, "ms")
    sitting = directory.roster.sittings[0]
    leave = partial(actions.leave, directory.roster, sitting.person, sitting.post, NOON)
    yield alone("directory.leave", processor_seconds(leave) * 1000, "ms")


def _steps(directory: Directory, *, rounds: int) -> dict[str, list[float]]:
    """Seconds of each step, round by round, each a minute later; the second asks for a post that the first finds."""
    in_force = directory.in_force
    found = directory.records["EEAS/000"]
    taken: dict[str, list[float]] = {"topic": [], "card": []}
    for number in range(1, rounds + 1):
        desk = directory.desk(BEN, NOON + timedelta(minutes=number))
        first = partial(counterparts, desk, in_force, topics=HYBRID, house="EU")
        taken["topic"].append(processor_seconds(first))
        taken["card"].append(processor_seconds(partial(card, desk, in_force, found)))
    return taken
