"""What a paper is made of, before it becomes a file.

Source: docs/spec/papers-out.md PO1-PO5.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

EXERCISE = "EXERCISE EXERCISE EXERCISE"
"""The line above whatever is of an exercise, in the word that both houses use."""


class Style(Enum):
    """What a paragraph is in its paper."""

    PLAIN = "plain"
    SUMMARY = "summary"
    ITEM = "item"
    """An item of a list without numbers."""
    CAPTION = "caption"
    NOTE = "note"
    """A note at the end of the paper."""


@dataclass(frozen=True)
class Heading:
    """A heading, of level 1 to 3; `mark` is that of its portion, "" for none, as with every block."""

    text: str
    level: int = 1
    mark: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; line feeds stay. `number` stands before it, "" for none."""

    text: str
    style: Style = Style.PLAIN
    number: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Items:
    """A list without numbers."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: what its columns are called, and rows of as many cells; the head is repeated on every page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mark: str = ""


Block: TypeAlias = Heading | Paragraph | Items | Table


@dataclass(frozen=True)
class Paper:
    """A paper; `marking` stands in the header and the footer of every page, `language` is a tag of BCP 47.

    `notice` stands above the marking in both, "" for none; `mark` beside the title.
    """

    title: str
    language: str
    marking: str
    blocks: tuple[Block, ...]
    notice: str = ""
    mark: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands above and below on every page."""
        return tuple(line for line in (self.notice, self.marking) if line)
