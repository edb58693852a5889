"""A counterpart in two steps, and what the card of a post says to whom (N10-N16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from concord.desk import Act, MemoryStore, StaleError
from concord.desk.acts import ANYBODY
from concord.desk.facts import InForce
from concord.desk.records import Edit, Put
from concord.desk.roster import Carriage, Person, Sitting
from concord.directory import actions, drafts
from concord.directory.finding import card, counterparts, endings
from concord.directory.reach import reachable_level
from concord.directory.rules import Card, Sat
from concord.release.periods import ALWAYS, Period, from_day
from concord.release.readers import Clearance, Community, Reader
from tests.cast import ADA, BEN, CLEO, NOON, book, label_set
from tests.directory.staff import BEGUN, OWN, STAFF, Directory, cleared, make_directory, post_values

FIRST, SECOND = "NATO-IS/000", "NATO-IMS/001"
HYBRID = ("hybrid", "energy")
LATER = NOON + timedelta(days=30)


def seen(directory: Directory, post: str = FIRST, reader: Reader = ADA, **more: object) -> Card:
    """The card of a post, which is there."""
    found = card(directory.desk(reader, **more), directory.in_force, directory.records[post])  # type: ignore[arg-type]  # an instant
    assert found is not None
    return found


def levels(found: Card) -> list[str | None]:
    """The levels that the lines of a card reach."""
    return [reach.level for line in found.lines for reach in line.reaches]


def test_a_counterpart_is_found_in_two_steps(directory: Directory) -> None:
    first = counterparts(directory.desk(), directory.in_force, topics=HYBRID, house="NATO")
    assert [each.edition.value("post") for each in first] == [FIRST, "NATO-IMS/005"]
    found = card(directory.desk(), directory.in_force, first[0].edition.id)
    assert found is not None
    assert (found.edition.value("title-fr"), found.edition.value("languages")) == ("Chef, Menaces hybrides", ("en",))
    assert found.standing is not None
    assert (found.standing.is_vacant, found.standing.has_deputy) == (False, True)
    assert [(line.contact.value("address"), line.is_confirmed) for line in found.lines] == [("1234", True)]
    assert levels(found) == ["CONFIDENTIAL"]


def test_posts_that_are_held_come_first_and_then_those_that_serve_little_else(directory: Directory) -> None:
    def found() -> list[object]:
        both = counterparts(directory.desk(), directory.in_force, topics=("hybrid",), house="EU")
        return [(each.edition.value("post"), each.is_vacant) for each in both]

    assert found() == [("EEAS/000", False), ("COM/005", False)]
    directory.turn(actions.leave(directory.roster, "p EEAS/000", "EEAS/000", NOON))
    assert found() == [("COM/005", False), ("EEAS/000", True)]


def test_who_leaves_leaves_the_post_and_that_it_was_held(directory: Directory) -> None:
    directory.turn(actions.leave(directory.roster, f"p {FIRST}", FIRST, LATER))
    before, after = seen(directory).standing, seen(directory, at=LATER).standing
    assert before is not None
    assert after is not None
    assert (before.is_vacant, before.sittings[0]) == (False, Sat(BEGUN, None, is_deputy=False))
    assert (after.is_vacant, after.vacant_since, after.has_deputy) == (True, LATER, True)
    assert after.sittings == (Sat(BEGUN, LATER, is_deputy=False), Sat(BEGUN, None, is_deputy=True))


def test_a_post_that_is_held_again_is_not_vacant_and_keeps_both_sittings(directory: Directory) -> None:
    roster = actions.leave(directory.roster, f"p {SECOND}", SECOND, NOON - timedelta(days=9))
    directory.turn(actions.seat(roster, f"p {FIRST} deputy", SECOND, NOON))
    assert seen(directory, SECOND, at=NOON - timedelta(days=1)).standing == replace(
        seen(directory, SECOND).standing,  # type: ignore[type-var]  # it is there
        is_vacant=True,
        vacant_since=NOON - timedelta(days=9),
        sittings=(Sat(BEGUN, NOON - timedelta(days=9), is_deputy=False),),
    )
    standing = seen(directory, SECOND).standing
    assert standing is not None
    assert [each.until for each in standing.sittings] == [NOON - timedelta(days=9), None]


def test_what_is_still_to_come_is_on_no_card(directory: Directory) -> None:
    before = seen(directory).standing
    roster = actions.leave(directory.roster, f"p {FIRST}", FIRST, LATER)
    roster = actions.seat(roster, f"p {SECOND} deputy", FIRST, LATER)
    directory.turn(actions.deputise(roster, f"p {SECOND}", FIRST, from_day(LATER)))
    assert seen(directory).standing == before


def test_a_clearance_that_ends_lowers_the_reach_from_that_day(directory: Directory) -> None:
    person = directory.roster.person_by_id[f"p {FIRST} deputy"]
    directory.turn(actions.withdraw(directory.roster, person.id, person.clearances[0], LATER))
    assert levels(seen(directory)) == ["CONFIDENTIAL"]
    assert levels(seen(directory, at=LATER)) == ["UNCLASSIFIED"]
    assert levels(seen(directory, SECOND, at=LATER)) == ["CONFIDENTIAL"]


def test_a_line_to_nobody_reaches_no_level(directory: Directory) -> None:
    directory.turn(actions.leave(directory.roster, f"p {SECOND}", SECOND, LATER))
    assert levels(seen(directory, SECOND)) == ["CONFIDENTIAL"]
    assert levels(seen(directory, SECOND, at=LATER)) == [None]


@pytest.mark.parametrize(
    ("carriage", "level"),
    [
        (Carriage("NATO exercise policy", "RESTRICTED"), "RESTRICTED"),
        (Carriage("NATO exercise policy", "SECRET", frozenset({"EU Council"})), "CONFIDENTIAL"),
        (Carriage("EU exercise policy", "SECRET UE/EU SECRET", frozenset({"NATO"})), "CONFIDENTIEL UE/EU CONFIDENTIAL"),
        (Carriage("EU exercise policy", "SECRET UE/EU SECRET"), None),  # for the EU's own circle
        (Carriage("public", "PUBLIC"), "PUBLIC"),
        (Carriage("another", "SECRET"), None),
        (Carriage("NATO exercise policy", "another"), None),
    ],
)
def test_a_line_reaches_what_it_may_carry_and_its_people_may_read(carriage: Carriage, level: str | None) -> None:
    house = "EU" if "EU Council" in carriage.released_to else "NATO"
    party = "GSC" if house == "EU" else "NATO-IS"
    both = (cleared("EU"), cleared("NATO"))
    readers = [Reader(state, party, house, nationality=state, clearances=both) for state in ("BE", "FR")]
    assert reachable_level(carriage, readers, book(), NOON) == level


def held(*names: str, period: Period = ALWAYS) -> Reader:
    """An American of the International Staff who holds some of NATO's levels."""
    clearance = Clearance("NATO exercise policy", frozenset(names), period=period)
    return Reader("staff", "NATO-IS", "NATO", nationality="US", clearances=(clearance,))


@pytest.mark.parametrize(
    ("readers", "level"),
    [
        ((held("RESTRICTED", "CONFIDENTIAL", "SECRET"),), "SECRET"),
        ((held("RESTRICTED", "CONFIDENTIAL", "SECRET"), held("RESTRICTED")), "RESTRICTED"),
        ((held("RESTRICTED", "SECRET"),), "RESTRICTED"),  # what lies between could not be sent
        ((held("RESTRICTED", "SECRET", period=Period(fades=NOON, until=LATER)),), "UNCLASSIFIED"),  # it may have ended
        ((), None),
    ],
)
def test_a_line_reaches_the_level_up_to_which_all_its_people_surely_read(
    readers: tuple[Reader, ...], level: str | None
) -> None:
    carriage = Carriage("NATO exercise policy", "TOP SECRET")
    assert reachable_level(carriage, readers, book(), NOON) == level


def test_cleo_gets_what_there_is_without_records(empty: Directory) -> None:
    without = Directory(MemoryStore(), empty.roster, records=empty.records)
    empty.file()
    without.turn(empty.roster)
    assert asked(empty, CLEO) == asked(without, CLEO) == [(), (), (), None, None, ()]
    assert [len(found) for found in asked(empty, BEN)[:3]] == [2, 2, 10]  # type: ignore[arg-type]  # lists


def test_what_the_roster_says_of_hidden_posts_changes_no_answer(empty: Directory) -> None:
    """The records of every post of NATO's military staff are hidden from Ben, and then all that is theirs changes."""
    posts = [post.id for post in empty.roster.posts]
    empty.file(default=OWN, posts=[each for each in posts if each.startswith("NATO-IMS")])
    empty.file(posts=[each for each in posts if not each.startswith("NATO-IMS")])
    before, adas = asked(empty, BEN), asked(empty, ADA)
    roster = empty.roster
    for sitting in [each for each in roster.sittings if each.post.startswith("NATO-IMS")]:
        roster = actions.leave(roster, sitting.person, sitting.post, NOON)
        person = roster.person_by_id[sitting.person]
        roster = actions.withdraw(roster, person.id, person.clearances[0], NOON)
    empty.turn(roster)
    assert (asked(empty, BEN) == before, asked(empty, ADA) == adas) == (True, False)


def asked(directory: Directory, reader: Reader) -> list[object]:
    """What a reader is answered to everything that can be asked."""
    first = [
        counterparts(directory.desk(reader), directory.in_force, topics=topics, house="NATO")
        for topics in (HYBRID, ("hybrid",), ())
    ]
    cards = [card(directory.desk(reader), directory.in_force, directory.records[name]) for name in (FIRST, SECOND)]
    return [*first, *cards, endings(directory.desk(reader), directory.in_force)]


def test_ben_sees_no_post_of_which_the_record_is_not_released_to_him(empty: Directory) -> None:
    empty.file(default=OWN)
    assert len(counterparts(empty.desk(), empty.in_force, topics=HYBRID, house="NATO")) == 2
    assert asked(empty, BEN)[:5] == [(), (), (), None, None]


def test_ben_sees_a_post_without_the_channels_that_are_not_released_to_him(empty: Directory) -> None:
    empty.file(channels=OWN)
    assert len(seen(empty).lines) == 1
    assert seen(empty, reader=BEN).lines == ()
    assert seen(empty, reader=BEN).standing == seen(empty).standing


def test_a_level_that_is_withheld_gives_no_reach(directory: Directory) -> None:
    line = directory.records[f"line {FIRST}"]
    edition = directory.desk().get(line)
    assert edition is not None
    carries = next(portion.id for portion in edition.portions if portion.name == "carries")
    narrow = Edit("narrow", line, edition.digest, puts=(Put(carries, label_set=label_set(OWN)),))
    directory.acts = {ANYBODY: frozenset({Act.LABEL})}
    directory.desk().edit(narrow)
    assert (levels(seen(directory)), levels(seen(directory, reader=BEN))) == (["CONFIDENTIAL"], [])
    assert [each.is_confirmed for each in seen(directory, reader=BEN).lines] == [True]


def test_a_record_that_the_roster_does_not_name_says_nothing_of_the_roster(empty: Directory) -> None:
    """Ben files records that name a post and a line of which he sees nothing (N13)."""
    empty.file(default=OWN)
    desk = empty.desk(BEN)
    post = empty.roster.post_by_id[FIRST]
    audience = next(each for each in empty.roster.audiences if each.posts == (FIRST,))
    forged = desk.file(drafts.post("forged", post, post_values(post), label_set(STAFF))).record
    values = {"post": FIRST, "channel": "mail"}
    desk.file(drafts.contact("forged line", audience, values, "me@example.org", label_set(STAFF)))
    first = counterparts(desk, empty.in_force, topics=HYBRID, house="NATO")
    assert [(each.edition.id, each.is_vacant) for each in first] == [(forged, None)]
    found = card(desk, empty.in_force, forged)
    assert found is not None
    assert found.standing is None
    assert [(line.is_confirmed, line.reaches) for line in found.lines] == [(False, ())]


@pytest.mark.parametrize(
    ("name", "portion", "values"),
    [
        (f"line {FIRST}", "carries", {"level": "TOP SECRET"}),
        (f"line {FIRST}", "carries", {"policy": "EU exercise policy", "level": "SECRET UE/EU SECRET"}),
        (f"line {SECOND}", "head", {"post": FIRST}),
    ],
)
def test_an_edit_of_a_channel_makes_the_roster_say_nothing_new(
    directory: Directory, name: str, portion: str, values: dict[str, object]
) -> None:
    told = levels(seen(directory)) + levels(seen(directory, SECOND))
    edited(directory, name, portion, values)
    assert set(levels(seen(directory)) + levels(seen(directory, SECOND))) <= set(told)


def test_an_edit_of_a_post_makes_the_roster_say_nothing(directory: Directory) -> None:
    edited(directory, FIRST, "head", {"post": SECOND})
    assert seen(directory).standing is None


def edited(directory: Directory, name: str, portion: str, values: dict[str, object]) -> None:
    """Ada edits a record of the directory."""
    record = directory.records[name]
    edition = directory.desk().get(record)
    assert edition is not None
    changed = next(each.id for each in edition.portions if each.name == portion)
    directory.desk().edit(Edit("edit", record, edition.digest, puts=(Put(changed, values),)))


def test_a_contact_is_shown_on_the_days_on_which_it_serves(directory: Directory) -> None:
    values = {"post": FIRST, "channel": "mail", "since": "2017-05-15", "until": "2017-05-16"}
    audience = directory.roster.audiences[0]
    directory.desk().file(drafts.contact("short", audience, values, "box@example.org", label_set(STAFF)))
    days = [len(seen(directory, at=NOON + timedelta(days=day)).lines) for day in (-1, 0, 1)]
    assert days == [1, 2, 1]


def test_facts_that_are_not_those_of_the_desk_are_refused(directory: Directory) -> None:
    stale = directory.in_force
    directory.turn(directory.roster)
    for ask in (
        lambda: counterparts(directory.desk(), stale, topics=HYBRID, house="NATO"),
        lambda: card(directory.desk(), stale, directory.records[FIRST]),
        lambda: endings(directory.desk(), InForce()),
    ):
        with pytest.raises(StaleError):
            ask()


def test_what_ends_soon_is_for_who_keeps_the_roster(directory: Directory) -> None:
    roster = actions.leave(directory.roster, f"p {FIRST}", FIRST, NOON + timedelta(days=89))
    person = roster.person_by_id[f"p {SECOND}"]
    roster = actions.withdraw(roster, person.id, person.clearances[0], NOON + timedelta(days=90))
    roster = actions.close_account(roster, f"a {FIRST}", NOON + timedelta(days=91))
    directory.turn(roster)
    assert endings(directory.desk(), directory.in_force) == ()
    directory.acts = {"keeper": frozenset({Act.KEEP_FACTS})}
    keeper = replace(ADA, roles=frozenset({"keeper"}))
    found = endings(directory.desk(keeper), directory.in_force)
    assert [(each.at - NOON).days for each in found] == [89, 90]
    assert [type(each.part or each.entry).__name__ for each in found] == ["Sitting", "Clearance"]
    assert endings(directory.desk(ADA), directory.in_force) == ()


def test_a_worker_in_a_post_holds_it_for_nobody(directory: Directory) -> None:
    roster = actions.leave(directory.roster, f"p {SECOND}", SECOND, NOON)
    posts = tuple(replace(each, communities=(Community("index"),)) for each in roster.posts)
    worker = Sitting("worker", SECOND, from_day(NOON, LATER))
    people = (*roster.persons, Person("worker", is_service=True))
    directory.turn(replace(roster, posts=posts, persons=people, sittings=(*roster.sittings, worker)))
    standing = seen(directory, SECOND).standing
    assert standing is not None
    assert (standing.is_vacant, len(standing.sittings)) == (True, 1)


def test_a_counterpart_is_found_among_five_hundred() -> None:
    directory = make_directory(MemoryStore(), 500)
    directory.file()
    found = counterparts(directory.desk(BEN), directory.in_force, topics=HYBRID, house="EU")
    assert (len(found), found[0].edition.value("post")) == (50, "EEAS/000")
    answer = card(directory.desk(BEN), directory.in_force, found[0].edition.id)
    assert answer is not None
    assert levels(answer) == ["CONFIDENTIEL UE/EU CONFIDENTIAL"]
