"""Who the facts speak of, and the sources they were read in.

Source: docs/spec/facts.md FA50-FA53, FA5.
"""

from __future__ import annotations

from dataclasses import dataclass

from concord.facts.tables import read_rows
from concord.release.findings import Finding

PARTY_COLUMNS = ("id", "kind", "iso3", "within", "sources")
SOURCE_COLUMNS = ("source_id", "title", "url", "how_much_was_read", "note")
KINDS = ("state", "organisation", "institution", "partnership", "mission group", "centre")
RECALL = "recall"
"""The source of what was not looked up."""


@dataclass(frozen=True)
class Party:
    """A state, an organisation or a body. `within` is the organisation an institution belongs to."""

    id: str
    kind: str
    iso3: str
    within: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """Where a fact was read, and how much of it was read."""

    id: str
    title: str
    address: str
    how_much_was_read: str
    note: str = ""


def read_parties(data: bytes, findings: list[Finding]) -> tuple[Party, ...]:
    """The parties of the table `parties`; what is wrong is added to `findings`."""
    found: list[Party] = []
    for place, row in read_rows("parties", PARTY_COLUMNS, data, findings):
        if not row["id"] or row["kind"] not in KINDS:
            findings.append(Finding("FA50", place, f"an id, and one of {', '.join(KINDS)}", f"`{row['kind']}`"))
            continue
        sources = tuple(part.strip() for part in row["sources"].split(";"))
        found.append(Party(row["id"], row["kind"], row["iso3"], row["within"], sources))
    return tuple(found)


def read_sources(data: bytes, findings: list[Finding]) -> tuple[Source, ...]:
    """The sources of the table `sources`; what is wrong is added to `findings`."""
    return tuple(
        Source(row["source_id"], row["title"], row["url"], row["how_much_was_read"], row["note"])
        for _, row in read_rows("sources", SOURCE_COLUMNS, data, findings)
    )
