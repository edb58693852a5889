"""How each engine is asked for the rows of released marks, and for no others.

SQLite joins from the released marks, and leaves the rows of a mark as soon as a page is full of earlier ones.
PostgreSQL does so mark by mark or, where more than one row in fifty is released, walks an index and tests the marks.
Source: docs/spec/vault.md V17.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.vault.marks import Released
from concord.vault.statements import Part, in_turn, one_value, part
from concord.vault.terms import Row, Span

_BITS = "(select coalesce(current_setting('concord.marks', true), '')::varbit)"


@dataclass(frozen=True)
class Rows:
    """Rows of a statement that is still to be put together: its tables, and what they must meet."""

    tables: Part
    where: Part

    def meeting(self, *more: Part) -> Rows:
        """Those that meet more."""
        return replace(self, where=part(" and ".join(["{}"] * (len(more) + 1)), self.where, *more))

    def beside(self, *joins: Part) -> Rows:
        """The same with further tables beside them."""
        return replace(self, tables=part(" ".join(["{}"] * (len(joins) + 1)), self.tables, *joins))

    def chosen(self, what: str | Part) -> Part:
        """The statement that chooses something of them."""
        chosen = Part(what) if isinstance(what, str) else what
        return part("select {} from {} where {}", chosen, self.tables, self.where)


@dataclass(frozen=True)
class Ways:
    """The statements of one engine for one reader."""

    connection: BaseDatabaseWrapper
    released: Released

    @property
    def is_sqlite(self) -> bool:
        """Whether the engine is SQLite."""
        return self.connection.vendor == "sqlite"

    def admit(self) -> None:
        """Tell the engine which marks are released, for the rest of the transaction (V14)."""
        if not self.is_sqlite:
            one_value(self.connection, "select set_config('concord.marks', %s, true)", self.released.bits)

    def shown(self, column: str) -> Part:
        """The condition that a mark is released."""
        if self.is_sqlite:
            return part(f"+{column} in (select value from json_each({{}}))", self.released.text)
        return Part(f"case when {column} < length({_BITS}) then get_bit({_BITS}, {column}::int) = 1 else false end")

    def is_there(self, rows: Rows) -> Part:
        """The condition that there is a row: looked for each time, and not all rows at once, on either engine."""
        if self.is_sqlite:
            return part("exists ({})", rows.chosen("1"))
        return part("coalesce(({} limit 1), false)", rows.chosen("true"))

    def marks(self) -> Part:
        """The released marks as rows `m.value`."""
        if self.is_sqlite:
            return part("json_each({}) m", self.released.text)
        return part("unnest({}::bigint[]) m(value)", self.released.numbers)

    def terms(self, field: int, spans: Sequence[Span], *, is_much: bool) -> Rows:
        """The released terms `t` of a field within spans."""
        terms = self.within(Rows(Part("vault_term t"), part("t.field = {}", field)), "t", spans)
        if is_much:
            return terms.meeting(self.shown("t.mark"))
        tables = part("{} cross join {}", self.marks(), terms.tables)
        return replace(terms, tables=tables).meeting(Part("t.mark = m.value"))

    def within(self, rows: Rows, of: str, spans: Sequence[Span]) -> Rows:
        """Those of rows whose term is in one of some spans."""
        if len(spans) == 1:
            return rows.meeting(part(f"{of}.value >= {{}} and {of}.value < {{}}", spans[0].low, spans[0].high))
        row = "({}, {})" if self.is_sqlite else "({}::bytea, {}::bytea)"
        several = [part(row, span.low, span.high) for span in spans]
        tables = part("(values {}) s cross join {}", in_turn(several, ", "), rows.tables)
        return replace(rows, tables=tables).meeting(Part(f"{of}.value >= s.column1 and {of}.value < s.column2"))

    def up(self, field: int, after: Row, before: bytes, most: int, *, is_much: bool) -> Part:
        """The first terms of a field behind a row and before a term, with their records, in order."""
        within = part("(t.value, t.record) > ({}, {}) and t.value < {}", *after, before)
        return self._page(field, within, "{0}.value, {0}.record", most, is_much=is_much)

    def down(self, field: int, span: Span, most: int, *, is_much: bool) -> Part:
        """The last terms of a field within a span, with their records, from the last on."""
        within = part("t.value >= {} and t.value < {}", span.low, span.high)
        return self._page(field, within, "{0}.value desc, {0}.record desc", most, is_much=is_much)

    def _page(self, field: int, within: Part, order: str, most: int, *, is_much: bool) -> Part:
        rows = Rows(Part("vault_term t"), part("t.field = {}", field)).meeting(within)
        ordered = f"{{}} order by {order.format('t')} limit {{}}"
        if is_much:
            return part(ordered, rows.meeting(self.shown("t.mark")).chosen("t.value, t.record"), most)
        of_mark = rows.meeting(Part("t.mark = m.value"))
        if self.is_sqlite:
            of_marks = replace(of_mark, tables=part("{} cross join {}", self.marks(), of_mark.tables))
            return part(ordered, of_marks.chosen("t.value, t.record"), most)
        first = part(ordered, of_mark.chosen("t.value, t.record"), most)
        each = Rows(part("{} cross join lateral ({}) x", self.marks(), first), Part("true"))
        return part(f"{{}} order by {order.format('x')} limit {{}}", each.chosen("x.value, x.record"), most)
