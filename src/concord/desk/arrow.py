"""Columns of released values: the type of each follows from the declaration of its field, and from nothing else.

Source: docs/spec/desk.md D36, D37.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice

import pyarrow as pa

from concord.desk.editions import make_edition
from concord.desk.kinds import Field, Kind
from concord.desk.queries import Plan
from concord.desk.scan import matching, rows_of
from concord.desk.store import Entry
from concord.desk.tables import RECORD
from concord.desk.values import Blob, Type, Value

AT_ONCE = 10_000
"""So many records are held as values of Python."""

_TEXT = pa.string()
AMOUNT = pa.decimal256(60, 30)
"""Thirty digits before the point and thirty behind it: every amount, exactly (D3)."""

_TYPES = {
    Type.WHOLE: pa.int64(),
    Type.AMOUNT: AMOUNT,
    Type.DAY: pa.date32(),
    Type.INSTANT: pa.timestamp("us", "UTC"),
    Type.YES_NO: pa.bool_(),
    Type.BLOB: pa.struct([("digest", _TEXT), ("media_type", _TEXT), ("size", pa.int64())]),
}
"""The type of a column; a string where none is named."""

Held = Value | tuple[Value, ...] | None
"""What a record holds in a field."""


def type_of(field: Field) -> pa.DataType:
    """The type of the column of a field: a list where it holds many values (D37)."""
    one = _TYPES.get(field.type, _TEXT)
    return pa.list_(one) if field.many else one


def schema_of(fields: Sequence[Field]) -> pa.Schema:
    """The columns of a table of some fields: the id first."""
    return pa.schema([(RECORD, _TEXT), *((field.name, type_of(field)) for field in fields)])


def column_of(values: Iterable[Held], field: Field) -> pa.Array:
    """Values of a field as a column."""
    plain = map(_plain, values) if field.type is Type.BLOB else values
    return pa.array(list(plain), type_of(field))


def _plain(value: Held) -> object:
    return asdict(value) if isinstance(value, Blob) else value


def table_of(entries: Iterable[Entry], plan: Plan, fields: Sequence[Field]) -> pa.Table:
    """The table of a query by looking at each record: the plain form (D36)."""
    there = {entry.head.id: entry for entry in matching(entries, plan)}
    rows = rows_of(there.values(), plan, None, len(there))
    return columns_of((there[row.id] for row in rows), plan.kind, fields)


def columns_of(entries: Iterable[Entry], kind: Kind, fields: Sequence[Field]) -> pa.Table:
    """The table of records in their order; those that are not there (D5) are left out."""
    rows = (row for entry in entries if (row := _row(entry, kind, fields)) is not None)
    return settled(_parts(rows, fields), fields)


def settled(parts: Iterable[pa.Table], fields: Sequence[Field]) -> pa.Table:
    """One table of parts, in which nothing is left of how it was put together."""
    schema = schema_of(fields)
    return pa.concat_tables([schema.empty_table(), *parts]).combine_chunks()


def _row(entry: Entry, kind: Kind, fields: Sequence[Field]) -> tuple[str, list[Held]] | None:
    edition = make_edition(entry.head, kind, entry.portions, reader="", epoch="")
    return None if edition is None else (edition.id, [edition.value(field.name) for field in fields])


def _parts(rows: Iterator[tuple[str, list[Held]]], fields: Sequence[Field]) -> Iterator[pa.Table]:
    while some := list(islice(rows, AT_ONCE)):
        columns = [column_of((held[place] for _, held in some), field) for place, field in enumerate(fields)]
        yield pa.table([pa.array([record for record, _ in some], _TEXT), *columns], schema=schema_of(fields))
