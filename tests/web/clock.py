"""An instant that moves on by a millisecond whenever it is asked for, from an hour after noon of the cast's day.

Where something was filed later than that, from then on: a house can be served again after it changed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from itertools import count

from concord.web.node import node
from tests.cast import NOON

_ASKED = count(1)


def told() -> datetime:
    """The instant."""
    return _start() + timedelta(milliseconds=next(_ASKED))


@cache
def _start() -> datetime:
    return max(NOON + timedelta(hours=1), node().vault.last)
