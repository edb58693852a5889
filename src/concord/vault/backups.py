"""One form of backup for both engines: a SQLite file with the tables of the vault and a manifest of what it holds.

Rows are copied out of one snapshot, or into an empty vault in one transaction. Source: docs/spec/vault.md V43-V45.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from concord.vault.checks import without_check
from concord.vault.errors import DamagedError, VaultError
from concord.vault.posting import index_anew
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
)
"""What is kept, each table behind those it refers to; the others are worked out from cells (V16-V19)."""

OWN_NOTES = ("backup", "indexed under", "last mark")
"""What one file notes of itself: of its manifest and its lists. Without them, who opens a backup makes its lists."""

NO_SEGMENTS = "substr(name, 1, 9) <> 'segments '"
"""Nor does a backup hold what is noted of segments (V60)."""

AT_ONCE = 500
"""How many rows are held in memory."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: everything up to a transaction, of a schema, in tables whose rows have this digest."""

    position: int
    schema: str
    tables: tuple[str, ...]
    digest: str


def back_up_into(copy: Vault, source: Vault) -> Manifest:
    """Put everything a vault holds into an empty one on SQLite, with the manifest of it, in one file."""
    schema = max(copy.schemas())
    with _filled(copy, source) as connection:
        position = int(one_value(connection, "select max(position) from vault_transaction") or 0)
        found = Manifest(position, schema, TABLES, _digest(connection.connection, TABLES))
        note(connection, "backup", msgspec.json.encode(found).decode())
    with copy.connection("writing").cursor() as cursor:
        cursor.execute("pragma wal_checkpoint(truncate)")
    return found


def restore_into(target: Vault, source: Vault) -> None:
    """Put everything a backup holds into an empty vault, and make its lists; all or nothing.

    Raises:
        VaultError: it is not empty.
    """
    with _filled(target, source) as connection:
        index_anew(target.lists, connection)


@contextmanager
def _filled(target: Vault, source: Vault) -> Iterator[BaseDatabaseWrapper]:
    """A vault with all that another one holds, in one transaction that ends with this."""
    into = target.connection("writing")
    with source.whole() as out, transaction.atomic(using=into.alias, durable=True):
        serialise(into)
        if not _is_empty(into):
            raise VaultError("the vault to restore into: expected an empty one, found one that holds something")
        run(into, "delete from vault_state", [()])
        for table in TABLES:
            _copy(table, out, into)
        yield into


def _copy(table: str, out: BaseDatabaseWrapper, into: BaseDatabaseWrapper) -> None:
    with out.chunked_cursor() as rows, into.cursor() as cursor:
        rows.execute(f"select * from {table} {_kept(table)}")
        some = rows.fetchmany(AT_ONCE)
        names = [column[0] for column in rows.description or ()]
        statement = f"insert into {table} ({', '.join(names)}) values ({', '.join(['%s'] * len(names))})"
        while some:
            cursor.executemany(statement, some)
            some = rows.fetchmany(AT_ONCE)


def _is_empty(connection: BaseDatabaseWrapper) -> bool:
    counts = " + ".join(f"(select count(*) from {table})" for table in TABLES[1:])
    return bool(one_value(connection, f"select {counts}") == 0)


def read_manifest(path: Path, known: frozenset[str]) -> Manifest:
    """The manifest of a backup whose rows are those it was made with.

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
            if _digest(connection, found.tables) != found.digest:
                raise VaultError("the backup: expected the rows it was made with, found others")
            return found
    except (sqlite3.DatabaseError, msgspec.DecodeError, DamagedError) as error:
        raise VaultError("the backup: expected a file that is whole, found one that cannot be read") from error


def _digest(connection: Any, tables: tuple[str, ...]) -> str:
    """SHA-256 (hex) of the rows of tables, each in the order of its key."""
    found = hashlib.sha256()
    for table in tables:
        found.update(table.encode())
        for row in _rows(connection, table):
            found.update(msgspec.msgpack.encode(row))
    return found.hexdigest()


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    key = connection.execute("select name from pragma_table_info(?) where pk order by pk", (table,))
    order = ", ".join(name for (name,) in key)
    yield from connection.execute(f"select * from {table} {_kept(table)} order by {order}")


def _kept(table: str) -> str:
    return f"where name not in {OWN_NOTES} and {NO_SEGMENTS}" if table == "vault_state" else ""
