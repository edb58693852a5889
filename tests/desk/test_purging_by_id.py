"""A record that goes by its id alone, by two persons, whoever sees it; who does not see it learns nothing (D29)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concord.desk import Act, NotThereError, PurgeById, Query, Reason
from concord.desk.acts import ANYBODY
from concord.desk.approvals import Event
from concord.desk.gate import Gate
from concord.desk.proposing import Widening
from concord.desk.records import Draft, Edit, Put
from concord.release.errors import MalformedError
from concord.release.readers import Reader
from tests.cast import ADA, BEN, CLEO
from tests.desk.conftest import OWN, STAFF, Office, body, head, marked
from tests.desk.listening import Heard
from tests.desk.test_approving import refused, slip
from tests.desk.test_blobs import NAMED, SCAN, scan

__all__ = ["slip"]

ZOE = replace(BEN, id="zoe")
"""Another post that may read what Ben may."""
ABOVE = "SECRET UE/EU SECRET"
"""Nobody of the cast may read it."""


def proposed(office: Office, record: str, by: Reader = BEN) -> str:
    """The approval of a purge by id."""
    asked = PurgeById(record, marked(STAFF), Reason.ABOVE_CEILING)
    return office.desk(by).propose_purge(f"purge {record}", asked).record


def purge(office: Office, record: str, by: Reader = BEN, second: Reader = ZOE) -> None:
    """Purge by id, past two persons."""
    office.desk(second).decide(proposed(office, record, by), Event.APPROVE)


def stored(office: Office, record: str) -> bool:
    """Whether anything of a record is stored, whoever sees it."""
    with office.store.writing(office.store.last) as writing:
        return writing.entry(record, Everybody(office.desk().moment)) is not None


class Everybody(Gate):
    """A gate that lets everything through: for looking from outside."""

    def passes(self, label_set: object) -> bool:
        """Yes."""
        return True


def test_what_neither_person_sees_goes_in_all_versions(office: Office) -> None:
    record = office.file(head(title="Quay"), body("closed"), default=OWN)
    before, closed = office.minutes, office.portion(record, "closed")
    office.desk().edit(Edit("e", record, office.seen(record).digest, (Put(closed, {"text": "changed"}),)))
    purge(office, record)
    for desk in (office.desk(), office.past(before)):
        assert (desk.get(record), desk.history(record), desk.count(Query("note")).count) == (None, (), 0)
    assert office.desk().search("quay").editions == ()


def test_what_no_seat_may_see_goes(office: Office) -> None:
    record = office.file(body("above", ABOVE), default=ABOVE)
    was = stored(office, record)
    purge(office, record)
    assert (was, stored(office, record)) == (True, False)
    assert [office.desk(reader).purged(record) for reader in (ADA, BEN, CLEO)] == [()] * 3


def test_what_both_see_goes_with_what_they_do_not_see(office: Office) -> None:
    record = office.file(body("open"), body("closed", OWN))
    purge(office, record)
    assert not stored(office, record)


def test_only_who_could_read_it_is_told_that_it_went(office: Office) -> None:
    record = office.file(body("open"), body("closed", OWN))
    hidden = office.file(body("closed"), default=OWN)
    tokens = {reader: office.desk(reader).changes().token for reader in (ADA, BEN, CLEO)}
    texts = [portion.id for portion in office.seen(record).portions if portion.name == "body"]
    for each in (record, hidden):
        purge(office, each)
    told = {reader: {each.portion for each in office.desk(reader).purged(record)} for reader in tokens}
    assert [[portion in told[reader] for portion in texts] for reader in (ADA, BEN, CLEO)] == [
        [True, True],
        [True, False],
        [False, False],
    ]
    assert [len(office.desk(reader).purged(hidden)) > 0 for reader in (ADA, BEN, CLEO)] == [True, False, False]
    found = {
        reader: set(office.desk(reader).changes(token).records) & {record, hidden} for reader, token in tokens.items()
    }
    assert found == {ADA: {record, hidden}, BEN: {record}, CLEO: set()}
    assert office.desk().purged(record)[0].reason is Reason.ABOVE_CEILING


def test_the_approval_shows_the_id_as_it_was_typed_and_nothing_of_the_record(office: Office) -> None:
    record = office.file(body("closed"), default=OWN)
    shown = []
    for typed in (record, "0" * 32):
        edition = office.seen(proposed(office, typed), ZOE)
        (matter,) = edition.portions
        shown.append({**matter.by_field, "record": matter.by_field["record"] == typed})
    assert shown[0] == shown[1]
    assert shown[0] | {"proposer": ""} == {
        "about": "purge",
        "state": "proposed",
        "record": True,
        "reason": "above the ceiling",
        "proposed-by": "ben",
        "proposer": "",
    }


@pytest.mark.parametrize(("by", "person"), [(BEN, "ben"), (ZOE, "ben"), (ZOE, "")])
def test_one_person_is_not_two(office: Office, by: Reader, person: str) -> None:
    record = office.file(body("closed"), default=OWN)
    assert refused(office, proposed(office, record), Event.APPROVE, by, person) == ["D60"]
    assert stored(office, record)


def test_it_takes_a_role_on_both_sides_and_nobody_has_it_as_an_author(office: Office) -> None:
    record = office.file(body("open"))
    approval = proposed(office, record)
    office.acts = {ANYBODY: frozenset(Act) - {Act.PURGE}, "author": frozenset(Act)}
    assert refused(office, approval, Event.APPROVE, ADA) == ["D61"]
    with pytest.raises(MalformedError, match="D61: expected a role that may purge"):
        proposed(office, record, ADA)
    assert stored(office, record)


def test_what_is_refused_or_withdrawn_stays(office: Office) -> None:
    record = office.file(body("closed"), default=OWN)
    approval = proposed(office, record)
    office.desk(ZOE).decide(approval, Event.REFUSE)
    assert refused(office, approval, Event.APPROVE, ZOE) == ["D62"]
    assert stored(office, record)


def test_an_id_that_cannot_be_one_is_not_proposed(office: Office) -> None:
    for typed in ("", "x" * 201, "a\nb"):
        with pytest.raises(MalformedError, match="D10"):
            proposed(office, typed)


def test_approvals_and_handovers_stay(office: Office, slip: tuple[str, str]) -> None:
    approval = office.desk().widen("w", Widening(*slip, marked(STAFF))).record
    purge(office, approval)
    assert office.seen(approval).value("state") == "proposed"
    own = proposed(office, "it")
    purge(office, own)
    assert office.seen(own, BEN).value("record") == "it"


def test_an_approval_about_itself_is_not_purged(office: Office) -> None:
    asked = PurgeById("it", marked(STAFF), Reason.AGE)
    approval = office.desk(BEN).propose_purge("a", asked).record
    purge(office, approval)
    office.desk(ZOE).decide(approval, Event.APPROVE)
    assert office.seen(approval, BEN).value("state") == "approved"


def test_bytes_go_unless_another_names_them(office: Office) -> None:
    one, two = office.file(scan(), default=OWN), office.file(scan(), default=OWN)
    purge(office, one)
    assert office.desk().blob(two, office.portion(two, "scan"), "scan") == SCAN
    purge(office, two)
    with office.store.reading(None) as snapshot:
        assert snapshot.blob(two, NAMED.digest, Gate(office.desk().moment)) is None


def test_a_draft_whose_record_went_is_not_filed_again(office: Office) -> None:
    draft = Draft("one", "note", (body("closed"),), marked(OWN))
    first = office.desk().file(draft)
    purge(office, first.record)
    assert office.desk().file(draft) == first
    assert office.desk().get(first.record) is None


def test_the_same_proposal_again_is_one(office: Office) -> None:
    record = office.file(body("closed"), default=OWN)
    assert proposed(office, record) == proposed(office, record)
    purge(office, record)
    with pytest.raises(MalformedError, match="D62"):
        purge(office, record)


def test_who_may_not_read_the_proposal_does_not_decide_it(office: Office) -> None:
    approval = proposed(office, "it")
    with pytest.raises(NotThereError):
        office.desk(CLEO).decide(approval, Event.APPROVE)


def test_a_record_that_is_withheld_costs_what_one_that_is_absent_costs(office: Office, slip: tuple[str, str]) -> None:
    """To propose, to approve, and what both are told: call by call and statement by statement (D22)."""
    many = tuple(body(f"Aldebaran {number}", OWN, id=f"{number}") for number in range(30))
    hidden = office.file(head(title="Algol"), scan(), *many, default=OWN)
    first = office.seen(hidden)
    portion = first.portions[1].id
    office.desk().edit(Edit("more", hidden, first.digest, (Put(portion, {"text": "Aldebaran again"}),)))
    approval = office.desk().widen("w", Widening(*slip, marked(STAFF))).record
    for typed in (slip[0], "warm"):
        purge(office, typed)
    told = [heard(office, typed) for typed in ("0" * 32, hidden, approval)]
    assert told[0] == told[1] == told[2]
    assert {"put", "note", "remove"} <= set(told[0][1])
    assert not stored(office, hidden)


def heard(office: Office, typed: str) -> tuple[list[str], list[str]]:
    """What two persons are told of a purge of an id, and all that the store was made to do for it."""
    listening = Heard(office.store)
    listener = Office(listening, office.seal, minutes=office.minutes)
    asked = PurgeById(typed, marked(STAFF), Reason.ABOVE_CEILING)
    desk = listener.at(office.minutes, BEN)
    proposal = replace(desk.propose_purge(f"now {typed}", asked), epoch="")
    done = replace(listener.at(office.minutes, ZOE).decide(proposal.record, Event.APPROVE), epoch="")
    answers = [repr(each) for each in (proposal, done, desk.purged(typed), desk.get(typed), desk.history(typed))]
    return [answer.replace(proposal.record, "it").replace(typed, "that") for answer in answers], listening.said
