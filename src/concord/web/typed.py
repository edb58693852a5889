"""What an address or a form holds, read as what it stands for.

Source: docs/spec/site.md W7.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

LONGEST = 15
"""Digits of a number that is read at all."""


def whole(text: str) -> int | None:
    """A whole number in digits; None for what cannot be one, or has more digits than anything here."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None


def beginning(day: date) -> datetime:
    """The instant at which a day begins (00:00 UTC)."""
    return datetime.combine(day, time(), UTC)


def day_in(text: str) -> datetime | None:
    """The beginning of a day that is written as 2017-05-15; None for what is no day."""
    try:
        return beginning(date.fromisoformat(text))
    except ValueError:
        return None


def instant_in(text: str) -> datetime | None:
    """An instant that is written as a day or with a time, in UTC unless it says otherwise; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
