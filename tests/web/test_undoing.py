"""A list and a matrix lead back to what their address asked before its last change, and to nothing asked (W136)."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

import pytest

from tests.web.house import House
from tests.web.test_pages import signed_in
from tests.web.visiting import Answer, Visitor, fields, read

CHANGED = {
    "/documents": {"order": "title"},
    "/documents?order=title": {"order": "title", "q": "canarypublic"},
    "/documents?date-from=2017-01-01": {"exercise": "no"},
    "/search?q=canarypublic": {"q": "text"},
    "/commitments?status=limited": {"status": "", "order": "review"},
    "/commitments/matrix": {"at": "2017-05-02"},
    "/commitments/reports?order=day": {"status": "limited"},
    "/commitments/principals": {"at": "2017-05-02"},
    "/directory?topic=cyber&house=EU": {"topic": "hybrid", "house": "NATO"},
    "/rulebook?q=EU": {"q": "EU", "at": "2003-01-01"},
    "/log": {"since": "2017-05-01"},
}
"""Pages, and what one asks of them next."""


@pytest.fixture(scope="module")
def officer(site: str) -> Visitor:
    """Who sees everything, and may look at the log."""
    visitor = signed_in(site, "sec-1")
    visitor.post("/", to="/seat", post="GSC/security-1", next="/")
    return visitor


def address(answer: Answer, name: str) -> str:
    """Where a link of a page leads; "" where there is none."""
    found = read(answer).xpath(f"//main//a[@id='{name}']/@href")
    return urljoin(answer.address, found[0]) if found else ""


def asks(of: str) -> dict[str, list[str]]:
    """What an address asks."""
    return parse_qs(urlsplit(of).query)


@pytest.mark.parametrize("path", CHANGED)
def test_a_change_can_be_undone_and_all_of_it_taken_away(officer: Visitor, path: str) -> None:
    before = officer.get(path)
    was = read(before).xpath("(//form[contains(@class,'filter')]//input[@name='was'])[1]/@value")[0]
    changed = officer.get(f"{path.partition('?')[0]}?{urlencode({**CHANGED[path], 'was': was})}")
    assert asks(address(changed, "undo")) == asks(path)
    cleared = officer.get(address(changed, "clear-all"))
    assert asks(cleared.address).keys() == {"was"}
    assert asks(address(cleared, "undo")) == {name: [value] for name, value in CHANGED[path].items() if value}
    assert (address(cleared, "clear-all"), address(before, "undo")) == ("", "")


def test_an_order_carries_what_was_asked_and_a_page_keeps_it(officer: Visitor) -> None:
    ordered = officer.get(
        urljoin(
            "/documents", read(officer.get("/documents?date-from=2017-01-01")).get_element_by_id("by-title").get("href")
        )
    )
    assert asks(address(ordered, "undo")) == {"date-from": ["2017-01-01"]}
    first = officer.get("/rulebook?section=memberships&was=at%3D2003-01-01")
    onward = officer.get(address(first, "page-next"))
    assert asks(address(onward, "undo")) == {"at": ["2003-01-01"], "section": ["memberships"]}


@pytest.mark.parametrize(
    "was", ["order=title", "order=title&after=nothing", "after=x&order=title&was=q%3Da", f"q={'a' * 1000}"]
)
def test_what_is_no_change_or_too_long_is_not_offered(officer: Visitor, was: str) -> None:
    answer = officer.get(f"/documents?order=title&was={quote(was)}")
    assert (answer.status, address(answer, "undo")) == (200, "")


@pytest.mark.parametrize("was", ["//elsewhere.test/", "javascript:alert(1)", "%00", "=", "&&&", "\\u202e"])
def test_what_was_typed_by_hand_leads_nowhere_else(officer: Visitor, was: str) -> None:
    back = address(officer.get(f"/documents?order=title&was={quote(was)}"), "undo")
    assert urlsplit(back)._replace(query="").geturl() in ("", f"{officer.site}/documents")


def test_undoing_leads_to_what_the_page_was(officer: Visitor) -> None:
    path = "/documents?q=canarypublic"
    changed = officer.get(f"/documents?order=title&was={quote('q=canarypublic')}")
    assert officer.get(address(changed, "undo")).plain == officer.get(path).plain


def test_a_view_stays_that_of_its_post(officer: Visitor) -> None:
    path = "/as/documents?of=IE/delegate&q=canarypublic&was=of%3DDE%252Fdelegate%26q%3Dtext"
    answer = officer.get(path)
    assert asks(address(answer, "undo")) == {"of": ["IE/delegate"], "q": ["text"]}
    assert asks(address(answer, "clear-all"))["of"] == ["IE/delegate"]


def test_the_day_of_a_matrix_is_undone_and_what_was_chosen_stays(officer: Visitor, house: House) -> None:
    path = f"/documents/{house.records['staffs']}/matrix"
    at = officer.get(f"{path}?at=2004-05-01&square=5%2Ccommon-eu")
    earlier = officer.get(urljoin(path, read(at).get_element_by_id("date-before").get("href")))
    assert asks(address(earlier, "undo")) == {"at": ["2004-05-01"], "square": ["5,common-eu"]}
    assert fields(earlier)["was"] == "at=2004-03-29&square=5%2Ccommon-eu"
    assert address(at, "undo") == ""


def test_an_export_is_not_asked_what_was(officer: Visitor) -> None:
    page = read(officer.get("/documents?order=title&was=q%3Da"))
    exports = [each for each in page.xpath("//main//a/@href") if "export" in each]
    assert exports
    assert [each for each in exports if "was" in each] == []
