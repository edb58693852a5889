"""Tables from segments where there are any, from cells where there are none, or where one cannot be trusted.

Segments are right up to a transaction; records that changed since, as far as this reader is concerned, are read from
cells. Source: docs/spec/vault.md V62, V63.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from concord.desk.arrow import columns_of, settled
from concord.desk.errors import IncompleteError
from concord.desk.gate import Gate
from concord.desk.kinds import Field, Kind
from concord.desk.queries import Plan
from concord.desk.store import Entry
from concord.desk.tables import RECORD
from concord.vault import manifest
from concord.vault.errors import DamagedError
from concord.vault.folder import Folder
from concord.vault.lists import Lists
from concord.vault.parquet import joined, raw_segment
from concord.vault.statements import all_rows, is_among, listed

FEW = 2_000
"""So many records are read from cells sooner than from segments."""
AT_ONCE = 2_000
"""So many records are read from cells by one statement."""


class Cells(Protocol):
    """What gives the released portions of records, by id, in one statement."""

    def entries(self, identities: Sequence[str], gate: Gate) -> Mapping[str, Entry]:
        """Those of records that have any."""


@dataclass(frozen=True)
class Tables:
    """Tables for one reader; `passing` are the keys that pass its gate."""

    lists: Lists
    folder: Folder | None
    cells: Cells
    gate: Gate
    passing: frozenset[int]

    def table(self, plan: Plan, fields: Sequence[Field]) -> pa.Table:
        """The rows of a query in order, with their fields (D36)."""
        if not plan.where and plan.order is None:
            found = self._from_segments(plan.kind, fields)
            return self._from_cells(self._ids(plan), plan.kind, fields) if found is None else found
        ids = self._ids(plan)
        whole = self._from_segments(plan.kind, fields) if len(ids) > FEW else None
        found = None if whole is None else _chosen(whole, ids, fields)
        return self._from_cells(ids, plan.kind, fields) if found is None else found

    def _ids(self, plan: Plan) -> list[str]:
        return [row.id for row in self.lists.rows(plan, None, self.lists.count(plan))]

    def _from_cells(self, ids: Sequence[str], kind: Kind, fields: Sequence[Field]) -> pa.Table:
        """The rows of records that are there, each looked at."""
        found = columns_of(self._entries(ids), kind, fields)
        if found.num_rows != len(ids):
            raise IncompleteError
        return found

    def _entries(self, ids: Sequence[str]) -> Iterator[Entry]:
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            found = self.cells.entries(some, self.gate)
            yield from (found[record] for record in some if record in found)

    def _from_segments(self, kind: Kind, fields: Sequence[Field]) -> pa.Table | None:
        """All records of a kind by its segments; None where there are none that are whole (V63)."""
        try:
            made = manifest.made(self.lists.connection, kind.name)
            if made is None or self.folder is None:
                return None
            parts = self._released(self.folder, made, kind, fields)
            gone = self._changed(made.position, kind)
        except (OSError, DamagedError, pa.ArrowException):
            return None
        cells = columns_of(self._entries(sorted(gone)), kind, fields)
        found = joined(parts, cells, gone, fields)
        return found if self._is_whole(found, kind) else None

    def _is_whole(self, found: pa.Table, kind: Kind) -> bool:
        """Whether there are as many rows as the list has."""
        return bool(found.num_rows == self.lists.count(Plan(kind, (), None, descending=False)))

    def _released(self, folder: Folder, made: manifest.Made, kind: Kind, fields: Sequence[Field]) -> list[pa.Table]:
        """The segments of released marks: no other file is opened (V62)."""
        wanted = self.lists.ways.released.marks.intersection(made.marks)
        files = manifest.files(self.lists.connection, kind.name, wanted)
        if files.keys() != wanted:
            raise DamagedError("the list of segments")
        return [raw_segment(folder.read(files[mark]), fields) for mark in sorted(files)]

    def _changed(self, position: int, kind: Kind) -> frozenset[str]:
        """The records of a kind of which a passing cell came or went since a transaction, or that no segment holds."""
        connection = self.lists.connection
        passes = is_among(connection, "key")
        asked = f"""select r.id from vault_record r join (
            select record from vault_cell where since > %s and {passes}
            union select record from vault_past where until > %s and {passes}
            ) c on c.record = r.id where r.kind = %s"""
        keys = listed(connection, self.passing)
        rows = all_rows(connection, asked, position, keys, position, keys, kind.name)
        return frozenset(record for (record,) in rows) | manifest.left(connection, kind.name)


def _chosen(whole: pa.Table, ids: Sequence[str], fields: Sequence[Field]) -> pa.Table | None:
    """The rows of some records in their order; None if one of them is not there."""
    found = pc.index_in(pa.array(ids, pa.string()), value_set=whole.column(RECORD).combine_chunks())
    return None if found.null_count else settled([whole.take(found)], fields)
