"""No page shows anybody a word that is withheld from them: what links of a small house lead to, as every persona (W8).

It runs on every store in a minute; `tests/web/proofs` walks every address pattern of a house that has everything.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.crawling import FILES, crawled, opened, withheld_from
from tests.web.house import CANARIES, PEOPLE, House
from tests.web.serving import served
from tests.web.visiting import Visitor

WORDS = tuple(CANARIES)
SEARCHES = ("/documents?q=", "/search?q=", "/commitments?q=", "/commitments/reports?q=")
"""Pages that look for words."""
MORE = ("/matrix", "/matrix?square=2%2Ccommon-eu&names=common-eu", "/compare?a=common-eu&b=partners-with")
"""Pages of a document with what links do not lead to."""


def asked_for(path: str) -> list[str]:
    """The words that an address looks for itself, or did before its last change; a page may repeat them."""
    asked = parse_qs(urlsplit(path).query)
    return [*asked.get("q", []), *(word for was in asked.get("was", []) for word in parse_qs(was).get("q", []))]


def told(site: str, house: House, account: str) -> list[str]:
    """What a site tells an account and should not: words that are withheld, and that something is."""
    visitor, forbidden = Visitor(site), withheld_from(account)
    visitor.sign_in(account)
    typed = [f"/documents/{record}{more}" for record in house.records.values() for more in ("", "/edit", *MORE)]
    searched = {f"{base}{word}": (base, word) for base in SEARCHES for word in WORDS}
    found = []
    for path, answer in crawled(visitor, ("/", *typed, *searched)).items():
        shown = {word for word in forbidden if word.encode() in opened(answer)} - set(asked_for(path))
        found += [f"{path}: {word}" for word in sorted(shown)]
    nothing = {base: visitor.get(f"{base}nothinglikeit").plain.replace(b"nothinglikeit", b"") for base in SEARCHES}
    for path, (base, word) in searched.items():
        if word in forbidden and visitor.get(path).plain.replace(word.encode(), b"") != nothing[base]:
            found.append(f"{path}: differs from a word that is nowhere")
    absent = visitor.get("/documents/none").plain
    hidden = [answer for path in typed if (answer := visitor.get(path)).status == 404 and path.count("/") == 2]
    return found + [f"{answer.address}: differs from what is not there" for answer in hidden if answer.plain != absent]


@pytest.mark.parametrize("account", sorted(PEOPLE))
def test_no_page_tells_what_is_withheld(site: str, house: House, account: str) -> None:
    assert told(site, house, account) == []


@pytest.mark.parametrize("account", sorted(PEOPLE))
def test_what_is_released_is_found_by_the_same_crawl(site: str, account: str) -> None:
    """A crawl that reaches nothing would find nothing."""
    visitor = Visitor(site)
    visitor.sign_in(account)
    answers = crawled(visitor)
    pages = b"".join(answer.body for answer in answers.values())
    papers, tables = (
        b"".join(opened(each) for each in answers.values() if form in each.headers["content-type"]) for form in FILES
    )
    released = {word for word in WORDS if word not in withheld_from(account)}
    assert {word for word in WORDS if word.encode() in pages} == released
    assert {word for word in WORDS if word.encode() in papers} == released
    assert {word for word in WORDS if word.encode() in tables} == released
    assert released


@pytest.mark.parametrize("broken", ["hidden_by_style", "counted_before_release", "told_apart", "exported_beside"])
def test_a_broken_site_is_found(house: House, broken: str) -> None:
    """One that hides in the browser, one that counts what is withheld, one that tells withheld from absent, one
    whose file is of what somebody else sees."""
    with served(house.folder, f"tests.web.broken_{broken}") as site:
        assert any(told(site, house, account) for account in sorted(PEOPLE))
