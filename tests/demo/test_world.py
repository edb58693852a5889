"""What is in the demonstration beside papers: the directory, what was done, what waits, what ends (X12-X15)."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from concord.directory.kinds import TOPICS
from tests.demo.running import Running, running
from tests.demo.test_site import main_of
from tests.web.visiting import links

CARD = re.compile(r"/directory/(?!opposite)[^/?\"#]+")
APPROVAL = re.compile(r"/approvals/[^/?]+$")
POINT = re.compile(r"/commitments/[^/?]{20,}$")
PLANNERS = [("eu", "eeas"), ("nato", "nato-is")]
OFFICERS = [("eu", "gsc-security-1"), ("nato", "nato-is-security-1")]
DECIDING = [
    ("eu", "EEAS", "gsc"),
    ("eu", "GSC/security-1", "gsc-security-2"),
    ("nato", "NATO-IS", "nato-is-release"),
    ("nato", "NATO-IS/security-1", "nato-is-security-2"),
]
"""On each node: who proposed what waits, and the persona that can decide it."""
ENDING = [
    ("eu", "eeas-principal", "clearance"),
    ("eu", "de-eu", "agreement"),
    ("nato", "nato-is-principal", "clearance"),
    ("nato", "tr-nato", "agreement"),
]
SECOND = [("eu", "eeas", "EEAS/hybrid"), ("nato", "nato-is", "NATO-IS/crisis")]
HANDED = [("eu", "gsc", "Germany"), ("nato", "nato-is-release", "EEAS")]


def card_of(both: Running, side: str, account: str, house: str, topic: str = "cyber") -> str:
    """What the card of the first post that serves a topic shows to somebody; "" if there is none."""
    visitor = both.seated(account, side)
    found = CARD.search(visitor.get(f"/directory?topic={topic}&house={house}").text)
    return main_of(visitor.get(found[0]).text) if found else ""


# The directory


@pytest.mark.parametrize("house", ["EU", "NATO"])
@pytest.mark.parametrize(("side", "account"), PLANNERS)
def test_every_topic_is_served_in_both_houses_on_both_nodes(both: Running, side: str, account: str, house: str) -> None:
    visitor = both.seated(account, side)
    found = {topic: visitor.get(f"/directory?topic={topic}&house={house}").text for topic in TOPICS}
    assert [topic for topic, page in found.items() if not CARD.search(page)] == []


@pytest.mark.parametrize(("side", "account"), PLANNERS)
def test_the_opposite_number_of_a_planner_is_found_with_a_channel(both: Running, side: str, account: str) -> None:
    page = main_of(both.seated(account, side).get("/directory/opposite").text)
    assert ("Exercise planner" in page, ".example" in page, "exercise policy: " in page) == (True, True, True)


def test_a_channel_for_staff_is_not_shown_to_a_member(both: Running) -> None:
    pages = {account: card_of(both, "eu", account, "EU") for account in ("eeas", "de-eu", "no-nato")}
    shown = {account: ("cyber@secure." in page, "cyber@eeas" in page) for account, page in pages.items()}
    assert shown == {"eeas": (True, True), "de-eu": (False, True), "no-nato": (False, True)}


def test_an_extract_holds_no_channel_of_the_other_house_alone(both: Running) -> None:
    page = card_of(both, "nato", "nato-is", "EU")
    assert ("cyber@secure." in page, "cyber@eeas" in page, "of the EU staffs" in page) == (False, True, True)


def test_the_public_sees_no_post(both: Running) -> None:
    assert card_of(both, "eu", "public", "EU") == ""


def test_a_vacant_post_says_so_and_whether_a_deputy_sits(both: Running) -> None:
    pages = {topic: card_of(both, "eu", "eeas", "EU", topic) for topic in ("resilience", "terrorism", "energy")}
    told = {topic: ("Vacant." in page, "A deputy sits." in page) for topic, page in pages.items()}
    assert told == {"resilience": (False, False), "terrorism": (True, False), "energy": (True, True)}


def test_posts_can_be_designated_and_some_are(both: Running) -> None:
    visitor = both.seated("eeas")
    points = [
        link for link in sorted(links(visitor.get("/commitments"))) if re.search(r"/commitments/[^/?]{20,}$", link)
    ]
    pages = [visitor.get(link).text for link in points]
    assert len([page for page in pages if "Head of hybrid threats unit" in main_of(page)]) >= 1


# What waits


@pytest.mark.parametrize(("side", "proposer", "decider"), DECIDING)
def test_what_one_persona_proposed_another_can_decide(both: Running, side: str, proposer: str, decider: str) -> None:
    visitor = both.seated(decider, side)
    pages = [main_of(visitor.get(link).text) for link in links(visitor.get("/")) if APPROVAL.search(link)]
    told = [page for page in pages if f"proposed by {proposer}:" in page]
    assert (len(pages), len(told)) == (1, 1)
    assert "You are asked again who you are." in told[0]


def test_a_click_to_another_person_decides(tmp_path: Path) -> None:
    with running(tmp_path) as own:
        visitor = own.seated("gsc")
        waiting = [link for link in links(visitor.get("/")) if APPROVAL.search(link)]
        (path,) = [link for link in waiting if "proposed by EEAS:" in visitor.get(link).text]
        before, answer = slow(own), visitor.post(path, f"{path}/decide", event="approve")
        assert ("Decided." in answer.text, before, slow(own)) == (True, False, True)


def slow(own: Running) -> bool:
    """Whether an ally reads the paragraph that is to be widened."""
    visitor = own.seated("no-nato")
    papers = [link for link in links(visitor.get("/documents")) if re.search(r"/documents/[0-9a-f]+$", link)]
    return any("slow on supply" in visitor.get(link).text for link in papers)


# What ends, what was done


@pytest.mark.parametrize(("side", "account", "said"), ENDING)
def test_something_ends_soon(both: Running, side: str, account: str, said: str) -> None:
    page = main_of(both.seated(account, side).get("/").text)
    soon = page[page.index("Ends soon") : page.index("Latest documents")]
    assert (said in soon, "an embargo ended" in soon, "gives way" in soon) == (True, True, True)


@pytest.mark.parametrize(("side", "account", "post"), SECOND)
def test_a_planner_has_a_second_post(both: Running, side: str, account: str, post: str) -> None:
    visitor = both.seated(account, side)
    assert f"<b>{post}</b>" in visitor.post("/", "/seat", post=post).text


@pytest.mark.parametrize(("side", "account", "party"), HANDED)
def test_something_was_handed_over(both: Running, side: str, account: str, party: str) -> None:
    page = main_of(both.seated(account, side).get(f"/log/held?party={party}").text)
    assert 'href="/documents/' in page


@pytest.mark.parametrize(("side", "account"), OFFICERS)
def test_a_service_is_seated(both: Running, side: str, account: str) -> None:
    assert "/retention" in both.seated(account, side).get("/administration/work").text


def test_an_account_without_a_password_is_told_so(both: Running) -> None:
    answer = both.seated("gsc").get("/account/password/")
    assert (answer.status, "This account has no password" in answer.text) == (200, True)


def test_a_persona_says_again_who_it_is_by_a_click(both: Running) -> None:
    visitor = both.seated("gsc")
    asked = visitor.get("/account/reauthenticate/?next=/documents")
    assert ("/demonstration/again" in asked.address, "I am gsc" in asked.text) == (True, True)
    assert urlsplit(visitor.post(asked.address).address).path == "/documents"
