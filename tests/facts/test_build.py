"""Grades and dates of fields become the kernel's confidences and periods."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from concord.facts import shipped
from concord.facts.build import agreement, equivalences, joined, membership
from concord.facts.fact import Fact
from concord.facts.tables import AGREEMENTS, EQUIVALENCES, GROUPS, MEMBERSHIPS
from concord.release.periods import Confidence
from concord.release.relations import Ceiling

S, W, U = "sourced", "well known", "unconfirmed"


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def member(**cells: str) -> Fact:
    base = {
        "id": "XX-EU",
        "party": "XX",
        "organisation": "EU",
        "standing": "member",
        "existence": "yes",
        "since": "2000-01-01",
    }
    return Fact("XX-EU", MEMBERSHIPS, tuple({**base, **cells}.items()))


@pytest.mark.parametrize(
    ("existence", "since", "until", "least"),
    [(S, S, S, 3), (S, W, S, 2), (W, S, S, 2), (S, S, U, 1), (U, S, S, 1), (S, "", S, 1)],
)
def test_existence_and_dates_join_by_the_least(existence: str, since: str, until: str, least: int) -> None:
    fact = member(until="2020-01-01", existence_grade=existence, since_grade=since, until_grade=until)
    assert membership(fact).confidence == least


def test_the_grade_of_an_end_that_is_not_given_does_not_count() -> None:
    assert membership(member(existence_grade=S, since_grade=S)).confidence is Confidence.SOURCED


def test_usable_and_ceiling_keep_their_own_grades() -> None:
    cells = {
        "id": "A", "kind": "security agreement", "party_a": "EU", "party_b": "XX", "title": "t", "existence": "yes",
        "since": "2000-01-01", "usable": "2001-01-01", "ceiling": "EU: SECRET UE/EU SECRET",
        "flows": "EU -> XX covers is(XX); XX -> EU covers belongs(EU)",
        "existence_grade": S, "since_grade": S, "usable_grade": U, "ceiling_grade": W,
    }  # fmt: skip
    made = agreement(Fact("A", AGREEMENTS, tuple(cells.items())))
    assert (made.confidence, made.usable_confidence) == (Confidence.SOURCED, Confidence.UNCONFIRMED)
    assert [flow.ceiling for flow in made.flows] == [Ceiling("SECRET UE/EU SECRET", Confidence.WELL_KNOWN), None]


def test_an_unknown_usable_date_is_never_sure() -> None:
    made = next(entry for entry in shipped().agreements if entry.id == "EU-NO")
    assert made.usable.holds(day("2025-01-01")) is Confidence.UNCONFIRMED


def test_each_equivalence_takes_its_own_grade_and_each_spelling() -> None:
    cells = {
        "id": "E", "owner": "XX", "kind": "classification", "marking": "Secrét", "also_printed": "SECRÉT; Secret",
        "existence": "yes", "since": "always", "equivalent_eu": "SECRET UE/EU SECRET", "equivalent_nato": "NATO SECRET",
        "existence_grade": S, "since_grade": S, "equivalent_eu_grade": S, "equivalent_nato_grade": W,
    }  # fmt: skip
    made = list(equivalences(Fact("E", EQUIVALENCES, tuple(cells.items()))))
    assert [(entry.marking, entry.equals[0][0], entry.confidence.value) for entry in made] == [
        ("SECRÉT", "EU", 3),
        ("Secret", "EU", 3),
        ("SECRÉT", "NATO", 2),
        ("Secret", "NATO", 2),
    ]


def test_a_group_takes_the_members_within_its_own_period() -> None:
    cells = {
        "id": "G", "group": "CLUB", "made_of": "EU", "existence": "yes", "since": "2010", "until": "2020-01-01",
        "existence_grade": S, "since_grade": W, "until_grade": S,
    }  # fmt: skip
    group = Fact("G", GROUPS, tuple(cells.items()))
    facts = [member(existence_grade=S, since_grade=S), member(since="2021-01-01"), member(standing="invitee")]
    (made,) = joined(group, tuple(membership(fact) for fact in facts))
    assert (made.id, made.organisation, made.confidence) == ("XX-EU-CLUB", "CLUB", Confidence.WELL_KNOWN)
    assert made.period.bounds == (day("2010-01-01"), day("2011-01-01"), day("2020-01-01"))
