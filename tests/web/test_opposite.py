"""My opposite number, from a document and from the directory (W73)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from concord.desk import Desk
from concord.desk.facts import FactsChange
from concord.desk.handovers import Handing, How
from concord.desk.records import Draft, NewPortion
from concord.desk.roster import Audience, Carriage, Post
from concord.directory import drafts
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from tests.cast import NOON
from tests.node.founded import FIRST, seat
from tests.web.conftest import give_passwords
from tests.web.house import ALLOWED, PEOPLE, House, labelled, make_house
from tests.web.serving import served
from tests.web.visiting import Answer, Visitor

STAFFS = "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO"
MAY_HAND_OVER = ALLOWED.replace('"look at the log"', '"look at the log", "hand over"')
LINE = Carriage("EU exercise policy", "RESTREINT UE/EU RESTRICTED", frozenset({"NATO"}))


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """A house whose delegates of Ireland and Norway stand in the directory, Norway's with a line, and its site."""
    house = make_house(tmp_path_factory.mktemp("listed") / "eu", MAY_HAND_OVER)
    node = open_node(house.folder, INSTALLED)
    desk = node.desk(*FIRST, at=NOON)
    ended, added = list[Post](), list[Post | Audience]()
    for account, side in (("ie-1", "EU"), ("no-1", "NATO")):
        post = PEOPLE[account][0]
        values = {"title-en": f"Desk of {post.party}", "institution": post.party, "house": side, "topics": ["maritime"]}
        record = desk.file(drafts.post(f"post {post.id}", post, values, labelled(STAFFS))).record
        ended.append(post)
        added.append(replace(post, record=record))
    line = Audience("line", ("NO/delegate",), carries=frozenset({LINE}))
    values = {"post": "NO/delegate", "channel": "secure-mail"}
    contact = desk.file(drafts.contact("line", line, values, "desk@example.int", labelled(STAFFS))).record
    seat(node, FactsChange(tuple(ended), (*added, replace(line, record=contact))))
    house.records["given"] = _given(node.desk(*FIRST, at=NOON))
    node.close()
    give_passwords(house.folder)
    with served(house.folder) as site:
        yield house, site


def _given(desk: Desk) -> str:
    """A document for both staffs, which was handed over to Norway."""
    portions = (
        NewPortion("head", "head", {"title": "Tugs", "date": "2017-05-15"}),
        NewPortion("a", "body", {"form": "paragraph", "text": "A text."}),
    )
    record = desk.file(Draft("given", "document", portions, labelled(STAFFS))).record
    desk.hand_over("handing", Handing("line", (record,), How.EXPORT))
    return record


def opposite(site: str, account: str, query: str = "") -> Answer:
    """The page of somebody's opposite number."""
    visitor = Visitor(site)
    visitor.sign_in(account)
    return visitor.get(f"/directory/opposite{query}")


def test_the_post_of_the_other_house_that_serves_my_topic(listed: tuple[House, str]) -> None:
    answer = opposite(listed[1], "ie-1")
    assert ("Desk of NO" in answer.text, "Held." in answer.text, "desk@example.int" in answer.text) == (True,) * 3
    assert "EU exercise policy: RESTREINT UE/EU RESTRICTED" in answer.text
    assert "Desk of IE" in opposite(listed[1], "no-1").text


@pytest.mark.parametrize(("name", "said"), [("given", "● yes"), ("closed", "✕ no"), ("staffs", "✕ no")])
def test_a_channel_is_good_for_all_that_is_shown_of_a_document_or_not(
    listed: tuple[House, str], name: str, said: str
) -> None:
    house, site = listed
    assert said in opposite(site, "de-1", f"?topic=maritime&record={house.records[name]}").text


def test_the_last_contact_is_told_to_who_may_read_what_was_handed_over(listed: tuple[House, str]) -> None:
    said = "Last handed over to this institution: <time"
    assert [said in opposite(listed[1], account, "?topic=maritime").text for account in ("de-1", "ie-1")] == [
        True,
        True,
    ]
    assert "nothing that you may know of" in opposite(listed[1], "no-1").text


def test_a_document_that_is_not_there_changes_nothing(listed: tuple[House, str]) -> None:
    house, site = listed
    answers = [opposite(site, "no-1", f"?record={record}") for record in (house.records["closed"], "none")]
    bare = [answer.plain.replace(house.records["closed"].encode(), b"none") for answer in answers]
    assert bare[0] == bare[1]


def test_a_post_without_a_record_chooses_a_topic(listed: tuple[House, str]) -> None:
    assert "names no topic of your post" in opposite(listed[1], "de-1").text
    assert "Desk of NO" in opposite(listed[1], "de-1", "?topic=maritime").text
    assert "No post that you may know of" in opposite(listed[1], "de-1", "?topic=space").text


def test_every_document_leads_there(listed: tuple[House, str]) -> None:
    visitor = Visitor(listed[1])
    visitor.sign_in("ie-1")
    record = listed[0].records["staffs"]
    assert f'href="/directory/opposite?record={record}"' in visitor.get(f"/documents/{record}").text
    assert 'href="/directory/opposite"' in visitor.get("/directory").text
