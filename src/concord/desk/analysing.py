"""SQL over released tables: an engine in memory that has these tables, and no way to anything else.

It reads no file, so that it needs no rule which ones it may read. Source: docs/spec/desk.md D38.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from concord.desk.arrow import AMOUNT
from concord.desk.queries import refuse
from concord.release.findings import Finding

MEMORY_MB = 1024
"""How much memory a connection takes beside the tables."""
THREADS = 2

_OPENED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "memory_limit": f"{MEMORY_MB}MiB",
    "threads": str(THREADS),
}
"""No file, no extension, no variable of the program; nothing released is written to a disk where memory ends."""

_CLOSED = (
    "set disabled_filesystems = 'LocalFileSystem'",
    "set secret_directory = ''",
    "set extension_directory = ''",
    "set lock_configuration = true",
)
"""Without the first, files named after the database in memory could be written and attached."""

_SCALES = (8, *range(9, 31), *range(7, -1, -1))
"""Decimals of an amount: eight where that is enough, else as many as it takes."""
_DIGITS = 38
"""The most digits that the engine adds up exactly."""


@contextmanager
def confined(tables: Mapping[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which each table stands under its name; closed at the end.

    Raises:
        MalformedError: a table has amounts that the engine does not hold exactly.
    """
    fitting = {name: _fitting(name, table) for name, table in tables.items()}
    with duckdb.connect(":memory:", config=_OPENED) as connection:
        for name, table in fitting.items():
            connection.register(name, table)
        for setting in _CLOSED:
            connection.execute(setting)
        yield connection


def _fitting(name: str, table: pa.Table) -> pa.Table:
    """A table in types that the engine has; instants without their zone, which is UTC."""
    findings: list[Finding] = []
    for place, column in enumerate(table.schema):
        found = _column(table.column(place))
        if found is None:
            expected = f"amounts that {_DIGITS} digits hold"
            findings.append(Finding("D38", f"`{name}`, column `{column.name}`", expected, "others"))
        else:
            table = table.set_column(place, column.name, found)
    refuse("analysis", findings)
    return table


def _column(values: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Values in a type that the engine has; None if there is none for all of them."""
    is_list = pa.types.is_list(values.type)
    one = values.type.value_type if is_list else values.type
    if pa.types.is_timestamp(one):
        fitting = [pa.timestamp(one.unit)]
    elif one == AMOUNT:
        fitting = [pa.decimal128(_DIGITS, scale) for scale in _SCALES]
    else:
        return values
    for kind in fitting:
        try:
            return values.cast(pa.list_(kind) if is_list else kind)
        except pa.ArrowInvalid:
            continue
    return None
