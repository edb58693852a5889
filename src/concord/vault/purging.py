"""Removing content for good: from every version of every cell and from lists, with the bytes that nobody else names.

What stays is a receipt of each state that went (`receipts.py`).
Source: docs/spec/vault.md V50-V53.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.approvals import APPROVAL
from concord.desk.erasing import without_person
from concord.desk.purging import Reason, emptied
from concord.desk.records import Head
from concord.desk.store import Purging, Removal
from concord.vault.blobs import note_uses
from concord.vault.bodies import Place, Stored, portion_digest, read_body, write_body
from concord.vault.errors import UnavailableError
from concord.vault.folder import Folder
from concord.vault.index import Index, Keyed
from concord.vault.keys import Keys
from concord.vault.manifest import forget_all, has_segments, names, turn
from concord.vault.posting import Posting, count_cells, count_records, forget_words
from concord.vault.receipts import INTO_PURGED, Kept, Receipt, receipt_rows
from concord.vault.statements import (
    COUNT_MOVES,
    INTO_CELL,
    INTO_PAST,
    INTO_PORTION,
    all_rows,
    counted_row,
    moved_row,
    one_value,
    run,
    versions,
)

OF_RECORD = ("vault_blob_use", "vault_cell", "vault_past", "vault_portion")
UNUSED = "delete from vault_blob where digest = %s and digest not in (select digest from vault_blob_use)"


class _Cell(NamedTuple):
    place: Place
    filed: tuple[Stored, ...]


class _State(NamedTuple):
    """A portion as it was from `stored.since` to before `until`; None if it stands."""

    stored: Stored
    key: int
    until: int | None


@dataclass(frozen=True)
class Purger:
    """Purges in the transaction of the number `turn`."""

    connection: BaseDatabaseWrapper
    keys: Keys
    index: Index
    turn: int
    folder: Folder | None = None

    def purge(self, purging: Purging, name: Callable[[str], str]) -> list[tuple[str, str]]:
        """Remove what is asked for and leave receipts; the portions of which a state went, each with its record.

        `name` makes digests with the key of the node.
        """
        was = self._cells(purging.record)
        left = [_Cell(cell.place, _left(cell.filed, purging)) for cell in was]
        staying = [each.portion for cell in left for each in cell.filed]
        if all(portion.id in purging.seen and not portion.values for portion in staying):
            left = [_Cell(cell.place, ()) for cell in was]
        receipts = list(self._receipts(purging, _states(was), _states(left), name))
        run(self.connection, INTO_PURGED, receipt_rows(receipts))
        self._forget(purging.record, was)
        self._rewrite(purging.record, [cell for cell in left if cell.filed])
        return sorted({(told.record, told.portion) for told, _ in receipts})

    def remove(self, removal: Removal, name: Callable[[str], str]) -> list[tuple[str, str]]:
        """Remove a whole record, if there is one and its kind is not spared; the same statements if not (V53).

        Where nothing goes, they are run for a record of no id and, as there is an approval, the number of those.
        """
        found = all_rows(self.connection, "select kind from vault_record where id = %s", removal.record)
        (kind,) = next((row for row in found if row[0] not in removal.spared), ("",))
        record = removal.record if kind else ""
        cells = self._cells(record)
        portions = [stored.portion for cell in cells for stored in cell.filed]
        purging = replace(removal, record=record).purging(kind, portions)
        receipts = list(self._receipts(purging, _states(cells), {}, name))
        run(self.connection, INTO_PURGED, receipt_rows(receipts), is_streamed=False)
        self._forget_all()
        named = all_rows(self.connection, "select digest from vault_blob_use where record = %s", record)
        count_cells(self.index, self.connection, [record], sign=-1)
        for table in OF_RECORD:
            run(self.connection, f"delete from {table} where record = %s", [(record,)])
        run(self.connection, UNUSED, named)
        Posting(self.index, self.connection).post({}, [record])
        forget_words(self.connection)
        run(self.connection, "delete from vault_record where id = %s", [(record,)])
        count_records(self.connection, {kind: -1} if kind else {APPROVAL.name: 0})
        return sorted({(told.record, told.portion) for told, _ in receipts})

    def erase(self, persons: Sequence[str], seat: str) -> list[tuple[str, str]]:
        """Take what persons held out of proposals, with receipts for the log alone; the portions that lost some."""
        asked = "select id from vault_record where kind = %s order by id"
        records = [str(record) for (record,) in all_rows(self.connection, asked, APPROVAL.name)]
        return [name for record in records for name in self._erase(record, persons, seat)]

    def _erase(self, record: str, persons: Sequence[str], seat: str) -> Iterator[tuple[str, str]]:
        was = self._cells(record)
        left = [_Cell(cell.place, tuple(_without(each, persons) for each in cell.filed)) for cell in was]
        states, after = _states(was), _states(left)
        receipts = [
            (self._receipt(record, state), Kept(state.stored.portion.label_set, seat, "", portion_digest(state.stored)))
            for portion, own in states.items()
            for state, now in zip(own, after[portion], strict=True)
            if state.stored != now.stored
        ]
        if receipts:
            run(self.connection, INTO_PURGED, receipt_rows(receipts))
            self._forget(record, was)
            self._rewrite(record, left)
        yield from sorted({(told.record, told.portion) for told, _ in receipts})

    def _receipt(self, record: str, state: _State) -> Receipt:
        """That a state was rewritten: told to nobody."""
        return Receipt(
            position=self.turn,
            record=record,
            portion=state.stored.portion.id,
            since=state.stored.since,
            until=state.until or self.turn,
            key=state.key,
            is_last=0,
            counts=0,
            reason=Reason.PERSONAL_DATA.value,
        )

    def _cells(self, record: str) -> list[_Cell]:
        """Every version of every cell of a record."""
        asked = versions("v.record = %s", "v.record = %s")
        rows = [(Place(*row[:4]), row[4]) for row in all_rows(self.connection, asked, record, record)]
        return [_Cell(place, read_body(body, place)) for place, body in rows]

    def _receipts(
        self,
        purging: Purging,
        was: Mapping[str, list[_State]],
        left: Mapping[str, list[_State]],
        name: Callable[[str], str],
    ) -> Iterator[tuple[Receipt, Kept]]:
        """A receipt for each state of each portion that is told of, and of those that go with the record."""
        gone = purging.removed | purging.emptied
        for portion in sorted(gone | (was.keys() - left.keys())):
            digest = name("purged " + " ".join(portion_digest(state.stored) for state in was[portion]))
            for state in was[portion]:
                since, label_set = state.stored.since, state.stored.portion.label_set
                is_last = portion in gone and state is was[portion][-1]
                told = Receipt(
                    position=self.turn,
                    record=purging.record,
                    portion=portion,
                    since=since,
                    until=state.until or self.turn,
                    key=state.key,
                    is_last=int(is_last),
                    counts=int(portion in purging.counting and bool(state.stored.portion.values)),
                    reason=purging.reason,
                )
                yield told, Kept(label_set, purging.seat, digest, portion_digest(state.stored))

    def _forget_all(self) -> None:
        """Remove every segment: the same whether there is a record that one holds or not (V53, V64)."""
        try:
            for name in names(self.connection) if self.folder else ():
                self.folder.remove(name)  # type: ignore[union-attr]  # there is one
        except OSError as error:
            said = f"the folder of segments cannot be written: nothing was purged: {error.strerror}"
            raise UnavailableError(said) from error
        forget_all(self.connection)

    def _forget(self, record: str, was: list[_Cell]) -> None:
        """Take the record out of its segments, if there are any; it is read from cells from now on (V64)."""
        kind = self.index.kind(one_value(self.connection, "select kind from vault_record where id = %s", record))
        turn(self.connection)
        if kind is not None and has_segments(self.connection, kind.name):
            from concord.vault.forgetting import forget_record  # noqa: PLC0415 (heavy: loaded where there are segments)

            forget_record(self.connection, self.folder, kind, record, was)

    def _rewrite(self, record: str, cells: list[_Cell]) -> None:
        """Put what is left of a record for what there was; without anything the record itself goes."""
        named = all_rows(self.connection, "select digest from vault_blob_use where record = %s", record)
        moved = all_rows(self.connection, "select portion, since, key from vault_portion where record = %s", record)
        count_cells(self.index, self.connection, [record], sign=-1)
        for table in OF_RECORD:
            run(self.connection, f"delete from {table} where record = %s", [(record,)])
        written = [(cell.place, write_body(cell.filed, cell.place)) for cell in cells]
        standing = [(*place[:3], body) for place, body in written if place.until is None]
        run(self.connection, INTO_CELL, standing)
        run(self.connection, INTO_PAST, [(*place, body) for place, body in written if place.until])
        stays = _states(cells)
        rows = [moved_row(record, portion, since, key) for portion, since, key in moved if portion in stays]
        run(self.connection, INTO_PORTION, rows)
        run(self.connection, COUNT_MOVES, [counted_row(record, len(rows))])
        note_uses(self.connection, ((record, cell.place.key, each) for cell in cells for each in cell.filed))
        run(self.connection, UNUSED, named)
        self._list(record, cells)

    def _list(self, record: str, cells: list[_Cell]) -> None:
        """Put the terms and texts of what is left for those there were."""
        ((kind, author),) = all_rows(self.connection, "select kind, author from vault_record where id = %s", record)
        standing = [Keyed(cell.place.key, each) for cell in cells if cell.place.until is None for each in cell.filed]
        Posting(self.index, self.connection).post({Head(record, kind, author): standing}, [record])
        count_cells(self.index, self.connection, [record])
        forget_words(self.connection)
        if not cells:
            run(self.connection, "delete from vault_record where id = %s", [(record,)])
            count_records(self.connection, {kind: -1})


def _left(stored: tuple[Stored, ...], purging: Purging) -> tuple[Stored, ...]:
    """The portions of a cell that stay, those that stand once without values."""
    return tuple(
        replace(each, portion=emptied(each.portion), salt="") if each.portion.id in purging.emptied else each
        for each in stored
        if each.portion.id not in purging.removed
    )


def _without(stored: Stored, persons: Sequence[str]) -> Stored:
    """A portion without what persons held."""
    values = stored.portion.values
    for person in persons:
        values = without_person(values, person)
    if values == stored.portion.values:
        return stored
    return replace(stored, portion=replace(stored.portion, values=values), salt="")


def _states(cells: list[_Cell]) -> dict[str, list[_State]]:
    """The states of each portion in all versions of cells, oldest first."""
    found: dict[str, dict[int, _State]] = {}
    for place, filed in sorted(cells, key=lambda cell: cell.place.since):
        for stored in filed:
            found.setdefault(stored.portion.id, {})[stored.since] = _State(stored, place.key, place.until)
    return {portion: [own[since] for since in sorted(own)] for portion, own in found.items()}
