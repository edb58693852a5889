"""A page of the release log: the entries of a store, as far as this reader may read what they are about.

Source: docs/spec/desk.md D91.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from concord.desk.editions import Edition
from concord.desk.gate import Gate
from concord.desk.log import Logged, LogQuery
from concord.desk.records import is_plain
from concord.desk.store import Entry, Snapshot

MOST_LINES = 500
"""With how many lines a page is full, however few its entries."""

_EditionOf = Callable[[Entry | None], Edition | None]


def entries_of(
    asked: LogQuery, before: int | None, limit: int, snapshot: Snapshot, gate: Gate, edition_of: _EditionOf
) -> tuple[list[Logged], bool]:
    """Entries with their lines of records that are there, or were; and whether no entry follows.

    One transaction may have touched many records: few are asked for at first. Of one record that is not there the log
    is not asked at all, whether it is withheld or absent (D22).
    """
    found, count, some_at_once = list[Logged](), 0, 1
    if not all(is_plain(name) for name in (asked.record, asked.seat) if name):
        return found, True
    if asked.record and not _was_there(asked.record, snapshot, gate, edition_of):
        return found, True
    while True:
        some = snapshot.log(asked, before, some_at_once, gate)
        named = {line.record for each in some for line in each.lines}
        there = named if asked.record else _were_there(named, snapshot, gate, edition_of)
        for each in some:
            lines = tuple(line for line in each.lines if line.record in there)
            if lines and (len(found) == limit or count >= MOST_LINES):
                return found, False
            found += [replace(each, lines=lines)] if lines else []
            count += len(lines)
        if len(some) < some_at_once:
            return found, True
        before, some_at_once = some[-1].position, 2 * some_at_once if count < MOST_LINES else 1


def _were_there(records: set[str], snapshot: Snapshot, gate: Gate, edition_of: _EditionOf) -> set[str]:
    """Of which records there is an edition, or was one in their history."""
    entries = snapshot.entries(sorted(records), gate)
    there = {record for record, entry in entries.items() if edition_of(entry) is not None}
    for record in sorted(records - there):
        there |= {record} if _was_there(record, snapshot, gate, edition_of) else set()
    return there


def _was_there(record: str, snapshot: Snapshot, gate: Gate, edition_of: _EditionOf) -> bool:
    """Whether there is an edition of a record, or was one in its history (D41)."""
    return any(edition_of(each.entry) is not None for each in snapshot.versions(record, gate))
