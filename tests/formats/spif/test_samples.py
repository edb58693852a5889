"""Published policy files: which load, which do not, and with which findings."""

from __future__ import annotations

import pathlib
from datetime import UTC, datetime

import pytest

from concord.formats.spif.members import memberships
from concord.formats.spif.read import load, read
from concord.release.findings import Weight
from concord.release.labels import Kind
from concord.release.names import BEGINNING
from concord.release.policy import CategoryRef, Marking, Operation, Policy, Required

SAMPLES = pathlib.Path(__file__).resolve().parents[3].parent / "shared" / "standards" / "xml-spif" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the published samples are not beside this checkout")

TLP_DAY = datetime(2015, 9, 24, 9, 23, tzinfo=UTC)
EXPECTED = {
    "nato-v88": (88, datetime(2021, 5, 6, 10, tzinfo=UTC), set()),
    "nato-v79": (79, BEGINNING, {"spif.creation"}),
    "nato-2006-example": (3, datetime(2006, 1, 20, 12, tzinfo=UTC), set()),
    "public-v1": (1, datetime(2014, 9, 16, 9, 5, 12, tzinfo=UTC), set()),
    "acme": (1, datetime(2017, 3, 14, 9, tzinfo=UTC), {"spif.namespace"}),
    "tlp": (1, TLP_DAY, {"spif.order", "spif.type", "spif.creation"}),
    "tlp-plus": (1, TLP_DAY, {"spif.order", "spif.creation", "spif.group"}),
    "uk-demo": (1, datetime(2015, 11, 11, 9, 23, tzinfo=UTC), {"spif.order", "spif.creation"}),
}


def bytes_of(name: str) -> bytes:
    return (SAMPLES / f"{name}.spif.xml").read_bytes()


def policy_of(name: str) -> Policy:
    return load(bytes_of(name), source=name)


def test_every_sample_has_its_expectation() -> None:
    assert {path.name.removesuffix(".spif.xml") for path in SAMPLES.glob("*.xml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_published_file_loads_and_says_what_a_second_person_should_see(name: str) -> None:
    reading = read(bytes_of(name), source=name)
    edition, since, reasons = EXPECTED[name]
    assert reading.policy is not None
    assert (reading.policy.edition, reading.policy.since) == (edition, since)
    assert {finding.rule for finding in reading.findings if finding.weight is Weight.REASON} == reasons
    assert {finding.weight for finding in reading.findings} <= {Weight.REASON, Weight.NOTE}


def test_nato_88_has_five_levels_in_order() -> None:
    levels = sorted(policy_of("nato-v88").levels, key=lambda level: level.rank)
    assert [level.name for level in levels] == ["UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET"]


def test_nato_88_has_its_tag_sets_with_their_kinds() -> None:
    found = {tag_set.oid: (tag_set.name, tag_set.kinds) for tag_set in policy_of("nato-v88").tag_sets}
    assert found == {
        "1.3.26.1.4.1": ("Special Category Designators", frozenset({Kind.RESTRICTIVE})),
        "1.3.26.1.4.2": ("Releasable To", frozenset({Kind.PERMISSIVE})),
        "1.3.26.1.4.3": ("Administrative", frozenset({Kind.INFORMATIVE})),
        "1.3.26.1.4.4": ("Context", frozenset({Kind.PERMISSIVE})),
        "1.3.26.1.4.5": ("Only", frozenset({Kind.PERMISSIVE})),
        "1.3.26.1.4.6": ("Limited", frozenset({Kind.INFORMATIVE})),
    }


def test_nato_88_keeps_both_entries_of_the_context_nato() -> None:
    context = policy_of("nato-v88").set_by_name["context"]
    assert len(context.entries[Kind.PERMISSIVE, "nato"]) == 2


def test_nato_88_keeps_the_line_break_in_a_name_and_notes_it() -> None:
    names = {value.name for tag in policy_of("nato-v88").set_by_name["releasable to"].tags for value in tag.values}
    spaces = [f for f in read(bytes_of("nato-v88"), source="v88").findings if f.rule == "spif.space"]
    assert "NATO Response Force\n" in names
    assert len(spaces) == 2


def test_nato_88_has_values_that_share_numbers_and_nothing_refers_by_them() -> None:
    shared = [f for f in read(bytes_of("nato-v88"), source="v88").findings if f.rule == "spif.shared"]
    assert [finding.found for finding in shared] == [
        "lacv `1001` of `OCCAR` again",
        "lacv `1001` of `OCCAR` again",
        "lacv `1002` of `EUROCONTROL` again",
        "lacv `1005` of `EU Council` again",
        "lacv `1006` of `EEAS` again",
    ]


def test_nato_88_prints_in_two_languages_and_as_portion_mark() -> None:
    level = policy_of("nato-v88").level_by_name["secret"]
    assert level.markings == (
        Marking("SECRET", "en", frozenset({"pageTopBottom"})),
        Marking("SECRET", "fr", frozenset({"pageTopBottom"})),
        Marking("NS", None, frozenset({"portionMarking"})),
    )


def test_nato_88_takes_free_text_in_limited() -> None:
    limited = policy_of("nato-v88").set_by_name["limited"]
    assert [value.user_input for tag in limited.tags for value in tag.values] == ["string"]


def test_nato_88_lists_members_and_repeats_a_state() -> None:
    found = memberships(policy_of("nato-v88"))
    groups = {members.group: members.names for members in found.groups}
    assert len(groups) == 14
    assert groups["NATO Response Force"] == ("FIN", "GEO", "SWE", "UKR", "JOR")
    assert groups["Global Coalition"].count("ARE") == 1
    assert [(f.weight, f.found) for f in found.findings] == [(Weight.NOTE, "`ARE` again")] * 2


def test_nato_79_keeps_atomal_away_from_low_levels() -> None:
    designators = policy_of("nato-v79").set_by_oid["1.3.26.1.4.1"]
    ((_, atomal),) = designators.entries[Kind.RESTRICTIVE, "atomal"]
    assert atomal.excluded_levels == ("UNCLASSIFIED", "RESTRICTED")


def test_nato_79_knows_who_replaces_the_owner_phrase() -> None:
    cosmic = policy_of("nato-v79").level_by_name["top secret"].markings[0]
    assert cosmic == Marking("COSMIC", None, frozenset({"replacePolicy"}))


def test_acme_resolves_numbers_to_names_and_reads_equivalents_in_no_namespace() -> None:
    policy = policy_of("acme")
    refs = (
        CategoryRef("Releasable To", Kind.PERMISSIVE, "MOCK"),
        CategoryRef("Releasable To", Kind.PERMISSIVE, "PHONY"),
    )
    assert policy.level_by_name["confidential"].required == (Required(Operation.ONE_OR_MORE, refs),)
    mock = policy.set_by_name["releasable to"].tags[0].values[0]
    assert [(other.policy, other.lacv) for other in mock.equivalents] == [("MOCK", "1000")]


def test_tlp_plus_reads_a_group_without_number_as_any_value() -> None:
    (rule,) = policy_of("tlp-plus").level_by_name["amber"].required
    assert rule.refs == (CategoryRef("Dissemination", Kind.PERMISSIVE), CategoryRef("Dissemination", Kind.INFORMATIVE))


def test_tlp_drops_a_colour_the_format_does_not_know() -> None:
    assert policy_of("tlp").level_by_name["amber"].color is None


def test_uk_demo_limits_and_excludes() -> None:
    descriptors = policy_of("uk-demo").set_by_name["sensitive descriptors"]
    informative, mandatory = descriptors.tags
    assert (informative.least, informative.most) == (0, 1)
    assert mandatory.values[0].excluded == (CategoryRef("Sensitive Descriptors", Kind.INFORMATIVE),)
