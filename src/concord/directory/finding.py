"""Finding a counterpart in two steps, and what comes to an end: asked of a desk, with the roster in force beside it.

Source: docs/spec/directory.md N10-N19.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from concord.desk import Act, Condition, Desk, Op, Query, StaleError
from concord.desk.editions import many
from concord.desk.facts import InForce
from concord.desk.paging import every
from concord.desk.roster import Roster
from concord.directory.changes import Entry, Part, entries_of, parts_of
from concord.directory.reach import is_good_for
from concord.directory.rules import Card, Counterpart, make_card, ordered
from concord.release.labels import LabelSet
from concord.release.names import NEVER
from concord.release.periods import Period

SOON = timedelta(days=90)
"""How far ahead those who keep the roster look."""


def counterparts(desk: Desk, in_force: InForce, *, topics: tuple[str, ...], house: str) -> tuple[Counterpart, ...]:
    """First step: the posts of a house that serve all of the topics, the likeliest first (N10, N11).

    Raises:
        StaleError: the facts are not those that the desk was opened with.
    """
    asked = (Condition("house", Op.EQUAL, (house,)), *(Condition("topics", Op.EQUAL, (topic,)) for topic in topics))
    return ordered(every(desk, Query("post", asked)), _roster(desk, in_force), desk.moment.at)


def card(desk: Desk, in_force: InForce, record: str) -> Card | None:
    """Second step: the card of a post; None if there is no such record for this reader, or it is no post (N12).

    Raises:
        StaleError: the facts are not those that the desk was opened with.
    """
    roster, edition = _roster(desk, in_force), desk.get(record)
    post = edition.value("post") if edition is not None and edition.kind == "post" else None
    if edition is None or post is None:
        return None
    contacts = every(desk, Query("contact", (Condition("post", Op.EQUAL, (post,)),)))
    return make_card(edition, contacts, roster, desk.moment.rulebook, desk.moment.at)


def topics_of(desk: Desk, in_force: InForce, post: str) -> tuple[str, ...]:
    """The topics that a post serves, by the record that the roster names for it, as far as it is released (N13).

    Raises:
        StaleError: the facts are not those that the desk was opened with.
    """
    entry = _roster(desk, in_force).post_by_id.get(post)
    edition = desk.get(entry.record) if entry is not None and entry.record else None
    is_its = edition is not None and edition.kind == "post" and edition.value("post") == post
    return tuple(str(each) for each in many(edition.value("topics"))) if edition is not None and is_its else ()


def good_lines(found: Card, label_sets: Iterable[LabelSet], desk: Desk) -> tuple[bool, ...]:
    """For each line of a card whether it is good for everything that carries these labels (N19)."""
    wanted, rulebook, at = tuple(label_sets), desk.moment.rulebook, desk.moment.at
    return tuple(
        all(
            any(is_good_for(r.carriage, r.level, each, rulebook, at) for r in line.reaches if r.level is not None)
            for each in wanted
        )
        for line in found.lines
    )


@dataclass(frozen=True)
class Ending:
    """An entry of the roster, or a part of it, that may end at `at`."""

    at: datetime
    entry: Entry
    part: Part | None = None


def endings(desk: Desk, in_force: InForce, *, within: timedelta = SOON) -> tuple[Ending, ...]:
    """What comes to an end soon, the next first, for who keeps the roster; nothing for anybody else (N18).

    Posts, sittings, accounts, audiences; clearances, briefings and communities. A worker's is among them.

    Raises:
        StaleError: the facts are not those that the desk was opened with.
    """
    roster = _roster(desk, in_force)
    if not desk.may(Act.KEEP_FACTS):
        return ()
    now = desk.moment.at
    found = [each for each in _ends(roster) if now < each.at <= now + within]
    return tuple(sorted(found, key=lambda each: (each.at, repr(each))))


def _ends(roster: Roster) -> Iterator[Ending]:
    for entry in entries_of(roster):
        period: Period | None = getattr(entry, "period", None)
        if period is not None and period.fades != NEVER:
            yield Ending(period.fades, entry)
        for part in parts_of(entry):
            yield Ending(part.period.fades, entry, part)


def _roster(desk: Desk, in_force: InForce) -> Roster:
    """The roster in force, if it is the one under which this desk reads."""
    if in_force.number != desk.moment.facts:
        raise StaleError
    return in_force.facts.roster
