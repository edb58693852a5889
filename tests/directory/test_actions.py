"""What changes a roster, and what a change is (N20-N27)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import reduce

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from concord.desk.facts import Facts
from concord.desk.roster import Audience, Person, Post, Roster, Sitting
from concord.desk.written import read, write
from concord.directory import actions
from concord.directory.changes import RosterChange, between, entries_of, of_roster
from concord.release.errors import MalformedError
from concord.release.periods import ALWAYS, from_day
from concord.release.readers import Briefing, Community
from concord.release.rulebook import Rulebook
from tests.cast import NOON, book
from tests.directory.staff import BEGUN, cleared, make_roster

ROSTER = make_roster(6)
POST, HOLDER, DEPUTY = "EEAS/000", "p EEAS/000", "p EEAS/000 deputy"
FREE = "p GSC/001 deputy"
"""Somebody who sits in no post."""
RULES = Rulebook(memberships=tuple({row.organisation: row for row in book().memberships}.values()))
"""A member of each organisation that the facts know."""
LATER = NOON + timedelta(days=30)
CLEARANCE, BRIEFING = cleared("NATO"), Briefing("NATO")


def emptied(roster: Roster) -> Roster:
    """The roster after the holder of a post has left it."""
    return actions.leave(roster, "p GSC/001", "GSC/001", NOON)


def applied(change: RosterChange, roster: Roster) -> Roster:
    """The roster after a change has come into force under rules that know every organisation."""
    return change.facts.applied(Facts(RULES, roster)).roster


def keys(was: Roster, now: Roster) -> list[str]:
    """The keys of what is told of a change."""
    return [told.key for told in between(was, now).summary]


def test_a_leave_and_then_a_seat_keep_that_both_sat() -> None:
    left = actions.leave(ROSTER, HOLDER, POST, NOON)
    found = actions.seat(left, FREE, POST, NOON)
    assert [[each.id for each, _ in found.persons_in(POST, at)] for at in (NOON - timedelta(days=1), NOON)] == [
        [HOLDER, DEPUTY],
        [FREE, DEPUTY],
    ]
    assert sorted(keys(ROSTER, found)) == ["sitting-added", "sitting-ended"]
    assert POST in found.post_by_id


ACTIONS: list[tuple[Callable[[Roster], Roster], list[str]]] = [
    (lambda r: actions.file_post(r, Post("new", "EDA", "EU")), ["post-added"]),
    (lambda r: actions.file_person(r, Person("new", "BE", (CLEARANCE,))), ["person-added", "clearance-added"]),
    (lambda r: actions.file_audience(r, Audience("new", (POST,))), ["audience-added"]),
    (lambda r: actions.file_audience(r, Audience(f"line {POST}", (POST, "GSC/001"))), ["audience-changed"]),
    (lambda r: actions.stand_for(r, POST, "record"), ["post-changed"]),
    (
        lambda r: actions.seat(actions.file_post(r, Post("new", "EDA", "EU")), FREE, "new", LATER),
        ["post-added", "sitting-added"],
    ),
    (lambda r: actions.deputise(r, FREE, POST, from_day(NOON, LATER)), ["sitting-added"]),
    (lambda r: actions.leave(r, HOLDER, POST, LATER), ["sitting-ended"]),
    (lambda r: actions.leave(r, DEPUTY, POST, LATER), ["sitting-ended"]),
    (lambda r: actions.grant(r, HOLDER, CLEARANCE), ["clearance-added"]),
    (lambda r: actions.brief(r, HOLDER, BRIEFING), ["briefing-added"]),
    (lambda r: actions.withdraw(r, HOLDER, cleared("EU"), LATER), ["clearance-ended"]),
    (lambda r: actions.withdraw(actions.brief(r, HOLDER, BRIEFING), HOLDER, BRIEFING, LATER), ["briefing-added"]),
    (lambda r: actions.open_account(r, "new", FREE, ALWAYS), ["account-added"]),
    (lambda r: actions.close_account(r, f"a {POST}", LATER), ["account-ended"]),
    (lambda r: actions.close_post(emptied(r), "GSC/001", LATER), ["post-ended", "sitting-ended"]),
    (lambda r: actions.erase(r, FREE, NOON), ["person-erased", "clearance-removed"]),
    (
        lambda r: actions.seat_service(r, Post("index", "EEAS", "EU", (Community("index"),)), NOON, LATER),
        ["person-added", "post-added", "community-added", "sitting-added"],
    ),
]


@pytest.mark.parametrize(("act", "told"), ACTIONS)
def test_an_action_is_a_change_that_tells_what_it_does(act: Callable[[Roster], Roster], told: list[str]) -> None:
    found = act(ROSTER)
    assert keys(ROSTER, found) == told
    assert set(entries_of(applied(between(ROSTER, found), ROSTER))) == set(entries_of(found))


@pytest.mark.parametrize("act", [act for act, _ in ACTIONS])
def test_a_change_is_carried_by_an_approval_and_does_the_same_there(act: Callable[[Roster], Roster]) -> None:
    change = between(ROSTER, act(ROSTER))
    carried = read(write(change.facts))
    assert of_roster(carried) == change
    assert set(entries_of(carried.applied(Facts(RULES, ROSTER)).roster)) == set(entries_of(act(ROSTER)))


WRONG: list[tuple[Callable[[Roster], Roster], str]] = [
    (lambda r: actions.file_post(r, Post(POST, "EDA", "EU")), "D81: expected each id once"),
    (lambda r: actions.seat(r, FREE, POST, NOON), "D81: expected one holder at a time"),
    (lambda r: actions.seat(r, "nobody", POST, NOON), "D81: expected a person of this roster"),
    (lambda r: actions.seat(r, FREE, "nowhere", NOON), "D81: expected a post of this roster"),
    (lambda r: actions.leave(r, FREE, POST, NOON), "N24: expected one that stands"),
    (lambda r: actions.leave(r, HOLDER, POST, BEGUN - timedelta(days=1)), "N24: expected one that stands"),
    (lambda r: actions.leave(actions.leave(r, HOLDER, POST, NOON), HOLDER, POST, LATER), "N24: expected one that"),
    (lambda r: actions.close_post(r, POST, NOON), "N24: expected nobody in it"),
    (lambda r: actions.withdraw(r, HOLDER, BRIEFING, NOON), "N24: expected one that stands"),
    (lambda r: actions.grant(r, "nobody", CLEARANCE), "N24: expected one that stands"),
    (lambda r: actions.open_account(r, f"a {POST}", FREE, from_day(NOON)), "D81: expected one person at a time"),
    (lambda r: actions.close_account(r, "another", NOON), "N24: expected one that stands"),
    (lambda r: actions.erase(r, HOLDER, NOON), "N27: expected one that sits in no post"),
    (lambda r: actions.stand_for(actions.stand_for(r, POST, "x"), "GSC/001", "x"), "D89: expected one post"),
    (lambda r: actions.seat_service(r, Post("i", "EEAS", "EU"), NOON, LATER), "D81: expected named communities"),
    (
        lambda r: actions.seat_service(r, Post("i", "EEAS", "EU", (Community("index"),)), NOON, ALWAYS.until),
        "D81: expected an end date",
    ),
    (
        lambda r: actions.seat_service(r, Post("i", "EEAS", "EU", (Community("index"),)), NOON, NOON),
        "N26: expected an end date after its start",
    ),
]


@pytest.mark.parametrize(("act", "said"), WRONG)
def test_what_cannot_be_is_said(act: Callable[[Roster], Roster], said: str) -> None:
    with pytest.raises(MalformedError, match=said):
        act(ROSTER)


def test_nobody_comes_to_a_post_that_is_no_more() -> None:
    closed = actions.close_post(emptied(ROSTER), "GSC/001", NOON)
    with pytest.raises(MalformedError, match="D81: expected a post that is there"):
        actions.seat(closed, FREE, "GSC/001", LATER)


def test_what_was_entered_by_mistake_ends_where_it_began() -> None:
    wrong = actions.seat(actions.leave(ROSTER, HOLDER, POST, NOON), FREE, POST, NOON)
    right = actions.seat(actions.leave(wrong, FREE, POST, NOON), "p GSC/001", POST, NOON)
    assert [each.id for each, _ in right.persons_in(POST, NOON)] == ["p GSC/001", DEPUTY]


def test_an_erased_person_leaves_its_id_and_that_it_sat() -> None:
    left = actions.close_account(actions.leave(ROSTER, HOLDER, POST, NOON), f"a {POST}", NOON)
    erased = actions.erase(left, HOLDER, NOON)
    assert erased.person_by_id[HOLDER] == Person(HOLDER)
    assert [each.person for each in erased.sittings_by_post[POST]] == [HOLDER, DEPUTY]
    assert keys(left, erased) == ["person-erased", "clearance-removed"]


def test_an_erasure_and_what_is_granted_after_it_are_two_changes() -> None:
    erased = actions.erase(ROSTER, FREE, NOON)
    granted = actions.grant(erased, FREE, CLEARANCE)
    with pytest.raises(MalformedError, match="N20: expected a clearance with an end"):
        applied(between(ROSTER, granted), ROSTER)
    assert applied(between(erased, granted), applied(between(ROSTER, erased), ROSTER)).person_by_id[FREE] == Person(
        FREE, clearances=(CLEARANCE,)
    )


def test_a_change_that_deletes_is_refused_with_every_fault() -> None:
    holder = ROSTER.person_by_id[HOLDER]
    gone = RosterChange(
        frozenset({ROSTER.sittings[0], holder}), frozenset({replace(holder, clearances=(), nationality="FR")})
    )
    with pytest.raises(MalformedError) as told:
        applied(gone, ROSTER)
    assert [finding.rule for finding in told.value.findings] == ["N20", "N20"]


def test_a_change_that_no_longer_fits_is_refused() -> None:
    change = between(ROSTER, actions.leave(ROSTER, HOLDER, POST, NOON))
    for roster in (applied(change, ROSTER), actions.leave(ROSTER, HOLDER, POST, LATER)):
        with pytest.raises(MalformedError, match="D87"):
            applied(change, roster)


def test_a_longer_and_a_shorter_account_are_told_apart() -> None:
    account = ROSTER.accounts[0]
    shorter = actions.close_account(ROSTER, account.id, LATER)
    assert (keys(ROSTER, shorter), keys(shorter, ROSTER)) == (["account-ended"], ["account-prolonged"])


def test_two_changes_of_one_entry_are_both_told() -> None:
    twice = frozenset({Sitting(FREE, POST, from_day(NOON, NOON), is_deputy=True)})
    again = frozenset({Sitting(FREE, POST, from_day(NOON, LATER), is_deputy=True)})
    assert [told.key for told in RosterChange(frozenset(), twice | again).summary] == ["sitting-added"] * 2


PERSONS = st.sampled_from([each.id for each in ROSTER.persons])
POSTS = st.sampled_from([each.id for each in ROSTER.posts])
ACCOUNTS = st.sampled_from([each.id for each in ROSTER.accounts])
INSTANTS = st.integers(0, 4).map(lambda days: NOON + timedelta(days=days))
ACT = st.one_of(
    st.builds(lambda person, post, at: lambda r: actions.leave(r, person, post, at), PERSONS, POSTS, INSTANTS),
    st.builds(lambda person, post, at: lambda r: actions.seat(r, person, post, at), PERSONS, POSTS, INSTANTS),
    st.builds(
        lambda person, post, at: lambda r: actions.deputise(r, person, post, from_day(at)), PERSONS, POSTS, INSTANTS
    ),
    st.builds(lambda account, at: lambda r: actions.close_account(r, account, at), ACCOUNTS, INSTANTS),
    st.builds(
        lambda account, person, at: lambda r: actions.open_account(r, account, person, from_day(at)),
        *(ACCOUNTS, PERSONS, INSTANTS),
    ),
    st.builds(lambda person, at: lambda r: actions.grant(r, person, cleared("NATO", at)), PERSONS, INSTANTS),
    st.builds(lambda post, at: lambda r: actions.close_post(r, post, at), POSTS, INSTANTS),
)
"""Some action on some entry, which may be one that cannot be."""
ERASE = st.builds(lambda person, at: lambda r: actions.erase(r, person, at), PERSONS, INSTANTS)

ACTS, WITH_ERASURES = st.lists(ACT, max_size=12), st.lists(st.one_of(ACT, ERASE), max_size=12)
Acts = list[Callable[[Roster], Roster]]


def done(roster: Roster, act: Callable[[Roster], Roster]) -> Roster:
    """The roster after an action, or as it was if that cannot be."""
    try:
        return act(roster)
    except MalformedError:
        return roster


@settings(deadline=None)
@given(WITH_ERASURES)
def test_however_it_is_kept_an_account_is_one_persons_and_a_post_one_holders(
    acts: Acts,
) -> None:
    found = reduce(done, acts, ROSTER)
    for at in (NOON + timedelta(days=day) for day in range(6)):
        standing = [each.id for each in found.accounts if each.period.since <= at < each.period.until]
        assert len(standing) == len(set(standing))
        held = [
            each.post for each in found.sittings if not each.is_deputy and each.period.since <= at < each.period.until
        ]
        assert len(held) == len(set(held))


@settings(deadline=None)
@given(WITH_ERASURES)
def test_however_it_is_kept_whatever_was_before_stays(acts: Acts) -> None:
    found = reduce(done, acts, ROSTER)
    before = NOON - timedelta(days=1)
    assert {post.id for post in found.posts} == {post.id for post in ROSTER.posts}
    for post in ROSTER.posts:
        sat = [[person.id for person, _ in each.persons_in(post.id, before)] for each in (ROSTER, found)]
        assert sat[0] == sat[1]
    assert [found.person_of(each.id, before) is None for each in ROSTER.accounts] == [False] * len(ROSTER.accounts)


@settings(deadline=None)
@given(ACTS)
def test_the_order_of_entries_does_not_matter_to_a_change(acts: Acts) -> None:
    found = reduce(done, acts, ROSTER)
    assume(set(entries_of(found)) != set(entries_of(ROSTER)))
    turned = replace(ROSTER, persons=ROSTER.persons[::-1], sittings=ROSTER.sittings[::-1], posts=ROSTER.posts[::-1])
    change = between(ROSTER, found)
    assert change == between(turned, found)
    for roster in (ROSTER, turned):
        assert set(entries_of(applied(change, roster))) == set(entries_of(found))
    assert between(found, applied(change, ROSTER)) == RosterChange(frozenset(), frozenset())


@settings(deadline=None)
@given(st.permutations(range(4)))
def test_changes_of_different_entries_come_out_the_same_in_any_order(order: list[int]) -> None:
    acts = [ACTIONS[number][0] for number in (0, 7, 9, 14)]
    assert between(ROSTER, reduce(lambda r, n: acts[n](r), order, ROSTER)) == between(
        ROSTER, reduce(lambda r, act: act(r), acts, ROSTER)
    )
