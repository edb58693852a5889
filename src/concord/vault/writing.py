"""One transaction of the vault: cells whose portions changed are written anew, and what they were is kept.

Nothing is written before the end, so that nothing is read that may not come to be.
Source: docs/spec/vault.md V3, V4, V20.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.records import Head, Portion
from concord.desk.store import Filed, Purging
from concord.vault.blobs import keep_bodies, note_uses
from concord.vault.bodies import Stored, read_body, write_body
from concord.vault.keys import Keys
from concord.vault.purging import Purger
from concord.vault.statements import INTO_CELL, INTO_PORTION, all_rows, one_value, run, state
from concord.vault.views import View


class Transaction(View):
    """A view that takes changes; they are stored by `end`."""

    def __init__(self, connection: BaseDatabaseWrapper, keys: Keys, position: int) -> None:
        super().__init__(connection, keys, position)
        self._changes: dict[Head, dict[str, Portion | None]] = {}
        self._noted: dict[tuple[str, str], Filed] = {}
        self._bodies: dict[str, bytes] = {}
        self._purging: tuple[Purging, Callable[[str], str]] | None = None

    def filed(self, seat: str, draft: str) -> Filed | None:
        """What this seat's draft was filed as, if it was."""
        asked = "select record, digest from vault_draft where seat = %s and draft = %s"
        return next((Filed(*row) for row in all_rows(self._connection, asked, seat, draft)), None)

    def put(self, head: Head, portions: Sequence[Portion], removed: Sequence[str] = ()) -> None:
        """Portions that are new or have changed, and the ids of those that are no more."""
        self._changes.setdefault(head, {}).update({p.id: p for p in portions} | dict.fromkeys(removed))

    def keep(self, bodies: Mapping[str, bytes]) -> None:
        """Bytes by their digest."""
        self._bodies.update(bodies)

    def purge(self, purging: Purging, name: Callable[[str], str]) -> None:
        """Remove for good."""
        self._purging = purging, name

    @property
    def has_purged(self) -> bool:
        """Whether something is removed for good."""
        return self._purging is not None

    def note(self, seat: str, draft: str, filed: Filed) -> None:
        """Remember that a draft was filed."""
        self._noted[seat, draft] = filed

    def end(self, at: int) -> None:
        """Store what was put and noted; a transaction that changes nothing leaves nothing."""
        if not self._changes and not self._noted and self._purging is None:
            return
        if state(self._connection, "keyed under") is None:
            self._keys.claim(self._connection)
        turn = self.position + 1
        run(self._connection, "insert into vault_transaction (position, at) values (%s, %s)", [(turn, at)])
        keep_bodies(self._connection, self._bodies)
        for head, changes in self._changes.items():
            self._store(head, changes, turn)
        if self._purging is not None:
            purging, name = self._purging
            Purger(self._connection, self._keys, turn, name).purge(purging)
        noted = [(seat, draft, filed.record, filed.digest) for (seat, draft), filed in self._noted.items()]
        run(self._connection, "insert into vault_draft (seat, draft, record, digest) values (%s, %s, %s, %s)", noted)

    def _store(self, head: Head, changes: dict[str, Portion | None], turn: int) -> None:
        if one_value(self._connection, "select 1 from vault_record where id = %s", head.id) is None:
            row = (head.id, head.kind, head.author)
            run(self._connection, "insert into vault_record (id, kind, author) values (%s, %s, %s)", [row])
        rows = all_rows(self._connection, "select key, since, body from vault_cell where record = %s", head.id)
        was = {key: (since, bytes(body)) for key, since, body in rows}
        keyed = {filed.portion.id: (key, filed) for key, (_, body) in was.items() for filed in read_body(body)}
        moved = []
        for name, portion in changes.items():
            before = keyed.pop(name, None)
            if portion is not None:
                key = self._keys.number(portion.label_set, self._connection)
                keyed[name] = key, Stored(turn, portion)
                moved += [(head.id, name, turn, key)] if before is None or before[0] != key else []
        self._write(head.id, was, keyed, turn)
        run(self._connection, INTO_PORTION, moved)

    def _write(
        self, record: str, was: dict[int, tuple[int, bytes]], keyed: dict[str, tuple[int, Stored]], turn: int
    ) -> None:
        """Write the cells that differ, and keep what they were."""
        cells: dict[int, list[Stored]] = {}
        for key, filed in keyed.values():
            cells.setdefault(key, []).append(filed)
        now = {key: write_body(tuple(filed)) for key, filed in cells.items()}
        gone = [key for key, (_, body) in was.items() if now.get(key) != body]
        past = [(record, key, was[key][0], turn, was[key][1]) for key in gone]
        run(
            self._connection,
            "insert into vault_past (record, key, since, until, body) values (%s, %s, %s, %s, %s)",
            past,
        )
        run(self._connection, "delete from vault_cell where record = %s and key = %s", [(record, key) for key in gone])
        new = [(record, key, turn, body) for key, body in now.items() if key not in was or key in gone]
        run(self._connection, INTO_CELL, new)
        note_uses(self._connection, record, cells)
