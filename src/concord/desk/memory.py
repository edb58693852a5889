"""A store in memory: every question answered by looking at every record. For tests, proofs and small tools.

Source: docs/spec/desk.md D20-D42; it is the plain form that other stores are held against.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import RLock

from concord.desk.blobs import named_in
from concord.desk.gate import Gate
from concord.desk.kinds import Field, Kind
from concord.desk.queries import Plan
from concord.desk.records import Head, Portion
from concord.desk.scan import found_in, groups_of, matching, rows_of
from concord.desk.store import Changed, Entry, Filed, Gone, Group, Purging, Row, Snapshot, Version, Writing
from concord.release.labels import LabelSet
from concord.release.names import BEGINNING
from concord.release.rulebook import Rulebook


@dataclass(frozen=True)
class _State:
    """A portion from the transaction `since` on; None from the one on that removed it."""

    since: int
    portion: Portion | None


@dataclass
class _Held:
    """A record with the states of each of its portions, oldest first."""

    head: Head
    states: dict[str, list[_State]] = field(default_factory=dict)

    def portions_at(self, position: int) -> Iterator[tuple[int, Portion]]:
        """Each portion that is there after a transaction, with the transaction that filed it so."""
        for states in self.states.values():
            found = next((state for state in reversed(states) if state.since <= position), None)
            if found is not None and found.portion is not None:
                yield found.since, found.portion

    def last(self, portion: str) -> Portion:
        """A portion as it is, or as it last was."""
        return next(state.portion for state in reversed(self.states[portion]) if state.portion is not None)


@dataclass(frozen=True)
class _Receipt:
    """What stays of a label of a purged portion; `digest` is of all that was removed."""

    gone: Gone
    label_set: LabelSet
    seat: str
    digest: str


@dataclass
class _Kept:
    """Everything that is stored: records by id, drafts by seat and id, bytes by digest, instants in order."""

    records: dict[str, _Held] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Filed] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    instants: list[datetime] = field(default_factory=list)
    receipts: list[_Receipt] = field(default_factory=list)


class MemoryStore:
    """Records in dictionaries; `facts` is counted up by whoever changes rulebook or roster."""

    def __init__(self) -> None:
        self.facts = 0
        self._kept = _Kept()
        self._lock = RLock()

    def turn_facts(self, rulebook: Rulebook | None = None) -> None:
        """Bring another rulebook or roster into force: desks that were opened before are stale (D42)."""
        with self._lock:
            self.facts += 1

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
            yield _View(self._kept, position, self.facts, is_past=at is not None)

    @contextmanager
    def writing(self, at: datetime) -> Iterator[Writing]:
        """One transaction; what it put is there only if it ends without an error."""
        with self._lock:
            writing = _Transaction(self._kept, self.facts)
            yield writing
            writing.end(max(at, self.last))


class _View:
    """The store after one transaction."""

    def __init__(self, store: _Kept, position: int, facts: int, *, is_past: bool = False) -> None:
        self._store, self.position, self.facts, self._is_past = store, position, facts, is_past

    def entry(self, identity: str, gate: Gate) -> Entry | None:
        """The released portions of a record, or None."""
        held = self._store.records.get(identity)
        return self._entry(held, gate) if held else None

    def rows(self, plan: Plan, after: Row | None, limit: int, gate: Gate) -> Sequence[Row]:
        """The rows of a query that come after a row."""
        return rows_of(self._entries(gate), plan, after, limit)

    def count(self, plan: Plan, gate: Gate) -> int:
        """The number of all rows of a query."""
        return sum(1 for _ in matching(self._entries(gate), plan))

    def groups(self, plan: Plan, by: Field, sums: tuple[Field, ...], gate: Gate) -> Sequence[Group]:
        """The rows of a query by a field."""
        return groups_of(self._entries(gate), plan, by, sums)

    def search(
        self, kinds: tuple[Kind, ...], words: tuple[str, ...], after: Row | None, limit: int, gate: Gate
    ) -> Sequence[Row]:
        """The records that hold every word, newest change first."""
        return found_in(self._entries(gate), kinds, words, after, limit)

    def changed(self, since: int, then: Gate, gate: Gate) -> Sequence[Changed]:
        """What was released then and is now, of every record."""
        before = _View(self._store, since, self.facts)
        return [Changed(before._entry(held, then), self._entry(held, gate)) for held in self._store.records.values()]

    def versions(self, identity: str, gate: Gate) -> Sequence[Version]:
        """The states of a record up to this one, each read as the past is."""
        held = self._store.records.get(identity)
        turns = sorted({s.since for states in held.states.values() for s in states}) if held else []
        past = (_View(self._store, turn, self.facts, is_past=True) for turn in turns if turn <= self.position)
        return [Version(self._store.instants[view.position - 1], view.entry(identity, gate)) for view in past]

    def blob(self, identity: str, digest: str, gate: Gate) -> bytes | None:
        """The bytes of that digest, if a released portion of the record names them."""
        entry = self.entry(identity, gate)
        named = {blob.digest for portion in entry.portions for blob in named_in(portion.values)} if entry else set()
        return self._store.blobs.get(digest) if digest in named else None

    def purged(self, gate: Gate) -> Sequence[Gone]:
        """What was purged and had a label that passes."""
        at = self._store.instants[: self.position]
        found = [r.gone for r in self._store.receipts if gate.passes(r.label_set)]
        return [gone for gone in found if at and gone.at <= at[-1]]

    def _entries(self, gate: Gate) -> Iterator[Entry]:
        for held in self._store.records.values():
            entry = self._entry(held, gate)
            if entry is not None:
                yield entry

    def _entry(self, held: _Held, gate: Gate) -> Entry | None:
        passing = [(since, p) for since, p in held.portions_at(self.position) if self._passes(p, held, gate)]
        if not passing:
            return None
        return Entry(held.head, tuple(portion for _, portion in passing), max(since for since, _ in passing))

    def _passes(self, portion: Portion, held: _Held, gate: Gate) -> bool:
        """By its label, and of what was there earlier by its last label as well (D20)."""
        is_last = not self._is_past or gate.passes(held.last(portion.id).label_set)
        return gate.passes(portion.label_set) and is_last


class _Transaction(_View):
    """A view that takes changes; they are stored by `end`."""

    def __init__(self, store: _Kept, facts: int) -> None:
        super().__init__(store, len(store.instants), facts)
        self._changes: list[tuple[Head, dict[str, Portion | None]]] = []
        self._noted: dict[tuple[str, str], Filed] = {}
        self._bodies: dict[str, bytes] = {}
        self._purging: tuple[Purging, Callable[[str], str]] | None = None

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

    def note(self, seat: str, draft: str, filed: Filed) -> None:
        """Remember that a draft was filed."""
        self._noted[seat, draft] = filed

    def end(self, at: datetime) -> None:
        """Store what was put and noted; a transaction that changes nothing leaves nothing."""
        if not self._changes and not self._noted and self._purging is None:
            return
        self._store.instants.append(at)
        for head, changes in self._changes:
            held = self._store.records.setdefault(head.id, _Held(head))
            for identity, portion in changes.items():
                held.states.setdefault(identity, []).append(_State(len(self._store.instants), portion))
        self._store.drafts.update(self._noted)
        self._store.blobs.update(self._bodies)
        if self._purging is not None:
            self._remove(*self._purging)

    def _remove(self, purging: Purging, name: Callable[[str], str]) -> None:
        """Take portions out of every state of a record, and leave receipts."""
        held = self._store.records[purging.record]
        for portion in sorted(purging.removed | purging.emptied):
            states = held.states.pop(portion)
            self._store.receipts += self._receipts(portion, states, purging, name)
            if portion in purging.emptied:
                held.states[portion] = [_State(s.since, _emptied(s.portion)) for s in states]
        if all(name in purging.seen and not _has_values(states) for name, states in held.states.items()):
            del self._store.records[purging.record]
        every = [s.portion for each in self._store.records.values() for states in each.states.values() for s in states]
        named = {blob.digest for portion in every if portion for blob in named_in(portion.values)}
        self._store.blobs = {digest: body for digest, body in self._store.blobs.items() if digest in named}

    def _receipts(
        self, portion: str, states: list[_State], purging: Purging, name: Callable[[str], str]
    ) -> Iterator[_Receipt]:
        turn, at, digest = len(self._store.instants), self._store.instants[-1], name(f"purged {states!r}")
        there = [(state.since, state.portion.label_set) for state in states if state.portion is not None]
        ends = [since for since, _ in there[1:]] + [turn]
        for (since, label_set), until in zip(there, ends, strict=True):
            is_last, counts = since == there[-1][0], portion in purging.counting
            gone = Gone(purging.record, portion, since, until, is_last, counts, at, purging.reason)
            yield _Receipt(gone, label_set, purging.seat, digest)


def _has_values(states: list[_State]) -> bool:
    return any(state.portion is not None and state.portion.values for state in states)


def _emptied(portion: Portion | None) -> Portion | None:
    return replace(portion, values={}, sources=()) if portion else None
