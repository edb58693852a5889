"""All facts of one edition: the rows as stated, and the kernel's values made from them.

Source: docs/spec/facts.md FA1-FA7.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from concord.facts import build, names, tables
from concord.facts.fact import Fact
from concord.facts.names import Names
from concord.facts.parties import RECALL, Party, Source, read_parties, read_sources
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.relations import Agreement, Equivalence, Membership, OpenQuestion

FILES = (*(table.name for table in tables.FACT_TABLES), "parties", "sources", "names")
"""The tables that `read` needs, by name, as CSV."""

T = TypeVar("T")


@dataclass(frozen=True)
class Facts:
    """One edition of the facts. Kernel values hold what the rows say; `entries` say how sure each field is."""

    entries: tuple[Fact, ...]
    memberships: tuple[Membership, ...]
    agreements: tuple[Agreement, ...]
    equivalences: tuple[Equivalence, ...]
    questions: tuple[OpenQuestion, ...]
    parties: tuple[Party, ...] = ()
    sources: tuple[Source, ...] = ()
    names: Names = field(default=Names(), repr=False)

    @cached_property
    def by_id(self) -> dict[str, Fact]:
        """Rows by id; ids are unique over all tables."""
        return {fact.id: fact for fact in self.entries}

    @cached_property
    def rows_by_name(self) -> dict[str, tuple[Fact, ...]]:
        """Rows by every id that reasons name them by: their own, those of derived memberships, and of equivalences."""
        names: dict[str, tuple[Fact, ...]] = {fact.id: (fact,) for fact in self.entries}
        for name, fact in self._other_names():
            names[name] = (*names.get(name, ()), fact)
        return names

    def _other_names(self) -> Iterator[tuple[str, Fact]]:
        for fact in self.entries:
            yield from ((name, fact) for name in build.names(fact))
        for group in (fact for fact in self.entries if fact.table is tables.GROUPS):
            ends = f"-{group['group']}"
            for entry in self.memberships:
                base = self.by_id.get(entry.id.removesuffix(ends))
                if entry.organisation == group["group"] and base and base.id != entry.id:
                    yield entry.id, base

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.sources}

    @property
    def statements(self) -> tuple[Fact, ...]:
        """Rows that are shown and carry nothing: what is known to be absent, or states a procedure."""
        return tuple(fact for fact in self.entries if is_statement(fact))

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over the digests of all rows; the order of rows does not matter."""
        return hashlib.sha256("\n".join(sorted(fact.digest for fact in self.entries)).encode()).hexdigest()


def is_statement(fact: Fact) -> bool:
    """Whether `fact` is only shown: it gives the kernel no value that could carry anything."""
    if not fact.exists:
        return True
    if fact.table is tables.EQUIVALENCES:
        return not (fact["equivalent_eu"] or fact["equivalent_nato"])
    return fact.table is tables.AGREEMENTS and not fact["flows"]


def read(files: Mapping[str, bytes]) -> Facts:
    """The facts of the tables in `files`: CSV in UTF-8, by the names in `FILES`.

    Raises:
        MalformedError: everything that is wrong, each with its table, row and column.
    """
    findings = [Finding("FA2", f"{name}.csv", "the table", "none") for name in FILES if name not in files]
    entries: list[Fact] = []
    for table in tables.FACT_TABLES:
        entries.extend(tables.read_facts(table, files.get(table.name, b""), findings) if table.name in files else ())
    known = read_parties(files.get("parties", b""), findings)
    sources = read_sources(files.get("sources", b""), findings)
    named = names.read(files.get("names", b""), findings)
    findings.extend(_strangers(entries, sources))
    facts = assemble(tuple(entries), findings, parties=known, sources=sources, named=named)
    if findings:
        raise MalformedError("facts", tuple(findings))
    return facts


def assemble(
    entries: tuple[Fact, ...],
    findings: list[Finding],
    *,
    parties: tuple[Party, ...],
    sources: tuple[Source, ...],
    named: Names,
) -> Facts:
    """The facts made of `entries`; a row that cannot be read is added to `findings` and gives no value."""
    rows = _by_table(entries)
    members = _built(rows[tables.MEMBERSHIPS.name], build.membership, findings)
    joined = _built(rows[tables.GROUPS.name], lambda group: tuple(build.joined(group, members)), findings)
    equal = _built(rows[tables.EQUIVALENCES.name], lambda fact: tuple(build.equivalences(fact)), findings)
    carrying = [fact for fact in rows[tables.AGREEMENTS.name] if not is_statement(fact)]
    return Facts(
        entries=entries,
        memberships=(*members, *(member for group in joined for member in group)),
        agreements=_built(carrying, build.agreement, findings),
        equivalences=tuple(value for group in equal for value in group),
        questions=_built(rows[tables.QUESTIONS.name], build.question, findings),
        parties=parties,
        sources=sources,
        names=named,
    )


def _by_table(entries: Iterable[Fact]) -> dict[str, list[Fact]]:
    rows: dict[str, list[Fact]] = {table.name: [] for table in tables.FACT_TABLES}
    for fact in entries:
        rows[fact.table.name].append(fact)
    return rows


def _built(rows: Iterable[Fact], make: Callable[[Fact], T], findings: list[Finding]) -> tuple[T, ...]:
    """What `make` gives for each row that exists; a field that cannot be read is a finding."""
    made: list[T] = []
    for fact in rows:
        if fact.exists:
            try:
                made.append(make(fact))
            except build.FieldError as error:
                place = f"{fact.table.name}: {fact.id}: {error.field}"
                findings.append(Finding("FA4", place, *build.expected_found(error)))
    return tuple(made)


def _strangers(entries: Iterable[Fact], sources: tuple[Source, ...]) -> Iterable[Finding]:
    """A finding for each id used twice and each source that the table of sources does not have."""
    known = {source.id for source in sources} | {RECALL}
    seen: set[str] = set()
    for fact in entries:
        if fact.id in seen:
            yield Finding("FA3", f"{fact.table.name}: {fact.id}", "an id used once", "the id twice")
        seen.add(fact.id)
        for source in fact.sources:
            if source not in known:
                yield Finding("FA5", f"{fact.table.name}: {fact.id}: sources", "an id of a source", f"`{source}`")
