"""What a file of a word processor holds, once it is read: blocks with their places, and what was set aside.

Source: docs/spec/papers-in.md PI10-PI23.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from concord.release.findings import Finding, Weight
from concord.release.records import Form

SHOWN_PLACES = 12
"""So many places a finding names; further ones are counted."""


def listed(places: Sequence[str]) -> str:
    """Places in a line, each once: numbers that follow on one another as one, at most `SHOWN_PLACES`.

    >>> listed(["paragraph 3", "paragraph 4", "paragraph 5", "table 1, row 2"])
    'paragraph 3-5; table 1, row 2'
    """
    runs: list[tuple[str, int, int]] = []
    for place in dict.fromkeys(places):
        word, _, number = place.rpartition(" ")
        if not (number.isascii() and number.isdigit()):
            runs.append((place, -1, -1))
        elif runs and runs[-1][0] == word and runs[-1][2] == int(number) - 1:
            runs[-1] = (word, runs[-1][1], int(number))
        else:
            runs.append((word, int(number), int(number)))
    said = [
        word if first < 0 else f"{word} {first}" + (f"-{last}" if last > first else "") for word, first, last in runs
    ]
    more = len(said) - SHOWN_PLACES
    return "; ".join(said[:SHOWN_PLACES]) + (f"; and {more} more" if more > 0 else "")


class Sort(Enum):
    """What was found in a file beside its text (PI20)."""

    COMMENT = "comment"
    INSERTED = "tracked insertion"
    DELETED = "tracked deletion"
    REFORMED = "tracked change of form"
    HIDDEN = "hidden text"
    TEXT_BOX = "text box"
    FIELD = "field"
    CONTENTS = "table of contents"
    EMBEDDED = "embedded object"
    LINK = "link to elsewhere"
    CONTROL = "content control"
    CUSTOM_XML = "custom XML"
    PROPERTY = "document property"
    PICTURE = "picture"
    NUMBER = "automatic number"
    FORMULA = "formula"
    SYMBOL = "symbol"
    NESTED = "table in a table"
    UNSEEN = "character that cannot be seen"
    PAGE_WORDS = "words in a header or footer"
    OTHER_PART = "other part of the file"
    OTHER_WORDS = "words that were not read"


BECOMES: Mapping[Sort, str] = {
    Sort.INSERTED: "left out: accept or reject changes first",
    Sort.DELETED: "left out: accept or reject changes first",
    Sort.FIELD: "left out; the words last shown are kept",
    Sort.LINK: "left out; the words are kept, nothing was fetched",
    Sort.CONTROL: "left out; the words are kept",
    Sort.PICTURE: "left out; the alternative text is kept",
    Sort.NUMBER: "left out: an edition is numbered anew",
    Sort.FORMULA: "left out; the letters are kept in a line",
    Sort.NESTED: "kept as a table of its own",
    Sort.PAGE_WORDS: "left out, except markings",
}
"""What becomes of each sort; of those that are not here: `LEFT_OUT`."""

LEFT_OUT = "left out"

GRAVE = frozenset({Sort.COMMENT, Sort.INSERTED, Sort.DELETED, Sort.HIDDEN, Sort.TEXT_BOX, Sort.OTHER_WORDS})
"""Sorts that may hold words which their writer did not mean to hand on, or which the text lacks now."""


@dataclass(frozen=True)
class Aside:
    """What was set aside of one sort: how many there are, and in which places, each once, in order."""

    sort: Sort
    count: int
    places: tuple[str, ...]

    @property
    def becomes(self) -> str:
        """What becomes of it."""
        return BECOMES.get(self.sort, LEFT_OUT)

    @property
    def finding(self) -> Finding:
        """The same as a finding: kinds, counts and places, no content (PI23)."""
        weight = Weight.REASON if self.sort in GRAVE else Weight.NOTE
        return Finding("PI20", listed(self.places), f"no {self.sort.value}", f"{self.count}: {self.becomes}", weight)


@dataclass(frozen=True)
class Block:
    """One block of text.

    `depth` is that of a heading, 1 to 6, or the level of a list from 1; `number` is what the word processor
    counted (PI13). `rows` are those of a table, as many cells in each; its text has a tab between cells and a line feed
    between rows.
    """

    form: Form
    text: str
    place: str
    depth: int = 0
    number: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    is_picture: bool = False
    """Whether the text is the alternative text of a picture (PI16)."""


@dataclass(frozen=True)
class Piece:
    """Words of a header or a footer, between tabs and breaks."""

    place: str
    text: str


@dataclass(frozen=True)
class WordFile:
    """A file as it was read: its blocks in order, the words of its pages, and what was set aside."""

    blocks: tuple[Block, ...]
    pages: tuple[Piece, ...]
    asides: tuple[Aside, ...]


class Tally:
    """Counts what is set aside, and the words that are accounted for (PI20, PI21)."""

    def __init__(self) -> None:
        self._found: dict[Sort, tuple[int, dict[str, None]]] = {}
        self.words = 0
        """How many elements of words were read or told."""

    def add(self, sort: Sort, place: str, count: int = 1) -> None:
        """Count what was found of a sort in a place."""
        if count > 0:
            before, places = self._found.get(sort, (0, {}))
            places[place] = None
            self._found[sort] = (before + count, places)

    def counted(self, sort: Sort) -> int:
        """How many there are of a sort so far."""
        return self._found.get(sort, (0, {}))[0]

    @property
    def asides(self) -> tuple[Aside, ...]:
        """All of it, in the order of `Sort`."""
        return tuple(Aside(sort, *self._told(sort)) for sort in Sort if sort in self._found)

    def _told(self, sort: Sort) -> tuple[int, tuple[str, ...]]:
        count, places = self._found[sort]
        return count, tuple(places)
