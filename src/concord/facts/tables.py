"""The tables of facts, and reading one: bytes of a CSV file to facts, with everything wrong named at once.

Source: docs/spec/facts.md FA2-FA6.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from concord.facts.fact import NO, YES, Fact, Table
from concord.facts.grades import GRADE_BY_WORD
from concord.release.findings import Finding

MEMBERSHIPS = Table(
    name="memberships",
    columns=("id", "party", "organisation", "standing", "existence", "since", "until", "confidence", "sources"),
    graded=("existence", "since", "until"),
    correctable=("existence", "since", "until", "standing"),
)
GROUPS = Table(
    name="groups",
    columns=("id", "group", "made_of", "existence", "since", "until", "confidence", "sources"),
    graded=("existence", "since", "until"),
    correctable=("existence", "since", "until"),
)
AGREEMENTS = Table(
    name="agreements",
    columns=(
        *("id", "kind", "party_a", "party_b", "title", "existence", "since", "until", "usable", "ceiling", "flows"),
        *("signed", "official_reference", "confidence", "sources"),
    ),
    graded=("existence", "since", "until", "usable", "ceiling"),
    correctable=("existence", "since", "until", "usable", "ceiling", "flows"),
)
EQUIVALENCES = Table(
    name="equivalences",
    columns=(
        *("id", "owner", "kind", "marking", "also_printed", "existence", "since", "until"),
        *("equivalent_eu", "equivalent_nato", "confidence", "sources"),
    ),
    graded=("existence", "since", "until", "equivalent_eu", "equivalent_nato"),
    correctable=("existence", "since", "until", "equivalent_eu", "equivalent_nato"),
)
QUESTIONS = Table(
    name="questions",
    columns=(
        *("id", "asks", "owner", "through", "who", "levels", "existence", "since", "until"),
        *("question", "decides", "confidence", "sources"),
    ),
    graded=(),
    correctable=("existence", "since", "until", "decides"),
)

FACT_TABLES = (MEMBERSHIPS, GROUPS, AGREEMENTS, EQUIVALENCES, QUESTIONS)
"""The tables whose rows are facts."""

TABLE_BY_NAME = {table.name: table for table in FACT_TABLES}

MAX_BYTES = 4_000_000
"""The largest table that is read."""

Row = dict[str, str]


def read_facts(table: Table, data: bytes, findings: list[Finding]) -> tuple[Fact, ...]:
    """The facts of one table; what is wrong is added to `findings`, and the row left out."""
    grades = tuple(f"{field}_grade" for field in table.graded)
    facts: list[Fact] = []
    for place, row in read_rows(table.name, (*table.columns, *grades), data, findings):
        wrong = list(wrong_row(table, place, row))
        findings.extend(wrong)
        if not wrong:
            facts.append(Fact(row["id"], table, tuple(row.items())))
    return tuple(facts)


def read_rows(name: str, columns: tuple[str, ...], data: bytes, findings: list[Finding]) -> Iterator[tuple[str, Row]]:
    """Each row with its place; a table that lacks one of `columns` or is not UTF-8 gives findings and no rows."""
    text = _decode(name, data, findings)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from _rows(name, columns, reader, findings)
    except csv.Error:
        findings.append(Finding("FA2", f"{name}.csv:{reader.line_num}", "a row of comma-separated values", "another"))


def wrong_grade(place: str, column: str, word: str) -> Finding | None:
    """A finding if `word` is neither empty nor a grade."""
    if not word or word in GRADE_BY_WORD:
        return None
    return Finding("FA10", f"{place}: {column}", f"one of {', '.join(GRADE_BY_WORD)}", f"`{word}`")


def _decode(name: str, data: bytes, findings: list[Finding]) -> str | None:
    if len(data) > MAX_BYTES:
        findings.append(Finding("FA2", f"{name}.csv", f"at most {MAX_BYTES} bytes", f"{len(data)} bytes"))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        findings.append(Finding("FA2", f"{name}.csv: byte {error.start}", "UTF-8", "another encoding"))
        return None


def _rows(
    name: str, columns: tuple[str, ...], reader: Iterator[list[str]], findings: list[Finding]
) -> Iterator[tuple[str, Row]]:
    header = next(reader, [])
    missing = [column for column in columns if column not in header]
    if missing or len(set(header)) != len(header):
        expected = f"the columns {', '.join(missing)}" if missing else "each column once"
        findings.append(Finding("FA2", f"{name}.csv:1", expected, "a header without them" if missing else "one twice"))
        return
    for number, cells in enumerate(reader, start=2):
        place = f"{name}.csv: row {number}"
        if len(cells) != len(header):
            findings.append(Finding("FA2", place, f"{len(header)} cells", f"{len(cells)}"))
            continue
        yield place, {column: cell.strip() for column, cell in zip(header, cells, strict=True)}


def wrong_row(table: Table, place: str, row: Row) -> Iterator[Finding]:
    """A finding for each cell that no row of the table may have."""
    if not row["id"]:
        yield Finding("FA3", f"{place}: id", "an id", "nothing")
    if row["existence"] not in (YES, NO):
        yield Finding("FA4", f"{place}: existence", f"`{YES}` or `{NO}`", f"`{row['existence']}`")
    if not row["sources"]:
        yield Finding("FA5", f"{place}: sources", "ids of sources, or `recall`", "nothing")
    for field in table.graded:
        found = wrong_grade(place, f"{field}_grade", row[f"{field}_grade"])
        if found:
            yield found
