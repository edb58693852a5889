"""A document with its seats and rulebook: what every command on a document starts from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from importlib.resources import files

import click

from concord.cli.books import Book, make_book
from concord.cli.errors import UsageError
from concord.cli.inputs import read_file
from concord.facts import Fact, describe
from concord.facts.reading import group_rules
from concord.formats import document, seats
from concord.release.groups import Group, GroupRule, grouped
from concord.release.matrix import Matrix, matrix
from concord.release.readers import Reader
from concord.release.records import Record

HOUSES = ("EU", "NATO")


@dataclass(frozen=True)
class Scene:
    """A record under a rulebook, with the seats that may read it on each day."""

    record: Record
    book: Book
    seats_file: seats.SeatsFile
    _known: dict[Reader, Reader] = field(default_factory=dict, compare=False, repr=False)

    @property
    def day(self) -> datetime:
        """The document's own date."""
        return datetime.combine(self.record.date, time(), UTC)

    def readers(self, at: datetime) -> tuple[Reader, ...]:
        """The seats of a day; a seat that is the same on two days is one object, so that its views are made once."""
        found = seats.expand(self.seats_file, self.book.rulebook.memberships, at)
        return tuple(map(self.same, found))

    def same(self, reader: Reader) -> Reader:
        """The one object that stands for all equal readers."""
        return self._known.setdefault(reader, reader)

    def reader(self, identity: str, at: datetime) -> Reader:
        """The seat of that id on a day.

        Raises:
            UsageError: there is none.
        """
        found = {reader.id: reader for reader in self.readers(at)}
        if identity not in found:
            near = ", ".join(sorted(found)[:12])
            raise UsageError(f"expected the id of a seat on {at.date()}, such as {near} …, found `{identity}`")
        return found[identity]

    def readers_ever(self, identities: Iterable[str]) -> tuple[Reader, ...]:
        """One reader for each of these seat ids, of those that were expanded so far."""
        by_id = {reader.id: reader for reader in self._known}
        return tuple(by_id[identity] for identity in dict.fromkeys(identities))

    @property
    def rules(self) -> tuple[GroupRule, ...]:
        """The rules by which readers are grouped."""
        return group_rules()

    def matrix(self, at: datetime) -> Matrix:
        """Portions x seats of the day."""
        label_sets = [self.record.label_set(portion) for portion in self.record.portions]
        return matrix(label_sets, self.readers(at), rulebook=self.book.rulebook, at=at)

    def groups(self, squares: Matrix) -> tuple[Group, ...]:
        """The readers of a matrix grouped by rule, split where their answers differ."""
        columns = list(zip(*squares.squares, strict=True))
        return grouped(squares.readers, columns, self.rules, self.book.rulebook.index, squares.at)

    def fact_rows(self, identity: str) -> tuple[Fact, ...]:
        """The rows of the facts that a reason names by `identity`; none for what is no fact (a policy's edition)."""
        return self.book.facts.rows_by_name.get(identity, ())

    def describe(self, identity: str) -> str:
        """The shown text of a fact by the id a reason names it by."""
        rows = self.fact_rows(identity)
        return "; ".join(describe(row, self.book.facts) for row in rows) if rows else identity

    def name(self, reader: Reader, at: datetime, language: str = "en") -> str:
        """The name of a seat on a day: its party in the words of the house it reads through, and how it reads."""
        house = reader.through if reader.through in HOUSES else "EU"
        party = self.book.facts.names.name_of(reader.party, house=house, language=language, at=at).short
        through = f", through {'the ' if reader.through == 'EU' else ''}{reader.through}"
        return party + ("" if reader.through == reader.party else through)


def open_scene(
    doc: str, *, seats_file: str | None, policies: tuple[str, ...], profiles: tuple[str, ...], overlay: str | None
) -> Scene:
    """Read a document and its seats under a rulebook; the demo's own seats if none are given."""
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    record = document.read(read_file(doc), source=doc, marking=book.read_marking)
    place = seats_file or "seats.toml"
    data = read_file(seats_file) if seats_file else shipped("seats.toml")
    return Scene(record, book, seats.read(data, source=place))


def shipped(name: str) -> bytes:
    """A file of the fictional world that ships."""
    return files("concord.demo").joinpath(name).read_bytes()


seats_option = click.option("--seats", "seats_file", metavar="FILE", help="Seats (TOML); default: those of the demo.")
"""The option that names a seats file."""
