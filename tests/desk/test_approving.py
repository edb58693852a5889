"""What takes two persons: a wider label, other facts (D54, D60, D62-D66, D87)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concord.desk import Act, Desk, Edition, NotThereError, Query, StaleError
from concord.desk.acts import ANYBODY
from concord.desk.approvals import Event
from concord.desk.facts import Facts, FactsChange
from concord.desk.proposing import NewFacts, Widening
from concord.desk.records import Draft, Edit, NewPortion, Put, Source
from concord.desk.roster import Person, Post, Roster, Sitting
from concord.release.errors import MalformedError
from concord.release.readers import Reader
from tests.cast import ADA, BEN, book
from tests.desk.conftest import OWN, STAFF, Office, body, marked
from tests.desk.stores import turn

EVE = replace(ADA, id="eve")
"""Another post of the Council's secretariat."""
APPROVALS = Query("approval")
POST = Post("EEAS/planner", "EEAS", "EU")
HELD = Person("holder", "BE")


@pytest.fixture
def slip(office: Office) -> tuple[str, str]:
    """A record with a portion that Ben may not read, and that portion."""
    record = office.file(body("slip", OWN), body("open"))
    return record, office.portion(record, "slip")


def proposed(office: Office, slip: tuple[str, str], by: Reader = ADA) -> str:
    """The approval of what is proposed: that Ben may read the slip."""
    return office.desk(by).widen("w", Widening(*slip, marked(STAFF), "asked for by the ally")).record


def texts(office: Office, record: str, reader: Reader) -> list[object]:
    """The texts of a record that a reader sees."""
    return shown(office.seen(record, reader))


def shown(edition: Edition) -> list[object]:
    """The texts of an edition."""
    return [portion.by_field["text"] for portion in edition.portions if "text" in portion.by_field]


def refused(office: Office, approval: str, event: Event, by: Reader, person: str | None = None) -> list[str]:
    """The rules by which a decision is refused."""
    desk = office.desk(by) if person is None else as_person(office, by, person)
    with pytest.raises(MalformedError) as told:
        desk.decide(approval, event)
    return [finding.rule for finding in told.value.findings]


def as_person(office: Office, reader: Reader, person: str) -> Desk:
    """A desk of a seat in which somebody sits."""
    desk = office.desk(reader)
    return Desk(replace(desk.moment, person=person), desk.setting)


def test_a_wider_label_takes_two_persons(office: Office, slip: tuple[str, str]) -> None:
    approval = proposed(office, slip)
    assert texts(office, slip[0], BEN) == ["open"]
    office.desk(EVE).decide(approval, Event.APPROVE)
    assert texts(office, slip[0], BEN) == ["slip", "open"]
    told = office.seen(approval, EVE)
    assert [told.value(name) for name in ("state", "proposed-by", "decided-by")] == ["approved", "ada", "eve"]


def test_an_approval_is_seen_by_those_who_see_what_it_is_about(office: Office, slip: tuple[str, str]) -> None:
    approval = proposed(office, slip)
    assert [office.desk(reader).count(APPROVALS).count for reader in (ADA, EVE, BEN)] == [1, 1, 0]
    with pytest.raises(NotThereError):
        office.desk(BEN).decide(approval, Event.APPROVE)
    with pytest.raises(NotThereError):
        office.desk(BEN).widen("w", Widening(*slip, marked(STAFF)))


def titled(office: Office, *labels: str) -> tuple[str, str]:
    """A paper with a title that Ben may read, and paragraphs under labels; the paper and its title."""
    paragraphs = (NewPortion(f"p{n}", "paragraph", {"text": each}, marked(each)) for n, each in enumerate(labels))
    record = office.file(NewPortion("t", "title", {"title": "Aldebaran"}), *paragraphs, kind="paper")
    return record, office.portion(record, "Aldebaran")


WIDE = "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO, MD"


def test_a_title_whose_readers_may_read_nothing_else_is_not_proposed_about(office: Office) -> None:
    """Ben may read the title alone: of the record he has no edition, and a proposal would tell him of it (D5, D63)."""
    title = titled(office, OWN)
    with pytest.raises(MalformedError, match="D63"):
        office.desk().widen("w", Widening(*title, marked(WIDE)))
    assert (office.desk(BEN).get(title[0]), office.desk(BEN).count(APPROVALS).count) == (None, 0)


def test_a_title_is_proposed_about_where_its_readers_have_an_edition(office: Office) -> None:
    title = titled(office, OWN, STAFF)
    approval = office.desk().widen("w", Widening(*title, marked(WIDE))).record
    assert office.seen(approval, BEN).value("record") == title[0] == office.seen(title[0], BEN).id
    wider = titled(office, WIDE)
    assert office.desk().widen("again", Widening(*wider, marked(WIDE))).record != approval


@pytest.mark.parametrize(("by", "person"), [(ADA, "ada"), (EVE, "ada"), (EVE, "")])
def test_one_person_is_not_two_in_whatever_seat(office: Office, slip: tuple[str, str], by: Reader, person: str) -> None:
    approval = proposed(office, slip)
    assert refused(office, approval, Event.APPROVE, by, person) == ["D60"]
    assert refused(office, approval, Event.REFUSE, by, person) == ["D60"]
    assert texts(office, slip[0], BEN) == ["open"]


def test_nobody_proposes_from_an_empty_seat(office: Office, slip: tuple[str, str]) -> None:
    with pytest.raises(MalformedError, match="somebody who sits in this seat"):
        as_person(office, ADA, "").widen("w", Widening(*slip, marked(STAFF)))


def test_what_is_decided_is_decided(office: Office, slip: tuple[str, str]) -> None:
    approval = proposed(office, slip)
    assert refused(office, approval, Event.WITHDRAW, EVE) == ["D60"]
    office.desk(ADA).decide(approval, Event.WITHDRAW)
    assert refused(office, approval, Event.APPROVE, EVE) == ["D62"]
    again = office.desk(ADA).widen("again", Widening(*slip, marked(STAFF))).record
    office.desk(EVE).decide(again, Event.REFUSE)
    assert refused(office, again, Event.APPROVE, EVE) == ["D62"]
    assert texts(office, slip[0], BEN) == ["open"]


def test_an_approval_that_no_longer_fits_is_void(office: Office, slip: tuple[str, str]) -> None:
    approval = proposed(office, slip)
    rewritten = Edit("e", slip[0], office.seen(slip[0]).digest, puts=(Put(slip[1], {"text": "worse"}),))
    office.desk().edit(rewritten)
    assert refused(office, approval, Event.APPROVE, EVE) == ["D64"]
    assert texts(office, slip[0], BEN) == ["open"]
    assert office.seen(approval).value("state") == "proposed"


def test_what_was_taken_away_is_not_widened(office: Office, slip: tuple[str, str]) -> None:
    approval = proposed(office, slip)
    office.desk().edit(Edit("e", slip[0], office.seen(slip[0]).digest, removes=(slip[1],)))
    with pytest.raises(NotThereError):
        office.desk(EVE).decide(approval, Event.APPROVE)


def test_a_narrower_label_takes_one(office: Office, slip: tuple[str, str]) -> None:
    opened = office.portion(slip[0], "open")
    with pytest.raises(MalformedError, match="a narrower one takes one person"):
        office.desk().widen("w", Widening(slip[0], opened, marked(OWN)))
    office.desk().narrow("n", slip[0], opened, marked(OWN))
    assert office.desk(BEN).get(slip[0]) is None
    with pytest.raises(MalformedError, match="widening takes two persons"):
        office.desk().narrow("m", slip[0], opened, marked(STAFF))
    with pytest.raises(NotThereError):
        office.desk(BEN).narrow("n", slip[0], opened, marked(OWN))


def test_a_label_is_not_widened_below_its_sources(office: Office, slip: tuple[str, str]) -> None:
    record = office.file(body("drawn", OWN, sources=(Source(*slip),)))
    with pytest.raises(MalformedError) as told:
        office.desk().widen("w", Widening(record, office.portion(record, "drawn"), marked(STAFF)))
    assert [finding.rule for finding in told.value.findings] == ["D52"]


def test_sources_are_held_to_again_when_it_is_approved(office: Office, slip: tuple[str, str]) -> None:
    source = office.file(body("source"))
    record = office.file(body("drawn", OWN, sources=(Source(source, office.portion(source, "source")),)))
    widening = Widening(record, office.portion(record, "drawn"), marked(STAFF))
    approval = office.desk().widen("w", widening).record
    office.desk().narrow("n", source, office.portion(source, "source"), marked(OWN))
    assert refused(office, approval, Event.APPROVE, EVE) == ["D52"]


def test_a_label_above_the_ceiling_is_not_proposed(office: Office, slip: tuple[str, str]) -> None:
    office.ceiling = {"NATO exercise policy": "RESTRICTED"}
    with pytest.raises(MalformedError) as told:
        office.desk().widen("w", Widening(*slip, marked(STAFF)))
    assert [finding.rule for finding in told.value.findings] == ["D56"]


def test_who_has_no_such_act_neither_proposes_nor_approves(office: Office, slip: tuple[str, str]) -> None:
    approval = proposed(office, slip)
    office.acts = {ANYBODY: frozenset(Act) - {Act.APPROVE, Act.LABEL}}
    assert refused(office, approval, Event.APPROVE, EVE) == ["D61"]
    with pytest.raises(MalformedError, match="a role"):
        office.desk().widen("v", Widening(*slip, marked(STAFF)))
    office.desk().decide(approval, Event.WITHDRAW)


def test_the_same_proposal_again_is_one(office: Office, slip: tuple[str, str]) -> None:
    assert proposed(office, slip) == proposed(office, slip)
    assert office.desk().count(APPROVALS).count == 1


def test_nobody_files_or_edits_an_approval(office: Office, slip: tuple[str, str]) -> None:
    approval = proposed(office, slip)
    with pytest.raises(MalformedError, match="moves by its own acts"):
        office.desk().file(Draft("d", "approval", ()))
    seen = office.seen(approval)
    with pytest.raises(MalformedError, match="moves by its own acts"):
        office.desk().edit(Edit("e", approval, seen.digest, puts=(Put(seen.portions[0].id, {"state": "approved"}),)))
    with pytest.raises(NotThereError):
        office.desk().widen("v", Widening(approval, seen.portions[0].id, marked(STAFF)))
    with pytest.raises(NotThereError):
        office.desk(EVE).decide(slip[0], Event.APPROVE)


def test_other_facts_take_two_persons(office: Office) -> None:
    turn(office.store, book(), Roster(posts=(POST,)))
    change = FactsChange(added=(HELD, Sitting("holder", POST.id)), edition="with a planner")
    approval = office.desk().propose("p", NewFacts(change, marked(OWN), "a planner is seated")).record
    assert office.store.in_force().facts.roster.persons == ()
    desk = office.desk(EVE)
    desk.decide(approval, Event.APPROVE)
    now = office.store.in_force()
    assert (now.number, now.facts.rulebook.edition) == (2, "with a planner")
    assert (now.facts.rulebook.digest, now.facts.roster) == (
        book().digest,
        Roster((POST,), (HELD,), (Sitting("holder", POST.id),)),
    )
    with pytest.raises(StaleError):
        desk.get(approval)
    assert office.seen(approval).value("state") == "approved"


def test_policies_that_change_take_the_records_along(office: Office, slip: tuple[str, str]) -> None:
    turn(office.store, book())
    change = FactsChange(ended=book().equivalences)
    approval = office.desk().propose("p", NewFacts(change, marked(OWN))).record
    office.desk(EVE).decide(approval, Event.APPROVE)
    rulebook = office.store.in_force().facts.rulebook
    assert rulebook == replace(rulebook, equivalences=())
    moment = replace(office.moment(office.minutes), rulebook=rulebook)
    edition = Desk(moment, office.desk().setting).get(slip[0])
    assert edition is not None
    assert shown(edition) == ["slip", "open"]


@pytest.mark.parametrize(
    "change",
    [
        FactsChange(),
        FactsChange(ended=(HELD,)),
        FactsChange(added=(POST,)),
        FactsChange(added=(Sitting("nobody", POST.id),)),
    ],
)
def test_a_change_that_cannot_be_is_refused_at_once(office: Office, change: FactsChange) -> None:
    turn(office.store, book(), Roster(posts=(POST,)))
    with pytest.raises(MalformedError) as told:
        office.desk().propose("p", NewFacts(change, marked(OWN)))
    assert {finding.rule for finding in told.value.findings} <= {"D81", "D87"}
    assert office.desk().count(APPROVALS).count == 0


def test_a_change_that_no_longer_fits_is_refused_when_it_is_approved(office: Office) -> None:
    turn(office.store, book(), Roster(posts=(POST,)))
    approval = office.desk().propose("p", NewFacts(FactsChange(ended=(POST,)), marked(OWN))).record
    turn(office.store, book())
    assert refused(office, approval, Event.APPROVE, EVE) == ["D87"]
    assert office.store.in_force().facts == Facts(office.store.in_force().facts.rulebook)


def test_a_post_that_reads_through_what_no_rule_names_is_not_brought_into_force(office: Office) -> None:
    """A refusal of an agreement could not meet it (R53)."""
    turn(office.store, book(), Roster())
    typed, right = (NewFacts(FactsChange(added=(Post("p", "EEAS", name),)), marked(STAFF)) for name in ("EUU", "EU"))
    with pytest.raises(MalformedError, match="D87: expected its party, or an organisation that has members"):
        office.desk().propose("typed", typed)
    assert office.desk().propose("right", right).record
    assert office.desk().propose("own", NewFacts(FactsChange(added=(Post("p", "BE", "BE"),)), marked(STAFF))).record


def test_an_approval_is_held_to_what_a_roster_can_be(office: Office) -> None:
    """Not only whoever makes a change with care: any change that two persons approve."""
    turn(office.store, book(), Roster(posts=(POST,), persons=(Person("one"), Person("two"))))
    change = FactsChange(added=(Sitting("one", POST.id), Sitting("two", POST.id)))
    with pytest.raises(MalformedError, match="D81: expected one holder at a time"):
        office.desk().propose("p", NewFacts(change, marked(STAFF)))
