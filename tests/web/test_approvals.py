"""What takes two persons, on pages: what changes, and who decides (W18)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from concord.desk.facts import FactsChange
from concord.desk.proposing import NewFacts
from concord.desk.roster import Post
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from tests.cast import NOON
from tests.node.founded import FIRST
from tests.web.conftest import give_passwords
from tests.web.house import House, labelled, make_house
from tests.web.serving import served
from tests.web.visiting import PASSWORD, Answer, Visitor

NEW = Post("EDA/planner", "EDA", "EU")


@pytest.fixture
def asked(tmp_path: Path) -> tuple[House, str]:
    """A house in which the first officer proposed a post; and the approval."""
    house = make_house(tmp_path / "eu")
    give_passwords(house.folder)
    node = open_node(house.folder, INSTALLED)
    facts = NewFacts(FactsChange(added=(NEW,)), labelled("RESTREINT UE/EU RESTRICTED"), "a planner is needed")
    approval = node.desk(*FIRST, at=NOON + timedelta(minutes=1)).propose("p", facts).record
    node.close()
    return house, approval


@pytest.fixture
def visitors(asked: tuple[House, str]) -> Iterator[tuple[Visitor, Visitor]]:
    """Both officers at the site."""
    with served(asked[0].folder) as site:
        officers = Visitor(site), Visitor(site)
        for number, officer in enumerate(officers, 1):
            officer.sign_in(f"sec-{number}")
        yield officers


def decided(visitor: Visitor, approval: str, event: str, password: str = PASSWORD) -> Answer:
    """What comes of deciding: whoever does says again who he is, once in a while."""
    path = f"/approvals/{approval}"
    asked = visitor.post(path, to=f"{path}/decide", event=event)
    assert "/account/reauthenticate/" in asked.address
    return visitor.post(asked.address, password=password, next=f"{path}/decide")


def test_another_person_decides_and_it_is_done(asked: tuple[House, str], visitors: tuple[Visitor, Visitor]) -> None:
    (first, second), path = visitors, f"/approvals/{asked[1]}"
    assert "a planner is needed" in second.get("/approvals").text
    assert "EDA/planner" in second.get(path).text
    own = decided(first, asked[1], "approve")
    assert "expected another person than the one who proposed it" in own.text
    done = decided(second, asked[1], "approve")
    assert ("● approved" in done.text, "Decided." in done.text) == (True, True)
    again = first.post("/", to=f"{path}/decide", event="withdraw")
    assert "expected proposed" in again.text


def test_a_wrong_password_decides_nothing(asked: tuple[House, str], visitors: tuple[Visitor, Visitor]) -> None:
    assert "● approved" not in decided(visitors[1], asked[1], "approve", "not the password").text
    assert "◐ proposed" in visitors[1].get(f"/approvals/{asked[1]}").text


def test_who_may_not_read_a_proposal_does_not_learn_of_it(asked: tuple[House, str]) -> None:
    path = f"/approvals/{asked[1]}"
    with served(asked[0].folder) as site:
        norway = Visitor(site)
        norway.sign_in("no-1")
        assert "Nothing was proposed" in norway.get("/approvals").text
        answers = [norway.get(each) for each in (path, "/approvals/none")]
        assert [answer.status for answer in answers] == [404, 404]
        assert answers[0].plain == answers[1].plain
        sent = [decided(norway, asked[1], "approve"), norway.post("/", to="/approvals/none/decide", event="approve")]
        assert [answer.status for answer in sent] == [404, 404]
        assert sent[0].plain == sent[1].plain
