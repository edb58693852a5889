"""Segments as Parquet: rows of one kind under one mark, in the order of their records; how they are put together.

A row holds values that show under the mark: `_present` says that the record is there, `_alone` that it has no row under
another mark, `_place` is the beginning of its id as a number.
Source: docs/spec/vault.md V61.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.parquet import ParquetFile, write_table

from concord.desk.arrow import Held, column_of, schema_of, settled
from concord.desk.kinds import Field, Kind
from concord.desk.tables import RECORD
from concord.vault.marks import Condition
from concord.vault.shown import Row, Shown

PLACE, PRESENT, ALONE = "_place", "_present", "_alone"
_OWN = [(PLACE, pa.uint64()), (PRESENT, pa.bool_()), (ALONE, pa.bool_())]
_AT_ONCE = 20_000


def write_segment(table: pa.Table) -> bytes:
    """The bytes of a file: no more in it than rows, and the names and types of columns."""
    sink = pa.BufferOutputStream()
    write_table(table, sink, compression="zstd", store_schema=False, write_statistics=False)
    return bytes(sink.getvalue().to_pybytes())


def read_segment(data: bytes, fields: Sequence[Field]) -> pa.Table:
    """The rows of a file, with the columns of some fields alone.

    Raises:
        ArrowException: they are not those of such a segment.
    """
    return raw_segment(data, fields).cast(_schema(fields))


def raw_segment(data: bytes, fields: Sequence[Field]) -> pa.Table:
    """The same with its types as they came: many are put together before they are made those of the declaration."""
    names = _schema(fields).names
    return ParquetFile(pa.BufferReader(data)).read(columns=names, use_threads=False).select(names)


def without(table: pa.Table, records: Collection[str]) -> pa.Table:
    """The rows of other records."""
    if not records:
        return table
    return table.filter(pc.invert(pc.is_in(table.column(RECORD), value_set=pa.array(sorted(records), pa.string()))))


def in_order(table: pa.Table) -> pa.Table:
    """Rows in the order of their records: by their places, which are told apart where they are equal."""
    if table.num_rows < 2:
        return table
    found = table.take(pc.sort_indices(table.column(PLACE))).combine_chunks()
    ids = found.column(RECORD)
    if pc.all(pc.less(ids.slice(0, len(ids) - 1), ids.slice(1))).as_py():
        return found
    return table.take(pc.sort_indices(table, sort_keys=[(RECORD, "ascending")])).combine_chunks()


def joined(parts: Sequence[pa.Table], cells: pa.Table, gone: Collection[str], fields: Sequence[Field]) -> pa.Table:
    """One row for each record that is there, of rows under released marks and of records that were read from cells.

    `gone`: the records of which no row counts.
    """
    schema = _schema(fields)
    rows = without(pa.concat_tables(parts).cast(schema) if parts else schema.empty_table(), gone).combine_chunks()
    alone = rows.filter(rows.column(ALONE))
    several = rows.filter(pc.invert(rows.column(ALONE)))
    names = [RECORD, PLACE, *(each.name for each in fields)]
    places = pa.array(map(place_of, cells.column(RECORD).to_pylist()), pa.uint64())
    found = [alone.select(names), _met(several, fields).select(names), cells.append_column(PLACE, places).select(names)]
    return settled([in_order(pa.concat_tables(found)).select(schema_of(fields).names)], fields)


def _met(rows: pa.Table, fields: Sequence[Field]) -> pa.Table:
    """The rows of each record as one: of each field at most one of them has a value."""
    there = rows.filter(rows.column(PRESENT)).select([RECORD, PLACE])
    ids = there.column(RECORD).combine_chunks()
    for each in fields:
        holding = rows.filter(rows.column(each.name).is_valid())
        found = pc.index_in(ids, value_set=holding.column(RECORD).combine_chunks())
        there = there.append_column(each.name, holding.column(each.name).combine_chunks().take(found))
    return there


def place_of(record: str) -> int:
    """The beginning of an id as a number that orders as the id does."""
    return int.from_bytes(record.encode()[:8].ljust(8, b"\0"), "big")


@dataclass
class Rows:
    """Rows of a kind while they are gathered, under conditions."""

    kind: Kind
    conditions: dict[Condition, int] = field(default_factory=dict)
    _held: list[tuple[int, str, bool, bool, Row]] = field(default_factory=list)
    _parts: list[pa.Table] = field(default_factory=list)

    def add(self, record: str, found: Shown) -> None:
        """The rows of one more record."""
        for under, row in found.rows.items():
            number = self.conditions.setdefault(under, len(self.conditions))
            self._held.append((number, record, under == found.present, len(found.rows) == 1, row))
        if len(self._held) >= _AT_ONCE:
            self._settle()

    def by_condition(self) -> Iterator[tuple[Condition, pa.Table]]:
        """The rows under each condition, in the order of their records."""
        self._settle()
        if not self._parts:
            return
        rows = pa.concat_tables(self._parts).combine_chunks()
        rows = rows.take(pc.sort_indices(rows, sort_keys=[("_under", "ascending"), (RECORD, "ascending")]))
        under, start = rows.column("_under"), 0
        counts = {each["values"]: each["counts"] for each in pc.value_counts(under).to_pylist()}
        for number, condition in enumerate(self.conditions):
            yield condition, rows.slice(start, counts[number]).drop_columns(["_under"])
            start += counts[number]

    def _settle(self) -> None:
        if not self._held:
            return
        held, self._held = self._held, []
        columns: dict[str, Any] = {
            "_under": pa.array([row[0] for row in held], pa.int64()),
            RECORD: pa.array([row[1] for row in held], pa.string()),
            PLACE: pa.array([place_of(row[1]) for row in held], pa.uint64()),
            PRESENT: pa.array([row[2] for row in held], pa.bool_()),
            ALONE: pa.array([row[3] for row in held], pa.bool_()),
        }
        for each in self.kind.fields:
            values: Iterable[Held] = (row[4].get(each.name) for row in held)
            columns[each.name] = column_of(values, each)
        self._parts.append(pa.table(columns))


def _schema(fields: Sequence[Field]) -> pa.Schema:
    """The columns of a segment, of some fields."""
    names, *values = schema_of(fields)
    return pa.schema([names, *(pa.field(*own) for own in _OWN), *values])
