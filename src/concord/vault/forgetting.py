"""A record taken out of its segments: the files that hold it are overwritten before the purge is stored.

If the purge is not stored after all, a file that is listed is missing, and cells answer until segments are renewed.
Source: docs/spec/vault.md V64.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

import pyarrow as pa
from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.kinds import Kind
from concord.vault import manifest
from concord.vault.bodies import Place, Stored
from concord.vault.errors import DamagedError, UnavailableError
from concord.vault.folder import Folder, Listed
from concord.vault.index import Keyed
from concord.vault.marks import known_numbers
from concord.vault.parquet import read_segment, without, write_segment
from concord.vault.shown import shown


class Cell(Protocol):
    """One version of one cell."""

    @property
    def place(self) -> Place:
        """Where it stands."""

    @property
    def filed(self) -> tuple[Stored, ...]:
        """What it holds."""


def forget_record(
    connection: BaseDatabaseWrapper, folder: Folder | None, kind: Kind, record: str, was: Iterable[Cell]
) -> None:
    """Take a record out of the segments of its kind; `was`: every version of its cells. Inside a transaction.

    Raises:
        UnavailableError: a file cannot be removed or written: nothing may be purged.
    """
    try:
        _forget(connection, folder, kind, record, was)
    except OSError as error:
        said = f"the folder of segments cannot be written: nothing was purged: {error.strerror}"
        raise UnavailableError(said) from error


def _forget(
    connection: BaseDatabaseWrapper, folder: Folder | None, kind: Kind, record: str, was: Iterable[Cell]
) -> None:
    made = _made(connection, kind.name)
    if made is None or folder is None:
        if folder is not None:
            for name in manifest.names(connection, kind.name):
                folder.remove(name)
        manifest.forget(connection, kind.name)
        return
    if record not in manifest.left(connection, kind.name):
        standing = [Keyed(cell.place.key, each) for cell in was if _stood(cell, made.position) for each in cell.filed]
        found = shown(kind, standing)
        numbers = known_numbers(found.rows if found else (), connection)
        empty = _take_out(connection, folder, kind, record, set(numbers.values()))
        marks = tuple(mark for mark in made.marks if mark not in empty)
        manifest.note_made(connection, kind.name, replace(made, marks=marks))
    manifest.leave(connection, kind.name, [record])


def _made(connection: BaseDatabaseWrapper, kind: str) -> manifest.Made | None:
    try:
        return manifest.made(connection, kind)
    except DamagedError:
        return None


def _stood(cell: Cell, position: int) -> bool:
    place = cell.place
    return place.since <= position and (place.until is None or place.until > position)


def _take_out(
    connection: BaseDatabaseWrapper, folder: Folder, kind: Kind, record: str, marks: set[int]
) -> frozenset[int]:
    """Put files without a record for those with it; the marks of which nothing is left.

    A file that cannot be read goes, and what it held is missing until segments are renewed.
    """
    empty = set[int]()
    for mark, file in manifest.files(connection, kind.name, marks).items():
        rest = _rest(folder, file, kind, record)
        folder.remove(file.name)
        manifest.unlist(connection, kind.name, [mark])
        if rest is not None and rest.num_rows:
            manifest.list_files(connection, kind.name, {mark: folder.write(write_segment(rest))})
        elif rest is not None:
            empty.add(mark)
    return frozenset(empty)


def _rest(folder: Folder, file: Listed, kind: Kind, record: str) -> pa.Table | None:
    try:
        return without(read_segment(folder.read(file), kind.fields), [record])
    except (OSError, DamagedError, pa.ArrowException):
        return None
