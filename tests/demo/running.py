"""Both nodes of the demonstration, started as somebody starts them, and clicks on their pages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin
from urllib.request import Request

from tests.architecture.tree import SOURCE
from tests.web.visiting import Answer, Visitor

PROGRAM = [sys.executable, "-c", "from concord.cli.main import main; main()"]
STOPPING = 20
"""Seconds within which everything has stopped."""
FIRST = "/demonstration"


def started(*arguments: str, **more: Any) -> subprocess.Popen[str]:
    """The program in a process of its own, which sees this checkout."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, env=environment, **more)


@dataclass(frozen=True)
class Running:
    """What the program said of itself."""

    process: subprocess.Popen[str]
    said: Any

    def node(self, side: str) -> str:
        """The address of one node."""
        return str(self.said["nodes"][side])

    def visitor(self, side: str = "eu", language: str = "en") -> Clicking:
        """Somebody who opens a node."""
        return Clicking(self.node(side), language)

    def seated(self, account: str, side: str = "eu") -> Clicking:
        """Somebody who came in by one click."""
        visitor = self.visitor(side)
        assert visitor.enter(account).status == 200
        return visitor


class Clicking(Visitor):
    """A visitor whose clicks say on which page they were made, as those in a browser do."""

    def enter(self, account: str, origin: str | None = None, path: str = "") -> Answer:
        """Click on a persona, on a page of this node or of another origin."""
        data = urlencode({"account": account, "next": path}).encode()
        headers = {"Origin": origin if origin is not None else self.site}
        return self._ask(Request(urljoin(self.site, f"{FIRST}/enter"), data, headers))

    def without_token(self, path: str) -> Answer:
        """Send a form without the token of a page."""
        return self._ask(Request(urljoin(self.site, path), b"post=any"))

    def asking(self, path: str, **headers: str) -> Answer:
        """Ask for a page with headers of one's own."""
        return self._ask(Request(urljoin(self.site, path), None, headers))


@contextmanager
def running(folder: Path, *more: str) -> Iterator[Running]:
    """Both nodes of a folder, answering; they are asked to stop at the end, and do."""
    with started("demo", "--folder", str(folder), "--port", "0", "--json", *more) as process:
        assert process.stdout is not None
        try:
            yield Running(process, json.loads(process.stdout.readline()))
        finally:
            process.terminate()
            process.wait(STOPPING)
    assert process.returncode == 0
