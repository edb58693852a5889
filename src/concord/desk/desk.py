"""The desk: every way to read what is stored, and every way to store it, for one reader at one moment.

Source: docs/spec/desk.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from concord.desk.editions import Edition, make_edition
from concord.desk.errors import ConflictError, HandleError, NotThereError, StaleError
from concord.desk.filing import Filing
from concord.desk.gate import Gate
from concord.desk.kinds import Kind, Kinds
from concord.desk.labelling import Ceiling
from concord.desk.moment import Moment
from concord.desk.queries import MOST, Plan, Query, grouping, refuse, understood
from concord.desk.records import Draft, Edit, identity
from concord.desk.seals import Seal
from concord.desk.store import Entry, Group, Row, Snapshot, Store
from concord.desk.values import Type, keep_value, load_value
from concord.desk.words import words_of
from concord.release.errors import MalformedError
from concord.release.findings import Finding


@dataclass(frozen=True)
class Page:
    """Part of a list: editions in order, the cursor of what follows ("" if nothing does), the epoch it was read at."""

    editions: tuple[Edition, ...]
    cursor: str = field(compare=False)
    more: bool
    epoch: str = field(compare=False)


@dataclass(frozen=True)
class Counted:
    """A count, and the epoch it was read at."""

    count: int
    epoch: str = field(compare=False)


@dataclass(frozen=True)
class Grouped:
    """Groups in the order of their values, and the epoch they were read at."""

    groups: tuple[Group, ...]
    epoch: str = field(compare=False)


@dataclass(frozen=True)
class Changes:
    """Records whose editions changed; `everything` may have, if rulebook or roster did. `token`: ask on from here."""

    records: tuple[str, ...]
    everything: bool
    token: str = field(compare=False)


@dataclass(frozen=True)
class Past:
    """The edition of a record from an instant on; None where it had none."""

    since: datetime
    edition: Edition | None


@dataclass(frozen=True)
class Receipt:
    """What was filed: the id of the record."""

    record: str


class Desk:
    """The door for the reader of `moment`. `ceiling`: what the node may hold, by policy; None for no limit."""

    def __init__(
        self, moment: Moment, store: Store, kinds: Kinds, seal: Seal, *, ceiling: Ceiling | None = None
    ) -> None:
        self.moment = moment
        self._store, self._kinds, self._seal, self._ceiling = store, kinds, seal, ceiling

    # Reading

    def get(self, record: str) -> Edition | None:
        """The edition of a record, or None: it does not exist, or nothing of it is released (D21, D22)."""
        with self._reading() as (snapshot, gate):
            return self._edition(snapshot.entry(record, gate))

    def find(self, query: Query, *, limit: int = 50, cursor: str = "") -> Page:
        """A page of the records that meet a query.

        Raises:
            MalformedError: the query is not one of this kind.
            HandleError: the cursor was not given for this query and this seat.
        """
        plan = self._plan(query)
        self._check_limit(limit)
        name = f"find {query!r}"
        with self._reading() as (snapshot, gate):
            after = self._row(cursor, name, plan.order.type if plan.order else Type.WORD) if cursor else None
            return self._page(snapshot.rows(plan, after, limit + 1, gate), limit, snapshot, gate, name)

    def count(self, query: Query) -> Counted:
        """The number of records that meet a query."""
        plan = self._plan(query)
        with self._reading() as (snapshot, gate):
            return Counted(snapshot.count(plan, gate), self._epoch(snapshot))

    def group(self, query: Query, by: str, sums: tuple[str, ...] = ()) -> Grouped:
        """Counts and sums of the records that meet a query, by an indexed field (D34)."""
        plan = self._plan(query)
        field_by, fields = grouping(plan.kind, by, sums)
        with self._reading() as (snapshot, gate):
            return Grouped(tuple(snapshot.groups(plan, field_by, fields, gate)), self._epoch(snapshot))

    def search(self, text: str, *, kinds: tuple[str, ...] = (), limit: int = 50, cursor: str = "") -> Page:
        """The records that hold every word of `text` in released portions, newest change first (D35)."""
        words = tuple(dict.fromkeys(words_of(text)))
        if not words:
            raise MalformedError("search", (Finding("D35", "text", "a word to look for", "none"),))
        wanted = tuple(self._kind(name) for name in kinds or tuple(self._kinds.by_name))
        self._check_limit(limit)
        name = f"search {words!r} {kinds!r}"
        with self._reading() as (snapshot, gate):
            after = self._row(cursor, name, Type.WHOLE) if cursor else None
            return self._page(snapshot.search(wanted, words, after, limit + 1, gate), limit, snapshot, gate, name)

    def changes(self, since: str = "") -> Changes:
        """The records whose editions changed since a token; without one, all that have an edition (D40)."""
        with self._reading() as (snapshot, gate):
            position, facts = self._opened(since, "changes") if since else (0, self.moment.facts)
            pairs = ((self._edition(each.before), self._edition(each.now)) for each in snapshot.changed(position, gate))
            records = tuple(sorted(edition.id for was, now in pairs if was != now and (edition := now or was)))
            token = self._sealed("changes", snapshot.position, self.moment.facts)
            return Changes(records, facts != self.moment.facts, token)

    def history(self, record: str) -> tuple[Past, ...]:
        """The editions of a record over time, oldest first, as far as they may be read now (D41)."""
        with self._reading() as (snapshot, gate):
            found: list[Past] = []
            for version in snapshot.versions(record, gate):
                edition = self._edition(version.entry)
                if edition != (found[-1].edition if found else None):
                    found.append(Past(version.since, edition))
            return tuple(found)

    # Writing

    def file(self, draft: Draft) -> Receipt:
        """Store a new record; the same draft again is answered as the first time (D10).

        Raises:
            MalformedError: with every fault of the draft; nothing is stored.
            ClockError: the desk's instant lies before the last transaction.
        """
        kind = self._kind(draft.kind)
        self._check_facts()
        seat, gate = self.moment.reader.id, Gate(self.moment)
        with self._store.writing(self.moment.at) as writing:
            known = writing.filed(seat, draft.id)
            if known is None:
                head, portions = Filing(gate, kind, self._ceiling, writing).filed(draft)
                writing.put(head, portions)
                writing.note(seat, draft.id, head.id)
            return Receipt(known or identity(seat, draft.id))

    def edit(self, edit: Edit) -> Receipt:
        """Change a record; what the writer does not see survives (D53).

        Raises:
            NotThereError: there is no such record for this reader.
            ConflictError: the edition has changed since the edit was begun.
            MalformedError: with every fault of the edit; nothing is stored.
        """
        self._check_facts()
        seat, gate = self.moment.reader.id, Gate(self.moment)
        with self._store.writing(self.moment.at) as writing:
            if writing.filed(seat, edit.id) is not None:
                return Receipt(edit.record)
            entry = writing.entry(edit.record, gate)
            edition = self._edition(entry)
            if entry is None or edition is None:
                raise NotThereError
            if edition.digest != edit.base:
                raise ConflictError(edition)
            filing = Filing(gate, self._kinds.by_name[entry.head.kind], self._ceiling, writing)
            writing.put(entry.head, *filing.edited(edit, entry))
            writing.note(seat, edit.id, edit.record)
            return Receipt(edit.record)

    # Within

    @contextmanager
    def _reading(self) -> Iterator[tuple[Snapshot, Gate]]:
        self._check_facts()
        with self._store.reading(self.moment.at) as snapshot:
            yield snapshot, Gate(self.moment)

    def _check_facts(self) -> None:
        if self._store.facts != self.moment.facts:
            raise StaleError

    def _check_limit(self, limit: int) -> None:
        if not 1 <= limit <= MOST:
            refuse("page", [Finding("D33", "limit", f"1 to {MOST}", str(limit))])

    def _kind(self, name: str) -> Kind:
        kind = self._kinds.by_name.get(name)
        if kind is None:
            known = ", ".join(f"`{each}`" for each in sorted(self._kinds.by_name))
            raise MalformedError("kind", (Finding("D2", "kind", f"one of {known}", f"`{name}`"),))
        return kind

    def _plan(self, query: Query) -> Plan:
        return understood(query, self._kind(query.kind))

    def _edition(self, entry: Entry | None) -> Edition | None:
        kind = self._kinds.by_name.get(entry.head.kind) if entry else None
        return make_edition(entry.head, kind, entry.portions) if entry and kind else None

    def _page(self, rows: Sequence[Row], limit: int, snapshot: Snapshot, gate: Gate, name: str) -> Page:
        """The editions of at most `limit` rows, of which there is one more if a page follows."""
        shown = [self._edition(snapshot.entry(row.id, gate)) for row in rows[:limit]]
        more, cursor = len(rows) > limit, ""
        if more:
            value = rows[limit - 1].value
            cursor = self._sealed(name, rows[limit - 1].id, None if value is None else keep_value(value))
        return Page(tuple(each for each in shown if each), cursor, more, self._epoch(snapshot))

    def _row(self, cursor: str, name: str, kind: Type) -> Row:
        """The row at which a page ended."""
        identity, kept = self._opened(cursor, name)
        return Row(str(identity), None if kept is None else load_value(kind, kept))

    def _epoch(self, snapshot: Snapshot) -> str:
        return self._sealed("epoch", snapshot.position, self.moment.facts)

    def _sealed(self, name: str, *parts: object) -> str:
        return self._seal.seal(json.dumps([self.moment.reader.id, name, *parts]))

    def _opened(self, handle: str, name: str) -> list[Any]:
        text = self._seal.opened(handle)
        seat, made_for, *parts = json.loads(text) if text is not None else ("", "")
        if text is None or (seat, made_for) != (self.moment.reader.id, name):
            raise HandleError("cursor" if name != "changes" else "token")
        return parts
