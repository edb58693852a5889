"""A paper as a file: its words, its marking on every page, and nothing else."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("docx", reason="python-docx is not installed: make")

from concord.formats.docx.write import MARGIN, WIDTH, widths, write
from concord.formats.paper.spec import Heading, Items, Paper, Paragraph, Style, Table
from tests.formats.docx.reading import parts, words

STYLES = ("Title", "Heading1", "Heading2", "Heading3")
PAPER = Paper(
    "A paper",
    "fr",
    "RESTREINT UE/EU RESTRICTED",
    (
        Heading("Progress"),
        Paragraph("A line.\nAnother & a third."),
        Items(("one", "two")),
        Table(("Area", "Points"), (("Cyber", "4"), ("Exercises", "6"))),
    ),
)


def test_a_paper_says_what_it_was_made_of() -> None:
    assert (
        words(write(PAPER)) == "A paper Progress A line. Another &amp; a third. one two Area Points Cyber 4 Exercises 6"
    )


def test_numbers_and_marks_stand_before_their_blocks() -> None:
    blocks = (
        Heading("Progress", mark="(NR)"),
        Paragraph("Said.", number="12", mark="(NR)"),
        Paragraph("three", Style.ITEM, mark="(NU)"),
        Paragraph("What there is", Style.CAPTION, "Table 1", "(NR)"),
        Table(("Area",), (("Cyber",),), "(NR)"),
        Paragraph("Said before.", Style.NOTE, "[1]", "(NU)"),
    )
    data = write(Paper("A paper", "en", "NATO RESTRICTED", blocks, mark="(NU)"))
    assert words(data) == (
        "(NU) A paper (NR) Progress 12 (NR) Said. (NU) three Table 1: (NR) What there is (NR) Area Cyber"
        " [1] (NU) Said before."
    )
    assert 'w:val="Caption"' in parts(data)["word/document.xml"]


def test_the_same_paper_is_the_same_bytes() -> None:
    assert write(PAPER) == write(PAPER)


def test_the_marking_stands_above_and_below_on_every_page() -> None:
    found = parts(write(PAPER))
    marked = [name for name in found if re.fullmatch(r"word/(header|footer)\d*\.xml", name)]
    assert {name: PAPER.marking in words(write(PAPER), name) for name in marked} == {
        "word/header1.xml": True,
        "word/footer1.xml": True,
    }
    assert "w:titlePg" not in found["word/document.xml"]


def test_headings_are_headings_and_the_head_of_a_table_is_repeated() -> None:
    text = parts(write(PAPER))["word/document.xml"]
    assert all(style in text for style in ('w:val="Title"', 'w:val="Heading1"', 'w:val="ListBullet"', "w:tblHeader"))


def test_properties_are_title_and_language_alone() -> None:
    found = parts(write(PAPER))
    assert (
        re.sub(r"<\?.*?\?>|<(/?)(\w+:\w+)[^>]*>", r"<\1\2>", found["docProps/core.xml"]).strip("<>\n ").count("<dc:")
        == 2
    )
    assert re.findall(r">([^<\s][^<]*)<", found["docProps/core.xml"]) == ["A paper", "fr-FR"]
    held = [name for name in found if name.startswith(("docProps/", "customXml/"))]
    assert held == ["docProps/core.xml"]


def test_nothing_is_hidden_in_it() -> None:
    found = parts(write(PAPER))
    assert not [name for name in found if re.search(r"comment|people|revision|thumbnail", name)]
    told = found["word/document.xml"]
    assert not [mark for mark in ("w:vanish", "w:ins ", "w:del ", "w:rsid", "w:comment") if mark in told]


def test_the_language_of_the_paper_is_that_of_its_words() -> None:
    assert re.findall(r'w:lang [^>]*w:val="([^"]+)"', parts(write(PAPER))["word/styles.xml"]) == ["fr-FR"]


def test_a_column_is_as_wide_as_what_stands_in_it_and_all_are_as_wide_as_the_text() -> None:
    short, long, longer = widths(Table(("No", "Status", "Changes"), (("1", "a" * 30, "a" * 400),)))
    assert short < long < longer
    assert longer < 8 * short
    assert 0 <= WIDTH - 2 * MARGIN - (short + long + longer) < 3


def test_it_is_written_in_ink_and_a_row_stands_on_one_page() -> None:
    found = parts(write(PAPER))
    styles = re.findall(r'<w:style [^>]*w:styleId="(\w+)"(.*?)</w:style>', found["word/styles.xml"], re.DOTALL)
    ink = {name: re.findall(r'<w:color w:val="(\w+)"', text) for name, text in styles if name in STYLES}
    assert ink == {name: ["1D2326"] for name in STYLES}
    assert "Theme=" not in "".join(re.findall(r"<w:rFonts[^>]*>", found["word/styles.xml"]))
    assert found["word/document.xml"].count("<w:cantSplit/>") == 3
