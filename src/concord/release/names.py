"""Comparing names and ordering instants: the two small things every rule of the kernel needs."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from functools import lru_cache

BEGINNING = datetime.min.replace(tzinfo=UTC)
"""Before every date a rule can name: a period that starts here was never not in force."""

NEVER = datetime.max.replace(tzinfo=UTC)
"""After every date a rule can name: a period that ends here has no known end."""


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The form in which two names are compared: NFKC, white space collapsed, case folded (R3)."""
    folded = name
    for _ in range(4):
        again = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
        if again == folded:
            break
        folded = again
    return " ".join(folded.split())


def day_of(at: datetime) -> datetime:
    """00:00 UTC of the day of an instant."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def require_utc(at: datetime) -> datetime:
    """`at` itself, once it is known to carry a time zone.

    Raises:
        ValueError: `at` has no time zone (a mistake of the caller, never of data).
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("an instant needs a time zone: expected timezone-aware UTC, found a naive datetime")
    return at


def first_after(instants: tuple[datetime, ...], at: datetime) -> datetime:
    """The earliest of `instants` that lies after `at`, or `NEVER`."""
    return min((i for i in instants if i > at), default=NEVER)
