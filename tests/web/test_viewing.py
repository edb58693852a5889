"""Documents as another post sees them: never more than both may read, and on from page to page (W68, W133)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from concord.desk.facts import FactsChange
from concord.desk.roster import Person, Post, Sitting, reader
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from concord.release.readers import Clearance
from tests import naive
from tests.cast import NOON, book
from tests.node.founded import seat
from tests.web.conftest import give_passwords
from tests.web.crawling import crawled
from tests.web.house import ALLOWED, CANARIES, EU_LEVELS, PEOPLE, House, labelled, make_house
from tests.web.serving import served
from tests.web.visiting import Visitor, read

NORWAYS = Post("NO/security", "NO", "NATO", roles=frozenset({"security officer"}))
"""A post of an ally that may look at the log, and reads less than the Council's officers."""


@pytest.fixture(scope="module")
def viewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """A house in which the delegate of Norway sits in that post, too, and its site."""
    house = make_house(tmp_path_factory.mktemp("viewed") / "eu")
    node = open_node(house.folder, INSTALLED)
    seat(node, FactsChange(added=(NORWAYS, Sitting(PEOPLE["no-1"][1].id, NORWAYS.id))))
    node.close()
    give_passwords(house.folder)
    with served(house.folder) as site:
        yield house, site


def seated(site: str, account: str, post: str) -> Visitor:
    """Somebody who came in, and chose a post."""
    visitor = Visitor(site)
    visitor.sign_in(account)
    visitor.post("/", to="/seat", post=post, next="/")
    return visitor


SEATS = {
    **{post.id: (account, post, person) for account, (post, person) in PEOPLE.items()},
    NORWAYS.id: ("no-1", NORWAYS, PEOPLE["no-1"][1]),
    "GSC/security-1": (
        "sec-1",
        Post("GSC/security-1", "GSC", "EU", roles=frozenset({"security officer"})),
        Person("security officer 1", "BE", (Clearance("EU exercise policy", frozenset(EU_LEVELS[1:])),)),
    ),
}
"""Account, post and person of each seat."""
PAIRS = [
    ("GSC/security-1", "NO/delegate"),
    ("GSC/security-1", "IE/delegate"),
    (NORWAYS.id, "IE/delegate"),
    (NORWAYS.id, "DE/delegate"),
]


def released_to(seat_id: str) -> set[str]:
    """The words that the naive twin releases to a seat."""
    who = reader(*SEATS[seat_id][1:])
    return {
        word
        for word, marking in CANARIES.items()
        if naive.decide(labelled(marking), reader=who, rulebook=book(), at=NOON).outcome == "released"
    }


def pages(house: House, of: str) -> list[str]:
    """Every address of a view as a post, with searches for every word."""
    said = quote(of, safe="")
    found = [f"/as/documents?of={said}"] + [f"/as/documents/{record}?of={said}" for record in house.records.values()]
    return [*found, *(f"/as/documents?of={said}&order={order}" for order in ("title", "-title", "date"))]


@pytest.mark.parametrize(("officer", "of"), PAIRS)
def test_what_is_shown_is_what_both_may_read(viewed: tuple[House, str], officer: str, of: str) -> None:
    house, site = viewed
    visitor = seated(site, SEATS[officer][0], officer)
    whole = b"".join(visitor.get(path).body for path in pages(house, of))
    assert {word for word in CANARIES if word.encode() in whole} == released_to(officer) & released_to(of)


def test_the_pairs_have_something_withheld_from_either(viewed: tuple[House, str]) -> None:
    """A test with nothing withheld would show nothing."""
    missing = [
        (released_to(officer) - released_to(of), released_to(of) - released_to(officer)) for officer, of in PAIRS
    ]
    assert any(from_viewed for from_viewed, _ in missing)
    assert any(from_officer for _, from_officer in missing)


@pytest.mark.parametrize(("officer", "of"), PAIRS)
def test_a_search_tells_nothing_of_what_one_of_them_may_not_read(
    viewed: tuple[House, str], officer: str, of: str
) -> None:
    visitor = seated(viewed[1], SEATS[officer][0], officer)
    path = f"/as/documents?of={quote(of, safe='')}&q="
    nothing = visitor.get(f"{path}nothinglikeit").plain.replace(b"nothinglikeit", b"")
    hidden = sorted(CANARIES.keys() - (released_to(officer) & released_to(of)))
    told = [visitor.get(path + word).plain.replace(word.encode(), b"") for word in hidden]
    assert [each == nothing for each in told] == [True] * len(hidden)


def test_a_document_of_which_one_of_them_sees_nothing_is_not_there(viewed: tuple[House, str]) -> None:
    house, site = viewed
    for officer, of in (("GSC/security-1", "NO/delegate"), (NORWAYS.id, "IE/delegate")):
        visitor = seated(site, SEATS[officer][0], officer)
        answers = [visitor.get(f"/as/documents/{record}?of={of}") for record in (house.records["closed"], "none")]
        assert [answer.status for answer in answers] == [404, 404]
        assert answers[0].plain == answers[1].plain


def test_every_page_says_as_whom_and_files_nothing(viewed: tuple[House, str]) -> None:
    house, site = viewed
    visitor = seated(site, "sec-1", "GSC/security-1")
    answers = [visitor.get(path) for path in pages(house, "IE/delegate")]
    shown = [answer for answer in answers if answer.status == 200]
    assert len(shown) > 3
    assert ["You see what IE/delegate sees" in answer.text for answer in shown] == [True] * len(shown)
    main = [answer.text.split("<main")[1] for answer in shown]
    assert [text for text in main if 'method="post"' in text or "/edit" in text or "/matrix" in text] == []
    own = visitor.get("/documents")
    assert "You see what" not in own.text


def test_it_is_for_who_may_look_at_the_log(viewed: tuple[House, str]) -> None:
    house, site = viewed
    delegate = seated(site, "de-1", "DE/delegate")
    paths = ("/as", "/as/documents?of=IE/delegate", f"/as/documents/{house.records['public']}?of=IE/delegate")
    assert [delegate.get(path).status for path in paths] == [404, 404, 404]
    assert "/as" not in set(crawled(delegate, ("/log",)))


def test_a_vacant_post_and_one_that_does_not_exist_get_the_same_answer(viewed: tuple[House, str]) -> None:
    visitor = seated(viewed[1], "sec-1", "GSC/security-1")
    answers = [visitor.get(f"/as/documents?of={post}") for post in ("no-such-post", "")]
    assert [answer.status for answer in answers] == [422, 422]
    assert {"Nobody sits in such a post now." in answer.text for answer in answers} == {True}


def test_who_does_not_keep_the_facts_is_shown_no_roster(tmp_path: Path) -> None:
    settings = ALLOWED.replace("[acts]", '[acts]\nauditor = ["look at the log"]')
    house = make_house(tmp_path / "eu", settings)
    node = open_node(house.folder, INSTALLED)
    auditor = Post("NO/auditor", "NO", "NATO", roles=frozenset({"auditor"}))
    seat(node, FactsChange(added=(auditor, Sitting(PEOPLE["no-1"][1].id, auditor.id))))
    node.close()
    give_passwords(house.folder)
    with served(house.folder) as site:
        visitor = seated(site, "no-1", auditor.id)
        assert ("<option>" in visitor.get("/as").text, "IE/delegate" in visitor.get("/as").text) == (False, False)
        assert "You see what IE/delegate sees" in visitor.get("/as/documents?of=IE/delegate").text


# Within a view


def within(viewed: tuple[House, str], of: str = "IE/delegate") -> tuple[Visitor, list[str]]:
    """The officer who looks, and the addresses of a view, one of them of what is not there."""
    visitor = seated(viewed[1], "sec-1", "GSC/security-1")
    return visitor, [*pages(viewed[0], of), f"/as/documents/none?of={quote(of, safe='')}"]


def test_every_link_of_a_view_stays_in_it_or_says_that_it_ends(viewed: tuple[House, str]) -> None:
    visitor, paths = within(viewed)
    for path in paths:
        page = read(visitor.get(path))
        said = [each.text_content() for each in page.xpath("//p[contains(., 'ends the view')]")]
        assert len(said) == 2, path
        ending = page.xpath("//nav//p[@class='ends']/following-sibling::a | //details[@class='seat']//a")
        others = [each for each in page.iter("a") if each not in ending and each.text != "End"]
        assert {each.get("href") for each in others} - {"#main"} != set(), path
        out = [each.get("href") for each in others if "of=" not in each.get("href") and each.get("href")[:1] != "#"]
        assert (path, out) == (path, [])


def test_another_language_stays_in_the_view_and_another_seat_says_that_it_ends(viewed: tuple[House, str]) -> None:
    visitor, paths = within(viewed)
    for path in paths:
        page = read(visitor.get(path))
        tongue = page.xpath("//form[@class='tongue']//input[@name='next']/@value")[0]
        assert ("/as/documents" in tongue, "of=" in tongue) == (True, True)
        seat = page.xpath("//details[@class='seat']//form[.//input[@name='next']]//input[@name='next']/@value")
        assert seat == ["/"]


def test_what_is_not_there_within_a_view_says_as_whom_one_looks(viewed: tuple[House, str]) -> None:
    visitor, paths = within(viewed)
    missing = visitor.get(paths[-1])
    assert (missing.status, "You see what IE/delegate sees" in missing.text) == (404, True)
    assert "You see what" not in visitor.get("/documents/none").text
