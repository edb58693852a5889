"""A command that is asked to stop ends by its own way out: what it made on its way is removed.

Source: docs/spec/node.md I12.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

BY_SIGNAL = 128
"""The exit status of a process that a signal ended is this and the number of the signal, as shells have it."""


@contextmanager
def stopping() -> Iterator[None]:
    """While something is made, the first signal to stop ends the process by its way out; those after it are not heeded.

    Raises:
        SystemExit: there was a signal.
    """
    heeded = [each for each in STOPS if signal.getsignal(each) != signal.SIG_IGN]
    before = {each: signal.signal(each, _stop) for each in heeded}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    for each in STOPS:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(BY_SIGNAL + number)
