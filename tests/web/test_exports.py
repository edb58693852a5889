"""Lists as tables: the same in both forms of file, under the markings of all of it (W53, W152, W153)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.formats.xlsx.reading import lines, parts, rows
from tests.web.crawling import withheld_from
from tests.web.house import CANARIES, MARKINGS, OF_NATO, PEOPLE, House
from tests.web.serving import served
from tests.web.stores import copied
from tests.web.test_commitments import LINE, report
from tests.web.test_pages import signed_in
from tests.web.visiting import Visitor

LISTS = ("/documents/export", "/commitments/export", "/commitments/reports/export")
STATUS = {"en": "Status", "fr": "État"}


def table(visitor: Visitor, address: str, asked: str = "") -> list[list[str]]:
    """A list as comma-separated values."""
    return list(csv.reader(io.StringIO(visitor.get(f"{address}.csv{asked}").body.decode("utf-8-sig"))))


def workbook(visitor: Visitor, address: str, asked: str = "") -> tuple[list[str], list[list[str]]]:
    """The lines above the table of a workbook, and its rows as they are in comma-separated values."""
    found = rows(visitor.get(f"{address}.xlsx{asked}").body)
    above = [str(row["A"]) for row in found if set(row) == {"A"}]
    letters = list(found[len(above)])
    return above, [[_plain(row.get(letter, "")) for letter in letters] for row in found[len(above) :]]


def _plain(held: object) -> str:
    if isinstance(held, date):
        return held.isoformat()
    if isinstance(held, float):
        return str(int(held))
    text = str(held)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("account", ["de-1", "no-1"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_both_forms_of_file_hold_the_same_table(site: str, address: str, account: str, language: str) -> None:
    visitor = Visitor(site, language)
    visitor.sign_in(account)
    found = table(visitor, address)
    assert workbook(visitor, address)[1] == found
    assert len(found) > 1


@pytest.mark.parametrize("account", sorted(PEOPLE))
def test_a_workbook_holds_what_is_released_and_nothing_else(site: str, account: str) -> None:
    visitor, forbidden = signed_in(site, account), withheld_from(account)
    held = b"".join(each for address in LISTS for each in parts(visitor.get(f"{address}.xlsx").body).values())
    assert {word for word in CANARIES if word.encode() in held} == set(CANARIES) - forbidden


@pytest.mark.parametrize("address", LISTS)
def test_a_workbook_stands_under_the_marking_of_all_that_it_holds(site: str, address: str) -> None:
    for account in ("de-1", "no-1"):
        visitor = signed_in(site, account)
        above, found = workbook(visitor, address)
        told = lines(visitor.get(f"{address}.xlsx").body)
        assert told == ("&C&B" + "\n".join(above),) * 2
        page = visitor.get(address.removesuffix("/export")).text
        assert " · ".join(above) in page
        assert {marking for row in found[1:] for marking in row[-1].split(" · ")} & set(above)


def test_a_table_of_less_stands_under_less(site: str) -> None:
    visitor = signed_in(site, "de-1")
    assert workbook(visitor, "/commitments/export", "?area=8")[0] == ["PUBLIC"]
    assert MARKINGS["confidential"] in workbook(visitor, "/commitments/export")[0]


def test_words_found_in_a_note_put_the_table_under_the_marking_of_the_note(site: str) -> None:
    visitor = signed_in(site, "de-1")
    above, found = workbook(visitor, "/commitments/export", "?q=canaryconfidential&at=2016-12-31")
    assert (len(found), MARKINGS["confidential"] in above) == (2, True)


def test_the_same_table_is_the_same_bytes_and_a_day_is_a_day(site: str) -> None:
    visitor = signed_in(site, "de-1")
    one, other = (visitor.get("/commitments/reports/export.xlsx") for _ in range(2))
    assert one.body == other.body
    assert one.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert one.headers["cache-control"] == "private, no-store"
    assert date(2017, 5, 1) in {cell for row in rows(one.body) for cell in row.values()}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_register_tells_what_each_body_reports(site: str, language: str) -> None:
    visitor = Visitor(site, language)
    visitor.sign_in("de-1")
    head, *points = table(visitor, "/commitments/export")
    status = STATUS[language]
    by_number = {row[0]: dict(zip(head, row, strict=True)) for row in points}
    reported = [told for name, told in by_number["1.2"].items() if f", {status}" in name]
    limited, none = {"en": ("Limited", "no report"), "fr": ("Limitée", "pas de rapport")}[language]
    assert reported.count(limited) == len(MARKINGS)
    assert by_number["1.2"][status] == limited
    assert by_number["8.4"][status] == none
    assert {told for name, told in by_number["8.4"].items() if f", {status}" in name} <= {none, ""}


def test_what_a_body_reports_to_others_is_not_there(site: str) -> None:
    of_germany, of_norway = (table(signed_in(site, each), "/commitments/export") for each in ("de-1", "no-1"))
    marked = [dict(zip(of[0], of[1], strict=True))["Label"] for of in (of_germany, of_norway)]
    assert (OF_NATO in marked[0], OF_NATO in marked[1], MARKINGS["confidential"] in marked[1]) == (False, True, False)


@pytest.mark.parametrize("account", ["de-1", "no-1"])
def test_a_report_has_the_number_of_its_point(site: str, account: str) -> None:
    head, *reports = table(signed_in(site, account), "/commitments/reports/export")
    assert head[0] == "Number of the action point"
    assert {row[0] for row in reports} == {"1.2"}


@pytest.fixture
def own(untouched: House, tmp_path: Path) -> Iterator[tuple[str, House]]:
    """A house that a test may change, and its site."""
    copied(untouched.folder, tmp_path / "eu")
    with served(tmp_path / "eu") as site:
        yield site, House(tmp_path / "eu", untouched.records, untouched.points)


def test_a_text_that_would_be_a_formula_is_a_text_and_an_exercise_says_so(own: tuple[str, House]) -> None:
    site, house = own
    visitor = signed_in(site, "de-1")
    assert workbook(visitor, "/commitments/reports/export")[0][0] != LINE
    for text in ("=HYPERLINK(1)", "+1", "-1", "@a"):
        assert report(visitor, house, next_step=text, exercise="on").status == 200
    data = visitor.get("/commitments/reports/export.xlsx").body
    assert b"<f>" not in parts(data)["xl/worksheets/sheet1.xml"]
    assert {"=HYPERLINK(1)", "+1", "-1", "@a"} <= {cell for row in rows(data) for cell in row.values()}
    assert (rows(data)[0], LINE in lines(data)[0], LINE in lines(data)[1]) == ({"A": LINE}, True, True)
    assert workbook(visitor, "/commitments/export")[0][0] == LINE


def test_where_words_are_looked_for_no_table_is_offered_but_of_the_register(site: str) -> None:
    visitor = signed_in(site, "de-1")
    offered = {
        page: ".xlsx" in visitor.get(f"{page}?q=canaryown").text
        for page in ("/documents", "/commitments/reports", "/commitments")
    }
    assert offered == {"/documents": False, "/commitments/reports": False, "/commitments": True}
    assert all(
        ".xlsx?" in visitor.get(page).text for page in ("/documents?date-from=2017-01-01", "/commitments?area=1")
    )
