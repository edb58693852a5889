"""The vault after one transaction, as one gate sees it.

Source: docs/spec/vault.md V10-V13.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.gate import Gate
from concord.desk.kinds import Field, Kind
from concord.desk.queries import Plan
from concord.desk.records import Head
from concord.desk.scan import found_in, groups_of, matching, rows_of
from concord.desk.store import Changed, Entry, Gone, Group, Row, Version
from concord.vault.blobs import body_of
from concord.vault.bodies import Stored, read_body
from concord.vault.keys import Keys
from concord.vault.statements import (
    VERSIONS,
    Sql,
    admit,
    all_rows,
    instant_of,
    is_among,
    listed,
    state,
)

STANDING = f"""
select c.record, r.kind, r.author, c.body
from ({VERSIONS}) c join vault_record r on r.id = c.record
where c.since <= %s and (c.until is null or c.until > %s) and {{passing}} and {{asked}}
order by c.record
"""
"""The cells that stand after a transaction and pass, of the records asked for."""


@dataclass(frozen=True)
class _Cell:
    since: int
    until: int | None
    filed: tuple[Stored, ...]

    def stands_after(self, position: int) -> bool:
        return self.since <= position and (self.until is None or position < self.until)


class View:
    """A snapshot of the vault."""

    def __init__(self, connection: BaseDatabaseWrapper, keys: Keys, position: int, *, is_past: bool = False) -> None:
        self._connection, self._keys, self.position, self._is_past = connection, keys, position, is_past

    @cached_property
    def facts(self) -> int:
        """The number of the edition of rulebook and roster in force."""
        return int(state(self._connection, "facts") or 0)

    def entry(self, identity: str, gate: Gate) -> Entry | None:
        """The released portions of a record, or None."""
        return next(self._entries(gate, self.position, "c.record = %s", identity), None)

    def rows(self, plan: Plan, after: Row | None, limit: int, gate: Gate) -> Sequence[Row]:
        """The rows of a query that come after a row."""
        return rows_of(self._of_kind(plan.kind, gate), plan, after, limit)

    def count(self, plan: Plan, gate: Gate) -> int:
        """The number of all rows of a query."""
        return sum(1 for _ in matching(self._of_kind(plan.kind, gate), plan))

    def groups(self, plan: Plan, by: Field, sums: tuple[Field, ...], gate: Gate) -> Sequence[Group]:
        """The rows of a query by a field."""
        return groups_of(self._of_kind(plan.kind, gate), plan, by, sums)

    def search(
        self, kinds: tuple[Kind, ...], words: tuple[str, ...], after: Row | None, limit: int, gate: Gate
    ) -> Sequence[Row]:
        """The records that hold every word, newest change first."""
        entries = (entry for kind in kinds for entry in self._of_kind(kind, gate))
        return found_in(entries, kinds, words, after, limit)

    def changed(self, since: int, then: Gate, gate: Gate) -> Sequence[Changed]:
        """Before and now of the records with a passing cell that came or went, or that passes otherwise than then."""
        was, now = (self._keys.passed(each, self._connection) for each in (then, gate))
        came = is_among(self._connection, "v.key")
        touched = (
            f"select distinct v.record from ({VERSIONS}) v where (v.since > %s or v.until > %s) and {came} or {came}"
        )
        either, one = listed(self._connection, was | now), listed(self._connection, was ^ now)
        admit(self._connection, was | now)
        records = sorted(record for (record,) in all_rows(self._connection, touched, since, since, either, one))
        of_these = is_among(self._connection, "c.record", "text")
        before, after = (
            {e.head.id: e for e in self._entries(each, position, of_these, listed(self._connection, records))}
            for each, position in ((then, since), (gate, self.position))
        )
        return [Changed(before.get(record), after.get(record)) for record in records]

    def versions(self, identity: str, gate: Gate) -> Sequence[Version]:
        """The states of a record, as far as the keys of then and the last ones pass (D41)."""
        passing = self._passing(gate)
        asked = f"""select r.kind, r.author, c.since, c.until, c.body
            from ({VERSIONS}) c join vault_record r on r.id = c.record
            where c.record = %s and c.since <= %s and {is_among(self._connection, "c.key")}"""
        found = all_rows(self._connection, asked, identity, self.position, listed(self._connection, passing))
        cells = [_Cell(since, until, read_body(bytes(body))) for _, _, since, until, body in found]
        last = self._last_keys(identity)
        turns = sorted({turn for cell in cells for turn in (cell.since, cell.until) if turn and turn <= self.position})
        instants = self._instants(turns)
        head = Head(identity, found[0][0], found[0][1]) if found else Head(identity, "", "")
        shown = [(cell, f.portion) for cell in cells for f in cell.filed if last[f.portion.id] in passing]
        states = [[portion for cell, portion in shown if cell.stands_after(turn)] for turn in turns]
        return [
            Version(instants[turn], Entry(head, tuple(portions), turn) if portions else None)
            for turn, portions in zip(turns, states, strict=True)
        ]

    def blob(self, identity: str, digest: str, gate: Gate) -> bytes | None:
        """The bytes of that digest, if a cell of the record that passes names them (V40)."""
        return body_of(self._connection, identity, digest, self._passing(gate))

    def purged(self, gate: Gate) -> Sequence[Gone]:
        """What was purged and had a label that passes (V52)."""
        passing = is_among(self._connection, "p.key")
        asked = f"""select p.record, p.portion, p.since, p.until, p.is_last, p.counts, t.at, p.reason
            from vault_purged p join vault_transaction t on t.position = p.position
            where p.position <= %s and {passing} order by p.position, p.record, p.portion, p.since"""
        rows = all_rows(self._connection, asked, self.position, listed(self._connection, self._passing(gate)))
        return [
            Gone(record, portion, since, until, bool(is_last), bool(counts), instant_of(at), reason)
            for record, portion, since, until, is_last, counts, at, reason in rows
        ]

    def _passing(self, gate: Gate) -> frozenset[int]:
        """The keys that pass a gate; the engine is told as well."""
        keys = self._keys.passed(gate, self._connection)
        admit(self._connection, keys)
        return keys

    def _last_keys(self, identity: str) -> dict[str, int]:
        """The key that each portion of a record has, or last had."""
        asked = "select portion, key from vault_portion where record = %s order by since"
        return dict(all_rows(self._connection, asked, identity))

    def _instants(self, turns: list[int]) -> dict[int, datetime]:
        asked = f"select position, at from vault_transaction where {is_among(self._connection, 'position')}"
        rows = all_rows(self._connection, asked, listed(self._connection, turns))
        return {position: instant_of(ticks) for position, ticks in rows}

    def _of_kind(self, kind: Kind, gate: Gate) -> Iterator[Entry]:
        return self._entries(gate, self.position, "r.kind = %s", kind.name)

    def _entries(self, gate: Gate, position: int, asked: str, *values: Sql) -> Iterator[Entry]:
        """The released portions, after a transaction, of the records that are asked for, record by record."""
        keys = self._passing(gate)
        passing = listed(self._connection, keys)
        statement = STANDING.format(passing=is_among(self._connection, "c.key"), asked=asked)
        rows = all_rows(self._connection, statement, position, position, passing, *values)
        for (record, kind, author), cells in groupby(rows, key=lambda row: row[:3]):
            filed = [each for cell in cells for each in read_body(bytes(cell[3]))]
            if self._is_past:
                last = self._last_keys(record)
                filed = [each for each in filed if last[each.portion.id] in keys]
            if filed:
                portions = tuple(each.portion for each in filed)
                yield Entry(Head(record, kind, author), portions, max(each.since for each in filed))
