"""When a dated fact holds, and how sure we are: periods with unsure ends, and three grades of confidence.

Source: docs/spec/release.md R40-R41.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import cached_property

from concord.release.names import BEGINNING, NEVER


class Confidence(IntEnum):
    """How far a fact may decide. `min` joins facts that are needed together, `max` facts that serve alike (R41)."""

    ABSENT = 0
    """The fact does not hold."""
    UNCONFIRMED = 1
    """It may hold; it decides nothing alone: a person must decide."""
    WELL_KNOWN = 2
    """Not looked up but beyond doubt: decides, with a small mark."""
    SOURCED = 3
    """Read in a cited source: decides."""


@dataclass(frozen=True)
class Period:
    """A half-open period whose two ends may be known only within limits (R40).

    It cannot hold before `since`, surely holds from `sure` on, may end from `fades` on, and has ended at `until`.
    `since <= sure` and `fades <= until`; a date that is known gives equal pairs. `sure` NEVER: not known to have begun.
    """

    since: datetime = BEGINNING
    sure: datetime = BEGINNING
    fades: datetime = NEVER
    until: datetime = NEVER

    def __post_init__(self) -> None:
        if not (self.since <= self.sure and self.fades <= self.until):
            raise ValueError(f"a period runs forward: expected since <= sure and fades <= until, found {self}")

    def holds(self, at: datetime) -> Confidence:
        """SOURCED where the dates leave no doubt, UNCONFIRMED between two limits, ABSENT outside."""
        if not self.since <= at < self.until:
            return Confidence.ABSENT
        return Confidence.SOURCED if self.sure <= at < self.fades else Confidence.UNCONFIRMED

    @cached_property
    def bounds(self) -> tuple[datetime, ...]:
        """The instants at which `holds` can change, in order, without the beginning and the end of time."""
        marks = {self.since, self.sure, self.fades, self.until}
        return tuple(sorted(marks - {BEGINNING, NEVER}))


ALWAYS = Period()
"""A period without beginning or end."""


def from_day(since: datetime, until: datetime = NEVER) -> Period:
    """The period from `since` (inclusive) to `until` (exclusive), both known."""
    return Period(since=since, sure=since, fades=until, until=until)
