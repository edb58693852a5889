"""An instant that moves on by a millisecond whenever it is asked for, from noon of the cast's day."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from tests.cast import NOON

_ASKED = count(1)


def told() -> datetime:
    """The instant."""
    return NOON + timedelta(hours=1, milliseconds=next(_ASKED))
