"""What goes for good, and clearances from a form: proposed by one officer and decided by another (W110, W111)."""

from __future__ import annotations

import pytest

from concord.formats.stanag4774 import write_clearance
from tests.directory.test_clearances import FORM
from tests.web.officers import Officers
from tests.web.visiting import Answer, Visitor

PAGE, FORM_PAGE = "/administration/removal", "/administration/clearance"
PURGED = {"what": "record", "why": "ABOVE_CEILING", "marking": "RESTREINT UE/EU RESTRICTED"}
CLEARED = {
    "person": "delegate of Ireland",
    "issuer": "IE",
    "since": "2017-05-01",
    "until": "2018-05-01",
    "text": write_clearance(FORM).decode(),
    "marking": "RESTREINT UE/EU RESTRICTED",
}


def decided(officers: Officers, sent: Answer, event: str = "approve") -> str:
    """What the second officer is told who decides what the first proposed."""
    path = sent.address.removeprefix(officers.site)
    return officers.second.post(path, to=f"{path}/decide", event=event).text


def test_a_record_goes_by_its_id_past_two_persons(officers: Officers) -> None:
    record = officers.house.records["staffs"]
    ireland = officers.visitor("ie-1")
    assert ireland.get(f"/documents/{record}").status == 200
    sent = officers.first.post(PAGE, record=record, **PURGED)
    assert "waits for another person" in sent.text
    assert ireland.get(f"/documents/{record}").status == 200
    assert "Decided." in decided(officers, sent)
    assert ireland.get(f"/documents/{record}").status == 404


def test_the_answer_is_the_same_whether_there_is_such_a_record(officers: Officers) -> None:
    there = officers.house.records["staffs"]
    nowhere = "0" * len(there)
    sent = {record: officers.first.post(PAGE, record=record, **PURGED) for record in (there, nowhere)}
    told = {record: decided(officers, answer) for record, answer in sent.items()}
    own = [answer.address.rpartition("/")[2] for answer in sent.values()]
    plain = [text.replace(record, "").replace(id_, "") for (record, text), id_ in zip(told.items(), own, strict=True)]
    assert "Decided." in plain[0]
    assert (sent[there].status, len(plain[0].split())) == (sent[nowhere].status, len(plain[1].split()))


@pytest.mark.parametrize(
    ("wrong", "said"), [({"marking": "NO SUCH MARKING"}, "Look at this first"), ({"record": ""}, "required")]
)
def test_what_cannot_be_proposed_is_told_with_what_was_typed(
    officers: Officers, wrong: dict[str, str], said: str
) -> None:
    typed = {"record": "a-typed-id", **PURGED, **wrong}
    answer = officers.first.post(PAGE, **typed)
    assert (answer.status, said in answer.text) == (422, True)
    assert all(text in answer.text for text in (typed["record"], typed["marking"]))


def test_what_a_person_held_is_taken_out_once_he_holds_nothing(officers: Officers) -> None:
    held = officers.first.post(PAGE, what="person", person="delegate of Ireland")
    assert (held.status, "holds nothing by the facts in force" in held.text) == (422, True)
    done = officers.first.post(PAGE, what="person", person="somebody of years ago")
    assert "<td>somebody of years ago</td>" in done.text
    assert "<td>GSC/security-1</td>" in done.text


def test_it_takes_somebody_who_says_again_who_he_is(officers: Officers) -> None:
    unsaid = officers.visitor("sec-1")
    unsaid.post("/", to="/seat", post="GSC/security-1", next="/")
    answer = unsaid.post(PAGE, what="person", person="somebody of years ago")
    assert (answer.status, "says again who he is" in answer.text) == (403, True)
    assert "somebody of years ago" not in officers.first.get(PAGE).text


def test_to_anybody_else_these_pages_are_not_there(officers: Officers) -> None:
    delegate = officers.visitor("ie-1")
    assert [delegate.get(path).status for path in (PAGE, FORM_PAGE)] == [404, 404]
    assert "/administration" not in delegate.get("/").text
    assert delegate.post("/", to=PAGE, record="x", **PURGED).status == 404


def test_a_clearance_comes_in_by_its_form_past_two_persons(officers: Officers) -> None:
    sent = officers.first.post(FORM_PAGE, **CLEARED)
    assert "waits for another person" in sent.text
    assert "Decided." in decided(officers, sent)
    assert "NATO exercise policy" in clearances(officers.visitor("ie-1"))


def clearances(visitor: Visitor) -> str:
    """What the menu of a seat says of its clearances."""
    return visitor.get("/").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": "<a/>"}, "Look at this first"),
        ({"until": "2017-04-01"}, "an end after its beginning"),
        ({"person": "nobody at all"}, "Look at this first"),
        ({"since": "soon"}, "valid date"),
    ],
)
def test_a_form_that_cannot_be_held_is_told_with_what_was_typed(
    officers: Officers, wrong: dict[str, str], said: str
) -> None:
    typed = CLEARED | wrong
    answer = officers.first.post(FORM_PAGE, **typed)
    assert (answer.status, said in answer.text) == (422, True)
    assert typed["issuer"] in answer.text
