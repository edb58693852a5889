"""Tables: the released values of many records at once, a row for a record and a column for a field.

What they are made of is loaded when one is asked for (`arrow.py`, `analysing.py`): nothing else waits for it.
Source: docs/spec/desk.md D36-D38.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from concord.desk.kinds import Field, Kind
from concord.desk.queries import Query, refuse
from concord.release.findings import Finding

if TYPE_CHECKING:
    import pyarrow
    from duckdb import DuckDBPyConnection

RECORD = "record_id"
"""The first column: the id of the record. No field has this name, nor one with a line below."""

ROWS_AT_ONCE = 65_536
"""How many rows a batch holds at most."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")

Asked = tuple[str | Query, Sequence[str]]
"""What a table is asked for: records of a kind, or those that meet a query, and the names of fields."""


@dataclass(frozen=True)
class Table:
    """Released values: `arrow` has a row for a record, in order, and a column for a field behind that of the ids.

    `epoch` is a token of the state it was read from (D42).
    """

    arrow: pyarrow.Table
    epoch: str = field(compare=False)

    def batches(self) -> Iterator[pyarrow.RecordBatch]:
        """The rows, some at a time."""
        yield from self.arrow.to_batches(max_chunksize=ROWS_AT_ONCE)


@dataclass(frozen=True)
class Analysis:
    """A connection on which tables, all of one moment, stand as views; `epoch` as of a table."""

    connection: DuckDBPyConnection
    epoch: str = field(compare=False)


def query_of(asked: str | Query) -> Query:
    """The query that asks for all records of a kind, or the one that is asked."""
    return Query(asked) if isinstance(asked, str) else asked


def tabulated(kind: Kind, names: Sequence[str]) -> tuple[Field, ...]:
    """The fields that become columns.

    Raises:
        MalformedError: one that the kind does not have, or one twice; every fault at once.
    """
    findings = [
        Finding("D36", "fields", "declared fields of this kind", f"`{name}`")
        for name in dict.fromkeys(names)
        if name not in kind.field_by_name
    ]
    findings += [
        Finding("D36", "fields", "each once", f"`{name}` {names.count(name)} times")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    refuse(f"table of {kind.name}", findings)
    return tuple(kind.field_by_name[name] for name in names)


def check_names(tables: Mapping[str, object]) -> None:
    """Refuse names that are none of a view.

    Raises:
        MalformedError: every fault at once.
    """
    expected = "a name of small letters, digits and lines below"
    refuse("analysis", [Finding("D38", "tables", expected, "another") for n in tables if not _NAME.fullmatch(n)])
