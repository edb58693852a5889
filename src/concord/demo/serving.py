"""One node of the demonstration in a process of its own: `python -m concord.demo.serving SIDE FOLDER FD NODES`.

It serves on the socket it is handed, says on standard output how far it is and `ready` when it answers, and stops when
its standard input ends: with whoever started it, however that ends. Source: docs/spec/demo.md X1, X8, X10.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Thread

from concord.demo.cast import SIDES
from concord.demo.making import make, places

READY = "ready"
"""The line that is said when a node answers."""
GRACE_SECONDS = 3


def main(side: str, folder: str, handle: str, nodes: str) -> None:
    """Make the node if it is not there, and serve it."""
    stop: list[Callable[[], None]] = []
    Thread(target=_watch, args=(stop,), daemon=True).start()
    place = places(Path(folder))[side]
    if not place.exists():
        make(SIDES[side], place, _say)
        os.execv(sys.executable, [sys.executable, "-m", "concord.demo.serving", *sys.argv[1:]])  # noqa: S606  # afresh, as at any later start
    os.environ |= {"CONCORD_PLAIN_HTTP": "1", "CONCORD_DEMO_SIDE": side, "CONCORD_DEMO_NODES": nodes}
    _say("opening the site")
    import_module("concord.web.commands").start(place, "concord.demo.site.settings")
    uvicorn = import_module("uvicorn")
    application = import_module("concord.web.server").application
    config = uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS, lifespan="off")
    server = uvicorn.Server(config)
    stop.append(lambda: setattr(server, "should_exit", True))
    _tell_when_it_answers(server)
    server.run(sockets=[socket.socket(fileno=int(handle))])


def _tell_when_it_answers(server: object) -> None:
    """Have a server say so once it has begun."""
    begin = server.startup  # type: ignore[attr-defined]  # uvicorn.Server

    async def startup(sockets: object) -> None:
        await begin(sockets=sockets)
        _say(READY)

    server.startup = startup  # type: ignore[attr-defined]  # as above


def _watch(stop: list[Callable[[], None]]) -> None:
    """Stop when standard input ends; before there is a server there is nothing to finish (X2)."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    if not stop:
        os._exit(0)
    stop[0]()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
