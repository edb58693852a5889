"""Every way into a vault tells what its engine reports plainly, whichever statement it reports it of (V21)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from concord.desk import Purge, Reason
from concord.node.backups import back_up, finished, restore
from concord.node.databases import open_sqlite
from concord.release.errors import ConcordError
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from concord.vault.errors import UnavailableError
from concord.vault.renewing import renew
from tests.desk.kinds import KINDS
from tests.vault.filing import desk_on, draft

ASKS_NOTHING = {"connection", "close", "lists", "rulebook", "adopt"}
"""What of a vault runs no statement."""

_NUMBERS = count()


def read(vault: Vault) -> None:
    """A snapshot."""
    with vault.reading(None):
        pass


def look(vault: Vault) -> None:
    """Everything in one snapshot."""
    with vault.whole():
        pass


def file_and_purge(vault: Vault) -> None:
    """Two transactions, of which the second ends with the removal of remains."""
    desk, name = desk_on(vault, hours=1), f"d{next(_NUMBERS)}"
    edition = desk.get(desk.file(draft(name)).record)
    if edition is not None:
        desk.purge(Purge(f"purge {name}", edition.id, edition.digest, Reason.AGE))


WAYS: Mapping[str, Callable[[Vault], object]] = {
    "migrate": Vault.migrate,
    "index": Vault.index,
    "check_barrier": Vault.check_barrier,
    "is_bare": lambda vault: vault.is_bare,
    "is_of": lambda vault: vault.is_of("key"),
    "schemas": Vault.schemas,
    "facts": lambda vault: vault.facts,
    "last": lambda vault: vault.last,
    "in_force": Vault.in_force,
    "take_up": Vault.take_up,
    "erased": Vault.erased,
    "verify_log": lambda vault: list(vault.verify_log()),
    "log_head": Vault.log_head,
    "owed": lambda vault: vault.owed,
    "settle": Vault.settle,
    "sweep": Vault.sweep,
    "scrub": Vault.scrub,
    "whole": look,
    "check": lambda vault: list(vault.check()),
    "reading": read,
    "writing": file_and_purge,
}
"""Each way into a vault."""


class Full:
    """Reports a full disk of every statement but the first few."""

    def __init__(self, statements: int) -> None:
        self.left, self.has_reported = statements, False

    def __call__(self, execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left >= 0:
            return execute(sql, values, many, context)
        self.has_reported = True
        cause = sqlite3.OperationalError("database or disk is full")
        cause.sqlite_errorname = "SQLITE_FULL"
        raise OperationalError("database or disk is full") from cause


@contextmanager
def reporting(vault: Vault, full: Full) -> Iterator[None]:
    """On every connection of a vault, those that are made meanwhile as well."""

    def listen(connection: BaseDatabaseWrapper, **_: object) -> None:
        connection.execute_wrappers.append(full)

    known = [vault.connection(role) for role in ("reading", "writing")]
    for connection in known:
        connection.execute_wrappers.append(full)
    connection_created.connect(listen)
    try:
        yield
    finally:
        connection_created.disconnect(listen)
        for connection in known:
            connection.execute_wrappers.remove(full)


def raw(vault: Vault, way: Callable[[], object]) -> tuple[int, list[int]]:
    """How many statements a way has, and the numbers of those of which a report comes out as the engine made it."""
    found = list[int]()
    for statement in count():
        full = Full(statement)
        with reporting(vault, full):
            try:
                way()
            except DatabaseError:
                found.append(statement)
            except ConcordError:
                pass
        if not full.has_reported:
            return statement, found
    raise AssertionError


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A vault with a record and its segments, opened anew."""
    found = open_sqlite(tmp_path / "vault.sqlite3", Rulebook(), KINDS)
    desk_on(found).file(draft("first"))
    renew(found)
    yield found
    found.close()


def test_every_way_into_a_vault_is_looked_at() -> None:
    public = {name for name in vars(Vault) if not name.startswith("_")}
    assert public == WAYS.keys() | ASKS_NOTHING


@pytest.mark.parametrize("name", WAYS)
def test_a_report_comes_out_of_no_way_into_a_vault_as_the_engine_made_it(name: str, vault: Vault) -> None:
    assert raw(vault, lambda: WAYS[name](vault))[1] == []


@pytest.mark.parametrize("name", ["index", "schemas", "scrub", "whole", "log_head"])
def test_a_full_disk_is_told_by_the_first_statement(name: str, vault: Vault) -> None:
    with reporting(vault, Full(0)), pytest.raises(UnavailableError, match="no room left"):
        WAYS[name](vault)


def test_nor_of_a_renewal_a_backup_or_a_restore(vault: Vault, tmp_path: Path) -> None:
    finished(back_up(vault, tmp_path / "backup"))
    empty = open_sqlite(tmp_path / "empty.sqlite3", Rulebook(), KINDS)
    ways = {
        "renew": raw(vault, lambda: (desk_on(vault, hours=2).file(draft(f"r{next(_NUMBERS)}")), renew(vault))),
        "backup": raw(vault, lambda: finished(back_up(vault, tmp_path / "second"))),
        "restore": raw(empty, lambda: finished(restore(tmp_path / "backup", empty, within=tmp_path))),
    }
    empty.close()
    assert {name: found for name, (_, found) in ways.items()} == {"renew": [], "backup": [], "restore": []}
    assert all(statements > 10 for statements, _ in ways.values())
