"""What a fact says on screen."""

from __future__ import annotations

import pytest

from concord.facts import describe, shipped

FACTS = shipped()


def shown(fact: str) -> str:
    return describe(FACTS.by_id[fact], FACTS)


@pytest.mark.parametrize(
    ("fact", "parts"),
    [
        (
            "EU-NATO-2003",
            [
                "Agreement between the EU and NATO on the security of information",
                "signed 2003-03-14",
                "in force from 2003-03-14 (well known)",
                "usable from 2003-03-14 (well known)",
            ],
        ),
        ("AF-NAC-2002", [None, "signed 2002-12-13", "in force from 2002-12-13"]),
        ("MT-PfP-2008", ["MT: member of PfP", "from 2008-04-03"]),
        ("GB-EU", ["GB: member of EU", "from 1973-01-01", "until 2020-02-01"]),
        (
            "EU-IS",
            [
                None,
                "signed 2006-06-12",
                "in force from a date that is not known, not before 2006-06-12 (unconfirmed)",
                "usable from a date that is not known, not before 2006-06-12 (unconfirmed)",
                "up to TRES SECRET UE/EU TOP SECRET (unconfirmed)",
            ],
        ),
        (
            "EU-TR-NONE",
            ["No agreement between the EU and Türkiye on the security of information is known to be in force"],
        ),
        ("RO-C-1", ["RO Secret: equals CONFIDENTIEL UE/EU CONFIDENTIAL, NATO CONFIDENTIAL"]),
        ("FR-C-1", [None, "until 2021-07-01"]),
        ("EU-U-1", ["EU LIMITE: handling marking"]),
        ("EAPC-MEMBERS", ["EAPC: the members of NATO and PfP (well known)", "from 1997-05-30 (well known)"]),
        ("GSC-EU", ["GSC: institution of EU", "from a date between 1952 and 1993-11-01 (well known)"]),
    ],
)
def test_a_fact_says_what_exists_and_since_when(fact: str, parts: list[str | None]) -> None:
    found = shown(fact).partition("; source: ")[0].split("; ")
    assert [part if given else None for part, given in zip(found, parts, strict=True)] == parts


def test_the_source_of_a_fact_is_named_by_reference_and_title() -> None:
    source = shown("NATO-IL-SA").partition("source: ")[2]
    assert source == "World Jewish News, NATO and Israel, 29 November 2017"


def test_what_nobody_looked_up_says_so() -> None:
    assert shown("EAPC-MEMBERS").endswith("source: recall, not looked up")


def test_every_fact_that_ships_can_be_shown_with_a_source() -> None:
    assert not [fact.id for fact in FACTS.entries if not shown(fact.id).partition("source: ")[2]]
