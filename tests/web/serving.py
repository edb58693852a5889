"""The site of a node in a process of its own: `python -m tests.web.serving FOLDER SETTINGS` prints its port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
STOPPING = 20
"""Seconds within which it stops."""


@contextmanager
def served(folder: Path, settings: str = "tests.web.settings") -> Iterator[str]:
    """The address of the site of a node, which listens from now on."""
    command = [sys.executable, "-m", "tests.web.serving", str(folder), settings]
    place = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": place, "CONCORD_PLAIN_HTTP": "1"}
    ) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()
            process.wait(STOPPING)


def main(folder: str, settings: str) -> None:
    """Serve until terminated; the port is printed when it can be connected to."""
    from concord.web.commands import start

    start(Path(folder), settings)
    import uvicorn

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        print(listening.getsockname()[1], flush=True)
        uvicorn.run(
            "concord.web.server:application", fd=listening.fileno(), log_level="warning", timeout_graceful_shutdown=1
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
