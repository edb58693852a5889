"""From bytes to blocks: lines, front matter, an attribute line and text for each portion (D1, D2, D6, D7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from concord.formats.document.faults import Faults
from concord.formats.document.spec import (
    ATTRIBUTES,
    FENCE,
    IDENTIFIER,
    LIMIT_BYTES,
    LIMIT_CELLS,
    LIMIT_FRONT_LINE,
    LIMIT_FRONT_SIZE,
    LIMIT_LINES,
    STARTS,
)

HEAD = re.compile(rf"\{{#(?P<id>{IDENTIFIER})(?=[ }}])")
ATTRIBUTE = re.compile(r' +(?P<name>[A-Za-z-]+)=(?:"(?P<quoted>(?:[^"\\]|\\["\\])*)"|(?P<bare>[A-Za-z0-9._/:+#-]+))')
TAIL = re.compile(r" *\}")
QUOTED = re.compile(r'\\(["\\])')
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]",
)
"""Control characters but the line feed, and characters that steer the direction of text or cannot be seen (D1)."""


@dataclass(frozen=True)
class Line:
    """One line of the body: its number in the file and its text without the spaces around it."""

    number: int
    text: str


@dataclass(frozen=True)
class Block:
    """One portion as written: its attribute line, read, and the lines of its text. `line` is that of the attributes."""

    line: int
    id: str
    attributes: dict[str, str] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


def lines_of(data: bytes, faults: Faults) -> list[str]:
    """The lines of a document.

    Raises:
        MalformedError: too large, not UTF-8, or with characters that cannot be seen (D1).
    """
    _limit("D1", len(data), LIMIT_BYTES, "bytes", faults)
    text = _decoded(data, faults).removeprefix("\ufeff").replace("\r\n", "\n")
    _limit("D1", text.count("\n"), LIMIT_LINES, "lines", faults)
    _limit("D10", text.count("|"), LIMIT_CELLS, "strokes of tables", faults)
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if hidden := HIDDEN.search(line):
            faults.add("D1", number, "no control or hidden characters", f"one at column {hidden.start() + 1}")
    faults.settle()
    return lines


def _limit(rule: str, found: int, limit: int, what: str, faults: Faults) -> None:
    """Refuse the document if it has more than `limit` of something."""
    if found > limit:
        faults.add(rule, 1, f"at most {limit} {what}", str(found))
        faults.settle()


def _decoded(data: bytes, faults: Faults) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.add("D1", data.count(b"\n", 0, error.start) + 1, "UTF-8", f"byte {error.start} that is not")
        faults.settle()
        raise


def split(lines: list[str], faults: Faults) -> tuple[str | None, list[Line]]:
    """The text of the front matter (None: there is none), and the lines of the body with their numbers (D2)."""
    if lines[0].rstrip(" ") != FENCE:
        faults.add("D2", 1, f"front matter between two lines `{FENCE}`", "none")
        return None, numbered(lines, 1)
    ends = [number for number, line in enumerate(lines) if number and line.rstrip(" ") == FENCE]
    if not ends:
        faults.add("D2", 1, f"a line `{FENCE}` that ends the front matter", "none")
        return None, []
    front = lines[1 : ends[0]]
    _limit("D2", sum(map(len, front)), LIMIT_FRONT_SIZE, "characters of front matter", faults)
    _limit("D2", max(map(len, front), default=0), LIMIT_FRONT_LINE, "characters in a line of front matter", faults)
    return "\n".join(front), numbered(lines[ends[0] + 1 :], ends[0] + 2)


def numbered(lines: list[str], first: int) -> list[Line]:
    """The lines with their numbers, the first of them `first`."""
    return [Line(number, line.strip(" ")) for number, line in enumerate(lines, start=first)]


def blocks_of(lines: list[Line], faults: Faults) -> list[Block]:
    """The blocks of the body; what is not a block is added to `faults` and passed over (D6)."""
    runs = (tuple(run) for filled, run in groupby(lines, key=lambda line: bool(line.text)) if filled)
    found = [block for run in runs for block in _block(run, faults)]
    if not found and not faults.found:
        faults.add("D6", lines[-1].number if lines else 1, "at least one portion", "none")
    return found


def _block(run: tuple[Line, ...], faults: Faults) -> Iterator[Block]:
    head, *text = run
    if not head.text.startswith("{"):
        faults.add("D6", head.number, "an attribute line `{#id …}` above the text", "none")
        return
    block = _attributes(head, faults)
    if not text:
        faults.add("D6", head.number, "text directly below the attribute line", "none")
    elif block:
        yield Block(block.line, block.id, block.attributes, tuple(text))
    for line in text[1:]:
        if STARTS.match(line.text) and not (line.text.startswith("|") and text[0].text.startswith("|")):
            faults.add("D8", line.number, "an empty line between portions", "a second shape in one block")


def _attributes(line: Line, faults: Faults) -> Block | None:
    """The attribute line as a block without text; None where it has no id (D7)."""
    head = HEAD.match(line.text)
    if head is None:
        faults.add("D7", line.number, "`{#id` with an id (D12)", "an attribute line without")
        return None
    found: dict[str, str] = {}
    at = head.end()
    while attribute := ATTRIBUTE.match(line.text, at):
        _add(found, attribute, line.number, faults)
        at = attribute.end()
    if TAIL.fullmatch(line.text, at) is None:
        found_at = f"something else at column {at + 1}"
        faults.add("D7", line.number, "` name=value` or the closing `}`", found_at)
    return Block(line.number, head["id"], found)


def _add(found: dict[str, str], attribute: re.Match[str], line: int, faults: Faults) -> None:
    name = attribute["name"]
    if name not in ATTRIBUTES:
        faults.add("D7", line, f"one of {', '.join(ATTRIBUTES)}", f"`{name}`")
    if name in found:
        faults.add("D7", line, "each attribute at most once", f"`{name}` again")
    quoted = attribute["quoted"]
    found[name] = attribute["bare"] if quoted is None else QUOTED.sub(r"\1", quoted)
