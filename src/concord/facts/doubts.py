"""What to confirm first: the fields that are not confirmed, ranked by how much hangs on them.

Source: docs/spec/facts.md FA70-FA73.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from concord.facts.fact import Fact, Field
from concord.facts.facts import Facts, is_statement
from concord.facts.tables import AGREEMENTS, QUESTIONS
from concord.release.periods import Confidence


@dataclass(frozen=True)
class OpenItem:
    """One field of one fact that is unconfirmed; `value` is what the table says, empty where nothing is known."""

    fact: str
    field: str
    value: str
    title: str
    words: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Ranked:
    """An open item with the number of cells that hang on its fact."""

    item: OpenItem
    cells: int


def open_items(facts: Facts) -> tuple[OpenItem, ...]:
    """Every unconfirmed field, in the order of the tables; open questions are not facts and are left out."""
    return tuple(
        OpenItem(fact.id, field.name, field.value, fact.title, fact.words, fact.sources)
        for fact in facts.entries
        if fact.table is not QUESTIONS
        for field in fact.fields
        if field.grade is Confidence.UNCONFIRMED and _counts(fact, field)
    )


def rank(items: Iterable[OpenItem], cells_by_fact: Mapping[str, int]) -> tuple[Ranked, ...]:
    """The items whose facts decide most cells first; equal ones keep their order. Facts not counted decide none."""
    ranked = (Ranked(item, cells_by_fact.get(item.fact, 0)) for item in items)
    return tuple(sorted(ranked, key=lambda entry: -entry.cells))


def _counts(fact: Fact, field: Field) -> bool:
    """Whether the kernel reads `field`: a statement has its existence only, an end or a ceiling counts where given."""
    if is_statement(fact):
        return field.name == "existence"
    if field.value or field.name == "since":
        return True
    return field.name == "usable" and fact.table is AGREEMENTS and " covers " in fact["flows"]
