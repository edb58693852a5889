"""What brackets at the beginning of a text, and lines of a page, say as markings: read, likely or asked; no guess.

Source: docs/spec/papers-in.md PI30-PI32, PI34.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from concord.formats.marking import Markings
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.labels import Label
from concord.release.names import fold

LONGEST_MARK = 200
"""Brackets that hold more letters are no mark."""
BEGINS = re.compile(
    r"(?P<lead>(?:\(?[0-9a-z]{1,4}(?:\.[0-9]{1,3}){0,5}[.)]\s+|[0-9]{1,4}(?:\.[0-9]{1,3}){1,5}\s+)?)"
    r"(?P<open>[(\[])(?P<inner>[^()\[\]\n]{1,200})[)\]]\s*(?P<rest>.*)",
    re.DOTALL,
)
"""A typed number perhaps, brackets, and what comes behind them."""
CAPITALS = re.compile(r"[A-Z][A-Z /:,-]*")
ROMAN = re.compile(r"[IVX]+")
NO_BEGINNING = "M11"
"""The rule of a text that begins as no marking at all."""


READINGS_MOST, TOO_MANY = 5_000, "M10"
"""So many markings that differ are read of one file, and the rule by which no more are."""


class Sure(Enum):
    """How sure a proposed label is."""

    READ = "read"
    LIKELY = "likely"
    ASKED = "asked"
    DOCUMENT = "that of the document"
    """There is no mark: the label is that of the document."""


class Why(Enum):
    """Why something is to be looked at, or asked: the rule, what was expected, and what was found."""

    UNREAD = ("PI32", "a mark that can be read", "brackets that begin as one")
    LONE = ("PI32", "a whole marking", "a word of a marking alone")
    SECOND = ("PI32", "one mark", "a second mark beside it")
    BARE = ("PI32", "text behind the mark", "a mark without text")
    CAPITALS = ("PI32", "a mark of a policy", "capitals in brackets that no policy knows")
    HALF = ("PI31", "the whole mark", "half of it")
    SQUARE = ("PI31", "round brackets", "square ones")
    LETTERS = ("PI31", "a mark as it is printed", "other letters")
    FIRST_CELL = ("PI36", "a mark in front of the table", "one in its first cell")
    CELLS = ("PI36", "one mark for a table", "marks in its cells")
    TITLE = ("PI33", "a title under the label of the document", "a mark of its own")
    UNMARKED = ("PI33", "a mark on every block, as on others", "none: the label of the document")
    NO_PAGE = ("PI34", "a marking on the page", "none that can be read")
    PAGES = ("PI34", "one marking on every page", "several that differ")
    LOWER = ("PI35", "a marking of the page that covers every block", "a higher or another one")

    def at(self, place: str, weight: Weight) -> Finding:
        """The same as a finding, in a place."""
        rule, expected, found = self.value
        return Finding(rule, place, expected, found, weight)


@dataclass(frozen=True)
class Mark:
    """What was made of a text: the label, how sure it is, why it is not surer, and the text without its mark."""

    text: str
    sure: Sure
    label: Label | None = None
    why: Why | None = None


@dataclass(frozen=True)
class Marks:
    """Reads marks under the markings of a rulebook, of labels made at an instant."""

    markings: Markings
    at: datetime
    _known: dict[str, tuple[Label | None, str]] = field(default_factory=dict, compare=False, repr=False)
    """What was read already: the same few marks stand before most blocks."""

    def begun(self, text: str) -> Mark:
        """What the beginning of a text says; a text without a mark takes the label of the document (PI33)."""
        match = BEGINS.fullmatch(text)
        if match is None:
            return Mark(text, Sure.DOCUMENT)
        inner, rest = match["inner"].strip(), match["rest"]
        found = self._bracketed(inner, is_square=match["open"] == "[")
        if found.sure in (Sure.DOCUMENT, Sure.ASKED):
            return Mark(text, found.sure, why=found.why)
        if not rest:
            return Mark(text, Sure.ASKED, why=Why.BARE)
        second = BEGINS.fullmatch(rest)
        if second is not None and self._bracketed(second["inner"].strip(), is_square=False).sure is not Sure.DOCUMENT:
            return Mark(text, Sure.ASKED, why=Why.SECOND)
        return Mark(match["lead"] + rest, found.sure, found.label, found.why)

    def line(self, text: str) -> Mark | None:
        """What a line says that is a marking and nothing else; None for any other (PI34)."""
        if len(text) > LONGEST_MARK:
            return None
        found = self._read(text)
        if found is not None:
            return Mark("", Sure.READ, found)
        whole = self._read(self._whole(text))
        if whole is not None:
            return Mark("", Sure.LIKELY, whole, Why.HALF)
        return Mark(text, Sure.ASKED, why=Why.LONE) if fold(text) in self.markings.lone_words else None

    def _bracketed(self, inner: str, *, is_square: bool) -> Mark:
        label, rule = self._tried(f"({inner})")
        if label is not None:
            why = Why.SQUARE if is_square else Why.LETTERS if inner != inner.upper() else None
            return Mark("", Sure.LIKELY if why else Sure.READ, label, why)
        whole = self._read(f"({self._whole(inner)})")
        if whole is not None:
            return Mark("", Sure.LIKELY, whole, Why.HALF)
        if fold(inner) in self.markings.lone_words:
            return Mark("", Sure.ASKED, why=Why.LONE)
        if rule != NO_BEGINNING:
            return Mark("", Sure.ASKED, why=Why.UNREAD)
        is_mark = CAPITALS.fullmatch(inner) is not None and ROMAN.fullmatch(inner) is None
        return Mark("", Sure.ASKED, why=Why.CAPITALS) if is_mark else Mark("", Sure.DOCUMENT)

    def _whole(self, text: str) -> str:
        """A marking that begins with half of a level's word, with the whole of it; the longest half counts (M19)."""
        fitting = [half for half in self.markings.halves if fold(text) == half or fold(text).startswith(f"{half} ")]
        if not fitting:
            return text
        half = max(fitting, key=len)
        return self.markings.halves[half] + fold(text)[len(half) :]

    def _read(self, text: str) -> Label | None:
        return self._tried(text)[0]

    def _tried(self, text: str) -> tuple[Label | None, str]:
        """The label of a marking, or the rule by which it is none; of too many that differ the rest is asked."""
        if text not in self._known:
            if len(self._known) >= READINGS_MOST:
                return None, TOO_MANY
            self._known[text] = self._reading(text)
        return self._known[text]

    def _reading(self, text: str) -> tuple[Label | None, str]:
        try:
            return self.markings.read(text, self.at), ""
        except MalformedError as error:
            return None, error.findings[0].rule
