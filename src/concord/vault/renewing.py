"""Segments made and made anew: from one snapshot, while others read and write, and listed in one short transaction.

Source: docs/spec/vault.md V60, V61, V64, V65.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

import pyarrow as pa
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.kinds import Kind
from concord.vault import manifest
from concord.vault.bodies import Place, read_body
from concord.vault.errors import DamagedError, UnavailableError, VaultError
from concord.vault.folder import Folder, Listed
from concord.vault.index import Keyed
from concord.vault.manifest import Made
from concord.vault.marks import Condition, known_numbers, numbers_of
from concord.vault.parquet import Rows, in_order, read_segment, without, write_segment
from concord.vault.posting import check_index
from concord.vault.reports import understood
from concord.vault.shown import shown
from concord.vault.statements import all_rows, is_among, listed, noted, serialise, state, versions
from concord.vault.vault import Vault

AT_ONCE = 2_000
"""So many records are held as cells."""
MUCH = 4
"""Where more than one record in so many changed, all segments of the kind are made anew."""
TRIES = 3

NO_FOLDER = "segments: expected a folder for them, found none in the settings of this vault"
OVERTAKEN = "segments: a purge came between each time; nothing was changed; ask again"


@dataclass(frozen=True)
class Renewed:
    """What a run came to: kinds whose segments were made or changed, files written, the transaction they are right up
    to."""

    kinds: int
    files: int
    position: int


@dataclass
class _Made:
    """What was made of a kind, not listed yet: files by condition, of which the former ones are no more."""

    kind: str
    former: Made | None
    files: dict[Condition, Listed] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    left: set[str] = field(default_factory=set)


def renew(vault: Vault) -> Renewed:
    """Make the segments of every kind, or bring them to the state of now; nobody waits for it but a purge.

    Raises:
        VaultError: the vault has no folder for them.
        UnavailableError: purges came between again and again, or the folder cannot be written.
    """
    folder = vault.folder
    if folder is None:
        raise VaultError(NO_FOLDER)
    try:
        with folder.held():
            for _ in range(TRIES):
                done = _Run(vault, folder).run()
                if done is not None:
                    return done
    except OSError as error:
        raise UnavailableError(f"the folder of segments cannot be written: {error.strerror}") from error
    raise UnavailableError(OVERTAKEN)


class _Run:
    """One try: what is made from a snapshot is listed if nothing came between, or thrown away."""

    def __init__(self, vault: Vault, folder: Folder) -> None:
        self._vault, self._folder = vault, folder
        self._written: list[Listed] = []

    def run(self) -> Renewed | None:
        """None if a purge, or other marks, came between."""
        with understood(), self._vault.whole() as connection:
            turned, position = manifest.turned(connection), int(state(connection, "position"))
            if not check_index(self._vault.lists, connection):
                return None
            made = [each for kind in self._vault.lists.kinds if (each := self._make(connection, kind, position))]
        with understood(), _writing(self._vault) as connection:
            is_overtaken = manifest.turned(connection) != turned
            keep = manifest.names(connection) | {file.name for file in self._written if not is_overtaken}
            self._folder.sweep(keep)
            if is_overtaken:
                return None
            for each in made:
                _list(connection, each, position)
        return Renewed(len(made), len(self._written), position)

    def _make(self, connection: BaseDatabaseWrapper, kind: Kind, position: int) -> _Made | None:
        former = self._usable(connection, kind)
        if former is not None and former.position == position and not manifest.left(connection, kind.name):
            return None
        changed = _changed(connection, kind, former.position) if former else frozenset[str]()
        every = int(noted(connection, f"records of {kind.name}") or 0)
        if former is None or len(changed) * MUCH > every:
            return self._whole(connection, kind)
        return self._brought_up(connection, kind, former, changed) if changed else _Made(kind.name, former)

    def _usable(self, connection: BaseDatabaseWrapper, kind: Kind) -> Made | None:
        """What is listed of a kind, if every file is there as it was written."""
        try:
            found = manifest.made(connection, kind.name)
            files = manifest.files(connection, kind.name, found.marks) if found else {}
            for file in files.values():
                self._folder.read(file)
        except (OSError, DamagedError):
            return None
        return found if found and files.keys() == set(found.marks) else None

    def _whole(self, connection: BaseDatabaseWrapper, kind: Kind) -> _Made:
        made, rows = _Made(kind.name, None), Rows(kind)
        asked = "select id from vault_record where kind = %s order by id"
        ids = [record for (record,) in all_rows(connection, asked, kind.name)]
        made.left = gather(connection, kind, ids, rows, None)
        for under, table in rows.by_condition():
            self._keep(made, under, table)
        return made

    def _brought_up(self, connection: BaseDatabaseWrapper, kind: Kind, former: Made, changed: frozenset[str]) -> _Made:
        """Only the files in which something changed; the record of a file it was in before is taken out."""
        made, now, was = _Made(kind.name, former), Rows(kind), Rows(kind)
        held = sorted(changed - manifest.left(connection, kind.name))
        gather(connection, kind, held, was, former.position)
        made.left = gather(connection, kind, sorted(changed), now, None)
        new = dict(now.by_condition())
        conditions = list(dict.fromkeys([*was.conditions, *new]))
        numbers = known_numbers(conditions, connection)
        files = manifest.files(connection, kind.name, set(numbers.values()))
        for under in conditions:
            number = numbers.get(under)
            parts = [new[under]] if under in new else []
            if number in files:
                made.gone.add(number)
                parts.append(without(read_segment(self._folder.read(files[number]), kind.fields), changed))
            self._keep(made, under, in_order(pa.concat_tables(parts)) if parts else None)
        return made

    def _keep(self, made: _Made, under: Condition, table: pa.Table | None) -> None:
        if table is not None and table.num_rows:
            made.files[under] = self._folder.write(write_segment(table))
            self._written.append(made.files[under])


def gather(
    connection: BaseDatabaseWrapper, kind: Kind, ids: Sequence[str], rows: Rows, position: int | None
) -> set[str]:
    """Add the rows of records, as they stand or as they stood after a transaction; those that have too many."""
    left = set[str]()
    for start in range(0, len(ids), AT_ONCE):
        for record, standing in _standing(connection, ids[start : start + AT_ONCE], position):
            found = shown(kind, standing)
            if found is None:
                left.add(record)
            else:
                rows.add(record, found)
    return left


def _standing(
    connection: BaseDatabaseWrapper, ids: Iterable[str], position: int | None
) -> Iterator[tuple[str, list[Keyed]]]:
    """The portions of records, by cells as they stand or stood."""
    of_these, stood, gone = is_among(connection, "v.record", "text"), "", " and false"
    if position is not None:
        stood = f" and v.since + 0 <= {position:d}"
        gone = f"{stood} and v.until + 0 > {position:d}"
    asked = f"{versions(of_these + stood, of_these + gone)} order by 1"
    rows = all_rows(connection, asked, *[listed(connection, ids)] * 2)
    for record, own in groupby(rows, key=lambda row: str(row[0])):
        yield (
            record,
            [
                Keyed(key, stored)
                for _, key, since, until, body in own
                for stored in read_body(body, Place(record, key, since, until))
            ],
        )


def _changed(connection: BaseDatabaseWrapper, kind: Kind, position: int) -> frozenset[str]:
    """The records of a kind of which any cell came or went since a transaction, or that no segment holds."""
    asked = """select r.id from vault_record r join (
        select record from vault_cell where since > %s union select record from vault_past where until > %s
        ) c on c.record = r.id where r.kind = %s"""
    rows = all_rows(connection, asked, position, position, kind.name)
    return frozenset(record for (record,) in rows) | manifest.left(connection, kind.name)


def _list(connection: BaseDatabaseWrapper, made: _Made, position: int) -> None:
    """List what was made of a kind."""
    if made.former is None:
        manifest.forget(connection, made.kind)
    numbers = numbers_of(made.files, connection)
    files = {numbers[under]: file for under, file in made.files.items()}
    marks = (set(made.former.marks) if made.former else set()) - made.gone | files.keys()
    manifest.unlist(connection, made.kind, made.gone)
    manifest.list_files(connection, made.kind, files)
    manifest.leave_only(connection, made.kind, made.left)
    manifest.note_made(connection, made.kind, Made(position, tuple(sorted(marks))))


@contextmanager
def _writing(vault: Vault) -> Iterator[BaseDatabaseWrapper]:
    """A transaction of a writer that is none of the log: what it writes is worked out."""
    connection = vault.connection("writing")
    with transaction.atomic(using=connection.alias, durable=True):
        serialise(connection)
        yield connection
