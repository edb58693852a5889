"""A process that writes to a vault until it is killed (`benches/kills.py`): python -m benches.killed ACT WHERE NAME.

It says that it begins, and then each transaction that is stored: a JSON list of the titles in it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from itertools import count

from concord.release.rulebook import Rulebook
from tests.vault.filing import desk_on, draft, vault_at

AT_ONCE = 500


def filing(where: str, name: str) -> Iterator[list[str]]:
    """File drafts one by one."""
    desk = desk_on(vault_at(where, Rulebook()))
    for number in count():
        desk.file(draft(f"{name}-{number}"))
        yield [f"{name}-{number}"]


def load(where: str, name: str) -> Iterator[list[str]]:
    """The same, many in one transaction."""
    desk = desk_on(vault_at(where, Rulebook()))
    for number in count():
        names = [f"{name}-{number}-{each}" for each in range(AT_ONCE)]
        desk.file_all([draft(each) for each in names])
        yield names


def migration(where: str, name: str) -> Iterator[list[str]]:
    """Make the schema, and wait to be killed."""
    vault_at(where, Rulebook()).close()
    yield []
    sys.stdin.read()


ACTS: dict[str, Callable[[str, str], Iterator[list[str]]]] = {"filing": filing, "load": load, "migration": migration}

if __name__ == "__main__":
    print("begins", flush=True)
    for titles in ACTS[sys.argv[1]](*sys.argv[2:]):
        print(json.dumps(titles), flush=True)
