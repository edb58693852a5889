"""What an operator's statements change of a rulebook in force: entries that stand no more, and entries that stand.

Source: docs/spec/facts.md FA100-FA102.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, TypeVar

from concord.facts.facts import Facts
from concord.facts.overlay import Overlay, apply
from concord.facts.tables import GROUPS
from concord.release.effective import name_of
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.periods import Period
from concord.release.relations import Agreement, Equivalence, Membership, OpenQuestion
from concord.release.rulebook import Rulebook, canonical

Value: TypeAlias = Membership | Agreement | Equivalence | OpenQuestion
"""What a fact becomes in a rulebook."""

_V = TypeVar("_V", bound=Value)


@dataclass(frozen=True)
class Difference:
    """Values that stand no more and values that stand instead or anew; what was found on the way, none an error."""

    ended: tuple[Value, ...] = ()
    added: tuple[Value, ...] = ()
    findings: tuple[Finding, ...] = ()


def restated(book: Rulebook, facts: Facts, overlay: Overlay) -> Difference:
    """What the statements of an overlay over `facts` (as shipped) change of a rulebook.

    Everything that `book` has under a name of a stated fact gives way to what the statements make of that fact.

    Raises:
        MalformedError: entries that cannot be used, all of them (FA96).

    Source: docs/spec/facts.md FA100, FA101.
    """
    merged, findings = apply(facts, overlay)
    errors = tuple(finding for finding in findings if finding.weight is Weight.ERROR)
    if errors:
        raise MalformedError("facts", errors)
    touched = {entry.fact for _, entry in overlay.in_force}
    names = {*_names(facts, touched), *_names(merged, touched)}
    titles = {source.id: source.title for source in merged.sources[len(facts.sources) :]}
    before, after = (
        {_titled(value, titles): value for value in values if name_of_value(value) in names}
        for values in (_values(book), _values(merged))
    )
    ended = [value for known, value in before.items() if known not in after]
    added = [known for known in after if known not in before]
    return Difference(_sorted(ended), _sorted(added), findings)


def ended(book: Rulebook, name: str, at: datetime, source: str) -> Difference:
    """What changes of a rulebook if what it has under a name, with what derives from it, ends at an instant.

    `source` says where the end was read; it stands beside the sources that are there.

    Raises:
        MalformedError: there is nothing under that name, or none of it that would still hold then.

    Source: docs/spec/facts.md FA102.
    """
    found = [value for value in _values(book) if name_of_value(value) == name or _derives_from(value, name)]
    if not found:
        raise MalformedError("facts", (Finding("FA102", "fact", "one of the rulebook in force", f"`{name}`"),))
    running = [value for value in found if period_of(value).since < at < period_of(value).until]
    if not running:
        expected = "a fact that has begun before that day and has no end before it"
        raise MalformedError("facts", (Finding("FA102", "fact", expected, f"`{name}`"),))
    return Difference(_sorted(running), _sorted(_until(value, at, source) for value in running))


def name_of_value(value: Value) -> str:
    """The name by which reasons speak of a value: its id, or the owner and marking of an equivalence."""
    return name_of(value) if isinstance(value, Equivalence) else value.id


def _values(book: Rulebook | Facts) -> tuple[Value, ...]:
    return (*book.memberships, *book.agreements, *book.equivalences, *book.questions)


def _names(facts: Facts, touched: set[str]) -> Iterator[str]:
    """The names of what facts become: their own and others, and of all that is derived for a group."""
    for name, rows in facts.rows_by_name.items():
        if any(row.id in touched for row in rows):
            yield name
    groups = {row["group"] for row in facts.entries if row.table is GROUPS and row.id in touched}
    yield from (value.id for value in facts.memberships if value.organisation in groups)


def _titled(value: _V, titles: dict[str, str]) -> _V:
    """A value whose sources that were stated are said in words: a rulebook keeps no table of sources (FA101)."""
    if isinstance(value, OpenQuestion):
        return value
    found = tuple(titles.get(source, source) for source in value.sources)
    return replace(value, sources=found) if found != value.sources else value


def _derives_from(value: Value, name: str) -> bool:
    return isinstance(value, Membership) and value.id == f"{name}-{value.organisation}"


def period_of(value: Value) -> Period:
    """When a value holds; of an equivalence, when a marking that is given has this meaning."""
    return value.marked if isinstance(value, Equivalence) else value.period


def _until(value: Value, at: datetime, source: str) -> Value:
    was = period_of(value)
    period = Period(since=was.since, sure=was.sure, fades=at, until=at)
    if isinstance(value, OpenQuestion):
        return replace(value, period=period)
    read = (*value.sources, source)
    if isinstance(value, Equivalence):
        return replace(value, marked=period, sources=read)
    return replace(value, period=period, sources=read)


def _sorted(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(sorted(values, key=canonical))
