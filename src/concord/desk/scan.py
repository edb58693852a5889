"""Every question over released portions, answered by looking at each record: the plain form of every list.

A store that has no faster way uses these; a store that has one is held against them.
Source: docs/spec/desk.md D30-D35.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any

from concord.desk.editions import is_there, many, values_of
from concord.desk.kinds import Field, Kind
from concord.desk.preview import Tally
from concord.desk.queries import Asked, Op, Plan
from concord.desk.store import Entry, Group, Row
from concord.desk.values import Type, Value, Values, order_of, total
from concord.desk.words import words_of
from concord.release.decide import decision_key
from concord.release.key import DecisionKey
from concord.release.labels import LabelSet
from concord.release.rulebook import Rulebook


def rows_of(entries: Iterable[Entry], plan: Plan, after: Row | None, limit: int) -> Sequence[Row]:
    """The rows of a query that come after a row, in order, at most `limit` (D31, D32)."""
    found = [Row(entry.head.id, _value(entry, plan.kind, plan.order)) for entry in matching(entries, plan)]
    return _page(found, after, limit, plan.order.type if plan.order else Type.WORD, descending=plan.descending)


def groups_of(entries: Iterable[Entry], plan: Plan, by: Field, sums: tuple[Field, ...]) -> Sequence[Group]:
    """The rows of a query by a field, in the order of its values, those without one last (D34)."""
    members: dict[Value | None, list[Entry]] = {}
    for entry in matching(entries, plan):
        for value in dict.fromkeys(_values(entry, plan.kind, by)) or (None,):
            members.setdefault(value, []).append(entry)
    there = sorted((value for value in members if value is not None), key=lambda value: order_of(value, by.type))
    return [
        Group(value, len(members[value]), tuple(_sum(members[value], plan.kind, each) for each in sums))
        for value in (*there, *((None,) if None in members else ()))
    ]


def found_in(
    entries: Iterable[Entry], kinds: tuple[Kind, ...], words: tuple[str, ...], after: Row | None, limit: int
) -> Sequence[Row]:
    """The records that hold every word; `value` is the newest filing that holds one of them, newest first (D35)."""
    by_name, wanted = {kind.name: kind for kind in kinds}, set(words)
    found = []
    for entry in entries:
        kind = by_name.get(entry.head.kind)
        if kind is not None and is_there(kind, entry.portions):
            filed = zip(entry.portions, entry.filed, strict=True)
            holding = [(wanted & searched_words(values_of(each, kind), kind), since) for each, since in filed]
            if wanted == set[str]().union(*(held for held, _ in holding)):
                found.append(Row(entry.head.id, max(since for held, since in holding if held)))
    return _page(found, after, limit, Type.WHOLE, descending=True)


def tallies_of(entries: Iterable[Entry], kinds: tuple[Kind, ...], rulebook: Rulebook) -> Sequence[Tally]:
    """The decision keys of the portions of records that are there, with the number of records that have some (D88)."""
    by_name = {kind.name: kind for kind in kinds}
    found: dict[DecisionKey, tuple[LabelSet, set[str]]] = {}
    for entry in entries:
        kind = by_name.get(entry.head.kind)
        for portion in entry.portions if kind is not None and is_there(kind, entry.portions) else ():
            key = decision_key(portion.label_set, rulebook)
            found.setdefault(key, (portion.label_set, set()))[1].add(entry.head.id)
    return [Tally(label_set, len(records)) for label_set, records in found.values()]


def matching(entries: Iterable[Entry], plan: Plan) -> Iterator[Entry]:
    """The entries of the kind that are there and meet every condition (D5, D31)."""
    for entry in entries:
        if entry.head.kind == plan.kind.name and is_there(plan.kind, entry.portions):
            if all(_meets(entry, plan.kind, asked) for asked in plan.where):
                yield entry


def _values(entry: Entry, kind: Kind, asked: Field) -> tuple[Value, ...]:
    """The values in the first portion that has some; there is but one that may (D4)."""
    for portion in sorted((p for p in entry.portions if p.name == asked.portion), key=lambda p: (p.place, p.id)):
        if values := many(dict(values_of(portion, kind)).get(asked.name)):
            return values
    return ()


def _value(entry: Entry, kind: Kind, asked: Field | None) -> Value | None:
    return next(iter(_values(entry, kind, asked)), None) if asked else None


def _sum(entries: list[Entry], kind: Kind, asked: Field) -> int | Decimal:
    """The exact sum of the values of a field."""
    return total((value for entry in entries for value in _values(entry, kind, asked)), asked.type)


def searched_words(values: Values, kind: Kind) -> set[str]:
    """The words of the searchable fields of a portion (D35)."""
    fields = kind.field_by_name
    searched = (many(value) for name, value in values if fields[name].searchable)
    return {word for values in searched for each in values for word in words_of(str(each))}


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
    own = [order_of(value, asked.field.type)[0] for value in values]
    return any(holds(value, order_of(other, asked.field.type)[0]) for value in own for other in asked.values)


def _page(found: list[Row], after: Row | None, limit: int, kind: Type, *, descending: bool) -> list[Row]:
    """At most `limit` rows after one, in order: by value, those without one last, then by id (D32)."""
    by_id = sorted(found, key=lambda row: row.id)
    there = [row for row in by_id if row.value is not None]
    there.sort(key=lambda row: () if row.value is None else order_of(row.value, kind), reverse=descending)
    ordered = there + [row for row in by_id if row.value is None]
    return [row for row in ordered if after is None or _comes_after(row, after, kind, descending=descending)][:limit]


def _comes_after(row: Row, last: Row, kind: Type, *, descending: bool) -> bool:
    """Whether a row stands behind another in the order of D32."""
    if last.value is None:
        return row.value is None and row.id > last.id
    if row.value is None:
        return True
    own, other = order_of(row.value, kind), order_of(last.value, kind)
    if own == other:
        return row.id > last.id
    return bool(own < other if descending else own > other)
