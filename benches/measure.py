"""One figure as a line, and how a figure is taken: interleaved rounds, medians of processor time."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Line:
    """One figure. `baseline` is what it is held against, in the same unit: a peer's figure or a limit.

    `ratio` says how many times better than the baseline it is: above 1 is better, whatever the unit. A figure that is
    held against nothing has neither.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None

    def as_json(self) -> str:
        """The line as JSON, every key always there."""
        return json.dumps(asdict(self))


def against(name: str, value: float, unit: str, baseline: float) -> Line:
    """A figure of which less is better, held against a baseline."""
    return Line(name, rounded(value), unit, rounded(baseline), rounded(baseline / value) if value else None)


def within(name: str, value: float, unit: str, limit: float, *, quick: bool) -> Line:
    """A figure held against a limit; on the smaller inputs of the quick form a limit says nothing and is left out."""
    return alone(name, value, unit) if quick else against(name, value, unit, limit)


def alone(name: str, value: float, unit: str) -> Line:
    """A figure that is held against nothing."""
    return Line(name, rounded(value), unit)


def rounded(value: float) -> float:
    """Four significant digits: no figure here is surer than that."""
    return float(f"{value:.4g}")


def processor_seconds(task: Callable[[], object]) -> float:
    """Processor time of one run of `task`, after what earlier runs left behind is collected.

    What the process holds before is set aside for the run, of ours and of peers alike: the collector would look through
    it again and again on the task's account.
    """
    gc.collect()
    gc.freeze()
    try:
        started = time.process_time()
        task()
        return time.process_time() - started
    finally:
        gc.unfreeze()


Prepare = Callable[[], Callable[[], object]]
"""Sets up one run, untimed, and gives the run."""


def interleaved(tasks: Mapping[str, Prepare], *, rounds: int) -> dict[str, float]:
    """The median processor seconds of each task over `rounds`, in each of which every task runs once.

    Interleaving spreads what else the machine does over all tasks alike.
    """
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, prepare in tasks.items():
            taken[name].append(processor_seconds(prepare()))
    return {name: median(seconds) for name, seconds in taken.items()}


def table(lines: Iterable[Line]) -> str:
    """Lines for people: name, value, and what it is held against."""
    rows = [("", "figure", "unit", "baseline", "ratio")]
    rows += [(line.name, _number(line.value), line.unit, _number(line.baseline), _times(line.ratio)) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(_row(row, widths) for row in rows)


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *rest = row
    return "  ".join([name.ljust(widths[0]), *(c.rjust(w) for c, w in zip(rest, widths[1:], strict=True))]).rstrip()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.6g}"


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:,.4g} x"
