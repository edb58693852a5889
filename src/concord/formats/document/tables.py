"""Pipe tables (D10): lines to a body and back, and the rows and cells of a body.

In a body cells are separated by a tab and rows by a line feed, two characters no other text of a document holds.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from concord.formats.document.faults import Faults
from concord.formats.document.inline import body_of, joined, text_of
from concord.release.records import Body, Ref

CELL = re.compile(r"((?:[^\\|]|\\.)*)\|")
ROW = re.compile(rf"\|(?:{CELL.pattern})+")
DASHES = re.compile(r"-{3,}")


def table_of(lines: list[str], line: int, faults: Faults) -> Body:
    """The body of the table written in `lines`, the first of which is `line` of the document."""
    rows = [_cells(text, line + offset, faults) for offset, text in enumerate(lines)]
    _check(rows, line, faults)
    parts: list[str | Ref] = []
    for offset, row in enumerate(rows):
        if offset == 1:
            continue
        for column, cell in enumerate(row):
            parts.append("\t" if column else "\n" if offset else "")
            parts.extend(body_of(cell, line + offset, faults))
    return joined(part for part in parts if part != "")


def lines_of(body: Body, notes: Container[str]) -> list[str]:
    """The lines that `table_of` reads as `body`."""
    rows = [_line(text_of(cell, notes).replace("|", "\\|") for cell in row) for row in cells(body)]
    return [rows[0], _line("---" for _ in cells(body)[0]), *rows[1:]]


def cells(body: Body) -> tuple[tuple[Body, ...], ...]:
    """The body of a table as rows of cells; the first row is the head."""
    return tuple(tuple(_split(row, "\t")) for row in _split(body, "\n"))


def _split(body: Body, separator: str) -> Iterator[Body]:
    """The pieces of `body` between the separators in its words; always at least one."""
    piece: list[str | Ref] = []
    for part in body:
        words: list[str | Ref] = [*part.split(separator)] if isinstance(part, str) else [part]
        for number, word in enumerate(words):
            if number:
                yield tuple(piece)
                piece = []
            piece.extend([word] if word else [])
    yield tuple(piece)


def _cells(text: str, line: int, faults: Faults) -> list[str]:
    if ROW.fullmatch(text) is None:
        faults.add("D10", line, "a row `| cell | cell |`", "a line that does not begin and end with `|`")
        return []
    return [cell.strip(" ") for cell in CELL.findall(text, 1)]


def _check(rows: list[list[str]], line: int, faults: Faults) -> None:
    if len(rows) < 2 or not all(DASHES.fullmatch(cell) for cell in rows[1]):
        faults.add("D10", line + 1, "a line of dashes `| --- | --- |` below the first row", "none")
    for offset, row in enumerate(rows):
        if row and rows[0] and len(row) != len(rows[0]):
            expected = f"{len(rows[0])} cells as in the first row"
            faults.add("D10", line + offset, expected, f"{len(row)} cells")


def _line(cells_: Iterator[str]) -> str:
    return f"| {' | '.join(cells_)} |"
