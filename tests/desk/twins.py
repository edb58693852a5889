"""The desk and its naive twin, side by side: random drafts, edits and questions of several readers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from concord.desk import (
    Act,
    Acts,
    Blob,
    ConflictError,
    Desk,
    Edition,
    Moment,
    NotThereError,
    PurgeById,
    Query,
    Reason,
    Setting,
    Shown,
)
from concord.desk.acts import ANYBODY, AUTHOR
from concord.desk.approvals import Event
from concord.desk.desk import Receipt
from concord.desk.reading import Page
from concord.desk.store import Store
from concord.release.errors import MalformedError
from concord.release.readers import Reader
from tests.desk.drafting import Author
from tests.desk.interference import FIELDS, GROUPS, QUERIES, SEAL
from tests.desk.interference import renewed as bring_up
from tests.desk.kinds import KINDS
from tests.desk.naive import Books, Part, Sheet, Twin
from tests.desk.naive_filing import Refused, Writer
from tests.desk.stores import Opening
from tests.desk.worlds import load, make_scene
from tests.worlds import World, make_world

ACTS: tuple[Acts, ...] = (
    {ANYBODY: frozenset(Act)},
    {ANYBODY: frozenset(Act)},
    {ANYBODY: frozenset({Act.FILE, Act.EDIT}), AUTHOR: frozenset({Act.LABEL, Act.REMOVE})},
    {ANYBODY: frozenset({Act.FILE}), "officer": frozenset({Act.EDIT, Act.SANITISE})},
)
ROUNDS = 14
"""How many drafts and edits are handed in, and questions asked after each."""


@dataclass
class Room:
    """A store and its twin, with the clock, and the tokens that readers hold."""

    world: World
    store: Store
    at: datetime
    rng: Random
    acts: Acts
    books: Books = field(default_factory=Books)
    tokens: list[tuple[str, str, int, datetime]] = field(default_factory=list)
    sheets: list[tuple[str, str, Sheet]] = field(default_factory=list)

    def sides(self, reader: Reader, *, seen: Moment | None = None, person: str = "") -> tuple[Desk, Twin]:
        """Both desks of a reader, now: on what there is, or on what somebody saw."""
        moment = Moment(reader, self.world.rulebook, self.at, person=person)
        return Desk(moment, Setting(self.store, KINDS, SEAL, self.acts), then=seen), Twin(self.books, moment, seen)

    def reader(self) -> Reader:
        """One of three readers, now and then with a role."""
        return replace(self.rng.choice(self.world.readers[:3]), roles=frozenset(self.rng.choice([[], ["officer"]])))


def differences(seed: int, open_one: Opening) -> list[str]:
    """Where desk and twin do not agree in the world of a seed."""
    SEAL._texts.clear()
    world, rng = make_world(seed), Random(seed)
    scene = make_scene(world, rng)
    room = Room(world, open_one(world.rulebook), scene.moment.at, rng, rng.choice(ACTS))
    load(room.store, scene.steps)
    for step in scene.steps:
        room.books.record(step.at, step.head, dict(step.portions))
    return [found for _ in range(ROUNDS) for found in (*hand_in(room), *renewed(room), *ask(room))]


def renewed(room: Room) -> tuple[str, ...]:
    """Now and then what tables are answered from is made anew, where there is such a thing."""
    if room.rng.random() < 0.3:
        bring_up(room.store)
    return ()


def hand_in(room: Room) -> Iterator[str]:
    """One draft or edit by both; a difference, if there is one."""
    room.at += timedelta(minutes=room.rng.choice([5, 5, 90, -30]))
    desk, twin = room.sides(room.reader())
    author = Author(twin, room.rng, room.world.label_sets)
    writer = writer_of(room, twin)
    before = len(room.books.turns)
    if room.rng.random() < 0.2:
        yield from purge_by_id(room, author)
        return
    if room.rng.random() < 0.5:
        draft = author.draft()
        yield from _differ(f"file at {before}", outcome(lambda: desk.file(draft)), writer.file(draft))
        return
    record = author.record()
    held = [
        (digest, sheet) for seat, digest, sheet in room.sheets if (seat, sheet.id) == (twin.moment.reader.id, record)
    ]
    now = desk.get(record)
    held = held[-1:] if held and room.rng.random() < 0.2 else [(now.digest, sheet_of(now))] if now else []
    digest, base = held[0] if held else ("0" * 64, None)
    edit = author.edit(record, digest)
    yield from _differ(f"edit at {before}", outcome(lambda: desk.edit(edit)), writer.edit(edit, base))


def purge_by_id(room: Room, author: Author) -> Iterator[str]:
    """A record, seen or not or none, proposed by one person and approved by that one or another, by both."""
    ids = [*room.books.ids(), "absent", "x" * 201]
    asked = PurgeById(room.rng.choice(ids), room.rng.choice(room.world.label_sets), Reason.ABOVE_CEILING)
    identity, proposer = author.identity(), room.reader()
    desk, twin = room.sides(proposer, person="one")
    done = writer_of(room, twin).propose_purge(identity, asked, "one")
    yield from _differ(f"purge {asked.record}", outcome(lambda: desk.propose_purge(identity, asked)), done)
    approval = done if isinstance(done, str) else room.rng.choice(ids)
    for person in ("one", "two"):
        desk, twin = room.sides(room.rng.choice([proposer, room.reader()]), person=person)
        told = outcome(lambda d=desk: d.decide(approval, Event.APPROVE))  # type: ignore[misc]  # bound at once
        yield from _differ(f"approve {asked.record}", told, writer_of(room, twin).approve(approval, person))


def writer_of(room: Room, twin: Twin) -> Writer:
    """The twin that files, with the names that the seal gives."""
    return Writer(twin, room.acts, lambda *names: SEAL.name(json.dumps(names)))


def outcome(act: Callable[[], Receipt]) -> str | Refused:
    """What came of handing something in, as the twin says it."""
    try:
        return act().record
    except MalformedError as error:
        return Refused(frozenset(finding.rule for finding in error.findings))
    except NotThereError:
        return Refused(frozenset(), "not there")
    except ConflictError:
        return Refused(frozenset(), "conflict")


def ask(room: Room) -> Iterator[str]:
    """Every question once, by one reader: as it is, and as it was."""
    reader, rng = room.reader(), room.rng
    desk, twin = room.sides(reader)
    yield from ask_records(room, desk, twin, "now")
    yield from ask_lists(rng, desk, twin)
    yield from ask_changes(room, reader, desk, twin)
    then = room.at - timedelta(hours=rng.choice([0, 1, 4, 9]))
    seen = Moment(rng.choice([reader, room.reader()]), room.world.rulebook, then)
    yield from ask_records(room, *room.sides(reader, seen=seen), "past")


def ask_records(room: Room, desk: Desk, twin: Twin, when: str) -> Iterator[str]:
    """Editions and histories of every record, and that versions are those of what is shown (D23)."""
    for record in [*room.books.ids(), "absent"]:
        edition = desk.get(record)
        yield from _differ(f"get {record} {when}", edition and sheet_of(edition), twin.get(record))
        told = [(past.since, past.edition and sheet_of(past.edition)) for past in desk.history(record)]
        yield from _differ(f"history {record} {when}", told, twin.history(record))
        gone = [(purged.portion, purged.at) for purged in desk.purged(record)]
        yield from _differ(f"purged {record} {when}", gone, twin.purged(record))
        if edition is not None:
            sheet = sheet_of(edition)
            for _, digest, other in room.sheets:
                yield from _differ(f"digest {record}", edition.digest == digest, _plain(sheet) == _plain(other))
            room.sheets = [*room.sheets[-8:], (twin.moment.reader.id, edition.digest, sheet)]


def ask_lists(rng: Random, desk: Desk, twin: Twin) -> Iterator[str]:
    """Lists by pages, counts, groups and searches."""
    for query in rng.sample(QUERIES, 4):
        found = twin.find(query)
        turn = partial(desk.find, query, limit=rng.choice([1, 2, 50]))
        yield from _differ(f"find {query}", pages(turn), found)
        yield from _differ(f"count {query}", desk.count(query).count, len(found))
        if query.kind == "note":
            by, sums = rng.choice(GROUPS)
            groups = [(group.value, group.count, group.sums) for group in desk.group(query, by, sums).groups]
            yield from _differ(f"group {query} {by}", groups, twin.group(query, by, sums))
        names = FIELDS[query.kind]
        table = [list(map(plain, row.values())) for row in twin.table(query, names)]
        yield from _differ(f"table {query}", rows_of(desk, query, names), table)
    for text in ("harbour", "ecluse quay", "tug nothing"):
        yield from _differ(f"search {text}", pages(partial(desk.search, text, limit=2)), twin.search(text))


def rows_of(desk: Desk, query: Query, names: list[str]) -> list[list[Any]]:
    """The rows of a table in plain values."""
    return [list(row.values()) for row in desk.table(query, names).arrow.to_pylist()]


def plain(value: Any) -> Any:
    """A value as a table has it."""
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return asdict(value) if isinstance(value, Blob) else value


def ask_changes(room: Room, reader: Reader, desk: Desk, twin: Twin) -> Iterator[str]:
    """What changed since each token that this seat holds."""
    for seat, token, position, at in room.tokens:
        if seat == reader.id:
            yield from _differ("changes", sorted(desk.changes(token).records), twin.changes(position, at))
    everything = desk.changes()
    yield from _differ("changes", sorted(everything.records), [r for r in room.books.ids() if twin.get(r)])
    room.tokens = [*room.tokens[-5:], (reader.id, everything.token, twin.position, room.at)]


def pages(turn: Callable[..., Page]) -> list[str]:
    """The ids of a whole list, page by page."""
    page = turn()
    found = [edition.id for edition in page.editions]
    while page.more:
        page = turn(cursor=page.cursor)
        found += [edition.id for edition in page.editions]
    return found


def sheet_of(edition: Edition) -> Sheet:
    """An edition as the twin has it."""
    shown, others = (tuple(map(part_of, each)) for each in (edition.portions, edition.others))
    return Sheet(edition.id, edition.kind, shown, others, edition.is_author)


def part_of(shown: Shown) -> Part:
    """A portion as the twin has it."""
    return Part(shown.id, shown.name, shown.label_set, shown.values, shown.variant_of)


def _plain(sheet: Sheet) -> Sheet:
    """What an edition shows, whoever reads it (D23)."""
    return replace(sheet, is_author=False)


def _differ(what: str, desk: Any, twin: Any) -> Iterator[str]:
    if desk != twin:
        yield f"{what}: the desk {desk}, its twin {twin}"
