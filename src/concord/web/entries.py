"""The entries of a change of rules, in lines of a page: what they are about, what they say, before and after.

Source: docs/spec/site.md W18, W27, W101.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from concord.desk.facts import FactsChange
from concord.facts import conditions, shipped
from concord.facts.parties import RECALL
from concord.facts.restating import name_of_value
from concord.release.names import BEGINNING, NEVER
from concord.release.periods import Period
from concord.release.policy import Policy
from concord.release.profile import Profile
from concord.release.relations import Agreement, Equivalence, Membership, OpenQuestion
from concord.web.titles import titled

Rule = Policy | Profile | Membership | Agreement | Equivalence | OpenQuestion
"""An entry of a rulebook."""

SORTS: dict[type, str | Promise] = {
    Policy: gettext_lazy("policy"),
    Profile: gettext_lazy("profile"),
    Membership: gettext_lazy("membership"),
    Agreement: gettext_lazy("agreement"),
    Equivalence: gettext_lazy("equivalence"),
    OpenQuestion: gettext_lazy("open question"),
}


@dataclass(frozen=True)
class Wording:
    """What an entry says: in words, from when to when (None: always, or not known), and where it was read."""

    says: str
    since: datetime | None = None
    until: datetime | None = None
    source: str = ""


@dataclass(frozen=True)
class Line:
    """One entry of a change: its sort and name, what it said (None: it is new), what it is to say (None: it goes)."""

    sort: str | Promise
    name: str
    was: Wording | None
    now: Wording | None


def lines(change: FactsChange) -> tuple[Line, ...]:
    """What a change does to the rulebook, each entry beside the one that follows it."""
    before, after = _grouped(change.ended), _grouped(change.added)
    return tuple(
        Line(SORTS[type(now or was)], name, _wording(was) if was else None, _wording(now) if now else None)
        for name in sorted(before.keys() | after.keys())
        for was, now in zip_longest(before.get(name, ()), after.get(name, ()))
    )


def source_of(name: str, named: tuple[str, ...]) -> str:
    """Where a fact of the rulebook was read: its official reference, titles of sources that ship, what was stated."""
    known = shipped()
    fact = known.by_id.get(name)
    titles = (known.source_by_id[each].title if each in known.source_by_id else each for each in named)
    found = [fact["official_reference"] if fact else "", *(each for each in titles if each != RECALL)]
    return " | ".join(dict.fromkeys(each for each in found if each))


def name_of(entry: Rule) -> str:
    """How an entry is called."""
    if isinstance(entry, Policy):
        return f"{entry.name} {entry.edition}"
    return entry.policy if isinstance(entry, Profile) else name_of_value(entry)


def _grouped(entries: tuple[object, ...]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for entry in entries:
        if isinstance(entry, Rule):
            found.setdefault(name_of(entry), []).append(entry)
    return found


def _wording(entry: Rule) -> Wording:
    if isinstance(entry, Policy):
        return Wording(", ".join(level.name for level in entry.levels), _begun(Period(since=entry.since, sure=NEVER)))
    if isinstance(entry, Profile):
        return Wording(", ".join(marking for _, marking in entry.levels))
    period = entry.marked if isinstance(entry, Equivalence) else entry.period
    named = () if isinstance(entry, OpenQuestion) else entry.sources
    return Wording(" · ".join(_says(entry)), _begun(period), _over(period), source_of(name_of(entry), named))


def _says(entry: Membership | Agreement | Equivalence | OpenQuestion) -> Iterator[str]:
    if isinstance(entry, Membership):
        yield from (entry.party, entry.organisation, gettext(entry.standing.value))
    elif isinstance(entry, Agreement):
        yield from (titled(entry.title), conditions.write_flows(entry.flows))
        yield from (f"{flow.owner}: {flow.ceiling.level}" for flow in entry.flows if flow.ceiling)
    elif isinstance(entry, Equivalence):
        yield from (entry.owner, entry.marking, *(f"= {marking}" for _, marking in entry.equals))
    else:
        yield titled(entry.question)


def _begun(period: Period) -> datetime | None:
    return period.since if period.since > BEGINNING else None


def _over(period: Period) -> datetime | None:
    return period.until if period.until < NEVER else None
