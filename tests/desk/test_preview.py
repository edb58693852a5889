"""What a change of facts opens and closes, before two persons bring it into force (D88)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from concord.desk import Act, Desk
from concord.desk.acts import ANYBODY
from concord.desk.errors import StaleError
from concord.desk.facts import Facts, FactsChange
from concord.desk.preview import Shift, Tally, preview
from concord.desk.records import Draft, Edit, NewPortion
from concord.desk.roster import Person, Post, Roster, Sitting, reader
from concord.release.decide import decide
from concord.release.errors import MalformedError
from concord.release.readers import Reader
from concord.release.reasons import Outcome
from tests.cast import ADA, BEN, CLEO, NOON, book
from tests.desk.conftest import OWN, STAFF, Office, body, marked
from tests.desk.stores import turn


def seated(*readers: Reader) -> Roster:
    """A roster in which each of some readers sits in a post of the same id."""
    return Roster(
        posts=tuple(Post(r.id, r.party, r.through) for r in readers),
        persons=tuple(Person(f"in {r.id}", r.nationality, r.clearances) for r in readers),
        sittings=tuple(Sitting(f"in {r.id}", r.id) for r in readers),
    )


CAST = seated(ADA, BEN, CLEO)


@pytest.fixture
def filled(office: Office) -> Office:
    """Two records: one that Ben may read, one with a part that he may not."""
    office.file(body("open"))
    office.file(body("open too"), body("slip", OWN))
    turn(office.store, book(), CAST)
    return office


def test_who_is_seated_may_read_what_it_may_and_nothing_else(filled: Office) -> None:
    eve = replace(BEN, id="eve")
    change = FactsChange(added=tuple(Facts(roster=seated(eve)).entries.values()))  # type: ignore[arg-type]  # entries
    found = filled.desk().preview(change)
    assert found.shifts == (Shift("eve", True, (), 1, 2),)
    assert (found.total(opens=True), found.total(opens=False)) == ((1, 2), (0, 0))


def test_a_record_of_which_nothing_is_left_is_not_counted(filled: Office) -> None:
    """Of a paper Ben may read the title alone: for him it is not there (D5), and its title counts for nothing."""
    change = FactsChange(added=tuple(Facts(roster=seated(replace(BEN, id="eve"))).entries.values()))  # type: ignore[arg-type]  # entries
    before = [filled.desk(who).preview(change).shifts for who in (ADA, BEN)]
    title = NewPortion("t", "title", {"title": "Quay"}, marked(STAFF))
    hidden = NewPortion("p", "paragraph", {"text": "Aldebaran"}, marked(OWN))
    record = filled.desk().file(Draft("paper", "paper", (title, hidden))).record
    after = [filled.desk(who).preview(change).shifts for who in (ADA, BEN)]
    assert ([shift.records for shift in before[0]], [shift.records for shift in after[0]]) == ([2], [3])
    assert after[1] == before[1]
    put_there = Edit("e", record, filled.seen(record).digest, adds=(replace(hidden, id="q", label_set=marked(STAFF)),))
    filled.desk().edit(put_there)
    assert [shift.records for shift in filled.desk(BEN).preview(change).shifts] == [3]


def test_a_membership_that_ends_closes_by_its_rule(filled: Office) -> None:
    gone = tuple(row for row in book().memberships if row.party == "US" and row.organisation == "NATO")
    found = filled.desk().preview(FactsChange(ended=gone))
    assert [(shift.seat, shift.opens, shift.squares, shift.records) for shift in found.shifts] == [("ben", False, 1, 2)]
    assert found.shifts[0].rules == ("NO_RELEASE_DECISION",)


def test_what_turns_on_a_day_to_come_is_told_of_that_day(filled: Office) -> None:
    us = next(row for row in book().memberships if row.party == "US" and row.organisation == "NATO")
    day = NOON + timedelta(days=30)
    change = FactsChange(ended=(us,), added=(replace(us, period=replace(us.period, fades=day, until=day)),))
    desk = filled.desk()
    assert desk.preview(change).shifts == desk.preview(change, NOON - timedelta(days=99)).shifts == ()
    assert [(shift.seat, shift.opens) for shift in desk.preview(change, day).shifts] == [("ben", False)]


def test_only_what_the_asker_may_read_is_counted(filled: Office) -> None:
    change = FactsChange(ended=CAST.sittings[:1])
    assert [shift.records for shift in filled.desk(ADA).preview(change).shifts] == [3]
    assert [shift.records for shift in filled.desk(BEN).preview(change).shifts] == [2]
    assert filled.desk(CLEO).preview(change).shifts == ()


def test_what_is_foretold_is_what_comes(filled: Office) -> None:
    """Square by square: what a preview counts is what decisions before and after say."""
    labels = [marked(STAFF), marked(OWN), marked("EU UNCLASSIFIED - LIMITE")]
    before, after = Facts(book(), CAST), Facts(replace(book(), agreements=()), seated(ADA, BEN))
    found = preview([Tally(label_set, 1) for label_set in labels], before, after, NOON)
    turned = sum(
        _released(facts_of_reader, label_set, before) != _released(facts_of_reader, label_set, after)
        for facts_of_reader in CAST.posts
        for label_set in labels
    )
    assert sum(shift.squares for shift in found) == turned > 0


def _released(post: Post, label_set: object, facts: Facts) -> bool:
    sat = facts.roster.persons_in(post.id, NOON) if post in facts.roster.posts else ()
    return any(
        decide(label_set, reader=reader(post, person), rulebook=facts.rulebook, at=NOON).outcome is Outcome.RELEASED  # type: ignore[arg-type]  # a label set
        for person, _ in sat
    )


def test_a_preview_takes_a_role_and_a_change_that_can_be(filled: Office) -> None:
    with pytest.raises(MalformedError, match="D87"):
        filled.desk().preview(FactsChange())
    filled.acts = {ANYBODY: frozenset(Act) - {Act.KEEP_FACTS}}
    with pytest.raises(MalformedError, match="keep the facts"):
        filled.desk().preview(FactsChange(ended=CAST.sittings[:1]))


def test_a_change_of_nothing_that_matters_turns_nothing(filled: Office) -> None:
    desk: Desk = filled.desk()
    assert desk.preview(FactsChange(added=(Person("nobody yet"),))).shifts == ()


def test_what_comes_into_force_in_between_is_not_mixed_in(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules are read beside the snapshot: others than the desk's are refused, not answered by."""
    desk, now = filled.desk(), filled.store.in_force()
    monkeypatch.setattr(filled.store, "in_force", lambda: replace(now, number=now.number + 1))
    with pytest.raises(StaleError):
        desk.preview(FactsChange(ended=CAST.sittings[:1]))
    with pytest.raises(StaleError):
        desk.release_check("any", "any")
