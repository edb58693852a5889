"""Instants as XML Schema writes them, to UTC and back.

Source: XML Schema Part 2 (Second Edition) 3.2.7 (dateTime).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EXPECTED = "a date and time such as 2016-07-08T09:00:00Z, in the years 0001 to 9999"

_FORM = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))?",
    re.ASCII,
)
_ZONE_MINUTES_MOST = 14 * 60


@dataclass(frozen=True)
class Instant:
    """An instant in UTC, and what reading it left open.

    `has_zone` False: the text gave no time zone and was read as UTC. `is_cut`: digits beyond the microsecond were
    dropped.
    """

    at: datetime
    has_zone: bool
    is_cut: bool


def read_instant(text: str) -> Instant | None:
    """The instant `text` gives, or None if it gives none that fits the years 1 to 9999 in UTC.

    24:00:00 is the first instant of the next day; a leap second (second 60) is none.
    """
    found = _FORM.fullmatch(text.strip(" \t\r\n"))
    offset = _offset(found) if found else None
    if found is None or offset is None:
        return None
    fraction = found[7] or ""
    try:
        at = _local(found, int(fraction[:6].ljust(6, "0"))) - offset
    except (ValueError, OverflowError):
        return None
    has_zone = bool(found[8] or found[9])
    return Instant(at, has_zone=has_zone, is_cut=bool(fraction[6:].strip("0")))


def write_instant(at: datetime) -> str:
    """`at`, which carries a time zone, in UTC with as many digits as it needs (none, or six)."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _local(found: re.Match[str], microsecond: int) -> datetime:
    year, month, day, hour, minute, second = (int(found[n]) for n in range(1, 7))
    if hour == 24 and not (minute or second or (found[7] or "").strip("0")):
        return datetime(year, month, day, tzinfo=UTC) + timedelta(days=1)
    return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=UTC)


def _offset(found: re.Match[str]) -> timedelta | None:
    """How far local time is ahead of UTC; None if that is out of bounds."""
    if found[9] is None:
        return timedelta()
    hours, minutes = int(found[10]), int(found[11])
    if minutes > 59 or hours * 60 + minutes > _ZONE_MINUTES_MOST:
        return None
    size = timedelta(hours=hours, minutes=minutes)
    return size if found[9] == "+" else -size
