"""For what is absent and what is withheld a desk makes its store do the same, statement by statement (D22)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concord.desk import Desk
from concord.desk.records import Draft, Edit, NewPortion, Put, Source
from tests.cast import BEN
from tests.desk.conftest import OWN, STAFF, Office, body, marked
from tests.desk.interference import said
from tests.desk.listening import Heard


def filed_from(record: str, portion: str) -> Draft:
    """A draft that draws on a portion."""
    return Draft("d", "note", (NewPortion("a", "head", {"title": "tug"}, sources=(Source(record, portion),)),))


ASKS: dict[str, Callable[[Desk, str, str], object]] = {
    "get": lambda desk, record, portion: desk.get(record),
    "history": lambda desk, record, portion: desk.history(record),
    "edit": lambda desk, record, portion: desk.edit(Edit("e", record, "0" * 64, removes=(portion,))),
    "file": lambda desk, record, portion: desk.file(filed_from(record, portion)),
}


def heard(office: Office, ask: Callable[[Desk], object], *, minutes: int, is_past: bool) -> tuple[str, list[str]]:
    """What Ben is told, and all that the store was made to do for it."""
    listening = Heard(office.store)
    listener = Office(listening, office.seal, minutes=minutes)
    desk = listener.past(minutes, BEN) if is_past else listener.at(minutes, BEN)
    return repr(said(lambda: ask(desk))), listening.said


@pytest.mark.parametrize(
    ("name", "is_past"), [*((name, False) for name in ASKS), ("get", True), ("history", True)], ids=repr
)
def test_a_record_that_is_withheld_costs_what_one_that_is_absent_costs(
    name: str, is_past: bool, office: Office
) -> None:
    hidden = office.file(body("Aldebaran", OWN), default=OWN)
    office.desk().edit(
        Edit("more", hidden, office.seen(hidden).digest, adds=(body("Algol", OWN),), default=marked(OWN))
    )
    narrowed = office.file(body("Betelgeuse", STAFF))
    was, portion = office.minutes, office.portion(narrowed, "Betelgeuse")
    shut = tuple(Put(name, label_set=marked(OWN)) for name in office.seen(narrowed).by_id)
    office.desk().edit(Edit("narrow", narrowed, office.seen(narrowed).digest, puts=shut))
    minutes = was if is_past else office.minutes
    told = [
        heard(office, lambda desk, r=record: ASKS[name](desk, r, portion), minutes=minutes, is_past=is_past)  # type: ignore[misc]  # bound at once
        for record in ("0" * 32, hidden, narrowed)
    ]
    assert told[0] == told[1] == told[2]
    assert "entry" in told[0][1] or "versions" in told[0][1]


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
