"""Rosters, editions of facts, and values as they are written (D80-D86)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from concord.desk import written
from concord.desk.facts import Facts, StillHeldError
from concord.desk.roster import Account, Audience, Person, Post, Roster, Sitting, bare, reader
from concord.desk.written import WrittenError
from concord.release.errors import MalformedError
from concord.release.names import NEVER
from concord.release.periods import Period
from concord.release.readers import Clearance
from concord.release.rulebook import Rulebook
from tests.cast import NOON, book
from tests.desk.conftest import Office, body
from tests.desk.stores import turn

LATER = NOON + timedelta(days=30)
FIRST = Period(until=LATER, fades=LATER)
SECOND = Period(since=LATER, sure=LATER)
SECRET = Clearance("EU", frozenset({"secret"}))
DESK_OFFICER = Post("EEAS/planner", "EEAS", "EU", roles=frozenset({"releasing officer"}))
ROSTER = Roster(
    posts=(DESK_OFFICER, Post("MD/itself", "MD", "MD")),
    persons=(Person("first holder", "BE", (SECRET,)), Person("second holder", "FR"), Person("deputy", "IE")),
    sittings=(
        Sitting("first holder", "EEAS/planner", FIRST),
        Sitting("second holder", "EEAS/planner", SECOND),
        Sitting("deputy", "EEAS/planner", is_deputy=True),
    ),
    accounts=(Account("a1", "first holder"), Account("a2", "second holder"), Account("a3", "deputy", FIRST)),
    audiences=(Audience("cell", ("EEAS/planner", "MD/itself")),),
)


def test_an_account_in_a_post_is_a_reader_with_what_its_person_holds() -> None:
    found = ROSTER.reader_of("a1", "EEAS/planner", NOON)
    assert found == reader(DESK_OFFICER, ROSTER.person_by_id["first holder"])
    assert found is not None
    assert (found.id, found.nationality, found.clearances) == ("EEAS/planner", "BE", (SECRET,))


@pytest.mark.parametrize(
    ("account", "post", "at"),
    [
        ("a1", "EEAS/planner", LATER),  # the sitting has ended
        ("a2", "EEAS/planner", NOON),  # it has not begun
        ("a3", "EEAS/planner", LATER),  # the account has ended
        ("a1", "MD/itself", NOON),  # nobody sits there
        ("a1", "another", NOON),
        ("another", "EEAS/planner", NOON),
        ("", "", NOON),
    ],
)
def test_nobody_else_is(account: str, post: str, at: datetime) -> None:
    assert ROSTER.reader_of(account, post, at) is None


def test_a_sitting_that_may_have_ended_lets_nobody_in() -> None:
    unsure = replace(ROSTER, sittings=(Sitting("first holder", "EEAS/planner", Period(fades=NOON, until=NEVER)),))
    assert unsure.reader_of("a1", "EEAS/planner", NOON) is None
    assert unsure.reader_of("a1", "EEAS/planner", NOON - timedelta(days=1)) is not None


def test_a_post_outlives_its_holder() -> None:
    holders = [[person.id for person, _ in ROSTER.persons_in("EEAS/planner", at)] for at in (NOON, LATER)]
    assert holders == [["first holder", "deputy"], ["second holder", "deputy"]]
    assert ROSTER.persons_in("MD/itself", NOON) == ()
    assert [is_deputy for _, is_deputy in ROSTER.persons_in("EEAS/planner", NOON)] == [False, True]


def test_an_audience_is_everybody_in_its_posts() -> None:
    assert [each.nationality for each in ROSTER.readers_in("cell", LATER)] == ["FR", "IE"]
    assert ROSTER.readers_in("another", NOON) == ()


def test_a_roster_with_ids_that_nothing_has_is_refused_with_every_fault() -> None:
    with pytest.raises(MalformedError) as told:
        Roster(
            posts=(DESK_OFFICER, DESK_OFFICER),
            sittings=(Sitting("nobody", "nowhere"),),
            accounts=(Account("a", "nobody"),),
            audiences=(Audience("cell", ("nowhere",)),),
        )
    assert [finding.rule for finding in told.value.findings] == ["D81"] * 5


def test_facts_are_written_and_read_as_they_were() -> None:
    facts = Facts(book(), ROSTER)
    assert [written.read(written.write(entry)) for entry in facts.entries.values()] == list(facts.entries.values())


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"is":"Popen","args":"ls"}', '{"is":"Post"}', '{"choice":["Standing","NONE"]}', '{"a":1,"b":2}', "[{}]"],
)
def test_a_text_that_was_not_written_here_is_refused(text: str) -> None:
    with pytest.raises(WrittenError, match="expected one of this version"):
        written.read(text)


def test_what_is_not_of_the_kernel_is_not_written() -> None:
    with pytest.raises(TypeError, match="found a Office"):
        written.write(Office(None))  # type: ignore[arg-type]  # anything but a value of the kernel


def test_every_edition_of_facts_can_be_read_as_it_was(office: Office) -> None:
    office.file(body("before"))
    first, second = replace(book(), edition="first"), replace(book(), memberships=(), edition="second")
    turn(office.store, first, ROSTER)
    since = office.store.last
    office.file(body("between"))
    turn(office.store, second)
    now, then, before = (office.store.in_force(at) for at in (None, since, since - timedelta(seconds=1)))
    assert [(each.number, each.facts.rulebook.edition) for each in (before, then, now)] == [
        (0, ""),
        (1, "first"),
        (2, "second"),
    ]
    assert (then.facts.rulebook.digest, now.facts.rulebook.digest) == (first.digest, second.digest)
    assert then.facts.roster.reader_of("a1", "EEAS/planner", NOON) == ROSTER.reader_of("a1", "EEAS/planner", NOON)
    assert (then.since, now.facts.roster.posts, before.facts) == (since, (), Facts())


def test_facts_that_come_back_stand_again(office: Office) -> None:
    for rulebook in (book(), Rulebook(), book()):
        turn(office.store, rulebook)
    assert office.store.in_force().facts.rulebook.digest == book().digest
    assert office.store.facts == 3


def test_an_account_is_one_persons_at_a_time() -> None:
    again = replace(ROSTER, accounts=(Account("a", "first holder", FIRST), Account("a", "second holder", SECOND)))
    assert [again.person_of("a", at) for at in (NOON, LATER)] == list(ROSTER.persons[:2])
    with pytest.raises(MalformedError, match="account `a`: D81: expected one person at a time"):
        replace(ROSTER, accounts=(Account("a", "first holder"), Account("a", "second holder", SECOND)))


def test_what_an_erased_person_held_is_in_no_edition_any_more(office: Office) -> None:
    held = ROSTER.person_by_id["first holder"]
    lost = replace(ROSTER, persons=tuple(bare(each) if each == held else each for each in ROSTER.persons))
    turn(office.store, book(), ROSTER)
    turn(office.store, book(), replace(ROSTER, audiences=()))
    office.file(body("between"))
    turn(office.store, book(), lost)
    with office.store.writing(office.store.last) as writing:
        writing.erase("first holder")
    editions = [office.store.in_force(at).facts.roster for at in (NOON, None)]
    assert [each.person_by_id["first holder"] for each in editions] == [Person("first holder")] * 2
    assert set(editions[1].persons) == set(lost.persons)
    turn(office.store, book(), ROSTER)
    assert office.store.in_force().facts.roster.person_by_id["first holder"] == held


def test_nobody_is_erased_who_still_holds_something(office: Office) -> None:
    turn(office.store, book(), ROSTER)
    with pytest.raises(StillHeldError), office.store.writing(office.store.last) as writing:
        writing.erase("first holder")
    assert office.store.in_force().facts.roster.person_by_id["first holder"].clearances == (SECRET,)
