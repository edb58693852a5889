"""Several wider labels proposed at once, for a record, and decided at once (D67)."""

from __future__ import annotations

import pytest

from concord.desk import Condition, NotThereError, Op, Query
from concord.desk.approvals import Event
from concord.desk.filing import MOST
from concord.desk.proposing import Widening
from concord.release.errors import MalformedError
from tests.cast import ADA, BEN
from tests.desk.conftest import OWN, STAFF, Office, body, marked
from tests.desk.test_approving import APPROVALS, EVE, texts

TWO = ("one", "two")


@pytest.fixture
def paper(office: Office) -> str:
    """A record with two portions that Ben may not read, and one that he may."""
    return office.file(*(body(name, OWN) for name in TWO), body("open"))


def asked(office: Office, record: str, made_for: str = "") -> dict[str, Widening]:
    """That Ben may read both."""
    return {name: Widening(record, office.portion(record, name), marked(STAFF), "asked for", made_for) for name in TWO}


def proposed(office: Office, record: str, made_for: str = "") -> list[str]:
    """The approvals of both."""
    return [receipt.record for receipt in office.desk().widen_all(asked(office, record, made_for))]


def test_several_are_proposed_and_decided_each_in_one_transaction(office: Office, paper: str) -> None:
    before = len(office.desk().log().entries)
    approvals = proposed(office, paper)
    assert len(set(approvals)) == 2
    assert proposed(office, paper) == approvals
    assert texts(office, paper, BEN) == ["open"]
    office.desk(EVE).decide_all([*approvals, approvals[0]], Event.APPROVE)
    assert texts(office, paper, BEN) == [*TWO, "open"]
    assert len(office.desk().log().entries) == before + 2


def test_all_of_them_or_none_with_every_fault_at_its_number(office: Office, paper: str) -> None:
    unfit = {"first": Widening(paper, office.portion(paper, "open"), marked(OWN)), **asked(office, paper)}
    twice = unfit | {"last": Widening(paper, office.portion(paper, "two"), marked(OWN))}
    with pytest.raises(MalformedError) as told:
        office.desk().widen_all(twice)
    assert [(each.rule, each.place) for each in told.value.findings] == [
        ("D54", "widening 0, label"),
        ("D54", "widening 3, label"),
    ]
    with pytest.raises(NotThereError):
        office.desk().widen_all({**asked(office, paper), "none": Widening(paper, "0" * 32, marked(STAFF))})
    assert office.desk().count(APPROVALS).count == 0


def test_one_that_cannot_be_decided_keeps_all_from_being_decided(office: Office, paper: str) -> None:
    approvals = proposed(office, paper)
    office.desk().decide(approvals[1], Event.WITHDRAW)
    with pytest.raises(MalformedError) as told:
        office.desk(EVE).decide_all(approvals, Event.APPROVE)
    assert [(each.rule, each.place) for each in told.value.findings] == [("D62", "approval 1, state")]
    with pytest.raises(NotThereError):
        office.desk(EVE).decide_all([approvals[0], "0" * 32], Event.APPROVE)
    assert texts(office, paper, BEN) == ["open"]
    assert office.seen(approvals[0], EVE).value("state") == "proposed"


def test_two_about_one_portion_do_not_overwrite_each_other(office: Office, paper: str) -> None:
    portion = office.portion(paper, "one")
    both = {
        name: Widening(paper, portion, marked(label))
        for name, label in (("a", STAFF), ("b", f"{OWN} RELEASABLE TO NATO, MD"))
    }
    approvals = [receipt.record for receipt in office.desk().widen_all(both)]
    with pytest.raises(MalformedError, match="a later one"):
        office.desk(EVE).decide_all(approvals, Event.APPROVE)
    assert texts(office, paper, BEN) == ["open"]


def test_the_record_they_are_made_for_is_told_to_who_sees_both(office: Office, paper: str) -> None:
    wish = office.file(body("a wish that Ben may not read", OWN))
    seen = office.file(body("a wish"))
    approvals = proposed(office, paper, wish) + [
        each.record
        for each in office.desk().widen_all(
            {"open": Widening(paper, office.portion(paper, "open"), marked("PUBLIC"), made_for=wish)}
        )
    ]
    made_for = Query("approval", (Condition("for", Op.EQUAL, (wish,)),))
    assert office.desk(ADA).count(made_for).count == 3
    assert {office.seen(each, ADA).value("for") for each in approvals} == {wish}
    assert office.seen(approvals[2], BEN).value("for") is None
    assert wish not in repr(office.seen(approvals[2], BEN))
    assert office.desk(BEN).count(made_for).count == 0
    again = Widening(paper, office.portion(paper, "open"), marked("PUBLIC"), made_for=seen)
    assert office.seen(office.desk().widen("again", again).record, BEN).value("for") == seen


def test_a_record_that_is_not_seen_is_none_to_propose_for(office: Office, paper: str) -> None:
    with pytest.raises(MalformedError) as told:
        office.desk().widen_all(asked(office, paper, "0" * 32))
    assert [(each.rule, each.place) for each in told.value.findings] == [
        ("D67", "widening 0, for"),
        ("D67", "widening 1, for"),
    ]


def test_there_is_a_most(office: Office, paper: str) -> None:
    one = asked(office, paper)["one"]
    with pytest.raises(MalformedError, match="at most 10,000"):
        office.desk().widen_all({str(number): one for number in range(MOST + 1)})
    with pytest.raises(MalformedError, match="at most 10,000"):
        office.desk().decide_all([str(number) for number in range(MOST + 1)], Event.APPROVE)
