"""Making a node of the demonstration as any node is made, and knowing one that was made here.

Source: docs/spec/demo.md X1-X3.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from concord.cli.books import shipped_book
from concord.commitments.actions import Read
from concord.demo import acts, posts
from concord.demo.cast import DAY, OFFICERS, SIDES, Side, account_of, readers_of
from concord.demo.paper import Paper, papers
from concord.demo.register import draft_of, filer, points, reports
from concord.desk.approvals import Event
from concord.desk.facts import FactsChange
from concord.desk.proposing import NewFacts
from concord.desk.roster import Account, Person, Post, Sitting
from concord.formats.marking import Markings
from concord.node.config import NAME
from concord.node.founding import init
from concord.node.kinds import INSTALLED
from concord.node.node import Node, opened
from concord.node.signing import make_key, sign
from concord.release.errors import ConcordError
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook

MARK = "demonstration.toml"
"""The file by which a folder says that the demonstration made it."""

Tell = Callable[[str], None]
"""Takes a line of progress."""

SETTINGS = """\
format = "concord-node/1"
name = "{name}"

[store]
file = "vault.sqlite3"

[acts]
author = ["edit", "label", "remove"]
staff = ["file"]
"releasing officer" = ["file", "edit", "label", "remove", "sanitise", "approve", "hand over", "look at the log"]
"security officer" = ["keep the facts", "look at the log", "purge"]
retention = ["purge"]
"""

OFFICER = """
[[officer]]
account = "{account}"
person = "holder of {post}"
post = "{post}"
party = "{party}"
through = "{through}"
nationality = "BE"
roles = ["security officer"]
key = "{key}"

[[officer.clearances]]
under = "EU exercise policy"
levels = ["EU UNCLASSIFIED", "RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE/EU CONFIDENTIAL"]

[[officer.clearances]]
under = "NATO exercise policy"
levels = ["UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL"]
"""

FOR_STAFFS = "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO"
NOT_STAFF = frozenset({"PUBLIC", "HYBRIDCOE"})
"""Seats that file nothing."""


class FolderError(ConcordError):
    """A folder that the demonstration cannot use; the message says what was expected and what was found."""


def places(folder: Path) -> dict[str, Path]:
    """The folder of each node."""
    return {side: folder / side for side in SIDES}


def check(folder: Path) -> None:
    """Refuse a folder with something that the demonstration did not make where it wants a node (X3).

    Raises:
        FolderError: there is such a thing.
    """
    for place in places(folder).values():
        if place.exists() and not is_ours(place):
            raise FolderError(f"{place}: expected nothing, or a node of the demonstration, found something else")


def is_ours(place: Path) -> bool:
    """Whether the demonstration made a folder."""
    return (place / MARK).is_file()


def remove(folder: Path) -> None:
    """Remove both nodes."""
    check(folder)
    for place in places(folder).values():
        if is_ours(place):
            shutil.rmtree(place)


def make(side: Side, place: Path, tell: Tell) -> None:
    """A node with everybody and every paper, put in its place when it is whole (X2)."""
    aside = place.with_name(f".{place.name}.making")
    if is_ours(aside):
        shutil.rmtree(aside)
    aside.mkdir(parents=True)
    (aside / MARK).write_text(f'# Made by `concord demo`; removed by `concord demo --fresh`.\nside = "{side.id}"\n')
    tell("founding: two officers, keys made on the spot")
    rulebook = shipped_book().rulebook
    _found(side, aside, rulebook)
    with opened(aside, INSTALLED) as node:
        readers = readers_of(rulebook.memberships)
        tell(f"seating {len(readers)} people: one officer proposes, the other approves")
        _seat(node, side, readers)
        read = Markings(rulebook).read
        for paper in papers(side, rulebook, read, readers["NATO-IS"]):
            tell(f"filing {paper.draft.portions[0].values['title']}")
            _file(node, paper)
        tell("filing the directory, and the records that stand for its posts")
        records = _directory(node, side, read)
        tell("filing the register of action points")
        _register(node, side, read, records)
        tell("handing over, changing and proposing")
        _act(node, side, read)
    os.replace(aside, place)


def _found(side: Side, place: Path, rulebook: Rulebook) -> None:
    settings = SETTINGS.format(name=side.name).encode()
    (place / NAME).write_bytes(settings)
    keys = {number: make_key() for number in OFFICERS}
    text = f'format = "concord-founding/1"\nsettings = "{sha256(settings).hexdigest()}"\n'
    for number, (_, public) in keys.items():
        account, post = side.officer(number)
        text += OFFICER.format(account=account, post=post, party=side.party, through=side.through, key=public)
    signatures = [sign(text.encode(), private).encode() for private, _ in keys.values()]
    init(place, text.encode(), signatures, rulebook=rulebook, kinds=INSTALLED, at=DAY)


def _seat(node: Node, side: Side, readers: dict[str, Reader]) -> None:
    """Bring everybody into the roster, with a worker, audiences and an arrangement that ends soon, past two persons."""
    entries = (entry for reader in readers.values() for entry in _entries(reader))
    beside = (*acts.service(side), *acts.audiences(side), acts.arrangement(side, acts.ENDS))
    _turn(node, side, "seats of the exercise", FactsChange(added=(*entries, *beside)))


def _turn(node: Node, side: Side, name: str, change: FactsChange) -> None:
    """One officer proposes a change of facts, the other approves it."""
    first, second = (side.officer(number) for number in OFFICERS)
    approval = node.desk(*first, at=DAY).propose(name, NewFacts(change, _for_staffs(node), name)).record
    node.desk(*second, at=DAY).decide(approval, Event.APPROVE)


def _for_staffs(node: Node) -> LabelSet:
    return LabelSet(Markings(node.in_force.facts.rulebook).read(FOR_STAFFS, DAY))


def _entries(reader: Reader) -> Iterator[Post | Person | Sitting | Account]:
    roles = reader.roles if reader.id in NOT_STAFF else reader.roles | {"staff"}
    person = f"holder of {reader.id}"
    yield Post(reader.id, reader.party, reader.through, reader.communities, roles)
    yield Person(person, reader.nationality, reader.clearances, reader.briefings)
    yield from posts.sittings(reader.id, person)
    yield Account(account_of(reader.id), person)


def _directory(node: Node, side: Side, read: Read) -> dict[str, str]:
    """File the directory, and have its records stand for posts and channels; the record of each post."""
    desk = node.desk(*side.filer, at=DAY)
    filed = desk.file_all([posts.post_draft(side, each, read) for each in posts.listed()])
    records = {each.id: receipt.record for each, receipt in zip(posts.listed(), filed, strict=True)}
    channels = list(posts.contacts(side, read))
    lines = desk.file_all([draft for _, draft in channels])
    pairs = [(audience, line.record) for (audience, _), line in zip(channels, lines, strict=True)]
    _turn(node, side, "directory of the exercise", posts.standing(node.in_force.facts.roster, records, pairs))
    return records


def _act(node: Node, side: Side, read: Read) -> None:
    """Leave something behind: handed over, changed, and waiting for a second person."""
    acts.do_all(side, read, lambda seat, at: node.desk(account_of(seat), seat, at=at))
    proposal = acts.prolonging(side, _for_staffs(node))
    node.desk(*side.officer(1), at=acts.LATER).propose("arrangement with Velland", proposal)


def _register(node: Node, side: Side, read: Read, records: Mapping[str, str]) -> None:
    seat = filer(side)
    desk = node.desk(account_of(seat), seat, at=DAY)
    drafts = points(read, records)
    receipts = desk.file_all([draft for _, draft in drafts])
    filed = {number: receipt.record for (number, _), receipt in zip(drafts, receipts, strict=True)}
    for each in reports(side):
        desk = node.desk(account_of(seat), seat, at=DAY)
        point = desk.get(filed[each.point])
        if point is not None:
            desk.file(draft_of(each, point, read))


def _file(node: Node, paper: Paper) -> None:
    node.desk(account_of(paper.by), paper.by, at=DAY).file(paper.draft)
