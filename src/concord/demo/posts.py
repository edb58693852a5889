"""The directory of the demonstration: which post serves what, the channels to it, and what each house shows of them.

Each node knows the posts of its own house as they are, and those of the other as an extract says them.
Source: docs/spec/demo.md X12.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from concord.commitments.actions import Read
from concord.demo.cast import DAY, Side, resource
from concord.desk.facts import FactsChange
from concord.desk.records import Draft, NewPortion
from concord.desk.roster import Audience, Carriage, Post, Roster, Sitting
from concord.directory import drafts
from concord.release.labels import LabelSet
from concord.release.names import BEGINNING
from concord.release.periods import from_day

LEVELS = {
    "unclassified": ("EU UNCLASSIFIED", "UNCLASSIFIED"),
    "restricted": ("RESTREINT UE/EU RESTRICTED", "RESTRICTED"),
    "confidential": ("CONFIDENTIEL UE/EU CONFIDENTIAL", "CONFIDENTIAL"),
    "secret": ("SECRET UE/EU SECRET", "SECRET"),
}
"""What a channel carries of the EU and of NATO."""
ADDRESSES = {
    "mail": "{name}@{body}.example",
    "secure-mail": "{name}@secure.{body}.example",
    "phone": "555 01 {number:02}",
    "secure-phone": "secure line 55 {number:02}",
    "video": "room {number}, {body}",
    "secure-video": "secure room {number}, {body}",
    "registry": "registry {body}, box {number}",
    "liaison": "through the liaison office, by courier",
}
MARKINGS = {
    "EU": {
        "both": "EU UNCLASSIFIED RELEASABLE TO NATO",
        "own": "EU UNCLASSIFIED - LIMITE",
        "staff": "EU UNCLASSIFIED RELEASABLE TO EU institutions",
    },
    "NATO": {
        "both": "NATO UNCLASSIFIED Releasable to EU Council",
        "own": "NATO UNCLASSIFIED",
        "staff": "NATO RESTRICTED",
    },
}
"""How a house labels what is for both houses, for its own, and for its staff."""
EXTRACT = "EXERCISE. From the directory of the {house} staffs, as their registry sent it on 12 May 2017."


@dataclass(frozen=True)
class Line:
    """A channel to a post: for whom it is shown, its address, and the highest level it carries."""

    channel: str
    shown: str
    level: str
    address: str

    @property
    def carries(self) -> frozenset[Carriage]:
        """What it carries of either house, of what is released to the other."""
        eu, nato = LEVELS[self.level]
        return frozenset(
            {
                Carriage("EU exercise policy", eu, frozenset({"NATO"})),
                Carriage("NATO exercise policy", nato, frozenset({"EU Council"})),
            }
        )


@dataclass(frozen=True)
class Listed:
    """A post of the directory; `vacant_since` and `deputy` say who sits there, where its seat does not."""

    id: str
    institution: str
    house: str
    title: tuple[str, str]
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    lines: tuple[Line, ...]
    vacant_since: datetime | None
    deputy: str
    last: str


@cache
def listed() -> tuple[Listed, ...]:
    """Every post of the directory."""
    found = tomllib.loads(resource("posts.toml").decode())["post"]
    return tuple(_listed(number, each) for number, each in enumerate(found, 11))


def _listed(number: int, given: Mapping[str, Any]) -> Listed:
    """A post as the file has it; rooms and lines are told apart by its number."""
    name, body = given["id"].rpartition("/")[2].casefold(), given["institution"].casefold()
    since: date | None = given.get("vacant_since")
    return Listed(
        given["id"],
        given["institution"],
        given["house"],
        tuple(given["title"]),
        tuple(given["topics"]),
        tuple(given["languages"]),
        tuple(
            Line(channel, shown, level, ADDRESSES[channel].format(name=name, body=body, number=number))
            for channel, shown, level in given["lines"]
        ),
        datetime.combine(since, time(), UTC) if since else None,
        given.get("deputy", ""),
        given.get("last", ""),
    )


# Records


def post_draft(side: Side, each: Listed, read: Read) -> Draft:
    """The record of a post as a node has it: of the other house with where it is from, and the last contact there."""
    values = {
        "title-en": each.title[0],
        "title-fr": each.title[1],
        "institution": each.institution,
        "house": each.house,
        "topics": each.topics,
        "languages": each.languages,
    }
    draft = drafts.post(f"post {each.id}", Post(each.id, each.institution, each.house), values, _default(each, read))
    notes = [] if each.house == side.through else [(EXTRACT.format(house=each.house), "")]
    notes += [(f"EXERCISE. {each.last}", MARKINGS[side.through]["own"])] if notes and each.last else []
    portions = (
        NewPortion(f"note {number}", "note", {"text": text}, LabelSet(read(marking, DAY)) if marking else None)
        for number, (text, marking) in enumerate(notes)
    )
    return replace(draft, portions=(*draft.portions, *portions))


def contacts(side: Side, read: Read) -> Iterator[tuple[Audience, Draft]]:
    """The channels that a node knows, each with its record: all of its own house, of the other what went to both."""
    for each in listed():
        for line in each.lines:
            if each.house == side.through or line.shown == "both":
                audience = Audience(f"{each.id} {line.channel}", (each.id,), carries=line.carries)
                label = LabelSet(read(MARKINGS[each.house][line.shown], DAY))
                values = {"post": each.id, "channel": line.channel}
                yield audience, drafts.contact(f"contact {audience.id}", audience, values, line.address, label)


def _default(each: Listed, read: Read) -> LabelSet:
    return LabelSet(read(MARKINGS[each.house]["both"], DAY))


def standing(roster: Roster, records: Mapping[str, str], channels: Sequence[tuple[Audience, str]]) -> FactsChange:
    """The change by which records stand for posts, by their ids, and channels are known with theirs (D89)."""
    posts = [roster.post_by_id[post] for post in records]
    named = [replace(post, record=records[post.id]) for post in posts]
    return FactsChange(tuple(posts), (*named, *(replace(audience, record=record) for audience, record in channels)))


# Who sits there


def sittings(post: str, person: str) -> tuple[Sitting, ...]:
    """Who sits in a post of the seats that ship: its holder, until it fell vacant, and then a deputy."""
    found = next((each for each in listed() if each.id == post), None)
    if found is None or found.vacant_since is None:
        return (Sitting(person, post),)
    left = Sitting(person, post, from_day(BEGINNING, found.vacant_since))
    if not found.deputy:
        return (left,)
    return left, Sitting(found.deputy, post, from_day(found.vacant_since), is_deputy=True)
