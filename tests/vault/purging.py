"""A process that purges the records of a vault one by one until it is killed, and says each one that is gone.

python -m tests.vault.purging PATH
"""

from __future__ import annotations

import sys
from pathlib import Path

from concord.desk import Purge, Query, Reason
from concord.node.databases import open_sqlite
from concord.release.rulebook import Rulebook
from tests.desk.kinds import KINDS
from tests.vault.filing import desk_on


def main(path: str) -> None:
    """Purge records, and say each."""
    desk = desk_on(open_sqlite(Path(path), Rulebook(), KINDS), hours=1)
    for edition in desk.find(Query("note"), limit=1000).editions:
        desk.purge(Purge(f"purge {edition.id}", edition.id, edition.digest, Reason.AGE))
        sys.stdout.write(f"{edition.id}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
