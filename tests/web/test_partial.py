"""A part of a page is what the page holds, marked as the page is, and kept by nobody (W34, W35, W37)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.web.house import House
from tests.web.test_pages import signed_in
from tests.web.visiting import Answer, Visitor

LISTS = (
    "/documents",
    "/documents?q=canaryown",
    "/documents?order=-title",
    "/commitments",
    "/commitments?status=limited&order=-review",
    "/commitments/matrix",
    "/commitments/reports",
    "/commitments/principals",
    "/search?q=canarystaffs",
    "/directory?topic=cyber&house=EU",
    "/rulebook?q=EU",
    "/approvals",
)
READERS = ("sec-1", "no-1")
PART = re.compile(rb'<(?:section|div)[^>]* id="part".*</main>', re.DOTALL)
TITLE = re.compile(rb"<title>.*</title>")
MARKING = re.compile(rb'<p class="marking[^>]*>[^<]*</p>')
HANDLES = re.compile(rb'after=[^"]*')
"""What leads to the next page: sealed, and another in every answer."""


@pytest.fixture(scope="module", params=READERS)
def visitor(site: str, request: pytest.FixtureRequest) -> Visitor:
    """Who sees everything; who sees little."""
    return signed_in(site, request.param)


def part_of(answer: Answer, pattern: re.Pattern[bytes] = PART) -> list[bytes]:
    """What a pattern finds, handles left out."""
    return pattern.findall(HANDLES.sub(b"", answer.plain))


@pytest.mark.parametrize("path", LISTS)
def test_a_part_is_what_the_page_holds(visitor: Visitor, path: str) -> None:
    page, part = visitor.get(path), visitor.part(path)
    assert part_of(page) == part_of(part)
    assert len(part_of(part)) == 1
    assert [part_of(page, each) for each in (TITLE, MARKING)] == [part_of(part, each) for each in (TITLE, MARKING)]
    assert (b"<nav aria-label" in page.body, b"<nav aria-label" in part.body) == (True, False)


def test_a_part_of_a_matrix_stands_under_its_label(site: str, house: House) -> None:
    part = signed_in(site, "sec-1").part(f"/documents/{house.records['own']}/matrix")
    assert part_of(part, MARKING) == [
        b'<p class="marking">CONFIDENTIEL UE/EU CONFIDENTIAL</p>',
        b'<p class="marking last">CONFIDENTIEL UE/EU CONFIDENTIAL</p>',
    ]


def test_beside_a_matrix_its_squares_are_not_made_again(site: str, house: House) -> None:
    officer = signed_in(site, "sec-1")
    path = f"/documents/{house.records['staffs']}/matrix?square=5%2Ccommon-nato"
    whole, beside = officer.get(path), officer.part(path, "beside")
    aside = re.compile(rb'<aside id="beside".*</main>', re.DOTALL)
    assert part_of(whole, aside) == part_of(beside, aside)
    assert (b'class="scroll matrix"' in whole.body, b'class="scroll matrix"' in beside.body) == (True, False)
    assert part_of(whole, MARKING) == part_of(beside, MARKING)


@pytest.mark.parametrize("ask", [Visitor.get, Visitor.part])
def test_no_answer_is_kept(site: str, house: House, ask: Callable[[Visitor, str], Answer]) -> None:
    officer = signed_in(site, "sec-1")
    for path in ("/", *LISTS, f"/documents/{house.records['own']}", "/documents/none", "/commitments/export.csv"):
        said = ask(officer, path).headers
        assert "no-store" in said["cache-control"]
        assert {"HX-Request", "HX-Target"} <= {each.strip() for each in said["vary"].split(",")}


@pytest.mark.parametrize("more", ["", "/edit", "/matrix", "/matrix?square=1%2Ccommon-eu", "/compare"])
def test_what_is_withheld_is_as_what_is_not_there(site: str, house: House, more: str) -> None:
    norway = signed_in(site, "no-1")
    hidden, absent = (norway.part(f"/documents/{each}{more}") for each in (house.records["closed"], "none"))
    assert (hidden.status, hidden.plain) == (404, absent.plain)
    assert b'id="part"' not in hidden.body


def test_who_is_not_signed_in_gets_the_door_and_no_part(site: str) -> None:
    answer = Visitor(site).part("/documents?q=canarypublic")
    assert answer.address.endswith("/account/login/?next=/documents%3Fq%3Dcanarypublic")
    assert b'id="part"' not in answer.body
