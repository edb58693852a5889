"""`concord document read`: an officer's Word file as text with proposed labels, and what else is in it.

Source: docs/spec/papers-in.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from concord.cli.books import Book, OpenBook, book_options
from concord.cli.errors import finding_json
from concord.cli.inputs import INSTANT, as_json, examples, read_file, today
from concord.cli.show import echo_rows, table, wrap
from concord.dissemination.incoming import ASKED, Incoming, Proposed, incoming
from concord.dissemination.marks import Sure
from concord.formats.docx.read import read as read_word
from concord.release.findings import Weight
from concord.release.labels import Label

SHOWN_LETTERS = 200
"""So much of a text the table shows; --json gives all of it."""


@click.group()
def document() -> None:
    """Papers as they come from a word processor."""


@document.command(epilog=examples("concord document read paper.docx", "concord document read paper.docx --json"))
@click.argument("file")
@click.option("--at", type=INSTANT, metavar="DATE", help="The date of the labels (default: today).")
@book_options
@as_json
def read(file: str, at: datetime | None, open_book: OpenBook, as_json: bool) -> int:
    """Read FILE, a Word file (.docx), and propose labels for its portions.

    Nothing is filed or kept, nothing in the file is executed or fetched. `?` stands where a label is asked.

    Exit status: 0 nothing to settle, 4 a person must look at something first.
    """
    paper = read_word(read_file(file), source=file)
    book = open_book()
    found = incoming(paper, book.markings, at or today())
    if as_json:
        echo_rows(_json(found, book))
    else:
        click.echo("\n".join(_lines(found, book)))
    told = (*found.findings, *(each.finding for each in found.asides))
    return 4 if any(each.weight in (Weight.BLOCK, Weight.REASON) for each in told) else 0


def _lines(found: Incoming, book: Book) -> Iterator[str]:
    yield wrap(found.title or "without a title")
    yield f"label of the document: {_marking(found.label, found.sure, book)} ({found.sure.value})"
    yield ""
    rows = [
        (each.place, each.form.value, each.sure.value, _marking(each.label, each.sure, book), _cut(each.text))
        for each in found.portions
    ]
    yield from table(rows, ("place", "form", "sure", "label", "text"))
    if found.findings:
        yield ""
        told = [(f.weight.value, f.rule, f.place, f"expected {f.expected}, found {f.found}") for f in found.findings]
        yield from table(told, ("weight", "rule", "place", "finding"))
    if found.asides:
        yield ""
        aside = [(each.sort.value, str(each.count), each.finding.place, each.becomes) for each in found.asides]
        yield from table(aside, ("besides the text", "count", "place", "what becomes of it"))


def _json(found: Incoming, book: Book) -> dict[str, object]:
    return {
        "title": found.title,
        "label": _marking(found.label, found.sure, book),
        "sure": found.sure.value,
        "portions": [_portion_json(each, book) for each in found.portions],
        "findings": [finding_json(each) for each in found.findings],
        "asides": [
            {"sort": each.sort.value, "count": each.count, "places": list(each.places), "becomes": each.becomes}
            for each in found.asides
        ],
    }


def _portion_json(portion: Proposed, book: Book) -> dict[str, object]:
    return {
        "place": portion.place,
        "form": portion.form.value,
        "sure": portion.sure.value,
        "label": _marking(portion.label, portion.sure, book),
        "text": portion.text,
    }


def _marking(label: Label | None, sure: Sure, book: Book) -> str:
    """The marking that is proposed; that of the document is not said again."""
    if label is not None:
        return book.print_label(label)
    return ASKED if sure is Sure.ASKED else ""


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_LETTERS else f"{line[:SHOWN_LETTERS]}…"
