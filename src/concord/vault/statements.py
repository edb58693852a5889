"""The few things in which the engines differ, and the shortest way to ask them.

Source: docs/spec/vault.md V10.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.vault.checks import with_check, without_check
from concord.vault.errors import DamagedError

Sql: TypeAlias = str | int | bytes | list[int] | list[str] | None
"""A value of a statement."""


@dataclass(frozen=True)
class Part:
    """Part of a statement with its values."""

    text: str
    values: tuple[Sql, ...] = ()


def part(text: str, *given: Part | Sql) -> Part:
    """Put together: each `{}` of the text is a part or, where it is none, a value."""
    parts = [each if isinstance(each, Part) else Part("%s", (each,)) for each in given]
    return Part(text.format(*(each.text for each in parts)), tuple(v for each in parts for v in each.values))


def in_turn(parts: Iterable[Part], between: str) -> Part:
    """Parts one after the other."""
    found = list(parts)
    return Part(between.join(each.text for each in found), tuple(v for each in found for v in each.values))


_INSERT = re.compile(r"insert into (?P<into>\w+ \([\w, ]+\)) values (?P<values>\((?:%s(?:, )?)+\))")
_STREAMED = 20
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def all_rows(connection: BaseDatabaseWrapper, statement: str, *values: Sql) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def one_value(connection: BaseDatabaseWrapper, statement: str, *values: Sql) -> Any:
    """The one value that a statement gives, or None."""
    rows = all_rows(connection, statement, *values)
    return rows[0][0] if rows else None


def run(
    connection: BaseDatabaseWrapper, statement: str, rows: Iterable[tuple[Sql, ...]], *, is_streamed: bool = True
) -> None:
    """Run a statement once for each row of values; rows to be inserted go to PostgreSQL at once, many as one stream."""
    given = list(rows)
    at_once = is_streamed and connection.vendor != "sqlite" and len(given) > 1
    inserted = _INSERT.fullmatch(statement) if at_once else None
    with connection.cursor() as cursor:
        if inserted is not None and len(given) >= _STREAMED:
            with cursor.copy(f"copy {inserted['into']} from stdin") as stream:
                for row in given:
                    stream.write_row(row)
        elif inserted is not None:
            values = ", ".join([inserted["values"]] * len(given))
            cursor.execute(f"insert into {inserted['into']} values {values}", [value for row in given for value in row])
        elif len(given) == 1 and is_streamed:
            cursor.execute(statement, given[0])
        else:
            cursor.executemany(statement, given)


def state(connection: BaseDatabaseWrapper, name: str) -> str:
    """What the vault notes of itself under a name.

    Raises:
        DamagedError: it is not what was noted, or not there.
    """
    return without_check(str(_stated(connection, name)), "a state", name)


def noted(connection: BaseDatabaseWrapper, name: str) -> str | None:
    """The same for what may not have been noted yet."""
    found = _stated(connection, name)
    return None if found is None else without_check(found, "a state", name)


def _stated(connection: BaseDatabaseWrapper, name: str) -> str | None:
    found = one_value(connection, "select value from vault_state where name = %s", name)
    return None if found is None else str(found)


def note(connection: BaseDatabaseWrapper, name: str, value: str) -> None:
    """Note something of the vault; inside a transaction."""
    run(connection, INTO_STATE, [(name, with_check(value, "a state", name))])


def is_among(connection: BaseDatabaseWrapper, column: str, kind: str = "bigint") -> str:
    """The condition that a column of a type is one of the values that `listed` gives as one."""
    if connection.vendor == "sqlite":
        return f"{column} in (select value from json_each(%s))"
    return f"{column} in (select unnest(%s::{kind}[]))"


def listed(connection: BaseDatabaseWrapper, values: Iterable[int] | Iterable[str]) -> Sql:
    """Numbers or texts as one value of a statement."""
    found: list[Any] = sorted(values)
    return json.dumps(found) if connection.vendor == "sqlite" else found


def admit(connection: BaseDatabaseWrapper, keys: Collection[int]) -> None:
    """Tell the engine which keys pass, for the rest of the transaction: its own barrier, where it has one (V14)."""
    if connection.vendor != "sqlite":
        one_value(connection, "select set_config('concord.passing', %s, true)", bits_of(keys))


def bits_of(numbers: Collection[int]) -> str:
    """A digit for each number from 0 on: 1 for those given."""
    digits = bytearray(b"0") * (max(numbers, default=0) + 1)
    for number in numbers:
        digits[number] = ord("1")
    return digits.decode()


def serialise(connection: BaseDatabaseWrapper) -> None:
    """Wait until nobody else writes; on SQLite the transaction has begun so."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


VERSIONS = """
select record, key, since, null as until, body from vault_cell
union all select record, key, since, until, body from vault_past
"""
"""Every version of every cell: to be walked whole. Neither engine looks for a few rows in it by an index."""


def versions(standing: str, past: str, columns: str = "v.record, v.key, v.since, {until}, v.body") -> str:
    """The versions `v` of cells under one condition for those that stand and one for those that are past.

    Where these name values, the values of the first come first. Each side is looked for by an index of its own.
    """
    stand, gone = columns.format(until="null as until"), columns.format(until="v.until")
    return f"select {stand} from vault_cell v where {standing} union all select {gone} from vault_past v where {past}"


def tested(connection: BaseDatabaseWrapper, column: str) -> str:
    """The condition that a number is one of the values that `listed` gives as one, tested of rows that were found."""
    return is_among(connection, f"+{column}" if connection.vendor == "sqlite" else column)


INTO_STATE = """
insert into vault_state (name, value) values (%s, %s) on conflict (name) do update set value = excluded.value
"""
INTO_KEY = "insert into vault_key (number, digest, exemplar) values (%s, %s, %s)"
INTO_RECORD = "insert into vault_record (id, kind, author, moves, checked) values (%s, %s, %s, 0, '')"
INTO_MARK = "insert into vault_mark (number, digest, condition) values (%s, %s, %s)"
INTO_CELL = "insert into vault_cell (record, key, since, body) values (%s, %s, %s, %s)"
INTO_PAST = "insert into vault_past (record, key, since, until, body) values (%s, %s, %s, %s, %s)"
COUNT_MOVES = "update vault_record set moves = %s, checked = %s where id = %s"
INTO_PORTION = "insert into vault_portion (record, portion, since, key, checked) values (%s, %s, %s, %s, %s)"


def moved_row(record: str, portion: str, since: int, key: int) -> tuple[Sql, ...]:
    """That a portion came to have a key, as it is stored."""
    return record, portion, since, key, with_check("", "a portion", record, portion, since, key)


def counted_row(record: str, moves: int) -> tuple[Sql, ...]:
    """How many rows there are of the keys that portions of a record came to have, as it is stored."""
    return moves, with_check("", "a record", record, moves), record


_LOCK = 4774
"""The number of the lock that a writer holds."""


def ticks_of(at: datetime) -> int:
    """An instant as microseconds: what is stored."""
    return (at - _BEGINNING) // _TICK


def instant_of(ticks: int) -> datetime:
    """The instant that was stored.

    Raises:
        DamagedError: there is no such instant.
    """
    try:
        return _BEGINNING + ticks * _TICK
    except OverflowError as error:
        raise DamagedError("a transaction") from error
