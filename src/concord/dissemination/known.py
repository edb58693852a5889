"""What words say of the facts of a rulebook, and who is asked about: the readers of a day.

Source: docs/spec/documents.md P10, P11.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files

from concord.facts import Fact, Facts, shipped
from concord.facts.build import equivalences
from concord.formats import seats
from concord.formats.seats import SeatsFile
from concord.release.labels import Label, LabelSet
from concord.release.readers import Reader
from concord.release.relations import Equivalence
from concord.release.rulebook import Rulebook

RULEBOOKS = 4
"""Of how many rulebooks the words are kept at a time."""

LABEL_SETS = 10_000
"""Of how many label sets one object is kept at a time."""

Print = Callable[[Label], str]
"""The printed marking of a label."""


@dataclass(frozen=True)
class Known:
    """A rulebook with what words say of its facts, and how it prints labels."""

    rulebook: Rulebook
    facts: Facts = field(repr=False)
    print: Print = field(compare=False, repr=False)

    def print_label(self, label: Label, *, code: str = "pageTopBottom") -> str:
        """The printed marking of a label, always in full."""
        return self.print(label)


@dataclass(frozen=True)
class Held:
    """A rulebook that is known again by what it holds."""

    digest: str
    rulebook: Rulebook = field(compare=False, repr=False)


def facts_of(rulebook: Rulebook) -> Facts:
    """The words that ship, for the facts of a rulebook that are what the words were written for (P10)."""
    return _facts_of(Held(rulebook.digest, rulebook))


@lru_cache(maxsize=RULEBOOKS)
def _facts_of(held: Held) -> Facts:
    known, book = shipped(), held.rulebook
    gone = {m.id for m in known.memberships} - {m.id for m in set(known.memberships) & set(book.memberships)}
    gone |= {a.id for a in known.agreements} - {a.id for a in set(known.agreements) & set(book.agreements)}
    gone |= {q.id for q in known.questions} - {q.id for q in set(known.questions) & set(book.questions)}
    equal = set(book.equivalences)
    rows = tuple(row for row in known.entries if row.id not in gone and equal.issuperset(_equivalences(row)))
    return replace(known, entries=rows, memberships=book.memberships, agreements=book.agreements)


def _equivalences(row: Fact) -> tuple[Equivalence, ...]:
    """What a row of the tables says of markings; nothing for a row of another table."""
    return tuple(equivalences(row)) if row.table.name == "equivalences" and row.exists else ()


@cache
def readers_file() -> SeatsFile:
    """The readers that ship: who sits at either house on a day (P11)."""
    return seats.read(files("concord.dissemination").joinpath("readers.toml").read_bytes(), source="readers.toml")


@cache
def known_readers() -> dict[Reader, Reader]:
    """One object for each of the readers that ship, whatever day they were met on: what is known of them is kept."""
    return {}


def same_label_set(label_set: LabelSet) -> LabelSet:
    """One object for all label sets that are equal, so that the kernel knows them again; without bytes as received.

    Bytes take no part in comparison, and would be those of whichever record came first.
    """
    return _same(label_set)


@lru_cache(maxsize=LABEL_SETS)
def _same(label_set: LabelSet) -> LabelSet:
    return replace(
        label_set,
        originator=label_set.originator and _bare(label_set.originator),
        alternatives=tuple(map(_bare, label_set.alternatives)),
        metadata=label_set.metadata and _bare(label_set.metadata),
    )


def _bare(label: Label) -> Label:
    """A label and its successors without their bytes."""
    turns = label.succession
    return replace(label, raw=b"", succession=replace(turns, label=_bare(turns.label)) if turns else None)
