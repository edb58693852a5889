"""Queries over declared fields: conditions, order, pages, groups.

Source: docs/spec/desk.md D30-D35.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from concord.desk.kinds import Field, Kind
from concord.desk.values import Type, UnfitError, Value, read_value
from concord.release.errors import MalformedError
from concord.release.findings import Finding

MOST = 1000
"""How many records a page may hold."""


class Op(Enum):
    """What a condition asks of a value (D31)."""

    EQUAL = "equal"
    ONE_OF = "one of"
    LESS = "less"
    AT_MOST = "at most"
    MORE = "more"
    AT_LEAST = "at least"
    SOME = "has a value"
    NONE = "has none"


_NO_VALUE = (Op.SOME, Op.NONE)
_UNORDERED = (Type.YES_NO, Type.CODE, Type.PARTY, Type.RECORD)
_ORDERING = (Op.LESS, Op.AT_MOST, Op.MORE, Op.AT_LEAST)


@dataclass(frozen=True)
class Condition:
    """A condition on an indexed field. `values` are raw: several for ONE_OF, none for SOME and NONE, else one."""

    field: str
    op: Op
    values: tuple[object, ...] = ()


@dataclass(frozen=True)
class Order:
    """Order by an indexed field of one value."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """Records of one kind that meet all conditions, in an order."""

    kind: str
    where: tuple[Condition, ...] = ()
    order: Order | None = None


@dataclass(frozen=True)
class Asked:
    """A condition as it was understood: the field, and canonical values."""

    field: Field
    op: Op
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Plan:
    """A query as it was understood; stores read this."""

    kind: Kind
    where: tuple[Asked, ...]
    order: Field | None
    descending: bool


def understood(query: Query, kind: Kind) -> Plan:
    """The plan of a query.

    Raises:
        MalformedError: fields, conditions or values that the kind does not take; every fault at once.
    """
    findings: list[Finding] = []
    where = [asked for condition in query.where for asked in _asked(condition, kind, findings)]
    order = None
    if query.order is not None:
        order = kind.field_by_name.get(query.order.field)
        if order is None or not order.indexed or order.many:
            findings.append(Finding("D32", "order", "an indexed field of one value", f"`{query.order.field}`"))
    refuse(f"query of {kind.name}", findings)
    return Plan(kind, tuple(where), order, query.order is not None and query.order.descending)


def grouping(kind: Kind, by: str, sums: tuple[str, ...]) -> tuple[Field, tuple[Field, ...]]:
    """The fields of a grouping.

    Raises:
        MalformedError: `by` is not indexed, or a sum makes no sense (D34).
    """
    fields, findings = kind.field_by_name, list[Finding]()
    group = fields.get(by)
    if group is None or not group.indexed:
        findings.append(Finding("D34", "by", "an indexed field", f"`{by}`"))
    for name in sums:
        found = fields.get(name)
        if found is None or not found.indexed or not found.is_summed:
            findings.append(Finding("D34", "sums", "indexed fields of one whole number or amount", f"`{name}`"))
        elif group is not None and group.many:
            findings.append(Finding("D34", "sums", "none where a record counts once for each value", f"`{name}`"))
    if group is None or findings:
        raise MalformedError(f"group of {kind.name}", tuple(findings))
    return group, tuple(fields[name] for name in sums)


def refuse(source: str, findings: list[Finding]) -> None:
    """Raise what was found, if anything was."""
    if findings:
        raise MalformedError(source, tuple(findings))


def _asked(condition: Condition, kind: Kind, findings: list[Finding]) -> Iterator[Asked]:
    field, place = kind.field_by_name.get(condition.field), f"condition on `{condition.field}`"
    if field is None or not field.indexed:
        findings.append(Finding("D31", place, "an indexed field of this kind", "another"))
        return
    wanted = _count_wanted(condition.op)
    if wanted is not None and len(condition.values) != wanted:
        expected = f"{wanted} value{'' if wanted == 1 else 's'} for `{condition.op.value}`"
        findings.append(Finding("D31", place, expected, f"{len(condition.values)}"))
        return
    if condition.op in _ORDERING and field.type in _UNORDERED:
        findings.append(Finding("D31", place, "equal, one of, or whether there is a value", f"`{condition.op.value}`"))
        return
    try:
        yield Asked(field, condition.op, tuple(read_value(field.type, raw, field.choices) for raw in condition.values))
    except UnfitError as fault:
        findings.append(Finding("D3", place, fault.expected, "something else"))


def _count_wanted(op: Op) -> int | None:
    if op in _NO_VALUE:
        return 0
    return None if op is Op.ONE_OF else 1
