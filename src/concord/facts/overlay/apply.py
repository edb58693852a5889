"""Laying an overlay over the facts that ship. Every entry in force is reported; none is dropped silently.

An entry made against another edition of its fact still counts when it corrects, and when it confirms the value that
ships now; a confirmation of a value that no longer ships is not applied and is asked again.
Source: docs/spec/facts.md FA96-FA99.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from concord.facts import build, tables
from concord.facts.fact import YES, Fact, Table
from concord.facts.facts import Facts, assemble
from concord.facts.grades import WORD_BY_GRADE
from concord.facts.overlay.entries import Act, Entry, Overlay
from concord.facts.parties import Source
from concord.release.findings import Finding, Weight
from concord.release.periods import Confidence

_APPLIED = "FA97"
_STATED = "as stated by the operator"


@dataclass
class _Change:
    """What happens to one fact: its row, the sources its entries bring, the places of those entries, the findings."""

    row: Fact | None
    sources: list[Source] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def apply(facts: Facts, overlay: Overlay) -> tuple[Facts, tuple[Finding, ...]]:
    """`facts` (as shipped) with the entries of `overlay` that are in force, and a finding for each of them.

    Weights: ERROR, an entry could not be used, its fact stands as shipped and nothing may be decided on it; REASON, a
    fact was corrected or added, or an entry is asked again; NOTE, a fact was confirmed.
    """
    changes = {entry.fact: _Change(facts.by_id.get(entry.fact)) for _, entry in overlay.in_force}
    for number, entry in overlay.in_force:
        _lay(f"entry {number}", entry, facts.by_id.get(entry.fact), changes[entry.fact])
    for change in changes.values():
        _check(change)
    rows = {**facts.by_id, **{fact: change.row for fact, change in changes.items() if change.row}}
    sources = tuple(source for change in changes.values() for source in change.sources)
    findings = [finding for change in changes.values() for finding in change.findings]
    merged = assemble(
        tuple(rows.values()),
        findings,
        parties=facts.parties,
        sources=(*facts.sources, *sources),
        named=facts.names,
    )
    return merged, tuple(findings)


def _lay(place: str, entry: Entry, shipped: Fact | None, change: _Change) -> None:
    """Put one entry into its change."""
    if entry.act is Act.ADD:
        wrong = _add(place, entry, shipped, change)
    elif shipped is None or change.row is None:
        wrong = Finding("FA96", f"{place}: fact", "the id of a fact that ships", f"`{entry.fact}`")
    else:
        wrong = _state(place, entry, shipped, change.row, change)
    if wrong:
        change.findings.append(wrong)
        return
    change.places.append(place)
    title = f"{entry.said.source} ({entry.said.role}, {entry.said.day})"
    change.sources.append(Source(entry.source_id, title, "", _STATED))


def _state(place: str, entry: Entry, shipped: Fact, row: Fact, change: _Change) -> Finding | None:
    """Confirm or correct a field of `row`; a finding if that cannot be done."""
    confirms = entry.act is Act.CONFIRM
    allowed = row.table.graded if confirms else row.table.correctable
    if entry.field not in allowed:
        return Finding("FA96", f"{place}: field", f"one of {', '.join(allowed)}", f"`{entry.field}`")
    if confirms and entry.value != shipped[entry.field]:
        expected = f"a confirmation of `{shipped[entry.field]}`, which ships now"
        return Finding("FA98", f"{place}: {entry.fact}: {entry.field}", expected, f"of `{entry.value}`", Weight.REASON)
    if entry.against != shipped.digest:
        expected = f"an entry made against edition {shipped.digest[:12]} of the fact"
        found = f"made against another edition, {entry.against[:12]}"
        change.findings.append(Finding("FA98", f"{place}: {entry.fact}", expected, found, Weight.REASON))
    change.row = row.stating(entry.field, entry.value, grade=Confidence.SOURCED, source=entry.source_id)
    change.findings.append(_report(place, entry, shipped[entry.field]))
    return None


def _report(place: str, entry: Entry, before: str) -> Finding:
    """The finding that says what an applied entry did."""
    weight = Weight.NOTE if entry.act is Act.CONFIRM else Weight.REASON
    found = f"{entry.act.value} by the operator: `{entry.value}`"
    return Finding(_APPLIED, f"{place}: {entry.fact}: {entry.field}", f"`{before}` as shipped", found, weight)


def _add(place: str, entry: Entry, shipped: Fact | None, change: _Change) -> Finding | None:
    """Add a row; a finding if its id ships by now or a cell cannot be used."""
    if shipped:
        expected = "a fact that does not ship; correct it instead"
        return Finding("FA98", f"{place}: {entry.fact}", expected, "one that ships by now", Weight.REASON)
    table = tables.TABLE_BY_NAME[entry.table]
    wrong = list(_wrong_cells(place, table, entry))
    if wrong:
        change.findings.extend(wrong[1:])
        return wrong[0]
    change.row = _row(table, entry)
    added = f"added by the operator to {table.name}"
    change.findings.append(Finding(_APPLIED, f"{place}: {entry.fact}", "no such fact as shipped", added, Weight.REASON))
    return None


def _row(table: Table, entry: Entry) -> Fact:
    """The row of an added fact: what was said is sourced, where the entry does not grade it otherwise."""
    given = dict(entry.cells)
    sourced = {f"{name}_grade": WORD_BY_GRADE[Confidence.SOURCED] for name in table.graded if given.get(name)}
    stated = {"existence": YES, "confidence": _STATED, "sources": entry.source_id}
    existence = {"existence_grade": WORD_BY_GRADE[Confidence.SOURCED]} if "existence" in table.graded else {}
    blank = dict.fromkeys((*table.columns, *(f"{name}_grade" for name in table.graded)), "")
    return Fact(entry.fact, table, tuple({**blank, **stated, **existence, **sourced, **given}.items()))


def _wrong_cells(place: str, table: Table, entry: Entry) -> Iterator[Finding]:
    known = {*table.columns, *(f"{name}_grade" for name in table.graded), "note"}
    for column, _ in entry.cells:
        if column not in known:
            yield Finding("FA96", f"{place}: cells.{column}", f"a column of {table.name}", "another column")
    yield from tables.wrong_row(table, f"{place}: cells", _row(table, entry).by_column)


def _check(change: _Change) -> None:
    """Leave the fact as it ships if the entries together make a row that cannot be read."""
    error = build.problem(change.row) if change.row and change.places else None
    if error:
        place = f"{', '.join(change.places)}: {error.field}"
        change.findings = [finding for finding in change.findings if finding.rule != _APPLIED]
        change.findings.append(Finding("FA96", place, *build.expected_found(error)))
        change.row, change.sources = None, []
