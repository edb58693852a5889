"""A memo of answers that may be forgotten at any time, and are when there are too many."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

LIMIT = 50_000
"""How many answers of one kind are kept before all of that kind are forgotten."""


class Bounded(dict[K, V]):
    """A dictionary that empties itself before it would hold more than `LIMIT` entries."""

    def __setitem__(self, key: K, value: V) -> None:
        if len(self) >= LIMIT:
            self.clear()
        super().__setitem__(key, value)
