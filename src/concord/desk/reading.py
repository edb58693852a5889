"""Every way to read what is stored, for one reader at one moment.

Source: docs/spec/desk.md D20-D42, D61, D88, D91, D96.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from concord.desk.acts import Act, missing
from concord.desk.blobs import Attachment
from concord.desk.editions import Edition
from concord.desk.errors import HandleError, IncompleteError, PastError, StaleError
from concord.desk.facts import FactsChange
from concord.desk.gate import Gate
from concord.desk.handing import check_release
from concord.desk.kinds import Kind, Kinds
from concord.desk.log import ANY_ENTRY, LogPage, LogQuery
from concord.desk.logged import entries_of
from concord.desk.moment import Moment
from concord.desk.preview import Preview, preview
from concord.desk.purging import Due, Purged, Reason, due_in
from concord.desk.queries import MOST, Plan, Query, grouping, refuse, understood
from concord.desk.records import known_id
from concord.desk.setting import Setting
from concord.desk.store import Entry, Gone, Group, Row, Snapshot
from concord.desk.tables import Analysis, Asked, Table, check_names, query_of, tabulated
from concord.desk.turning import LabelTurn, label_turns
from concord.desk.values import Blob, Type, keep_value, load_value
from concord.desk.words import words_of
from concord.release.errors import MalformedError
from concord.release.findings import Finding


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


class Reading:
    """The part of the door through which editions come out."""

    def __init__(self, moment: Moment, setting: Setting, *, then: Moment | None = None) -> None:
        self.moment = moment
        self.setting, self._then = setting, then
        self._store, self._kinds, self._seal = setting.store, setting.kinds, setting.seal

    @property
    def kinds(self) -> Kinds:
        """The kinds that are installed, and the desk's own (D7)."""
        return self._kinds

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

    def table(self, asked: str | Query, fields: Sequence[str]) -> Table:
        """The values of fields, of every record of a kind or of those that meet a query, in order (D36).

        Raises:
            MalformedError: the query or the fields are not of this kind.
        """
        plan = self._plan(query_of(asked))
        columns = tabulated(plan.kind, fields)
        with self._reading() as (snapshot, gate):
            return Table(snapshot.table(plan, columns, gate), self._epoch(snapshot))

    @contextmanager
    def analysis(self, tables: Mapping[str, Asked]) -> Iterator[Analysis]:
        """SQL over tables, each under its name, and over nothing else: all are read at one moment (D38).

        Raises:
            MalformedError: what `table` refuses, a name that is none, or amounts that the engine cannot hold.
        """
        from concord.desk.analysing import confined  # noqa: PLC0415 (heavy: loaded when it is asked for)

        check_names(tables)
        plans = {name: self._plan(query_of(asked)) for name, (asked, _) in tables.items()}
        columns = {name: tabulated(plans[name].kind, fields) for name, (_, fields) in tables.items()}
        with self._reading() as (snapshot, gate):
            found = {name: snapshot.table(plan, columns[name], gate) for name, plan in plans.items()}
            epoch = self._epoch(snapshot)
        with confined(found) as connection:
            yield Analysis(connection, epoch)

    def search(self, text: str, *, kinds: tuple[str, ...] = (), limit: int = 50, cursor: str = "") -> Page:
        """The records that hold every word of `text` in released portions, newest first (D35)."""
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
            earlier = replace(self.moment, at=datetime.fromisoformat(at)) if at else self.moment
            then = Gate(earlier, self._then)
            pairs = (
                (self._edition(each.before, snapshot), self._edition(each.now, snapshot))
                for each in snapshot.changed(position, then, gate)
            )
            found = {edition.id for was, now in pairs if was != now and (edition := now or was)}
            gone = [each for each in snapshot.purged(then) if each.since <= position < each.until]
            found |= self._told_of(gone, {each.record for each in gone}, snapshot, gate)
            return Changes(tuple(sorted(found)), facts != self.moment.facts, self._token(snapshot))

    def token(self) -> str:
        """A token for `changes` from now on, without a list of what there is (D40)."""
        with self._reading() as (snapshot, _):
            return self._token(snapshot)

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
            found = [gone for gone in snapshot.purged(gate) if gone.record == record]
            last = [gone for gone in found if gone.is_last]
            own = {gone.portion for gone in last}
            told = self._told_of([gone for gone in found if gone.portion in own], {known_id(record)}, snapshot, gate)
            return tuple(Purged(gone.portion, gone.at, Reason(gone.reason)) for gone in last if gone.record in told)

    def due(self) -> tuple[Due, ...]:
        """The portions that have been kept for as long as their kinds say, as far as this reader sees them (D28)."""
        with self._reading() as (snapshot, gate):
            kinds = [kind for kind in self._kinds.by_name.values() if any(p.retention_days for p in kind.portions)]
            plans = [Plan(kind, (), None, descending=False) for kind in kinds]
            rows = [(row.id, p.kind) for p in plans for row in snapshot.rows(p, None, snapshot.count(p, gate), gate)]
            found = (due_in(name, kind, snapshot.versions(name, gate), self._seen_at) for name, kind in rows)
            return tuple(due for each in found for due in each)

    def log(self, asked: LogQuery = ANY_ENTRY, *, limit: int = 50, cursor: str = "") -> LogPage:
        """What was done to what this reader may read, newest first (D90, D91).

        Raises:
            MalformedError: this seat may not look at the log.
            HandleError: the cursor was not given for this query and this seat.
        """
        refuse("log", missing(Act.AUDIT, self._acts(), "log"))
        self._check_limit(limit)
        name = f"log {asked!r}"
        with self._reading() as (snapshot, gate):
            before = int(self._opened(cursor, name)[0]) if cursor else None
            found, is_all = entries_of(
                asked, before, limit, snapshot, gate, lambda entry: self._edition(entry, snapshot)
            )
            follows = "" if is_all else self._sealed(name, found[-1].position)
            entries = tuple(replace(each, position=0) for each in found)
            return LogPage(entries, follows, self._epoch(snapshot))

    def preview(self, change: FactsChange, at: datetime | None = None) -> Preview:
        """What a change of facts would open and close, of what this reader may read, now or on a day to come (D88).

        Raises:
            MalformedError: this seat may not keep the facts, or the change cannot be.
            PastError: a desk on the past.
        """
        if self._then is not None:
            raise PastError
        refuse("preview", missing(Act.KEEP_FACTS, self._acts(), "preview"))
        with self._reading() as (snapshot, gate):
            facts = self.setting.facts_of(self.moment)
            when = max(at or self.moment.at, self.moment.at)
            shifts = preview(snapshot.tallies(self._kinds.kinds, gate), facts, change.applied(facts), when)
            return Preview(shifts, self._epoch(snapshot))

    def label_turns(self, since: datetime, until: datetime) -> tuple[LabelTurn, ...]:
        """When the labels of what this reader has turned, or will, from `since` until before `until` (D43).

        Raises:
            PastError: a desk on the past.
        """
        if self._then is not None:
            raise PastError
        with self._reading() as (snapshot, gate):
            return label_turns(snapshot.tallies(self._kinds.kinds, gate), self.moment.rulebook, since, until)

    def quarantine(self) -> tuple[str, ...]:
        """The records of which this reader has a portion without a label: nobody else sees any of them (D98)."""
        with self._reading() as (snapshot, gate):
            found = snapshot.unlabelled(gate)
            entries = snapshot.entries(found, gate)
            return tuple(record for record in found if self._edition(entries.get(record), snapshot) is not None)

    def release_check(self, record: str, audience: str) -> tuple[Finding, ...]:
        """What to look at before the edition for an audience goes out, of what this reader sees (D96).

        Raises:
            NotThereError: there is no such record for this reader.
            MalformedError: this seat may not hand over, or the audience reaches nobody.
        """
        with self._reading() as (snapshot, gate):
            return check_release(self.setting, gate, snapshot, record, audience)

    def may(self, act: Act, edition: Edition | None = None) -> bool:
        """Whether the reader may do something to what it sees, or file something new (D61)."""
        return act in self._acts(edition)

    # Within

    @property
    def _seen_at(self) -> datetime:
        return (self._then or self.moment).at

    @contextmanager
    def _reading(self) -> Iterator[tuple[Snapshot, Gate]]:
        with self._store.reading(self._then.at if self._then else None) as snapshot:
            self._check_facts(snapshot)
            yield snapshot, Gate(self.moment, self._then)

    def _told_of(self, gone: Iterable[Gone], records: set[str], snapshot: Snapshot, gate: Gate) -> set[str]:
        """Of which records who may know of a purge had an edition: by what went, or as there is one still (D5, D27).

        All are looked for at once, whatever went of them (D22).
        """
        entries = snapshot.entries(sorted(records), gate)
        there = {record for record, entry in entries.items() if self._edition(entry, snapshot) is not None}
        return {each.record for each in gone if each.counts or each.record in there}

    def _acts(self, edition: Edition | None = None) -> frozenset[Act]:
        return self.setting.acts_of(self.moment.reader, edition)

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
        """The edition of an entry; where there is none, nothing more is asked of the store (D22)."""
        edition = self.setting.edition(entry, self.moment.reader)
        return edition and replace(edition, epoch=self._epoch(snapshot))

    def _page(self, rows: Sequence[Row], limit: int, snapshot: Snapshot, gate: Gate, name: str) -> Page:
        """The editions of at most `limit` rows, of which there is one more if a page follows."""
        shown = rows[:limit]
        entries = snapshot.entries([row.id for row in shown], gate)
        editions = (self._edition(entries.get(row.id), snapshot) for row in shown)
        cursor = ""
        if len(rows) > limit:
            last = rows[limit - 1]
            cursor = self._sealed(name, last.id, None if last.value is None else keep_value(last.value))
        return Page(tuple(_complete(editions)), cursor, self._epoch(snapshot))

    def _row(self, cursor: str, name: str, kind: Type) -> Row:
        """The row at which a page ended."""
        identity, kept = self._opened(cursor, name)
        return Row(str(identity), None if kept is None else load_value(kind, kept))

    def _token(self, snapshot: Snapshot) -> str:
        return self._sealed("changes", snapshot.position, self.moment.facts, self._seen_at.isoformat())

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
            raise IncompleteError
        yield edition
