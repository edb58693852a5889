"""For what is absent and what is withheld a desk makes its store do the same, statement by statement (D22).

Every method of the desk that is told the id of a record is asked here: one that is not, by what its declaration says
that it takes, is a fault.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from concord.desk import Condition, Desk, MemoryStore, Op, Purge, PurgeById, Query, Reason
from concord.desk.approvals import Event
from concord.desk.facts import FactsChange
from concord.desk.handovers import Handing, How
from concord.desk.log import LogQuery
from concord.desk.proposing import NewFacts, Widening
from concord.desk.records import Draft, Edit, NewPortion, Put, Source
from concord.desk.roster import Post
from tests.cast import ADA, BEN, CLEO, book
from tests.desk.conftest import OWN, STAFF, Office, body, marked
from tests.desk.interference import SEAL, laid_open, methods, said
from tests.desk.listening import Heard
from tests.desk.stores import turn
from tests.desk.test_handing import roster

Ask = Callable[[Desk, str, str], object]


def filed_from(record: str, portion: str) -> Draft:
    """A draft that draws on a portion."""
    return Draft("d", "note", (NewPortion("a", "head", {"title": "tug"}, sources=(Source(record, portion),)),))


def made_for(desk: Desk, record: str) -> dict[str, Widening]:
    """A wider label for something of one's own, for a record."""
    own = desk.file(Draft("own", "note", (body("own", STAFF),))).record
    edition = desk.get(own)
    portion = edition.portions[0].id if edition else ""
    return {"m": Widening(own, portion, marked("PUBLIC"), made_for=record)}


def standing_for(record: str) -> FactsChange:
    """A post that a record stands for."""
    return FactsChange(added=(Post("new", "GSC", "EU", record=record),))


def asked_for(desk: Desk, purge: PurgeById) -> int:
    """What a proposal of a purge answers: an id of one length; each record takes one of its own."""
    return len(desk.propose_purge(f"u {purge.record}", purge).record)


ASKS: dict[str, Ask] = {
    "get": lambda desk, record, portion: desk.get(record),
    "history": lambda desk, record, portion: desk.history(record),
    "blob": lambda desk, record, portion: desk.blob(record, portion, "scan"),
    "purged": lambda desk, record, portion: desk.purged(record),
    "log": lambda desk, record, portion: desk.log(LogQuery(record=record)).entries,
    "preview": lambda desk, record, portion: desk.preview(standing_for(record)),
    "release_check": lambda desk, record, portion: desk.release_check(record, "both"),
    "file": lambda desk, record, portion: desk.file(filed_from(record, portion)),
    "file_all": lambda desk, record, portion: desk.file_all([filed_from(record, portion)]),
    "edit": lambda desk, record, portion: desk.edit(Edit("e", record, "0" * 64, removes=(portion,))),
    "purge": lambda desk, record, portion: desk.purge(Purge("p", record, "0" * 64, Reason.AGE, (portion,))),
    "narrow": lambda desk, record, portion: desk.narrow("n", record, portion, marked(OWN)),
    "widen": lambda desk, record, portion: desk.widen("w", Widening(record, portion, marked(STAFF))),
    "widen_all": lambda desk, record, portion: desk.widen_all({"w": Widening(record, portion, marked(STAFF))}),
    "propose": lambda desk, record, portion: desk.propose("f", NewFacts(standing_for(record), marked(STAFF))),
    "propose_purge": lambda desk, record, portion: asked_for(desk, PurgeById(record, marked(STAFF), Reason.AGE)),
    "decide": lambda desk, record, portion: desk.decide(record, Event.APPROVE),
    "decide_all": lambda desk, record, portion: desk.decide_all([record], Event.APPROVE),
    "hand_over": lambda desk, record, portion: desk.hand_over("h", Handing("both", (record,), How.EXPORT)),
}
"""One question for each method that is told of a record; those that are refused are asked again and again."""
ALSO: dict[str, Ask] = {
    "put": lambda desk, record, portion: desk.edit(Edit("e", record, "0" * 64, puts=(Put(portion, {"text": "x"}),))),
    "made for": lambda desk, record, portion: desk.widen_all(made_for(desk, record)),
    "find": lambda desk, record, portion: desk.find(Query("note", (Condition("about", Op.EQUAL, (record,)),))),
    "handed": lambda desk, record, portion: desk.count(Query("handover", (Condition("record", Op.EQUAL, (record,)),))),
}
STILL = {"get", "history", "blob", "purged", "log"}
"""Those that are asked of the past as well."""
SHOWN = {"events"}
"""Those that take an edition, which nobody has of what is hidden."""
IDS = {"record", "records", "approval", "approvals"}


def takes_a_record(method: str) -> bool:
    """Whether a parameter of a method is the id of a record, or has a field that is."""
    hints = {name: hint for name, hint in get_type_hints(getattr(Desk, method)).items() if name != "return"}
    return bool(IDS & hints.keys()) or any(names_a_record(hint, set()) for hint in hints.values())


def names_a_record(hint: Any, known: set[Any]) -> bool:
    """Whether a type is a value with the id of a record in it, or holds such values."""
    if hint in known:
        return False
    known.add(hint)
    if is_dataclass(hint) and inspect.isclass(hint):
        hints = get_type_hints(hint)
        return any(f.name in IDS or names_a_record(hints[f.name], known) for f in fields(hint))
    return any(names_a_record(each, known) for each in get_args(hint))


def test_every_method_that_is_told_of_a_record_is_asked() -> None:
    assert {method for method in methods() if takes_a_record(method)} - SHOWN == set(ASKS)


def heard(office: Office, ask: Callable[[Desk], object], *, minutes: int, is_past: bool) -> tuple[str, list[str]]:
    """What Ben is told, and all that the store was made to do for it."""
    listening = Heard(office.store)
    listener = Office(listening, SEAL, minutes=minutes)
    desk = listener.past(minutes, BEN) if is_past else listener.at(minutes, BEN)
    return repr(laid_open(said(lambda: ask(desk)))), listening.said


def withheld(office: Office) -> Iterator[tuple[str, str]]:
    """Records that are there and not for Ben, each with a portion: hidden, narrowed, there or gone by a title alone."""
    hidden = office.file(body("Aldebaran", OWN), default=OWN)
    office.desk().edit(
        Edit("more", hidden, office.seen(hidden).digest, adds=(body("Algol", OWN),), default=marked(OWN))
    )
    yield hidden, office.portion(hidden, "Aldebaran")
    narrowed = office.file(body("Betelgeuse", STAFF))
    portion = office.portion(narrowed, "Betelgeuse")
    shut = tuple(Put(name, label_set=marked(OWN)) for name in office.seen(narrowed).by_id)
    office.desk().edit(Edit("narrow", narrowed, office.seen(narrowed).digest, puts=shut))
    yield narrowed, portion
    for name in ("Capella", "Deneb"):
        title = NewPortion("t", "title", {"title": name})
        text = NewPortion("p", "paragraph", {"text": "own"}, marked(OWN))
        paper = office.file(title, text, kind="paper")
        yield paper, office.portion(paper, name)
    purge = Purge("gone", paper, office.seen(paper).digest, Reason.AGE, (office.portion(paper, "Deneb"),))
    office.desk().purge(purge)


@pytest.mark.parametrize(
    ("name", "is_past"), [*((name, False) for name in (*ASKS, *ALSO)), *((name, True) for name in sorted(STILL))]
)
def test_a_record_that_is_withheld_costs_what_one_that_is_absent_costs(
    name: str, is_past: bool, office: Office
) -> None:
    office.seal = SEAL
    records = list(withheld(office))
    turn(office.store, book(), roster(ADA, BEN, CLEO))
    told = []
    for record, portion in [("1" * 32, "2" * 32), ("0" * 32, "3" * 32), *records]:

        def ask(desk: Desk, record: str = record, portion: str = portion) -> object:
            return {**ASKS, **ALSO}[name](desk, record, portion)

        answer, calls = heard(office, ask, minutes=office.minutes, is_past=is_past)
        told.append((answer.replace(record, "it").replace(portion, "that"), calls))
    assert told[1:] == [told[1]] * (len(told) - 1)
    assert told[1][1]


def test_a_call_more_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store is asked once more of what is withheld: it is told."""
    office = Office(MemoryStore())
    record, _ = next(withheld(office))
    get = Desk.get

    def twice(desk: Desk, record: str) -> object:
        with desk._reading() as (snapshot, _):
            hidden = record in snapshot._store.records  # type: ignore[attr-defined]  # of a store in memory
        return [get(desk, record) for _ in range(1 + hidden)]

    monkeypatch.setattr(Desk, "get", twice)
    told = [
        heard(office, lambda desk, r=each: desk.get(r), minutes=office.minutes, is_past=False)[1]  # type: ignore[misc]  # bound at once
        for each in ("0" * 32, record)
    ]
    assert told[0] != told[1]


@pytest.mark.parametrize("name", ["edit", "file"])
def test_a_portion_that_is_withheld_costs_what_one_that_is_absent_costs(name: str, office: Office) -> None:
    record = office.file(body("Betelgeuse", STAFF), body("Aldebaran", OWN))
    hidden = office.portion(record, "Aldebaran")
    base = office.seen(record, BEN).digest
    asks: dict[str, Callable[[Desk, str], object]] = {
        "edit": lambda desk, portion: desk.edit(Edit("e", record, base, removes=(portion,))),
        "file": lambda desk, portion: desk.file(filed_from(record, portion)),
    }
    told = [
        heard(office, lambda desk, p=portion: asks[name](desk, p), minutes=office.minutes, is_past=False)  # type: ignore[misc]  # bound at once
        for portion in ("0" * 32, hidden)
    ]
    assert told[0][1] == told[1][1]
    assert told[0][0].replace("0" * 32, "it") == told[1][0].replace(hidden, "it")


def test_the_log_of_a_record_costs_the_same_whether_a_portion_of_it_is_hidden(office: Office) -> None:
    """Transactions that did nothing to what Ben may read are not looked at: not how many they were."""
    plain, mixed = (office.file(body("Betelgeuse", STAFF)) for _ in range(2))
    base = office.seen(mixed).digest
    for name in "abcdef":
        office.desk().edit(Edit(name, mixed, base, adds=(body(name, OWN),)))
        base = office.seen(mixed).digest
    told = [
        heard(office, lambda desk, r=each: desk.log(LogQuery(record=r)).more, minutes=office.minutes, is_past=False)  # type: ignore[misc]  # bound at once
        for each in (plain, plain, mixed)
    ]
    assert told[1] == told[2]


@pytest.mark.parametrize("name", ["log", "of a seat"])
def test_the_log_costs_the_same_however_much_of_it_is_hidden(name: str, office: Office) -> None:
    """Transactions of which Ben may read nothing are not looked at, wherever they stand."""
    asked = {"log": LogQuery(), "of a seat": LogQuery(seat=ADA.id)}[name]
    for word in ("Betelgeuse", "Bellatrix", "Capella"):
        office.file(body(word, STAFF))
    told = [heard(office, lambda desk: desk.log(asked).more, minutes=office.minutes, is_past=False)]
    for number in range(20):
        office.file(body(f"Aldebaran {number}", OWN), default=OWN)
    told += [heard(office, lambda desk: desk.log(asked).more, minutes=office.minutes, is_past=False)]
    assert told[0] == told[1]
    assert told[0][1]
