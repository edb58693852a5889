"""The portions of a fictional document for tests of the page; everything in it is invented. EXERCISE.

A line of sample_portions.txt is: id, number, form, depth, variant, label, mentions, text. Labels: P public; E or N for
the owner, a level R, C or S, and `>` where the other house is named in the release.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Line(NamedTuple):
    """One portion as written; `mentions` are labels that the portion contains or refers to."""

    id: str
    number: str
    form: str
    depth: int
    variant_word: str
    label: str
    mentions: tuple[str, ...]
    text: str


def _line(row: str) -> Line:
    name, number, form, depth, variant, label, mentions, text = row.split("|", 7)
    mentioned = tuple(part.strip() for part in mentions.split(",") if part)
    return Line(name, number, form, int(depth), variant, label, mentioned, text)


LINES = tuple(map(_line, Path(__file__).with_name("sample_portions.txt").read_text(encoding="utf-8").splitlines()))
