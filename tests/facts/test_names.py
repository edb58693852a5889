"""Names by house, language and the date shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from concord.facts import shipped
from concord.facts.names import HOUSES, LANGUAGES, Dated

FACTS = shipped()
NAMES = FACTS.names


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def name(party: str, house: str, language: str, date: str) -> str:
    return NAMES.name_of(party, house=house, language=language, at=day(date)).name


@pytest.mark.parametrize(
    ("party", "date", "expected"),
    [
        ("TR", "2022-06-01", "Turkey"),
        ("TR", "2022-06-02", "Türkiye"),
        ("MK", "2019-02-11", "former Yugoslav Republic of Macedonia"),
        ("MK", "2019-02-12", "North Macedonia"),
        ("CZ", "2016-07-04", "Czech Republic"),
        ("CZ", "2016-07-05", "Czechia"),
    ],
)
@pytest.mark.parametrize("house", ["EU", "NATO"])
def test_a_name_is_the_one_in_use_on_the_date_shown(party: str, date: str, expected: str, house: str) -> None:
    assert name(party, house, "en", date) == expected


def test_the_french_name_of_tuerkiye_did_not_change() -> None:
    assert name("TR", "EU", "fr", "2017-05-15") == name("TR", "EU", "fr", "2024-05-15") == "Turquie"


def test_codes_follow_the_house() -> None:
    def codes(party: str) -> list[str]:
        return [NAMES.name_of(party, house=house, language="en", at=day("2017-05-15")).code for house in HOUSES]

    assert (codes("GR"), codes("GB")) == (["GR", "EL", "GRC"], ["GB", "UK", "GBR"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("house", HOUSES)
def test_kosovo_always_carries_its_asterisk_and_a_footnote(house: str, language: str) -> None:
    for date in ("1999-06-10", "2010-07-22", "2024-01-01"):
        found = NAMES.name_of("XK", house=house, language=language, at=day(date))
        assert found.name.endswith("*")
        assert "1244" in found.footnote


def test_eu_members_stand_in_the_order_of_their_own_languages() -> None:
    members = [
        "BE",
        "BG",
        "CZ",
        "DK",
        "DE",
        "EE",
        "IE",
        "GR",
        "ES",
        "FR",
        "HR",
        "IT",
        "CY",
        "LV",
        "LT",
        "LU",
        "HU",
        "MT",
        "NL",
        "AT",
        "PL",
        "PT",
        "RO",
        "SI",
        "SK",
        "FI",
        "SE",
        "GB",
    ]
    for language in LANGUAGES:
        ordered = sorted(
            members, key=lambda p: NAMES.name_of(p, house="EU", language=language, at=day("2017-05-15")).order
        )
        assert ordered == members


def test_allies_stand_in_the_order_of_the_language_shown() -> None:
    allies = ["BE", "DE", "ES", "US"]

    def ordered(language: str) -> list[str]:
        return sorted(
            allies, key=lambda p: NAMES.name_of(p, house="NATO", language=language, at=day("2017-05-15")).order
        )

    assert (ordered("en"), ordered("fr")) == (["BE", "DE", "ES", "US"], ["DE", "BE", "ES", "US"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("house", HOUSES)
def test_every_party_has_a_name_in_every_house_and_language(house: str, language: str) -> None:
    unnamed = [
        party.id
        for party in FACTS.parties
        for date in ("1995-01-01", "2017-05-15", "2026-01-01")
        if not any(
            entry.party == party.id and entry.language == language and entry.house in (house, "")
            and entry.since <= day(date) < entry.until
            for entry in NAMES.entries
        )
    ]  # fmt: skip
    assert not unnamed


def test_no_two_names_of_one_style_hold_on_one_day() -> None:
    def overlap(one: Dated, two: Dated) -> bool:
        return one.since < two.until and two.since < one.until

    styles: dict[tuple[str, str, str], list[Dated]] = {}
    for entry in NAMES.entries:
        styles.setdefault((entry.party, entry.house, entry.language), []).append(entry)
    assert not [key for key, found in styles.items() for a in found for b in found if a is not b and overlap(a, b)]


def test_an_unknown_party_is_shown_by_its_id() -> None:
    assert name("ZZ", "EU", "en", "2017-05-15") == "ZZ"


def test_a_body_has_one_name_for_both_houses() -> None:
    assert name("GSC", "EU", "en", "2017-05-15") == name("GSC", "NATO", "en", "2017-05-15")


def test_an_instant_without_a_time_zone_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        NAMES.name_of("FR", house="EU", language="en", at=datetime(2017, 5, 15))
