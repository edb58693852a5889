"""The roster: posts, the persons who sit in them, what they hold, and the accounts by which they come in. All dated.

Names follow the W3C Organization Ontology: a post exists without a person; a sitting is its dated membership.
Source: docs/spec/desk.md D80-D84.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.periods import ALWAYS, Confidence, Period
from concord.release.readers import Briefing, Clearance, Community, Reader


@dataclass(frozen=True)
class Post:
    """A seat: `party` reading through `through`, whoever sits in it. What its holder needs to know goes with it.

    `record` is the one record that stands for it: nobody else's says anything of the roster (D89).
    """

    id: str
    party: str
    through: str
    communities: tuple[Community, ...] = ()
    roles: frozenset[str] = frozenset()
    period: Period = ALWAYS
    record: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who sits in posts, by an opaque id; what is personal goes with the person, not with the post.

    A *service* is a worker of the node: it reads as any other, and is never one of two persons.
    """

    id: str
    nationality: str | None = None
    clearances: tuple[Clearance, ...] = ()
    briefings: tuple[Briefing, ...] = ()
    is_service: bool = False


def bare(person: Person) -> Person:
    """What is left of a person that is erased: its id (D93)."""
    return Person(person.id, is_service=person.is_service)


@dataclass(frozen=True)
class Sitting:
    """A person in a post for a period, as its holder or as a deputy."""

    person: str
    post: str
    period: Period = ALWAYS
    is_deputy: bool = False


@dataclass(frozen=True)
class Account:
    """An opaque account id, and the person who comes in by it."""

    id: str
    person: str
    period: Period = ALWAYS


@dataclass(frozen=True)
class Carriage:
    """What a channel may carry: labels of a policy up to a level, released to these values beyond its owner."""

    policy: str
    level: str
    released_to: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Audience:
    """Posts that are written to together, such as those behind a channel: it may have what all of them may.

    `carries` is what the channel may carry; `record` is the one record that stands for it (D89).
    """

    id: str
    posts: tuple[str, ...]
    period: Period = ALWAYS
    carries: frozenset[Carriage] = frozenset()
    record: str = ""


@dataclass(frozen=True)
class Roster:
    """All of it, as one immutable value; the order of entries never matters.

    Raises:
        MalformedError: an id twice, one that nothing has, an account of two persons, a post that two hold; every fault
            at once (D81).
    """

    posts: tuple[Post, ...] = ()
    persons: tuple[Person, ...] = ()
    sittings: tuple[Sitting, ...] = ()
    accounts: tuple[Account, ...] = ()
    audiences: tuple[Audience, ...] = ()

    def __post_init__(self) -> None:
        findings = [*_twice(self), *_missing(self), *_shared(self), *_standing_twice(self)]
        findings += [] if findings else [*_two_holders(self), *_after_its_end(self), *_endless(self)]
        if findings:
            raise MalformedError("roster", tuple(findings))

    @cached_property
    def post_by_id(self) -> Mapping[str, Post]:
        """Posts by id."""
        return {post.id: post for post in self.posts}

    @cached_property
    def person_by_id(self) -> Mapping[str, Person]:
        """Persons by id."""
        return {person.id: person for person in self.persons}

    @cached_property
    def sittings_by_post(self) -> Mapping[str, tuple[Sitting, ...]]:
        """Sittings by post, in the order in which they began."""
        found: dict[str, list[Sitting]] = {}
        for each in sorted(self.sittings, key=lambda each: (each.period.since, each.person)):
            found.setdefault(each.post, []).append(each)
        return {post: tuple(sittings) for post, sittings in found.items()}

    def person_of(self, account: str, at: datetime) -> Person | None:
        """Who comes in by an account at an instant, or None."""
        standing = (each for each in self.accounts if each.id == account and is_sure(each.period, at))
        return next((self.person_by_id[each.person] for each in standing), None)

    def posts_of(self, person: str, at: datetime) -> tuple[Post, ...]:
        """The posts that a person sits in at an instant, by id."""
        sat = {each.post for each in self.sittings if each.person == person and is_sure(each.period, at)}
        return tuple(p for p in sorted(self.posts, key=lambda p: p.id) if p.id in sat and is_sure(p.period, at))

    def persons_in(self, post: str, at: datetime) -> tuple[tuple[Person, bool], ...]:
        """Who sits in a post at an instant, holders before deputies, and whether each is a deputy; () if vacant."""
        sat = [each for each in self.sittings_by_post.get(post, ()) if is_sure(each.period, at)]
        sat.sort(key=lambda each: (each.is_deputy, each.person))
        return tuple((self.person_by_id[each.person], each.is_deputy) for each in sat)

    def reader_of(self, account: str, post: str, at: datetime) -> Reader | None:
        """The reader that an account is in a post at an instant; None if it is not (D82)."""
        person = self.person_of(account, at)
        if person is None or post not in {each.id for each in self.posts_of(person.id, at)}:
            return None
        return reader(self.post_by_id[post], person)

    def readers(self, at: datetime) -> tuple[Reader, ...]:
        """A reader for each person in each post at an instant, by post and person."""
        return tuple(each for post in sorted(self.post_by_id) for each in self._readers_of(post, at))

    def seated(self, at: datetime) -> Mapping[tuple[str, str], Reader]:
        """A reader for each person in each post at an instant, by both; the same objects each time."""
        pairs = [(post, person) for post in self.posts_at(at) for person, _ in self.persons_in(post.id, at)]
        for post, person in pairs:
            if (post.id, person.id) not in self._readers:
                self._readers[post.id, person.id] = reader(post, person)
        return {(post.id, person.id): self._readers[post.id, person.id] for post, person in pairs}

    @cached_property
    def _readers(self) -> dict[tuple[str, str], Reader]:
        return {}

    def posts_at(self, at: datetime) -> tuple[Post, ...]:
        """The posts that there are at an instant, by id."""
        return tuple(post for post in sorted(self.posts, key=lambda post: post.id) if is_sure(post.period, at))

    def readers_in(self, audience: str, at: datetime) -> tuple[Reader, ...]:
        """Everybody whom an audience reaches at an instant; () if there is no such audience (D84)."""
        found = [each for each in self.audiences if each.id == audience and is_sure(each.period, at)]
        posts = {post for each in found for post in each.posts}
        return tuple(each for post in sorted(posts) for each in self._readers_of(post, at))

    def _readers_of(self, post: str, at: datetime) -> Iterator[Reader]:
        seat = self.post_by_id[post]
        if is_sure(seat.period, at):
            yield from (reader(seat, person) for person, _ in self.persons_in(post, at))


def reader(post: Post, person: Person) -> Reader:
    """A person in a post, as the kernel reads it (R60)."""
    return Reader(
        id=post.id,
        party=post.party,
        through=post.through,
        nationality=person.nationality,
        clearances=person.clearances,
        briefings=person.briefings,
        communities=post.communities,
        roles=post.roles,
    )


def is_sure(period: Period, at: datetime) -> bool:
    """Whether a period holds beyond doubt: nobody comes in by an entry that may have ended (D82)."""
    return period.holds(at) is Confidence.SOURCED


_Named = TypeVar("_Named", Post, Person)


def _twice(roster: Roster) -> Iterator[Finding]:
    """Entries of an id that another has; an account may come again for another period."""
    for field in fields(roster):
        entries = getattr(roster, field.name)
        ids = [each.id for each in entries if isinstance(each, (Post, Person, Audience))]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield Finding("D81", f"{field.name} `{name}`", "each id once", f"{ids.count(name)} times")


def _missing(roster: Roster) -> Iterator[Finding]:
    posts, persons = _ids(roster.posts), _ids(roster.persons)
    for sitting in roster.sittings:
        yield from _absent(sitting.post, posts, f"sitting of `{sitting.person}`", "post")
        yield from _absent(sitting.person, persons, f"sitting in `{sitting.post}`", "person")
    for account in roster.accounts:
        yield from _absent(account.person, persons, f"account `{account.id}`", "person")
    for audience in roster.audiences:
        for post in audience.posts:
            yield from _absent(post, posts, f"audience `{audience.id}`", "post")


def _shared(roster: Roster) -> Iterator[Finding]:
    """Accounts by which two persons may come in at one instant."""
    standing = (each for each in roster.accounts if each.period.since < each.period.until)
    ordered = sorted(standing, key=lambda each: (each.id, each.period.since))
    for one, two in pairwise(ordered):
        if one.id == two.id and two.period.since < one.period.until:
            yield Finding("D81", f"account `{one.id}`", "one person at a time", f"`{one.person}` and `{two.person}`")


def _standing_twice(roster: Roster) -> Iterator[Finding]:
    """Records that stand for two entries."""
    records = [post.record for post in roster.posts] + [audience.record for audience in roster.audiences]
    for record, count in sorted(Counter(filter(None, records)).items()):
        if count > 1:
            yield Finding("D89", f"record `{record}`", "one post or audience that it stands for", f"{count}")


def _two_holders(roster: Roster) -> Iterator[Finding]:
    """Posts that two hold at one instant; deputies may be many."""
    for post, sittings in sorted(roster.sittings_by_post.items()):
        held = [each for each in sittings if not each.is_deputy and each.period.since < each.period.until]
        for one, two in pairwise(held):
            if two.period.since < one.period.until:
                yield Finding("D81", f"post `{post}`", "one holder at a time", f"`{one.person}` and `{two.person}`")


def _after_its_end(roster: Roster) -> Iterator[Finding]:
    """Posts that somebody comes to sit in when they are no more."""
    for sitting in roster.sittings:
        if sitting.period.since >= roster.post_by_id[sitting.post].period.until:
            place = f"sitting of `{sitting.person}` in `{sitting.post}`"
            yield Finding("D81", place, "a post that is there", "one that has ended")


def _endless(roster: Roster) -> Iterator[Finding]:
    """Services that sit without an end, or in a post of no named community."""
    for sitting in roster.sittings:
        if roster.person_by_id[sitting.person].is_service:
            place = f"service `{sitting.person}`"
            if sitting.period.until == ALWAYS.until:
                yield Finding("D81", place, "an end date", "none")
            if not roster.post_by_id[sitting.post].communities:
                yield Finding("D81", place, "named communities", "none")


def _ids(entries: Iterable[_Named]) -> frozenset[str]:
    return frozenset(entry.id for entry in entries)


def _absent(name: str, known: frozenset[str], place: str, what: str) -> Iterator[Finding]:
    if name not in known:
        yield Finding("D81", place, f"a {what} of this roster", f"`{name}`")
