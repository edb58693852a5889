"""Markings of policies of others: the published NATO and PUBLIC policies, and four demonstration policies."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concord.formats.marking import Vocabulary, parse, render
from concord.formats.profile import fit
from concord.release.errors import MalformedError
from concord.release.findings import Weight
from concord.release.labels import Label
from tests.formats.marking.shelf import (
    AT,
    HAS_SAMPLES,
    WITHOUT_SAMPLES,
    Book,
    label,
    labels,
    meaning,
    plain,
    published,
    sample,
)

pytestmark = pytest.mark.skipif(not HAS_SAMPLES, reason=WITHOUT_SAMPLES)

ROWS = {
    "NATO RESTRICTED Releasable to Japan, Switzerland": {
        "Releasable To": {"NATO", "JPN", "CHE"},
        "Context": {"NATO", "Releasable"},
    },
    "NATO/KFOR CONFIDENTIAL Austria, Ireland Only": {"Only": {"AUT", "IRL"}, "Context": {"KFOR"}},
    "NATO UNCLASSIFIED - STAFF": {"Administrative": {"STAFF"}, "Context": {"NATO"}},
    "COSMIC TOP SECRET": {"Context": {"NATO"}},
}


def values(found: Label) -> dict[str, set[str]]:
    return {group.tag_set: set(group.values) for group in found.groups}


@pytest.mark.parametrize("edition", ["79", "88"])
@pytest.mark.parametrize("text", ROWS)
def test_a_common_form_is_read_and_survives_printing(edition: str, text: str) -> None:
    book = published(edition)
    found = parse(text, [book], created=AT)
    assert values(found) == ROWS[text]
    assert parse(render(found, *book), [book], created=AT) == found
    assert parse(render(found, *book, language="fr"), [book], created=AT) == found
    assert parse(render(found, *book, code="portionMarking"), [book], created=AT) == found


@pytest.mark.parametrize(
    ("edition", "tag_set"), [("79", "Additional Sensitivity"), ("88", "Special Category Designators")]
)
def test_the_designators_are_read_under_the_name_of_the_edition(edition: str, tag_set: str) -> None:
    book = published(edition)
    found = parse("NATO SECRET - ATOMAL", [book], created=AT)
    assert values(found) == {tag_set: {"ATOMAL"}, "Context": {"NATO"}}
    assert parse(render(found, *book), [book], created=AT) == found


@pytest.mark.parametrize(
    ("edition", "text"),
    [
        ("79", "NATO RESTRICTED Releasable to Japan, Switzerland"),
        ("79", "COSMIC TRES SECRET"),
        ("88", "NATO RESTRICTED Releasable To Japan, Switzerland"),
        ("88", "NATO/KFOR CONFIDENTIAL Austria, Ireland Only"),
        ("88", "COSMIC TOP SECRET"),
        ("88", "(NR Releasable To JPN, CHE)"),
    ],
)
def test_what_the_edition_prints_is_printed_word_for_word(edition: str, text: str) -> None:
    book = published(edition)
    language = "fr" if "TRES" in text else "en"
    code = "portionMarking" if text.startswith("(") else "pageTopBottom"
    assert render(parse(text, [book], created=AT), *book, language=language, code=code) == text


@pytest.mark.parametrize("edition", ["79", "88"])
def test_changed_codes_are_understood_in_every_edition(edition: str) -> None:
    book = published(edition)
    old = parse("NATO RESTRICTED Releasable to BLG, FYR", [book], created=AT)
    assert parse("NATO RESTRICTED Releasable to BGR, NOM", [book], created=AT) == old
    assert render(old, *book) == render(parse("NATO RESTRICTED Releasable to BGR, MKD", [book], created=AT), *book)


def test_a_value_whose_name_ends_with_a_line_break_is_read_and_printed() -> None:
    book = published("88")
    found = parse("NATO UNCLASSIFIED Releasable to NATO Response Force", [book], created=AT)
    assert values(found)["Releasable To"] == {"NATO", "NATO Response Force"}
    assert render(found, *book) == "NATO UNCLASSIFIED Releasable To NATO Response Force"


def test_a_word_of_two_values_is_never_printed_and_never_read() -> None:
    book = published("88")
    made = label(book[0], "UNCLASSIFIED", Releasable_To=("GEORGIA", "GEO"), Context=("GEORGIA", "Releasable"))
    assert render(made, *book, code="portionMarking") == "(NU GEORGIA Releasable To NATO/GEORGIA, GEO)"
    with pytest.raises(MalformedError, match="M16"):
        parse("NATO UNCLASSIFIED Releasable to Georgia", [book], created=AT)


@pytest.mark.parametrize(("edition", "rule"), [("79", "a value of `Releasable To`"), ("88", "say which is meant")])
def test_a_release_to_the_eu_cannot_be_labelled_without_asking(edition: str, rule: str) -> None:
    with pytest.raises(MalformedError, match=rule):
        parse("NATO SECRET RELEASABLE TO EU", [published(edition)], created=AT)


@pytest.mark.parametrize(("edition", "notes"), [("79", 0), ("88", 1), ("public", 0)])
def test_the_profiles_that_ship_fit_the_published_files(edition: str, notes: int) -> None:
    policy, profile = published(edition)
    findings = fit(profile, policy)
    assert [finding.weight for finding in findings] == [Weight.NOTE] * notes


@pytest.mark.parametrize(("edition", "profile"), [("79", "88"), ("88", "79")])
def test_a_profile_of_other_editions_does_not_fit(edition: str, profile: str) -> None:
    findings = fit(published(profile)[1], published(edition)[0])
    assert "policy" in {finding.place for finding in findings if finding.weight is Weight.ERROR}


DEMONSTRATIONS = [
    ("uk-demo", "OFFICIAL", {}, "en", "DEMO-UK OFFICIAL"),
    (
        "uk-demo",
        "OFFICIAL",
        {"Sensitive": ("SENSITIVE",), "Sensitive_Descriptors": ("COMMERCIAL",)},
        "en",
        "DEMO-UK OFFICIAL-SENSITIVE COMMERCIAL",
    ),
    ("uk-demo", "SECRET", {"National_Caveats": ("UK", "US")}, "en", "DEMO-UK SECRET - UK / US EYES ONLY"),
    ("tlp", "RED", {}, "en", "TLP:RED"),
    ("tlp", "AMBER", {"Additional_Information": ("EU", "US")}, "en", "TLP:AMBER [REGION=EU/US]"),
    ("tlp-plus", "AMBER", {"Dissemination": ("EU", "US")}, "en", "TLPX:AMBER J:EU,US"),
    ("acme", "CONFIDENTIAL", {"Releasable_To": ("MOCK", "PHONY")}, "en", "ACME CONFIDENTIAL REL TO MOCK,PHONY"),
    ("acme", "CONFIDENTIAL", {"Releasable_To": ("MOCK", "PHONY")}, "fr", "ACME CONFIDENTIEL REL TO MOQUER,FAUX"),
    ("public-v1", "UNMARKED", {}, "en", "PUBLIC"),
    ("public-v1", "UNMARKED", {"In_Confidence": ("STAFF", "LEGAL")}, "en", "PUBLIC STAFF, LEGAL In Confidence"),
    ("nato-2006-example", "NATO SECRET", {}, "en", "NATO SECRET"),
]


@pytest.mark.parametrize(("name", "level", "given_values", "language", "text"), DEMONSTRATIONS)
def test_other_policies_are_printed_as_their_files_say(
    name: str, level: str, given_values: dict[str, tuple[str, ...]], language: str, text: str
) -> None:
    book = plain(sample(name))
    made = label(book[0], level, **given_values)
    assert render(made, *book, language=language) == text
    assert meaning(parse(text, [book], created=AT)) == meaning(made)


BOOKS = ["79", "88", "acme", "uk-demo", "tlp-plus", "nato-2006-example"]


@pytest.mark.parametrize("name", BOOKS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_valid_label_survives_printing_and_reading(name: str, data: st.DataObject) -> None:
    book: Book = published(name) if name.isdigit() else plain(sample(name))
    made = data.draw(labels(book))
    language, code = data.draw(st.sampled_from(["en", "fr"])), data.draw(st.sampled_from(["pageTop", "portionMarking"]))
    text = render(made, *book, language=language, code=code)
    assert meaning(Vocabulary([book]).read(text, created=AT).label) == meaning(made), text
