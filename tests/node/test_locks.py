"""A vault in a file stays whole for a process that serves it while others come and go."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from concord.node.databases import open_sqlite
from concord.release.rulebook import Rulebook
from tests.architecture.tree import SOURCE
from tests.desk.kinds import KINDS

GOING = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('select count(*) from sqlite_master'); c.close()"
)
"""Another process that opens the file, reads and closes it: the last one to close it removes the log beside it."""


def test_another_process_that_ends_takes_nothing_from_one_that_reads(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite3"
    with closing(open_sqlite(path, Rulebook(), KINDS)) as vault, closing(sqlite3.connect(path)) as reading:
        reading.execute("select count(*) from sqlite_master").fetchall()
        with closing(open_sqlite(path, Rulebook(), KINDS)) as beside:
            assert beside.last == vault.last
        environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
        subprocess.run([sys.executable, "-c", GOING, str(path)], check=True, env=environment)
        assert path.with_name("vault.sqlite3-wal").exists()
        assert reading.execute("select count(*) from sqlite_master").fetchone()[0] > 0
