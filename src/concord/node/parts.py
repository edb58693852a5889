"""Copies that a backup or a restore makes on its way: each in a folder of its own, locked while it is made.

They hold content in the clear. Who stops removes what it made; what a process that was killed left is removed by the
next one that makes a copy in the same folder. Source: docs/spec/node.md I12.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

PREFIX = ".concord-part-"
"""What the names of such folders begin with."""

LOCK, UNLOCKED = "lock", "lock.new"
"""The file in such a folder that its process holds; it gets its name when it is held."""


@contextmanager
def part(within: Path) -> Iterator[Path]:
    """A place for a copy, in a folder of its own that is gone at the end, as are those that were left behind.

    Raises:
        OSError: no folder can be made there.
    """
    clear(within)
    folder = Path(mkdtemp(prefix=PREFIX, dir=within))
    with ExitStack() as ending:
        ending.callback(shutil.rmtree, folder, ignore_errors=True)  # where no lock can be made
        lock = ending.enter_context((folder / UNLOCKED).open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / UNLOCKED).replace(folder / LOCK)
        ending.callback(shutil.rmtree, folder)
        yield folder / "part"


def clear(within: Path) -> None:
    """Remove what stopped processes left in a folder; what a running one holds stays."""
    for folder in left_in(within):
        with _taken(folder) as is_left:
            if is_left:
                shutil.rmtree(folder, ignore_errors=True)


def left_in(within: Path) -> tuple[Path, ...]:
    """What stopped processes left in a folder, by name."""
    return tuple(folder for folder in sorted(within.glob(f"{PREFIX}*")) if _is_left(folder))


def _is_left(folder: Path) -> bool:
    with _taken(folder) as is_left:
        return is_left


@contextmanager
def _taken(folder: Path) -> Iterator[bool]:
    """Whether no process holds a folder; meanwhile this one does. One that is only being made is held."""
    opened = -1
    with suppress(OSError):
        opened = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield opened >= 0 and _is_locked(opened)
    finally:
        if opened >= 0:
            os.close(opened)


def _is_locked(opened: int) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
