"""A second desk over a second store, written from docs/spec/desk.md alone: slow, obvious, nothing clever.

A store is the list of its transactions; every question walks through all of them and asks the kernel for each portion.
There is no gate, no key, no seal. Ids and places are handed in: what a key makes of names, and how a sortable string is
found between two others, is no rule of the desk.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal, localcontext
from typing import Any

from concord.desk import Condition, Field, Kind, Moment, Op, Query, Type
from concord.desk.own import with_own
from concord.desk.records import Head, Portion
from concord.desk.values import load_value, read_value
from concord.desk.words import words_of
from concord.release.decide import decide
from concord.release.labels import LabelSet
from concord.release.names import fold
from concord.release.reasons import Outcome
from tests.desk.kinds import KINDS

ALL = with_own(KINDS)
"""The kinds of the tests, and the desk's own (D7)."""


@dataclass(frozen=True)
class Turn:
    """One transaction on one record: its portions by id as they are from then on, None where one is gone."""

    at: datetime
    head: Head
    portions: dict[str, Portion | None]


@dataclass(frozen=True)
class Trace:
    """A portion that went, as it was from one transaction to before another (D27); `counts`: it said something."""

    record: str
    portion: str
    since: int
    until: int
    label_set: LabelSet
    counts: bool
    is_last: bool
    at: datetime


@dataclass
class Books:
    """All transactions, and what was handed in by each seat under each id, with the record it made or changed."""

    turns: list[Turn] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    handed: dict[tuple[str, str], tuple[object, str]] = field(default_factory=dict)

    def record(self, at: datetime, head: Head, portions: dict[str, Portion | None]) -> None:
        """One more transaction, never before the last one (D55)."""
        last = max([turn.at for turn in self.turns] + [at])
        self.turns.append(Turn(last, head, portions))

    def remove(self, record: str) -> None:
        """Take a record out of every transaction, in the one that was recorded last, and leave traces (D27, D29)."""
        own = [(number, turn) for number, turn in enumerate(self.turns, 1) if turn.head.id == record]
        if not own or own[0][1].head.kind == "approval":
            return
        for name in sorted({name for _, turn in own for name in turn.portions}):
            states = [(number, turn.portions[name]) for number, turn in own if name in turn.portions]
            there = [(since, portion) for since, portion in states if portion is not None]
            kind = ALL.by_name[own[0][1].head.kind]
            for since, portion in there:
                counts = bool(portion.values) and not kind.portion_by_name[portion.name].structural
                until = min([number for number, _ in states if number > since] + [len(self.turns)])
                is_last = (since, portion) == there[-1]
                label_set, at = portion.label_set, self.turns[-1].at
                self.traces.append(Trace(record, name, since, until, label_set, counts, is_last, at))
        self.turns = [replace(turn, portions={}) if turn.head.id == record else turn for turn in self.turns]

    def ids(self) -> list[str]:
        """Every record that ever was."""
        return sorted({turn.head.id for turn in self.turns})


@dataclass(frozen=True)
class Part:
    """A portion as it is shown (D21)."""

    id: str
    name: str
    label_set: LabelSet
    values: tuple[tuple[str, object], ...]
    variant_of: str | None


@dataclass(frozen=True)
class Sheet:
    """An edition (D21)."""

    id: str
    kind: str
    portions: tuple[Part, ...]
    others: tuple[Part, ...]
    is_author: bool


def released(label_set: LabelSet, moment: Moment) -> bool:
    """What the kernel says."""
    decision = decide(label_set, reader=moment.reader, rulebook=moment.rulebook, at=moment.at)
    return decision.outcome is Outcome.RELEASED


@dataclass(frozen=True)
class Twin:
    """The desk of a moment; one on the past reads what was stored at the instant of `seen`, as it was seen (D20)."""

    books: Books
    moment: Moment
    seen: Moment | None = None

    @property
    def is_past(self) -> bool:
        """Whether it reads what was."""
        return self.seen is not None

    @property
    def position(self) -> int:
        """How many transactions it sees."""
        if self.seen is None:
            return len(self.books.turns)
        return sum(1 for turn in self.books.turns if turn.at <= self.seen.at)

    # Editions

    def portions(self, record: str, position: int, moment: Moment, *, is_past: bool) -> dict[str, tuple[int, Portion]]:
        """The released portions after some transactions, each with the one that filed it (D20, D41)."""
        found: dict[str, tuple[int, Portion]] = {}
        last: dict[str, LabelSet] = {}
        for number, turn in enumerate(self.books.turns, 1):
            if turn.head.id != record:
                continue
            for identity, portion in turn.portions.items():
                if portion is not None:
                    last[identity] = portion.label_set
                if number <= position and portion is not None:
                    found[identity] = number, portion
                elif number <= position:
                    found.pop(identity, None)
        return {
            identity: (number, portion)
            for identity, (number, portion) in found.items()
            if released(portion.label_set, moment)
            and (not is_past or released(last[identity], moment))
            and (self.seen is None or released(portion.label_set, self.seen))
        }

    def there(self, record: str) -> dict[str, tuple[int, Portion]]:
        """What this desk sees of a record."""
        return self.portions(record, self.position, self.moment, is_past=self.is_past)

    def head(self, record: str) -> Head:
        """The head of a record that is there."""
        return next(turn.head for turn in self.books.turns if turn.head.id == record)

    def sheet(self, record: str, portions: dict[str, tuple[int, Portion]]) -> Sheet | None:
        """The edition of some portions, or None: as if there were no such record (D5, D21)."""
        if not portions:
            return None
        head = self.head(record)
        kind = ALL.by_name[head.kind]
        if not any(says_something(kind, portion) for _, portion in portions.values()):
            return None
        ordered = sorted((portion for _, portion in portions.values()), key=lambda p: (p.place, p.id))
        shown: list[Part] = []
        others: list[Part] = []
        for portion in ordered:
            first = next(p for p in ordered if (p.variant_of or p.id) == (portion.variant_of or portion.id))
            is_first = first.id == portion.id
            part = Part(
                portion.id, portion.name, portion.label_set, values_of(kind, portion), None if is_first else first.id
            )
            (shown if is_first else others).append(part)
        return Sheet(record, kind.name, tuple(shown), tuple(others), head.author == self.moment.reader.id)

    def get(self, record: str) -> Sheet | None:
        """The edition of a record."""
        return self.sheet(record, self.there(record))

    def history(self, record: str) -> list[tuple[datetime, Sheet | None]]:
        """Each edition that differs from the one before, from when it was there (D41)."""
        found: list[tuple[datetime, Sheet | None]] = []
        for number, turn in enumerate(self.books.turns[: self.position], 1):
            sheet = self.sheet(record, self.portions(record, number, self.moment, is_past=True))
            if sheet != (found[-1][1] if found else None):
                found.append((turn.at, sheet))
        return found

    def changes(self, position: int, at: datetime) -> list[str]:
        """The records whose edition is another than it was after `position` for the reader at an instant (D40)."""
        then = replace(self.moment, at=at)
        found = []
        for record in self.books.ids():
            was = self.sheet(record, self.portions(record, position, then, is_past=False))
            now = self.sheet(record, self.portions(record, self.position, self.moment, is_past=False))
            found += [record] if was != now else []
        for trace in self.books.traces:
            if trace.counts and trace.since <= position < trace.until and released(trace.label_set, then):
                found.append(trace.record)
        return sorted(set(found))

    def purged(self, record: str) -> list[tuple[str, datetime]]:
        """What went for good of a record that was there for this reader by it (D27)."""
        found = [trace for trace in self.books.traces if trace.record == record and self.is_told(trace)]
        last = {trace.portion: trace.at for trace in found if trace.is_last}
        return list(last.items()) if any(trace.counts for trace in found if trace.portion in last) else []

    def is_told(self, trace: Trace) -> bool:
        """Whether this desk is at or after the purge, and its reader passes by that label."""
        is_seen = self.seen is None or (released(trace.label_set, self.seen) and trace.at <= self.seen.at)
        return is_seen and released(trace.label_set, self.moment)

    # Lists

    def all_of(self, kind: str) -> list[str]:
        """The records of a kind that are there (D30)."""
        return [record for record in self.books.ids() if self.head(record).kind == kind and self.get(record)]

    def values(self, record: str, name: str) -> tuple[Any, ...]:
        """The released values of a field: it lives in one portion kind (D4, D30)."""
        sheet = self.get(record)
        if sheet is None:
            return ()
        found = [dict(part.values)[name] for part in sheet.portions if name in dict(part.values)]
        return tuple(each for value in found for each in (value if isinstance(value, tuple) else (value,)))

    def find(self, query: Query) -> list[str]:
        """The whole list, in its order (D31, D32)."""
        kind = ALL.by_name[query.kind]
        found = [record for record in self.all_of(query.kind) if all(self.meets(record, c) for c in query.where)]
        if query.order is None:
            return found
        asked = kind.field_by_name[query.order.field]
        with_value = [record for record in found if self.values(record, asked.name)]
        with_value.sort(key=lambda r: order_of(asked, self.values(r, asked.name)[0]), reverse=query.order.descending)
        return with_value + [record for record in found if record not in with_value]

    def meets(self, record: str, condition: Condition) -> bool:
        """Whether one value of the record meets a condition (D31)."""
        asked = ALL.by_name[self.head(record).kind].field_by_name[condition.field]
        own = self.values(record, asked.name)
        if condition.op in (Op.SOME, Op.NONE):
            return bool(own) == (condition.op is Op.SOME)
        return any(
            holds(condition.op, compared(asked, value), compared(asked, read_value(asked.type, raw, asked.choices)))
            for value in own
            for raw in condition.values
        )

    def group(self, query: Query, by: str, sums: tuple[str, ...]) -> list[tuple[Any, int, tuple[Any, ...]]]:
        """For each value the number of records and exact sums, in the order of values, none last (D34)."""
        asked = ALL.by_name[query.kind].field_by_name[by]
        found = self.find(query)
        values = sorted({v for r in found for v in self.values(r, by)}, key=lambda value: order_of(asked, value))
        grouped: list[tuple[Any, list[str]]] = [(v, [r for r in found if v in self.values(r, by)]) for v in values]
        grouped += [(None, without)] if (without := [r for r in found if not self.values(r, by)]) else []
        return [
            (value, len(own), tuple(exact_sum([v for r in own for v in self.values(r, name)]) for name in sums))
            for value, own in grouped
        ]

    def table(self, query: Query, names: list[str]) -> list[dict[str, Any]]:
        """A row for each record of a list: its id, and of each field the first value that the edition shows (D36)."""
        rows = []
        for record in self.find(query):
            sheet = self.get(record)
            parts = [dict(part.values) for part in sheet.portions] if sheet else []
            values = {name: next((part[name] for part in parts if name in part), None) for name in names}
            rows.append({"record_id": record, **values})
        return rows

    def search(self, text: str) -> list[str]:
        """The records that hold every word, the newest filing of a portion that holds one first (D35)."""
        found, wanted = [], set(words_of(text))
        for record in self.books.ids():
            sheet, portions = self.get(record), self.there(record)
            if sheet is not None and wanted <= words_in((*sheet.portions, *sheet.others), sheet.kind):
                holding = [p for p in (*sheet.portions, *sheet.others) if wanted & words_in((p,), sheet.kind)]
                found.append((-max(portions[part.id][0] for part in holding), record))
        return [record for _, record in sorted(found)]


def exact_sum(values: list[Any]) -> Decimal:
    """The sum of numbers, to the last digit."""
    with localcontext(prec=100):
        return sum(values, Decimal(0))


def says_something(kind: Kind, portion: Portion) -> bool:
    """Whether a portion makes a record be there: it is not structural, and has a declared value (D5)."""
    return not kind.portion_by_name[portion.name].structural and bool(values_of(kind, portion))


def values_of(kind: Kind, portion: Portion) -> tuple[tuple[str, object], ...]:
    """The declared values of a portion in the order of the declaration."""
    found: list[tuple[str, object]] = []
    for asked in kind.fields:
        kept = portion.values.get(asked.name)
        if asked.portion == portion.name and kept is not None:
            many = tuple(load_value(asked.type, each) for each in kept) if isinstance(kept, tuple) else None
            found.append((asked.name, many if isinstance(kept, tuple) else load_value(asked.type, kept)))
    return tuple(found)


def compared(asked: Field, value: Any) -> Any:
    """What conditions compare: words in their folded form, all else as it is (D31)."""
    return fold(value) if asked.type is Type.WORD else value


def order_of(asked: Field, value: Any) -> Any:
    """What lists are ordered by: words by their folded form, then as written (D32)."""
    return (fold(value), value) if asked.type is Type.WORD else (value,)


def holds(op: Op, own: Any, other: Any) -> bool:
    """Whether one value stands to another as asked."""
    if op in (Op.EQUAL, Op.ONE_OF):
        return bool(own == other)
    if op in (Op.LESS, Op.AT_MOST):
        return bool(own < other or (op is Op.AT_MOST and own == other))
    return bool(own > other or (op is Op.AT_LEAST and own == other))


def words_in(parts: tuple[Part, ...], kind: str) -> set[str]:
    """The words of searchable fields in some parts of an edition of a kind."""
    fields = ALL.by_name[kind].field_by_name
    return {
        word
        for part in parts
        for name, value in part.values
        if fields[name].searchable
        for word in words_of(str(value))
    }
