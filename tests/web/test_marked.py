"""Every page stands under the marking of all that it shows, and a row under that of what it stands for (W112, W113)."""

from __future__ import annotations

import re

import pytest

from tests.web.banners import MARKED, markings_of, uncovered
from tests.web.crawling import crawled
from tests.web.house import MARKINGS, PEOPLE, House, labelled
from tests.web.test_crawl import SEARCHES, asked_for
from tests.web.test_pages import signed_in
from tests.web.visiting import Answer, Visitor, read

WORDS = {f"canary{kind}{name}": labelled(marking) for name, marking in MARKINGS.items() for kind in ("", "head")}
HIGHEST = "CONFIDENTIEL UE/EU CONFIDENTIAL"
EVERYTHING = "sec-1"
LISTS = (
    "/",
    "/documents",
    "/documents?q=text",
    "/commitments",
    "/commitments/matrix",
    "/commitments/reports",
    "/commitments/principals",
    "/search?q=text",
)
REPLAY = "/log/replay?of=DE/delegate&at=2017-05-15T12:30"


def officer_at(site: str) -> Visitor:
    """Who may look at the log, too."""
    officer = signed_in(site, EVERYTHING)
    officer.post("/", to="/seat", post="GSC/security-1", next="/")
    return officer


def every_page(visitor: Visitor, house: House) -> dict[str, Answer]:
    """What links lead to, the forms over every document, and what looks for words."""
    papers = [f"/documents/{record}{more}" for record in house.records.values() for more in ("", "/edit", "/compare")]
    points = [f"/commitments/{point}/{form}" for point in house.points.values() for form in ("report", "note", "post")]
    sought = [f"{base}{word}" for base in SEARCHES for word in WORDS]
    past = [REPLAY, *(f"{REPLAY}&record={record}" for record in house.records.values())]
    return crawled(visitor, ("/", *papers, *points, *sought, *past))


@pytest.mark.parametrize("account", [EVERYTHING, *sorted(PEOPLE)])
def test_no_page_shows_a_word_without_a_marking_that_covers_it(site: str, house: House, account: str) -> None:
    visitor = officer_at(site) if account == EVERYTHING else signed_in(site, account)
    pages = every_page(visitor, house)
    bare = [f"{path}: {each}" for path, page in pages.items() for each in uncovered(page, WORDS, asked_for(path))]
    assert sorted(bare) == []


def test_a_page_without_content_has_no_marking(site: str) -> None:
    officer = signed_in(site, EVERYTHING)
    pages = ("/rulebook", "/documents/new", "/documents/none", "/search")
    assert {path: markings_of(officer.get(path)) for path in pages} == dict.fromkeys(pages, ())


@pytest.mark.parametrize("path", [*LISTS, REPLAY])
def test_a_page_has_one_marking_above_everything_and_one_below(site: str, path: str) -> None:
    page = officer_at(site).get(path)
    assert [HIGHEST in each for each in markings_of(page)] == [True, True]
    assert page.text.index('<p class="marking">') < page.text.index('<main id="main"')
    assert page.text.index('<p class="marking last">') > page.text.index("</main>")


@pytest.mark.parametrize(
    "path", ["/", "/documents", "/documents?q=text", "/search?q=canarypublic", "/as/documents?of=DE/delegate"]
)
def test_the_row_of_a_document_has_the_marking_under_which_it_opens(site: str, path: str) -> None:
    officer = officer_at(site)
    rows = read(officer.get(path)).xpath("//table[contains(@class,'papers')]/tbody/tr[.//a]")
    links = {str(row.xpath(".//a/@href")[0]): row.xpath("normalize-space(td[last()])") for row in rows}
    opened = {link: markings_of(officer.get(link))[0].replace(" · ", " ") for link in links if "/documents/" in link}
    assert opened
    assert {link: links[link] for link in opened} == opened
    assert HIGHEST in opened.values()


def test_the_row_of_a_point_is_labelled_as_what_it_tells_of_reports(site: str) -> None:
    officer = signed_in(site, EVERYTHING)
    rows = read(officer.get("/commitments")).xpath("//table[contains(@class,'register')]/tbody/tr")
    labels = {row.xpath("string(td[1]//b)"): row.xpath("normalize-space(td[last()])") for row in rows}
    assert labels == {"1.2": HIGHEST, "1.10": "PUBLIC", "8.4": "PUBLIC"}


def test_what_is_typed_again_stands_under_what_it_is_typed_as(site: str) -> None:
    officer = signed_in(site, EVERYTHING)
    sent = {"draft": "d", "base": "", "title": "", "marking": "PUBLIC", "p-TOTAL_FORMS": "1", "p-INITIAL_FORMS": "0"}
    sent |= {"p-0-form": "paragraph", "p-0-text": "A text.", "p-0-marking": HIGHEST}
    again = officer.post("/documents/new", **sent)
    assert (again.status, markings_of(again)) == (422, (HIGHEST, HIGHEST))


def test_the_marking_is_swapped_with_a_part(site: str) -> None:
    officer = signed_in(site, EVERYTHING)
    page = officer.get("/documents").text
    assert all("#above,#below" in each for each in re.findall(r'hx-select-oob="([^"]*)"', page))
    part = officer.part("/documents?q=canaryheadpublic").text
    assert re.search(r'<div id="below"><p class="marking last">[^<]+</p></div>', part)
    assert len(MARKED.findall(part)) == 2
