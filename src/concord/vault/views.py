"""The vault after one transaction, as one gate sees it.

Source: docs/spec/vault.md V10-V13.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.gate import Gate
from concord.desk.kinds import Field, Kind
from concord.desk.log import Logged, LogQuery
from concord.desk.preview import Tally
from concord.desk.queries import Plan
from concord.desk.records import Head
from concord.desk.scan import found_in, groups_of, matching, rows_of, tallies_of
from concord.desk.store import Changed, Entry, Gone, Group, Row, Version
from concord.vault.blobs import body_of
from concord.vault.bodies import Place, Stored, read_body
from concord.vault.checks import without_check
from concord.vault.errors import DamagedError
from concord.vault.folder import Folder
from concord.vault.index import Index
from concord.vault.keys import Keys
from concord.vault.lists import Lists
from concord.vault.log import read_log
from concord.vault.receipts import read_receipts
from concord.vault.search import Search
from concord.vault.statements import (
    Sql,
    admit,
    all_rows,
    instant_of,
    is_among,
    listed,
    state,
    tested,
    versions,
)

if TYPE_CHECKING:
    import pyarrow

OF_RECORDS = "select c.record, r.kind, r.author, c.key, c.since, {until}, c.body from {table} c {joined}"
_JOINED = "join vault_record r on r.id = c.record"
STANDING = f"""
{OF_RECORDS.format(until="null as until", table="vault_cell", joined=_JOINED)}
where {{passing}} and {{asked}} and c.since + 0 <= %s
union all
{OF_RECORDS.format(until="c.until", table="vault_past", joined=_JOINED)}
where {{passing}} and {{asked}} and c.since + 0 <= %s and c.until + 0 > %s
order by 1
"""
"""The cells that stand after a transaction and pass, of the records asked for, which alone are looked for."""

HISTORY = f"""
{OF_RECORDS.format(until="null as until", table="vault_cell", joined=_JOINED)}
where {{passing}} and c.record = %s and c.since + 0 <= %s
union all
{OF_RECORDS.format(until="c.until", table="vault_past", joined=_JOINED)}
where {{passing}} and c.record = %s and c.since + 0 <= %s
"""
"""Every version of the passing cells of a record until a transaction."""

LAST = """
select c.record, c.portion, c.since, c.key, c.checked, r.moves, r.checked
from vault_portion c join vault_record r on r.id = c.record
where {asked}
order by c.since
"""
"""The keys that portions came to have, of the records asked for: hidden or not, by one statement (D22)."""


@dataclass(frozen=True)
class _Cell:
    since: int
    until: int | None
    filed: tuple[Stored, ...]

    def stands_after(self, position: int) -> bool:
        return self.since <= position and (self.until is None or position < self.until)


class View:
    """A snapshot of the vault."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        keys: Keys,
        index: Index,
        position: int,
        *,
        folder: Folder | None = None,
        is_past: bool = False,
    ) -> None:
        self._connection, self.keys, self._index = connection, keys, index
        self.position, self._folder, self._is_past = position, folder, is_past

    @cached_property
    def facts(self) -> int:
        """The number of the edition of rulebook and roster in force."""
        return int(state(self._connection, "facts"))

    def entry(self, identity: str, gate: Gate) -> Entry | None:
        """The released portions of a record, or None."""
        return next(self._entries(gate, self.position, "c.record = %s", identity), None)

    def entries(self, identities: Sequence[str], gate: Gate) -> Mapping[str, Entry]:
        """The released portions of each of some records, by id, in one statement."""
        asked, wanted = is_among(self._connection, "c.record", "text"), listed(self._connection, identities)
        return {entry.head.id: entry for entry in self._entries(gate, self.position, asked, wanted)}

    def rows(self, plan: Plan, after: Row | None, limit: int, gate: Gate) -> Sequence[Row]:
        """The rows of a query that come after a row."""
        lists = self._lists(gate, plan.kind)
        if lists is not None:
            return lists.rows(plan, after, limit)
        return rows_of(self._of_kind(plan.kind, gate), plan, after, limit)

    def count(self, plan: Plan, gate: Gate) -> int:
        """The number of all rows of a query."""
        lists = self._lists(gate, plan.kind)
        if lists is not None:
            return lists.count(plan)
        return sum(1 for _ in matching(self._of_kind(plan.kind, gate), plan))

    def groups(self, plan: Plan, by: Field, sums: tuple[Field, ...], gate: Gate) -> Sequence[Group]:
        """The rows of a query by a field."""
        lists = self._lists(gate, plan.kind)
        if lists is not None:
            return lists.groups(plan, by, sums)
        return groups_of(self._of_kind(plan.kind, gate), plan, by, sums)

    def table(self, plan: Plan, fields: tuple[Field, ...], gate: Gate) -> pyarrow.Table:
        """The rows of a query with their fields: from segments, or from cells (V62, V63)."""
        from concord.desk.arrow import table_of  # noqa: PLC0415 (heavy: loaded when a table is asked for)
        from concord.vault.tables import Tables  # noqa: PLC0415 (the same)

        lists = self._lists(gate, plan.kind)
        if lists is not None:
            return Tables(lists, self._folder, self, gate, self._passing(gate)).table(plan, fields)
        return table_of(self._of_kind(plan.kind, gate), plan, fields)

    def search(
        self, kinds: tuple[Kind, ...], words: tuple[str, ...], after: Row | None, limit: int, gate: Gate
    ) -> Sequence[Row]:
        """The records that hold every word, newest first."""
        lists = self._lists(gate, *kinds)
        if lists is not None:
            return Search(lists, kinds, words).rows(after, limit)
        entries = (entry for kind in kinds for entry in self._of_kind(kind, gate))
        return found_in(entries, kinds, words, after, limit)

    def changed(self, since: int, then: Gate, gate: Gate) -> Sequence[Changed]:
        """Before and now of the records with a passing cell that came or went, or that passes otherwise than then."""
        was, now = (self.keys.passed(each, self._connection) for each in (then, gate))
        admit(self._connection, was | now)
        records = sorted(self._touched(since, was | now) | self._under(was ^ now))
        of_these = is_among(self._connection, "c.record", "text")
        before, after = (
            {e.head.id: e for e in self._entries(each, position, of_these, listed(self._connection, records))}
            for each, position in ((then, since), (gate, self.position))
        )
        return [Changed(before.get(record), after.get(record)) for record in records]

    def versions(self, identity: str, gate: Gate) -> Sequence[Version]:
        """The states of a record, as far as the keys of then and the last ones pass (D41)."""
        passing = self._passing(gate)
        asked = HISTORY.format(passing=tested(self._connection, "c.key"))
        found = all_rows(self._connection, asked, *(listed(self._connection, passing), identity, self.position) * 2)
        cells = [
            _Cell(since, until, read_body(body, Place(identity, key, since, until)))
            for _, _, _, key, since, until, body in found
        ]
        last = self._last_keys("c.record = %s", identity)
        turns = sorted({turn for cell in cells for turn in (cell.since, cell.until) if turn and turn <= self.position})
        instants = self._instants(turns)
        head = Head(identity, found[0][1], found[0][2]) if found else Head(identity, "", "")
        shown = [
            (cell, f)
            for cell in cells
            for f in cell.filed
            if last.get((identity, f.portion.id)) in passing and gate.passed(f.portion.label_set)
        ]
        states = [[filed for cell, filed in shown if cell.stands_after(turn)] for turn in turns]
        return [Version(instants[turn], _entry(head, filed)) for turn, filed in zip(turns, states, strict=True)]

    def tallies(self, kinds: tuple[Kind, ...], gate: Gate) -> Sequence[Tally]:
        """The passing keys that cells of records that are there stand under, with the number of these records (V8)."""
        lists = self._lists(gate, *kinds)
        if lists is None:
            return tallies_of(self._entries(gate, self.position, "1 = 1"), kinds, gate.moment.rulebook)
        counted = lists.keyed(self._passing(gate))
        return [Tally(self.keys.exemplar(key), count) for key, count in counted]

    def unlabelled(self, gate: Gate) -> Sequence[str]:
        """The records of which a cell without a label passes."""
        without = [key for key in self._passing(gate) if self.keys.exemplar(key).originator is None]
        records = sorted(self._under(frozenset(without)))
        of_these = is_among(self._connection, "c.record", "text")
        entries = self._entries(gate, self.position, of_these, listed(self._connection, records))
        found = (entry for entry in entries if any(p.label_set.originator is None for p in entry.portions))
        return sorted(entry.head.id for entry in found)

    def _touched(self, since: int, keys: frozenset[int]) -> set[str]:
        """The records of which a cell under one of some keys came or went after a transaction."""
        passing = tested(self._connection, "v.key")
        asked = versions(f"v.since > %s and {passing}", f"(v.since > %s or v.until > %s) and {passing}", "v.record")
        among = listed(self._connection, keys)
        return {record for (record,) in all_rows(self._connection, asked, since, among, since, since, among)}

    def _under(self, keys: frozenset[int]) -> set[str]:
        """The records that have, or had, a cell under one of some keys."""
        if not keys:
            return set()
        under = is_among(self._connection, "v.key")
        asked = versions(under, under, "v.record")
        return {record for (record,) in all_rows(self._connection, asked, *[listed(self._connection, keys)] * 2)}

    def log(self, asked: LogQuery, before: int | None, limit: int, gate: Gate) -> Sequence[Logged]:
        """Transactions that did something to what is released, by the labels of then and the last ones."""
        passing, found = self._passing(gate), list[Logged]()
        after = self.position + 1 if before is None else min(before, self.position + 1)
        for logged, stored in read_log(self._connection, asked, after, passing, limit):
            of_these = is_among(self._connection, "c.record", "text")
            last = self._last_keys(of_these, listed(self._connection, {line.record for line in stored}))
            lines = tuple(
                line
                for line, each in stored.items()
                if last.get((line.record, line.portion)) in passing and gate.passed(each.portion.label_set)
            )
            found += [replace(logged, lines=lines)] if lines else []
            if len(found) == limit:
                break
        return found

    def blob(self, identity: str, digest: str, gate: Gate) -> bytes | None:
        """The bytes of that digest, if a cell of the record that passes names them (V40)."""
        return body_of(self._connection, identity, digest, self._passing(gate))

    def purged(self, gate: Gate) -> Sequence[Gone]:
        """What was purged and had a label that passes (V52)."""
        found = read_receipts(self._connection, self.position, self._passing(gate))
        at = self._instants(sorted({receipt.position for receipt, _ in found}))
        return [receipt.gone(at[receipt.position]) for receipt, label_set in found if gate.passed(label_set)]

    def _passing(self, gate: Gate) -> frozenset[int]:
        """The keys that pass a gate; the engine is told as well."""
        keys = self.keys.passed(gate, self._connection)
        admit(self._connection, keys)
        return keys

    def _lists(self, gate: Gate, *kinds: Kind) -> Lists | None:
        """The lists of some kinds, if they are as the vault is now and as these kinds are declared (V13)."""
        if self._is_past or not all(map(self._index.holds, kinds)):
            return None
        released = self.keys.released(gate, self._connection)
        return Lists(self._connection, self._index, released, lambda record: self.entry(record, gate))

    def _last_keys(self, asked: str, *values: Sql) -> dict[tuple[str, str], int]:
        """The key that each portion has, or last had, of the records that are asked for."""
        rows = all_rows(self._connection, LAST.format(asked=asked), *values)
        found = Counter(row[0] for row in rows)
        for record, portion, since, key, checked, moves, counted in rows:
            without_check(checked, "a portion", record, portion, since, key)
            if found[record] != moves or without_check(counted, "a record", record, moves):
                raise DamagedError("a record")
        return {(record, portion): key for record, portion, _, key, *_ in rows}

    def _instants(self, turns: list[int]) -> dict[int, datetime]:
        asked = f"select position, at from vault_transaction where {is_among(self._connection, 'position')}"
        rows = all_rows(self._connection, asked, listed(self._connection, turns))
        if len(rows) < len(turns):
            raise DamagedError("a transaction")
        return {position: instant_of(ticks) for position, ticks in rows}

    def _of_kind(self, kind: Kind, gate: Gate) -> Iterator[Entry]:
        return self._entries(gate, self.position, "r.kind = %s", kind.name)

    def _entries(self, gate: Gate, position: int, asked: str, *values: Sql) -> Iterator[Entry]:
        """The released portions, after a transaction, of the records that are asked for, record by record."""
        keys = self._passing(gate)
        passing = listed(self._connection, keys)
        statement = STANDING.format(passing=tested(self._connection, "c.key"), asked=asked)
        rows = all_rows(self._connection, statement, passing, *values, position, passing, *values, position, position)
        last = self._last_keys(asked, *values) if self._is_past else {}
        for (record, kind, author), cells in groupby(rows, key=lambda row: row[:3]):
            filed = [
                each
                for *_, key, since, until, body in cells
                for each in read_body(body, Place(record, key, since, until))
            ]
            if self._is_past:
                filed = [
                    each
                    for each in filed
                    if last.get((record, each.portion.id)) in keys and gate.passed(each.portion.label_set)
                ]
            entry = _entry(Head(record, kind, author), filed)
            if entry is not None:
                yield entry


def _entry(head: Head, filed: Sequence[Stored]) -> Entry | None:
    if not filed:
        return None
    return Entry(head, tuple(each.portion for each in filed), tuple(each.since for each in filed))
