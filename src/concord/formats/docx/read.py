"""The bytes of a Word file to one tree of blocks, with what was set aside; no label is known here.

Nothing of the file is executed, fetched or kept (PI5). Source: docs/spec/papers-in.md PI1-PI23.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from concord.formats.docx.beside import Told, tell_parts
from concord.formats.docx.package import Package, Relation, opened, refuse
from concord.formats.docx.runs import Line, Walker, seen
from concord.formats.docx.styles import Shape, Styles
from concord.formats.docx.tables import CELLS_MOST, cells_of, squared
from concord.formats.docx.tables import rows as rows_of
from concord.formats.docx.tree import Block, Piece, Sort, Tally, WordFile
from concord.formats.docx.words import first, found, parts_of, value, w, words_in
from concord.release.records import Form

HOLDS = ".//w:t | .//w:delText | .//m:t | .//w:drawing | .//w:pict | .//w:object | .//w:sym"
"""What makes a paragraph one that is counted (PI10)."""
PASSED = frozenset(map(w, ("smartTag", "sdtContent")))
NOTES = ("footnote", "endnote")
CONTENTS = "Table of Contents"


def read(data: bytes, *, source: str = "file") -> WordFile:
    """The blocks of a Word file in order, the words of its pages, and what was set aside.

    Raises:
        MalformedError: the file is refused, with one finding (PI6).
    """
    package, main = opened(data, source=source)
    return _Reading(package, main, source).whole()


class _Reading:
    """The reading of one file."""

    def __init__(self, package: Package, main: str, source: str) -> None:
        self._package = package
        self._relations = package.relations(main)
        self._root = package.root(main)
        self._body = first(self._root, "w:body")
        if self._root.tag != w("document") or self._body is None:
            refuse(source, "PI1", f"part `{main}`", "a document of the transitional form", "another root")
        self._tally = Tally()
        links = frozenset(each.id for each in self._relations if each.is_external and each.kind == "hyperlink")
        self._styles = Styles(self._part("styles"), self._part("numbering"))
        self._walker = Walker(self._styles, self._tally, links)
        self._main, self._source = main, source
        self._notes = {kind: self._part(f"{kind}s") for kind in NOTES}
        self._written = {(kind, value(each, "id")): each for kind in NOTES for each in reversed(self._all_notes(kind))}
        self._asked: set[tuple[str, str]] = set()
        self._paragraphs = self._tables = 0

    def whole(self) -> WordFile:
        """All of it."""
        body = self._body
        blocks = tuple(self._blocks(body)) if body is not None else ()
        self._walker.end()
        self._tell_unasked()
        self._tell_unread("body", self._root, self._tally.words)
        pages = tuple(self._pages())
        told = Told(self._main, self._relations, frozenset(self._walker.linked))
        tell_parts(self._package, told, self._part("comments"), self._tally)
        return WordFile(blocks, pages, self._tally.asides)

    def _part(self, kind: str) -> etree._Element | None:
        """The root of the part that the main part has of a kind; None where it has none."""
        named = next((each for each in self._relations if each.kind == kind and not each.is_external), None)
        return self._package.root(named.target) if named else None

    def _blocks(self, holder: etree._Element) -> Iterator[Block]:
        for element in parts_of(holder):
            if element.tag == w("p"):
                yield from self._paragraph(element)
            elif element.tag == w("tbl"):
                yield from self._table(element)
            elif element.tag == w("sdt"):
                yield from self._control(element)
            elif element.tag == w("customXml"):
                self._tally.add(Sort.CUSTOM_XML, self._next)
                yield from self._blocks(element)
            elif element.tag in PASSED:
                yield from self._blocks(element)
            elif element.tag in SET_ASIDE:
                self._walker.leave(element, SET_ASIDE[element.tag], self._next)

    @property
    def _next(self) -> str:
        return f"paragraph {self._paragraphs + 1}"

    def _control(self, element: etree._Element) -> Iterator[Block]:
        if value(first(element, "w:sdtPr/w:docPartObj/w:docPartGallery")) == CONTENTS:
            self._walker.leave(element, Sort.CONTENTS, self._next)
            self._paragraphs += sum(1 for each in element.iter(w("p")) if found(each, HOLDS))
            return
        self._tally.add(Sort.CONTROL, self._next)
        for content in found(element, "w:sdtContent"):
            yield from self._blocks(content)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        self._paragraphs += bool(found(element, HOLDS))
        place = f"paragraph {max(self._paragraphs, 1)}"
        line = self._walker.line(element, place)
        if line.text or line.pictures:
            shape = self._styles.shape(element)
            yield from self._made(line, shape, place)
        yield from self._notes_of(line)

    def _made(self, line: Line, shape: Shape, place: str) -> Iterator[Block]:
        if line.text:
            self._tally.add(Sort.NUMBER, place, bool(shape.number))
            yield Block(shape.form, line.text, place, shape.depth, shape.number)
        for picture in line.pictures:
            yield Block(Form.CAPTION, picture, place, is_picture=True)

    def _table(self, element: etree._Element) -> Iterator[Block]:
        self._tables += 1
        place = f"table {self._tables}"
        found_in = rows_of(element, place, self._cell, self._walker)
        if cells_of(found_in) > CELLS_MOST:
            refuse(self._source, "PI14", place, f"at most {CELLS_MOST:,} cells", f"{cells_of(found_in):,}")
        found_in = squared(found_in)
        rows = tuple(tuple(cell.text for cell in row) for row in found_in)
        if any(any(row) for row in rows):
            text = "\n".join("\t".join(row) for row in rows)
            yield Block(Form.TABLE, text, place, rows=rows)
        for row in found_in:
            for cell in row:
                yield from cell.behind

    def _cell(self, element: etree._Element, place: str) -> tuple[str, tuple[Block, ...]]:
        """The text of a cell in a line, and the blocks that come behind its table."""
        said, behind = list[str](), list[Block]()
        for each in _within(element):
            if each.tag == w("tbl"):
                self._tally.add(Sort.NESTED, place)
                said.append(f"[table {self._tables + 1}]")
                behind += self._table(each)
            else:
                line = self._walker.line(each, place)
                said.append(line.text.replace("\n", " "))
                behind += (Block(Form.CAPTION, picture, place, is_picture=True) for picture in line.pictures)
                behind += self._notes_of(line)
        return " ".join(each for each in said if each), tuple(behind)

    def _notes_of(self, line: Line) -> Iterator[Block]:
        """The notes that a line refers to first."""
        for note in line.notes:
            if note not in self._asked:
                self._asked.add(note)
                yield from self._note(*note)

    def _note(self, kind: str, identity: str) -> Iterator[Block]:
        number = self._walker.number_of((kind, identity))
        place = f"footnote {number}"
        walker = Walker(self._styles, self._tally, frozenset())
        element = self._written.get((kind, identity))
        lines = [
            walker.line(each, place)
            for each in (element.iter(w("p")) if element is not None else ())
            if next(each.iterancestors(w("txbxContent")), None) is None
        ]
        text = "\n".join(line.text for line in lines if line.text)
        if text:
            yield Block(Form.FOOTNOTE, text, place, number=str(number))

    def _all_notes(self, kind: str) -> list[etree._Element]:
        root = self._notes[kind]
        return found(root, f"w:{kind}") if root is not None else []

    def _tell_unasked(self) -> None:
        """Notes that nothing refers to are hidden (PI15)."""
        for kind in NOTES:
            for element in self._all_notes(kind):
                words = words_in(element)
                if words and (kind, value(element, "id")) not in self._asked:
                    self._tally.add(Sort.HIDDEN, f"part {kind}s")
                    self._tally.words += words

    def _tell_unread(self, place: str, root: etree._Element, accounted: int) -> None:
        """Words that were neither read nor told (PI21)."""
        roots = [root, *(each for each in self._notes.values() if each is not None)]
        self._tally.add(Sort.OTHER_WORDS, place, sum(map(words_in, roots)) - accounted)

    def _pages(self) -> Iterator[Piece]:
        """The words of headers and footers, boxes in them included, for markings may stand there."""
        counts = {"header": 0, "footer": 0}
        for relation in self._relations:
            if relation.kind in counts and not relation.is_external:
                counts[relation.kind] += 1
                yield from self._page(relation, f"{relation.kind} {counts[relation.kind]}")

    def _page(self, relation: Relation, place: str) -> Iterator[Piece]:
        walker = Walker(self._styles, self._tally, frozenset())
        for paragraph in self._package.root(relation.target).iter(w("p")):
            if next(paragraph.iterancestors(FALLBACK), None) is None:
                texts = map(seen, re.split(r"[\t\n]", walker.line(paragraph, place).raw))
                yield from (Piece(place, text) for text in texts if text)


FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SET_ASIDE = {
    w("altChunk"): Sort.EMBEDDED,
    w("subDoc"): Sort.EMBEDDED,
    w("ins"): Sort.INSERTED,
    w("moveTo"): Sort.INSERTED,
    w("del"): Sort.DELETED,
    w("moveFrom"): Sort.DELETED,
}
"""What is set aside where it stands beside paragraphs."""


def _within(element: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and tables of a cell, in order, whatever holds them."""
    for each in parts_of(element):
        if each.tag in (w("p"), w("tbl")):
            yield each
        elif each.tag in (w("sdt"), w("sdtContent"), w("customXml")):
            yield from _within(each)
