"""A file that was read as a document to be typed on: portions with proposed labels, and what is asked.

Nothing is filed here. Source: docs/spec/papers-in.md PI30-PI36.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from concord.dissemination.actions import TypedDocument, TypedPortion
from concord.dissemination.kinds import FORMS
from concord.dissemination.marks import Mark, Marks, Sure, Why
from concord.formats.docx.tree import Aside, Block, Sort, WordFile, listed
from concord.formats.marking import Markings
from concord.release.check import dominates
from concord.release.findings import Finding, Weight
from concord.release.labels import Label, LabelSet
from concord.release.records import Form

ASKED = "?"
"""What stands in place of a label that is asked: no marking is written so (PI32)."""
EDGE = 3
"""So many first and last lines may be markings of the page (PI34)."""
Write = Callable[[Label], str]


@dataclass(frozen=True)
class Proposed:
    """One portion with its place in the file, and the label that is proposed for it."""

    form: Form
    text: str
    place: str
    sure: Sure
    label: Label | None = None


@dataclass(frozen=True)
class Incoming:
    """What a file makes: a title, the label of the document, portions, what is asked, and what was set aside."""

    title: str
    sure: Sure
    label: Label | None
    portions: tuple[Proposed, ...]
    findings: tuple[Finding, ...]
    asides: tuple[Aside, ...]

    def typed(self, write: Write) -> TypedDocument:
        """The same as an officer goes on typing; what is asked has no label that can be filed."""
        body = (
            TypedPortion(_form(each.form), each.text, _marking(each.sure, each.label, write)) for each in self.portions
        )
        return TypedDocument(self.title, write(self.label) if self.label else "", portions=tuple(body))


def incoming(file: WordFile, markings: Markings, at: datetime) -> Incoming:
    """What a file makes under a rulebook, of labels made at `at`.

    The label of the document and of each block is proposed where the file says it in so many words, else asked.
    """
    marks = Marks(markings, at)
    lines, inner, outer = _parted(file, marks)
    made = [_proposed(block, marks) for block in inner]
    sure, label, page = _page(lines, outer)
    questions = [*page, *(finding for _, found in made for finding in found)]
    portions = [portion for portion, _ in made]
    lower = _lower(label, portions, markings, at)
    if lower:
        sure, label = Sure.ASKED, None
    title = next((each for each in portions if each.form is Form.TITLE), None)
    body = tuple(each for each in portions if each is not title)
    told = (*lower, *questions, *_title(title), *_unmarked(body))
    return Incoming(title.text if title else "", sure, label, body, told, _asides(file, lines))


def _parted(file: WordFile, marks: Marks) -> tuple[list[tuple[str, str, Mark]], list[Block], list[Mark]]:
    """Markings of the page with place and words, the blocks that are none, and what the page says."""
    lines = [(each.place, each.text, mark) for each in file.pages if (mark := marks.line(each.text)) is not None]
    count, inner = len(file.blocks), list[Block]()
    for at, block in enumerate(file.blocks):
        is_edge = (at < EDGE or at >= count - EDGE) and block.form is not Form.TABLE
        mark = marks.line(block.text) if is_edge else None
        if mark is not None:
            lines.append((block.place, block.text, mark))
        if mark is None or mark.label is None:
            inner.append(block)
    return lines, inner, [mark for _, _, mark in lines]


def _page(lines: Sequence[tuple[str, str, Mark]], said: Sequence[Mark]) -> tuple[Sure, Label | None, list[Finding]]:
    """The label of the document by its pages (PI34)."""
    labels = {mark.label for mark in said}
    places = listed([place for place, _, _ in lines]) or "document"
    whys = [mark.why for mark in said if mark.why is not None]
    if not labels:
        return Sure.ASKED, None, [Why.NO_PAGE.at(places, Weight.BLOCK)]
    if None in labels:
        return Sure.ASKED, None, [Why.LONE.at(places, Weight.BLOCK)]
    if len(labels) > 1:
        return Sure.ASKED, None, [Why.PAGES.at(places, Weight.BLOCK)]
    sure = Sure.LIKELY if whys else Sure.READ
    return sure, labels.pop(), [why.at(places, Weight.REASON) for why in dict.fromkeys(whys)]


def _proposed(block: Block, marks: Marks) -> tuple[Proposed, list[Finding]]:
    mark = marks.begun(block.text) if block.form is not Form.TABLE else _table(block, marks)
    weight = Weight.BLOCK if mark.sure is Sure.ASKED else Weight.REASON
    found = [mark.why.at(_place(block, mark, marks), weight)] if mark.why else []
    text = f"[{block.number}] {mark.text}" if block.form is Form.FOOTNOTE else mark.text
    return Proposed(block.form, text, block.place, mark.sure, mark.label), found


def _table(block: Block, marks: Marks) -> Mark:
    """What the cells of a table say of it as a whole (PI36)."""
    marked = _marked_cells(block, marks)
    if not marked:
        return Mark(block.text, Sure.DOCUMENT)
    (row, column), mark = marked[0]
    if len(marked) > 1 or (row, column) != (0, 0) or mark.label is None:
        return Mark(block.text, Sure.ASKED, why=Why.CELLS)
    first = (mark.text, *block.rows[0][1:])
    text = "\n".join("\t".join(cells) for cells in (first, *block.rows[1:]))
    return Mark(text, Sure.LIKELY, mark.label, Why.FIRST_CELL)


def _marked_cells(block: Block, marks: Marks) -> list[tuple[tuple[int, int], Mark]]:
    cells = (
        ((row, column), marks.begun(text))
        for row, texts in enumerate(block.rows)
        for column, text in enumerate(texts)
        if text
    )
    return [(at, mark) for at, mark in cells if mark.sure is not Sure.DOCUMENT]


def _place(block: Block, mark: Mark, marks: Marks) -> str:
    """The place of a block; of marks in a table with their rows."""
    if mark.why is not Why.CELLS:
        return block.place
    rows = dict.fromkeys(row + 1 for (row, _), _ in _marked_cells(block, marks))
    return listed([f"{block.place}, row {row}" for row in rows])


def _lower(label: Label | None, portions: Sequence[Proposed], markings: Markings, at: datetime) -> tuple[Finding, ...]:
    """Blocks whose label that of the page does not dominate (PI35)."""
    if label is None:
        return ()
    page = LabelSet(label)
    over = [
        each.place
        for each in portions
        if each.label is not None and not dominates(page, LabelSet(each.label), markings.rulebook, at)
    ]
    return (Why.LOWER.at(listed(over), Weight.BLOCK),) if over else ()


def _title(title: Proposed | None) -> Iterator[Finding]:
    """A title stands in the head, under the label of the document, whatever mark it had."""
    if title is not None and title.label is not None:
        yield Why.TITLE.at(title.place, Weight.REASON)


def _unmarked(portions: Sequence[Proposed]) -> Iterator[Finding]:
    """Blocks without a mark where others have one (PI33)."""
    without = [each.place for each in portions if each.sure is Sure.DOCUMENT]
    if without and len(without) < len(portions):
        yield Why.UNMARKED.at(listed(without), Weight.REASON)


def _asides(file: WordFile, lines: Sequence[tuple[str, str, Mark]]) -> tuple[Aside, ...]:
    """What was set aside, words of pages that are no marking among it."""
    said = {(place, text) for place, text, _ in lines}
    others = [each.place for each in file.pages if (each.place, each.text) not in said]
    if not others:
        return file.asides
    words = Aside(Sort.PAGE_WORDS, len(others), tuple(dict.fromkeys(others)))
    return tuple(sorted((*file.asides, words), key=lambda aside: list(Sort).index(aside.sort)))


def _form(form: Form) -> str:
    """A form that a portion of a document may have."""
    return form.value if form.value in FORMS else Form.HEADING.value


def _marking(sure: Sure, label: Label | None, write: Write) -> str:
    if sure is Sure.ASKED:
        return ASKED
    return write(label) if label is not None else ""
