"""A founded node with seats, accounts and documents, in each of which every portion holds a word of its own.

Two officers of the Council's secretariat, a delegate of Ireland, an ally of Norway, and one account that sits nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from concord.commitments.actions import TypedReport, noted, registered, reported
from concord.desk.facts import FactsChange
from concord.desk.records import Draft, NewPortion
from concord.desk.roster import Account, Person, Post, Sitting
from concord.directory import drafts
from concord.facts import action_points
from concord.node.founding import init
from concord.node.kinds import INSTALLED
from concord.node.node import Node, open_node
from concord.release.labels import Label, LabelSet
from concord.release.readers import Clearance
from tests.cases.given import read_marking
from tests.cast import NOON, book
from tests.node.founded import FIRST, SETTINGS, founding, seat
from tests.web.stores import stored

ALLOWED = (
    SETTINGS.replace('["file", "edit"]', '["file", "edit", "label", "remove"]')
    .replace('"look at the log"]', '"look at the log", "purge"]')
    .replace("[ceiling]", '[ceiling]\n"public" = "PUBLIC"\n"NATO exercise policy" = "CONFIDENTIAL"')
)

EU_LEVELS = ("EU UNCLASSIFIED", "RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE/EU CONFIDENTIAL")
NATO_LEVELS = ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL")
CLEARED = (
    Clearance("EU exercise policy", frozenset(EU_LEVELS)),
    Clearance("NATO exercise policy", frozenset(NATO_LEVELS)),
)

PEOPLE = {
    "ie-1": (Post("IE/delegate", "IE", "EU"), Person("delegate of Ireland", "IE", CLEARED)),
    "no-1": (Post("NO/delegate", "NO", "NATO"), Person("delegate of Norway", "NO", CLEARED)),
    "de-1": (Post("DE/delegate", "DE", "EU"), Person("delegate of Germany", "DE", CLEARED)),
}
ACCOUNTS = ("sec-1", "sec-2", *PEOPLE)
NORWAY = ("no-1", "NO/delegate")
NOWHERE = "nobody-1"
"""An account of a person without a post."""

MARKINGS = {
    "public": "PUBLIC",
    "limite": "EU UNCLASSIFIED - LIMITE",
    "staffs": "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO",
    "own": "RESTREINT UE/EU RESTRICTED",
    "confidential": "CONFIDENTIEL UE/EU CONFIDENTIAL",
}
OF_NATO = "NATO RESTRICTED"
"""What Norway alone may read, of what it says itself."""
CANARIES = {f"canary{name}": marking for name, marking in MARKINGS.items()} | {"canaryofnato": OF_NATO}
"""The words that stand in one portion each, with its marking."""


@dataclass(frozen=True)
class House:
    """The folder, the ids of the documents by the label of their head, and those of action points by number."""

    folder: Path
    records: dict[str, str]
    points: dict[str, str]


def make_house(folder: Path, settings: str = ALLOWED) -> House:
    """A node with everything, in an empty folder."""
    folder.mkdir()
    settings = stored(settings)
    (folder / "node.toml").write_text(settings)
    data, _, signatures = founding(settings.encode())
    init(folder, data, signatures, rulebook=book(), kinds=INSTALLED, at=NOON - timedelta(hours=1))
    node = open_node(folder, INSTALLED)
    seated = [
        (post, person, Sitting(person.id, post.id), Account(name, person.id)) for name, (post, person) in PEOPLE.items()
    ]
    nowhere = (Person("nobody", "BE"), Account(NOWHERE, "nobody"))
    second = (Post("GSC/planner", "GSC", "EU"), Sitting("security officer 1", "GSC/planner"))
    seat(node, FactsChange(added=(*(each for some in seated for each in some), *nowhere, *second)))
    records = {name: _filed(node, name) for name in MARKINGS} | {"closed": _filed(node, "confidential", "closed")}
    points = register(node)
    node.close()
    return House(folder, records, points)


def _filed(node: Node, head: str, name: str = "") -> str:
    """A document whose head has one label, with a portion of every label; a named one holds portions of that alone."""
    desk = node.desk(*FIRST, at=NOON)
    body = [
        NewPortion(each, "body", {"form": "paragraph", "text": f"A text. canary{each}"}, labelled(marking))
        for each, marking in MARKINGS.items()
        if not name or each == head
    ]
    values = {"title": f"Paper canaryhead{head}", "date": "2017-05-15"}
    title = NewPortion("head", "head", values, labelled(MARKINGS[head]))
    return desk.file(Draft(f"paper {name or head}", "document", (title, *body))).record


def labelled(marking: str) -> LabelSet:
    """The label set of a printed marking."""
    return LabelSet(read_marking(marking, book(), NOON))


def register(node: Node) -> dict[str, str]:
    """Three action points for everybody; on the second a report and a note under each marking, two by Norway."""
    desk = node.desk(*FIRST, at=NOON)
    some = [point for point in action_points() if point.id in ("1.2", "1.10", "8.4")]
    posts = {("1.10", "COM"): filed_post(node, "PUBLIC"), ("1.10", "NATO"): filed_post(node, MARKINGS["confidential"])}
    made = desk.file_all(registered(some, labelled("PUBLIC"), posts))
    points = {point.id: each.record for point, each in zip(some, made, strict=True)}
    asked = {name: (marking, FIRST) for name, marking in MARKINGS.items()} | {"ofnato": (OF_NATO, NORWAY)}
    bodies = ("EEAS", "COM", "EDA", "GSC", "SHAPE", "NATO")
    for (name, (marking, who)), entity in zip(asked.items(), bodies, strict=True):
        say(node, who, points["1.2"], entity, f"canary{name}", marking)
    return points


def filed_post(node: Node, marking: str) -> str:
    """The record of a post of the directory."""
    entry = Post(f"COM/{marking}", "COM", "EU")
    values = {"title-en": f"Officer, {marking}", "institution": "COM", "house": "EU", "topics": ["cyber"]}
    return node.desk(*FIRST, at=NOON).file(drafts.post(entry.id, entry, values, labelled(marking))).record


def say(node: Node, who: tuple[str, str], point: str, entity: str, word: str, marking: str) -> None:
    """A report and a note on a point, with a word in every text of theirs."""
    desk = node.desk(*who, at=NOON)
    edition = desk.get(point)
    assert edition is not None
    texts: dict[str, Any] = {
        "next_step": f"Meet. {word}",
        "decision": f"Decide. {word}",
        "account": f"An account. {word}",
    }
    texts |= {"account": f"An account. {word}", "cause": "clearance", "review": "2017-06-14"}
    typed = TypedReport(entity, "2017-05-01", "limited", marking, **texts)
    desk.file(reported(f"report {word}", edition, typed, read, NOON))
    desk.file(noted(f"note {word}", edition, f"A note. {word}", marking, read, NOON))


def read(marking: str, at: datetime) -> Label:
    """The label of a printed marking."""
    return read_marking(marking, book(), at)
