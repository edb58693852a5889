"""A store in memory: every question answered by looking at every record. For tests, proofs and small tools.

Source: docs/spec/desk.md D20-D42; it is the plain form that other stores are held against.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import islice
from threading import RLock
from typing import TYPE_CHECKING

from concord.desk.blobs import named_in
from concord.desk.erasing import Erased
from concord.desk.facts import Facts, InForce, StillHeldError, without
from concord.desk.gate import Gate
from concord.desk.held import Held, Kept, State, erase_held, remove, remove_whole
from concord.desk.kinds import Field, Kind
from concord.desk.log import Line, Logged, LogQuery, Signed
from concord.desk.preview import Tally
from concord.desk.queries import Plan
from concord.desk.records import Head, Portion
from concord.desk.scan import found_in, groups_of, matching, rows_of, tallies_of
from concord.desk.store import Changed, Entry, Filed, Gone, Group, Purging, Removal, Row, Snapshot, Version, Writing
from concord.release.names import BEGINNING

if TYPE_CHECKING:
    import pyarrow


class MemoryStore:
    """Records in dictionaries, and the editions of rulebook and roster in a list."""

    def __init__(self) -> None:
        self._kept = Kept()
        self._lock = RLock()

    @property
    def facts(self) -> int:
        """The number of the edition of rulebook and roster in force."""
        return self._kept.editions[-1].number

    def in_force(self, at: datetime | None = None) -> InForce:
        """The edition of rulebook and roster in force, or that was at an instant."""
        editions = self._kept.editions
        return next(each for each in reversed(editions) if at is None or each.since <= at or each is editions[0])

    def erased(self) -> Sequence[Erased]:
        """The persons that were erased, in the order in which they were."""
        return list(self._kept.erased)

    @property
    def last(self) -> datetime:
        """The instant of the last transaction, or the beginning of time."""
        return self._kept.instants[-1] if self._kept.instants else BEGINNING

    @contextmanager
    def reading(self, at: datetime | None) -> Iterator[Snapshot]:
        """The store as it is, or as it was after the last transaction that is not later than an instant."""
        with self._lock:
            instants = self._kept.instants
            position = len(instants) if at is None else bisect_right(instants, at)
            yield _View(self._kept, position, is_past=at is not None)

    @contextmanager
    def writing(self, at: datetime) -> Iterator[Writing]:
        """One transaction; what it put is there only if it ends without an error."""
        with self._lock:
            writing = _Transaction(self._kept)
            yield writing
            writing.end(max(at, self.last))


class _View:
    """The store after one transaction."""

    def __init__(self, store: Kept, position: int, *, is_past: bool = False) -> None:
        self._store, self.position, self._is_past = store, position, is_past

    @property
    def facts(self) -> int:
        """The number of the edition of rulebook and roster in force."""
        return self._store.editions[-1].number

    def entry(self, identity: str, gate: Gate) -> Entry | None:
        """The released portions of a record, or None."""
        held = self._store.records.get(identity)
        return self._entry(held, gate) if held else None

    def entries(self, identities: Sequence[str], gate: Gate) -> Mapping[str, Entry]:
        """The released portions of each of some records, by id."""
        found = ((identity, self.entry(identity, gate)) for identity in identities)
        return {identity: entry for identity, entry in found if entry is not None}

    def rows(self, plan: Plan, after: Row | None, limit: int, gate: Gate) -> Sequence[Row]:
        """The rows of a query that come after a row."""
        return rows_of(self._entries(gate), plan, after, limit)

    def count(self, plan: Plan, gate: Gate) -> int:
        """The number of all rows of a query."""
        return sum(1 for _ in matching(self._entries(gate), plan))

    def groups(self, plan: Plan, by: Field, sums: tuple[Field, ...], gate: Gate) -> Sequence[Group]:
        """The rows of a query by a field."""
        return groups_of(self._entries(gate), plan, by, sums)

    def table(self, plan: Plan, fields: tuple[Field, ...], gate: Gate) -> pyarrow.Table:
        """The rows of a query with their fields."""
        from concord.desk.arrow import table_of  # noqa: PLC0415 (heavy: loaded when a table is asked for)

        return table_of(self._entries(gate), plan, fields)

    def search(
        self, kinds: tuple[Kind, ...], words: tuple[str, ...], after: Row | None, limit: int, gate: Gate
    ) -> Sequence[Row]:
        """The records that hold every word, newest first."""
        return found_in(self._entries(gate), kinds, words, after, limit)

    def changed(self, since: int, then: Gate, gate: Gate) -> Sequence[Changed]:
        """What was released then and is now, of every record."""
        before = _View(self._store, since, is_past=self._is_past)
        return [Changed(before._entry(held, then), self._entry(held, gate)) for held in self._store.records.values()]

    def versions(self, identity: str, gate: Gate) -> Sequence[Version]:
        """The states of a record up to this one, each read as the past is."""
        held = self._store.records.get(identity)
        turns = sorted({s.since for states in held.states.values() for s in states}) if held else []
        past = (_View(self._store, turn, is_past=True) for turn in turns if turn <= self.position)
        return [Version(self._store.instants[view.position - 1], view.entry(identity, gate)) for view in past]

    def blob(self, identity: str, digest: str, gate: Gate) -> bytes | None:
        """The bytes of that digest, if a released portion of the record names them."""
        entry = self.entry(identity, gate)
        named = {blob.digest for portion in entry.portions for blob in named_in(portion.values)} if entry else set()
        return self._store.blobs.get(digest) if digest in named else None

    def purged(self, gate: Gate) -> Sequence[Gone]:
        """What was purged and had a label that passes."""
        at = self._store.instants[: self.position]
        found = [left for left in self._store.receipts if at and left.gone.at <= at[-1]]
        return [left.gone for left in found if gate.passes(left.label_set) and gate.passed(left.label_set)]

    def tallies(self, kinds: tuple[Kind, ...], gate: Gate) -> Sequence[Tally]:
        """The decision keys of released portions, with the number of records that have some."""
        return tallies_of(self._entries(gate), kinds, gate.moment.rulebook)

    def unlabelled(self, gate: Gate) -> Sequence[str]:
        """The records of which a portion without a label is released."""
        found = (e for e in self._entries(gate) if any(p.label_set.originator is None for p in e.portions))
        return sorted(entry.head.id for entry in found)

    def log(self, asked: LogQuery, before: int | None, limit: int, gate: Gate) -> Sequence[Logged]:
        """Transactions that did something to what is released, newest first."""
        turns = range(min(self.position, self.position if before is None else before - 1), 0, -1)
        found = (self._logged(turn, asked, gate) for turn in turns)
        return list(islice((each for each in found if each is not None), limit))

    def _logged(self, turn: int, asked: LogQuery, gate: Gate) -> Logged | None:
        at, signed = self._store.instants[turn - 1], self._store.signed[turn - 1]
        if not asked.since <= at < asked.until or asked.seat not in ("", signed.seat):
            return None
        held = (self._store.records[name] for name in sorted(self._store.records) if asked.record in ("", name))
        lines = tuple(line for each in held for line in _View(self._store, turn, is_past=True)._lines(each, gate))
        return Logged(at, signed.act, signed.seat, lines, turn) if lines else None

    def _lines(self, held: Held, gate: Gate) -> Iterator[Line]:
        """What the last transaction of this view did to a record, as far as it passes."""
        for name, states in sorted(held.states.items()):
            place = next((n for n, state in enumerate(states) if state.since == self.position), None)
            if place is not None:
                before = place > 0 and self._shown(states[place - 1], held, gate)
                now = self._shown(states[place], held, gate)
                if before or now:
                    yield Line(held.head.id, name, is_gone=not now)

    def _shown(self, state: State, held: Held, gate: Gate) -> bool:
        return state.portion is not None and self._passes(state.portion, held, gate)

    def _entries(self, gate: Gate) -> Iterator[Entry]:
        for held in self._store.records.values():
            entry = self._entry(held, gate)
            if entry is not None:
                yield entry

    def _entry(self, held: Held, gate: Gate) -> Entry | None:
        passing = [(since, p) for since, p in held.portions_at(self.position) if self._passes(p, held, gate)]
        if not passing:
            return None
        return Entry(held.head, tuple(portion for _, portion in passing), tuple(since for since, _ in passing))

    def _passes(self, portion: Portion, held: Held, gate: Gate) -> bool:
        """By its label, and of what was there earlier by what passed then, and by its last label (D20)."""
        is_last = not self._is_past or gate.passes(held.last(portion.id).label_set)
        return is_last and gate.passes(portion.label_set) and gate.passed(portion.label_set)


class _Transaction(_View):
    """A view that takes changes; they are stored by `end`."""

    def __init__(self, store: Kept) -> None:
        super().__init__(store, len(store.instants))
        self._turned: Facts | None = None
        self._signed = Signed()
        self._erased: set[str] = set()
        self._changes: list[tuple[Head, dict[str, Portion | None]]] = []
        self._noted: dict[tuple[str, str], Filed] = {}
        self._bodies: dict[str, bytes] = {}
        self._purging: tuple[Purging, Callable[[str], str]] | None = None
        self._removing: tuple[Removal, Callable[[str], str]] | None = None

    def filed(self, seat: str, draft: str) -> Filed | None:
        """What this seat's draft was filed as, if it was."""
        return self._store.drafts.get((seat, draft))

    def put(self, head: Head, portions: Sequence[Portion], removed: Sequence[str] = ()) -> None:
        """Portions that are new or have changed, and the ids of those that are no more."""
        self._changes.append((head, {p.id: p for p in portions} | dict.fromkeys(removed)))

    def keep(self, bodies: Mapping[str, bytes]) -> None:
        """Bytes by their digest."""
        self._bodies.update(bodies)

    def purge(self, purging: Purging, name: Callable[[str], str]) -> None:
        """Remove for good."""
        self._purging = purging, name

    def remove(self, removal: Removal, name: Callable[[str], str]) -> None:
        """Remove a whole record for good, if there is one."""
        self._removing = removal, name

    def note(self, seat: str, draft: str, filed: Filed) -> None:
        """Remember that a draft was filed."""
        self._noted[seat, draft] = filed

    def sign(self, signed: Signed) -> None:
        """Say who does what."""
        self._signed = signed

    def turn(self, facts: Facts) -> None:
        """Bring another edition of rulebook and roster into force, at the end."""
        self._turned = facts

    def erase(self, person: str) -> None:
        """Take what a person held out of every earlier edition, at the end."""
        self._erased.add(person)

    def end(self, at: datetime) -> None:
        """Store what was put and noted; a transaction that changes nothing leaves nothing."""
        last = self._turned or self._store.editions[-1].facts
        if any(without(last, person) != last for person in self._erased):
            raise StillHeldError
        if not (self._changes or self._noted or self._turned or self._erased or self._purging or self._removing):
            return
        self._store.instants.append(at)
        self._store.signed.append(self._signed)
        for head, changes in self._changes:
            held = self._store.records.setdefault(head.id, Held(head))
            for identity, portion in changes.items():
                held.states.setdefault(identity, []).append(State(len(self._store.instants), portion))
        self._store.drafts.update(self._noted)
        self._store.blobs.update(self._bodies)
        if self._purging is not None:
            remove(self._store, *self._purging)
        if self._removing is not None:
            remove_whole(self._store, *self._removing)
        if self._turned is not None:
            self._store.editions.append(InForce(self.facts + 1, at, self._turned))
        for person in sorted(self._erased):
            erase_held(self._store, person)
            editions = [replace(each, facts=without(each.facts, person)) for each in self._store.editions]
            self._store.editions = editions
