"""Hard Word files: what survives as blocks, and what is told of everything else (papers-in.md PI10 to PI23)."""

from __future__ import annotations

import pytest

from concord.formats.docx.read import read
from concord.formats.docx.styles import written
from concord.formats.docx.tree import Aside, Sort, WordFile, listed
from concord.formats.docx.write import write
from concord.formats.paper.spec import Heading, Items, Paper, Paragraph, Table
from concord.release.records import Form
from tests.formats.docx.written import (
    Word,
    box,
    complex_field,
    mark,
    note,
    p,
    picture,
    r,
    tbl,
    tc,
    to_note,
)

VANISH = "<w:vanish/>"


def texts(file: WordFile) -> list[str]:
    """The texts of the blocks."""
    return [block.text for block in file.blocks]


def told(file: WordFile) -> dict[Sort, tuple[int, tuple[str, ...]]]:
    """Counts and places of what was set aside, by sort."""
    return {aside.sort: (aside.count, aside.places) for aside in file.asides}


def given(body: str, **parts: str) -> WordFile:
    """What is read of a file with a body and parts."""
    return read(Word(body, parts).data)


def test_a_plain_file_gives_its_paragraphs_and_nothing_to_tell() -> None:
    file = given(p(r("One"), r(" line.")) + p() + p(r("Two.")))
    assert [(block.text, block.place) for block in file.blocks] == [
        ("One line.", "paragraph 1"),
        ("Two.", "paragraph 2"),
    ]
    assert file.asides == ()


def test_forms_follow_from_styles_by_their_standard_names() -> None:
    body = p(r("T"), style="Titre") + p(r("H"), style="Titre2") + p(r("M"), style="Mine") + p(r("C"), style="Legende")
    assert [(block.form, block.depth) for block in given(body).blocks] == [
        (Form.TITLE, 0),
        (Form.HEADING, 2),
        (Form.HEADING, 2),
        (Form.CAPTION, 0),
    ]


def test_numbers_are_worked_out_kept_beside_the_text_and_told() -> None:
    levels = (0, 1, 1, 2, 0, 1)
    file = given("".join(p(r("x"), number="1", level=level) for level in levels) + p(r("y"), number="2"))
    assert [block.number for block in file.blocks] == ["1.", "(a)", "(b)", "1bi", "2.", "(a)", ""]
    assert [block.form for block in file.blocks[:2]] == [Form.PARAGRAPH, Form.ITEM]
    assert file.blocks[-1].form is Form.ITEM
    assert told(file)[Sort.NUMBER][0] == 6


@pytest.mark.parametrize(
    ("count", "kind", "said"),
    [(4, "lowerRoman", "iv"), (29, "upperLetter", "CC"), (1994, "upperRoman", "MCMXCIV"), (0, "lowerRoman", "0")],
)
def test_counts_are_written_as_lists_write_them(count: int, kind: str, said: str) -> None:
    assert written(count, kind) == said


def test_a_merged_cell_has_its_text_once() -> None:
    wide, down, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = tc(p(r("wide")), form=wide) + tc(p(r("c"))), tc(p(r("down")), form=down) + tc() + tc(), tc(form=on) + tc()
    block = given(tbl(*rows)).blocks[0]
    assert block.rows == (("wide", "", "c"), ("down", "", ""), ("", "", ""))
    assert (block.form, block.place, block.text) == (Form.TABLE, "table 1", "wide\t\tc\ndown\t\t\n\t\t")


def test_words_in_a_cell_that_is_merged_away_are_hidden_and_told() -> None:
    rows = tc(p(r("seen")), form='<w:vMerge w:val="restart"/>'), tc(p(r("under")), form="<w:vMerge/>")
    file = given(tbl(*rows))
    assert texts(file) == ["seen\n"]
    assert told(file) == {Sort.HIDDEN: (1, ("table 1, row 2",))}


def test_a_table_in_a_table_is_one_of_its_own() -> None:
    inner = tbl(tc(p(r("inner"))))
    file = given(tbl(tc(p(r("before")), inner, p()) + tc(p(r("after"))), tc(p(r("last")))))
    assert texts(file) == ["before [table 2]\tafter\nlast\t", "inner"]
    assert [block.place for block in file.blocks] == ["table 1", "table 2"]
    assert told(file) == {Sort.NESTED: (1, ("table 1, row 1",))}


def test_footnotes_in_a_table_stand_behind_it() -> None:
    notes = note(5, "A note.") + note(6, "Another.") + '<w:footnote w:type="separator" w:id="-1"/>'
    file = given(tbl(tc(p(r("cell"), to_note(6)))) + p(r("text"), to_note(5)), footnotes=notes)
    assert [(block.form, block.text, block.place) for block in file.blocks] == [
        (Form.TABLE, "cell[1]", "table 1"),
        (Form.FOOTNOTE, "Another.", "footnote 1"),
        (Form.PARAGRAPH, "text[2]", "paragraph 1"),
        (Form.FOOTNOTE, "A note.", "footnote 2"),
    ]


def test_a_note_that_nothing_refers_to_is_hidden() -> None:
    file = given(p(r("text")), footnotes=note(5, "kestrel"))
    assert texts(file) == ["text"]
    assert told(file) == {Sort.HIDDEN: (1, ("part footnotes",))}


def test_of_a_picture_the_alternative_text_is_a_block() -> None:
    file = given(p(r("Seen here:"), picture("A map of the fairway")))
    assert texts(file) == ["Seen here:", "A map of the fairway"]
    assert [block.is_picture for block in file.blocks] == [False, True]
    assert told(file) == {Sort.PICTURE: (1, ("paragraph 1",))}


def test_tracked_changes_are_told_and_neither_is_taken_over() -> None:
    inserted, deleted = f"<w:ins>{r('kestrel')}</w:ins>", f"<w:del>{r('osprey', tag='delText')}</w:del>"
    moved = f"<w:moveFrom>{r('heron')}</w:moveFrom><w:moveTo>{r('heron')}</w:moveTo>"
    formed = r("bold", "<w:b/><w:rPrChange/>")
    file = given(p(r("The "), inserted, deleted, moved, formed))
    assert texts(file) == ["The bold"]
    assert told(file) == {
        Sort.INSERTED: (2, ("paragraph 1",)),
        Sort.DELETED: (2, ("paragraph 1",)),
        Sort.REFORMED: (1, ("paragraph 1",)),
    }


@pytest.mark.parametrize("change", [f"<w:del>{r('kestrel')}</w:del>", r("kestrel", tag="delText")])
def test_deleted_words_are_left_out_however_they_are_written(change: str) -> None:
    file = given(p(r("kept"), change))
    assert texts(file) == ["kept"]
    assert told(file) == {Sort.DELETED: (1, ("paragraph 1",))}


def test_a_row_that_was_inserted_or_deleted_is_left_out() -> None:
    rows = "<w:trPr><w:ins/></w:trPr>" + tc(p(r("kestrel"))), tc(p(r("kept"))), "<w:trPr><w:del/></w:trPr>" + tc()
    file = given(tbl(*rows))
    assert texts(file) == ["\nkept\n"]
    assert told(file) == {Sort.INSERTED: (1, ("table 1, row 1",)), Sort.DELETED: (1, ("table 1, row 3",))}


def test_a_paragraph_that_is_all_change_still_counts_as_a_place() -> None:
    file = given(p(f"<w:ins>{r('kestrel')}</w:ins>") + p(r("second")))
    assert [(block.text, block.place) for block in file.blocks] == [("second", "paragraph 2")]


def test_hidden_text_is_left_out_by_run_and_by_style() -> None:
    off = '<w:rStyle w:val="Veiled"/><w:vanish w:val="0"/>'
    veiled = r("osprey", '<w:rStyle w:val="Veiled"/>')
    file = given(p(r("a "), r("kestrel", VANISH), r("b ")) + p(veiled, r("seen", off)))
    assert texts(file) == ["a b", "seen"]
    assert told(file) == {Sort.HIDDEN: (2, ("paragraph 1", "paragraph 2"))}


def test_a_paragraph_whose_style_hides_it_is_left_out() -> None:
    veil = '<w:style w:type="paragraph" w:styleId="V"><w:name w:val="V"/><w:rPr><w:vanish/></w:rPr></w:style>'
    file = given(p(r("kestrel"), style="V") + p(r("text")), styles=veil)
    assert texts(file) == ["text"]
    assert told(file) == {Sort.HIDDEN: (1, ("paragraph 1",))}


def test_a_text_box_is_told_once_and_left_out() -> None:
    file = given(p(r("text"), box("kestrel")))
    assert texts(file) == ["text"]
    assert told(file) == {Sort.TEXT_BOX: (1, ("paragraph 1",))}


def test_of_a_field_the_words_last_shown_are_kept() -> None:
    simple = f'<w:fldSimple w:instr="REF kestrel">{r("12")}</w:fldSimple>'
    file = given(p(r("see "), complex_field("PAGEREF osprey", r("7")), r(" and "), simple))
    assert texts(file) == ["see 7 and 12"]
    assert told(file) == {Sort.FIELD: (2, ("paragraph 1",))}


def test_words_in_the_code_of_a_field_are_hidden() -> None:
    file = given(p(mark("begin"), r("kestrel"), mark("separate"), r("shown"), mark("end"), r(" on")))
    assert texts(file) == ["shown on"]
    assert told(file)[Sort.HIDDEN] == (1, ("paragraph 1",))


def test_a_field_that_never_ends_hides_nothing_silently() -> None:
    file = given(p(r("a"), mark("begin")) + p(r("kestrel")))
    assert texts(file) == ["a"]
    assert told(file)[Sort.HIDDEN] == (1, ("paragraph 2",))


def test_a_table_of_contents_is_left_out_however_it_is_made() -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    control = f"<w:sdt>{gallery}<w:sdtContent>{p(r('Contents'))}</w:sdtContent></w:sdt>"
    field = p(mark("begin"), "<w:r><w:instrText> TOC \\o </w:instrText></w:r>", mark("separate"), r("Part I"))
    file = given(control + field + p(r("Part II"), mark("end")) + p(r("Part III"), style="TM1") + p(r("text")))
    assert [(block.text, block.place) for block in file.blocks] == [("text", "paragraph 5")]
    assert told(file)[Sort.CONTENTS][0] == 4


def test_comments_are_told_where_they_stand_and_where_they_do_not() -> None:
    comment = f'<w:comment w:id="{{}}" w:author="kestrel">{p(r("osprey"))}</w:comment>'
    file = given(
        p(r("text"), '<w:r><w:commentReference w:id="1"/></w:r>'), comments=comment.format(1) + comment.format(2)
    )
    assert texts(file) == ["text"]
    assert told(file) == {Sort.COMMENT: (2, ("paragraph 1", "part comments"))}


def test_links_are_told_and_their_words_kept() -> None:
    body = p(
        f'<w:hyperlink r:id="out">{r("there")}</w:hyperlink>', f'<w:hyperlink w:anchor="b">{r(" here")}</w:hyperlink>'
    )
    file = read(Word(body, links={"out": "https://kestrel.example", "unused": "https://osprey.example"}).data)
    assert texts(file) == ["there here"]
    assert told(file) == {Sort.LINK: (2, ("paragraph 1", "relations"))}


def test_embedded_objects_controls_and_custom_xml_are_told() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{r('chosen')}</w:sdtContent></w:sdt>"
    custom = f"<w:customXml>{r(' tagged')}</w:customXml>"
    body = p(control, custom, "<w:r><w:object/></w:r>") + '<w:altChunk r:id="x"/>'
    entries = {"customXml/item1.xml": b"<kestrel/>", "word/embeddings/o.bin": b"osprey", "word/people.xml": b"<x/>"}
    file = read(Word(body, entries=entries).data)
    assert texts(file) == ["chosen tagged"]
    assert {sort: count for sort, (count, _) in told(file).items()} == {
        Sort.EMBEDDED: 3,
        Sort.CONTROL: 1,
        Sort.CUSTOM_XML: 2,
        Sort.OTHER_PART: 1,
    }


def test_properties_are_counted_and_never_said() -> None:
    core = b"<x><creator>kestrel</creator><title/><subject>osprey</subject></x>"
    settings = '<w:docVars><w:docVar w:name="heron" w:val="stork"/></w:docVars>'
    file = read(Word(p(r("text")), {"settings": settings}, {"docProps/core.xml": core}).data)
    assert told(file) == {Sort.PROPERTY: (3, ("part core", "part settings"))}


def test_formulas_symbols_and_unseen_characters_are_told() -> None:
    formula = "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    file = given(p(r("a\u200b\u202eb "), formula, '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'))
    assert texts(file) == ["ab x=1"]
    assert {sort: count for sort, (count, _) in told(file).items()} == {
        Sort.FORMULA: 1,
        Sort.SYMBOL: 1,
        Sort.UNSEEN: 2,
    }


def test_words_in_a_place_that_nobody_knows_are_told() -> None:
    file = given(p(r("text"), f"<w:unknown>{r('kestrel')}</w:unknown>") + f"<w:other>{p(r('osprey'))}</w:other>")
    assert texts(file) == ["text"]
    assert told(file) == {Sort.OTHER_WORDS: (2, ("body",))}


def test_tabs_and_breaks_are_spaces_and_lines() -> None:
    assert texts(given(p(r("a"), "<w:r><w:tab/></w:r>", r("b"), "<w:r><w:br/></w:r>", r("c")))) == ["a b\nc"]
    assert texts(given(tbl(tc(p(r("a"), "<w:r><w:br/></w:r>", r("b")))))) == ["a b"]


def test_headers_and_footers_give_their_words_piece_by_piece_boxes_included() -> None:
    header = p(r("RESTREINT UE"), "<w:r><w:tab/></w:r>", r("EN")) + p(box("LIMITE"))
    file = given(p(r("text")), header=header, footer=p(complex_field("PAGE", r("1"))))
    assert [(piece.place, piece.text) for piece in file.pages] == [
        ("header 1", "RESTREINT UE"),
        ("header 1", "EN"),
        ("header 1", "LIMITE"),
        ("footer 1", "1"),
    ]


def test_a_finding_says_kinds_counts_and_places_alone() -> None:
    aside = Aside(Sort.COMMENT, 20, tuple(f"paragraph {number}" for number in range(1, 29, 2)))
    assert aside.finding.place.endswith("paragraph 23; and 2 more")
    assert (aside.finding.expected, aside.finding.found) == ("no comment", "20: left out")


def test_places_that_follow_on_one_another_are_one() -> None:
    places = ["paragraph 1", "paragraph 2", "paragraph 2", "paragraph 4", "table 1, row 2", "table 1, row 3", "body"]
    assert listed(places) == "paragraph 1-2; paragraph 4; table 1, row 2-3; body"


def test_no_finding_of_a_hard_file_holds_a_word_of_it() -> None:
    body = p(r("kestrel", VANISH), f"<w:ins>{r('osprey')}</w:ins>", box("heron"), complex_field("REF stork", r("text")))
    file = read(Word(body, links={"a": "https://crane.example"}, entries={"word/egret.bin": b"x"}).data)
    said = " ".join(str(aside.finding) for aside in file.asides)
    assert [word for word in ("kestrel", "osprey", "heron", "stork", "crane", "egret") if word in said] == []
    assert len(file.asides) == 6


def test_what_this_program_writes_is_read_again() -> None:
    blocks = (Heading("Progress"), Paragraph("A line."), Items(("one",)), Table(("Area",), (("Cyber",),)))
    file = read(write(Paper("A paper", "en", "RESTREINT UE/EU RESTRICTED", blocks)))
    assert [(block.form, block.text) for block in file.blocks] == [
        (Form.TITLE, "A paper"),
        (Form.HEADING, "Progress"),
        (Form.PARAGRAPH, "A line."),
        (Form.ITEM, "one"),
        (Form.TABLE, "Area\nCyber"),
    ]
    assert {piece.text for piece in file.pages} == {"RESTREINT UE/EU RESTRICTED"}
