"""What brackets and lines say as markings: read, likely, asked; never guessed (papers-in.md PI30 to PI34)."""

from __future__ import annotations

import pytest

from concord.dissemination.marks import Mark, Marks, Sure, Why
from concord.formats.marking import Markings
from tests.cast import NOON, book

MARKS = Marks(Markings(book()), NOON)


def level(mark: Mark | None) -> str:
    """The marking of the label that is proposed; "" for none."""
    return MARKS.markings.write(mark.label) if mark is not None and mark.label else ""


@pytest.mark.parametrize(
    ("text", "marking", "rest"),
    [
        ("(NR) A text.", "NATO RESTRICTED", "A text."),
        ("(NU) A text.", "NATO UNCLASSIFIED", "A text."),
        ("(NC)\u2003A text.", "NATO CONFIDENTIAL", "A text."),
        ("(R-UE/EU-R) A text.", "RESTREINT UE/EU RESTRICTED", "A text."),
        ("(R-UE/EU-R REL NATO) A text.", "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO", "A text."),
        ("12. (NR) A text (with more).", "NATO RESTRICTED", "12. A text (with more)."),
        ("(a) (NR) A text.", "NATO RESTRICTED", "(a) A text."),
        ("3.2.1 (NR) A text.\nA line.", "NATO RESTRICTED", "3.2.1 A text.\nA line."),
    ],
)
def test_a_mark_that_reads_is_proposed_and_taken_out(text: str, marking: str, rest: str) -> None:
    found = MARKS.begun(text)
    assert (found.sure, level(found), found.text, found.why) == (Sure.READ, marking, rest, None)


@pytest.mark.parametrize(
    ("text", "marking", "why"),
    [
        ("(R-UE) A text.", "RESTREINT UE/EU RESTRICTED", Why.HALF),
        ("(EU-C) A text.", "CONFIDENTIEL UE/EU CONFIDENTIAL", Why.HALF),
        ("(C-UE REL NATO) A text.", "CONFIDENTIEL UE/EU CONFIDENTIAL RELEASABLE TO NATO", Why.HALF),
        ("(RESTREINT UE) A text.", "RESTREINT UE/EU RESTRICTED", Why.HALF),
        ("[NR] A text.", "NATO RESTRICTED", Why.SQUARE),
        ("(nr) A text.", "NATO RESTRICTED", Why.LETTERS),
    ],
)
def test_what_stands_for_a_mark_is_likely(text: str, marking: str, why: Why) -> None:
    found = MARKS.begun(text)
    assert (found.sure, level(found), found.text, found.why) == (Sure.LIKELY, marking, "A text.", why)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("(LIMITE) A text.", Why.LONE),
        ("(SECRET) A text.", Why.LONE),
        ("(NC REL EU) A text.", Why.UNREAD),
        ("(NR) (NC) A text.", Why.SECOND),
        ("(NR) (SECRET) A text.", Why.SECOND),
        ("(NR)", Why.BARE),
        ("(U) A text.", Why.CAPITALS),
        ("(EUCI) A text.", Why.CAPITALS),
        ("(S//NF) A text.", Why.CAPITALS),
    ],
)
def test_what_is_not_sure_is_asked_and_the_text_stays(text: str, why: Why) -> None:
    assert MARKS.begun(text) == Mark(text, Sure.ASKED, None, why)


@pytest.mark.parametrize(
    "text",
    ["A text.", "(a) A text.", "(IV) A text.", "(see above) A text.", "A text (NR).", "(NR", "12. A text.", "", "()"],
)
def test_a_text_without_a_mark_takes_the_label_of_the_document(text: str) -> None:
    assert MARKS.begun(text) == Mark(text, Sure.DOCUMENT)


def test_many_marks_in_a_row_are_asked_about_at_once() -> None:
    text = "(NR) " * 20_000
    assert MARKS.begun(text).why is Why.SECOND


def test_of_more_marks_than_are_read_the_rest_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concord.dissemination.marks.READINGS_MOST", 1)
    marks = Marks(Markings(book()), NOON)
    assert [marks.begun(text).sure for text in ("(NR) a", "(NR) b", "(NC) c")] == [Sure.READ, Sure.READ, Sure.ASKED]


@pytest.mark.parametrize(
    ("text", "sure", "marking"),
    [
        ("RESTREINT UE/EU RESTRICTED", Sure.READ, "RESTREINT UE/EU RESTRICTED"),
        ("EU UNCLASSIFIED - LIMITE", Sure.READ, "EU UNCLASSIFIED - LIMITE"),
        ("RESTREINT UE", Sure.LIKELY, "RESTREINT UE/EU RESTRICTED"),
        ("EU CONFIDENTIAL RELEASABLE TO NATO", Sure.LIKELY, "CONFIDENTIEL UE/EU CONFIDENTIAL RELEASABLE TO NATO"),
        ("LIMITE", Sure.ASKED, ""),
        ("SECRET", Sure.ASKED, ""),
    ],
)
def test_a_line_that_is_a_marking_alone_is_one_of_the_page(text: str, sure: Sure, marking: str) -> None:
    found = MARKS.line(text)
    assert found is not None
    assert (found.sure, level(found)) == (sure, marking)


@pytest.mark.parametrize("text", ["EN", "Page 1", "A text about NATO SECRET matters.", "1", "x" * 5_000])
def test_any_other_line_is_none(text: str) -> None:
    assert MARKS.line(text) is None
