"""Rows and cells of a table: merged cells once, every row as long as the longest.

Source: docs/spec/papers-in.md PI14; ISO/IEC 29500-1:2016 17.4 (tables).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from concord.formats.docx.runs import Walker
from concord.formats.docx.tree import Block, Sort
from concord.formats.docx.words import first, parts_of, value, w, words_in

Reads = Callable[[etree._Element, str], tuple[str, tuple[Block, ...]]]
"""What reads one cell: its text in a line, and what comes behind the table."""
WIDEST = 63
"""A table of a word processor has no more columns."""
CELLS_MOST = 200_000
"""A table has no more cells, empty ones counted: as many rows as one is long would fill any memory (PI14)."""


@dataclass(frozen=True)
class Cell:
    """One cell: its text, and the blocks behind its table that come of it."""

    text: str = ""
    behind: tuple[Block, ...] = ()


EMPTY = Cell()


def rows(table: etree._Element, place: str, read: Reads, walker: Walker) -> list[list[Cell]]:
    """The rows of a table as they are written."""
    found = enumerate(_wrapped(table, "tr"), 1)
    return [list(_cells(row, f"{place}, row {number}", read, walker)) for number, row in found]


def cells_of(written: list[list[Cell]]) -> int:
    """How many cells a table has with as many in each row."""
    return max(map(len, written), default=0) * len(written)


def squared(written: list[list[Cell]]) -> list[list[Cell]]:
    """The rows of a table, as many cells in each."""
    most = max(map(len, written), default=0)
    return [[*row, *[EMPTY] * (most - len(row))] for row in written]


def _cells(row: etree._Element, place: str, read: Reads, walker: Walker) -> Iterator[Cell]:
    for name, sort in (("ins", Sort.INSERTED), ("del", Sort.DELETED)):
        if first(row, f"w:trPr/w:{name}") is not None:
            walker.leave(row, sort, place)
            return
    for _ in range(_whole(value(first(row, "w:trPr/w:gridBefore")), 0)):
        yield EMPTY
    for cell in _wrapped(row, "tc"):
        yield _cell(cell, place, read, walker)
        for _ in range(_whole(value(first(cell, "w:tcPr/w:gridSpan")), 1) - 1):
            yield EMPTY


def _cell(cell: etree._Element, place: str, read: Reads, walker: Walker) -> Cell:
    """A cell; one that goes on with the cell above shows nothing, and words in it are hidden."""
    for name, sort in (("cellIns", Sort.INSERTED), ("cellDel", Sort.DELETED)):
        if first(cell, f"w:tcPr/w:{name}") is not None:
            walker.leave(cell, sort, place)
            return EMPTY
    merged = first(cell, "w:tcPr/w:vMerge")
    if merged is not None and value(merged) != "restart":
        if words_in(cell):
            walker.leave(cell, Sort.HIDDEN, place)
        return EMPTY
    return Cell(*read(cell, place))


def _wrapped(holder: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows or cells, in order, whatever holds them."""
    for each in parts_of(holder):
        if each.tag == w(name):
            yield each
        elif each.tag in (w("sdt"), w("sdtContent"), w("customXml")):
            yield from _wrapped(each, name)


def _whole(text: str, otherwise: int) -> int:
    return min(int(text), WIDEST) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise
