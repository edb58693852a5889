"""Keying anew: cells under other policies, profiles or equivalences, where label sets of one key may part or meet.

The states of each portion are read out of all versions of all cells, and put together again under the new keys.
Source: docs/spec/vault.md V2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.vault.blobs import note_uses
from concord.vault.bodies import Place, Stored, read_body, write_body
from concord.vault.keys import Keys
from concord.vault.receipts import key_receipts
from concord.vault.statements import (
    COUNT_MOVES,
    INTO_CELL,
    INTO_PAST,
    INTO_PORTION,
    VERSIONS,
    Sql,
    all_rows,
    counted_row,
    moved_row,
    run,
)


@dataclass(frozen=True)
class _State:
    """A portion as it was filed, to before `until` if it is no more, with its new key."""

    stored: Stored
    until: int | None
    key: int

    def stands_from(self, turn: int) -> bool:
        return self.stored.since <= turn and (self.until is None or turn < self.until)


def key_anew(keys: Keys, connection: BaseDatabaseWrapper) -> None:
    """Put every cell under the keys of another rulebook; inside a transaction."""
    rows = all_rows(connection, f"select record, key, since, until, body from ({VERSIONS}) v order by record")
    for table in ("vault_blob_use", "vault_cell", "vault_past", "vault_portion", "vault_key"):
        run(connection, f"delete from {table}", [()])
    key_receipts(keys, connection)
    for record, versions in groupby(rows, key=lambda row: row[0]):
        _write(record, list(_keyed(_states(versions), keys, connection)), connection)


def _states(versions: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Stored, int | None]]:
    """Every state of every portion of a record, and before which transaction it was gone."""
    ends: dict[tuple[str, int], tuple[Stored, int | None]] = {}
    for record, key, since, until, body in versions:
        for stored in read_body(body, Place(record, key, since, until)):
            name = stored.portion.id, stored.since
            known = ends.get(name)
            if known is None or (known[1] is not None and (until is None or until > known[1])):
                ends[name] = stored, until
    yield from ends.values()


def _keyed(
    states: Iterable[tuple[Stored, int | None]], keys: Keys, connection: BaseDatabaseWrapper
) -> Iterator[_State]:
    found = list(states)
    numbers = keys.numbers([stored.portion.label_set for stored, _ in found], connection)
    return (_State(stored, until, numbers[stored.portion.label_set]) for stored, until in found)


def _write(record: str, states: list[_State], connection: BaseDatabaseWrapper) -> None:
    turns = sorted({turn for state in states for turn in (state.stored.since, state.until) if turn is not None})
    for key in sorted({state.key for state in states}):
        own = [state for state in states if state.key == key]
        bodies = [(turn, tuple(s.stored for s in own if s.stands_from(turn))) for turn in turns]
        changed = [each for before, each in pairwise([(0, ()), *bodies]) if before[1] != each[1]]
        ends = [turn for turn, _ in changed[1:]] + [None]
        for (since, stored), until in zip(changed, ends, strict=True):
            body = write_body(stored, Place(record, key, since, until))
            if stored and until is None:
                run(connection, INTO_CELL, [(record, key, since, body)])
            elif stored:
                run(connection, INTO_PAST, [(record, key, since, until, body)])
    note_uses(connection, ((record, state.key, state.stored) for state in states))
    moves = list(_moves(record, states))
    run(connection, INTO_PORTION, moves)
    run(connection, COUNT_MOVES, [counted_row(record, len(moves))])


def _moves(record: str, states: list[_State]) -> Iterator[tuple[Sql, ...]]:
    """The keys that each portion had, each from the transaction on in which it came to have it."""
    ordered = sorted(states, key=lambda state: (state.stored.portion.id, state.stored.since))
    for name, own in groupby(ordered, key=lambda state: state.stored.portion.id):
        key = 0
        for state in own:
            if state.key != key:
                yield moved_row(record, name, state.stored.since, state.key)
            key = state.key
