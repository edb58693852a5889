"""A process that does one thing to a vault and dies by its own hand before a statement, counted from 1.

python -m tests.vault.dying WHERE ACT STATEMENT; if it had fewer to run, it says how many.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from concord.desk import Purge, Query, Reason
from concord.release.rulebook import Rulebook
from tests.desk.stores import turn
from tests.vault.filing import desk_on, vault_at
from tests.worlds import make_world

WAS, IS = make_world(3).rulebook, make_world(503).rulebook
"""The rulebook under which a vault is opened, and the one that `turn` brings into force: every cell is keyed anew."""


def dying_before(statement: int, numbers: Iterator[int]) -> Callable[..., Any]:
    """A wrapper of statements that ends the process before one of them."""

    def run(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        if next(numbers) == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, values, many, context)

    return run


def main(where: str, act: str, statement: str) -> None:
    """Open a vault, or turn its rules, until the statement; or purge what it holds, until that is stored."""
    numbers = count(1)
    dies = dying_before(int(statement), numbers)

    def listen(connection: BaseDatabaseWrapper, **_: object) -> None:
        connection.execute_wrappers.append(dies)

    if act == "open":
        connection_created.connect(listen)
    vault = vault_at(where, Rulebook() if act == "purge" else WAS)
    if act == "purge":
        desk = desk_on(vault, hours=1)
        (edition,) = desk.find(Query("note")).editions
        setattr(vault, "settle", lambda **_: os.kill(os.getpid(), signal.SIGKILL))  # noqa: B010 (a method)
        desk.purge(Purge("p", edition.id, edition.digest, Reason.AGE))
    if act == "turn":
        vault.connection("writing").execute_wrappers.append(dies)
        turn(vault, IS)
    sys.stdout.write(f"{next(numbers) - 1}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
