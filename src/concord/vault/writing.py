"""One transaction of the vault: cells whose portions changed are written anew, and what they were is kept.

Nothing is written before the end, so that nothing is read that may not come to be.
Source: docs/spec/vault.md V3, V4, V20.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.facts import Facts
from concord.desk.log import Signed
from concord.desk.records import Head, Portion
from concord.desk.store import Filed, Purging, Removal
from concord.vault.blobs import keep_bodies, note_uses
from concord.vault.bodies import Place, Stored, as_filed, read_body, write_body
from concord.vault.editions import erase_person, write_facts
from concord.vault.folder import Folder
from concord.vault.index import Index, Keyed
from concord.vault.keying import key_anew
from concord.vault.keys import Keys
from concord.vault.log import Changed, write_entry
from concord.vault.posting import Posting, count_cells, count_records, index_anew
from concord.vault.purging import Purger
from concord.vault.remains import owe
from concord.vault.statements import (
    COUNT_MOVES,
    INTO_CELL,
    INTO_PAST,
    INTO_PORTION,
    INTO_RECORD,
    Sql,
    all_rows,
    counted_row,
    is_among,
    listed,
    moved_row,
    note,
    run,
)
from concord.vault.views import View

REMOVING = frozenset({"purge", "erase"})
"""The acts that ask for nothing but a removal (D90)."""


class Transaction(View):
    """A view that takes changes; they are stored by `end`."""

    def __init__(
        self, connection: BaseDatabaseWrapper, keys: Keys, index: Index, position: int, folder: Folder | None = None
    ) -> None:
        super().__init__(connection, keys, index, position, folder=folder)
        self._changes: dict[Head, dict[str, Portion | None]] = {}
        self._noted: dict[tuple[str, str], Filed] = {}
        self._bodies: dict[str, bytes] = {}
        self._purging: tuple[Purging, Callable[[str], str]] | None = None
        self._removing: tuple[Removal, Callable[[str], str]] | None = None
        self.turned: Facts | None = None
        self._signed = Signed()
        self._erased: list[str] = []

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

    def remove(self, removal: Removal, name: Callable[[str], str]) -> None:
        """Remove a whole record for good, if there is one."""
        self._removing = removal, name

    @property
    def has_purged(self) -> bool:
        """Whether something is removed for good, or was to be."""
        return self._purging is not None or self._removing is not None or bool(self._erased)

    @property
    def asks_for_removal(self) -> bool:
        """Whether who writes wants something removed, now or by an earlier transaction that is asked for again."""
        return self.has_purged or self._signed.act in REMOVING

    def note(self, seat: str, draft: str, filed: Filed) -> None:
        """Remember that a draft was filed."""
        self._noted[seat, draft] = filed

    def sign(self, signed: Signed) -> None:
        """Say who does what."""
        self._signed = signed

    def turn(self, facts: Facts) -> None:
        """Bring another edition of rulebook and roster into force, at the end."""
        self.turned = facts

    def erase(self, person: str) -> None:
        """Take what a person held out of every earlier edition, at the end."""
        self._erased = sorted({*self._erased, person})

    def end(self, at: int) -> None:
        """Store what was put and noted; a transaction that changes nothing leaves nothing."""
        if not (self._changes or self._noted or self.has_purged or self.turned is not None):
            return
        turn = self.position + 1
        note(self._connection, "position", str(turn))
        run(self._connection, "insert into vault_transaction (position, at) values (%s, %s)", [(turn, at)])
        keep_bodies(self._connection, self._bodies)
        changed = self._store(turn)
        noted = [(seat, draft, filed.record, filed.digest) for (seat, draft), filed in self._noted.items()]
        run(self._connection, "insert into vault_draft (seat, draft, record, digest) values (%s, %s, %s, %s)", noted)
        if self.turned is not None:
            self._turn(self.turned, turn)
        for person in self._erased:
            erase_person(self._connection, person, turn)
        changed += [(record, name, None) for record, name in self._purge(turn)]
        if self.has_purged:
            owe(self._connection, turn)
        write_entry(self._connection, turn, at, self._signed, changed)

    def _purge(self, turn: int) -> Iterable[tuple[str, str]]:
        """Remove for good what is to go; the records and portions that are gone from some state."""
        purger = Purger(self._connection, self.keys, self._index, turn, self._folder)
        gone = [] if self._purging is None else purger.purge(*self._purging)
        gone += [] if self._removing is None else purger.remove(*self._removing)
        return [*gone, *(purger.erase(self._erased, self._signed.seat) if self._erased else ())]

    def _turn(self, facts: Facts, turn: int) -> None:
        """Store an edition of facts; where keys depend on what has changed, every cell is keyed anew (V2, V6)."""
        write_facts(self._connection, facts, turn)
        keys = Keys(facts.rulebook)
        if keys.under != self.keys.under:
            key_anew(keys, self._connection)
            index_anew(self._index, self._connection)
        keys.claim(self._connection)
        self.keys = keys

    def _store(self, turn: int) -> list[Changed]:
        """Store what was put; each portion as it is filed."""
        moves, cells = self._moves(), self._cells()
        new = [head for head in self._changes if head.id not in moves]
        run(self._connection, INTO_RECORD, [(head.id, head.kind, head.author) for head in new])
        portions = [
            portion for changes in self._changes.values() for portion in changes.values() if portion is not None
        ]
        label_sets = {id(portion.label_set): portion.label_set for portion in portions}
        found = self.keys.numbers(label_sets.values(), self._connection)
        numbers = {identity: found[label_set] for identity, label_set in label_sets.items()}
        written = _Written(turn)
        standing = {
            head: written.add(head.id, cells.get(head.id, {}), changes, numbers)
            for head, changes in self._changes.items()
        }
        count_cells(self._index, self._connection, moves, sign=-1)
        written.store(self._connection, moves)
        Posting(self._index, self._connection).post(standing, set(moves))
        count_cells(self._index, self._connection, [head.id for head in self._changes])
        count_records(self._connection, Counter(head.kind for head in new))
        return written.changed

    def _moves(self) -> dict[str, int]:
        """Which of the records that were put are there already, and how often their portions came to have a key."""
        asked = f"select id, moves from vault_record where {is_among(self._connection, 'id', 'text')}"
        return dict(all_rows(self._connection, asked, self._of_these()))

    def _cells(self) -> dict[str, dict[int, _Cell]]:
        """The cells of the records that were put, by record and key."""
        asked = f"select record, key, since, body from vault_cell where {is_among(self._connection, 'record', 'text')}"
        found: dict[str, dict[int, _Cell]] = {}
        for record, key, since, body in all_rows(self._connection, asked, self._of_these()):
            found.setdefault(record, {})[key] = _Cell(since, read_body(body, Place(record, key, since)))
        return found

    def _of_these(self) -> Sql:
        return listed(self._connection, [head.id for head in self._changes])


class _Cell(NamedTuple):
    since: int
    filed: tuple[Stored, ...]


class _Written:
    """What one transaction writes, table by table: cells that differ, what they were, and the keys of portions."""

    def __init__(self, turn: int) -> None:
        self._turn = turn
        self._new: list[tuple[Sql, ...]] = []
        self._past: list[tuple[Sql, ...]] = []
        self._moved: list[tuple[Sql, ...]] = []
        self._used: list[tuple[str, int, Stored]] = []
        self._moves = Counter[str]()
        self.changed: list[Changed] = []

    def add(
        self,
        record: str,
        was: Mapping[int, _Cell],
        changes: Mapping[str, Portion | None],
        numbers: Mapping[int, int],
    ) -> list[Keyed]:
        """The changes of one record; its portions as they stand then. `numbers`: of keys, by the ids of label sets."""
        keyed = {f.portion.id: Keyed(key, f) for key, cell in was.items() for f in cell.filed}
        for name, portion in changes.items():
            before = keyed.pop(name, None)
            stored = None if portion is None else as_filed(self._turn, portion)
            self.changed.append((record, name, stored))
            if stored is not None:
                key = numbers[id(stored.portion.label_set)]
                keyed[name] = Keyed(key, stored)
                if before is None or before.key != key:
                    self._moved.append(moved_row(record, name, self._turn, key))
                    self._moves[record] += 1
        self._write(record, was, keyed)
        return list(keyed.values())

    def _write(self, record: str, was: Mapping[int, _Cell], keyed: Mapping[str, Keyed]) -> None:
        """The cells that differ, and what they were."""
        now: dict[int, list[Stored]] = {}
        for _, (key, filed) in sorted(keyed.items()):
            now.setdefault(key, []).append(filed)
        gone = {key for key, cell in was.items() if now.get(key) != list(cell.filed)}
        past = [(Place(record, key, was[key].since, self._turn), was[key].filed) for key in gone]
        self._past += [(*place, write_body(filed, place)) for place, filed in past]
        new = [
            (Place(record, key, self._turn), tuple(cell)) for key, cell in now.items() if key not in was or key in gone
        ]
        self._new += [(record, place.key, self._turn, write_body(filed, place)) for place, filed in new]
        self._used += [(record, place.key, stored) for place, filed in new for stored in filed]

    def store(self, connection: BaseDatabaseWrapper, moves: Mapping[str, int]) -> None:
        """Write it; `moves`: how often portions of the records that were there had come to have a key."""
        run(connection, INTO_PAST, self._past)
        gone = [(record, key) for record, key, *_ in self._past]
        run(connection, "delete from vault_cell where record = %s and key = %s", gone)
        run(connection, INTO_CELL, self._new)
        note_uses(connection, self._used)
        run(connection, INTO_PORTION, self._moved)
        counted = [counted_row(record, moves.get(record, 0) + more) for record, more in self._moves.items()]
        run(connection, COUNT_MOVES, counted)
