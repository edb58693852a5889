"""How far long work has come, on standard error: for whoever watches a terminal, and for whoever asks for it.

Source: docs/spec/node.md I9.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TextIO

QUIET_SECONDS = 1.0
"""On a terminal nothing is said of work that takes less; nobody is told more often than this."""


@dataclass(frozen=True)
class Progress:
    """What is being done, and how many of how many are; `unit` says what is counted."""

    doing: str
    done: int
    total: int
    unit: str


def is_told(asked: bool | None) -> bool:
    """Whether progress is told: as asked or, if nothing was, on a terminal."""
    return sys.stderr.isatty() if asked is None else asked


@dataclass
class Telling:
    """Tells progress to `out`: over one line on a terminal, else a line each; in JSON lines where `as_json`.

    Without a terminal it begins at once, and the end of each step is told.
    """

    out: TextIO
    as_json: bool = False
    clock: Callable[[], float] = monotonic
    _next: float = field(init=False)
    _doing: str = field(default="", init=False)
    _width: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._next = self.clock() + (QUIET_SECONDS if self._is_over else 0)

    @property
    def _is_over(self) -> bool:
        """Whether one line is written over again and again."""
        return self.out.isatty() and not self.as_json

    def tell(self, progress: Progress) -> None:
        """Say it, unless something was said just now."""
        is_end = not self._is_over and (progress.done >= progress.total or progress.doing != self._doing)
        if self.clock() < self._next and not is_end:
            return
        self._next, self._doing = self.clock() + QUIET_SECONDS, progress.doing
        text = json.dumps(vars(progress)) if self.as_json else sentence(progress)
        self.out.write(f"\r{text.ljust(self._width)}" if self._is_over else f"{text}\n")
        self.out.flush()
        self._width = len(text)

    def end(self) -> None:
        """Leave a terminal with an empty line."""
        if self._is_over and self._width:
            self.out.write("\r" + " " * self._width + "\r")
            self.out.flush()


def sentence(progress: Progress) -> str:
    """Progress in words."""
    share = progress.done * 100 // progress.total if progress.total else 100
    return f"{progress.doing}: {progress.done:,} of {progress.total:,} {progress.unit}, {share} %"


@contextmanager
def telling(asked: bool | None, *, as_json: bool) -> Iterator[Callable[[Progress], None]]:
    """What takes progress, and tells it where somebody watches or asked."""
    if not is_told(asked):
        yield lambda progress: None
        return
    found = Telling(sys.stderr, as_json)
    try:
        yield found.tell
    finally:
        found.end()
