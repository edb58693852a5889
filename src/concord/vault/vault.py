"""The vault as a store for desks: cells by decision key, in a database that Django speaks to.

Two connections: one that reads, one that writes. Rows are looked for by the numbers of the keys that pass the gate;
what carries another key is not read.
Source: docs/spec/vault.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from threading import RLock

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from concord.desk.erasing import Erased
from concord.desk.errors import OwedError
from concord.desk.facts import InForce
from concord.desk.kinds import Kinds
from concord.desk.own import with_own
from concord.desk.store import Snapshot, Writing
from concord.release.findings import Finding
from concord.release.names import NEVER
from concord.release.rulebook import Rulebook
from concord.vault.checking import Checked, check
from concord.vault.editions import edition_at, read_erased, read_facts
from concord.vault.errors import ClosedError, IndexedElsewhereError, KeyedElsewhereError, UnavailableError, VaultError
from concord.vault.folder import Folder
from concord.vault.index import Index
from concord.vault.keys import Keys
from concord.vault.log import head, verify
from concord.vault.posting import check_index, index_anew
from concord.vault.remains import done, hurried, owed, scrub, sweep
from concord.vault.reports import reached, understood
from concord.vault.statements import instant_of, note, noted, one_value, serialise, state, ticks_of
from concord.vault.views import View
from concord.vault.writing import Transaction


class Vault:
    """The store behind two of Django's connections, by their names; `rulebook` is the one in force.

    `kinds` are those that are installed: lists are made for them. `folder` is where segments lie (V60).

    The names are this vault's alone, and it belongs to the process that opened it.
    """

    def __init__(
        self, *, reading: str, writing: str, rulebook: Rulebook, kinds: Kinds, folder: Path | None = None
    ) -> None:
        self.folder = Folder(folder) if folder else None
        self._aliases = {"reading": reading, "writing": writing}
        self._keys, self._index = Keys(rulebook), Index(with_own(kinds))
        self._last = InForce()
        self._turning = RLock()
        self._process = os.getpid()
        self._is_open = True

    def connection(self, role: str) -> BaseDatabaseWrapper:
        """This thread's connection for `reading` or `writing`, a new one if the old one was lost.

        Raises:
            ClosedError: the vault was closed, or the process is not the one that opened it.
            UnavailableError: the database cannot be reached, or lets nobody in.
        """
        if not self._is_open or self._process != os.getpid():
            raise ClosedError
        connection = connections[self._aliases[role]]
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        if connection.connection is None:
            with reached(connection):
                connection.ensure_connection()
        return connection

    def close(self) -> None:
        """Close this thread's connections; nobody reads or writes by this vault any more."""
        if self._is_open:
            self._is_open = False
            for alias in self._aliases.values():
                connections[alias].close()
                del connections[alias]
                del connections.databases[alias]

    @property
    def is_bare(self) -> bool:
        """Whether no transaction was ever stored in it: an empty database, or a vault that holds nothing yet."""
        connection = self.connection("writing")
        with understood():
            if "vault_transaction" not in connection.introspection.table_names():
                return True
            return one_value(connection, "select 1 from vault_transaction limit 1") is None

    def migrate(self) -> None:
        """Bring the schema to this version; an empty vault is keyed under the rulebook of who opens it.

        Raises:
            VaultError: the database is of a later version, or holds something else.
        """
        connection = self.connection("writing")
        with understood(), _unconstrained(connection), transaction.atomic(using=connection.alias, durable=True):
            serialise(connection)
            self._migrate(connection)
            if one_value(connection, "select 1 from vault_transaction limit 1") is None:
                self._keys.claim(connection)

    def _migrate(self, connection: BaseDatabaseWrapper) -> None:
        executor = MigrationExecutor(connection)
        known = {name for app, name in executor.loader.graph.nodes if app == "vault"}
        later = {name for app, name in executor.loader.applied_migrations if app == "vault"} - known
        if later:
            raise VaultError(f"the schema of the vault: expected at most {max(known)}, found {max(later)}")
        tables = set(connection.introspection.table_names()) - {"django_migrations"}
        if tables and "vault_state" not in tables:
            raise VaultError("the database: expected an empty one or a vault, found the tables of something else")
        executor.migrate(executor.loader.graph.leaf_nodes("vault"))

    def index(self) -> None:
        """Make terms and texts anew where they were made for other kinds, or in another form (V18)."""
        connection = self.connection("writing")
        with understood():
            if not check_index(self._index, connection):
                with transaction.atomic(using=connection.alias, durable=True):
                    serialise(connection)
                    if not check_index(self._index, connection):
                        index_anew(self._index, connection)

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
        with understood():
            is_above = one_value(connection, above) or one_value(connection, owned)
        if is_above:
            raise VaultError("the reading login: expected a role that owns nothing, found one above row level security")

    def is_of(self, key: str) -> bool:
        """Whether it is written under a key, of which a name is told that was made with it; the first one is noted."""
        connection = self.connection("writing")
        with understood():
            if noted(connection, "key") is None:
                with transaction.atomic(using=connection.alias, durable=True):
                    serialise(connection)
                    note(connection, "key", key)
            return noted(connection, "key") == key

    def schemas(self) -> frozenset[str]:
        """The names of the versions of the schema that are known here."""
        with understood():
            nodes = MigrationExecutor(self.connection("writing")).loader.graph.nodes
        return frozenset(name for app, name in nodes if app == "vault")

    @property
    def lists(self) -> Index:
        """What lists are made by."""
        return self._index

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook that this process takes to be in force."""
        return self._keys.rulebook

    @property
    def facts(self) -> int:
        """The number of the edition of rulebook and roster in force."""
        with understood():
            return int(state(self.connection("reading"), "facts"))

    @property
    def last(self) -> datetime:
        """The instant of the last transaction, or the beginning of time."""
        with understood():
            return instant_of(int(one_value(self.connection("reading"), "select max(at) from vault_transaction") or 0))

    def in_force(self, at: datetime | None = None) -> InForce:
        """The edition of rulebook and roster in force, or that was at an instant; the last one is read once."""
        connection = self.connection("writing")
        with understood():
            number = edition_at(connection, ticks_of(NEVER if at is None else at))
            if number != self._last.number:
                found = read_facts(connection, number)
                self._last = max(self._last, found, key=lambda each: each.number)
                return found
            return self._last

    def take_up(self) -> InForce:
        """The edition in force, whose rulebook this process goes by from now on."""
        with self._turning:
            found = self.in_force()
            if found.facts.rulebook.digest != self._keys.rulebook.digest:
                self.adopt(found.facts.rulebook)
            return found

    def erased(self) -> Sequence[Erased]:
        """The persons that were erased, in the order in which they were."""
        with understood():
            return read_erased(self.connection("writing"))

    def verify_log(self, known: str = "") -> Iterator[Finding]:
        """Everything in which the release log is not what it was; `known`: an end of it that was noted (V31)."""
        connection = self.connection("writing")
        with understood(), transaction.atomic(using=connection.alias, durable=True):
            yield from verify(connection, known)

    def log_head(self) -> str:
        """The end of the release log, to be noted elsewhere."""
        with understood():
            return head(self.connection("writing"))

    def adopt(self, rulebook: Rulebook) -> None:
        """Go by a rulebook from now on: the one that another process brought into force."""
        with self._turning:
            self._keys = Keys(rulebook)

    @contextmanager
    def whole(self) -> Iterator[BaseDatabaseWrapper]:
        """Everything in one snapshot, by a connection of its own that writes nothing: for keeping, not for readers."""
        of = self.connection("writing")
        is_sqlite = of.vendor == "sqlite"
        connection = (self.connection("reading") if is_sqlite else of).copy()
        try:
            with understood(), connection.cursor() as cursor:
                cursor.execute("begin" if is_sqlite else "begin isolation level repeatable read read only")
            yield connection
        finally:
            connection.close()

    @property
    def owed(self) -> str:
        """The transaction of the last purge whose remains are still to be removed from files, or "" (V54)."""
        with understood():
            return owed(self.connection("writing"))

    def settle(self, *, waits: bool = False) -> bool:
        """Remove what a purge left in files, if that is owed; whether nothing is owed any more (V54).

        Without `waits`, what somebody else holds is left to the next time.
        """
        with suppress(UnavailableError):
            turn, connection = self.owed, self.connection("writing")
            if not turn:
                return True
            with nullcontext() if waits else hurried(connection):
                self.sweep(waits=waits)
                if self.scrub():
                    with understood():
                        done(connection, turn)
            return not self.owed
        return False

    def sweep(self, *, waits: bool = True) -> None:
        """Remove the segments that are not listed, after waiting for whoever makes some: they may hold what went (V64).

        Raises:
            UnavailableError: one of them cannot be removed, or somebody makes some and is not waited for.
        """
        if self.folder is not None and self.folder.is_there:
            sweep(self.connection("writing"), self.folder, waits=waits)

    def scrub(self) -> bool:
        """Leave no copy of what was purged in the files of SQLite; False if a reader still holds one (V51)."""
        return scrub(self.connection("writing"))

    def check(self) -> Iterator[Checked]:
        """Look at everything that is stored, step by step; nobody waits for it (V41).

        Raises:
            KeyedElsewhereError: it was keyed under another rulebook than this process takes to be in force.
        """
        with understood(), self.whole() as connection:
            yield from check(connection, self._keys, self._index, self.folder)

    @contextmanager
    def reading(self, at: datetime | None) -> Iterator[Snapshot]:
        """The vault as it is, or as it was after the last transaction that is not later than an instant."""
        connection = self.connection("reading")
        with understood(), transaction.atomic(using=connection.alias, durable=True):
            keys = self._checked(connection)
            position = _position(connection, at)
            yield View(connection, keys, self._index, position, folder=self.folder, is_past=at is not None)

    @contextmanager
    def writing(self, at: datetime) -> Iterator[Writing]:
        """One transaction; what it put is there only if it ends without an error.

        Raises:
            OwedError: it is stored, and what it removed has remains in files that are held.
        """
        connection = self.connection("writing")
        with ExitStack() as turning:
            with understood(), transaction.atomic(using=connection.alias, durable=True):
                serialise(connection)
                keys, position = self._checked(connection), _position(connection, None)
                is_owed = bool(owed(connection))
                writing = Transaction(connection, keys, self._index, position, self.folder)
                yield writing
                if writing.turned is not None:
                    turning.enter_context(self._turning)  # until this process knows what others may find then
                last = one_value(connection, "select max(at) from vault_transaction")
                writing.end(max(ticks_of(at), last or 0))
            self._keys = writing.keys if writing.turned is not None else self._keys
        asks = writing.asks_for_removal
        if (is_owed or writing.has_purged) and not self.settle(waits=asks) and asks:
            raise OwedError

    def _checked(self, connection: BaseDatabaseWrapper) -> Keys:
        """The keys of this process, if the vault was keyed under the same; one that turns now is waited for."""
        keys = self._keys
        try:
            keys.check(connection)
        except KeyedElsewhereError:
            with self._turning:
                keys = self._keys
            keys.check(connection)
        if not check_index(self._index, connection):
            raise IndexedElsewhereError
        return keys


def _position(connection: BaseDatabaseWrapper, at: datetime | None) -> int:
    """The last transaction, or the last one that is not later than an instant."""
    if at is None:
        return int(state(connection, "position"))
    asked = "select max(position) from vault_transaction where at <= %s"
    return int(one_value(connection, asked, ticks_of(at)) or 0)


@contextmanager
def _unconstrained(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without foreign keys on SQLite, where a schema is not changed under them; begun outside a transaction."""
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()
