"""Looking at everything a vault holds: whether it can be read, and whether its tables agree.

Findings hold ids, numbers and digests only. Source: docs/spec/vault.md V41.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

import msgspec
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from concord.release.decide import decision_key, digest
from concord.release.findings import Finding
from concord.release.rulebook import Rulebook
from concord.vault.blobs import digest_of, digests_in
from concord.vault.bodies import Place, Stored, read_body, read_label_set
from concord.vault.checks import without_check
from concord.vault.editions import check_facts
from concord.vault.errors import DamagedError
from concord.vault.folder import Folder
from concord.vault.index import Index
from concord.vault.keys import Keys
from concord.vault.manifest import check_segments
from concord.vault.posting import counted
from concord.vault.receipts import check_receipts
from concord.vault.remains import owed
from concord.vault.statements import all_rows, one_value, state, versions

RECORDS = " union ".join(
    ["select id as record from vault_record"]
    + [f"select record from {table}" for table in ("vault_cell", "vault_past", "vault_portion", "vault_blob_use")]
)
BLOBS = "select digest from vault_blob union select digest from vault_blob_use"


@dataclass(frozen=True)
class Checked:
    """How far a check has come, in records and attachments, and what was found at this step."""

    done: int
    total: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Numbers:
    """The transactions that there are, and the digest of each key by its number."""

    turns: frozenset[int]
    keys: dict[int, str]


@dataclass(frozen=True)
class _Cell:
    """One version of a cell; `filed` is None where it cannot be read."""

    key: int
    since: int
    until: int | None
    filed: tuple[Stored, ...] | None


def check(connection: BaseDatabaseWrapper, keys: Keys, index: Index, folder: Folder | None = None) -> Iterator[Checked]:
    """Everything that is stored, step by step; inside one snapshot.

    Raises:
        KeyedElsewhereError: it was keyed under another rulebook.
    """
    parts = {
        "the database": _engine(connection),
        "the notes of the vault": _notes(connection, keys),
        "the vault": _numbers(connection, keys.rulebook),
        "facts and receipts": _facts(connection),
        "counts of keys": _counts(connection, index),
        "segments": check_segments(connection, folder),
    }
    first = [finding for place, found in parts.items() for finding in _guarded(place, found)]
    rulebook = keys.rulebook
    records = [str(record) for (record,) in all_rows(connection, f"select record from ({RECORDS}) r order by record")]
    blobs = [str(name) for (name,) in all_rows(connection, f"select digest from ({BLOBS}) b order by digest")]
    total, numbers = len(records) + len(blobs), _read_numbers(connection)
    yield Checked(0, total, tuple(first))
    for done, record in enumerate(records, 1):
        yield Checked(done, total, _guarded(f"record {record}", _record(connection, record, numbers, rulebook)))
    for done, name in enumerate(blobs, len(records) + 1):
        yield Checked(done, total, _guarded(f"attachment {name}", _blob(connection, name)))


def _guarded(place: str, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is found, with a finding more if the database does not answer to the end."""
    findings: list[Finding] = []
    try:
        findings.extend(found)
    except DatabaseError:
        findings.append(_finding(place, "rows that can be read", "an error of the database"))
    except DamagedError:
        findings.append(_finding(place, "what was stored there", "something else"))
    return tuple(findings)


def _finding(place: str, expected: str, found: str) -> Finding:
    return Finding("V41", place, expected, found)


def _engine(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    """What the engine says of its own files; PostgreSQL holds to its constraints and is asked nothing."""
    if connection.vendor != "sqlite":
        return
    said = [text for (text,) in all_rows(connection, "pragma integrity_check(100)") if text != "ok"]
    if said:
        yield _finding("the database", "files that are whole", f"{len(said)} faults")
    for table, rows in groupby(all_rows(connection, "pragma foreign_key_check"), key=lambda row: row[0]):
        yield _finding(f"table {table}", "rows whose others are there", f"{len(list(rows))} without")


def _notes(connection: BaseDatabaseWrapper, keys: Keys) -> Iterator[Finding]:
    """What the vault notes of itself, and that it was keyed as it is read."""
    for name, value in all_rows(connection, "select name, value from vault_state order by name"):
        yield from _guarded(f"the note {name}", _readable(value, "a state", name))
    keys.check(connection)
    turns, noted = one_value(connection, "select count(*) from vault_transaction"), state(connection, "position")
    if noted != str(turns):
        yield _finding("the note position", "the number of transactions", "another")
    if turn := owed(connection):
        expected = "no remains of it in files: nothing is damaged, and nothing is to be restored"
        found = "some that are held; end what reads for long, such as a backup, then check again"
        yield Finding("V54", f"purge of transaction {turn}", expected, found)


def _counts(connection: BaseDatabaseWrapper, index: Index) -> Iterator[Finding]:
    """How many records have each key, beside the cells that say so (V8)."""
    found = counted(index, connection)
    asked = f"""select distinct key from (
        select key from ({found.text} union all select key, mark, -records from vault_keyed) c
        group by key, mark having sum(records) <> 0) k order by key"""
    for (key,) in all_rows(connection, asked, *found.values):
        yield _finding(f"the count of key {key}", "the number of its records", "another")


def _readable(stored: str, *place: str | int) -> Iterator[Finding]:
    """Nothing, where it is what was stored there; it is told otherwise by who asks."""
    without_check(stored, *place)
    yield from ()


def _facts(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    """Entries of facts as they came into force, conditions and receipts as they were written."""
    for number in sorted(set(check_facts(connection))):
        yield _finding(f"edition {number} of facts", "its entries, as they came into force", "others")
    for number, text in all_rows(connection, "select number, condition from vault_mark"):
        yield from _guarded(f"mark {number}", _readable(text, "a mark", number))
    for position, person, checked in all_rows(connection, "select position, person, checked from vault_erased"):
        yield from _guarded(f"erasure of transaction {position}", _readable(checked, "an erasure", position, person))
    for told in check_receipts(connection):
        yield _finding(f"receipt of transaction {told.position}", "the one that was written", "another")


def _read_numbers(connection: BaseDatabaseWrapper) -> _Numbers:
    turns = all_rows(connection, "select position from vault_transaction")
    keys = all_rows(connection, "select number, digest from vault_key")
    return _Numbers(frozenset(turn for (turn,) in turns), dict(keys))


def _numbers(connection: BaseDatabaseWrapper, rulebook: Rulebook) -> Iterator[Finding]:
    """Transactions without a gap, keys that are right under the rulebook, drafts whose records are there."""
    rows = all_rows(connection, "select position, at from vault_transaction order by position")
    if [position for position, _ in rows] != list(range(1, len(rows) + 1)):
        yield _finding("transactions", "each number from 1 once", "a gap")
    for (_, before), (position, at) in pairwise(rows):
        if at < before:
            yield _finding(f"transaction {position}", "an instant not before the last one's", "an earlier one")
    last = int(state(connection, "last key"))
    for number, name, exemplar in all_rows(connection, "select number, digest, exemplar from vault_key"):
        if not 0 < number <= last or not _stands_for(exemplar, number, name, rulebook):
            yield _finding(f"key {number}", "a label set of its digest, and a number that was given", "another")
    gone = """select distinct record from vault_draft where record <> '' and record not in (select id from vault_record)
        and record not in (select record from vault_purged)"""
    for (record,) in all_rows(connection, gone):
        yield _finding(f"record {record}", "a record that was filed", "drafts alone")


def _stands_for(exemplar: str, number: int, name: str, rulebook: Rulebook) -> bool:
    try:
        return digest(decision_key(read_label_set(exemplar, "a key", number, name), rulebook)) == name
    except (DamagedError, msgspec.DecodeError):
        return False


def _record(connection: BaseDatabaseWrapper, record: str, numbers: _Numbers, rulebook: Rulebook) -> Iterator[Finding]:
    """A record with all its cells, current and past."""
    if one_value(connection, "select 1 from vault_record where id = %s", record) is None:
        yield _finding(f"record {record}", "a record that was filed", "other rows alone")
    of_it = "v.record = %s"
    asked = f"{versions(of_it, of_it, 'v.key, v.since, {until}, v.body')} order by 1, 2"
    cells = [
        _Cell(key, since, until, _read(body, Place(record, key, since, until)))
        for key, since, until, body in all_rows(connection, asked, record, record)
    ]
    if not cells:
        yield _finding(f"record {record}", "a cell, current or past", "none")
    for cell in cells:
        place = f"record {record}, key {cell.key}, from {cell.since}"
        yield from (_finding(place, *fault) for fault in _cell_faults(cell, numbers, rulebook))
    for one, two in pairwise(cells):
        if one.key == two.key and (one.until is None or one.until > two.since):
            yield _finding(f"record {record}, key {one.key}, from {one.since}", "an end before the next", "an overlap")
    yield from _portions(connection, record, cells)
    named = {(cell.key, name) for cell in cells for stored in cell.filed or () for name in digests_in(stored)}
    noted = all_rows(connection, "select key, digest from vault_blob_use where record = %s", record)
    for key, name in sorted(named ^ set(noted)):
        yield _finding(f"record {record}, key {key}", "uses of the attachments that are named", f"another of {name}")


def _read(body: bytes | memoryview | str, place: Place) -> tuple[Stored, ...] | None:
    """The portions of a cell; SQLite keeps a text where damage put one."""
    try:
        return read_body(body.encode() if isinstance(body, str) else bytes(body), place)
    except (DamagedError, msgspec.DecodeError):
        return None


def _cell_faults(cell: _Cell, numbers: _Numbers, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """What is wrong with one version of one cell: what was expected, what was found."""
    if cell.filed is None:
        yield "a body that can be read", "another"
    if not cell.filed and cell.filed is not None:
        yield "portions", "none"
    if cell.key not in numbers.keys:
        yield "a key that there is", "another"
    if not {cell.since, cell.until} - {None} <= numbers.turns:
        yield "transactions that there are", "another"
    if cell.until is not None and cell.until <= cell.since:
        yield "an end after the beginning", f"{cell.until}"
    for stored in cell.filed or ():
        if digest(decision_key(stored.portion.label_set, rulebook)) != numbers.keys.get(cell.key):
            yield f"portion {stored.portion.id} under the key of its label", "another key"


def _portions(connection: BaseDatabaseWrapper, record: str, cells: list[_Cell]) -> Iterator[Finding]:
    """Each portion stands without a gap from when it was filed, and the table of its keys says the same."""
    spans: dict[str, dict[int, list[_Cell]]] = {}
    for cell in cells:
        for stored in cell.filed or ():
            spans.setdefault(stored.portion.id, {}).setdefault(stored.since, []).append(cell)
    moves = set[tuple[str, int, int]]()
    for portion, states in spans.items():
        until, key = min(states), 0
        for since, own in sorted(states.items()):
            for cell in sorted(own, key=lambda each: each.since):
                if cell.since != until or cell.since < since or cell.key != own[0].key:
                    yield _finding(f"record {record}, portion {portion}", "cells that meet", f"another at {cell.since}")
                until = cell.until or 0
            moves |= {(portion, since, own[0].key)} if own[0].key != key else set()
            key = own[0].key
    rows = all_rows(connection, "select portion, since, key, checked from vault_portion where record = %s", record)
    for portion, since, key in sorted(moves ^ {(portion, since, key) for portion, since, key, _ in rows}):
        yield _finding(f"record {record}, portion {portion}", f"the keys of its cells from {since}", f"{key}")

    for portion, since, key, checked in rows:
        without_check(checked, "a portion", record, portion, since, key)
    for moved, checked in all_rows(connection, "select moves, checked from vault_record where id = %s", record):
        if moved != len(rows) or without_check(checked, "a record", record, moved):
            yield _finding(f"record {record}", "as many keys of portions as it came to have", "another number")


def _blob(connection: BaseDatabaseWrapper, name: str) -> Iterator[Finding]:
    """Bytes of one digest."""
    body = one_value(connection, "select body from vault_blob where digest = %s", name)
    if body is None:
        yield _finding(f"attachment {name}", "its bytes", "none")
    elif digest_of(body) != name:
        yield _finding(f"attachment {name}", "bytes of that digest", "others")
    if one_value(connection, "select count(*) from vault_blob_use where digest = %s", name) == 0:
        yield _finding(f"attachment {name}", "a cell that names it", "none")
