"""Pages, counts and groups from terms, beginning at the released marks; the answers are those of `desk/scan.py`.

A question with a condition that few records meet begins there; any other walks the list in its order.
Source: docs/spec/vault.md V16, V17.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from concord.vault.statements import Part, all_rows, noted, part
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

FEW = 2_000
"""So many records are few: they are fetched and put in order at once."""
MUCH = 50
"""Of so many rows one must be released for PostgreSQL to walk them all and not mark by mark."""


class Lists:
    """Lists for one reader; `read` gives the released portions of a record."""

    def __init__(
        self, connection: BaseDatabaseWrapper, index: Index, released: Released, read: Callable[[str], Entry | None]
    ) -> None:
        self.connection, self.index, self.ways = connection, index, Ways(connection, released)
        self._read = read
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

    def is_much(self, kind: Kind, field: Field | None = None) -> bool:
        """Whether so many of the records of a kind are released that PostgreSQL had better walk them all."""
        if self.ways.is_sqlite:
            return False
        every = int(noted(self.connection, f"records of {kind.name}") or 0)
        return self.tallied(self.index.number(kind, field)) * MUCH > every

    def tallied(self, field: int) -> int:
        """The number of released terms of a field."""
        asked = part("select coalesce(sum(terms), 0) from vault_tally where field = {} and {}", field, self._shown)
        return int(self.ask(asked)[0][0])

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
        few = self._few()
        found = self._walked(last, limit) if few is None else _page(self._ordered(few), last, self._plan)[:limit]
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

    def _of(self, field: Field, spans: Sequence[Span]) -> Rows:
        return self._ways.terms(self._number(field), spans, is_much=self._lists.is_much(self._plan.kind, field))

    def _met(self, asked: Asked) -> Part:
        """The condition that the record of `t` meets one of the query."""
        spans = self._ways.spans(spans_of(asked))
        within = part("c.field = {} and c.value >= s.column1 and c.value < s.column2", self._number(asked.field))
        met = Rows(part("{} cross join vault_term c", spans), Part("c.record = t.record"))
        return part("exists ({})", met.meeting(within, self._ways.shown("c.mark")).chosen("1"))

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
        return self._of(by, [ALL]).meeting(*map(self._met, self._plan.where))

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

    def _walked(self, last: Row | None, limit: int) -> list[Row]:
        """The rows behind the last one, in the order of the query."""
        order, also = self._plan.order, [self._met(asked) for asked in self._plan.where]
        walk = _Walk(self._lists, self._number(order), also, is_much=self._lists.is_much(self._plan.kind, order))
        found: list[Row] = []
        if order is not None and (last is None or last[0] != NONE):
            found = walk.down(last, limit) if self._plan.descending else walk.up(last or (FIRST, ""), LAST, limit)
        behind = last[1] if last is not None and last[0] == NONE else ""
        return found + (walk.up((NONE, behind), FIRST, limit - len(found)) if len(found) < limit else [])


class _Walk:
    """A walk along the terms of one field."""

    def __init__(self, lists: Lists, field: int, also: Sequence[Part], *, is_much: bool) -> None:
        self._lists, self._field, self._also, self._is_much = lists, field, also, is_much

    def up(self, after: Row, before: bytes, most: int) -> list[Row]:
        return self._rows(self._lists.ways.up(self._field, after, before, most, self._also, is_much=self._is_much))

    def down(self, last: Row | None, most: int) -> list[Row]:
        """From the last term to the first, but the records of one term by id: those of the lowest are asked again."""
        found = [] if last is None else self.up(last, last[0] + FIRST, most)
        left, span = most - len(found), Span(FIRST, last[0] if last else LAST)
        if not left:
            return found
        asked = self._lists.ways.down(self._field, span, left, self._also, is_much=self._is_much)
        rows = sorted(sorted(self._rows(asked), key=lambda row: row[1]), key=lambda row: row[0], reverse=True)
        if len(rows) < left:
            return found + rows
        lowest = rows[-1][0]
        found += [row for row in rows if row[0] > lowest]
        return found + self.up((lowest, ""), lowest + FIRST, most - len(found))

    def _rows(self, asked: Part) -> list[Row]:
        return [(bytes(term), record) for term, record in self._lists.ask(asked)]


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
