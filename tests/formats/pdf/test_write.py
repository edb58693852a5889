"""A paper as a page description: its words, its marking on every page, its tags, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest

from concord.formats.paper.spec import Heading, Items, Paper, Paragraph, Style, Table
from concord.formats.pdf.write import write
from tests.formats.pdf.reading import opened, pages, root_of, tags

MARKED = "(R-UE/EU-R)"
PAPER = Paper(
    "A paper",
    "fr",
    "RESTREINT UE/EU RESTRICTED",
    (
        Heading("Progress", 2, MARKED),
        Paragraph("A line.\nAnother & a third.", number="12", mark=MARKED),
        Items(("one", "two")),
        Paragraph("three", Style.ITEM, mark=MARKED),
        Paragraph("What there is", Style.CAPTION, "Tableau 1", MARKED),
        Table(("Area", "Points"), tuple((f"Area {number}", "4") for number in range(80)), MARKED),
        Paragraph("Said before.", Style.NOTE, "[1]", MARKED),
    ),
    notice="EXERCISE",
    mark="(NU)",
)


def test_a_paper_says_what_it_was_made_of() -> None:
    said = " ".join(pages(write(PAPER)))
    for words in ("(NU) A paper", f"{MARKED} Progress", f"12 {MARKED} A line. Another & a third.", f"{MARKED} three"):
        assert words in said
    for words in (f"Tableau 1: {MARKED} What there is", "Area Points", "Area 79 4", f"[1] {MARKED} Said before."):
        assert words in said


def test_the_same_paper_is_the_same_bytes() -> None:
    assert write(PAPER) == write(PAPER)


def test_the_marking_stands_above_and_below_on_every_page() -> None:
    found = pages(write(PAPER))
    assert len(found) > 1
    assert [page.count(f"EXERCISE {PAPER.marking}") for page in found] == [2] * len(found)


def test_it_is_tagged_and_says_that_it_is() -> None:
    data = write(PAPER)
    root = root_of(data)
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "fr")
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    found = tags(data)
    assert [tag for tag in found if tag.startswith("H")] == ["H1", "H2"]
    assert (found.count("TH"), found.count("TD"), found.count("LI")) == (2, 160, 3)


@pytest.mark.parametrize("levels", [(3,), (1, 3), (2, 1, 3)])
def test_headings_skip_no_level(levels: tuple[int, ...]) -> None:
    found = [tag for tag in tags(write(Paper("A", "en", "M", tuple(Heading("x", n) for n in levels)))) if tag[0] == "H"]
    depths = [int(tag[1]) for tag in found]
    assert all(after <= before + 1 for before, after in pairwise(depths))
    assert len(depths) == len(levels) + 1


@pytest.mark.parametrize("text", ['#import "x"', "*a* _b_ `c`", "= H", "$x$", "\\ @label <tag> // none", "#panic()"])
def test_words_are_words(text: str) -> None:
    paper = Paper(text, "en", text, (Paragraph(text), Heading(text), Table((text,), ((text,),)), Items((text,))))
    assert pages(write(paper))[0].count(" ".join(text.split())) == 8


def test_it_says_nothing_of_who_or_when() -> None:
    found = opened(write(PAPER)).metadata
    assert found is not None
    assert set(found) == {"/Title", "/Creator"}
    assert str(found["/Title"]) == "A paper"


def test_letters_of_every_member_are_there() -> None:
    told = "Ωμέγα Българска ŠĐĆŽ ąęłńóśźż őű ħġż þð İıŞğ"
    assert told in pages(write(Paper("A", "en", "M", (Paragraph(told),))))[0]


def test_a_long_marking_does_not_stand_on_the_text() -> None:
    long = " · ".join(["SECRET UE/EU SECRET RELEASABLE TO NATO, AUSTRIA, IRELAND"] * 6)
    found = pages(write(Paper("A paper", "en", long, (Paragraph("The text."),))))
    assert len(found) == 1
    assert found[0].count(long) == 2
