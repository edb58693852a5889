"""One transaction of the vault: cells whose portions changed are written anew, and what they were is kept.

Nothing is written before the end, so that nothing is read that may not come to be.
Source: docs/spec/vault.md V3, V4, V20.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.records import Head, Portion
from concord.desk.store import Filed
from concord.vault.bodies import Stored, read_body, write_body
from concord.vault.index import Index, Keyed
from concord.vault.keys import Keys
from concord.vault.posting import Posting
from concord.vault.statements import (
    INTO_CELL,
    INTO_PAST,
    INTO_PORTION,
    Sql,
    all_rows,
    is_among,
    listed,
    note,
    run,
    state,
)
from concord.vault.views import View


class Transaction(View):
    """A view that takes changes; they are stored by `end`."""

    def __init__(self, connection: BaseDatabaseWrapper, keys: Keys, index: Index, position: int) -> None:
        super().__init__(connection, keys, index, position)
        self._changes: dict[Head, dict[str, Portion | None]] = {}
        self._noted: dict[tuple[str, str], Filed] = {}

    def filed(self, seat: str, draft: str) -> Filed | None:
        """What this seat's draft was filed as, if it was."""
        asked = "select record, digest from vault_draft where seat = %s and draft = %s"
        return next((Filed(*row) for row in all_rows(self._connection, asked, seat, draft)), None)

    def put(self, head: Head, portions: Sequence[Portion], removed: Sequence[str] = ()) -> None:
        """Portions that are new or have changed, and the ids of those that are no more."""
        self._changes.setdefault(head, {}).update({p.id: p for p in portions} | dict.fromkeys(removed))

    def note(self, seat: str, draft: str, filed: Filed) -> None:
        """Remember that a draft was filed."""
        self._noted[seat, draft] = filed

    def end(self, at: int) -> None:
        """Store what was put and noted; a transaction that changes nothing leaves nothing."""
        if not self._changes and not self._noted:
            return
        if state(self._connection, "keyed under") is None:
            self._keys.claim(self._connection)
        turn = self.position + 1
        run(self._connection, "insert into vault_transaction (position, at) values (%s, %s)", [(turn, at)])
        self._store(turn)
        noted = [(seat, draft, filed.record, filed.digest) for (seat, draft), filed in self._noted.items()]
        run(self._connection, "insert into vault_draft (seat, draft, record, digest) values (%s, %s, %s, %s)", noted)

    def _store(self, turn: int) -> None:
        known, cells = self._known(), self._cells()
        new = [head for head in self._changes if head.id not in known]
        rows = [(head.id, head.kind, head.author) for head in new]
        run(self._connection, "insert into vault_record (id, kind, author) values (%s, %s, %s)", rows)
        portions = [
            portion for changes in self._changes.values() for portion in changes.values() if portion is not None
        ]
        label_sets = {id(portion.label_set): portion.label_set for portion in portions}
        found = self._keys.numbers(label_sets.values(), self._connection)
        numbers = {identity: found[label_set] for identity, label_set in label_sets.items()}
        written = _Written(turn)
        standing = {
            head: written.add(head.id, cells.get(head.id, {}), changes, numbers)
            for head, changes in self._changes.items()
        }
        written.store(self._connection)
        Posting(self._index, self._connection).post(standing, known)
        count_records(self._connection, new)

    def _known(self) -> set[str]:
        """Which of the records that were put are there already."""
        asked = f"select id from vault_record where {is_among(self._connection, 'id', 'text')}"
        return {record for (record,) in all_rows(self._connection, asked, self._touched())}

    def _cells(self) -> dict[str, dict[int, _Cell]]:
        """The cells of the records that were put, by record and key."""
        asked = f"select record, key, since, body from vault_cell where {is_among(self._connection, 'record', 'text')}"
        found: dict[str, dict[int, _Cell]] = {}
        for record, key, since, body in all_rows(self._connection, asked, self._touched()):
            found.setdefault(record, {})[key] = _Cell(since, bytes(body))
        return found

    def _touched(self) -> Sql:
        return listed(self._connection, [head.id for head in self._changes])


class _Cell(NamedTuple):
    since: int
    body: bytes


class _Written:
    """What one transaction writes, table by table: cells that differ, what they were, and the keys of portions."""

    def __init__(self, turn: int) -> None:
        self._turn = turn
        self._new: list[tuple[Sql, ...]] = []
        self._past: list[tuple[Sql, ...]] = []
        self._moved: list[tuple[Sql, ...]] = []

    def add(
        self,
        record: str,
        was: Mapping[int, _Cell],
        changes: Mapping[str, Portion | None],
        numbers: Mapping[int, int],
    ) -> list[Keyed]:
        """The changes of one record; its portions as they stand then. `numbers`: of keys, by the ids of label sets."""
        keyed = {f.portion.id: Keyed(key, f) for key, cell in was.items() for f in read_body(cell.body)}
        for name, portion in changes.items():
            before = keyed.pop(name, None)
            if portion is not None:
                key = numbers[id(portion.label_set)]
                keyed[name] = Keyed(key, Stored(self._turn, portion))
                self._moved += [(record, name, self._turn, key)] if before is None or before.key != key else []
        cells: dict[int, list[Stored]] = {}
        for key, filed in keyed.values():
            cells.setdefault(key, []).append(filed)
        now = {key: write_body(tuple(filed)) for key, filed in cells.items()}
        gone = {key for key, cell in was.items() if now.get(key) != cell.body}
        self._past += [(record, key, was[key].since, self._turn, was[key].body) for key in gone]
        self._new += [(record, key, self._turn, body) for key, body in now.items() if key not in was or key in gone]
        return list(keyed.values())

    def store(self, connection: BaseDatabaseWrapper) -> None:
        """Write it."""
        run(connection, INTO_PAST, self._past)
        gone = [(record, key) for record, key, *_ in self._past]
        run(connection, "delete from vault_cell where record = %s and key = %s", gone)
        run(connection, INTO_CELL, self._new)
        run(connection, INTO_PORTION, self._moved)


def count_records(connection: BaseDatabaseWrapper, new: Iterable[Head]) -> None:
    """Note how many records there are of each kind: what the way to read a list is chosen by."""
    for kind, count in Counter(head.kind for head in new).items():
        name = f"records of {kind}"
        note(connection, name, str(int(state(connection, name) or 0) + count))
