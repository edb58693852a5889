"""Reading tables: everything wrong is named at once, each with its place."""

from __future__ import annotations

from importlib import resources

import pytest

from concord.facts import Facts, read
from concord.facts.facts import FILES
from concord.facts.tables import MAX_BYTES
from concord.release.errors import MalformedError

DATA = resources.files("concord.facts") / "data"


def files() -> dict[str, bytes]:
    return {name: (DATA / f"{name}.csv").read_bytes() for name in FILES}


def changed(name: str, old: str, new: str) -> dict[str, bytes]:
    text = files()[name].decode()
    return {**files(), name: text.replace(old, new, 1).encode()}


def findings(tables: dict[str, bytes]) -> list[str]:
    with pytest.raises(MalformedError) as caught:
        read(tables)
    return [str(finding) for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("memberships", "AT-EU,AT,EU,member,yes", "AT-EU,AT,EU,friend,yes", "memberships: AT-EU: standing"),
        ("memberships", "AT-EU,AT,EU,member,yes", "AT-EU,AT,EU,member,maybe", "memberships.csv: row 2: existence"),
        (
            "memberships",
            "AT-EU,AT,EU,member,yes,1995-01-01",
            "AT-EU,AT,EU,member,yes,1995-02-30",
            "memberships: AT-EU: since",
        ),
        ("memberships", "AT-EU,AT", "BE-EU,AT", "memberships: BE-EU"),
        ("memberships", "AT-EU,AT", ",AT", "memberships.csv: row 2: id"),
        ("agreements", "NATO -> EU covers any(", "NATO -> EU covers some(", "agreements: EU-NATO-2003: flows"),
        ("agreements", "EU: CONFIDENTIEL UE/EU CONFIDENTIAL", "CONFIDENTIEL", "agreements: EU-CSDP-CLAUSE: ceiling"),
        (
            "agreements",
            "EU: CONFIDENTIEL UE/EU CONFIDENTIAL",
            "NATO: NATO SECRET",
            "agreements: EU-CSDP-CLAUSE: ceiling",
        ),
        ("agreements", ",security agreement,", ",treaty,", "agreements: EU-NATO-2003: kind"),
        ("questions", "is(GB)", "is(GB", "questions: Q-GB-TRANSITION: who"),
        ("questions", ",nationality,", ",whim,", "questions: Q-NATIONALITY-EU-POST: asks"),
        ("parties", "AT,state", "AT,country", "parties.csv: row 2"),
        ("names", "2019-02-12", "2019", "names.csv: row"),
    ],
)
def test_a_broken_cell_is_named_with_its_place(name: str, old: str, new: str, place: str) -> None:
    found = findings(changed(name, old, new))
    assert [line for line in found if line.startswith(place)]


def test_everything_wrong_is_reported_at_once() -> None:
    tables = changed("memberships", "AT-EU,AT,EU,member,yes", "AT-EU,AT,EU,friend,yes")
    tables["questions"] = changed("questions", "is(GB)", "is(GB")["questions"]
    del tables["groups"]
    assert len(findings(tables)) == 3


def test_an_unknown_source_is_named() -> None:
    found = findings(changed("memberships", ",S55,", ",S999,"))
    assert found == ["memberships: AT-PfP: sources: FA5: expected an id of a source, found `S999`"]


def test_an_unknown_grade_is_named() -> None:
    assert "FA10" in findings(changed("memberships", "well known", "rumoured"))[0]


def test_a_missing_column_is_named() -> None:
    found = findings({**files(), "memberships": b"id,party\nAT-EU,AT\n"})
    assert "the columns organisation, standing" in found[0]


def test_a_row_of_the_wrong_width_is_named() -> None:
    found = findings({**files(), "sources": files()["sources"] + b"S1000,too few\n"})
    assert found[0].endswith("found 2")


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe", b"x" * (MAX_BYTES + 1), b'id,party\n"never closed', b"", b"id,id\n"],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    assert findings({**files(), "memberships": data})


def test_a_column_that_no_table_needs_is_kept() -> None:
    lines = files()["groups"].decode().splitlines()
    table = "\n".join([f"{lines[0]},remark", f"{lines[1]},kept"]).encode()
    facts = read({**files(), "groups": table})
    assert facts.by_id["EAPC-MEMBERS"]["remark"] == "kept"


def test_a_missing_grade_is_unconfirmed() -> None:
    facts: Facts = read(changed("memberships", "well known,well known,", ",well known,"))
    assert next(entry for entry in facts.memberships if entry.id == "AT-EU").confidence.name == "UNCONFIRMED"
