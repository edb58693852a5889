"""Dates as the tables write them, and the instants between which they lie.

A date is a day (`2003-03-14`), a month (`2017-11`), a year (`1995`), an interval `A/B` with one end or both
(`1995/2003-03-14`, `2004-11-22/`, `/2000-07-26`), or empty (not known); a beginning may also be the word `always`.
Source: docs/spec/facts.md FA20-FA24; docs/spec/release.md R5, R40.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from concord.release.names import BEGINNING, NEVER
from concord.release.periods import Period

ALWAYS_WORD = "always"
"""As a beginning: before every date."""

FORMS = "a day, month or year, an interval `A/B`, `always` or nothing"
"""What a date may be, in words for error messages."""

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True)
class Limits:
    """An instant that lies at `earliest`, at `latest`, or between them."""

    earliest: datetime
    latest: datetime


def read(text: str, *, unknown: Limits) -> Limits:
    """The limits that `text` sets; nothing written means `unknown`.

    Raises:
        ValueError: `text` is none of the forms, names no day of the calendar, or runs backwards.
    """
    if not text:
        return unknown
    first, slash, last = text.partition("/")
    if not slash:
        return _span(first)
    earliest = _span(first).earliest if first else BEGINNING
    latest = _span(last).earliest if last else NEVER
    if not (first or last) or latest < earliest:
        raise ValueError(f"expected {FORMS}, found `{text}`")
    return Limits(earliest, latest)


def is_known(text: str) -> bool:
    """Whether a written date names a latest day: one that is empty or open at its end is not known."""
    return bool(text) and not text.endswith("/")


def period(since: str, until: str) -> Period:
    """The period between two written dates: an empty beginning never becomes sure, an empty end is no end (R40).

    Raises:
        ValueError: a date cannot be read, or the end lies before the beginning.
    """
    begin = read(since, unknown=Limits(BEGINNING, NEVER)) if since != ALWAYS_WORD else Limits(BEGINNING, BEGINNING)
    end = read(until, unknown=Limits(NEVER, NEVER))
    if end.latest < begin.earliest:
        raise ValueError(f"expected an end after the beginning `{since}`, found `{until}`")
    return Period(since=begin.earliest, sure=begin.latest, fades=end.earliest, until=end.latest)


def _span(text: str) -> Limits:
    """The first instant that `text` can mean, and the first by which it has surely come."""
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(f"expected {FORMS}, found `{text}`")
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        start = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
        return Limits(start, start if day else _after(start, monthly=bool(month)))
    except ValueError as error:
        raise ValueError(f"expected a day of the calendar, found `{text}`") from error


def _after(start: datetime, *, monthly: bool) -> datetime:
    """The first instant after the month or year that begins at `start`."""
    if not monthly or start.month == 12:
        return start.replace(year=start.year + 1, month=1)
    return start.replace(month=start.month + 1)
