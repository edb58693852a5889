"""Everything a desk answers, put so that two answers can be compared byte by byte.

Handles (cursors and tokens) are followed, not compared. A method of the desk that is not asked here is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import product
from random import Random

import msgspec

from concord.desk import (
    Act,
    Attachment,
    Blob,
    Condition,
    Desk,
    Edition,
    Moment,
    Op,
    Order,
    Purge,
    PurgeById,
    Query,
    Reason,
    Setting,
)
from concord.desk.acts import ANYBODY
from concord.desk.admitting import Foreign, ForeignPortion
from concord.desk.approvals import Event
from concord.desk.desk import Receipt
from concord.desk.facts import FactsChange
from concord.desk.handovers import HANDOVER, Handing, How
from concord.desk.log import LogPage, LogQuery
from concord.desk.proposing import NewFacts, Widening
from concord.desk.reading import Page
from concord.desk.records import Draft, Edit, NewPortion, Put, Source
from concord.desk.roster import Audience, Person, Post, Roster, Sitting
from concord.desk.seals import MemorySeal
from concord.desk.store import Store
from concord.release.labels import Label, LabelSet, PolicyRef
from concord.release.readers import Reader
from concord.vault import Vault
from concord.vault.renewing import renew
from tests.desk.kinds import KINDS, NOTE
from tests.desk.stores import turn
from tests.desk.worlds import HOURS, LATER, SCANS, WORDS, Scene

ORDERED = [field for field in NOTE.fields if field.indexed and not field.many]
QUERIES = (
    Query("note"),
    Query("paper", order=Order("title")),
    *(
        Query("note", order=Order(f.name, descending=down))
        for f in NOTE.fields
        if f.indexed and not f.many
        for down in (False, True)
    ),
    Query("note", (Condition("state", Op.ONE_OF, ("open", "done")),), Order("due")),
    Query("note", (Condition("countries", Op.EQUAL, ("MD",)), Condition("amount", Op.AT_LEAST, (0,)))),
    Query("note", (Condition("title", Op.NONE),)),
    Query("note", (Condition("title", Op.SOME), Condition("staff", Op.LESS, (8,)))),
)
NOTED = (Query("handover", order=Order("at")), Query("approval", order=Order("state")))
"""What the desk itself notes of records."""
GROUPS = (("state", ("amount", "staff")), ("countries", ()), ("title", ("staff",)), ("due", ()))


@dataclass(frozen=True)
class Room:
    """A store with the scene it was made from."""

    scene: Scene
    store: Store

    def desk(self) -> Desk:
        """A desk of the scene's reader at its moment."""
        return open_desk(self.scene.moment, self.store)

    def person(self, name: str) -> Desk:
        """The same with somebody in the seat."""
        return open_desk(replace(self.scene.moment, person=name), self.store)

    def labels(self) -> list[LabelSet]:
        """Label sets that the reader sees, and so can set."""
        shown = dict.fromkeys(
            p.label_set for edition in self.desk().find(QUERIES[0]).editions for p in edition.portions
        )
        return [label_set for label_set in shown if label_set in self.known] or [LabelSet(None)]

    @cached_property
    def known(self) -> frozenset[LabelSet]:
        """The label sets of the scene."""
        return frozenset(p.label_set for step in self.scene.steps for _, p in step.portions if p)

    def past(self, hours: int, reader: Reader | None = None) -> Desk:
        """A desk of the scene's reader on what it, or another, saw some hours before its moment."""
        moment = self.scene.moment
        then = replace(moment, at=moment.at + timedelta(hours=hours), reader=reader or moment.reader)
        return open_desk(moment, self.store, then=then)


def open_desk(moment: Moment, store: Store, *, then: Moment | None = None) -> Desk:
    """A desk as every test opens one, with a seal that outlives it."""
    return Desk(moment, Setting(store, KINDS, SEAL, {ANYBODY: frozenset(Act)}), then=then)


class Lasting(MemorySeal):
    """Remembers every handle until it is told to forget: a comparison follows them all."""

    def __init__(self) -> None:
        super().__init__(b"one key for all stores")
        self._texts: dict[str, str] = {}

    def forget(self) -> None:
        """Between two comparisons."""
        self._texts.clear()


SEAL = Lasting()


def said(ask: Callable[[], object]) -> object:
    """What a call answers, or everything that its refusal says; a fault of the desk is an answer, too."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 (whatever reaches a reader is compared)
        return type(error).__name__, str(error), {name: laid_open(value) for name, value in vars(error).items()}


def laid_open(answer: object) -> object:
    """Everything an answer holds, the bytes of labels and the digests of editions among it; handles by their length."""
    if isinstance(answer, Edition):
        return answer.digest, len(answer.epoch), msgspec.json.encode(replace(answer, epoch=""))
    if is_dataclass(answer) and not isinstance(answer, type):
        return [type(answer).__name__, *((f.name, laid_open(getattr(answer, f.name))) for f in fields(answer))]
    if isinstance(answer, (tuple, list)):
        return [laid_open(each) for each in answer]
    if isinstance(answer, str) and SEAL.opened(answer) is not None:
        return f"a handle of {len(answer)}"
    return repr(answer)


def pages(turn: Callable[[str], Page], most: int = 40) -> list[object]:
    """All pages of a list: their editions, and whether more follow."""
    found: list[object] = []
    cursor = ""
    for _ in range(most):
        page = turn(cursor)
        found.append((page.editions, page.more))
        cursor = page.cursor
        if not page.more:
            return found
    return [*found, "no end"]


def ask_get(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    yield from (said(lambda i=i: room.desk().get(i)) for i in ids)  # type: ignore[misc]  # bound at once


def ask_find(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    for query in (*QUERIES, *NOTED):
        yield said(lambda q=query: pages(lambda cursor: room.desk().find(q, limit=2, cursor=cursor)))  # type: ignore[misc]


def ask_count(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    yield from (said(lambda q=q: room.desk().count(q)) for q in (*QUERIES, *NOTED))  # type: ignore[misc]


def ask_group(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    yield from (said(lambda q=q: room.desk().group(q, "record")) for q in NOTED)  # type: ignore[misc]
    for query, (by, sums) in product(QUERIES[-4:], GROUPS):
        yield said(lambda q=query, b=by, s=sums: room.desk().group(q, b, s))  # type: ignore[misc]


FIELDS = {kind.name: [field.name for field in kind.fields] for kind in KINDS.kinds}
"""Every field of every kind."""
TABLES: dict[str, tuple[str | Query, list[str]]] = {
    "notes": ("note", FIELDS["note"]),
    "papers": (Query("paper", order=Order("title")), FIELDS["paper"]),
    "due": (QUERIES[-3], ["text", "amount"]),
    "open": (QUERIES[-4], ["state"]),
    "handed": (NOTED[0], [field.name for field in HANDOVER.fields]),
}


def tables(desk: Desk) -> list[object]:
    """What tables hold, and how they are cut."""
    whole = [desk.table(asked, fields).arrow for asked, fields in TABLES.values()]
    return [(table.to_pylist(), table.schema, table.column(0).num_chunks) for table in whole]


def renewed(store: Store) -> None:
    """Bring what tables are answered from to the state of now, where there is such a thing."""
    if isinstance(store, Vault):
        renew(store)


def ask_table(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Tables from cells and from segments, of now and of the past; and what is none."""
    yield said(lambda: tables(room.desk()))
    renewed(room.store)
    yield said(lambda: tables(room.desk()))
    yield said(lambda: tables(room.past(rng.choice(HOURS))))
    yield said(lambda: room.desk().table("note", ["none", "title", "title"]))


ANALYSES = (
    *(f"from {name}" for name in TABLES),
    "select state, count(*), sum(amount) from notes group by 1 order by 1",
    "select view_name, column_count from duckdb_views() where not internal",
    "show all tables",
)


def ask_analysis(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """What SQL says of tables, and what it can see of the engine."""
    for desk in (room.desk(), room.past(HOURS[-1])):
        with desk.analysis(TABLES) as analysis:
            yield [said(lambda a=asked: analysis.connection.sql(a).fetchall()) for asked in ANALYSES]  # type: ignore[misc]
    yield said(lambda: room.desk().analysis({"no name": ("note", [])}).__enter__())


def ask_search(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    for text in ("harbour", "ecluse quay", "tug", "nothing", "..."):
        yield said(lambda t=text: pages(lambda cursor: room.desk().search(t, limit=2, cursor=cursor)))  # type: ignore[misc]


def ask_changes(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    yield room.desk().changes()
    for hours in HOURS:
        yield room.desk().changes(room.past(hours).changes().token)


def ask_token(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """A token is told by what changed since."""
    yield [room.desk().changes(room.past(hours).token()) for hours in HOURS]


def ask_the_past(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Desks on what it or another saw: reads of every kind, and a draft that is not taken in."""
    for hours, reader in product(HOURS, (None, rng.choice(room.scene.others))):
        desk = room.past(hours, reader)
        yield [said(lambda i=i, d=desk: (d.get(i), d.history(i))) for i in ids]  # type: ignore[misc]
        yield said(lambda d=desk: [d.find(query) for query in NOTED])  # type: ignore[misc]
        yield said(lambda d=desk: (d.find(QUERIES[0]), d.count(QUERIES[1]), d.group(QUERIES[0], "state")))  # type: ignore[misc]
        yield said(lambda d=desk: d.search("harbour"))  # type: ignore[misc]
        yield said(lambda d=desk: d.file(Draft("past", "note", ())))  # type: ignore[misc]


def ask_blob(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    for identity, part in product(ids, ("body-0", "body-0-0", "head-0", "none")):
        yield said(lambda i=identity, p=part: room.desk().blob(i, f"{i}-{p}", "scan"))  # type: ignore[misc]
    for hours, identity in product(HOURS, ids):
        desk = room.past(hours)
        yield said(lambda i=identity, d=desk: d.blob(i, f"{i}-body-0", "scan"))  # type: ignore[misc]


def ask_may(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    for act, identity in product(Act, ids):
        yield room.desk().may(act, room.desk().get(identity))


def ask_before(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Of every level, held by the reader or not, and of what it sees: whether it would read it, and what is wrong."""
    at, policies = room.scene.moment.at, room.scene.moment.rulebook.policies
    levels = [LabelSet(Label(PolicyRef(p.name, p.oid), level.name, created=at)) for p in policies for level in p.levels]
    for label_set in [*levels, *room.labels(), LabelSet(None)]:
        yield said(lambda each=label_set: room.desk().would_read(each))  # type: ignore[misc]
        yield said(lambda each=label_set: room.desk().label_findings(each))  # type: ignore[misc]


def ask_history(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    yield from (said(lambda i=i: room.desk().history(i)) for i in ids)  # type: ignore[misc]


def ask_file(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Drafts with labels and without; some draw on what is there, hidden or not at all; then what came of it."""
    labels = room.labels()
    for number, identity in enumerate(ids * 2):
        value = {"title": rng.choice(WORDS), "state": rng.choice(["open", "done", "none"])}
        sources = (Source(identity, identity + rng.choice(["-head-0", "-body-0", "-title-0"])),) if number % 2 else ()
        label_set = rng.choice([None, *labels])
        draft = Draft(f"d{number}", "note", (NewPortion("a", "head", value, label_set, sources=sources),))
        for _ in ("first", "again"):
            yield said(lambda d=draft: room.desk().file(d))  # type: ignore[misc]
    yield from ask_file_blobs(room, labels, rng)
    yield room.desk().count(Query("note"))


def ask_file_blobs(room: Room, labels: list[LabelSet], rng: Random) -> Iterator[object]:
    """Attachments whose bytes may be stored already, and digests without bytes, named by hidden things or by none."""
    values = [*SCANS, *(Attachment("image/png", body) for body in SCANS.values()), Attachment("a/b", b"new")]
    for number, value in enumerate([*values, Blob("0" * 64, "image/png", 3)]):
        draft = Draft(f"b{number}", "note", (NewPortion("a", "body", {"scan": value}, rng.choice(labels)),))
        receipt = said(lambda d=draft: room.desk().file(d))  # type: ignore[misc]
        yield receipt
        edition = room.desk().get(receipt.record) if isinstance(receipt, Receipt) else None
        yield [room.desk().blob(edition.id, portion, "scan") for portion in edition.by_id] if edition else None


def ask_file_all(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Drafts together: all that can be filed, one of them with faults, and the same again."""
    labels = room.labels()
    for number, identity in enumerate(ids):
        sources = (Source(identity, f"{identity}-head-0"),) if number % 2 else ()
        parts = (NewPortion("a", "head", {"title": rng.choice(WORDS)}, rng.choice(labels), sources=sources),)
        drafts = [Draft(f"all{number}-{name}", "note", parts) for name in "ab"]
        for handed in (drafts, drafts[:1], [replace(drafts[0], id=f"new{number}"), Draft("", "none", ())]):
            yield said(lambda d=handed: room.desk().file_all(d))  # type: ignore[misc]
    yield room.desk().count(Query("note"))


def ask_edit(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Edits of every record, of portions that are there, hidden or not at all; then what came of it."""
    for number, identity in enumerate(ids):
        edition = room.desk().get(identity)
        base = edition.digest if edition else "0" * 64
        portion = rng.choice(
            [f"{identity}-head-0", f"{identity}-body-0", f"{identity}-paragraph-0", f"{identity}-body-0-0"]
        )
        name = "paragraph" if edition and edition.kind == "paper" else "body"
        added = NewPortion("n", name, {"text": "a new word"}, after=rng.choice([None, portion]))
        label_set = rng.choice(room.labels())
        edits = (
            Edit(f"i{number}", identity, base, puts=(Put(portion, label_set=label_set),)),
            Edit(f"j{number}", identity, base, adds=(replace(added, id="l", label_set=label_set),)),
            Edit(f"e{number}", identity, base, puts=(Put(portion, {"title": "put", "text": "put"}),)),
            Edit(f"f{number}", identity, base, removes=(portion,)),
            Edit(f"g{number}", identity, base, adds=(added,)),
            Edit(f"h{number}", identity, base, adds=(replace(added, variant_of=portion, after=None),)),
        )
        for edit in edits:
            yield said(lambda e=edit: room.desk().edit(e))  # type: ignore[misc]
        yield room.desk().get(identity)
    yield said(lambda: tables(room.desk()))


def ask_due(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    yield room.desk().due()
    yield later(room).due()


def later(room: Room) -> Desk:
    """A desk of the scene's reader after everything is due."""
    return open_desk(replace(room.scene.moment, at=room.scene.moment.at + timedelta(hours=LATER)), room.store)


def ask_purged(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    yield from (said(lambda i=i: room.desk().purged(i)) for i in ids)  # type: ignore[misc]


def ask_purge(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Purges of every record: of portions that are there, hidden or not at all, and of all; then what came of it.

    The instants of what was written since the desks were opened are those of a clock that went back (D55): not asked.
    """
    tokens = [room.desk().changes().token, *(room.past(hours).changes().token for hours in HOURS[1:])]
    for number, identity in enumerate(ids):
        edition = room.desk().get(identity)
        base = edition.digest if edition else "0" * 64
        for portions in ((f"{identity}-{rng.choice(['head-0', 'body-0', 'title-0'])}",), ("none",), ()):
            purge = Purge(f"p{number} {portions}", identity, base, Reason.AGE, portions if rng.random() < 0.8 else ())
            for _ in ("first", "again"):
                yield said(lambda p=purge: room.desk().purge(p))  # type: ignore[misc]
            told = [(purged.portion, purged.reason) for purged in room.desk().purged(identity)]
            yield [room.desk().get(identity), [past.edition for past in room.desk().history(identity)], told]
        yield [said(lambda i=identity, h=h: room.past(h).purged(i)) for h in HOURS[1:]]  # type: ignore[misc]
    yield [room.desk().changes(token) for token in tokens]
    yield from ask_find(room, ids, rng)
    yield said(lambda: tables(room.desk()))


def ask_widen(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Proposals for portions that are there, hidden or not at all, and everything a second person can do with them."""
    labels = room.labels()
    for number, identity in enumerate(ids):
        portion = f"{identity}-{rng.choice(['head-0', 'body-0', 'paragraph-0', 'body-0-0'])}"
        asked = Widening(identity, portion, rng.choice(labels))
        receipt = said(lambda n=number, a=asked: room.person("one").widen(f"w{n}", a))  # type: ignore[misc]
        yield receipt
        approval = receipt.record if isinstance(receipt, Receipt) else identity
        for event in rng.sample(list(Event), 2):
            yield said(lambda a=approval, e=event: room.person("two").decide(a, e))  # type: ignore[misc]
        yield said(lambda a=approval: room.person("one").decide(a, Event.WITHDRAW))  # type: ignore[misc]
        yield room.desk().get(identity)
    for edition in room.desk().find(Query("approval")).editions:
        yield [room.person(who).events(edition) for who in ("one", "two")]
    yield pages(lambda cursor: room.desk().find(Query("approval"), cursor=cursor))


def ask_widen_all(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Several proposals at once, for a record that is there or not, and all of them decided at once."""
    labels = room.labels()
    for number in range(len(ids)):
        some = [rng.choice(ids) for _ in range(rng.randint(1, 3))]
        portions = [f"{identity}-{rng.choice(['head-0', 'body-0'])}" for identity in some]
        asked = {
            f"a{number} {place}": Widening(record, portion, labels[0], made_for=rng.choice(["", "", *ids]))
            for place, (record, portion) in enumerate(zip(some, portions, strict=True))
        }
        receipts = said(lambda a=asked: room.person("one").widen_all(a))  # type: ignore[misc]
        yield receipts
        given = receipts if isinstance(receipts, tuple) else ()
        approvals = [each.record for each in given if isinstance(each, Receipt)] or some
        for who, event in (("one", Event.APPROVE), ("two", Event.APPROVE), ("one", Event.WITHDRAW)):
            yield said(lambda a=approvals, w=who, e=event: room.person(w).decide_all(a, e))  # type: ignore[misc]
        yield [room.desk().get(each) for each in some]
    yield pages(lambda cursor: room.desk().find(Query("approval"), cursor=cursor))


def by_id(ids: list[str]) -> list[str]:
    """The records that are purged by their ids: the others keep all that is hidden in them."""
    return ids[::3]


def ask_propose_purge(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Purges by id of everything there is and is not, approved by one and by another, and what came of it."""
    tokens = [room.desk().changes().token, *(room.past(hours).changes().token for hours in HOURS[1:])]
    for number, identity in enumerate([*by_id(ids), "nobody's"]):
        asked = PurgeById(identity, rng.choice(room.labels()), Reason.ABOVE_CEILING)
        for _ in ("first", "again"):
            receipt = said(lambda n=number, a=asked: room.person("one").propose_purge(f"u{n}", a))  # type: ignore[misc]
            yield receipt
        approval = receipt.record if isinstance(receipt, Receipt) else identity
        for person in ("one", "two", "two"):
            yield said(lambda a=approval, p=person: room.person(p).decide(a, Event.APPROVE))  # type: ignore[misc]
        told = [(purged.portion, purged.reason) for purged in room.desk().purged(identity)]
        yield [room.desk().get(approval), room.desk().get(identity), told]
        yield [past.edition for past in room.desk().history(identity)]
    yield [room.desk().changes(token) for token in tokens]
    yield [page.lines for page in room.desk().log(limit=1000).entries]
    yield from ask_find(room, ids, rng)


def ask_narrow(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    labels = room.labels()
    for number, identity in enumerate(ids):
        portion, label_set = f"{identity}-{rng.choice(['head-0', 'body-0', 'paragraph-0'])}", rng.choice(labels)
        yield said(lambda n=number, i=identity, p=portion, s=label_set: room.desk().narrow(f"n{n}", i, p, s))  # type: ignore[misc]
        yield room.desk().get(identity)


def ask_propose(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """A change of the roster, proposed; decided by one and by another."""
    change = FactsChange(added=(Person("new"),))
    receipt = said(lambda: room.person("one").propose("p", NewFacts(change, rng.choice(room.labels()))))
    yield receipt
    if isinstance(receipt, Receipt):
        yield from (said(lambda p=p: room.person(p).decide(receipt.record, Event.REFUSE)) for p in ("one", "two"))  # type: ignore[misc]


def ask_erase(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Erasures of somebody and of nobody, and who was; the instants are those of a clock that went back: not asked."""
    for number, person in enumerate(("new", "nobody", "new")):
        for _ in ("first", "again"):
            yield said(lambda n=number, p=person: room.desk().erase(f"x{n}", p))  # type: ignore[misc]
    yield [(erased.person, erased.seat) for erased in room.desk().erased()]
    yield said(lambda: room.past(HOURS[-1]).erased())
    yield pages(lambda cursor: room.desk().find(Query("approval"), cursor=cursor))


def ask_log(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    asked = [LogQuery(), *(LogQuery(record=i) for i in ids), LogQuery(seat=room.scene.moment.reader.id)]
    for each in asked:
        cursor = ""
        for _ in range(20):
            page = said(lambda a=each, c=cursor: room.desk().log(a, limit=2, cursor=c))  # type: ignore[misc]
            yield page
            cursor = page.cursor if isinstance(page, LogPage) else ""
            if not cursor:
                break
    yield said(lambda: room.past(HOURS[-1]).log())


def ask_preview(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """What a rulebook without agreements and with a seated person would open and close."""
    moment, standing = room.scene.moment, room.store.in_force().facts.rulebook
    post = Post("post", moment.reader.party, moment.reader.through)
    seated = (post, Person("p", None, moment.reader.clearances), Sitting("p", "post"))
    policies = tuple(each for each in moment.rulebook.policies if each not in standing.policies)
    profiles = tuple(each for each in moment.rulebook.profiles if each not in standing.profiles)
    change = FactsChange(ended=standing.agreements, added=(*policies, *profiles, *seated))
    yield said(lambda: room.desk().preview(change))
    yield said(lambda: room.desk().preview(change, room.scene.moment.at + timedelta(days=400)))
    yield said(lambda: room.desk().preview(FactsChange()))
    yield said(lambda: room.past(HOURS[-1]).preview(change))


def ask_label_turns(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """When labels turn, over all days and of some; of the past nothing."""
    at = room.scene.moment.at
    for days in (9_000, 30):
        yield said(lambda d=timedelta(days=days): room.desk().label_turns(at - d, at + d))  # type: ignore[misc]
    yield said(lambda: room.past(HOURS[-1]).label_turns(at, at))


def ask_quarantine(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    yield room.desk().quarantine()
    yield [room.past(hours).quarantine() for hours in HOURS]


def ask_admit(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Records of another node under ids that are there, with labels that the reader knows and with none."""
    labels = room.labels()
    for identity in ids:
        came = ForeignPortion("a", "head", {"title": rng.choice(WORDS)}, rng.choice([None, *labels]))
        narrowed = {"a": rng.choice(labels)} if rng.random() < 0.5 else {}
        foreign = Foreign("elsewhere", identity, "note", (came,), rng.choice([None, *labels]), narrowed)
        receipt = said(lambda f=foreign: room.desk().admit(f))  # type: ignore[misc]
        yield receipt
        yield room.desk().get(receipt.record) if isinstance(receipt, Receipt) else None
    yield room.desk().quarantine()


def ask_hand_over(room: Room, ids: list[str], rng: Random) -> Iterator[object]:
    """Everything there is and is not, handed to an audience of another and of both; with facts of their own: last."""
    reader, other = room.scene.moment.reader, rng.choice(room.scene.others)
    posts = [Post("own", reader.party, reader.through), Post("other", other.party, other.through)]
    persons = [Person("one", reader.nationality, reader.clearances), Person("two", other.nationality, other.clearances)]
    sittings = (Sitting("one", "own"), Sitting("two", "other"))
    audiences = (Audience("other", ("other",)), Audience("both", ("own", "other")))
    turn(room.store, room.scene.moment.rulebook, Roster(tuple(posts), tuple(persons), sittings, (), audiences))
    moment = replace(room.scene.moment, facts=room.store.facts)
    for number, (audience, identity) in enumerate(product(("other", "both", "none"), [*ids, "none"])):
        desk, handing = open_desk(moment, room.store), Handing(audience, (identity,), How.EXPORT)
        yield said(lambda d=desk, h=handing, n=number: d.hand_over(f"h{n}", h))  # type: ignore[misc]
        yield said(lambda d=desk, i=identity, a=audience: d.release_check(i, a))  # type: ignore[misc]
    yield pages(lambda cursor: open_desk(moment, room.store).find(Query("handover"), cursor=cursor))


ASKS: dict[str, Callable[[Room, list[str], Random], Iterator[object]]] = {
    "get": ask_get,
    "find": ask_find,
    "count": ask_count,
    "group": ask_group,
    "table": ask_table,
    "analysis": ask_analysis,
    "search": ask_search,
    "changes": ask_changes,
    "token": ask_token,
    "history": ask_history,
    "blob": ask_blob,
    "log": ask_log,
    "label_turns": ask_label_turns,
    "quarantine": ask_quarantine,
    "preview": ask_preview,
    "may": ask_may,
    "would_read": ask_before,
    "label_findings": ask_before,
    "past": ask_the_past,
    "file": ask_file,
    "file_all": ask_file_all,
    "edit": ask_edit,
    "due": ask_due,
    "purged": ask_purged,
    "narrow": ask_narrow,
    "propose": ask_propose,
    "widen": ask_widen,
    "propose_purge": ask_propose_purge,
    "widen_all": ask_widen_all,
    "decide": ask_widen,
    "decide_all": ask_widen_all,
    "events": ask_widen,
    "erase": ask_erase,
    "erased": ask_erase,
    "purge": ask_purge,
    "admit": ask_admit,
    "hand_over": ask_hand_over,
    "release_check": ask_hand_over,
}
"""How each method of the desk is asked; those that write come last."""


def methods() -> set[str]:
    """The public methods of the desk, wherever they are defined."""
    return {name for name in dir(Desk) if not name.startswith("_") and callable(getattr(Desk, name))}


def everything(room: Room, ids: list[str], seed: int) -> dict[str, list[object]]:
    """What the desk of a room answers to everything it can be asked.

    Handles of earlier rooms are forgotten first: else the seal would forget all of them in the middle of one.
    """
    SEAL._texts.clear()
    return {name: [laid_open(each) for each in ask(room, ids, Random(seed))] for name, ask in ASKS.items()}
