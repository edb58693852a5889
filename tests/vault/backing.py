"""A process that backs up a vault again and again until it is killed, and says each time that it did.

python -m tests.vault.backing PATH BACKUP
"""

from __future__ import annotations

import sys
from pathlib import Path

from concord.node.backups import back_up, finished
from concord.node.databases import open_sqlite
from concord.release.rulebook import Rulebook
from tests.desk.kinds import KINDS


def main(path: str, backup: str) -> None:
    """Back up, and say so."""
    vault = open_sqlite(Path(path), Rulebook(), KINDS)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    for _ in range(1000):
        sys.stdout.write(f"{finished(back_up(vault, Path(backup))).position}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
