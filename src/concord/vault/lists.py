"""Pages, counts and groups from terms, beginning at the released marks; the answers are those of `desk/scan.py`.

A question with a condition that few records meet begins there; any other walks the list in its order. On PostgreSQL a
list that is walked anyway is held against the records of a condition all at once, where these are not too many.
Source: docs/spec/vault.md V16, V17.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.editions import many, values_of
from concord.desk.kinds import Field, Kind
from concord.desk.queries import Asked, Op, Plan
from concord.desk.store import Entry, Group
from concord.desk.store import Row as Listed
from concord.desk.values import Value
from concord.vault.index import Index
from concord.vault.marks import Released
from concord.vault.statements import Part, all_rows, in_turn, is_among, listed, noted, part
from concord.vault.terms import (
    ALL,
    FIRST,
    LAST,
    NONE,
    Row,
    Span,
    read_term,
    spans_of,
    summed,
    write_term,
)
from concord.vault.ways import Rows, Ways

FEW = 8_000
"""So many records are few: they are fetched and put in order at once."""
MUCH = 50
"""Of so many rows one must be released for PostgreSQL to walk them all and not mark by mark."""
MOSTLY = 4
"""Of so many rows one must be released for PostgreSQL to look for a value in all of them and not mark by mark."""
DEARER = 25
"""So many rows of a walk are looked at in the time in which one is fetched by its record."""
MORE = 4
"""A walk that leaves rows out takes so many times more each time."""
MOST = 10_000
"""And never more than so many."""


class Lists:
    """Lists for one reader; `read` gives the released portions of a record."""

    def __init__(
        self, connection: BaseDatabaseWrapper, index: Index, released: Released, read: Callable[[str], Entry | None]
    ) -> None:
        self.connection, self.index, self.ways = connection, index, Ways(connection, released)
        self._read = read
        self._tallied, self._every = dict[int, int](), dict[str, int]()
        self.ways.admit()

    def rows(self, plan: Plan, after: Listed | None, limit: int) -> Sequence[Listed]:
        """The rows of a query that come after a row, in order, at most `limit` (D31, D32)."""
        return _Question(self, plan).rows(after, limit)

    def count(self, plan: Plan) -> int:
        """The number of all rows of a query."""
        return _Question(self, plan).count()

    def groups(self, plan: Plan, by: Field, sums: tuple[Field, ...]) -> Sequence[Group]:
        """The rows of a query by a field, in the order of its values, those without one last (D34)."""
        return _Question(self, plan).groups(by, sums)

    def ask(self, asked: Part) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        return all_rows(self.connection, asked.text, *asked.values)

    def is_much(self, kind: Kind, field: Field | None = None, share: int = MUCH) -> bool:
        """Whether so many of the records of a kind are released that PostgreSQL had better walk them all."""
        return not self.ways.is_sqlite and self.tallied(self.index.number(kind, field)) * share > self.every(kind)

    def every(self, kind: Kind) -> int:
        """How many records of a kind are stored: only the way to ask is chosen by it."""
        if kind.name not in self._every:
            self._every[kind.name] = int(noted(self.connection, f"records of {kind.name}") or 1)
        return self._every[kind.name]

    def tallied(self, field: int) -> int:
        """The number of released terms of a field."""
        if field not in self._tallied:
            asked = part("select coalesce(sum(terms), 0) from vault_tally where field = {} and {}", field, self._shown)
            self._tallied[field] = int(self.ask(asked)[0][0])
        return self._tallied[field]

    def keyed(self, keys: Iterable[int]) -> list[tuple[int, int]]:
        """Each of some keys, with the number of records that are there and have a cell of it; none of which none is."""
        among = Part(is_among(self.connection, "key"), (listed(self.connection, keys),))
        asked = "select key, sum(records) from vault_keyed where {} and {} group by key having sum(records) > 0"
        return [(int(key), int(count)) for key, count in self.ask(part(asked, among, self._shown))]

    @cached_property
    def _shown(self) -> Part:
        return self.ways.shown("mark")

    def value(self, term: bytes, record: str, kind: Kind, field: Field | None) -> Value | None:
        """The value of a term; one that is longer than its term is read from the record."""
        if term == NONE or field is None:
            return None
        found = read_term(term, field.type)
        entry = self._read(record) if found is None else None
        own = [values_of(portion, kind) for portion in entry.portions] if entry else []
        values = [value for values in own for value in many(dict(values).get(field.name))]
        return next((value for value in values if write_term(value, field.type) == term), found)


class _Question:
    """One query as it is asked of lists."""

    def __init__(self, lists: Lists, plan: Plan) -> None:
        self._lists, self._plan, self._ways = lists, plan, lists.ways
        self._is_empty = any(asked.op is Op.ONE_OF and not asked.values for asked in plan.where)

    def rows(self, after: Listed | None, limit: int) -> list[Listed]:
        kind, order = self._plan.kind, self._plan.order
        if self._is_empty:
            return []
        last = None if after is None else (_term(after.value, order), after.id)
        count, first = self._rarest() if self._plan.where else (FEW, None)
        if first is None or count >= FEW:
            met = in_turn([Part("1 = 1"), *map(self._met, self._plan.where)], " and ")
            found = self._walked(last, limit, met, MORE if self._plan.where else 1)
        elif self._lists.is_much(kind, order) and count * count * DEARER > limit * self._lists.every(kind):
            met = part("t.record in ({})", self._records(first))
            found = self._walked(last, limit, met, self._lists.tallied(self._number()) // count + 1)
        else:
            found = _page(self._ordered(self._records(first)), last, self._plan)[:limit]
        return [Listed(record, self._lists.value(term, record, kind, order)) for term, record in found]

    def count(self) -> int:
        if self._is_empty:
            return 0
        if not self._plan.where:
            return self._lists.tallied(self._number())
        _, first = self._rarest()
        return int(self._lists.ask(part("select count(*) from ({}) d", self._records(first)))[0][0])

    def groups(self, by: Field, sums: tuple[Field, ...]) -> list[Group]:
        if self._is_empty:
            return []
        rows = self._grouped(by).beside(*(self._beside(n, each) for n, each in enumerate(sums)))
        halves = [f"sum(a{n}.number >> 32), sum(a{n}.number & 4294967295)" for n in range(len(sums))]
        left = [f"count(a{n}.value) - count(a{n}.number)" for n in range(len(sums))]
        what = ", ".join(["t.value", "count(*)", "min(t.record)", *halves, *left])
        found = self._lists.ask(part("{} group by t.value order by t.value", rows.chosen(what)))
        wide = [
            self._wide(rows, n, each) if any(row[3 + 2 * len(sums) + n] for row in found) else {}
            for n, each in enumerate(sums)
        ]
        groups = []
        for term, count, record, *rest in ((bytes(row[0]), *row[1:]) for row in found):
            added = tuple(
                summed(rest[2 * n : 2 * n + 2], wide[n].get(term, ()), each.type) for n, each in enumerate(sums)
            )
            groups.append(Group(self._lists.value(term, record, self._plan.kind, by), int(count), added))
        return [*(g for g in groups if g.value is not None), *(g for g in groups if g.value is None)]

    # Parts of statements

    def _number(self, field: Field | None = None) -> int:
        return self._lists.index.number(self._plan.kind, field)

    def _of(self, field: Field, spans: Sequence[Span], share: int = MOSTLY) -> Rows:
        return self._ways.terms(self._number(field), spans, is_much=self._lists.is_much(self._plan.kind, field, share))

    def _met(self, asked: Asked) -> Part:
        """The condition that the record of `t` meets one of the query."""
        own = part("c.record = t.record and c.field = {}", self._number(asked.field))
        met = self._ways.within(Rows(Part("vault_term c"), own), "c", spans_of(asked))
        return self._ways.is_there(met.meeting(self._ways.shown("c.mark")))

    def _records(self, first: Asked) -> Part:
        """The records that meet the query, each once, beginning at one condition."""
        also = [self._met(asked) for asked in self._plan.where if asked is not first]
        what = "distinct t.record" if first.field.many else "t.record"
        return self._of(first.field, spans_of(first)).meeting(*also).chosen(what)

    def _rarest(self) -> tuple[int, Asked]:
        """The condition that the fewest records meet, and how many do; many are not counted."""
        counted = []
        for number, asked in enumerate(self._plan.where):
            some = part("{} limit {}", self._of(asked.field, spans_of(asked)).chosen("1"), FEW)
            counted.append((int(self._lists.ask(part("select count(*) from ({}) d", some))[0][0]), number))
        count, number = min(counted)
        return count, self._plan.where[number]

    def _few(self) -> Part | None:
        """The records that meet the query where a condition is met by few."""
        count, first = self._rarest() if self._plan.where else (FEW, None)
        return self._records(first) if first is not None and count < FEW else None

    def _ordered(self, few: Part) -> list[Row]:
        """Records with the term that they are ordered by."""
        rows = self._joined(few, self._number(self._plan.order))
        return [(bytes(term), record) for term, record in self._lists.ask(rows.chosen("t.value, t.record"))]

    def _joined(self, few: Part, field: int) -> Rows:
        """The terms of a field that records have."""
        rows = Rows(part("({}) d cross join vault_term t", few), part("t.record = d.record and t.field = {}", field))
        return rows.meeting(self._ways.shown("t.mark"))

    def _grouped(self, by: Field) -> Rows:
        few = self._few()
        if few is not None:
            return self._joined(few, self._number(by))
        return self._of(by, [ALL], MUCH).meeting(*map(self._met, self._plan.where))

    def _beside(self, place: int, added: Field) -> Part:
        """The term of a field to be summed, beside each row."""
        of = f"a{place}.record = t.record and a{place}.field = {{}} and a{place}.value >= {{}} and {{}}"
        shown = self._ways.shown(f"a{place}.mark")
        return part(f"left join vault_term a{place} on {of}", self._number(added), FIRST, shown)

    def _wide(self, rows: Rows, place: int, added: Field) -> Mapping[bytes, list[Value]]:
        """The values that are too wide for the engine to add up, by the term of their group."""
        wide = rows.meeting(Part(f"a{place}.number is null and a{place}.value is not null"))
        found: dict[bytes, list[Value]] = {}
        for term, value in self._lists.ask(wide.chosen(f"t.value, a{place}.value")):
            read = read_term(bytes(value), added.type)
            found.setdefault(bytes(term), []).extend([] if read is None else [read])
        return found

    # Walking

    def _walked(self, last: Row | None, limit: int, met: Part, first: int) -> list[Row]:
        """The rows behind the last one that meet a condition, in the order of the query; `first`: of how many one."""
        order = self._plan.order
        is_much = self._lists.is_much(self._plan.kind, order)
        walk = _Walk(self._lists, self._number(order), met, first, is_much=is_much)
        found: list[Row] = []
        if order is not None and (last is None or last[0] != NONE):
            found = walk.down(last, limit) if self._plan.descending else walk.up(last or (FIRST, ""), LAST, limit)
        behind = last[1] if last is not None and last[0] == NONE else ""
        return found + (walk.up((NONE, behind), FIRST, limit - len(found)) if len(found) < limit else [])


class _Walk:
    """A walk along the terms of one field, some at a time, leaving out records that do not meet conditions."""

    def __init__(self, lists: Lists, field: int, met: Part, first: int, *, is_much: bool) -> None:
        self._lists, self._ways, self._field, self._is_much = lists, lists.ways, field, is_much
        self._met, self._first = met, first

    def up(self, after: Row, before: bytes, most: int) -> list[Row]:
        """At most so many rows behind one and before a term."""
        found: list[Row] = []
        size = self._size(most)
        while len(found) < most:
            rows = sorted(self._rows(self._ways.up(self._field, after, before, size, is_much=self._is_much)))
            found += [row[:2] for row in rows if row[2]]
            if len(rows) < size:
                break
            after, size = rows[-1][:2], min(size * MORE, MOST)
        return found[:most]

    def down(self, last: Row | None, most: int) -> list[Row]:
        """From the last term to the first, but the records of one term by id: those of the lowest are asked again."""
        found = [] if last is None else self.up(last, last[0] + FIRST, most)
        high, size = last[0] if last else LAST, self._size(most)
        while len(found) < most and high:
            rows = self._rows(self._ways.down(self._field, Span(FIRST, high), size, is_much=self._is_much))
            high = min(row[0] for row in rows) if len(rows) == size else NONE
            met = sorted(row[:2] for row in rows if row[2] and row[0] > high)
            found += sorted(met, key=lambda row: row[0], reverse=True)
            if high and len(found) < most:
                found += self.up((high, ""), high + FIRST, most - len(found))
            size = min(size * MORE, MOST)
        return found[:most]

    def _size(self, most: int) -> int:
        return max(most, min(most * self._first, MOST))

    def _rows(self, some: Part) -> list[tuple[bytes, str, bool]]:
        """Terms with their records, and whether each meets the conditions."""
        asked = part("select t.value, t.record, {} from ({}) t", self._met, some)
        return [(bytes(term), record, bool(is_met)) for term, record, is_met in self._lists.ask(asked)]


def _term(value: Value | None, field: Field | None) -> bytes:
    return NONE if value is None or field is None else write_term(value, field.type)


def _page(found: list[Row], last: Row | None, plan: Plan) -> list[Row]:
    """Rows in the order of the query, behind the last one."""
    found.sort(key=lambda row: row[1])
    there = sorted((row for row in found if row[0] != NONE), key=lambda row: row[0], reverse=plan.descending)
    ordered = there + [row for row in found if row[0] == NONE]
    return [row for row in ordered if last is None or _is_behind(row, last, plan)]


def _is_behind(row: Row, last: Row, plan: Plan) -> bool:
    if row[0] == last[0]:
        return row[1] > last[1]
    if NONE in (row[0], last[0]):
        return row[0] == NONE
    return (row[0] < last[0]) is plan.descending
