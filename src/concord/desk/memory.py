"""A store in memory: every question answered by looking at every record. For tests, proofs and small tools.

Source: docs/spec/desk.md D20-D42; it is the plain form that other stores are held against.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from threading import RLock
from typing import Any

from concord.desk.editions import is_there, many, values_of
from concord.desk.errors import ClockError
from concord.desk.gate import Gate
from concord.desk.kinds import Field, Kind
from concord.desk.queries import Asked, Op, Plan
from concord.desk.records import Head, Portion
from concord.desk.store import Entry, Group, Row, Snapshot, Version, Writing
from concord.desk.values import Value, order_of
from concord.desk.words import words_of
from concord.release.names import BEGINNING


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

    def portions_at(self, position: int) -> Iterator[_State]:
        """The state of each portion after a transaction, if it is there."""
        for states in self.states.values():
            found = next((state for state in reversed(states) if state.since <= position), None)
            if found is not None and found.portion is not None:
                yield found


@dataclass
class _Kept:
    """Everything that is stored: records by id, drafts by seat and id, the instants of transactions in order."""

    records: dict[str, _Held] = field(default_factory=dict)
    drafts: dict[tuple[str, str], str] = field(default_factory=dict)
    instants: list[datetime] = field(default_factory=list)


class MemoryStore:
    """Records in dictionaries; `facts` is counted up by whoever changes rulebook or roster."""

    def __init__(self) -> None:
        self.facts = 0
        self._kept = _Kept()
        self._lock = RLock()

    def turn_facts(self) -> None:
        """Note that rulebook or roster have changed: desks that were opened before are stale (D42)."""
        with self._lock:
            self.facts += 1

    @contextmanager
    def reading(self, at: datetime) -> Iterator[Snapshot]:
        """The state at an instant: after the last transaction that is not later."""
        with self._lock:
            yield _View(self._kept, bisect_right(self._kept.instants, at))

    @contextmanager
    def writing(self, at: datetime) -> Iterator[Writing]:
        """One transaction; what it put is there only if it ends without an error."""
        with self._lock:
            last = self._kept.instants[-1] if self._kept.instants else BEGINNING
            if at < last:
                raise ClockError(at, last)
            writing = _Transaction(self._kept)
            yield writing
            writing.end(at)


class _View:
    """The store after one transaction."""

    def __init__(self, store: _Kept, position: int) -> None:
        self._store, self.position = store, position

    def entry(self, identity: str, gate: Gate) -> Entry | None:
        held = self._store.records.get(identity)
        return self._entry(held, gate) if held else None

    def rows(self, plan: Plan, after: Row | None, limit: int, gate: Gate) -> Sequence[Row]:
        found = [Row(entry.head.id, _value(entry, plan.kind, plan.order)) for entry in self._matching(plan, gate)]
        return _page(found, after, limit, descending=plan.descending)

    def count(self, plan: Plan, gate: Gate) -> int:
        return sum(1 for _ in self._matching(plan, gate))

    def groups(self, plan: Plan, by: Field, sums: tuple[Field, ...], gate: Gate) -> Sequence[Group]:
        members: dict[Value | None, list[Entry]] = {}
        for entry in self._matching(plan, gate):
            for value in dict.fromkeys(_values(entry, plan.kind, by)) or (None,):
                members.setdefault(value, []).append(entry)
        there = sorted((value for value in members if value is not None), key=order_of)
        return [
            Group(value, len(members[value]), tuple(_sum(members[value], plan.kind, each) for each in sums))
            for value in (*there, *((None,) if None in members else ()))
        ]

    def search(
        self, kinds: tuple[Kind, ...], words: tuple[str, ...], after: Row | None, limit: int, gate: Gate
    ) -> Sequence[Row]:
        found: list[Row] = []
        by_name = {kind.name: kind for kind in kinds}
        for held in self._store.records.values():
            kind = by_name.get(held.head.kind)
            entry = self._entry(held, gate) if kind else None
            if kind and entry and is_there(kind, entry.portions) and set(words) <= _words(entry, kind):
                found.append(Row(held.head.id, self._newest(held, gate)))
        return _page(found, after, limit, descending=True)

    def changed(self, since: int, gate: Gate) -> Sequence[str]:
        before = _View(self._store, since)
        touched = (held for held in self._store.records.values() if _is_touched(held, since, self.position))
        return sorted(
            h.head.id for h in touched if _laid_out(self._entry(h, gate)) != _laid_out(before._entry(h, gate))
        )

    def versions(self, identity: str, gate: Gate) -> Sequence[Version]:
        held = self._store.records.get(identity)
        if held is None:
            return ()
        turns = sorted({state.since for states in held.states.values() for state in states})
        last = {portion: _last(states, self.position) for portion, states in held.states.items()}
        return [
            Version(self._store.instants[turn - 1], _released_then(held, turn, last, gate))
            for turn in turns
            if turn <= self.position
        ]

    def _matching(self, plan: Plan, gate: Gate) -> Iterator[Entry]:
        for held in self._store.records.values():
            entry = self._entry(held, gate) if held.head.kind == plan.kind.name else None
            if entry and is_there(plan.kind, entry.portions) and all(_meets(entry, plan.kind, a) for a in plan.where):
                yield entry

    def _entry(self, held: _Held, gate: Gate) -> Entry | None:
        released = tuple(
            state.portion
            for state in held.portions_at(self.position)
            if state.portion is not None and gate.passes(state.portion.label_set)
        )
        return Entry(held.head, released) if released else None

    def _newest(self, held: _Held, gate: Gate) -> int:
        return max(s.since for s in held.portions_at(self.position) if s.portion and gate.passes(s.portion.label_set))


class _Transaction(_View):
    """A view that takes changes; they are stored by `end`."""

    def __init__(self, store: _Kept) -> None:
        super().__init__(store, len(store.instants))
        self._changes: list[tuple[Head, dict[str, Portion | None]]] = []
        self._noted: dict[tuple[str, str], str] = {}

    def filed(self, seat: str, draft: str) -> str | None:
        return self._store.drafts.get((seat, draft))

    def put(self, head: Head, portions: Sequence[Portion], removed: Sequence[str] = ()) -> None:
        self._changes.append((head, {p.id: p for p in portions} | dict.fromkeys(removed)))

    def note(self, seat: str, draft: str, record: str) -> None:
        self._noted[seat, draft] = record

    def end(self, at: datetime) -> None:
        """Store what was put and noted; a transaction that changes nothing leaves nothing."""
        if not self._changes and not self._noted:
            return
        self._store.instants.append(at)
        for head, changes in self._changes:
            held = self._store.records.setdefault(head.id, _Held(head))
            for identity, portion in changes.items():
                held.states.setdefault(identity, []).append(_State(len(self._store.instants), portion))
        self._store.drafts.update(self._noted)


def _is_touched(held: _Held, since: int, until: int) -> bool:
    return any(since < state.since <= until for states in held.states.values() for state in states)


def _laid_out(entry: Entry | None) -> dict[str, Portion]:
    return {portion.id: portion for portion in entry.portions} if entry else {}


def _last(states: list[_State], position: int) -> Portion | None:
    """A portion as it is, or as it last was."""
    return next((s.portion for s in reversed(states) if s.portion and s.since <= position), None)


def _released_then(held: _Held, turn: int, last: dict[str, Portion | None], gate: Gate) -> Entry | None:
    """What was there after a transaction and is released by the label of then and by the last one (D41)."""
    then = [state.portion for state in held.portions_at(turn) if state.portion]
    released = tuple(p for p in then if gate.passes(p.label_set) and _passes(last[p.id], gate))
    return Entry(held.head, released) if released else None


def _passes(portion: Portion | None, gate: Gate) -> bool:
    return portion is not None and gate.passes(portion.label_set)


# Values of released portions


def _values(entry: Entry, kind: Kind, asked: Field) -> tuple[Value, ...]:
    for portion in entry.portions:
        if portion.name == asked.portion:
            return many(dict(values_of(portion, kind)).get(asked.name))
    return ()


def _value(entry: Entry, kind: Kind, asked: Field | None) -> Value | None:
    return next(iter(_values(entry, kind, asked)), None) if asked else None


def _sum(entries: list[Entry], kind: Kind, asked: Field) -> int | Decimal:
    values = [value for entry in entries for value in _values(entry, kind, asked)]
    return sum((value for value in values if isinstance(value, (int, Decimal))), start=0)


def _words(entry: Entry, kind: Kind) -> set[str]:
    fields = kind.field_by_name
    return {
        word
        for portion in entry.portions
        for name, value in values_of(portion, kind)
        if fields[name].searchable
        for each in many(value)
        for word in words_of(str(each))
    }


_HOLDS: dict[Op, Callable[[Any, Any], bool]] = {
    Op.EQUAL: eq,
    Op.ONE_OF: eq,
    Op.LESS: lt,
    Op.AT_MOST: le,
    Op.MORE: gt,
    Op.AT_LEAST: ge,
}


def _meets(entry: Entry, kind: Kind, asked: Asked) -> bool:
    values = _values(entry, kind, asked.field)
    if asked.op in (Op.SOME, Op.NONE):
        return bool(values) is (asked.op is Op.SOME)
    holds = _HOLDS[asked.op]
    return any(holds(order_of(value)[0], order_of(other)[0]) for value in values for other in asked.values)


def _page(found: list[Row], after: Row | None, limit: int, *, descending: bool) -> list[Row]:
    """At most `limit` rows after one, in order: by value, those without one last, then by id (D32)."""
    by_id = sorted(found, key=lambda row: row.id)
    there = [row for row in by_id if row.value is not None]
    there.sort(key=lambda row: () if row.value is None else order_of(row.value), reverse=descending)
    ordered = there + [row for row in by_id if row.value is None]
    return [row for row in ordered if after is None or _comes_after(row, after, descending=descending)][:limit]


def _comes_after(row: Row, last: Row, *, descending: bool) -> bool:
    """Whether a row stands behind another in the order of D32."""
    if last.value is None:
        return row.value is None and row.id > last.id
    if row.value is None:
        return True
    own, other = order_of(row.value), order_of(last.value)
    if own == other:
        return row.id > last.id
    return bool(own < other if descending else own > other)
