"""An edition as a paper: its blocks, their numbers and marks, and the roll-up of what is in it (PO1-PO4)."""

from __future__ import annotations

from datetime import date

from concord.dissemination.leaving import paper_out
from concord.formats.paper.spec import EXERCISE, Heading, Paragraph, Style, Table
from concord.release.edition import Edition, make
from concord.release.labels import Label, LabelSet
from concord.release.records import Form, Portion, Record, Ref
from tests.cast import NOON, book
from tests.desk.conftest import OWN, STAFF, marked

BODY = ("See ", Ref("a", "Annex #"), Ref("n", "#"), ".")
RECORD = Record(
    "r",
    "GSC",
    date(2017, 5, 15),
    None,
    (
        Portion("t", "0", Form.TITLE, ("A paper",), marked(STAFF), depth=1),
        Portion("s", "1", Form.SUMMARY, ("In short.",), marked(STAFF)),
        Portion("h", "2", Form.HEADING, ("Deep",), marked(STAFF), depth=3),
        Portion("p", "3", Form.PARAGRAPH, BODY, marked(OWN), numbered=True),
        Portion("c", "4", Form.CAPTION, ("Days",), marked(STAFF), caption_of="b"),
        Portion("b", "5", Form.TABLE, ("Day\tEvent\n1",), marked(STAFF)),
        Portion("i", "6", Form.ITEM, ("One.",), marked(STAFF)),
        Portion("a", "7", Form.ANNEX, ("Words",), marked(STAFF), depth=1),
        Portion("q", "8", Form.PARAGRAPH, ("Said.",), None, numbered=True),
        Portion("n", "9", Form.FOOTNOTE, ("Before.",), marked(STAFF)),
    ),
)
IDS = tuple(portion.id for portion in RECORD.portions)


def made(kept: tuple[str, ...] = IDS) -> Edition:
    """An edition of the record."""
    return make(RECORD, kept, rulebook=book(), at=NOON)


def printed(label: Label, code: str) -> str:
    """A marking that says its level, and that it is a portion mark."""
    return f"({label.level})" if code == "portionMarking" else label.level


def test_each_block_has_its_number_and_its_mark() -> None:
    low, high = (f"({each.originator.level})" for each in map(marked, (STAFF, OWN)) if each.originator)
    assert paper_out(made(), printed).blocks == (
        Paragraph("In short.", Style.SUMMARY, "", low),
        Heading("Deep", 2, low),
        Paragraph("See Annex A[1].", Style.PLAIN, "1", high),
        Paragraph("Days", Style.CAPTION, "Table 1", low),
        Table(("Day", "Event"), (("1", ""),), low),
        Paragraph("One.", Style.ITEM, "", low),
        Heading("Annex A: Words", 1, low),
        Paragraph("Said.", Style.PLAIN, "A.1", "(no label)"),
        Paragraph("Before.", Style.NOTE, "[1]", low),
    )


def test_words_that_the_paper_adds_are_in_the_language_that_is_asked_for() -> None:
    blocks = paper_out(made(), printed, "fr").blocks
    assert [(b.number, b.mark) for b in blocks if isinstance(b, Paragraph)][2:5] == [
        ("Tableau 1", blocks[0].mark if isinstance(blocks[0], Paragraph) else ""),
        ("", blocks[0].mark if isinstance(blocks[0], Paragraph) else ""),
        ("A.1", "(sans étiquette)"),
    ]
    assert [b.text for b in blocks if isinstance(b, Heading)] == ["Deep", "Annexe A : Words"]


def test_the_paper_stands_under_the_roll_up_of_what_is_in_it() -> None:
    whole, part = (paper_out(made(kept), printed) for kept in (IDS, ("t", "s")))
    levels = [each.originator.level for each in map(marked, (OWN, STAFF)) if each.originator]
    assert [whole.marking, part.marking] == levels
    assert (whole.title, whole.mark) == ("A paper", part.mark)


def test_what_is_withheld_leaves_no_number_and_no_reference() -> None:
    paper = paper_out(made(("t", "p", "q")), printed)
    assert [(b.number, b.text) for b in paper.blocks if isinstance(b, Paragraph)] == [("1", "See."), ("2", "Said.")]


def test_a_paper_of_an_exercise_says_so_and_another_does_not() -> None:
    assert [paper_out(made(), printed, is_exercise=each).notice for each in (True, False)] == [EXERCISE, ""]


def test_without_a_title_it_is_called_what_its_kind_is_called() -> None:
    assert [paper_out(made(("s",)), printed, tongue).title for tongue in ("en", "fr")] == ["Document", "Document"]
    assert paper_out(made(("s",)), printed).mark == ""
    assert LabelSet(None) == RECORD.label_set(RECORD.by_id["q"])
