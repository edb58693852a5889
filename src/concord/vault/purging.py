"""Removing content for good: from every version of every cell, with the bytes that nobody else names.

What stays is a receipt: who, when, why, which, the label it had, and a digest that only this node can make.
Source: docs/spec/vault.md V50-V52.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.store import Purging
from concord.vault.blobs import note_uses
from concord.vault.bodies import Stored, read_body, write_body, write_label_set
from concord.vault.keys import Keys
from concord.vault.statements import VERSIONS, all_rows, run

INTO_PURGED = """insert into vault_purged
    (position, record, portion, since, until, key, label, is_last, counts, seat, reason, digest)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
OF_RECORD = ("vault_blob_use", "vault_cell", "vault_past", "vault_portion")
UNUSED = "delete from vault_blob where digest = %s and digest not in (select digest from vault_blob_use)"


@dataclass(frozen=True)
class Purger:
    """Purges in one transaction: `turn` is its number, `name` makes digests with the key of the node."""

    connection: BaseDatabaseWrapper
    keys: Keys
    turn: int
    name: Callable[[str], str]

    def purge(self, purging: Purging) -> None:
        """Remove what is asked for, and leave receipts."""
        record = purging.record
        cells = all_rows(
            self.connection, f"select key, since, until, body from ({VERSIONS}) v where record = %s", record
        )
        filed = [(key, since, until, read_body(bytes(body))) for key, since, until, body in cells]
        self._receipts(purging, [each for *_, stored in filed for each in stored])
        digests = all_rows(self.connection, "select digest from vault_blob_use where record = %s", record)
        left = [(*cell, _left(stored, purging)) for *cell, stored in filed]
        portions = [each.portion for *_, stored in left for each in stored]
        if all(portion.id in purging.seen and not portion.values for portion in portions):
            left = []
        self._rewrite(record, left)
        run(self.connection, UNUSED, digests)

    def _rewrite(self, record: str, cells: list[tuple[int, int, int | None, tuple[Stored, ...]]]) -> None:
        """Put what is left of a record for what there was; without anything the record itself goes."""
        moved = all_rows(self.connection, "select portion, since, key from vault_portion where record = %s", record)
        for table in OF_RECORD:
            run(self.connection, f"delete from {table} where record = %s", [(record,)])
        now = [(record, key, since, write_body(filed)) for key, since, until, filed in cells if filed and until is None]
        past = [(record, key, since, until, write_body(filed)) for key, since, until, filed in cells if filed and until]
        run(self.connection, "insert into vault_cell (record, key, since, body) values (%s, %s, %s, %s)", now)
        run(
            self.connection,
            "insert into vault_past (record, key, since, until, body) values (%s, %s, %s, %s, %s)",
            past,
        )
        stays = {each.portion.id for *_, filed in cells for each in filed}
        rows = [(record, portion, since, key) for portion, since, key in moved if portion in stays]
        run(self.connection, "insert into vault_portion (record, portion, since, key) values (%s, %s, %s, %s)", rows)
        for key, _, _, filed in cells:
            note_uses(self.connection, record, {key: filed})
        if not cells:
            run(self.connection, "delete from vault_record where id = %s", [(record,)])

    def _receipts(self, purging: Purging, stored: list[Stored]) -> None:
        """A receipt for each label that each purged portion had, from one transaction to before another."""
        for portion in sorted(purging.removed | purging.emptied):
            own = {each.since: each for each in stored if each.portion.id == portion}
            turns = sorted(own)
            digest = self.name("purged " + write_body(tuple(own.values())).hex())
            for since, until in pairwise([*turns, self.turn]):
                label_set = own[since].portion.label_set
                run(
                    self.connection,
                    INTO_PURGED,
                    [
                        (
                            *(self.turn, purging.record, portion, since, until),
                            *(self.keys.number(label_set, self.connection), write_label_set(label_set)),
                            *(int(since == turns[-1]), int(portion in purging.counting)),
                            *(purging.seat, purging.reason, digest),
                        )
                    ],
                )


def _left(stored: tuple[Stored, ...], purging: Purging) -> tuple[Stored, ...]:
    """The portions of a cell that stay, those that stand once without values."""
    return tuple(
        replace(each, portion=replace(each.portion, values={}, sources=()))
        if each.portion.id in purging.emptied
        else each
        for each in stored
        if each.portion.id not in purging.removed
    )
