"""On which store the houses of the tests keep what they hold: a file, or with CONCORD_TEST_STORE=postgresql a server.

The whole of tests/web runs on either.
"""

from __future__ import annotations

import os
import re
from itertools import count
from pathlib import Path
from shutil import copytree

import pytest

from tests import postgres

IS_ON_SERVER = os.environ.get("CONCORD_TEST_STORE", "") == "postgresql"
FILE = 'file = "vault.sqlite3"'
DATABASE = re.compile(r'database = "(\w+)"')
_MADE = count(1)


def stored(settings: str) -> str:
    """The settings of a node, on the store of this run."""
    return on_server(settings) if IS_ON_SERVER else settings


def on_server(settings: str) -> str:
    """The settings of a node with its store in a new database of a server; skips where there is none."""
    if postgres.binaries() is None:
        pytest.skip(postgres.MISSING)
    server = postgres.database(f"house_{os.getpid()}_{next(_MADE)}", "template1")
    store = {
        "host": f'"{server.host}"',
        "port": server.port,
        "database": f'"{server.database}"',
        "owner": f'"{server.owner}"',
        "reading": f'"{server.reading}"',
        "segments": '"segments"',
    }
    return settings.replace(FILE, "\n".join(f"{name} = {value}" for name, value in store.items()))


def copied(one: Path, two: Path) -> None:
    """A house that is closed, again in another folder, with a database of its own where it has one."""
    copytree(one, two)
    settings = two / "node.toml"
    held = DATABASE.search(settings.read_text())
    if held:
        server = postgres.database(f"house_{os.getpid()}_{next(_MADE)}", held[1])
        settings.write_text(DATABASE.sub(f'database = "{server.database}"', settings.read_text()))
