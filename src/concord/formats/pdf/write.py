"""A paper to the bytes of a page description that is tagged: the same paper, the same bytes.

The texts of a paper are handed over as data and never read as markup; no letters but those that come with the library
are used, so that every machine writes the same.

Source: docs/spec/papers-out.md PO5, PO10, PO12, PO13; ISO 14289-1:2014.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import typst

from concord.formats.paper.spec import Block, Heading, Items, Paper, Table

MEDIA_TYPE = "application/pdf"
ROOM, LINE, LETTERS = 16, 5, 80
"""The margin above and below in millimetres, more for each line that stands there, and the letters of such a line."""


def write(paper: Paper) -> bytes:
    """The file of a paper."""
    room = ROOM + LINE * sum(1 + len(line) // LETTERS for line in paper.lines)
    told = {
        "title": paper.title,
        "language": paper.language,
        "lines": paper.lines,
        "mark": paper.mark,
        "room": room,
        "blocks": list(_closed_up(paper.blocks)),
    }
    template = files(__package__).joinpath("paper.typ").read_bytes()
    return typst.compile(
        template,
        format="pdf",
        sys_inputs={"paper": json.dumps(told)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )


def _closed_up(blocks: tuple[Block, ...]) -> Iterator[dict[str, Any]]:
    """The blocks as data; headings stand below the title and skip no level (PO12)."""
    depth = 1
    for block in blocks:
        if isinstance(block, Heading):
            depth = min(block.level + 1, depth + 1)
            yield {"kind": "heading", "level": depth, "text": block.text, "mark": block.mark}
        elif isinstance(block, Items):
            yield {"kind": "items", "texts": block.texts}
        elif isinstance(block, Table):
            yield {"kind": "table", "head": block.head, "rows": block.rows, "mark": block.mark}
        else:
            told = {"style": block.style.value, "number": block.number, "text": block.text, "mark": block.mark}
            yield {"kind": "paragraph", **told}
