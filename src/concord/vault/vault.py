"""The vault as a store for desks: cells by decision key, in a database that Django speaks to.

Two connections: one that reads, one that writes. Rows are looked for by the numbers of the keys that pass the gate;
what carries another key is not read.
Source: docs/spec/vault.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import RLock

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from concord.desk.store import Snapshot, Writing
from concord.release.names import NEVER
from concord.release.rulebook import Rulebook
from concord.vault.checking import Checked, check
from concord.vault.errors import ClosedError, KeyedElsewhereError, VaultError
from concord.vault.keying import key_anew
from concord.vault.keys import Keys
from concord.vault.statements import all_rows, instant_of, note, one_value, serialise, state, ticks_of
from concord.vault.views import View
from concord.vault.writing import Transaction


class Vault:
    """The store behind two of Django's connections, by their names; `rulebook` is the one in force.

    The names are this vault's alone, and it belongs to the process that opened it.
    """

    def __init__(self, *, reading: str, writing: str, rulebook: Rulebook) -> None:
        self._aliases = {"reading": reading, "writing": writing}
        self._keys = Keys(rulebook)
        self._turning = RLock()
        self._process = os.getpid()
        self._is_open = True

    def connection(self, role: str) -> BaseDatabaseWrapper:
        """This thread's connection for `reading` or `writing`, a new one if the old one was lost.

        Raises:
            ClosedError: the vault was closed, or the process is not the one that opened it.
        """
        if not self._is_open or self._process != os.getpid():
            raise ClosedError
        connection = connections[self._aliases[role]]
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return connection

    def close(self) -> None:
        """Close this thread's connections; nobody reads or writes by this vault any more."""
        if self._is_open:
            self._is_open = False
            for alias in self._aliases.values():
                connections[alias].close()
                del connections[alias]
                del connections.databases[alias]

    def migrate(self) -> None:
        """Bring the schema to this version.

        Raises:
            VaultError: the database is of a later version, or holds something else.
        """
        executor = MigrationExecutor(self.connection("writing"))
        known = {name for app, name in executor.loader.graph.nodes if app == "vault"}
        later = {name for app, name in executor.loader.applied_migrations if app == "vault"} - known
        if later:
            raise VaultError(f"the schema of the vault: expected at most {max(known)}, found {max(later)}")
        tables = set(self.connection("writing").introspection.table_names()) - {"django_migrations"}
        if tables and "vault_state" not in tables:
            raise VaultError("the database: expected an empty one or a vault, found the tables of something else")
        executor.migrate(executor.loader.graph.leaf_nodes("vault"))

    def check_barrier(self) -> None:
        """Refuse to read by a login that the second barrier does not hold (V14).

        Raises:
            VaultError: it owns tables of the vault, or is above row level security.
        """
        connection = self.connection("reading")
        if connection.vendor == "sqlite":
            return
        above = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        owned = "select count(*) from pg_class where relname = 'vault_cell' and pg_has_role(relowner, 'member')"
        if one_value(connection, above) or one_value(connection, owned):
            raise VaultError("the reading login: expected a role that owns nothing, found one above row level security")

    def schemas(self) -> frozenset[str]:
        """The names of the versions of the schema that are known here."""
        nodes = MigrationExecutor(self.connection("writing")).loader.graph.nodes
        return frozenset(name for app, name in nodes if app == "vault")

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook that this process takes to be in force."""
        return self._keys.rulebook

    @property
    def facts(self) -> int:
        """The number of the edition of rulebook and roster in force."""
        return int(state(self.connection("reading"), "facts") or 0)

    @property
    def last(self) -> datetime:
        """The instant of the last transaction, or the beginning of time."""
        return instant_of(int(one_value(self.connection("reading"), "select max(at) from vault_transaction") or 0))

    def turn_facts(self, rulebook: Rulebook | None = None) -> None:
        """Bring another rulebook or roster into force: desks that were opened before are stale (D42).

        Where keys depend on what has changed, every cell is keyed anew in the same transaction (V2).
        """
        connection = self.connection("writing")
        with self._turning:
            keys = self._keys if rulebook is None else Keys(rulebook)
            with transaction.atomic(using=connection.alias, durable=True):
                serialise(connection)
                self._keys.check(connection)
                note(connection, "facts", str(int(state(connection, "facts") or 0) + 1))
                if keys.under != self._keys.under:
                    key_anew(keys, connection)
                keys.claim(connection)
            self._keys = keys

    def adopt(self, rulebook: Rulebook) -> None:
        """Take up a rulebook that another process brought into force."""
        with self._turning:
            self._keys = Keys(rulebook)

    @contextmanager
    def whole(self) -> Iterator[BaseDatabaseWrapper]:
        """Everything in one snapshot, by a connection of its own that writes nothing: for keeping, not for readers."""
        of = self.connection("writing")
        is_sqlite = of.vendor == "sqlite"
        connection = (self.connection("reading") if is_sqlite else of).copy()
        try:
            with connection.cursor() as cursor:
                cursor.execute("begin" if is_sqlite else "begin isolation level repeatable read read only")
            yield connection
        finally:
            connection.close()

    def scrub(self) -> bool:
        """Leave no copy of what was purged in the files of SQLite; False if a reader still holds one (V51)."""
        connection = self.connection("writing")
        is_sqlite = connection.vendor == "sqlite"
        return not is_sqlite or not one_value(connection, "pragma wal_checkpoint(truncate)")

    def check(self) -> Iterator[Checked]:
        """Look at everything that is stored, step by step; nobody waits for it (V41)."""
        with self.whole() as connection:
            yield from check(connection, self._checked(connection).rulebook)

    @contextmanager
    def reading(self, at: datetime | None) -> Iterator[Snapshot]:
        """The vault as it is, or as it was after the last transaction that is not later than an instant."""
        connection = self.connection("reading")
        with transaction.atomic(using=connection.alias, durable=True):
            keys = self._checked(connection)
            position = one_value(
                connection,
                "select max(position) from vault_transaction where at <= %s",
                ticks_of(NEVER if at is None else at),
            )
            yield View(connection, keys, position or 0, is_past=at is not None)

    @contextmanager
    def writing(self, at: datetime) -> Iterator[Writing]:
        """One transaction; what it put is there only if it ends without an error."""
        connection = self.connection("writing")
        with transaction.atomic(using=connection.alias, durable=True):
            serialise(connection)
            keys = self._checked(connection)
            rows = all_rows(connection, "select position, at from vault_transaction order by position desc limit 1")
            position, last = rows[0] if rows else (0, 0)
            writing = Transaction(connection, keys, position)
            yield writing
            writing.end(max(ticks_of(at), last))
        if writing.has_purged:
            self.scrub()

    def _checked(self, connection: BaseDatabaseWrapper) -> Keys:
        """The keys of this process, if the vault was keyed under the same; one that turns now is waited for."""
        keys = self._keys
        try:
            keys.check(connection)
        except KeyedElsewhereError:
            with self._turning:
                keys = self._keys
            keys.check(connection)
        return keys
