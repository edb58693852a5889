"""What a state or a body is called: by house, language and the date shown, with its code, footnote and place in lists.

Source: docs/spec/facts.md FA60-FA64.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from concord.facts import dates
from concord.facts.tables import read_rows
from concord.release.findings import Finding
from concord.release.names import BEGINNING, NEVER, require_utc

COLUMNS = (
    *("party", "house", "language", "name", "short_name", "code", "footnote", "order_key", "from", "until", "sources"),
)
HOUSES = ("", "EU", "NATO")
"""Whose style a name follows; empty: of any house that has no style of its own for the party."""
LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Name:
    """A name as one house writes it. Lists are sorted by `order`, then by `name`; `footnote` is printed once a page."""

    name: str
    short: str
    code: str
    footnote: str
    order: str


@dataclass(frozen=True)
class Dated:
    """A name in use from `since` (inclusive) to `until` (exclusive) in one house and language."""

    party: str
    house: str
    language: str
    since: datetime
    until: datetime
    name: Name


@dataclass(frozen=True)
class Names:
    """Every name the tables give."""

    entries: tuple[Dated, ...] = ()

    @cached_property
    def _by_style(self) -> dict[tuple[str, str, str], tuple[Dated, ...]]:
        found: dict[tuple[str, str, str], tuple[Dated, ...]] = {}
        for entry in self.entries:
            key = (entry.party, entry.house, entry.language)
            found[key] = (*found.get(key, ()), entry)
        return found

    def name_of(self, party: str, *, house: str, language: str, at: datetime) -> Name:
        """What `house` calls `party` in `language` at `at`; without a name of its own, any house's, else the id.

        Raises:
            ValueError: `at` has no time zone.
        """
        require_utc(at)
        for style in ((party, house, language), (party, "", language), (party, "", "en")):
            for entry in self._by_style.get(style, ()):
                if entry.since <= at < entry.until:
                    return entry.name
        return Name(party, party, party, "", party.casefold())


def read(data: bytes, findings: list[Finding]) -> Names:
    """The names of the table `names`; what is wrong is added to `findings`."""
    entries: list[Dated] = []
    for place, row in read_rows("names", COLUMNS, data, findings):
        if row["house"] not in HOUSES or row["language"] not in LANGUAGES or not row["party"]:
            findings.append(Finding("FA60", place, "a party, a house EU, NATO or none, en or fr", "another row"))
            continue
        limits = [_instant(row, column, place, findings) for column in ("from", "until")]
        name = Name(row["name"], row["short_name"], row["code"], row["footnote"], row["order_key"])
        since, until = limits[0] or BEGINNING, limits[1] or NEVER
        entries.append(Dated(row["party"], row["house"], row["language"], since, until, name))
    return Names(tuple(entries))


def _instant(row: dict[str, str], column: str, place: str, findings: list[Finding]) -> datetime | None:
    """The day in `column`, or None for no limit."""
    if not row[column]:
        return None
    try:
        limits = dates.read(row[column], unknown=dates.Limits(BEGINNING, NEVER))
    except ValueError:
        limits = dates.Limits(BEGINNING, NEVER)
    if limits.earliest != limits.latest:
        findings.append(Finding("FA60", f"{place}: {column}", "a day", f"`{row[column]}`"))
        return None
    return limits.earliest
