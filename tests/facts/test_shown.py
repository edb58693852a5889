"""What a fact says on screen."""

from __future__ import annotations

import pytest

from concord.facts import describe, shipped

FACTS = shipped()


def shown(fact: str) -> str:
    return describe(FACTS.by_id[fact], FACTS)


@pytest.mark.parametrize(
    ("fact", "begins"),
    [
        ("EU-NATO-2003", "Agreement between the EU and NATO on the security of information; signed 2003-03-14; "
         "in force from 2003-03-14 (well known); usable from 2003-03-14 (well known); source: OJ L 80"),
        ("MT-PfP-2008", "MT: member of PfP; from 2008-04-03; source: "),
        ("GB-EU", "GB: member of EU; from 1973-01-01; until 2020-02-01; source: "),
        ("EU-IS", "EU-Iceland agreement on security procedures for classified information; signed 2006-06-12; "
         "in force from a date that is not known, not before 2006-06-12 (unconfirmed)"),
        ("NATO-AT-SA", "Austria-NATO security agreement (PfP) (well known); in force from a date between 1995-02-10 and "
         "2003-03-14 (well known)"),
        ("EU-TR-NONE", "No agreement between the EU and Türkiye on the security of information is known to be "
         "in force; source: "),
        ("RO-C-1", "RO Secret: equals CONFIDENTIEL UE/EU CONFIDENTIAL, NATO CONFIDENTIAL; source: "),
        ("EU-U-1", "EU LIMITE: handling marking; source: "),
        ("EAPC-MEMBERS", "EAPC: the members of NATO and PfP (well known); from 1997-05-30 (well known); source"),
        ("GSC-EU", "GSC: institution of EU; from a date between 1952 and 1993-11-01"),
        ("EU-CSDP-CLAUSE", "Standard release article of a CSDP decision"),
    ],
)  # fmt: skip
def test_a_fact_says_what_exists_since_when_and_where_it_was_read(fact: str, begins: str) -> None:
    assert shown(fact).startswith(begins)


def test_every_fact_that_ships_can_be_shown_with_a_source() -> None:
    assert not [fact.id for fact in FACTS.entries if not shown(fact.id).partition("source: ")[2]]
