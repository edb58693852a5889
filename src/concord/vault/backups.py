"""One form of backup for both engines: a SQLite file with the tables of the vault and a manifest of what it holds.

Rows are copied out of one snapshot, or into an empty vault in one transaction. Source: docs/spec/vault.md V43-V46.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from concord.vault.checks import without_check
from concord.vault.errors import DamagedError, VaultError
from concord.vault.posting import indexing
from concord.vault.remains import OWED
from concord.vault.reports import understood
from concord.vault.statements import note, one_value, run, serialise
from concord.vault.vault import Vault

TABLES = (
    "vault_state",
    "vault_transaction",
    "vault_record",
    "vault_key",
    "vault_cell",
    "vault_past",
    "vault_portion",
    "vault_draft",
    "vault_blob",
    "vault_blob_use",
    "vault_purged",
    "vault_fact",
    "vault_edition",
    "vault_standing",
    "vault_log",
    "vault_erased",
)
"""What is kept, each table behind those it refers to; the others are worked out from cells (V16-V19)."""

OWN_NOTES = ("backup", "indexed under", "last mark", OWED)
"""What one file notes of itself: of its manifest, its lists and the remains in it. Without them, who opens a backup
makes its lists."""

NO_SEGMENTS = "substr(name, 1, 9) <> 'segments '"
"""Nor does a backup hold what is noted of segments (V60)."""

AT_ONCE = 500
"""How many rows are held in memory."""

AT_ONCE_OF = {"vault_blob": 2}
"""Fewer where each may have 50 MB."""


@dataclass(frozen=True)
class Step:
    """How far a backup or a restore has come: what is being done, and how many rows or records of how many are."""

    doing: str
    done: int
    total: int


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: everything up to a transaction, of a schema, in tables whose rows have this digest."""

    position: int
    schema: str
    tables: tuple[str, ...]
    digest: str


Steps = Generator[Step, None, Manifest]
"""The work, step by step, and at its end the manifest of what was backed up or restored (V46)."""


def back_up_into(copy: Vault, source: Vault) -> Steps:
    """Put everything a vault holds into an empty one on SQLite, with the manifest of it, in one file."""
    schema = max(copy.schemas())
    with _both(copy, source) as (out, into):
        yield from _copied(out, into)
        position = int(one_value(into, "select max(position) from vault_transaction") or 0)
        digest = yield from _digested(into.connection, TABLES, "working out the digest")
        found = Manifest(position, schema, TABLES, digest)
        note(into, "backup", msgspec.json.encode(found).decode())
    copy.scrub()
    return found


def restore_into(target: Vault, source: Vault) -> Iterator[Step]:
    """Put everything a backup holds into an empty vault, and make its lists; all or nothing.

    Raises:
        VaultError: it is not empty.
    """
    with _both(target, source) as (out, into):
        yield from _copied(out, into)
        for done, total in indexing(target.lists, into):
            yield Step("making the lists", done, total)


@contextmanager
def _both(target: Vault, source: Vault) -> Iterator[tuple[BaseDatabaseWrapper, BaseDatabaseWrapper]]:
    """All that a vault holds, in one snapshot, and an empty one in a transaction that ends with this."""
    into = target.connection("writing")
    with understood(), source.whole() as out, transaction.atomic(using=into.alias, durable=True):
        serialise(into)
        if not _is_empty(into):
            raise VaultError("the vault to restore into: expected an empty one, found one that holds something")
        run(into, "delete from vault_state", [()])
        yield out, into


def _copied(out: BaseDatabaseWrapper, into: BaseDatabaseWrapper) -> Iterator[Step]:
    """Copy every table, some rows at a time."""
    total, done = sum(int(one_value(out, f"select count(*) from {table} {_kept(table)}")) for table in TABLES), 0
    yield Step("copying", 0, total)
    for table in TABLES:
        for some in _copy(table, out, into):
            yield Step("copying", done := done + some, total)


def _copy(table: str, out: BaseDatabaseWrapper, into: BaseDatabaseWrapper) -> Iterator[int]:
    """Copy one table; how many rows at each step."""
    at_once = AT_ONCE_OF.get(table, AT_ONCE)
    with out.chunked_cursor() as rows, into.cursor() as cursor:
        rows.execute(f"select * from {table} {_kept(table)}")
        some = rows.fetchmany(at_once)
        names = [column[0] for column in rows.description or ()]
        statement = f"insert into {table} ({', '.join(names)}) values ({', '.join(['%s'] * len(names))})"
        while some:
            cursor.executemany(statement, some)
            yield len(some)
            some = rows.fetchmany(at_once)


def _is_empty(connection: BaseDatabaseWrapper) -> bool:
    counts = " + ".join(f"(select count(*) from {table})" for table in TABLES[1:])
    return bool(one_value(connection, f"select {counts}") == 0)


def verified(path: Path, known: frozenset[str]) -> Steps:
    """Read a backup from its file: the manifest, if its rows are those it was made with.

    Raises:
        VaultError: it is not a backup, is damaged, was written to since, or has a schema that is not known here.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            row = connection.execute("select value from vault_state where name = 'backup'").fetchone()
            if row is None:
                raise VaultError("the backup: expected a manifest, found none")
            found = msgspec.json.decode(without_check(row[0], "a state", "backup"), type=Manifest)
            if found.schema not in known or not set(found.tables) <= set(TABLES):
                raise VaultError(f"the backup: expected a schema of at most {max(known)}, found {found.schema}")
            if (yield from _digested(connection, found.tables, "verifying")) != found.digest:
                raise VaultError("the backup: expected the rows it was made with, found others")
            return found
    except (sqlite3.DatabaseError, msgspec.DecodeError, DamagedError) as error:
        raise VaultError("the backup: expected a file that is whole, found one that cannot be read") from error


def _digested(connection: Any, tables: tuple[str, ...], doing: str) -> Generator[Step, None, str]:
    """SHA-256 (hex) of the rows of tables, each in the order of its key."""
    counts = (connection.execute(f"select count(*) from {table} {_kept(table)}").fetchone() for table in tables)
    total, done = sum(count for (count,) in counts), 0
    found = hashlib.sha256()
    yield Step(doing, 0, total)
    for table in tables:
        found.update(table.encode())
        for row in _rows(connection, table):
            found.update(msgspec.msgpack.encode(row))
            done += 1
            if done % AT_ONCE == 0 or done == total:
                yield Step(doing, done, total)
    return found.hexdigest()


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    key = connection.execute("select name from pragma_table_info(?) where pk order by pk", (table,))
    order = ", ".join(name for (name,) in key)
    yield from connection.execute(f"select * from {table} {_kept(table)} order by {order}")


def _kept(table: str) -> str:
    return f"where name not in {OWN_NOTES} and {NO_SEGMENTS}" if table == "vault_state" else ""
