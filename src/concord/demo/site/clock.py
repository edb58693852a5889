"""The clock of the demonstration: it starts on the day of the exercise, and runs while the demonstration runs.

Source: docs/spec/demo.md X8.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import cache

from concord.demo.cast import DAY
from concord.web.node import node


def told() -> datetime:
    """The instant now."""
    since, begun = _begun()
    return since + timedelta(seconds=time.monotonic() - begun)


@cache
def _begun() -> tuple[datetime, float]:
    """The instant at which this process began, and what its stopwatch said then."""
    return max(node().last, DAY), time.monotonic()
