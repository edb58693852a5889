"""Handing over: an audience gets what everybody in it may have, and what went to whom is on record (D94-D96)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concord.desk import Act, Condition, MemoryStore, NotThereError, Op, Order, Query
from concord.desk.acts import ANYBODY
from concord.desk.handovers import Handing, How, as_given, portions_given
from concord.desk.proposing import Widening
from concord.desk.purging import Purge, Reason
from concord.desk.records import Draft, Edit, NewPortion, Put
from concord.desk.roster import Audience, Person, Post, Roster, Sitting
from concord.desk.seals import MemorySeal
from concord.release.errors import MalformedError
from concord.release.readers import Reader
from tests.cast import ADA, BEN, CLEO, book
from tests.desk.conftest import OWN, STAFF, Office, body, marked
from tests.desk.stores import turn

HANDOVERS = Query("handover")


def roster(*readers: Reader) -> Roster:
    """Each of some readers in a post, with audiences of one, of all, and of nobody."""
    return Roster(
        posts=(*(Post(r.id, r.party, r.through) for r in readers), Post("vacant", "US", "NATO")),
        persons=tuple(Person(f"in {r.id}", r.nationality, r.clearances) for r in readers),
        sittings=tuple(Sitting(f"in {r.id}", r.id) for r in readers),
        audiences=(
            Audience("ally", ("ben",)),
            Audience("both", ("ada", "ben")),
            Audience("all", ("ada", "ben", "cleo")),
            Audience("nobody", ("vacant",)),
        ),
    )


@pytest.fixture
def papers(office: Office) -> tuple[Office, str, str]:
    """A record of which Ben may read a part, and one of which he may read nothing."""
    mixed, own = office.file(body("slip", OWN), body("open")), office.file(body("own", OWN), default=OWN)
    turn(office.store, book(), roster(ADA, BEN, CLEO))
    return office, mixed, own


def texts(editions: tuple[object, ...]) -> list[list[object]]:
    """The texts of editions."""
    return [[p.by_field["text"] for p in e.portions if "text" in p.by_field] for e in editions]  # type: ignore[attr-defined]  # editions


def test_an_audience_gets_what_everybody_in_it_may_have(papers: tuple[Office, str, str]) -> None:
    office, mixed, own = papers
    given = [
        texts(office.desk().hand_over(audience, Handing(audience, (mixed, own), How.BUNDLE)).editions)
        for audience in ("ally", "both", "all")
    ]
    assert given == [[["open"]], [["open"]], []]


def test_what_went_to_whom_is_on_record_for_who_may_read_it(papers: tuple[Office, str, str]) -> None:
    office, mixed, own = papers
    handed = office.desk().hand_over("h", Handing("both", (mixed, own), How.EXPORT))
    to_us = Query("handover", (Condition("to", Op.EQUAL, ("US",)),))
    (noted,) = office.desk().find(to_us).editions
    assert [noted.value(name) for name in ("record", "how", "audience", "given-by")] == [mixed, "export", "both", "ada"]
    assert [edition.id for edition in handed.editions] == [mixed]
    portions = noted.value("portions")
    assert isinstance(portions, tuple)
    assert office.portion(mixed, "open") in portions
    assert office.portion(mixed, "slip") not in portions
    counts = [office.desk(reader).count(HANDOVERS).count for reader in (ADA, BEN, CLEO)]
    assert counts == [2, 2, 0]


def to_own(office: Office) -> None:
    """An audience of Ada alone, who may have everything."""
    found = roster(ADA, BEN, CLEO)
    turn(office.store, book(), replace(found, audiences=(*found.audiences, Audience("own", ("ada",)))))


def noted(office: Office, reader: Reader, name: str) -> list[object]:
    """A value of every handover that a reader may read, by when it was."""
    return [each.value(name) for each in office.desk(reader).find(replace(HANDOVERS, order=Order("at"))).editions]


def test_a_handover_does_not_tell_whether_what_is_hidden_was_changed(papers: tuple[Office, str, str]) -> None:
    """Ada sees by her own notes that the slip was given as another; Ben's note is of what he may read."""
    office, mixed, _ = papers
    to_own(office)
    office.desk().hand_over("one", Handing("own", (mixed,), How.EXPORT))
    put = Put(office.portion(mixed, "slip"), {"text": "Aldebaran"})
    office.desk().edit(Edit("e", mixed, office.seen(mixed).digest, puts=(put,)))
    office.desk().hand_over("two", Handing("own", (mixed,), How.EXPORT))
    before, after = noted(office, BEN, "as-given")
    assert before == after
    assert len(set(noted(office, ADA, "as-given"))) == 3


def test_what_was_given_is_another_where_a_portion_that_is_shown_was_changed(papers: tuple[Office, str, str]) -> None:
    office, mixed, _ = papers
    office.desk().hand_over("one", Handing("ally", (mixed,), How.EXPORT))
    put = Put(office.portion(mixed, "open"), {"text": "Aldebaran"})
    office.desk().edit(Edit("e", mixed, office.seen(mixed).digest, puts=(put,)))
    office.desk().hand_over("two", Handing("ally", (mixed,), How.EXPORT))
    before, after = noted(office, BEN, "as-given")
    assert before != after


def test_the_ids_of_a_handover_do_not_tell_how_much_else_was_given() -> None:
    """The same handing of the same portions, once with something hidden before them."""
    told = []
    for more in ((), (body("slip", OWN),)):
        room = Office(MemoryStore(), MemorySeal(b"one key"))
        record = room.file(*more, body("open"))
        to_own(room)
        room.desk().hand_over("h", Handing("own", (record,), How.EXPORT))
        told.append([(each.id, *each.by_id) for each in room.desk(BEN).find(HANDOVERS).editions])
    assert [len(each) for each in told] == [1, 1]
    assert told[0] == told[1]


def test_a_handover_of_what_is_there_by_a_title_alone_is_not_there(office: Office) -> None:
    """Ben may read the title and nothing else: of the record he has no edition, and of its handover none (D5)."""
    record = office.file(
        NewPortion("t", "title", {"title": "Aldebaran"}),
        NewPortion("p", "paragraph", {"text": "own"}, marked(OWN)),
        kind="paper",
    )
    to_own(office)
    office.desk().hand_over("h", Handing("own", (record,), How.EXPORT))
    assert office.desk(BEN).get(record) is None
    assert office.desk(BEN).find(HANDOVERS).editions == ()
    assert [each.act for each in office.desk(BEN).log().entries] == []
    (edition,) = office.desk().find(HANDOVERS).editions
    assert set(portions_given(edition)) == set(office.seen(record).by_id)
    assert len(as_given(edition)) == 2


def test_a_title_that_was_given_stands_with_what_it_was_given_with(office: Office) -> None:
    record = office.file(
        NewPortion("t", "title", {"title": "open title"}),
        NewPortion("p", "paragraph", {"text": "open"}),
        NewPortion("q", "paragraph", {"text": "own"}, marked(OWN)),
        kind="paper",
    )
    to_own(office)
    office.desk().hand_over("h", Handing("own", (record,), How.EXPORT))
    (edition,) = office.desk(BEN).find(HANDOVERS).editions
    assert set(portions_given(edition)) == set(office.seen(record, BEN).by_id)
    assert len(office.desk().find(HANDOVERS).editions) == 2


def test_the_same_handing_again_gives_the_same_and_is_noted_once(papers: tuple[Office, str, str]) -> None:
    office, mixed, _ = papers
    handing = Handing("ally", (mixed, mixed), How.DELIVERY)
    assert office.desk().hand_over("h", handing) == office.desk().hand_over("h", handing)
    assert office.desk().count(HANDOVERS).count == 1
    with pytest.raises(MalformedError, match="D10"):
        office.desk().hand_over("h", replace(handing, audience="both"))


def test_what_was_not_noted_is_not_given_under_an_id_that_was(papers: tuple[Office, str, str]) -> None:
    """The record was rewritten, or another party is reached: that is another handing, with a note of its own."""
    office, mixed, _ = papers
    handing = Handing("ally", (mixed,), How.DELIVERY)
    office.desk().hand_over("h", handing)
    put = Put(office.portion(mixed, "open"), {"text": "Aldebaran"})
    office.desk().edit(Edit("e", mixed, office.seen(mixed).digest, puts=(put,)))
    with pytest.raises(MalformedError, match="D10"):
        office.desk().hand_over("h", handing)
    assert texts(office.desk().hand_over("h2", handing).editions) == [["Aldebaran"]]
    assert office.desk().count(HANDOVERS).count == 2
    found = roster(ADA, BEN, CLEO)
    audiences = tuple(replace(each, posts=("ada", "ben")) if each.id == "ally" else each for each in found.audiences)
    turn(office.store, book(), replace(found, audiences=audiences))
    with pytest.raises(MalformedError, match="D10"):
        office.desk().hand_over("h2", handing)


def test_nothing_is_given_of_what_the_giver_does_not_see(papers: tuple[Office, str, str]) -> None:
    office, mixed, own = papers
    told = []
    for record in (own, "absent"):
        with pytest.raises(MalformedError) as refused:
            office.desk(BEN).hand_over(record, Handing("both", (mixed, record), How.BUNDLE))
        told.append(str(refused.value))
    assert told[0] == told[1]
    assert office.desk().count(HANDOVERS).count == 0


@pytest.mark.parametrize("audience", ["nobody", "unknown", ""])
def test_an_audience_that_reaches_nobody_gets_nothing(papers: tuple[Office, str, str], audience: str) -> None:
    office, mixed, _ = papers
    with pytest.raises(MalformedError, match="one that reaches somebody"):
        office.desk().hand_over("h", Handing(audience, (mixed,), How.BUNDLE))


def test_handing_over_takes_a_role(papers: tuple[Office, str, str]) -> None:
    office, mixed, _ = papers
    office.acts = {ANYBODY: frozenset(Act) - {Act.HAND_OVER}}
    with pytest.raises(MalformedError, match="hand over"):
        office.desk().hand_over("h", Handing("ally", (mixed,), How.BUNDLE))
    with pytest.raises(MalformedError, match="hand over"):
        office.desk().release_check(mixed, "ally")


def test_nobody_files_or_edits_a_handover(papers: tuple[Office, str, str]) -> None:
    office, mixed, _ = papers
    office.desk().hand_over("h", Handing("ally", (mixed,), How.BUNDLE))
    (noted,) = office.desk().find(HANDOVERS).editions
    with pytest.raises(MalformedError, match="moves by its own acts"):
        office.desk().edit(Edit("e", noted.id, noted.digest, puts=(Put(noted.portions[0].id, {"to": "MD"}),)))
    with pytest.raises(MalformedError, match="moves by its own acts"):
        office.desk().file(Draft("d", "handover", ()))
    with pytest.raises(MalformedError, match="moves by its own acts"):
        office.desk().purge(Purge("p", noted.id, noted.digest, Reason.AGE))
    with pytest.raises(NotThereError):
        office.desk().widen("w", Widening(noted.id, noted.portions[0].id, marked("EU UNCLASSIFIED - LIMITE")))


def test_a_term_at_home_in_what_is_withheld_is_told_before_it_goes_out(office: Office) -> None:
    record = office.file(body("The crane PELICAN is down, says the PELICAN crew.", OWN), body("Call PELICAN first."))
    turn(office.store, book(), roster(ADA, BEN, CLEO))
    found = office.desk().release_check(record, "ally")
    assert [(finding.rule, finding.place) for finding in found] == [
        ("R110", office.portion(record, "Call PELICAN first."))
    ]
    assert office.desk().release_check(office.file(body("plain", STAFF)), "ally") == ()


def test_the_check_of_what_is_not_there_is_that_of_what_is_withheld(papers: tuple[Office, str, str]) -> None:
    office, _, own = papers
    for record in (own, "absent"):
        with pytest.raises(NotThereError):
            office.desk(BEN).release_check(record, "ally")
