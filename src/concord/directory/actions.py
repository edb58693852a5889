"""What the directory may write: rosters made from rosters, each to be approved as a change (changes.py).

Every action is a pure function from a roster to the next; several in a row are one change, `between` first and last.
An action that cannot be raises `MalformedError` with its findings, and never names what another entry holds.
Source: docs/spec/directory.md N20-N22, N24-N27.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from concord.desk.facts import PLACES
from concord.desk.queries import refuse
from concord.desk.roster import Account, Audience, Person, Post, Roster, Sitting, bare
from concord.directory.changes import Entry, Part
from concord.release.findings import Finding
from concord.release.periods import Period, from_day
from concord.release.readers import Briefing, Clearance, Community


def file_post(roster: Roster, post: Post) -> Roster:
    """A post that is new; nobody sits in it yet."""
    return _added(roster, post)


def file_person(roster: Roster, person: Person) -> Roster:
    """A person that is new."""
    return _added(roster, person)


def file_audience(roster: Roster, audience: Audience) -> Roster:
    """Posts that are written to together, new or in place of those under this id."""
    old = [each for each in roster.audiences if each.id == audience.id]
    return _replaced(roster, old[0], audience) if old else _added(roster, audience)


def stand_for(roster: Roster, post: str, record: str) -> Roster:
    """The record that stands for a post from now on (D89)."""
    found = _one(roster.posts, lambda each: each.id == post, f"post `{post}`")
    return _replaced(roster, found, replace(found, record=record))


# Sitting in posts


def seat(roster: Roster, person: str, post: str, since: datetime) -> Roster:
    """A person holds a post from an instant on; refused while another holds it."""
    return _added(roster, Sitting(person, post, from_day(since)))


def deputise(roster: Roster, person: str, post: str, period: Period) -> Roster:
    """A person is a deputy in a post for a period."""
    return _added(roster, Sitting(person, post, period, is_deputy=True))


def leave(roster: Roster, person: str, post: str, at: datetime) -> Roster:
    """A person, holder or deputy, leaves a post at an instant: the post stays, and so does that it was held."""
    place = f"sitting of `{person}` in `{post}`"
    found = _one(
        roster.sittings,
        lambda each: (each.person, each.post) == (person, post) and each.period.since <= at < each.period.until,
        place,
    )
    return _replaced(roster, found, _ended(found, at))


def close_post(roster: Roster, post: str, at: datetime) -> Roster:
    """A post is no more from an instant on; refused while somebody sits in it."""
    found = _one(roster.posts, lambda each: each.id == post, f"post `{post}`")
    sat = [each for each in roster.sittings_by_post.get(post, ()) if each.period.until > at]
    refuse("roster", [Finding("N24", f"post `{post}`", "nobody in it", "somebody")] if sat else [])
    return _replaced(roster, found, _ended(found, at))


# What persons hold


def grant(roster: Roster, person: str, clearance: Clearance) -> Roster:
    """A person is cleared."""
    found = _person(roster, person)
    return _replaced(roster, found, replace(found, clearances=(*found.clearances, clearance)))


def brief(roster: Roster, person: str, briefing: Briefing) -> Roster:
    """A person is briefed."""
    found = _person(roster, person)
    return _replaced(roster, found, replace(found, briefings=(*found.briefings, briefing)))


def withdraw(roster: Roster, person: str, held: Clearance | Briefing, at: datetime) -> Roster:
    """What a person holds ends at an instant."""
    found = _person(roster, person)
    _one((*found.clearances, *found.briefings), lambda each: each == held, f"what `{person}` holds")
    ended = replace(
        found,
        clearances=tuple(_ended(each, at) if each == held else each for each in found.clearances),
        briefings=tuple(_ended(each, at) if each == held else each for each in found.briefings),
    )
    return _replaced(roster, found, ended)


def erase(roster: Roster, person: str, at: datetime) -> Roster:
    """Nationality, clearances and briefings of a person are gone; refused while it sits in a post or comes in (N27)."""
    found = _person(roster, person)
    sits = any(each.person == person and each.period.until > at for each in roster.sittings)
    comes_in = any(each.person == person and each.period.until > at for each in roster.accounts)
    expected = "one that sits in no post and has no account any more"
    refuse("roster", [Finding("N27", f"person `{person}`", expected, "another")] if sits or comes_in else [])
    return _replaced(roster, found, bare(found))


# Accounts and workers


def open_account(roster: Roster, account: str, person: str, period: Period) -> Roster:
    """A person comes in by an account for a period."""
    return _added(roster, Account(account, person, period))


def close_account(roster: Roster, account: str, at: datetime) -> Roster:
    """Nobody comes in by an account from an instant on."""
    found = _one(
        roster.accounts,
        lambda each: each.id == account and each.period.since <= at < each.period.until,
        f"account `{account}`",
    )
    return _replaced(roster, found, _ended(found, at))


def seat_service(roster: Roster, post: Post, since: datetime, until: datetime) -> Roster:
    """A worker with a post of its own, of named communities, that sits in it until its end date (N26)."""
    wrong = Finding("N26", f"post `{post.id}`", "an end date after its start", "another")
    refuse("roster", [] if since < until else [wrong])
    period = from_day(since, until)
    worker = Person(post.id, is_service=True)
    with_post = _added(_added(roster, replace(post, period=period)), worker)
    return _added(with_post, Sitting(worker.id, post.id, period))


# Within

_Dated = TypeVar("_Dated", Post, Sitting, Account, Clearance, Briefing, Community)
_Found = TypeVar("_Found")


def _ended(entry: _Dated, at: datetime) -> _Dated:
    """The same, ending at an instant: at its beginning if that is later, then it never holds."""
    period, since = entry.period, max(entry.period.since, at)
    refuse("roster", [_wrong_end(entry)] if at >= period.until else [])
    ended = Period(period.since, min(period.sure, since), min(period.fades, since), since)
    return replace(entry, period=ended)


def _wrong_end(entry: Entry | Part) -> Finding:
    return Finding("N24", type(entry).__name__.casefold(), "an end before the one it has", "a later one")


def _added(roster: Roster, entry: Entry) -> Roster:
    name = PLACES[type(entry)]
    return _with(roster, name, (*getattr(roster, name), entry))


def _replaced(roster: Roster, old: Entry, new: Entry) -> Roster:
    name = PLACES[type(old)]
    return _with(roster, name, tuple(new if each == old else each for each in getattr(roster, name)))


def _with(roster: Roster, name: str, entries: tuple[Any, ...]) -> Roster:
    return replace(roster, **{name: entries})


def _person(roster: Roster, person: str) -> Person:
    return _one(roster.persons, lambda each: each.id == person, f"person `{person}`")


def _one(entries: tuple[_Found, ...], is_meant: Callable[[_Found], bool], place: str) -> _Found:
    """The entry that is meant.

    Raises:
        MalformedError: there is none, or more than one.
    """
    found = [each for each in entries if is_meant(each)]
    if len(found) != 1:
        refuse("roster", [Finding("N24", place, "one that stands at that instant", f"{len(found)}")])
    return found[0]
