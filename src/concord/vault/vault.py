"""The vault as a store for desks: cells by decision key, in a database that Django speaks to.

Two connections: one that reads, one that writes. Rows are looked for by the numbers of the keys that pass the gate;
what carries another key is not read.
Source: docs/spec/vault.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from concord.desk.store import Snapshot, Writing
from concord.release.names import NEVER
from concord.release.rulebook import Rulebook
from concord.vault.keying import key_anew
from concord.vault.keys import Keys
from concord.vault.statements import FACTS, all_rows, instant_of, one_value, run, serialise, ticks_of
from concord.vault.views import View
from concord.vault.writing import Transaction


class Vault:
    """The store behind two of Django's connections, by their names; `rulebook` is the one in force."""

    def __init__(self, *, reading: str, writing: str, rulebook: Rulebook) -> None:
        self._reading, self._writing = reading, writing
        self._keys = Keys(rulebook)

    def migrate(self) -> None:
        """Bring the schema to this version."""
        executor = MigrationExecutor(connections[self._writing])
        executor.migrate(executor.loader.graph.leaf_nodes("vault"))

    @property
    def facts(self) -> int:
        """The number of the edition of rulebook and roster in force."""
        return int(one_value(connections[self._reading], FACTS))

    def turn_facts(self, rulebook: Rulebook | None = None) -> None:
        """Bring another rulebook or roster into force: desks that were opened before are stale (D42).

        Where keys depend on what has changed, every cell is keyed anew in the same transaction (V2).
        """
        connection = connections[self._writing]
        keys = self._keys if rulebook is None else Keys(rulebook)
        with transaction.atomic(using=self._writing):
            serialise(connection)
            self._keys.check(connection)
            facts = int(one_value(connection, FACTS)) + 1
            run(connection, "update vault_state set value = %s where name = 'facts'", [(str(facts),)])
            if keys.under != self._keys.under:
                key_anew(keys, connection)
                run(connection, "delete from vault_state where name = 'keyed under'", [()])
                keys.claim(connection)
        self._keys = keys

    @property
    def last(self) -> datetime:
        """The instant of the last transaction, or the beginning of time."""
        return instant_of(int(one_value(connections[self._reading], "select max(at) from vault_transaction") or 0))

    @contextmanager
    def reading(self, at: datetime | None) -> Iterator[Snapshot]:
        """The vault as it is, or as it was after the last transaction that is not later than an instant."""
        connection = connections[self._reading]
        with transaction.atomic(using=self._reading):
            self._keys.check(connection)
            position = one_value(
                connection,
                "select max(position) from vault_transaction where at <= %s",
                ticks_of(NEVER if at is None else at),
            )
            yield View(connection, self._keys, position or 0, is_past=at is not None)

    @contextmanager
    def writing(self, at: datetime) -> Iterator[Writing]:
        """One transaction; what it put is there only if it ends without an error."""
        connection = connections[self._writing]
        with transaction.atomic(using=self._writing):
            serialise(connection)
            self._keys.check(connection)
            rows = all_rows(connection, "select position, at from vault_transaction order by position desc limit 1")
            position, last = rows[0] if rows else (0, 0)
            writing = Transaction(connection, self._keys, position)
            yield writing
            writing.end(max(ticks_of(at), last))
