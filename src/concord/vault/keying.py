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
from concord.vault.bodies import Stored, read_body, read_label_set, write_body
from concord.vault.keys import Keys
from concord.vault.statements import INTO_CELL, INTO_PAST, INTO_PORTION, VERSIONS, all_rows, run


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
    rows = all_rows(connection, f"select record, since, until, body from ({VERSIONS}) v order by record")
    for table in ("vault_blob_use", "vault_cell", "vault_past", "vault_portion", "vault_key"):
        run(connection, f"delete from {table}", [()])
    _key_receipts(keys, connection)
    for record, versions in groupby(rows, key=lambda row: row[0]):
        states = [_keyed(state, until, keys, connection) for state, until in _states(versions)]
        _write(record, states, connection)


def _key_receipts(keys: Keys, connection: BaseDatabaseWrapper) -> None:
    """Put what was purged under the keys of the labels it had."""
    labels = all_rows(connection, "select distinct label from vault_purged")
    numbers = [(keys.number(read_label_set(label), connection), label) for (label,) in labels]
    run(connection, "update vault_purged set key = %s where label = %s", numbers)


def _states(versions: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Stored, int | None]]:
    """Every state of every portion of a record, and before which transaction it was gone."""
    ends: dict[tuple[str, int], tuple[Stored, int | None]] = {}
    for _, _, until, body in versions:
        for stored in read_body(bytes(body)):
            name = stored.portion.id, stored.since
            known = ends.get(name)
            if known is None or (known[1] is not None and (until is None or until > known[1])):
                ends[name] = stored, until
    yield from ends.values()


def _keyed(stored: Stored, until: int | None, keys: Keys, connection: BaseDatabaseWrapper) -> _State:
    return _State(stored, until, keys.number(stored.portion.label_set, connection))


def _write(record: str, states: list[_State], connection: BaseDatabaseWrapper) -> None:
    turns = sorted({turn for state in states for turn in (state.stored.since, state.until) if turn is not None})
    for key in sorted({state.key for state in states}):
        own = [state for state in states if state.key == key]
        bodies = [(turn, tuple(s.stored for s in own if s.stands_from(turn))) for turn in turns]
        changed = [each for before, each in pairwise([(0, ()), *bodies]) if before[1] != each[1]]
        ends = [turn for turn, _ in changed[1:]] + [None]
        for (since, stored), until in zip(changed, ends, strict=True):
            if stored and until is None:
                run(connection, INTO_CELL, [(record, key, since, write_body(stored))])
            elif stored:
                run(connection, INTO_PAST, [(record, key, since, until, write_body(stored))])
        note_uses(connection, record, {key: [state.stored for state in own]})
    run(connection, INTO_PORTION, list(_moves(record, states)))


def _moves(record: str, states: list[_State]) -> Iterator[tuple[str, str, int, int]]:
    """The keys that each portion had, each from the transaction on in which it came to have it."""
    ordered = sorted(states, key=lambda state: (state.stored.portion.id, state.stored.since))
    for name, own in groupby(ordered, key=lambda state: state.stored.portion.id):
        key = 0
        for state in own:
            if state.key != key:
                yield record, name, state.stored.since, state.key
            key = state.key
