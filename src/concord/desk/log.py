"""The release log as it is read: who did what when, as far as it concerns what this reader may read.

Source: docs/spec/desk.md D90-D92.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from concord.release.names import BEGINNING, NEVER


@dataclass(frozen=True)
class Signed:
    """Who did what in a transaction: an act, a seat, and the name that the person has under the node's key."""

    act: str = ""
    seat: str = ""
    person: str = ""


@dataclass(frozen=True)
class LogQuery:
    """Entries about one record, of one seat, from an instant on, to before another; "" for any."""

    record: str = ""
    seat: str = ""
    since: datetime = BEGINNING
    until: datetime = NEVER


ANY_ENTRY = LogQuery()


@dataclass(frozen=True)
class Line:
    """A portion that a transaction filed or changed or, if it is gone, that went out of this reader's sight by it."""

    record: str
    portion: str
    is_gone: bool = False


@dataclass(frozen=True)
class Logged:
    """One transaction, with the lines that concern what is released, by record and portion; at least one.

    `position` is the store's own, and leaves the desk only sealed.
    """

    at: datetime
    act: str
    seat: str
    lines: tuple[Line, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class LogPage:
    """Entries, newest first, and the cursor of those before ("" if there are none)."""

    entries: tuple[Logged, ...]
    cursor: str = field(compare=False)
    epoch: str = field(compare=False)

    @property
    def more(self) -> bool:
        """Whether a page follows."""
        return bool(self.cursor)
