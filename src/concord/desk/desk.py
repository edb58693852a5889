"""The desk: every way to read what is stored, and every way to store it, for one reader at one moment.

Source: docs/spec/desk.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from concord.desk.acts import Act, allowed
from concord.desk.admitting import Foreign, admitted, check_admission
from concord.desk.approvals import Event
from concord.desk.editions import Edition, make_edition
from concord.desk.errors import ConflictError, HandleError, IncompleteError, NotThereError, PastError, StaleError
from concord.desk.facts import FactsChange
from concord.desk.filing import MOST as MOST_DRAFTS
from concord.desk.filing import Filing, unfit_id
from concord.desk.gate import Gate
from concord.desk.handing import Handed, check_release, hand_over
from concord.desk.handovers import Handing
from concord.desk.kinds import Kind
from concord.desk.log import ANY_ENTRY, LogPage, LogQuery, Signed
from concord.desk.moment import Moment
from concord.desk.own import OWN
from concord.desk.preview import Preview, preview
from concord.desk.proposing import NewFacts, Proposing, Widening, sealed_person
from concord.desk.queries import MOST, Plan, Query, grouping, refuse, understood
from concord.desk.records import Draft, Edit, Put, is_plain, known_id
from concord.desk.setting import Setting
from concord.desk.store import Entry, Filed, Group, Row, Snapshot, Writing
from concord.desk.values import Type, keep_value, load_value
from concord.desk.words import words_of
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import LabelSet
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
    """The door for the reader of `moment`: to the store as it is or, with `then`, as somebody saw it then (D20)."""

    def __init__(self, moment: Moment, setting: Setting, *, then: Moment | None = None) -> None:
        self.moment = moment
        self.setting, self._then = setting, then
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
            records = tuple(sorted(edition.id for was, now in pairs if was != now and (edition := now or was)))
            seen_at = (self._then or self.moment).at
            token = self._sealed("changes", snapshot.position, self.moment.facts, seen_at.isoformat())
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

    def log(self, asked: LogQuery = ANY_ENTRY, *, limit: int = 50, cursor: str = "") -> LogPage:
        """What was done to what this reader may read, newest first (D90, D91).

        Raises:
            MalformedError: this seat may not look at the log.
            HandleError: the cursor was not given for this query and this seat.
        """
        if not self.may(Act.AUDIT):
            refuse("log", [Finding("D61", "log", f"a role that may {Act.AUDIT.value}", "none")])
        self._check_limit(limit)
        name = f"log {asked!r}"
        with self._reading() as (snapshot, gate):
            before = int(self._opened(cursor, name)[0]) if cursor else None
            found = snapshot.log(asked, before, limit + 1, gate)
            follows = self._sealed(name, found[limit - 1].position) if len(found) > limit else ""
            entries = tuple(replace(each, position=0) for each in found[:limit])
            return LogPage(entries, follows, self._epoch(snapshot))

    def preview(self, change: FactsChange) -> Preview:
        """What a change of facts would open and close, of what this reader may read (D88).

        Raises:
            MalformedError: this seat may not keep the facts, or the change cannot be.
            PastError: a desk on the past.
        """
        if self._then is not None:
            raise PastError
        if not self.may(Act.KEEP_FACTS):
            refuse("preview", [Finding("D61", "preview", f"a role that may {Act.KEEP_FACTS.value}", "none")])
        with self._reading() as (snapshot, gate):
            facts = self._store.in_force().facts
            shifts = preview(snapshot.tallies(gate), facts, change.applied(facts), self.moment.at)
            return Preview(shifts, self._epoch(snapshot))

    def quarantine(self) -> tuple[str, ...]:
        """The records of which this reader has a portion without a label: nobody else sees any of them (D98)."""
        with self._reading() as (snapshot, gate):
            return tuple(snapshot.unlabelled(gate))

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

    # Writing

    def file(self, draft: Draft) -> Receipt:
        """Store a new record; the same draft again is answered as the first time (D10).

        Raises:
            MalformedError: with every fault of the draft; nothing is stored.
        """
        with self._writing("file") as (writing, gate):
            return Receipt(self._filed(draft, writing, gate), self._epoch(writing))

    def file_all(self, drafts: Sequence[Draft]) -> tuple[Receipt, ...]:
        """Store several new records in one transaction, all of them or none (D50).

        Raises:
            MalformedError: with every fault of every draft, each named by its number from 0; nothing is stored.
        """
        findings: list[Finding] = []
        if len(drafts) > MOST_DRAFTS:
            findings.append(Finding("D50", "drafts", f"at most {MOST_DRAFTS:,}", f"{len(drafts):,}"))
        if len({draft.id for draft in drafts}) < len(drafts):
            findings.append(Finding("D10", "drafts", "each id once", "one twice"))
        refuse("drafts", findings)
        with self._writing("file") as (writing, gate):
            receipts = []
            for number, draft in enumerate(drafts):
                try:
                    receipts.append(Receipt(self._filed(draft, writing, gate), self._epoch(writing)))
                except MalformedError as error:
                    findings += [replace(each, place=f"draft {number}, {each.place}") for each in error.findings]
            refuse("drafts", findings)
            return tuple(receipts)

    def edit(self, edit: Edit) -> Receipt:
        """Change a record; what the writer does not see survives (D53).

        Raises:
            NotThereError: there is no such record for this reader.
            ConflictError: the edition has changed since the edit was begun.
            MalformedError: with every fault of the edit; nothing is stored.
        """
        with self._writing("edit") as (writing, gate):
            digest, known = self._known(edit.id, edit, writing)
            if known is not None:
                return Receipt(known, self._epoch(writing))
            entry = writing.entry(known_id(edit.record), gate)
            edition = self._edition(entry, writing)
            if entry is None or edition is None:
                raise NotThereError
            if edition.digest != edit.base:
                raise ConflictError(edition)
            kind = self._kinds.by_name[edition.kind]
            if kind in OWN:
                refuse("kind", [_own(kind)])
            filing = Filing(self.setting, gate, writing, kind, self._acts(edition), edit.id)
            writing.put(entry.head, *filing.edited(edit, entry))
            writing.note(self.moment.reader.id, edit.id, Filed(edit.record, digest))
            return Receipt(edit.record, self._epoch(writing))

    # Two persons

    def narrow(self, identity: str, record: str, portion: str, label_set: LabelSet) -> Receipt:
        """Give a portion a narrower label, as one person may (D54).

        Raises:
            NotThereError: there is no such record for this reader.
        """
        edition = self.get(record)
        if edition is None:
            raise NotThereError
        return self.edit(Edit(identity, record, edition.digest, puts=(Put(portion, label_set=label_set),)))

    def widen(self, identity: str, widening: Widening) -> Receipt:
        """Propose a wider label; the receipt names the approval (D63).

        Raises:
            NotThereError: there is no such portion for this reader.
        """
        with self._writing("propose") as (writing, gate):
            return self._proposed(identity, widening, writing, self._proposing(gate, writing, identity).widening)

    def propose(self, identity: str, facts: NewFacts) -> Receipt:
        """Propose a change of rulebook or roster; the receipt names the approval (D65)."""
        with self._writing("propose") as (writing, gate):
            return self._proposed(identity, facts, writing, self._proposing(gate, writing, identity).facts)

    def admit(self, foreign: Foreign) -> Receipt:
        """Take in a record of another node, as it came (D97); the same again is answered as the first time.

        Raises:
            MalformedError: with every fault; nothing is stored.
        """
        kind = self._kind(foreign.kind)
        acts = check_admission(self._acts())
        with self._writing("admit") as (writing, gate):
            digest, known = self._known(foreign.name, foreign, writing)
            if known is None:
                filing = Filing(self.setting, gate, writing, kind, acts, foreign.name)
                head, portions = admitted(foreign, filing, self.setting)
                writing.put(head, portions)
                writing.note(self.moment.reader.id, foreign.name, Filed(known := head.id, digest))
            return Receipt(known, self._epoch(writing))

    def hand_over(self, identity: str, handing: Handing) -> Handed:
        """Give an audience the editions that everybody in it may have, and note what went to whom (D94, D95).

        Raises:
            MalformedError: with every fault; nothing is noted.
        """
        with self._writing("hand over") as (writing, gate):
            digest, known = self._known(identity, handing, writing)
            handed = hand_over(self.setting, gate, writing, identity, handing, is_noted=known is not None)
            if known is None:
                writing.note(self.moment.reader.id, identity, Filed("", digest))
            return replace(handed, epoch=self._epoch(writing))

    def decide(self, approval: str, event: Event) -> Receipt:
        """Approve, refuse or withdraw what was proposed; what is approved is done at once (D62, D64).

        Raises:
            NotThereError: there is no such approval for this reader.
            MalformedError: it is decided, or not this reader's to decide, or no longer fits.
        """
        with self._writing(event.value) as (writing, gate):
            self._proposing(gate, writing).decide(approval, event)
            return Receipt(approval, self._epoch(writing))

    # Within

    def _proposing(self, gate: Gate, writing: Writing, draft: str = "") -> Proposing:
        return Proposing(self.setting, gate, writing, draft)

    def _proposed(self, identity: str, asked: _Asked, writing: Writing, propose: Callable[[_Asked], str]) -> Receipt:
        digest, known = self._known(identity, asked, writing)
        if known is None:
            known = propose(asked)
            writing.note(self.moment.reader.id, identity, Filed(known, digest))
        return Receipt(known, self._epoch(writing))

    @contextmanager
    def _reading(self) -> Iterator[tuple[Snapshot, Gate]]:
        with self._store.reading(self._then.at if self._then else None) as snapshot:
            self._check_facts(snapshot)
            yield snapshot, Gate(self.moment, self._then)

    @contextmanager
    def _writing(self, act: str) -> Iterator[tuple[Writing, Gate]]:
        if self._then is not None:
            raise PastError
        with self._store.writing(self.moment.at) as writing:
            self._check_facts(writing)
            writing.sign(Signed(act, self.moment.reader.id, sealed_person(self.setting.seal, self.moment.person)))
            yield writing, Gate(self.moment)

    def _filed(self, draft: Draft, writing: Writing, gate: Gate) -> str:
        """The record of a draft, put to be stored unless it was before."""
        kind = self._kind(draft.kind)
        if kind in OWN:
            refuse("kind", [_own(kind)])
        digest, known = self._known(draft.id, draft, writing)
        if known is not None:
            return known
        head, portions = Filing(self.setting, gate, writing, kind, self._acts(), draft.id).filed(draft)
        writing.put(head, portions)
        writing.note(self.moment.reader.id, draft.id, Filed(head.id, digest))
        return head.id

    def _known(self, identity: str, handed: object, writing: Writing) -> tuple[str, str | None]:
        """The digest of what is handed in, and the record it was filed as before, if it was the same (D10)."""
        if not is_plain(identity):
            refuse("id", [unfit_id(identity, "id")])
        digest, known = _digest(handed), writing.filed(self.moment.reader.id, identity)
        if known is not None and known.digest != digest:
            refuse("id", [Finding("D10", "id", "a new one for each draft and edit", "one that was used")])
        return digest, known.record if known is not None else None

    def _acts(self, edition: Edition | None = None) -> frozenset[Act]:
        is_author = edition is not None and edition.is_author
        return allowed(self.setting.acts, self.moment.reader.roles, is_author=is_author)

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


_Asked = TypeVar("_Asked", Widening, NewFacts)


def _complete(editions: Iterable[Edition | None]) -> Iterator[Edition]:
    """The editions of rows; a row without one is a fault of the store, and no list is cut short in silence (D33)."""
    for edition in editions:
        if edition is None:
            raise IncompleteError
        yield edition


def _own(kind: Kind) -> Finding:
    return Finding("D7", "kind", "one that is filed and edited: this one moves by its own acts", f"`{kind.name}`")


def _digest(handed: object) -> str:
    """What tells one draft or edit from another: SHA-256 (hex) of all that was handed in."""
    return hashlib.sha256(canonical(handed).encode("utf-8", "surrogatepass")).hexdigest()
