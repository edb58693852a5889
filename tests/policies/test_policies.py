"""The policies and profiles that ship: what they say, that they are ours, and that they fit one another."""

from __future__ import annotations

import csv
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from concord.formats.profile import fit
from concord.release.labels import Kind
from concord.release.profile import Behind
from tests.formats.marking.shelf import POLICIES, ROOT, is_valid, label, shipped, shipped_profile

NAMES = ("nato-exercise", "eu-exercise", "public")
SCHEMA = ROOT.parent / "shared" / "standards" / "xml-spif" / "xmlspif-2.1.xsd"
PARTIES = ROOT / "src" / "concord" / "facts" / "data" / "parties.csv"
LEFT_OUT = {"RU", "XK"}


def parties() -> dict[str, dict[str, str]]:
    with PARTIES.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema is not beside the checkout")
def test_a_policy_that_ships_is_valid_under_the_schema(name: str) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    assert schema.validate(etree.parse(POLICIES / f"{name}.spif.xml")), schema.error_log


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_that_ships_says_that_it_carries_no_authority(name: str) -> None:
    (notice,) = shipped(name)[0].extensions
    assert b"Exercise policy of Concord, made from public facts. It carries no authority" in notice
    assert b"no organisation has issued or approved it" in notice


def test_writing_the_policies_again_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "scripts" / "make_policies.py"), str(tmp_path)], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in POLICIES.glob("*.spif.xml")}


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_fits_its_policy_without_a_finding(name: str) -> None:
    policy, profile = shipped(name)
    assert fit(profile, policy) == ()


def test_every_profile_that_ships_is_read() -> None:
    names = [path.name.removesuffix(".profile.toml") for path in sorted(POLICIES.glob("*.profile.toml"))]
    assert names == [*sorted(NAMES), "published-nato-79", "published-nato-88", "published-public"]
    assert {shipped_profile(name).owner for name in names} == {"NATO", "EU", "PUBLIC"}


def test_the_editions_of_the_published_nato_policy_are_served_by_one_profile_each() -> None:
    profiles = [shipped_profile("published-nato-79"), shipped_profile("published-nato-88")]
    served = {
        edition: [p.first_edition for p in profiles if p.serves("NATO", edition)] for edition in (78, 79, 87, 88, 91)
    }
    assert served == {78: [], 79: [79], 87: [79], 88: [88], 91: [88]}


def test_the_package_of_policies_imports_nothing() -> None:
    spec = importlib.util.find_spec("concord.policies")
    assert spec is not None
    assert spec.origin is not None
    assert "import" not in Path(spec.origin).read_text(encoding="utf-8").split('"""')[2]


@pytest.mark.parametrize("name", ["nato-exercise", "eu-exercise"])
def test_release_values_for_states_name_the_party_of_their_code(name: str) -> None:
    known = parties()
    style = {"EL": "GR", "UK": "GB"}
    codes = {party: row["iso3"] if name == "nato-exercise" else party for party, row in known.items()}
    values = [(style.get(v, v), b.parties) for _, v, b in shipped(name)[1].backing if b.behind is Behind.STATE]
    assert len(values) > 30
    assert [(value, parties) for value, parties in values if [value] != [codes[p] for p in parties]] == []


@pytest.mark.parametrize("name", ["nato-exercise", "eu-exercise"])
def test_every_state_of_the_facts_has_a_release_value_but_those_left_out(name: str) -> None:
    states = {row["id"] for row in parties().values() if row["kind"] == "state"}
    named = {b.parties[0] for s, _, b in shipped(name)[1].backing if b.behind is Behind.STATE and s == "Releasable To"}
    assert states - named == LEFT_OUT


@pytest.mark.parametrize("name", ["nato-exercise", "eu-exercise"])
def test_every_party_behind_a_value_is_known_to_the_facts(name: str) -> None:
    assert {party for _, _, b in shipped(name)[1].backing for party in b.parties} <= set(parties())


def test_no_value_of_the_nato_policy_stands_for_the_eu_as_a_whole() -> None:
    policy, profile = shipped("nato-exercise")
    for name in ("Releasable To", "Only"):
        assert (Kind.PERMISSIVE, "eu") not in policy.set_by_name[name.casefold()].entries
        assert profile.backing_by_value[name.casefold(), "eu institutions"].behind is Behind.POSTS


def test_levels_are_printed_as_the_owners_print_them() -> None:
    assert [marking for _, marking in shipped("nato-exercise")[1].levels] == [
        "NATO UNCLASSIFIED",
        "NATO RESTRICTED",
        "NATO CONFIDENTIAL",
        "NATO SECRET",
        "COSMIC TOP SECRET",
    ]
    assert [level.rank for level in shipped("nato-exercise")[0].levels] == [1, 2, 3, 4, 5]
    assert [level.name for level in shipped("eu-exercise")[0].levels] == [
        "EU UNCLASSIFIED",
        "RESTREINT UE/EU RESTRICTED",
        "CONFIDENTIEL UE/EU CONFIDENTIAL",
        "SECRET UE/EU SECRET",
        "TRES SECRET UE/EU TOP SECRET",
    ]


@pytest.mark.parametrize(
    ("name", "level", "values", "valid"),
    [
        ("nato-exercise", "SECRET", {"Context": ("NATO",)}, True),
        ("nato-exercise", "SECRET", {}, False),
        ("nato-exercise", "SECRET", {"Context": ("NATO", "KFOR")}, False),
        ("nato-exercise", "SECRET", {"Context": ("NATO", "Releasable")}, False),
        ("nato-exercise", "SECRET", {"Context": ("NATO",), "Releasable_To": ("NATO", "SWE")}, False),
        ("nato-exercise", "SECRET", {"Context": ("NATO", "Releasable"), "Releasable_To": ("NATO", "SWE")}, True),
        ("nato-exercise", "SECRET", {"Context": ("NATO", "Releasable"), "Releasable_To": ("SWE",)}, False),
        ("nato-exercise", "SECRET", {"Context": ("NATO", "Releasable"), "Releasable_To": ("NATO",)}, False),
        ("nato-exercise", "TOP SECRET", {"Context": ("NATO", "Releasable"), "Releasable_To": ("NATO", "SWE")}, False),
        ("nato-exercise", "TOP SECRET", {"Context": ("KFOR",)}, False),
        ("nato-exercise", "TOP SECRET", {"Context": ("NATO",), "Only": ("FRA",)}, True),
        ("nato-exercise", "TOP SECRET", {"Context": ("NATO",), "Only": ("AUT",)}, False),
        ("nato-exercise", "RESTRICTED", {"Context": ("NATO",), "Only": ("EAPC",)}, False),
        ("nato-exercise", "RESTRICTED", {"Context": ("NATO",), "Special_Category_Designators": ("ATOMAL",)}, False),
        ("nato-exercise", "CONFIDENTIAL", {"Context": ("NATO",), "Special_Category_Designators": ("CRYPTO",)}, True),
        ("nato-exercise", "RESTRICTED", {"Context": ("NATO",), "Administrative": ("STAFF",)}, False),
        ("eu-exercise", "SECRET UE/EU SECRET", {}, True),
        ("eu-exercise", "SECRET UE/EU SECRET", {"Releasable_To": ("NATO",)}, False),
        ("eu-exercise", "SECRET UE/EU SECRET", {"Releasable_To": ("EU", "NATO")}, True),
        ("eu-exercise", "SECRET UE/EU SECRET", {"Releasable_To": ("EU institutions",)}, True),
        ("eu-exercise", "EU UNCLASSIFIED", {"Distribution": ("LIMITE",)}, True),
        ("eu-exercise", "RESTREINT UE/EU RESTRICTED", {"Distribution": ("LIMITE",)}, False),
        ("public", "PUBLIC", {}, True),
    ],
)
def test_the_rules_of_the_policies(name: str, level: str, values: dict[str, tuple[str, ...]], *, valid: bool) -> None:
    book = shipped(name)
    assert is_valid(label(book[0], level, **values), book) is valid
