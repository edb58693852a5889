"""Both nodes as processes: started together, stopped together.

Source: docs/spec/demo.md X1, X10.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread

from concord.demo.cast import SIDES
from concord.demo.making import check
from concord.demo.serving import READY
from concord.release.errors import ConcordError

HOST = "127.0.0.1"
STOPPING_SECONDS = 10

Sockets = Mapping[str, socket.socket]


class PortError(ConcordError):
    """A port that cannot be listened on; the message says which, and what to do."""


class StoppedError(ConcordError):
    """A node that ended by itself; the message has its last words."""


@contextmanager
def listening(port: int) -> Iterator[Sockets]:
    """A socket for each node: on this port and the next, or on any two for 0.

    Raises:
        PortError: one of them is taken.
    """
    with ExitStack() as open_ones:
        found = {}
        for number, side in enumerate(SIDES):
            asked = port + number if port else 0
            bound = open_ones.enter_context(socket.socket())
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                bound.bind((HOST, asked))
                bound.listen(64)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                said = f"port {asked}: expected one that is free, found: {reason}; choose another by --port"
                raise PortError(said) from error
            found[side] = bound
        yield found


class Pair:
    """Both nodes, running."""

    def __init__(self, addresses: Mapping[str, str], processes: Mapping[str, subprocess.Popen[str]]) -> None:
        self.addresses, self._processes = dict(addresses), processes
        self.first = f"{next(iter(self.addresses.values()))}/demonstration"
        self._lines: Queue[tuple[str, str]] = Queue()
        for side, process in processes.items():
            Thread(target=self._read, args=(side, process), daemon=True).start()

    def _read(self, side: str, process: subprocess.Popen[str]) -> None:
        """Hand on what a node says; nothing more is an empty line."""
        for line in process.stdout or ():
            self._lines.put((side, line.rstrip("\n")))
        self._lines.put((side, ""))

    def wait_until_ready(self, tell: Callable[[str, str], None]) -> None:
        """Wait for both, telling how far each is, by its name.

        Raises:
            StoppedError: one of them ended.
        """
        waiting = set(self._processes)
        while waiting:
            side, line = self._lines.get()
            if not line:
                raise StoppedError(f"{SIDES[side].name}: expected a node that answers, found one that stopped")
            if line == READY:
                waiting.discard(side)
            tell(SIDES[side].id.upper(), line)

    def wait_until_one_stops(self) -> int:
        """Wait; the nodes run until they are stopped from outside.

        Raises:
            StoppedError: one of them ended by itself.
        """
        side, _ = self._lines.get()
        raise StoppedError(f"{SIDES[side].name}: expected a node that runs, found one that stopped")


@contextmanager
def running(folder: Path, sockets: Sockets) -> Iterator[Pair]:
    """Both nodes of a folder, until the end of the block; they stop when nothing holds their standard input.

    Raises:
        FolderError: there is something else in the folder.
    """
    check(folder)
    addresses = {side: f"http://{HOST}:{each.getsockname()[1]}" for side, each in sockets.items()}
    processes: dict[str, subprocess.Popen[str]] = {}
    try:
        for side, bound in sockets.items():
            processes[side] = _started(side, folder, bound, json.dumps(addresses))
            bound.close()
        yield Pair(addresses, processes)
    finally:
        for process in processes.values():
            if process.stdin is not None:
                process.stdin.close()
        for process in processes.values():
            process.wait(STOPPING_SECONDS)


def _started(side: str, folder: Path, bound: socket.socket, addresses: str) -> subprocess.Popen[str]:
    """A node's process, apart from the terminal, so that Ctrl-C reaches it only through the one that started it."""
    handle = bound.fileno()
    return subprocess.Popen(  # noqa: S603  # this program itself
        [sys.executable, "-m", "concord.demo.serving", side, str(folder), str(handle), addresses],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=(handle,),
        start_new_session=True,
    )
