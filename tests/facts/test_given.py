"""What was given is shipped unchanged: dates, markings and the compiler's words, row by row."""

from __future__ import annotations

import csv
import pathlib

import pytest

from concord.facts import shipped

GIVEN = pathlib.Path(__file__).resolve().parents[3] / "shared" / "facts"
FACTS = shipped()

pytestmark = pytest.mark.skipif(not GIVEN.is_dir(), reason="the folder shared/facts does not stand beside the checkout")


def rows(name: str) -> list[dict[str, str]]:
    with (GIVEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_given_membership_ships_with_its_dates_and_words() -> None:
    dialogue = {"MD": "MED-DIALOGUE"}
    given = {
        (r["iso2"], dialogue.get(r["organisation"], r["organisation"]), r["from"], r["to_exclusive"], r["confidence"])
        for r in rows("memberships.csv")
    }
    ships = {
        (f["party"], f["organisation"], f["since"], f["until"], f.words)
        for f in FACTS.entries
        if f.table.name == "memberships" and f["standing"] == "member"
    }
    known_to_the_month = {(*row[:2], row[2][:7], *row[3:]) if row[1] == "MED-DIALOGUE" else row for row in given}
    assert known_to_the_month == ships


def test_every_given_agreement_ships_with_its_columns_unchanged() -> None:
    kept = (
        *("signed", "provisional_from", "in_force_from", "in_force_to_exclusive", "level_ceiling_in_text"),
        *("level_in_practice", "who_may_receive", "onward_release_rule", "official_reference", "confidence"),
    )
    given = {row["id"]: [row[column] for column in kept] for row in rows("agreements.csv")}
    ships = {f.id: [f[column] for column in kept] for f in FACTS.entries if f.table.name == "agreements"}
    assert ships == given


def test_the_beginning_of_an_agreement_is_what_was_given() -> None:
    given = {row["id"]: row["provisional_from"] or row["in_force_from"] for row in rows("agreements.csv")}
    assert not [
        (fact, begin)
        for fact, begin in given.items()
        if begin and FACTS.by_id[fact]["since"].partition("/")[0] != begin
    ]


def test_every_given_marking_ships_with_its_words() -> None:
    kept = ("owner", "level", "marking", "valid_from", "valid_to_exclusive", "kind", "confidence")
    given = sorted(tuple(row[column] for column in kept) for row in rows("classification.csv"))
    ships = sorted(tuple(f[column] for column in kept) for f in FACTS.entries if f.table.name == "equivalences")
    assert ships == given


def test_every_given_equivalent_of_a_classification_ships() -> None:
    given = sorted(
        (row["owner"], row["marking"], row["equivalent_eu"], row["equivalent_nato"])
        for row in rows("classification.csv")
        if row["kind"] == "classification"
    )
    ships = sorted(
        (f["owner"], f["marking"], f["equivalent_eu"], f["equivalent_nato"])
        for f in FACTS.entries
        if f.table.name == "equivalences" and f["kind"] == "classification"
    )
    assert ships == given
