"""A store of each kind, empty: one suite runs on all of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from concord.desk import MemoryStore
from concord.desk.facts import Facts
from concord.desk.roster import Roster
from concord.desk.store import Store
from concord.node.databases import open_postgresql, open_sqlite
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from tests import postgres
from tests.desk.kinds import KINDS


def turn(store: Store, rulebook: Rulebook, roster: Roster | None = None) -> None:
    """Bring an edition of rulebook and roster into force, at the instant of the last transaction."""
    with store.writing(store.last) as writing:
        writing.turn(Facts(rulebook, roster or Roster()))


Opening = Callable[[Rulebook], Store]
"""Makes an empty store under a rulebook."""

_NUMBERS = count()


@contextmanager
def opening(kind: str) -> Iterator[Opening]:
    """What makes empty stores of a kind; they are gone at the end."""
    if kind == "memory":
        yield lambda rulebook: MemoryStore()
        return
    opened: list[Vault] = []
    with TemporaryDirectory() as folder:

        def open_one(rulebook: Rulebook) -> Store:
            name = f"store-{next(_NUMBERS)}"
            if kind == "postgresql":
                opened.append(open_postgresql(postgres.database(name), rulebook, KINDS, Path(folder) / name))
                return opened[-1]
            path = Path(folder) / f"{name}.sqlite3"
            shutil.copy(_template(), path)
            opened.append(open_sqlite(path, rulebook, KINDS))
            return opened[-1]

        try:
            yield open_one
        finally:
            for vault in opened:
                vault.close()


@cache
def _template() -> Path:
    """A database with the schema and nothing in it, to be copied."""
    path = Path(_FOLDER.name) / "empty.sqlite3"
    open_sqlite(path, Rulebook(), KINDS).close()
    return path


_FOLDER = TemporaryDirectory(prefix="concord-tests-")

KINDS_OF_STORE = ("memory", "sqlite", *(("postgresql",) if postgres.binaries() else ()))
"""PostgreSQL where there is a server; tests/vault/test_postgres.py says how to get one."""
