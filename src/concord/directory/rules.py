"""What is worked out for people who browse: who serves a topic, and the card of a post. Pure, over editions and facts.

Nothing of the roster is shown but beside the edition of the record that stands for it, and of persons only that
somebody sits or sat there. Source: docs/spec/directory.md N10-N16.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from concord.desk import Edition
from concord.desk.editions import many
from concord.desk.roster import Carriage, Post, Roster, Sitting, is_sure
from concord.directory.reach import reachable_level
from concord.release.names import BEGINNING
from concord.release.rulebook import Rulebook, canonical


@dataclass(frozen=True)
class Sat:
    """That somebody sat in a post, as its holder or a deputy; `until` None for whoever sits there now (N12)."""

    since: datetime
    until: datetime | None
    is_deputy: bool


@dataclass(frozen=True)
class Standing:
    """What the roster says of a post: vacant or not, since when if it is, whether a deputy sits, who sat when.

    `vacant_since` is the beginning of time for a post that nobody ever held.
    """

    is_vacant: bool
    vacant_since: datetime | None
    has_deputy: bool
    sittings: tuple[Sat, ...]


@dataclass(frozen=True)
class Counterpart:
    """A post that serves what was asked for; None for `is_vacant` where the roster says nothing beside this record."""

    edition: Edition
    is_vacant: bool | None


@dataclass(frozen=True)
class Reach:
    """What a channel may carry, and the highest level at which everybody whom it reaches may have it; None: none."""

    carriage: Carriage
    level: str | None


@dataclass(frozen=True)
class Line:
    """A contact of a post with its reach under each policy; `is_confirmed`: the roster names its record (N15)."""

    contact: Edition
    is_confirmed: bool
    reaches: tuple[Reach, ...]


@dataclass(frozen=True)
class Card:
    """A post as its reader may know it; `standing` None where the roster says nothing beside this record."""

    edition: Edition
    standing: Standing | None
    lines: tuple[Line, ...]


def ordered(editions: Iterable[Edition], roster: Roster, at: datetime) -> tuple[Counterpart, ...]:
    """Posts that somebody holds first, then those that serve little else, then by title and id (N11)."""
    posts = {post.record: post for post in roster.posts if post.record}
    found = [Counterpart(each, _is_vacant(_post_of(each, posts.get(each.id)), roster, at)) for each in editions]
    return tuple(sorted(found, key=_order))


def make_card(edition: Edition, contacts: Iterable[Edition], roster: Roster, rulebook: Rulebook, at: datetime) -> Card:
    """The card of a post: its record, what the roster says beside it, its channels of the day (N12-N15)."""
    post = _post_of(edition, next((each for each in roster.posts if each.record == edition.id), None))
    lines = [
        _line(contact, roster, rulebook, at)
        for contact in contacts
        if contact.value("post") == edition.value("post") and is_current(contact, at.date())
    ]
    lines.sort(key=lambda line: (str(line.contact.value("channel")), line.contact.id))
    return Card(edition, standing_of(post, roster, at) if post else None, tuple(lines))


def standing_of(post: Post, roster: Roster, at: datetime) -> Standing:
    """Who sits in a post and who sat there, without saying who (N12)."""
    sittings = [each for each in roster.sittings_by_post.get(post.id, ()) if _is_person(each, roster)]
    begun = [each for each in sittings if each.period.since <= at and each.period.since < each.period.until]
    now = [each for each in begun if is_sure(each.period, at)]
    is_vacant = all(each.is_deputy for each in now) or not is_sure(post.period, at)
    left = [each.period.fades for each in begun if not each.is_deputy and each.period.fades <= at]
    return Standing(
        is_vacant=is_vacant,
        vacant_since=max([post.period.since, *left], default=BEGINNING) if is_vacant else None,
        has_deputy=any(each.is_deputy for each in now),
        sittings=tuple(
            Sat(each.period.since, each.period.until if each.period.until <= at else None, each.is_deputy)
            for each in begun
        ),
    )


def is_current(contact: Edition, day: date) -> bool:
    """Whether a contact serves on a day: from its first day to the one before its last."""
    since, until = contact.value("since"), contact.value("until")
    return not (isinstance(since, date) and day < since) and not (isinstance(until, date) and day >= until)


def is_provisional(institution: Edition) -> bool:
    """Whether what is said of an institution was not read in a source, and is shown so (N4)."""
    return institution.value("confidence") != "sourced"


def _order(found: Counterpart) -> tuple[bool, int, str, str]:
    title = found.edition.value("title-en") or found.edition.value("title-fr") or ""
    return found.is_vacant is not False, len(many(found.edition.value("topics"))), str(title), found.edition.id


def _post_of(edition: Edition, post: Post | None) -> Post | None:
    """The post for which an edition stands: by the record that the roster names, and as far as it says which (D89)."""
    return post if post is not None and post.id == edition.value("post") else None


def _is_vacant(post: Post | None, roster: Roster, at: datetime) -> bool | None:
    return standing_of(post, roster, at).is_vacant if post else None


def _is_person(sitting: Sitting, roster: Roster) -> bool:
    return not roster.person_by_id[sitting.person].is_service


def _line(contact: Edition, roster: Roster, rulebook: Rulebook, at: datetime) -> Line:
    """A contact, with its reach under each policy of which its record shows what the roster says it may carry (N14)."""
    audience = next((each for each in roster.audiences if each.record == contact.id), None)
    if audience is None:
        return Line(contact, False, ())
    readers = roster.readers_in(audience.id, at)
    shown = sorted(audience.carries & frozenset(_carriages(contact)), key=canonical)
    return Line(contact, True, tuple(Reach(each, reachable_level(each, readers, rulebook, at)) for each in shown))


def _carriages(contact: Edition) -> Iterator[Carriage]:
    for portion in contact.portions:
        if portion.name == "carries":
            values = portion.by_field
            released_to = frozenset(map(str, many(values.get("released-to"))))
            yield Carriage(str(values.get("policy")), str(values.get("level")), released_to)
