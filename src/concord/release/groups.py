"""Readers grouped by the rule that governs them, never by name.

A group is a row of a table of rules given as data; readers of one group whose answers differ are parts of it.
Source: docs/spec/release.md R124.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from concord.release.index import Index
from concord.release.periods import Confidence
from concord.release.readers import Reader
from concord.release.relations import Condition
from concord.release.seats import Seat


@dataclass(frozen=True)
class GroupRule:
    """Readers through `through` ("" for their own party, "*" for any way) that meet `who`: the first rule wins."""

    id: str
    name: str
    sentence: str
    through: str
    who: Condition


@dataclass(frozen=True)
class Group:
    """The readers (columns of a matrix) of one rule whose answers are the same; `part` of `parts` of that rule."""

    rule: GroupRule
    columns: tuple[int, ...]
    part: int
    parts: int


def group_of(reader: Reader, rules: Sequence[GroupRule], index: Index, at: datetime) -> GroupRule:
    """The first rule whose condition the reader's seat meets, on whatever confidence.

    Raises:
        ValueError: no rule fits; the last rule of a table must fit everybody.
    """
    seat = Seat(reader.party, reader.through, at, index)
    through = "" if reader.through == reader.party else reader.through
    for rule in rules:
        if rule.through in (through, "*") and seat.meets(rule.who).confidence is not Confidence.ABSENT:
            return rule
    raise ValueError(
        f"a table of groups fits everybody: expected a rule for a seat through `{reader.through}`, found none"
    )


def grouped(
    readers: Sequence[Reader], answers: Sequence[object], rules: Sequence[GroupRule], index: Index, at: datetime
) -> tuple[Group, ...]:
    """Groups in the order of `rules`, split where the columns of `answers` (one hashable value a reader) differ."""
    by_rule: dict[str, dict[object, list[int]]] = {}
    for column, reader in enumerate(readers):
        rule = group_of(reader, rules, index, at)
        by_rule.setdefault(rule.id, {}).setdefault(answers[column], []).append(column)
    found = []
    for rule in rules:
        parts = sorted(by_rule.get(rule.id, {}).values(), key=lambda columns: (-len(columns), columns))
        found += [Group(rule, tuple(c), number + 1, len(parts)) for number, c in enumerate(parts)]
    return tuple(found)
