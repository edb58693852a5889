"""A document from a file with its seats and rulebook: what every command on a document starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

import click

from concord.cli.books import Book, make_book
from concord.cli.errors import UsageError
from concord.cli.inputs import read_file
from concord.dissemination import scene
from concord.dissemination.scene import HOUSES, house
from concord.formats import document, seats
from concord.release.readers import Reader

__all__ = ["HOUSES", "Scene", "house", "open_scene", "seats_option", "shipped"]


@dataclass(frozen=True)
class Scene(scene.Scene):
    """A scene of the command line, under a rulebook put together from files."""

    book: Book

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


def open_scene(
    doc: str, *, seats_file: str | None, policies: tuple[str, ...], profiles: tuple[str, ...], overlay: str | None
) -> Scene:
    """Read a document and its seats under a rulebook; the demo's own seats if none are given."""
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    written = read_file(doc)
    record = document.read(written, source=doc, marking=book.read_marking)
    names = document.named_labels(written, source=doc, marking=book.read_marking)
    place = seats_file or "seats.toml"
    data = read_file(seats_file) if seats_file else shipped("seats.toml")
    return Scene(record, book, seats.read(data, source=place), names)


def shipped(name: str) -> bytes:
    """A file of the fictional world that ships."""
    return files("concord.demo").joinpath(name).read_bytes()


seats_option = click.option("--seats", "seats_file", metavar="FILE", help="Seats (TOML); default: those of the demo.")
"""The option that names a seats file."""
