"""What a fact says on screen: what exists, since when, and the source; never who caused an absence.

Source: docs/spec/facts.md FA80-FA83.
"""

from __future__ import annotations

from concord.facts.dates import ALWAYS_WORD
from concord.facts.fact import Fact
from concord.facts.facts import Facts, is_statement
from concord.facts.tables import AGREEMENTS, EQUIVALENCES, GROUPS, MEMBERSHIPS
from concord.release.periods import Confidence

MARK_BY_GRADE = {
    Confidence.SOURCED: "",
    Confidence.WELL_KNOWN: " (well known)",
    Confidence.UNCONFIRMED: " (unconfirmed)",
}
"""The small mark behind a value: nothing where it was read in a source."""


def describe(fact: Fact, facts: Facts) -> str:
    """One line of text for people: the fact, its dates with their marks, and where it was read."""
    return "; ".join([_headline(fact), *_dates(fact), f"source: {sources(fact, facts)}"])


def sources(fact: Fact, facts: Facts) -> str:
    """Where `fact` was read: its official reference and the titles of its sources; recall says that it is recall."""
    titles = (facts.source_by_id[source].title for source in fact.sources if source in facts.source_by_id)
    return " | ".join(dict.fromkeys(text for text in (fact["official_reference"], *titles) if text))


def _headline(fact: Fact) -> str:
    mark = MARK_BY_GRADE[fact.grade("existence")] if "existence" in fact.table.graded else ""
    if fact.table is MEMBERSHIPS:
        return f"{fact['party']}: {fact['standing']} of {fact['organisation']}{mark}"
    if fact.table is GROUPS:
        return f"{fact['group']}: the members of {fact['made_of'].replace(';', ' and')}{mark}"
    if fact.table is EQUIVALENCES:
        return f"{fact['owner']} {fact['marking']}: {_equals(fact)}{mark}"
    return f"{fact.title}{mark}"


def _equals(fact: Fact) -> str:
    if is_statement(fact):
        return fact["kind"]
    return "equals " + ", ".join(fact[name] for name in ("equivalent_eu", "equivalent_nato") if fact[name])


def _dates(fact: Fact) -> list[str]:
    """The dates the fact gives, each with its mark; a statement of an absence has none."""
    if not fact.exists:
        return []
    lead = "in force from" if fact.table is AGREEMENTS else "from"
    shown = [f"signed {fact['signed']}"] if fact["signed"] else []
    if fact["since"] != ALWAYS_WORD:
        shown.append(_dated(fact, "since", lead))
    if fact["until"]:
        shown.append(_dated(fact, "until", "until"))
    if " covers " in fact["flows"]:
        shown.append(_dated(fact, "usable", "usable from"))
    if fact["ceiling"]:
        shown.append(f"up to {fact['ceiling'].partition(':')[2].strip()}{MARK_BY_GRADE[fact.grade('ceiling')]}")
    return shown


def _dated(fact: Fact, field: str, lead: str) -> str:
    first, slash, last = fact[field].partition("/")
    mark = MARK_BY_GRADE[fact.grade(field)] if field in fact.table.graded else ""
    if not slash:
        return f"{lead} {first or 'a date that is not known'}{mark}"
    between = f"between {first} and {last}" if first and last else f"not before {first}" if first else f"by {last}"
    return f"{lead} a date {between}{mark}" if last else f"{lead} a date that is not known, {between}{mark}"
