"""One dated public fact as its table states it: fields as written, each with a grade of its own.

Source: docs/spec/facts.md FA1-FA6, FA10-FA13.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property

from concord.facts.dates import ALWAYS_WORD
from concord.facts.grades import GRADE_BY_WORD, WORD_BY_GRADE
from concord.release.periods import Confidence

YES = "yes"
NO = "no"


@dataclass(frozen=True)
class Table:
    """What a table of facts holds: its columns, the fields that carry a grade, and those an operator may correct.

    A graded field `f` stands in column `f`, its grade in column `f_grade`.
    """

    name: str
    columns: tuple[str, ...]
    graded: tuple[str, ...]
    correctable: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """A field of a fact: what the table says, and how sure it is. An empty value is not known."""

    name: str
    value: str
    grade: Confidence


@dataclass(frozen=True)
class Fact:
    """One row of `table`: cells by column, as written; a column the table does not know is kept.

    `words` are the compiler's own words on confidence; `sources` are ids of the table of sources, or `recall`.
    """

    id: str
    table: Table
    cells: tuple[tuple[str, str], ...]

    @cached_property
    def by_column(self) -> dict[str, str]:
        """Cells by column."""
        return dict(self.cells)

    def __getitem__(self, column: str) -> str:
        return self.by_column.get(column, "")

    @property
    def title(self) -> str:
        """The fact in a few words, for lists."""
        if self["title"] or self["question"]:
            return self["title"] or self["question"]
        if self["marking"]:
            return f"{self['owner']} {self['marking']}"
        return f"{self['party'] or self['group']} {self['standing']} {self['organisation']}".strip()

    @property
    def words(self) -> str:
        """The compiler's words on confidence, verbatim."""
        return self["confidence"]

    @property
    def exists(self) -> bool:
        """Whether the fact says that something is there; False for a shown absence."""
        return self["existence"] == YES

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of sources, in order."""
        return listed(self["sources"])

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The graded fields, in the order of the table."""
        return tuple(Field(name, self[name], self.grade(name)) for name in self.table.graded)

    def grade(self, field: str) -> Confidence:
        """The grade of `field`; a field without a written grade is unconfirmed."""
        return GRADE_BY_WORD.get(self[f"{field}_grade"], Confidence.UNCONFIRMED)

    def least(self, *fields: str) -> Confidence:
        """The least grade of those `fields` that claim something: facts needed together (R41)."""
        return min((self.grade(name) for name in fields if self.claims(name)), default=Confidence.UNCONFIRMED)

    def claims(self, field: str) -> bool:
        """Whether `field` says something that could be wrong: it has a value other than `always`."""
        return self[field] not in ("", ALWAYS_WORD)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over the table's name and every cell that is not empty, in any order of columns."""
        lines = sorted(f"{column}={value}" for column, value in self.cells if value)
        return hashlib.sha256("\n".join([self.table.name, *lines]).encode()).hexdigest()

    def stating(self, field: str, value: str, *, grade: Confidence, source: str) -> Fact:
        """This fact with `field` at `value`, of `grade`, with one source more."""
        changed = dict(self.by_column)
        changed[field] = value
        changed["sources"] = "; ".join(dict.fromkeys([*self.sources, source]))
        if field in self.table.graded:
            changed[f"{field}_grade"] = WORD_BY_GRADE[grade]
        return replace(self, cells=tuple(changed.items()))


def listed(text: str) -> tuple[str, ...]:
    """The entries of a cell that holds a list, separated by `;`."""
    return tuple(entry.strip() for entry in text.split(";") if entry.strip())
