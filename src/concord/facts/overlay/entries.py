"""The entries of an operator's overlay, and making them: confirm, correct, add.

Source: docs/spec/facts.md FA90-FA93.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from concord.facts.doubts import is_confirmable
from concord.facts.fact import Fact
from concord.facts.facts import Facts
from concord.facts.tables import TABLE_BY_NAME


class Act(Enum):
    """What an entry does."""

    CONFIRM = "confirm"
    """The value that ships is right."""
    CORRECT = "correct"
    """Another value is right."""
    ADD = "add"
    """A fact that does not ship."""


@dataclass(frozen=True)
class Said:
    """Who says something, and on what ground: where it was read, the role of the person (no name), and the day."""

    source: str
    role: str
    day: date


@dataclass(frozen=True)
class Entry:
    """One act on one fact.

    CONFIRM and CORRECT give `field` and `value`, and in `against` the digest of the fact they were made against. ADD
    gives `table` and the `cells` of the new row, by column.
    """

    act: Act
    fact: str
    said: Said
    field: str = ""
    value: str = ""
    against: str = ""
    table: str = ""
    cells: tuple[tuple[str, str], ...] = ()

    @property
    def source_id(self) -> str:
        """The id under which what was said stands among the sources of the fact."""
        said = (self.act.value, self.fact, self.field, self.value, self.said.source, self.said.role, str(self.said.day))
        return f"overlay-{hashlib.sha256(chr(10).join(said).encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Overlay:
    """Entries in the order in which they were made; of several on one field of one fact the last is in force."""

    entries: tuple[Entry, ...] = ()

    @property
    def in_force(self) -> tuple[tuple[int, Entry], ...]:
        """The entries in force, each with its number from 1."""
        last = {(entry.fact, entry.field): number for number, entry in enumerate(self.entries, start=1)}
        return tuple((number, self.entries[number - 1]) for number in sorted(last.values()))


def confirm(overlay: Overlay, facts: Facts, *, fact: str, field: str, said: Said) -> Overlay:
    """`overlay` with the value of `field` in `facts` (as shipped, without overlay) confirmed.

    Raises:
        ValueError: there is no such fact, the field carries no grade, or it has no value that could be confirmed.
    """
    row = _fact(facts, fact)
    if field not in row.table.graded:
        raise ValueError(f"expected a field among {', '.join(row.table.graded)}, found `{field}`")
    if not is_confirmable(field, row[field]):
        found = f"`{row[field]}`, a date that is not known" if row[field] else "none"
        raise ValueError(f"expected a value to confirm in `{field}`, found {found}: give one by correcting")
    return _with(overlay, Entry(Act.CONFIRM, fact, said, field=field, value=row[field], against=row.digest))


def correct(overlay: Overlay, facts: Facts, *, fact: str, field: str, value: str, said: Said) -> Overlay:
    """`overlay` with another value of `field` than `facts` (as shipped, without overlay) gives.

    Whether the value can be read is found when the overlay is applied.

    Raises:
        ValueError: there is no such fact, or the field cannot be corrected.
    """
    row = _fact(facts, fact)
    if field not in row.table.correctable:
        raise ValueError(f"expected a field among {', '.join(row.table.correctable)}, found `{field}`")
    return _with(overlay, Entry(Act.CORRECT, fact, said, field=field, value=value, against=row.digest))


def add(overlay: Overlay, *, table: str, cells: Mapping[str, str], said: Said) -> Overlay:
    """`overlay` with a fact that does not ship: the cells of its row in `table`, by column.

    `existence`, `confidence`, `sources` and grades need not be given: they are what was said.

    Raises:
        ValueError: there is no such table, or the cells give no id.
    """
    if table not in TABLE_BY_NAME:
        raise ValueError(f"expected a table among {', '.join(TABLE_BY_NAME)}, found `{table}`")
    if not cells.get("id"):
        raise ValueError("expected an id among the cells, found none")
    given = tuple((column, value) for column, value in cells.items() if value)
    return _with(overlay, Entry(Act.ADD, cells["id"], said, table=table, cells=given))


def _fact(facts: Facts, fact: str) -> Fact:
    if fact not in facts.by_id:
        raise ValueError(f"expected the id of a fact, found `{fact}`")
    return facts.by_id[fact]


def _with(overlay: Overlay, entry: Entry) -> Overlay:
    return Overlay((*overlay.entries, entry))
