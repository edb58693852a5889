"""A table as a workbook: its cells as what they are, its markings on every page, nothing else, the same bytes."""

from __future__ import annotations

import importlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from concord.formats.xlsx import write as writing
from concord.formats.xlsx.spec import Cell, Sheet
from concord.formats.xlsx.write import LONGEST, LONGEST_LINE, write
from tests.formats.xlsx.reading import lines, looked, parts, rows, tree

MARKINGS = ("EXERCISE EXERCISE EXERCISE", "RESTREINT UE/EU RESTRICTED & R", "NATO RESTRICTED")
GOES_ON = "[goes on]"
ROWS: tuple[tuple[Cell, ...], ...] = (("1.10", date(2017, 5, 15), 3), ("", date(1899, 1, 1), Decimal("2.50")))
SHEET = Sheet("Action points", MARKINGS, "see the first rows", GOES_ON, ("Number", "Agreed on", "Count"), ROWS)


def held(*cells: Cell) -> list[object]:
    """What the cells of a row hold in a file."""
    sheet = replace(SHEET, above=(), head=("",) * len(cells), rows=(cells,))
    return list(rows(write(sheet))[1].values())


def test_markings_head_and_rows_stand_in_this_order() -> None:
    found = rows(write(SHEET))
    assert found[:3] == [{"A": each} for each in MARKINGS]
    assert found[3] == {"A": "Number", "B": "Agreed on", "C": "Count"}
    assert found[4:] == [{"A": "1.10", "B": date(2017, 5, 15), "C": 3}, {"B": "1899-01-01", "C": 2.5}]


def test_markings_stand_above_and_below_on_every_page_and_in_the_rows_that_are_printed_on_each() -> None:
    whole = "&C&B" + "\n".join(MARKINGS).replace("&", "&&")
    assert lines(write(SHEET)) == (whole, whole)
    assert "'Action points'!$1:$4" in "".join(map(str, tree(write(SHEET), "xl/workbook.xml").itertext()))
    long = write(replace(SHEET, above=("M" * LONGEST_LINE,)))
    assert lines(long) == ("&C&Bsee the first rows",) * 2
    assert rows(long)[0] == {"A": "M" * LONGEST_LINE}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "#N/A", "TRUE", "1.10", "007", "=cmd|' /C calc'!A0"])
def test_a_text_stays_a_text_and_is_no_formula(text: str) -> None:
    assert held(text) == [text]


def test_what_would_be_a_formula_when_it_is_typed_again_is_marked_as_a_text() -> None:
    assert looked(write(replace(SHEET, rows=(("=1", "-2", "a"),))), "quotePrefix") == ["A5", "B5"]


def test_a_text_is_read_as_it_is() -> None:
    texts = ('a & <b> "c"', " two  spaces ", "one\ntwo\tthree", "Ünïcödé 😀", "a_x0041_b_x005F_c")
    assert held(*texts) == list(texts)
    assert held("a\x00b\x1fc\ud800d\r\ne\rf") == ["a\ufffdb\ufffdc\ufffdd\ne\nf"]


def test_a_number_or_an_instant_that_a_spreadsheet_does_not_keep_exactly_is_a_text() -> None:
    large, fine = 2**63 - 1, Decimal("0.1234567890123456789")
    assert held(large, fine, 10**14) == [str(large), str(fine), 1e14]
    assert held(datetime(2017, 5, 15, 12, tzinfo=UTC)) == ["2017-05-15T12:00:00+00:00"]


@pytest.mark.parametrize("letter", ["a", "😀", "_x0041_"])
def test_a_text_longer_than_a_cell_says_that_it_goes_on(letter: str) -> None:
    (told,) = held(letter * (LONGEST + 1))
    assert isinstance(told, str)
    assert (len(told.encode("utf-16-le")) // 2 <= LONGEST, told.endswith(f" {GOES_ON}")) == (True, True)
    assert told.startswith(letter * 2)
    assert held("a" * LONGEST) == ["a" * LONGEST]


def test_a_table_longer_than_a_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 1)
    data = write(SHEET)
    assert [len(rows(data, number)) for number in (1, 2)] == [5, 5]
    assert rows(data, 2)[0] == {"A": MARKINGS[0]}
    names = [each.get("name") for each in tree(data, "xl/workbook.xml").iter("{*}sheet")]
    assert names == ["Action points", "Action points 2"]


def test_a_table_without_rows_is_a_sheet_with_its_head() -> None:
    assert len(rows(write(replace(SHEET, rows=())))) == 4


def test_a_name_is_one_that_a_tab_can_have() -> None:
    named = tree(write(replace(SHEET, name="Plan: [a/b] 'c' " + "d" * 40)), "xl/workbook.xml")
    (name,) = (str(each.get("name")) for each in named.iter("{*}sheet"))
    assert (len(name) <= 31, re.search(r"[\[\]:*?/\\']", name)) == (True, None)


def test_it_holds_its_cells_and_nothing_that_says_who_or_when() -> None:
    whole = parts(write(SHEET))
    assert {each for each in whole if not each.startswith("xl/")} == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/app.xml",
        "docProps/core.xml",
    }
    told = [each for each in tree(write(SHEET), "docProps/core.xml").itertext() if str(each).strip()]
    assert told == ["1980-01-01T00:00:00Z"] * 2
    assert "".join(map(str, tree(write(SHEET), "docProps/app.xml").itertext())).count("Action points") == 2
    afresh = importlib.reload(writing)
    assert afresh.write(SHEET) == afresh.write(SHEET) == write(replace(SHEET))


def test_a_row_is_as_high_as_its_highest_cell_and_a_wide_table_goes_on_beside() -> None:
    told = tree(write(replace(SHEET, rows=(("a", "b\nc", "d " * 100), ("e", "f", "g")))), "xl/worksheets/sheet1.xml")
    high, low = [float(each.get("ht", "0")) for each in told.iter("{*}row")][-2:]
    assert (high > 2 * low, low) == (True, 12.75)
    wide = replace(SHEET, head=("x" * 60,) * 9, rows=())
    pages = [tree(write(each), "xl/worksheets/sheet1.xml").find("{*}pageSetup") for each in (SHEET, wide)]
    assert [each.get("fitToWidth", "1") for each in pages if each is not None] == ["1", "3"]
    assert "'Action points'!$A:$A," in "".join(map(str, tree(write(wide), "xl/workbook.xml").itertext()))
