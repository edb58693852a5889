"""The words, limits and patterns of the Markdown document format. Source: docs/spec/document.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from concord.release.labels import Label
from concord.release.records import Form

Marking = Callable[[str, datetime], Label]
"""Reads a printed marking into a label created at the instant; raises `ConcordError` where it cannot."""

Render = Callable[[Label], str]
"""Writes a label as the printed marking that `Marking` reads back."""

LIMIT_BYTES = 8 * 1024 * 1024
"""The largest document that is read (D1)."""

LIMIT_LINES = 200_000
"""The most lines (D1)."""

LIMIT_CELLS = 200_000
"""The most strokes of tables, hence of cells (D10)."""

LIMIT_FRONT_SIZE = 2 * 1024 * 1024
"""The most characters of front matter (D2)."""

LIMIT_FRONT_LINE = 10_000
"""The most characters in one line of the front matter (D2): nested keys cost their square."""

FINDINGS_MOST = 1000
"""Findings at which reading ends (D16)."""

FENCE = "+++"
"""The line before and after the front matter (D2)."""

UNLABELLED = "none"
"""The word in place of a label that says: this portion carries no label at all (D11)."""

IDENTIFIER = r"[A-Za-z][A-Za-z0-9._-]*"
"""An id of a document, a portion or a named label (D12)."""

ID = re.compile(IDENTIFIER)

STARTS = re.compile(
    rf"(?P<heading>\#)|(?P<item>-[ ])|(?P<table>\|)|(?P<footnote>\[\^{IDENTIFIER}\]:)|(?P<attributes>\{{)"
    r"|(?P<foreign>[*+][ ]|[-*+]$|>|```|~~~|<|===|---)",
)
"""What the first characters of a block or a line make of it; anything else is a paragraph (D8)."""

ATTRIBUTES = (
    "form",
    "label",
    "contains",
    "refers-to",
    "community",
    "embargo",
    "author",
    "variant-of",
    "caption-of",
    "derived-from",
    "sanitised-by",
    "numbered",
)
"""Every attribute of a portion, in the order in which they are written (D7)."""

SHAPES = {
    "heading": (Form.HEADING, Form.TITLE, Form.ANNEX),
    "item": (Form.ITEM,),
    "table": (Form.TABLE,),
    "footnote": (Form.FOOTNOTE,),
    "paragraph": (Form.PARAGRAPH, Form.SUMMARY, Form.CAPTION),
}
"""The forms each shape of block may have; the first is the one it has without `form` (D8)."""

KEYS = ("id", "title", "date", "owner", "author", "default", "properties", "labels")
"""The keys of the front matter (D3)."""

NEEDED = ("id", "title", "date", "owner")
"""Those of `KEYS` that every document gives (D3)."""

LABEL_KEYS = (
    "marking",
    "created",
    "contains",
    "refers-to",
    "communities",
    "embargo",
    "alternatives",
    "metadata",
    "succession",
)
"""The keys of a label definition (D4)."""
