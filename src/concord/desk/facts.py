"""What decides and is not decided: rulebook and roster, as one edition that is brought into force whole.

Source: docs/spec/desk.md D80, D85.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property

from concord.desk.roster import Roster, bare
from concord.release.names import BEGINNING
from concord.release.rulebook import Rulebook, canonical

NAMED = "edition"
"""The one field of a rulebook that is a name for people."""


@dataclass(frozen=True)
class Facts:
    """A rulebook and a roster."""

    rulebook: Rulebook = field(default_factory=Rulebook)
    roster: Roster = field(default_factory=Roster)

    @cached_property
    def entries(self) -> dict[str, object]:
        """Every entry by its canonical form: policies, profiles, memberships, posts, persons and all the rest."""
        return {f"{place}:{canonical(entry)}": entry for place, entry in _entries(self)}


class StillHeldError(ValueError):
    """A person to be erased still holds something by the facts in force: end that first."""

    def __init__(self) -> None:
        super().__init__("a person to be erased: expected one that holds nothing in the facts in force")


@dataclass(frozen=True)
class InForce:
    """Facts with the number of their edition, from 0, and the instant from which they are in force."""

    number: int = 0
    since: datetime = BEGINNING
    facts: Facts = field(default_factory=Facts)


def without(facts: Facts, person: str) -> Facts:
    """The facts as if a person had held nothing (D88)."""
    persons = tuple(bare(each) if each.id == person else each for each in facts.roster.persons)
    return replace(facts, roster=replace(facts.roster, persons=persons))


def _entries(facts: Facts) -> Iterator[tuple[str, object]]:
    for part in (facts.rulebook, facts.roster):
        for each in fields(part):
            if each.name != NAMED:
                yield from ((each.name, entry) for entry in getattr(part, each.name))


def facts_of(entries: list[tuple[str, object]], edition: str) -> Facts:
    """The facts that have these entries: each with the name of its field."""
    of_field: dict[str, list[object]] = {}
    for place, entry in entries:
        of_field.setdefault(place, []).append(entry)
    given = {place: tuple(found) for place, found in of_field.items()}
    of_book = {each.name: given.get(each.name, ()) for each in fields(Rulebook) if each.name != NAMED}
    of_roster = {each.name: given.get(each.name, ()) for each in fields(Roster)}
    return Facts(Rulebook(edition=edition, **of_book), Roster(**of_roster))  # type: ignore[arg-type]  # by field
