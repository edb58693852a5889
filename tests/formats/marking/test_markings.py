"""Printed markings: the forms people write, what is refused, and that printing and reading lose nothing."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concord.formats.marking import Vocabulary, parse, render
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.labels import Kind, Label
from concord.release.policy import Level, Marking, Policy, Tag, TagSet, Value
from tests.formats.marking.shelf import AT, Book, is_valid, label, labels, meaning, plain, shipped

NATO, EU, PUBLIC = shipped("nato-exercise"), shipped("eu-exercise"), shipped("public")
OURS = Vocabulary([NATO, EU, PUBLIC])
PLACES = ("pageTopBottom", "portionMarking", "documentStart")


def read(text: str) -> Label:
    return OURS.read(text, created=AT).label


def refusal(text: str) -> str:
    with pytest.raises(MalformedError) as caught:
        OURS.read(text, created=AT)
    return str(caught.value)


ROWS = [
    (
        "NATO RESTRICTED Releasable to Japan, Switzerland",
        NATO,
        label(NATO[0], "RESTRICTED", Context=("NATO", "Releasable"), Releasable_To=("NATO", "JPN", "CHE")),
    ),
    (
        "NATO/KFOR CONFIDENTIAL Austria, Ireland Only",
        NATO,
        label(NATO[0], "CONFIDENTIAL", Context=("KFOR",), Only=("AUT", "IRL")),
    ),
    (
        "NATO UNCLASSIFIED - STAFF",
        NATO,
        label(NATO[0], "UNCLASSIFIED", Context=("NATO",), Administrative=("STAFF",)),
    ),
    (
        "NATO SECRET - ATOMAL",
        NATO,
        label(NATO[0], "SECRET", Context=("NATO",), Special_Category_Designators=("ATOMAL",)),
    ),
    ("COSMIC TOP SECRET", NATO, label(NATO[0], "TOP SECRET", Context=("NATO",))),
    (
        "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO",
        EU,
        label(EU[0], "RESTREINT UE/EU RESTRICTED", Releasable_To=("EU", "NATO")),
    ),
    ("SECRET UE/EU SECRET", EU, label(EU[0], "SECRET UE/EU SECRET")),
    ("EU UNCLASSIFIED - LIMITE", EU, label(EU[0], "EU UNCLASSIFIED", Distribution=("LIMITE",))),
    ("PUBLIC", PUBLIC, label(PUBLIC[0], "PUBLIC")),
]


@pytest.mark.parametrize(("text", "book", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_a_common_form_is_read_and_printed_word_for_word(text: str, book: Book, expected: Label) -> None:
    assert read(text) == expected
    assert render(expected, *book) == text
    assert is_valid(expected, book)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (
            "nato  restricted  releasable to  EU institutions, swe",
            "NATO RESTRICTED Releasable to EU institutions, Sweden",
        ),
        ("NATO RESTRICTED RELEASABLE TO Sweden, SWE", "NATO RESTRICTED Releasable to Sweden"),
        ("NATO RESTRICTED RELEASABLE TO NATO, SWE", "NATO RESTRICTED Releasable to Sweden"),
        ("NATO DIFFUSION RESTREINTE Communicable à Suède", "NATO RESTRICTED Releasable to Sweden"),
        ("NATO RESTRICTED communicable à Sweden", "NATO RESTRICTED Releasable to Sweden"),
        ("NATO RESTRICTED Releasable to Turkey, FYR", "NATO RESTRICTED Releasable to Türkiye, North Macedonia"),
        ("NATO SECRET ATOMAL, CRYPTO", "NATO SECRET - ATOMAL CRYPTO"),
        ("NATO SECRET \N{EN DASH} ATOMAL CRYPTO", "NATO SECRET - ATOMAL CRYPTO"),
        ("(NATO SECRET)", "NATO SECRET"),
        ("TRÈS SECRET UE/EU TOP SECRET", "TRES SECRET UE/EU TOP SECRET"),
        ("RESTREINT UE/EU RESTRICTED RELEASABLE TO EU, NATO", "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO"),
        (
            "RESTREINT UE/EU RESTRICTED RELEASABLE TO GB, EL",
            "RESTREINT UE/EU RESTRICTED RELEASABLE TO United Kingdom, Greece",
        ),
    ],
)
def test_other_ways_of_writing_mean_the_same(text: str, same: str) -> None:
    assert read(text) == read(same)


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("(NU)", "NATO UNCLASSIFIED"),
        ("(NC)", "NATO CONFIDENTIAL"),
        ("(CTS)", "COSMIC TOP SECRET"),
        ("(NR REL JPN, CHE)", "NATO RESTRICTED Releasable to Japan, Switzerland"),
        ("(NC KFOR ONLY: AUT, IRL)", "NATO/KFOR CONFIDENTIAL Austria, Ireland Only"),
        ("(NS ATOMAL REL SWE)", "NATO SECRET - ATOMAL Releasable to Sweden"),
        ("(NU EAPC ONLY: NATO)", "NATO/EAPC UNCLASSIFIED NATO Only"),
        ("(R-UE/EU-R REL NATO)", "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO"),
        ("(EU-U LIMITE)", "EU UNCLASSIFIED - LIMITE"),
        ("(PUBLIC)", "PUBLIC"),
    ],
)
def test_a_portion_mark_means_the_same_as_the_full_marking(mark: str, text: str) -> None:
    book = {NATO[0].name: NATO, EU[0].name: EU, PUBLIC[0].name: PUBLIC}[read(text).policy.name]
    assert read(mark) == read(text)
    assert render(read(text), *book, code="portionMarking") == mark


def test_a_portion_mark_means_a_level_of_its_own_policy_only() -> None:
    with pytest.raises(MalformedError, match="M11"):
        parse("(NC)", [EU], created=AT)


def test_a_portion_mark_without_parentheses_is_refused() -> None:
    assert "M11" in refusal("NC")


def test_a_level_without_an_owner_is_refused_with_what_to_write() -> None:
    assert "as in `NATO SECRET` or `SECRET UE/EU SECRET`, found `SECRET`" in refusal("SECRET")
    assert "as in `COSMIC TOP SECRET`" in refusal("TOP SECRET")
    assert "M12" in refusal("Confidentiel Releasable to Sweden")


def test_nato_top_secret_is_understood_as_cosmic_with_a_note() -> None:
    found = OURS.read("NATO TOP SECRET", created=AT)
    assert found.label == read("COSMIC TOP SECRET")
    (note,) = found.notes
    assert (note.weight, note.expected, note.found) == (Weight.NOTE, "`COSMIC TOP SECRET`", "`NATO TOP SECRET`")
    assert OURS.read("COSMIC TOP SECRET", created=AT).notes == ()


def test_a_release_to_the_eu_by_nato_asks_which_body_is_meant() -> None:
    asked = "one of `EU Council`, `EU Commission`, `EEAS` or `EU institutions`: say which is meant, found `EU"
    assert asked in refusal("NATO SECRET RELEASABLE TO EU")
    assert asked in refusal("NATO SECRET RELEASABLE TO SWE, EU, NOR")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "()",
        "NATO",
        "NATO SECRETT",
        "NATO SECRET RELEASABLE TO",
        "NATO SECRET RELEASABLE TO Swedn",
        "NATO SECRET RELEASABLE TO SWE NOR",
        "NATO SECRET RELEASABLE TO SWE,",
        "NATO SECRET RELEASABLE TOSWE",
        "NATO SECRET SWE",
        "NATO SECRET - ",
        "NATO/KFOR CONFIDENTIAL Austria, Ireland",
        "NATO/EU SECRET",
        "COSMIC SECRET",
        "NATO SECRET SECRET UE/EU SECRET",
        "LIMITE",
        "EU SECRET",
        "RESTREINT UE",
        "NATO SECRET KFOR",
        "(NR",
        "(NATO) SECRET",
    ],
)
def test_what_is_not_understood_is_refused_and_never_guessed(text: str) -> None:
    assert "expected" in refusal(text)


def test_a_refusal_shows_how_far_reading_came_as_it_was_written() -> None:
    assert "after `NATO SECRET Releasable to SWE,`: M15" in refusal("NATO SECRET Releasable to SWE, Atlantis")
    assert "a value of `Releasable To`, found `Atlantis`" in refusal("NATO SECRET Releasable to SWE, Atlantis")


def test_a_marking_of_two_policies_is_refused_and_both_are_named() -> None:
    twin = (replace(NATO[0], name="Twin", oid="2.25.7"), replace(NATO[1], policy="Twin", oid="2.25.7"))
    with pytest.raises(MalformedError, match=r"M16.*`NATO exercise policy, SECRET.*` or `Twin, SECRET"):
        parse("NATO SECRET", [NATO, twin], created=AT)


def test_of_two_editions_the_one_in_force_at_the_creation_counts() -> None:
    later = replace(NATO[0], edition=2, since=AT.replace(year=2018), tag_sets=NATO[0].tag_sets[:1])
    books = [(later, NATO[1]), NATO]
    assert parse("NATO SECRET - ATOMAL", books, created=AT).level == "SECRET"
    with pytest.raises(MalformedError, match="M15"):
        parse("NATO SECRET - ATOMAL", books, created=AT.replace(year=2019))


def test_too_long_a_marking_is_refused_unread() -> None:
    assert "M10" in refusal("NATO SECRET" + " " * 2_000)


def test_no_policy_at_all_is_said_so() -> None:
    with pytest.raises(MalformedError, match="a policy to read it by"):
        parse("NATO SECRET", [], created=AT)


def test_an_instant_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        parse("NATO SECRET", [NATO], created=AT.replace(tzinfo=None))


def test_a_language_the_policy_does_not_speak_is_printed_in_english() -> None:
    made = read("NATO RESTRICTED Releasable to Sweden")
    assert render(made, *NATO, language="de") == "NATO RESTRICTED Releasable to Sweden"


def test_a_label_of_another_policy_is_not_printed() -> None:
    with pytest.raises(MalformedError, match="M1"):
        render(label(EU[0], "SECRET UE/EU SECRET"), *NATO)


def test_everything_unknown_in_a_label_is_named_at_once() -> None:
    wrong = label(NATO[0], "SECRET", Context=("NATO",))
    wrong = replace(wrong, level="SECRETT", groups=(replace(wrong.groups[0], values=("NATO", "OTAN", "UNO")),))
    with pytest.raises(MalformedError) as caught:
        render(wrong, *NATO)
    assert [finding.found for finding in caught.value.findings] == ["`SECRETT`", "`OTAN`", "`UNO`"]


def test_the_owner_is_printed_where_it_could_not_be_known() -> None:
    whole = label(EU[0], "EU UNCLASSIFIED", Releasable_To=("EU", "EU institutions", "NATO"))
    narrow = label(EU[0], "EU UNCLASSIFIED", Releasable_To=("EU institutions", "NATO"))
    assert render(whole, *EU) == "EU UNCLASSIFIED RELEASABLE TO EU, EU institutions, NATO"
    assert render(narrow, *EU) == "EU UNCLASSIFIED RELEASABLE TO EU institutions, NATO"
    assert (read(render(whole, *EU)), read(render(narrow, *EU))) == (whole, narrow)


def test_a_release_to_the_owner_alone_is_not_a_bare_label() -> None:
    alone, bare = label(EU[0], "EU UNCLASSIFIED", Releasable_To=("EU",)), label(EU[0], "EU UNCLASSIFIED")
    assert (read(render(alone, *EU)), read(render(bare, *EU))) == (alone, bare)


def test_the_top_level_never_hides_another_context_than_natos_own() -> None:
    odd = label(NATO[0], "TOP SECRET", Context=("KFOR",))
    assert render(odd, *NATO) == "COSMIC TOP SECRET KFOR"
    assert meaning(read(render(odd, *NATO))) == meaning(odd)


def small(*values: Value) -> Book:
    """A policy of two levels with one restrictive tag."""
    levels = (Level("LOW", 1), Level("HIGH", 2))
    return plain(
        Policy("Pier", "2.25.3", 1, levels, (TagSet("Care", "2.25.4", (Tag("Care", Kind.RESTRICTIVE, values),)),))
    )


def phrase(text: str, code: str) -> tuple[Marking, ...]:
    return (Marking(text, None, frozenset({code})),)


def test_a_value_takes_the_place_of_the_level_only_where_the_level_is_beyond_doubt() -> None:
    marked = phrase("DEEP WATER", "suppressClassName")
    anywhere, low_only = small(Value("DEEP", markings=marked)), small(Value("DEEP", "1", ("HIGH",), markings=marked))
    assert render(label(low_only[0], "LOW", Care=("DEEP",)), *low_only) == "Pier DEEP WATER"
    assert render(label(anywhere[0], "LOW", Care=("DEEP",)), *anywhere) == "Pier LOW DEEP WATER"
    assert parse("Pier DEEP WATER", [low_only], created=AT).level == "LOW"
    with pytest.raises(MalformedError, match="M16"):
        parse("Pier DEEP WATER", [anywhere], created=AT)


def test_of_two_entries_of_one_name_the_one_the_level_allows_is_printed() -> None:
    book = small(
        Value("DEEP", "1", ("HIGH",), markings=phrase("SHALLOW", "pageTop")),
        Value("DEEP", "2", ("LOW",), markings=phrase("DEEPEST", "pageTop")),
    )
    assert render(label(book[0], "LOW", Care=("DEEP",)), *book) == "Pier LOW SHALLOW"
    assert render(label(book[0], "HIGH", Care=("DEEP",)), *book) == "Pier HIGH DEEPEST"


def test_what_takes_too_long_to_read_is_refused() -> None:
    book = small(*(Value("A" + " A" * length) for length in range(12)))
    with pytest.raises(MalformedError, match=r"M10.*too many ways"):
        parse("Pier LOW" + " A" * 200 + " B", [book], created=AT)


@pytest.mark.parametrize("book", [NATO, EU, PUBLIC], ids=["NATO", "EU", "public"])
@pytest.mark.parametrize("language", ["en", "fr", "de"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_valid_label_survives_printing_and_reading(book: Book, language: str, data: st.DataObject) -> None:
    made = data.draw(labels(book))
    text = render(made, *book, language=language, code=data.draw(st.sampled_from(PLACES)))
    assert meaning(read(text)) == meaning(made), text


@settings(max_examples=100, deadline=None)
@given(made=labels(NATO))
def test_reading_gives_one_form_that_is_printed_and_read_unchanged(made: Label) -> None:
    once = read(render(made, *NATO))
    assert read(render(once, *NATO)) == once


WORDS = [
    "NATO",
    "SECRET",
    "RELEASABLE TO",
    "SWE",
    ",",
    "-",
    "ONLY",
    "(",
    ")",
    "EU",
    "NC",
    "KFOR",
    "/",
    "É",
    "ß",
    "\u200b",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *string.printable]), max_size=20).map(" ".join))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text: str) -> None:
    findings: tuple[Finding, ...] = ()
    try:
        OURS.read(text, created=AT)
    except MalformedError as error:
        findings = error.findings
    assert all(finding.rule.startswith("M") for finding in findings)
