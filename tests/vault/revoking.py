"""Readers in a loop while clearances and rules are taken away: what they are told is held against the facts in force.

The facts of each number are worked out from the number, so that every process knows them. A call may be answered under
the facts that were in force when it began, or later ones, and otherwise only be refused.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from functools import cache
from multiprocessing.synchronize import Semaphore as Shared
from threading import Semaphore
from typing import Protocol

from concord.desk import Desk, MemoryStore, Moment, Query, StaleError
from concord.desk.records import Head, Portion
from concord.desk.store import Store
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from tests.cast import NOON, READERS, book
from tests.desk.conftest import OWN, STAFF, marked
from tests.desk.interference import open_desk
from tests.desk.stores import turn

SEATS = 100
RECORDS = 8
ASKED = 3
"""How many calls are made at one desk."""
AGAIN = 50
"""After how many revocations a clearance is given back."""


def reader_of(seat: int, facts: int) -> Reader:
    """A seat as it is under facts: each of them takes away the clearances of one, and gives back those of another."""
    taken = facts and (facts - seat) % SEATS < min(AGAIN, facts)
    reader = replace(READERS[seat % 2], id=f"seat {seat}")
    return replace(reader, clearances=()) if taken else reader


def rulebook_of(facts: int) -> Rulebook:
    """The rulebook under facts: every ten of them memberships are taken away, or given back."""
    return book() if facts // 10 % 2 == 0 else without_memberships()


@cache
def without_memberships() -> Rulebook:
    """The rulebook that ships, in which nobody is a member of anything."""
    return replace(book(), memberships=())


def fill(store: Store) -> None:
    """Some records: every other one for Ada's kind of seat alone."""
    for number in range(RECORDS):
        with store.writing(NOON) as writing:
            label_set = marked(OWN if number % 2 else STAFF)
            portion = Portion("p", "body", "0", {"text": f"tug {number}"}, label_set, 1)
            writing.put(Head(f"r{number}", "note", "x"), [portion])


def answer(desk: Desk, call: int) -> object:
    """One of the ways to ask."""
    if call % 3 == 0:
        return [desk.get(f"r{number}") is not None for number in (0, 1)]
    if call % 3 == 1:
        return tuple(edition.id for edition in desk.find(Query("note")).editions)
    return desk.count(Query("note")).count


class Expected:
    """What each reader is told under all facts, by a store in memory; seats of one kind are told the same."""

    def __init__(self) -> None:
        self._store = MemoryStore()
        self._known: dict[object, object] = {}
        fill(self._store)

    def of(self, seat: int, facts: int, call: int) -> object:
        """What a seat is to be told under facts."""
        reader, rulebook = reader_of(seat, facts), rulebook_of(facts)
        key = reader.party, reader.clearances != (), rulebook.digest, call % 3
        if key not in self._known:
            self._known[key] = answer(open_desk(Moment(reader, rulebook, NOON), self._store), call)
        return self._known[key]


class Number(Protocol):
    """A number that several threads or processes see."""

    value: int


@dataclass
class Tally:
    """What came of the calls of one loop."""

    answered: int = 0
    refused: int = 0
    stale: int = 0


def loop(store: Store, seats: range, answers: int, in_force: Number, beat: Semaphore | Shared) -> Tally:
    """Ask for one seat after the other until there are so many answers, and hold each against the facts."""
    tally, expected, turn = Tally(), Expected(), 0
    while tally.answered < answers:
        seat, turn = seats[turn % len(seats)], turn + 1
        facts = in_force.value
        desk = open_desk(Moment(reader_of(seat, facts), rulebook_of(facts), NOON, facts), store)
        for call in range(turn, turn + ASKED):
            began = in_force.value
            try:
                told = answer(desk, call)
            except StaleError:
                tally.refused += 1
                continue
            tally.answered += 1
            tally.stale += facts < began or told != expected.of(seat, facts, call)
            beat.release()
    if isinstance(store, Vault):
        store.connection("reading").close()
    return tally


@dataclass
class _Held:
    """A number for threads."""

    value: int = 0


def race_of_threads(store: Store, *, answers: int, revocations: int, threads: int) -> Tally:
    """Loops on threads of one process, over one vault, while facts turn."""
    fill(store)
    in_force, beat = _Held(), Semaphore(0)
    with ThreadPoolExecutor(threads) as pool:
        loops = [
            pool.submit(loop, store, range(n, SEATS, threads), answers // threads, in_force, beat)
            for n in range(threads)
        ]
        revoke(store, revocations, answers, in_force, beat)
        return total([each.result() for each in loops])


def revoke(store: Store, revocations: int, answers: int, in_force: Number, beat: Semaphore | Shared) -> None:
    """Turn the facts, evenly spread over the answers; each is in force when the call that turns it is over."""
    for facts in range(1, revocations + 1):
        for _ in range(answers // (revocations + 1)):
            beat.acquire(timeout=60)
        turn(store, rulebook_of(facts))
        in_force.value = facts


def total(tallies: list[Tally]) -> Tally:
    """The sums."""
    return Tally(*map(sum, zip(*map(astuple, tallies), strict=True)))
