"""What a paper is made of, before it becomes a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Heading:
    """A heading, of level 1 to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; line feeds stay."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list without numbers."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: what its columns are called, and rows of as many cells; the head is repeated on every page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Heading | Paragraph | Items | Table


@dataclass(frozen=True)
class Paper:
    """A paper; `marking` stands in the header and the footer of every page, `language` is a tag of BCP 47.

    `notice` stands above the marking in both, "" for none.
    """

    title: str
    language: str
    marking: str
    blocks: tuple[Block, ...]
    notice: str = ""
