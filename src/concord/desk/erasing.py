"""Persons that were erased: what stays to say so, and proposals without what they held.

Source: docs/spec/desk.md D93.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from concord.desk import written
from concord.desk.approvals import About
from concord.desk.facts import Entry, FactsChange
from concord.desk.kinds import KeptValues
from concord.desk.roster import Person, bare
from concord.desk.written import WrittenError


@dataclass(frozen=True)
class Erased:
    """That what a person held was taken out of every edition of facts: whose, when, by which seat."""

    person: str
    at: datetime
    seat: str


def without_person(values: KeptValues, person: str) -> KeptValues:
    """The values of an approval without what a person held; a proposal that speaks of it and cannot be read goes."""
    text = values.get("proposal")
    if values.get("about") != About.FACTS.value or not isinstance(text, str) or written.write(person) not in text:
        return values
    try:
        change: FactsChange = written.read(text)
    except WrittenError:
        return {name: value for name, value in values.items() if name != "proposal"}
    ended, added = (tuple(_bare(entry, person) for entry in part) for part in (change.ended, change.added))
    return {**values, "proposal": written.write(replace(change, ended=ended, added=added))}


def _bare(entry: Entry, person: str) -> Entry:
    return bare(entry) if isinstance(entry, Person) and entry.id == person else entry
