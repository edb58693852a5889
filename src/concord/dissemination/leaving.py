"""An edition as a paper that leaves: its blocks with their numbers and marks, under the roll-up of all of them.

Source: docs/spec/papers-out.md PO1-PO4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from concord.desk import Edition as Seen
from concord.desk import Moment
from concord.desk.kinds import Names
from concord.dissemination.kinds import DOCUMENT
from concord.dissemination.papers import paper_of
from concord.formats.marking.spec import DEFAULT_CODE, PORTION
from concord.formats.paper.spec import EXERCISE, Block, Heading, Paper, Paragraph, Style, Table
from concord.release.edition import Block as Made
from concord.release.edition import Edition, banner, numbers
from concord.release.labels import Label, LabelSet
from concord.release.records import Form, Record

Print = Callable[[Label, str], str]
"""The printed marking of a label for a place, by its code (marking.md M1)."""

UNLABELLED = Names("(no label)", "(sans étiquette)")
ANNEX = Names("Annex {number}: {text}", "Annexe {number} : {text}")
PLAIN_NUMBER = Names("{number}", "{number}")
NUMBERS: Mapping[Form, Names] = {
    Form.CAPTION: Names("Table {number}", "Tableau {number}"),
    Form.FOOTNOTE: Names("[{number}]", "[{number}]"),
}
"""How the number of a portion is written before it, where it is not plain."""
SEVERAL = " · "
"""Between the markings of several policies."""
STYLES: Mapping[Form, Style] = {
    Form.SUMMARY: Style.SUMMARY,
    Form.ITEM: Style.ITEM,
    Form.CAPTION: Style.CAPTION,
    Form.FOOTNOTE: Style.NOTE,
}
"""What portions are that are paragraphs, and not plain ones."""


def laid_out(edition: Seen, moment: Moment) -> Edition:
    """What a seat sees of a document as the blocks of an edition, of several wordings the first; notes last (PO1)."""
    paper = paper_of(edition, moment.rulebook, moment.day.date())
    first = tuple(portion for portion in paper.record.portions if portion.variant_of is None)
    numbered = numbers(Record(paper.record.id, paper.record.owner, paper.record.date, None, first))
    blocks = tuple(
        Made(place, each.form, each.depth, numbered[each.id], each.words, paper.record.label_set(each))
        for place, each in enumerate(sorted(first, key=lambda each: each.form is Form.FOOTNOTE))
    )
    title = next((block.text for block in blocks if block.form is Form.TITLE), "")
    whole = banner(tuple(block.label_set for block in blocks), rulebook=moment.rulebook, at=moment.at)
    return Edition(title, whole, blocks)


def paper_out(made: Edition, print_label: Print, language: str = "en", *, is_exercise: bool = False) -> Paper:
    """The paper of an edition, its own words in a language."""

    def marked(label_set: LabelSet) -> str:
        label = label_set.originator
        return print_label(label, PORTION) if label is not None else _in(UNLABELLED, language)

    title = next((block for block in made.blocks if block.form is Form.TITLE), None)
    return Paper(
        title=title.text if title else _in(DOCUMENT.names, language),
        language=language,
        marking=SEVERAL.join(print_label(label, DEFAULT_CODE) for label in made.banner.labels),
        blocks=tuple(_block(each, marked(each.label_set), language) for each in made.blocks if each is not title),
        notice=EXERCISE if is_exercise else "",
        mark=marked(title.label_set) if title else "",
    )


def _block(made: Made, mark: str, language: str) -> Block:
    if made.form in (Form.HEADING, Form.TITLE):
        return Heading(made.text, max(made.depth - 1, 1), mark)
    if made.form is Form.ANNEX:
        return Heading(_in(ANNEX, language).format(number=made.number, text=made.text), 1, mark)
    if made.form is Form.TABLE:
        head, *rows = _squared(made.text)
        return Table(head, tuple(rows), mark)
    written = NUMBERS.get(made.form, PLAIN_NUMBER)
    number = _in(written, language).format(number=made.number) if made.number else ""
    return Paragraph(made.text, STYLES.get(made.form, Style.PLAIN), number, mark)


def _squared(text: str) -> Iterator[tuple[str, ...]]:
    """The rows of a table by its text, as many cells in each."""
    rows = [tuple(row.split("\t")) for row in text.split("\n")]
    most = max(map(len, rows))
    return (row + ("",) * (most - len(row)) for row in rows)


def _in(names: Names, language: str) -> str:
    return names.fr if language == "fr" else names.en
