"""The pages of commitments: register, point, matrix, reporting, the page for principals and its file (W50-W58)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.formats.docx.reading import parts, words
from tests.web.conftest import give_passwords
from tests.web.crawling import crawled, opened
from tests.web.house import MARKINGS, OF_NATO, PEOPLE, House, make_house
from tests.web.serving import served
from tests.web.test_pages import signed_in
from tests.web.visiting import Answer, Visitor, fields

PUBLIC = "PUBLIC"
LINE = "EXERCISE EXERCISE EXERCISE"
REPORT = {
    "entity": "NATO",
    "day": "2017-05-15",
    "status": "substantial",
    "review": "2017-06-14",
    "next_step": "Exchange the first analysis.",
    "cause": "secure-communications",
    "decision": "Open a line.",
    "account": "Cells met.",
    "marking": PUBLIC,
}


# Reading


def test_the_register_shows_points_with_every_body_and_what_is_provisional(site: str) -> None:
    text = signed_in(site, "de-1").get("/commitments").text
    assert "3 action points" in text
    assert text.index("<b>1.2</b>") < text.index("<b>1.10</b>") < text.index("<b>8.4</b>")
    assert text.count("provisional</span>") == 1
    assert "▌blocked" in text


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("", ["1.2", "1.10", "8.4"]),
        ("?area=8", ["8.4"]),
        ("?area=9", ["1.2", "1.10", "8.4"]),
        ("?entity=GSC", ["1.2"]),
        ("?entity=EEAS&status=limited", ["1.2"]),
        ("?entity=COM&blocked=yes", ["1.2"]),
        ("?status=complete", []),
        ("?at=2016-12-05", []),
        ("?q=seminar", []),
        ("?q=canarypublic", ["1.2"]),
        ("?order=-number", ["8.4", "1.10", "1.2"]),
    ],
)
def test_the_register_is_looked_through_by_its_address(site: str, asked: str, numbers: list[str]) -> None:
    visitor = signed_in(site, "de-1")
    text = visitor.get(f"/commitments{asked}").text
    found = sorted(
        (text.index(f"<b>{number}</b>"), number) for number in ("1.2", "1.10", "8.4") if f"<b>{number}</b>" in text
    )
    assert [number for _, number in found] == numbers
    rows = list(csv.reader(io.StringIO(visitor.get(f"/commitments/export.csv{asked}").body.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == numbers


def test_a_point_shows_all_views_and_that_they_differ(site: str, house: House) -> None:
    text = signed_in(site, "de-1").get(f"/commitments/{house.points['1.2']}").text
    assert text.count("Clearances") == len(MARKINGS)
    assert "Views differ" not in text
    assert "Publicly reported" not in text
    assert "Designated post:" in text


def test_a_designated_post_leads_to_its_card_for_who_sees_it(site: str, house: House) -> None:
    seen = {}
    for account in ("de-1", "no-1"):
        visitor = signed_in(site, account)
        text = visitor.get(f"/commitments/{house.points['1.10']}").text
        cards = [part.split('"')[0] for part in text.split('href="/directory/')[1:]]
        seen[account] = (len(cards), text.count("none that you may see"))
        assert {visitor.get(f"/directory/{card}").status for card in cards} == {200}
    assert seen == {"de-1": (2, 1), "no-1": (1, 2)}


def test_the_matrix_has_a_row_for_each_point_and_a_column_for_each_body(site: str) -> None:
    text = signed_in(site, "de-1").get("/commitments/matrix").text
    assert text.count('<th scope="row">') == 3
    assert all(f'<th scope="col">{body}</th>' in text for body in ("EEAS", "NATO", "SHAPE"))


def test_reports_are_narrowed_by_what_is_declared(site: str) -> None:
    visitor = signed_in(site, "de-1")
    counted = {
        asked: visitor.get(f"/commitments/reports{asked}").text.count("<tr><td>")
        for asked in ("", "?status=limited", "?status=complete", "?blocked=yes", "?blocked=no", "?day-from=2017-05-02")
    }
    assert list(counted.values()) == [5, 5, 0, 5, 0, 0]
    assert visitor.get("/commitments/reports?status=never&day-to=never").text.count("<tr><td>") == 5


def test_one_search_finds_what_every_part_holds(site: str, house: House) -> None:
    text = signed_in(site, "de-1").get("/search?q=canarylimite").text
    assert "A note. canarylimite" in text
    assert "Note on an action point" in text
    assert f"/documents/{house.records['public']}" in text
    assert "Status report" in text


def test_a_page_that_is_not_there_is_one_that_is_withheld(site: str, house: House) -> None:
    norway, germany = signed_in(site, "no-1"), signed_in(site, "de-1")
    own = [
        path
        for path in crawled(germany, ("/commitments/reports",))
        if path.startswith("/commitments/") and path.count("/") == 2
    ]
    hidden = [path for path in own if norway.get(path).status == 404]
    assert hidden
    for more in ("", "/edit", "/report", "/note", "/post"):
        assert {norway.get(path + more).plain for path in hidden} == {norway.get(f"/commitments/none{more}").plain}
    document = house.records["public"]
    assert norway.get(f"/commitments/{document}").plain == norway.get("/commitments/none").plain


@pytest.mark.parametrize(
    "path", ["", "/matrix", "/reports", "/principals", "/export.csv", "/export.xlsx", "/principals.docx"]
)
def test_nobody_reads_without_signing_in(visitor: Visitor, path: str) -> None:
    assert "/account/login/" in visitor.get(f"/commitments{path}").address


# The file for principals


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_file_says_what_the_page_says(site: str, language: str) -> None:
    visitor = Visitor(site, language=language)
    visitor.sign_in("de-1")
    page, file = visitor.get("/commitments/principals").text, visitor.get("/commitments/principals.docx")
    assert file.headers["content-disposition"].endswith(f'-{language}.docx"')
    said = words(file.body).replace("&amp;", "&")
    title = {
        "en": "Common action points: page for principals",
        "fr": "Actions communes\u00a0: page pour les responsables",
    }
    assert title[language] in said
    assert title[language] in page
    for text in ("canaryown", {"en": "15 May 2017", "fr": "15 mai 2017"}[language]):
        assert text in said
        assert text in page
    assert {"en": "Blocked, and by what", "fr": "Ce qui est bloqué, et par quoi"}[language] in said


def test_the_file_carries_the_marking_of_all_that_it_draws_on_on_every_page(site: str) -> None:
    marked = {}
    for account in sorted(PEOPLE):
        file = signed_in(site, account).get("/commitments/principals.docx").body
        marked[account] = {words(file, f"word/{place}.xml") for place in ("header1", "footer1")}
        assert "titlePg" not in parts(file)["word/document.xml"]
    assert [len(each) for each in marked.values()] == [1, 1, 1]
    assert marked["de-1"] == {"CONFIDENTIEL UE/EU CONFIDENTIAL"}
    assert "NATO RESTRICTED" in next(iter(marked["no-1"]))


def test_the_file_is_the_same_bytes_each_time(site: str) -> None:
    visitor = signed_in(site, "no-1")
    first, second = (visitor.get("/commitments/principals.docx").body for _ in range(2))
    assert first == second


def test_cells_that_would_be_formulas_are_texts(own: tuple[str, House]) -> None:
    site, house = own
    visitor = signed_in(site, "de-1")
    for text in ("=HYPERLINK(1)", "+1", "-1", "@a"):
        assert report(visitor, house, next_step=text).status == 200
    table = visitor.get("/commitments/reports/export.csv").body.decode("utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(table)) for cell in row}
    assert {cell for cell in cells if cell.startswith(("=", "+", "-", "@"))} == set()
    assert {"'=HYPERLINK(1)", "'+1", "'-1", "'@a"} <= cells


# Writing, in a house of its own


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[str, House]]:
    """A house that a test may change, and its site."""
    house = make_house(tmp_path / "eu")
    give_passwords(house.folder)
    with served(house.folder) as site:
        yield site, house


def report(visitor: Visitor, house: House, number: str = "1.10", **more: str) -> Answer:
    """What comes of reporting on a point."""
    path = f"/commitments/{house.points[number]}/report"
    return visitor.post(path, **{**fields(visitor.get(path)), **REPORT, **more})


def test_a_report_is_filed_once_corrected_and_never_overwritten(own: tuple[str, House]) -> None:
    site, house = own
    visitor, norway = signed_in(site, "de-1"), signed_in(site, "no-1")
    first = report(visitor, house, draft="one")
    assert (first.status, "Exchange the first analysis." in first.text) == (200, True)
    assert "Open a line." in norway.get(first.address).text
    report(visitor, house, draft="one")
    (edit,) = crawled_edits(visitor, first)
    typed = {**REPORT, "base": fields(visitor.get(edit))["base"], "account": "Cells met twice."}
    assert "Cells met twice." in visitor.post(edit, **typed, draft="two").text
    late = visitor.post(edit, **{**typed, "account": "Typed late."}, draft="three")
    assert (late.status, "Somebody changed this" in late.text, "Typed late." in late.text) == (422, True, True)
    report(norway, house, draft="four", entity="COM", status="limited")
    text = visitor.get(first.address).text
    assert ("Views differ" in text, "Earlier reports" in text, "Cells met twice." in text) == (True, False, True)


def test_what_tells_something_of_an_exercise_says_so_above_everything_and_in_the_file(own: tuple[str, House]) -> None:
    """W19, C7: the point, its report, register, matrix, list, forms and the page for principals with its file."""
    site, house = own
    visitor = signed_in(site, "de-1")
    point = f"/commitments/{house.points['1.10']}"
    paths = (point, "/commitments", "/commitments/matrix", "/commitments/reports", "/commitments/principals", "/")
    before = {path: LINE in visitor.get(path).text for path in paths}
    assert report(visitor, house, exercise="on").status == 200
    assert (set(before.values()), {LINE in visitor.get(path).text for path in paths}) == ({False}, {True})
    assert LINE not in visitor.get("/commitments?area=8").text
    file = visitor.get("/commitments/principals.docx").body
    assert [LINE in words(file, f"word/{place}.xml") for place in ("header1", "footer1")] == [True, True]
    (edit,) = crawled_edits(visitor, visitor.get(point))
    assert [LINE in visitor.get(edit).text, " checked" in visitor.get(edit).text] == [True, True]
    table = csv.DictReader(io.StringIO(visitor.get("/commitments/reports/export.csv").body.decode("utf-8-sig")))
    assert [row["Exercise"] for row in table if row["Next step"] == REPORT["next_step"]] == ["yes"]
    assert visitor.get("/commitments/reports?exercise=yes").text.count("<tr><td>") == 1


def test_a_note_of_an_exercise_says_so(own: tuple[str, House]) -> None:
    site, house = own
    visitor = signed_in(site, "de-1")
    point = f"/commitments/{house.points['8.4']}"
    visitor.post(f"{point}/note", text="A word.", marking=PUBLIC, draft="n", base="", exercise="on")
    assert LINE in visitor.get(point).text
    assert LINE in visitor.get("/search?q=word").text


def crawled_edits(visitor: Visitor, answer: Answer) -> list[str]:
    """The addresses at which reports on a point are corrected."""
    text = visitor.get(answer.address).text
    return [part.split('"')[0] for part in text.split('href="')[1:] if part.split('"')[0].endswith("/edit")]


def test_every_fault_of_a_report_is_told_and_what_was_typed_stays(own: tuple[str, House]) -> None:
    site, house = own
    visitor = signed_in(site, "de-1")
    wrong = report(visitor, house, marking="NOWHERE", block_marking="CONFIDENTIEL", day="2030-01-01")
    assert wrong.status == 422
    for said in ("Label: expected", "Label of what it is blocked by, if it differs: expected", "As of: expected"):
        assert said in wrong.text
    assert "Exchange the first analysis." in wrong.text
    unfit = report(visitor, house, number="8.4", status="complete", day="")
    assert (unfit.status, unfit.text.count('class="error"')) == (422, 2)
    assert "no report" in visitor.get(f"/commitments/{house.points['8.4']}").text


def test_a_note_that_its_writer_will_not_read_is_asked_about(own: tuple[str, House]) -> None:
    site, house = own
    visitor, path = signed_in(site, "de-1"), f"/commitments/{house.points['8.4']}/note"
    asked = visitor.post(path, text="Unread by its writer.", marking="NATO RESTRICTED", draft="unread")
    assert (asked.status, "you will not be able to read it yourself" in asked.text) == (422, True)
    assert "Unread by its writer." in asked.text
    done = visitor.post(path, text="Unread by its writer.", marking="NATO RESTRICTED", draft="unread", unread="marking")
    assert (done.status, "Filed." in done.text) == (200, True)


def test_a_note_of_nato_alone_leaves_no_trace_to_a_reader_of_the_eu(own: tuple[str, House]) -> None:
    """T8: page, search, counts, lists, files; and the same the other way round."""
    site, house = own
    germany, norway = signed_in(site, "de-1"), signed_in(site, "no-1")
    point = house.points["8.4"]
    paths: tuple[str, ...] = (
        "/",
        f"/commitments/{point}",
        "/commitments",
        "/commitments/matrix",
        "/commitments/reports",
    )
    paths += (
        "/commitments/principals",
        "/commitments/principals.docx",
        "/commitments/export.csv",
        "/commitments/export.xlsx",
        "/commitments/reports/export.xlsx",
        "/search?q=quayside",
    )
    before = {path: germany.get(path).plain for path in paths}
    note = f"/commitments/{point}/note"
    said = norway.post(note, text="Seen at the quayside.", marking=OF_NATO, draft="n", base="")
    assert (said.status, "Seen at the quayside." in said.text) == (200, True)
    secret = {"entity": "NATO", "status": "missed-cycle", "marking": OF_NATO, "account": "At the quayside."}
    assert report(norway, house, number="8.4", **secret).status == 200
    assert {path: germany.get(path).plain == was for path, was in before.items()} == dict.fromkeys(paths, True)
    assert norway.get("/search?q=quayside").text.count("<tr><td") == 2
    norway.post("/", to="/seen", token=fields(norway.get("/"))["token"])
    untouched = {path: norway.get(path).plain for path in paths}
    own_note = f"/commitments/{point}/note"
    germany.post(own_note, text="Seen at the lock.", marking="RESTREINT UE/EU RESTRICTED", draft="g", base="")
    assert "Seen at the lock." in germany.get(f"/commitments/{point}").text
    assert {path: norway.get(path).plain == was for path, was in untouched.items()} == dict.fromkeys(paths, True)
    assert all(b"quayside" not in opened(each) for path, each in crawled(germany).items() if "q=" not in path)


def test_a_post_is_designated_where_there_is_none_to_choose_nothing_changes(own: tuple[str, House]) -> None:
    site, house = own
    visitor = signed_in(site, "de-1")
    path = f"/commitments/{house.points['8.4']}/post"
    form = visitor.get(path)
    assert "Designated post" in form.text
    participation = form.text.split('<option value="')[1].split('"')[0]
    answer = visitor.post(path, **{**fields(form), "participation": participation, "post": ""})
    assert (answer.status, "none that you may see" in answer.text) == (200, True)
    unknown = visitor.post(path, **{**fields(form), "participation": participation, "post": "none"})
    assert unknown.status == 422
