"""The parties of the rulebook in force, by their names, and the one that somebody means by a name or an id.

Everybody may read the rulebook; nothing here is worked out from records or from the roster.
Source: docs/spec/site.md W128.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from concord.facts import shipped
from concord.release.names import fold
from concord.release.rulebook import Rulebook
from concord.web.tongue import language

STYLES = ("", "EU", "NATO")
LANGUAGES = ("en", "fr")


def parties(rulebook: Rulebook, at: datetime) -> Mapping[str, str]:
    """Every party that a membership or an agreement speaks of, with its name in the language of the page."""
    found = {each for row in rulebook.memberships for each in (row.party, row.organisation)}
    found |= {each for row in rulebook.agreements for each in row.parties}
    return {party: _name(party, "", language(), at)[0] for party in sorted(found)}


def party_of(asked: str, known: Mapping[str, str], at: datetime) -> str:
    """The party that is meant: by its id, else by a name of the day in either language; "" for none or several."""
    wanted = fold(asked)
    by_id = [party for party in known if fold(party) == wanted]
    if by_id:
        return by_id[0]
    found = [party for party in known if wanted in _names(party, at)]
    return found[0] if wanted and len(found) == 1 else ""


def _names(party: str, at: datetime) -> set[str]:
    return {fold(each) for style in STYLES for tongue in LANGUAGES for each in _name(party, style, tongue, at)}


def _name(party: str, house: str, tongue: str, at: datetime) -> tuple[str, str]:
    """Name and short name."""
    found = shipped().names.name_of(party, house=house, language=tongue, at=at)
    return found.name, found.short
