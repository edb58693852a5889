"""A file that was read as a document to go on typing: portions, proposed labels, and what is asked."""

from __future__ import annotations

import pytest

from concord.dissemination.actions import drafted
from concord.dissemination.incoming import ASKED, Incoming, incoming
from concord.dissemination.marks import Sure
from concord.formats.docx.tree import Block, Piece, Sort, WordFile
from concord.formats.marking import Markings
from concord.release.errors import MalformedError
from concord.release.findings import Weight
from concord.release.records import Form
from tests.cast import NOON, book

MARKINGS = Markings(book())
BANNER = "RESTREINT UE/EU RESTRICTED"


def made(*texts: str | Block, pages: tuple[str, ...] = (BANNER,)) -> Incoming:
    """What a file of some blocks makes."""
    blocks = [
        each if isinstance(each, Block) else Block(Form.PARAGRAPH, each, f"paragraph {number}")
        for number, each in enumerate(texts, 1)
    ]
    pieces = tuple(Piece(f"header {number}", text) for number, text in enumerate(pages, 1))
    return incoming(WordFile(tuple(blocks), pieces, ()), MARKINGS, NOON)


def markings(found: Incoming) -> list[str]:
    """The markings that the portions are typed with."""
    return [each.marking for each in found.typed(MARKINGS.write).portions]


def rules(found: Incoming) -> list[tuple[str, str, Weight]]:
    """Rule, place and weight of everything that is told."""
    return [(each.rule, each.place, each.weight) for each in found.findings]


def table(*rows: tuple[str, ...]) -> Block:
    """A table of cells."""
    return Block(Form.TABLE, "\n".join("\t".join(row) for row in rows), "table 1", rows=rows)


def test_marks_become_labels_and_the_rest_takes_that_of_the_document() -> None:
    found = made("(R-UE/EU-R) One.", "(EU-U) Two.")
    assert markings(found) == [BANNER, "EU UNCLASSIFIED"]
    assert found.typed(MARKINGS.write).marking == BANNER
    assert found.findings == ()


def test_a_note_begins_with_the_mark_by_which_the_text_refers_to_it() -> None:
    found = made("(R-UE/EU-R) See there[2].", Block(Form.FOOTNOTE, "(EU-U) Said before.", "footnote 2", number="2"))
    assert [portion.text for portion in found.portions] == ["See there[2].", "[2] Said before."]
    assert markings(found) == [BANNER, "EU UNCLASSIFIED"]


def test_blocks_without_a_mark_beside_others_are_told_with_their_places() -> None:
    found = made("(R-UE/EU-R) One.", "Two.", "Three.")
    assert markings(found) == [BANNER, "", ""]
    assert rules(found) == [("PI33", "paragraph 2-3", Weight.REASON)]


def test_where_no_block_has_a_mark_nothing_is_told() -> None:
    assert made("One.", "Two.").findings == ()


@pytest.mark.parametrize("text", ["(LIMITE) A text.", "(NC REL EU) A text.", "(U) A text."])
def test_what_is_asked_cannot_be_filed(text: str) -> None:
    found = made(text, "(EU-U) Another.")
    typed = found.typed(MARKINGS.write)
    assert typed.portions[0].marking == ASKED
    with pytest.raises(MalformedError) as error:
        drafted("1", typed, MARKINGS.read, NOON)
    assert [finding.place for finding in error.value.findings] == ["label of portion 1"]


def test_what_is_proposed_can_be_filed_as_it_stands() -> None:
    draft = drafted("1", made("(R-UE) One.", "Two.").typed(MARKINGS.write), MARKINGS.read, NOON)
    assert len(draft.portions) == 3


def test_lines_of_the_page_at_the_edges_are_in_no_portion() -> None:
    found = made(BANNER, "One.", *(f"{number}." for number in range(5)), BANNER, pages=())
    assert [each.text for each in found.portions] == ["One.", "0.", "1.", "2.", "3.", "4."]
    assert (found.sure, found.findings) == (Sure.READ, ())


def test_a_line_in_the_middle_stays_text() -> None:
    found = made("1", "2", "3", BANNER, "4", "5", "6")
    assert [each.text for each in found.portions][3] == BANNER


def test_a_word_of_a_marking_alone_at_the_top_stays_and_is_asked() -> None:
    found = made("LIMITE", "One.", pages=())
    assert [each.text for each in found.portions] == ["LIMITE", "One."]
    assert (found.sure, found.label) == (Sure.ASKED, None)
    assert rules(found) == [("PI32", "paragraph 1", Weight.BLOCK)]


@pytest.mark.parametrize(
    ("pages", "rule", "places"),
    [
        ((), "PI34", "document"),
        (("EN", "12/17"), "PI34", "document"),
        ((BANNER, "CONFIDENTIEL UE/EU CONFIDENTIAL"), "PI34", "header 1-2"),
        ((BANNER, "LIMITE"), "PI32", "header 1-2"),
    ],
)
def test_pages_that_do_not_say_one_thing_are_asked_about(pages: tuple[str, ...], rule: str, places: str) -> None:
    found = made("One.", pages=pages)
    assert (found.sure, found.label, found.typed(MARKINGS.write).marking) == (Sure.ASKED, None, "")
    assert rules(found) == [(rule, places, Weight.BLOCK)]


def test_a_page_in_one_language_is_likely() -> None:
    found = made("One.", pages=("RESTREINT UE",))
    assert found.sure is Sure.LIKELY
    assert found.typed(MARKINGS.write).marking == BANNER
    assert rules(found) == [("PI31", "header 1", Weight.REASON)]


@pytest.mark.parametrize("mark", ["C-UE/EU-C", "C-UE", "NR"])
def test_a_page_that_does_not_cover_a_block_is_found_and_asked(mark: str) -> None:
    found = made("(EU-U) One.", f"({mark}) Two.")
    assert rules(found)[0] == ("PI35", "paragraph 2", Weight.BLOCK)
    assert (found.sure, found.typed(MARKINGS.write).marking) == (Sure.ASKED, "")


def test_a_page_that_may_be_read_by_more_than_a_block_does_not_cover_it() -> None:
    found = made("(R-UE/EU-R) One.", pages=(f"{BANNER} RELEASABLE TO NATO",))
    assert rules(found) == [("PI35", "paragraph 1", Weight.BLOCK)]


def test_a_mark_in_the_first_cell_is_likely_that_of_the_table() -> None:
    found = made(table(("(EU-U) Area", "Points"), ("Cyber", "4")))
    assert [(each.text, each.sure) for each in found.portions] == [("Area\tPoints\nCyber\t4", Sure.LIKELY)]
    assert rules(found) == [("PI36", "table 1", Weight.REASON)]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ((("Area", "x"), ("(EU-U) Cyber", "4")), "table 1, row 2"),
        ((("(EU-U) Area", "x"), ("Cyber", "(R-UE) 4")), "table 1, row 1-2"),
        ((("(LIMITE) Area", "x"),), "table 1, row 1"),
    ],
)
def test_other_marks_in_a_table_are_asked_about_with_their_rows(rows: tuple[tuple[str, ...], ...], place: str) -> None:
    found = made(table(*rows))
    assert markings(found) == [ASKED]
    assert found.portions[0].text == table(*rows).text
    assert rules(found) == [("PI36", place, Weight.BLOCK)]


def test_the_title_stands_in_the_head_and_its_mark_is_told() -> None:
    title = Block(Form.TITLE, "(EU-U) A title", "paragraph 1")
    found = made(title, Block(Form.TITLE, "Another", "paragraph 2"), "One.")
    typed = found.typed(MARKINGS.write)
    assert (typed.title, [each.form for each in typed.portions]) == ("A title", ["heading", "paragraph"])
    assert rules(found) == [("PI33", "paragraph 1", Weight.REASON)]


def test_a_title_above_its_page_is_found() -> None:
    found = made(Block(Form.TITLE, "(C-UE/EU-C) A title", "paragraph 1"), "One.")
    assert rules(found)[0] == ("PI35", "paragraph 1", Weight.BLOCK)


def test_words_of_pages_that_are_no_marking_are_set_aside() -> None:
    found = made("One.", pages=(BANNER, "12/17", "EN"))
    assert [(each.sort, each.count, each.places) for each in found.asides] == [
        (Sort.PAGE_WORDS, 2, ("header 2", "header 3"))
    ]


def test_nothing_that_is_told_holds_a_word_of_the_file() -> None:
    found = made("(KESTREL) One.", "(NR) (OSPREY) Two.", "(NC REL HERON) Three.", pages=("STORK",))
    said = " ".join(map(str, found.findings)) + " ".join(str(each.finding) for each in found.asides)
    assert [word for word in ("KESTREL", "OSPREY", "HERON", "STORK") if word in said] == []
