"""What to confirm first: the fields that are not confirmed, ranked by how much hangs on them.

Source: docs/spec/facts.md FA70-FA73.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from concord.facts.dates import is_known
from concord.facts.fact import Fact, Field
from concord.facts.facts import Facts, is_statement
from concord.facts.tables import AGREEMENTS, QUESTIONS
from concord.release.periods import Confidence

DATES = ("since", "until", "usable")
"""The graded fields that hold a date."""


@dataclass(frozen=True)
class OpenItem:
    """One field of one fact that is unconfirmed; `value` is what the table says, empty where nothing is known.

    `names` are all ids by which reasons name the fact: its own, and those of the memberships and markings made of it.
    """

    fact: str
    field: str
    value: str
    title: str
    words: str
    sources: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def wants_value(self) -> bool:
        """Whether there is nothing to confirm: the value is not known and must be given by correcting (FA91)."""
        return not is_confirmable(self.field, self.value)


@dataclass(frozen=True)
class Ranked:
    """An open item with the number of cells that hang on its fact."""

    item: OpenItem
    cells: int


def is_confirmable(field: str, value: str) -> bool:
    """Whether the value of a graded field is one that could be right: a date that is not known is none (FA91)."""
    return is_known(value) if field in DATES else bool(value)


def open_items(facts: Facts) -> tuple[OpenItem, ...]:
    """Every unconfirmed field, in the order of the tables; open questions are not facts and are left out."""
    names: dict[str, list[str]] = {}
    for name, rows in facts.rows_by_name.items():
        for fact in rows:
            names.setdefault(fact.id, []).append(name)
    return tuple(
        OpenItem(fact.id, field.name, field.value, fact.title, fact.words, fact.sources, tuple(names[fact.id]))
        for fact in facts.entries
        if fact.table is not QUESTIONS
        for field in fact.fields
        if field.grade is Confidence.UNCONFIRMED and _counts(fact, field)
    )


def rank(items: Iterable[OpenItem], cells_by_fact: Mapping[str, int]) -> tuple[Ranked, ...]:
    """The items whose facts decide most cells first; equal ones keep their order.

    `cells_by_fact`: cells by the id that their reasons name (`OpenItem.names`); facts not counted decide none.
    """
    ranked = (Ranked(item, sum(cells_by_fact.get(name, 0) for name in item.names)) for item in items)
    return tuple(sorted(ranked, key=lambda entry: -entry.cells))


def _counts(fact: Fact, field: Field) -> bool:
    """Whether the kernel reads `field`: a statement has its existence only, an end or a ceiling counts where given."""
    if is_statement(fact):
        return field.name == "existence"
    if field.value:
        return fact.claims(field.name)
    return field.name == "since" or (
        field.name == "usable" and fact.table is AGREEMENTS and " covers " in fact["flows"]
    )
