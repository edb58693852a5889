"""The desk: every way to read what is stored, and every way to store it, for one reader at one moment.

Source: docs/spec/desk.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from concord.desk.acts import Act, allowed
from concord.desk.blobs import Attachment, bodies_of, unpacked_draft, unpacked_edit
from concord.desk.editions import Edition, make_edition
from concord.desk.errors import ConflictError, HandleError, NotThereError, PastError, StaleError
from concord.desk.filing import Filing, unfit_id
from concord.desk.gate import Gate
from concord.desk.kinds import Kind
from concord.desk.moment import Moment
from concord.desk.purging import Due, Purge, Purged, Reason, due_in, purging
from concord.desk.queries import MOST, Plan, Query, grouping, refuse, understood
from concord.desk.records import Draft, Edit, is_plain, known_id
from concord.desk.setting import Setting
from concord.desk.store import Entry, Filed, Gone, Group, Row, Snapshot, Writing
from concord.desk.values import Blob, Type, keep_value, load_value
from concord.desk.words import words_of
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.rulebook import canonical


@dataclass(frozen=True)
class Page:
    """Part of a list: editions in order, the cursor of what follows ("" if nothing does), the epoch it was read at."""

    editions: tuple[Edition, ...]
    cursor: str = field(compare=False)
    epoch: str = field(compare=False)

    @property
    def more(self) -> bool:
        """Whether a page follows."""
        return bool(self.cursor)


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
    """What was filed: the id of the record, and the epoch after it."""

    record: str
    epoch: str = field(compare=False)


class Desk:
    """The door for the reader of `moment`: to the store as it is or, if `is_past`, as it was at the moment (D20)."""

    def __init__(self, moment: Moment, setting: Setting, *, is_past: bool = False) -> None:
        self.moment = moment
        self._setting, self._is_past = setting, is_past
        self._store, self._kinds, self._seal = setting.store, setting.kinds, setting.seal

    # Reading

    def get(self, record: str) -> Edition | None:
        """The edition of a record, or None: it does not exist, or nothing of it is released (D21, D22)."""
        with self._reading() as (snapshot, gate):
            return self._edition(snapshot.entry(known_id(record), gate), snapshot)

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
        """The records whose editions changed since a token; without one, all that have an edition (D40).

        Raises:
            HandleError: the token was not given for this seat.
        """
        with self._reading() as (snapshot, gate):
            position, facts, at = self._opened(since, "changes") if since else (0, self.moment.facts, None)
            then = gate if at is None else Gate(replace(self.moment, at=datetime.fromisoformat(at)))
            pairs = (
                (self._edition(each.before, snapshot), self._edition(each.now, snapshot))
                for each in snapshot.changed(position, then, gate)
            )
            found = {edition.id for was, now in pairs if was != now and (edition := now or was)}
            gone = [each for each in snapshot.purged(then) if each.since <= position < each.until]
            found |= {each.record for each in gone if self._tells(each, snapshot, gate)}
            records = tuple(sorted(found))
            token = self._sealed("changes", snapshot.position, self.moment.facts, self.moment.at.isoformat())
            return Changes(records, facts != self.moment.facts, token)

    def history(self, record: str) -> tuple[Past, ...]:
        """The editions of a record over time, oldest first, as far as they may be read now (D41)."""
        with self._reading() as (snapshot, gate):
            found: list[Past] = []
            for version in snapshot.versions(known_id(record), gate):
                edition = self._edition(version.entry, snapshot)
                if edition != (found[-1].edition if found else None):
                    found.append(Past(version.since, edition))
            return tuple(found)

    def blob(self, record: str, portion: str, field: str) -> Attachment | None:
        """The attachment that a field of a released portion names; None as for a portion that is not there (D24)."""
        with self._reading() as (snapshot, gate):
            edition = self._edition(snapshot.entry(known_id(record), gate), snapshot)
            shown = edition.by_id.get(portion) if edition else None
            named = shown.by_field.get(field) if shown else None
            body = snapshot.blob(record, named.digest, gate) if isinstance(named, Blob) else None
            return Attachment(named.media_type, body) if isinstance(named, Blob) and body is not None else None

    def purged(self, record: str) -> tuple[Purged, ...]:
        """What was removed for good from a record, for who could read it by its last label (D27)."""
        with self._reading() as (snapshot, gate):
            found = [gone for gone in snapshot.purged(gate) if gone.record == record and gone.is_last]
            is_told = any(self._tells(gone, snapshot, gate) for gone in found)
            return tuple(Purged(gone.portion, gone.at, Reason(gone.reason)) for gone in found if is_told)

    def due(self) -> tuple[Due, ...]:
        """The portions that have been kept for as long as their kinds say, as far as this reader sees them (D28)."""
        with self._reading() as (snapshot, gate):
            kinds = [kind for kind in self._kinds.by_name.values() if any(p.retention_days for p in kind.portions)]
            plans = [Plan(kind, (), None, descending=False) for kind in kinds]
            rows = [(row.id, p.kind) for p in plans for row in snapshot.rows(p, None, snapshot.count(p, gate), gate)]
            found = (due_in(name, kind, snapshot.versions(name, gate), self.moment.at) for name, kind in rows)
            return tuple(due for each in found for due in each)

    def may(self, act: Act, edition: Edition | None = None) -> bool:
        """Whether the reader may do something to what it sees, or file something new (D61)."""
        return act in self._acts(edition)

    # Writing

    def file(self, draft: Draft) -> Receipt:
        """Store a new record; the same draft again is answered as the first time (D10).

        Raises:
            MalformedError: with every fault of the draft; nothing is stored.
        """
        kind = self._kind(draft.kind)
        draft, bodies = unpacked_draft(draft)
        with self._writing(draft.id, draft) as (writing, gate, known):
            if known is not None:
                return Receipt(known.record, self._epoch(writing))
            head, portions = Filing(self._setting, gate, writing, kind, self._acts(), draft.id, bodies).filed(draft)
            writing.put(head, portions)
            writing.keep(bodies_of(portions, bodies))
            writing.note(self.moment.reader.id, draft.id, Filed(head.id, self._digest(draft)))
            return Receipt(head.id, self._epoch(writing))

    def edit(self, edit: Edit) -> Receipt:
        """Change a record; what the writer does not see survives (D53).

        Raises:
            NotThereError: there is no such record for this reader.
            ConflictError: the edition has changed since the edit was begun.
            MalformedError: with every fault of the edit; nothing is stored.
        """
        edit, bodies = unpacked_edit(edit)
        with self._writing(edit.id, edit) as (writing, gate, known):
            if known is not None:
                return Receipt(known.record, self._epoch(writing))
            entry = writing.entry(known_id(edit.record), gate)
            edition = self._edition(entry, writing)
            if entry is None or edition is None:
                raise NotThereError
            if edition.digest != edit.base:
                raise ConflictError(edition)
            kind = self._kinds.by_name[edition.kind]
            filing = Filing(self._setting, gate, writing, kind, self._acts(edition), edit.id, bodies)
            portions, removed = filing.edited(edit, entry)
            writing.put(entry.head, portions, removed)
            writing.keep(bodies_of(portions, bodies))
            writing.note(self.moment.reader.id, edit.id, Filed(edit.record, self._digest(edit)))
            return Receipt(edit.record, self._epoch(writing))

    def purge(self, purge: Purge) -> Receipt:
        """Remove portions for good, in all their versions; what the writer does not see survives (D26).

        Raises:
            NotThereError: there is no such record for this reader.
            ConflictError: the edition has changed since the purge was begun.
            MalformedError: the reader may not purge, or a portion is named that it does not see.
        """
        with self._writing(purge.id, purge) as (writing, gate, known):
            if known is not None:
                return Receipt(known.record, self._epoch(writing))
            edition = self._edition(writing.entry(known_id(purge.record), gate), writing)
            if edition is None:
                raise NotThereError
            if edition.digest != purge.base:
                raise ConflictError(edition)
            if Act.PURGE not in self._acts(edition):
                refuse("purge", [Finding("D61", "purge", f"a role that may {Act.PURGE.value}", "none")])
            versions = writing.versions(edition.id, gate)
            writing.purge(purging(purge, self._kinds.by_name[edition.kind], versions, self._who), self._seal.name)
            writing.note(self._who, purge.id, Filed(edition.id, self._digest(purge)))
            return Receipt(edition.id, self._epoch(writing))

    # Within

    @contextmanager
    def _reading(self) -> Iterator[tuple[Snapshot, Gate]]:
        with self._store.reading(self.moment.at if self._is_past else None) as snapshot:
            self._check_facts(snapshot)
            yield snapshot, Gate(self.moment)

    @contextmanager
    def _writing(self, identity: str, handed: object) -> Iterator[tuple[Writing, Gate, Filed | None]]:
        """A transaction, and what was filed under this id before, if it was the same (D10)."""
        if self._is_past:
            raise PastError
        if not is_plain(identity):
            refuse("id", [unfit_id(identity, "id")])
        with self._store.writing(self.moment.at) as writing:
            self._check_facts(writing)
            known = writing.filed(self.moment.reader.id, identity)
            if known is not None and known.digest != self._digest(handed):
                refuse("id", [Finding("D10", "id", "a new one for each draft and edit", "one that was used")])
            yield writing, Gate(self.moment), known

    @property
    def _who(self) -> str:
        return self.moment.reader.id

    def _digest(self, handed: object) -> str:
        """What tells one draft or edit from another: made with the node's key, so that it confirms no guess (D26)."""
        whole = canonical(handed).encode("utf-8", "surrogatepass")
        return self._seal.name(f"handed {hashlib.sha256(whole).hexdigest()}")

    def _tells(self, gone: Gone, snapshot: Snapshot, gate: Gate) -> bool:
        """Whether who may know of a purge had an edition: by what went, or as there is one still (D5, D27)."""
        return gone.counts or self._edition(snapshot.entry(gone.record, gate), snapshot) is not None

    def _acts(self, edition: Edition | None = None) -> frozenset[Act]:
        is_author = edition is not None and edition.is_author
        return allowed(self._setting.acts, self.moment.reader.roles, is_author=is_author)

    def _check_facts(self, snapshot: Snapshot) -> None:
        if snapshot.facts != self.moment.facts:
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

    def _edition(self, entry: Entry | None, snapshot: Snapshot) -> Edition | None:
        kind = self._kinds.by_name.get(entry.head.kind) if entry else None
        if entry is None or kind is None:
            return None
        reader = self.moment.reader.id
        return make_edition(entry.head, kind, entry.portions, reader=reader, epoch=self._epoch(snapshot))

    def _page(self, rows: Sequence[Row], limit: int, snapshot: Snapshot, gate: Gate, name: str) -> Page:
        """The editions of at most `limit` rows, of which there is one more if a page follows."""
        editions = (self._edition(snapshot.entry(row.id, gate), snapshot) for row in rows[:limit])
        cursor = ""
        if len(rows) > limit:
            last = rows[limit - 1]
            cursor = self._sealed(name, last.id, None if last.value is None else keep_value(last.value))
        return Page(tuple(_complete(editions)), cursor, self._epoch(snapshot))

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
        if text is not None:
            seat, made_for, *parts = json.loads(text)
            if (seat, made_for) == (self.moment.reader.id, name):
                return list(parts)
        raise HandleError("cursor" if name != "changes" else "token")


def _complete(editions: Iterable[Edition | None]) -> Iterator[Edition]:
    """The editions of rows; a row without one is a fault of the store, and no list is cut short in silence (D33)."""
    for edition in editions:
        if edition is None:
            raise LookupError("a row of a list: expected its record in the same snapshot, found none")
        yield edition
