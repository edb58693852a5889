"""What is wrong with an input, or worth a look: one form for every check of Concord."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Weight(Enum):
    """How a finding counts."""

    ERROR = "error"
    """The input cannot be used."""
    BLOCK = "block"
    """Nothing goes out until this is settled."""
    REASON = "reason"
    """A second person must give a reason."""
    NOTE = "note"
    """Worth knowing; changes nothing."""


@dataclass(frozen=True)
class Finding:
    """One finding: the rule it breaks, the place (path, line or id), what was expected and what was found.

    `found` never holds content of a portion: names of labels and ids, positions and digests only (style.md).
    """

    rule: str
    place: str
    expected: str
    found: str
    weight: Weight = Weight.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: expected {self.expected}, found {self.found}"
