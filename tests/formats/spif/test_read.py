"""Reading policy files: what each construct becomes, and what is refused."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from concord.formats.spif.read import LIMIT_BYTES, load, read
from concord.release.errors import MalformedError
from concord.release.findings import Weight
from concord.release.labels import Kind
from concord.release.names import BEGINNING
from concord.release.policy import (
    Applied,
    CategoryRef,
    EquivalentLevel,
    EquivalentPolicy,
    EquivalentValue,
    Marking,
    Operation,
    Qualifier,
    Required,
)
from tests.formats.spif.edits import edited, level, new_findings, news, policy, reading, tag, tag_set, values

ERROR, REASON, NOTE = Weight.ERROR, Weight.REASON, Weight.NOTE
CARGO_1 = '<spif:excludedCategory tagSetRef="Cargo" tagType="restrictive" lacv="1"/>'
GROUP_CARGO_2 = '<spif:categoryGroup tagSetRef="Cargo" tagType="restrictive" lacv="2"/>'
ALL_RELEASE = '<spif:categoryGroup tagSetRef="Release" tagType="enumerated" enumType="permissive" all="true"/>'
FRAGILE = '<spif:tagCategory name="FRAGILE" lacv="1"/>'
HEAVY = '<spif:tagCategory name="HEAVY" lacv="2"/>'
SEALED = '<spif:securityClassification name="SEALED" lacv="3" hierarchy="3" obsolete="true"/>'
CREATED = 'creationDate="20200102030405Z"'
EXCLUDED_OPEN = "<spif:excludedClass>OPEN</spif:excludedClass>"
UNTIL = 'notAfter="2031-12-31T23:59:59Z"'


def test_the_seed_reads_with_notes_only() -> None:
    assert {finding.weight for finding in reading().findings} == {NOTE}


def test_a_policy_has_name_oid_edition_and_the_digest_of_the_file() -> None:
    found = policy()
    assert (found.name, found.oid, found.edition) == ("HARBOUR", "1.3.6.1.4.1.99999.1", 7)
    assert found.digest == hashlib.sha256(edited()).hexdigest()


def test_an_edition_begins_at_its_creation() -> None:
    assert policy().since == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_the_operator_may_say_when_an_edition_begins() -> None:
    since = datetime(2022, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert load(edited(), source="seed", since=since).since == since


def test_a_beginning_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read(edited(), source="seed", since=datetime(2022, 1, 1))


@pytest.mark.parametrize(
    ("text", "since", "expected"),
    [
        ("20210506100000", datetime(2021, 5, 6, 10, tzinfo=UTC), [("spif.zone", NOTE)]),
        ("20170314090000Z", datetime(2017, 3, 14, 9, tzinfo=UTC), []),
        ("2017031409Z", datetime(2017, 3, 14, 9, tzinfo=UTC), []),
        ("201703140930Z", datetime(2017, 3, 14, 9, 30, tzinfo=UTC), []),
        ("20170314090000.25Z", datetime(2017, 3, 14, 9, 0, 0, 250000, tzinfo=UTC), []),
        ("20170314090000+0200", datetime(2017, 3, 14, 7, tzinfo=UTC), []),
        ("20170314090000-02", datetime(2017, 3, 14, 11, tzinfo=UTC), []),
        ("2017-03-14T09:00:00Z", datetime(2017, 3, 14, 9, tzinfo=UTC), [("spif.creation", REASON)]),
        ("2017-03-14 09:00", datetime(2017, 3, 14, 9, tzinfo=UTC), [("spif.creation", REASON), ("spif.zone", NOTE)]),
        ("201511061430200Z", BEGINNING, [("spif.creation", REASON)]),
        ("20171314090000Z", BEGINNING, [("spif.creation", REASON)]),
        ("20170314090000+9999", BEGINNING, [("spif.creation", REASON)]),
        ("00010101000000+1400", BEGINNING, [("spif.creation", REASON)]),
        ("２０170314090000Z", BEGINNING, [("spif.creation", REASON)]),
        ("yesterday", BEGINNING, [("spif.creation", REASON)]),
        ("", BEGINNING, [("spif.creation", REASON)]),
    ],
)
def test_creation_dates_are_read_in_the_forms_met(
    text: str,
    since: datetime,
    expected: list[tuple[str, Weight]],
) -> None:
    change = (CREATED, f'creationDate="{text}"')
    assert policy(change).since == since
    assert news(change) == expected


def test_a_file_without_edition_is_edition_one() -> None:
    change = (' version="7"', "")
    assert policy(change).edition == 1
    assert news(change) == [("spif.edition", NOTE)]


def test_a_level_is_read_with_everything_it_says() -> None:
    closed = level("CLOSED")
    assert (closed.rank, closed.lacv, closed.color, closed.obsolete) == (2, "2", "#FFAA00", False)
    assert closed.equivalents == (
        EquivalentLevel(
            "PIER",
            "4",
            Applied.BOTH,
            (Required(Operation.ALL, (CategoryRef("Berths", Kind.PERMISSIVE, "3"),)),),
        ),
    )
    assert closed.required == (
        Required(
            Operation.ONE_OR_MORE,
            (CategoryRef("Release", Kind.PERMISSIVE), CategoryRef("Cargo", Kind.RESTRICTIVE, "FRAGILE")),
        ),
    )


def test_markings_keep_language_codes_and_missing_phrases() -> None:
    assert level("OPEN").markings[0] == Marking("OUVERT", "fr", frozenset({"pageTopBottom", "portionMarking"}))
    assert level("CLOSED").markings[0] == Marking(None, "en", frozenset({"noNameDisplay"}))


def test_marks_of_all_levels_count_for_each() -> None:
    assert level("SEALED").markings == (Marking(None, "en", frozenset({"documentStart"})),)
    assert level("SEALED").qualifiers == (Qualifier("/", "suffix", "en"),)


def test_a_phrase_for_all_levels_is_reported() -> None:
    change = (
        "<spif:markingData>\n      <spif:code>documentStart",
        '<spif:markingData phrase="X">\n      <spif:code>documentStart',
    )
    assert news(change) == [("spif.unused", REASON)]


def test_a_marking_without_a_code_the_format_knows_is_left_out() -> None:
    change = ("<spif:code>noNameDisplay</spif:code>", "<spif:code>everywhere</spif:code>")
    assert level("CLOSED", change).markings == (Marking(None, "en", frozenset({"documentStart"})),)
    assert news(change) == [("spif.type", REASON)]


def test_a_qualifier_without_a_place_the_format_knows_is_left_out() -> None:
    change = ('markingQualifier="(" qualifierCode="prefix"', 'markingQualifier="(" qualifierCode="above"')
    assert [one.text for one in level("CLOSED", change).qualifiers] == [")", "/"]
    assert news(change) == [("spif.type", REASON)]


def test_qualifiers_keep_place_code_and_language() -> None:
    assert level("CLOSED").qualifiers[:2] == (
        Qualifier("(", "prefix", "en", "pageTop"),
        Qualifier(")", "suffix", "fr", "pageTop"),
    )


def test_marks_of_the_policy_come_from_its_id_and_from_the_root() -> None:
    found = policy()
    assert [marking.phrase for marking in found.markings] == ["HARBOUR", ""]
    assert [(qualifier.text, qualifier.code) for qualifier in found.qualifiers] == [(" ", None), (":", "xHeader")]


def test_kinds_come_from_tag_type_and_enum_type() -> None:
    assert [one.kind for one in tag_set("Cargo").tags] == [Kind.RESTRICTIVE, Kind.RESTRICTIVE]
    assert tag_set("Notes").kinds == {Kind.INFORMATIVE}
    assert tag_set("Release").kinds == {Kind.PERMISSIVE}


def test_limits_of_a_tag() -> None:
    assert (tag("Release").least, tag("Release").most) == (1, 5)
    assert (tag("Cargo").least, tag("Cargo").most) == (0, 1)
    assert (tag("").least, tag("").most) == (0, None)


def test_a_value_is_read_with_everything_it_says() -> None:
    north, other = values("NORTH")
    assert (north.lacv, north.excluded_levels, other.required_level) == ("001", ("OPEN",), "SEALED")
    assert (north.not_before, north.not_after) == (
        datetime(2019, 1, 1, tzinfo=UTC),
        datetime(2031, 12, 31, 23, 59, 59, tzinfo=UTC),
    )
    assert north.required == (
        Required(
            Operation.ONLY_ONE,
            (CategoryRef("Cargo", Kind.RESTRICTIVE, "HEAVY"), CategoryRef("Notes", Kind.INFORMATIVE, "STAFF")),
        ),
    )
    assert north.excluded == (CategoryRef("Cargo", Kind.RESTRICTIVE, "FRAGILE"),)
    assert north.equivalents == (
        EquivalentValue("PIER", "1.3.7.1", Kind.PERMISSIVE, "9", Applied.ENCRYPT),
        EquivalentValue("PIER", "1.3.7.1", Kind.PERMISSIVE, "", Applied.DECRYPT, discard=True),
    )


def test_obsolete_values_and_free_input() -> None:
    assert [value.obsolete for value in values("SOUTH")] == [True]
    assert [(value.user_input, value.date_format) for value in values("Day")] == [("date", "YYYY-MM-DD")]


def test_equivalent_policies_and_privacy_marks() -> None:
    rule = Required(Operation.ALL, (CategoryRef("Berths", Kind.PERMISSIVE, "1"),))
    assert policy().equivalents == (EquivalentPolicy("PIER", "1.3.7", (rule,)),)
    assert policy().privacy_marks == ("PRIVATE",)


def test_extensions_are_kept_as_bytes_that_stand_alone() -> None:
    members, other = policy().extensions
    assert members.startswith(b'<m:memberships xmlns:m="urn:nato:stanag:4774:spif:extensions:1:0">')
    assert other == b'<o:other xmlns:o="urn:harbour:other" at="1">text<!-- kept --><o:inner/></o:other>'


def test_a_signature_is_noted_and_not_checked() -> None:
    signature = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'
    assert news(("  </spif:extensions>", f"{signature}</spif:extensions>")) == [("spif.signature", NOTE)]
    assert news(("</spif:SPIF>", f"{signature}</spif:SPIF>")) == [("spif.signature", NOTE), ("spif.element", REASON)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # the schema, in doubt
        ('schemaVersion="2.1"', 'schemaVersion="3.0"', ("spif.type", ERROR)),
        ('schemaVersion="2.1" ', "", ("spif.attribute", ERROR)),
        ('version="7"', 'version="seven"', ("spif.type", ERROR)),
        ('version="7"', f'version="{"7" * 5000}"', ("spif.range", ERROR)),
        ('name="HARBOUR" id', "id", ("spif.attribute", ERROR)),
        ('id="1.3.6.1.4.1.99999.1"', 'id="harbour"', ("spif.type", ERROR)),
        ('name="SEALED" lacv="3" hierarchy="3"', 'name="SEALED" lacv="3"', ("spif.attribute", ERROR)),
        ('hierarchy="3"', 'hierarchy="high"', ("spif.type", ERROR)),
        ('hierarchy="3" obsolete="true"', 'hierarchy="3" obsolete="yes"', ("spif.type", ERROR)),
        ('hierarchy="3" obsolete="true"', 'hierarchy="3" obsolet="true"', ("spif.attribute", ERROR)),
        ('operation="onlyOne"', 'operation="some"', ("spif.type", ERROR)),
        (UNTIL, 'notAfter="soon"', ("spif.type", ERROR)),
        (UNTIL, 'notAfter="2031-02-29T00:00:00Z"', ("spif.type", ERROR)),
        (UNTIL, 'notAfter="12031-12-31T23:59:59Z"', ("spif.range", ERROR)),
        (EXCLUDED_OPEN, "<spif:excludedClass>OP<!-- -->EN</spif:excludedClass>", ("xml.value", ERROR)),
        (EXCLUDED_OPEN, "<spif:excludedClas>OPEN</spif:excludedClas>", ("spif.element", ERROR)),
        (EXCLUDED_OPEN, "<x:excludedClass xmlns:x='urn:x'>OPEN</x:excludedClass>", ("spif.element", ERROR)),
        (EXCLUDED_OPEN, "OPEN", ("spif.text", ERROR)),
        (EXCLUDED_OPEN, "<spif:excludedClass>SHUT</spif:excludedClass>", ("spif.keyref", ERROR)),
        ('requiredClass="SEALED"', 'requiredClass="SHUT"', ("spif.keyref", ERROR)),
        ('tagType="restrictive" singleSelection="true"', 'singleSelection="true"', ("spif.attribute", ERROR)),
        ('name="Notes" id="1.3.6.1.4.1.99999.4"', 'name="Notes" id="1.3.6.1.4.1.99999.3"', ("spif.key", ERROR)),
        ('name="SEALED"', 'name="CLOSED"', ("spif.key", ERROR)),
        (SEALED, SEALED.replace("obsolete", "xsi:nil"), ("spif.xsi", ERROR)),
        # our rules, in doubt
        ('name="SEALED"', 'name=" closed "', ("spif.name", ERROR)),
        ('name="Notes" id', 'name="CARGO" id', ("spif.name", ERROR)),
        (FRAGILE, '<spif:tagCategory name="" lacv="1"/>', ("spif.name", ERROR)),
        ('hierarchy="3"', 'hierarchy="02"', ("spif.hierarchy", ERROR)),
        ('tagType="enumerated" enumType="restrictive"', 'tagType="enumerated"', ("spif.kind", ERROR)),
        (CARGO_1, CARGO_1.replace('restrictive"', 'restrictive" enumType="permissive"'), ("spif.kind", ERROR)),
        (CARGO_1, CARGO_1.replace("restrictive", "notApplicable"), ("spif.kind", ERROR)),
        (CARGO_1, CARGO_1.replace('lacv="1"', 'lacv="7"'), ("spif.dangling", ERROR)),
        (CARGO_1, CARGO_1.replace("restrictive", "permissive"), ("spif.dangling", ERROR)),
        (CARGO_1, CARGO_1.replace('"Cargo"', '"Crates"'), ("spif.keyref", ERROR)),
        (GROUP_CARGO_2, GROUP_CARGO_2.replace('"Cargo"', '"Crates"'), ("spif.dangling", ERROR)),
        (CARGO_1, CARGO_1.replace('lacv="1"', 'lacv="1" all="true"'), ("spif.group", ERROR)),
        (CARGO_1, CARGO_1.replace('lacv="1"', 'all="false"'), ("spif.group", ERROR)),
        (HEAVY, HEAVY.replace('lacv="2"', 'lacv="01"'), ("spif.ambiguous", ERROR)),
        ('minSelection="1"', 'minSelection="6"', ("spif.selection", ERROR)),
        ('minSelection="1"', 'minSelection="-1"', ("spif.selection", ERROR)),
        ('maxSelection="5"', 'maxSelection="0"', ("spif.selection", ERROR)),
    ],
)
def test_what_is_ambiguous_or_unsafe_is_refused(old: str, new: str, expected: tuple[str, Weight]) -> None:
    assert expected in news((old, new))
    assert reading((old, new)).policy is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id="1.3.9"', 'id="default"', ("spif.type", REASON)),
        ('color="green"', 'color="orange"', ("spif.type", REASON)),
        ('color="green"', 'color="#FFAA00"', ("spif.key", REASON)),
        ('name="SEALED" lacv="3"', 'name="SEALED"', ("spif.attribute", REASON)),
        ('name="SEALED" lacv="3"', 'name="SEALED" lacv="02"', ("spif.key", REASON)),
        ('requiredClass="SEALED"', 'requiredClass="sealed"', ("spif.keyref", REASON)),
        (EXCLUDED_OPEN, "<excludedClass>OPEN</excludedClass>", ("spif.namespace", REASON)),
        (EXCLUDED_OPEN, "<spif:excludedClass> open</spif:excludedClass>", ("spif.keyref", REASON)),
        (CARGO_1, CARGO_1.replace('"Cargo"', '"cargo"'), ("spif.keyref", REASON)),
        (CARGO_1, CARGO_1.replace(' lacv="1"', ""), ("spif.group", REASON)),
        (CARGO_1, f"{CARGO_1}{EXCLUDED_OPEN}", ("spif.order", REASON)),
        ("<spif:code>subject</spif:code>", "", ("spif.count", REASON)),
        ('applied="encrypt"', 'applied="sometimes"', ("spif.equivalent", REASON)),
        ('policyRef="PIER" lacv="4"', 'policyRef="QUAY" lacv="4"', ("spif.keyref", REASON)),
        (UNTIL, 'notAfter="2018-12-31T23:59:59Z"', ("spif.window", REASON)),
        (UNTIL, 'notAfter="2031-12-31T23:59:59"', ("spif.zone", REASON)),
        ('singleSelection="true"', 'singleSelection="true" maxSelection="3"', ("spif.selection", REASON)),
        ('version="7"', 'version="7" notAfter="2031-12-31T23:59:59Z"', ("spif.unused", REASON)),
        (SEALED, SEALED.replace("obsolete", 'x:at="1" xmlns:x="urn:x" obsolete'), ("spif.attribute", REASON)),
        (FRAGILE, FRAGILE.replace("FRAGILE", "FRA&#x200B;GILE"), ("spif.unprintable", REASON)),
        ('lacv="1" requiredClass="SEALED"', 'lacv="1"', ("spif.alternatives", REASON)),
        (HEAVY, HEAVY.replace("HEAVY", " HEAVY&#10;"), ("spif.space", NOTE)),
        ('name="Word" lacv="12"', 'name="Word" lacv="11"', ("spif.shared", NOTE)),
        ("<spif:updateInfo/>", "<spif:updateInfo> </spif:updateInfo>", ("spif.text", NOTE)),
    ],
)
def test_what_leaves_no_doubt_loads_with_a_finding(old: str, new: str, expected: tuple[str, Weight]) -> None:
    assert expected in news((old, new))
    assert reading((old, new)).policy is not None


def test_a_tag_without_kind_is_left_out() -> None:
    change = ('name="Days" tagType="tagType7"', 'name="Days" tagType="notApplicable"')
    assert [one.name for one in tag_set("Notes", change).tags] == ["Notes"]
    assert news(change) == [("spif.kind", REASON)]


def test_a_number_shared_by_two_names_is_refused_only_where_a_rule_refers_to_it() -> None:
    shared = (HEAVY, HEAVY.replace('lacv="2"', 'lacv="three"'))
    without_rule = (GROUP_CARGO_2, "")
    assert ("spif.shared", NOTE) in news(shared, without_rule)
    assert reading(shared, without_rule).policy is not None


def test_a_number_shared_by_entries_of_one_name_is_not_ambiguous() -> None:
    change = (FRAGILE, FRAGILE + FRAGILE.replace("FRAGILE", "fragile"))
    (north, _) = values("NORTH", change)
    assert north.excluded == (CategoryRef("Cargo", Kind.RESTRICTIVE, "FRAGILE"),)


def test_a_rule_about_free_input_beside_other_values_is_refused() -> None:
    change = ('name="STAFF" lacv="1"', 'name="STAFF" lacv="1" userInput="string"')
    assert news(change) == [("spif.ambiguous", ERROR)]


def test_a_rule_about_the_only_free_input_means_any_value() -> None:
    change = ('tagType="tagType7" lacv="1"/>', 'tagType="tagType7" lacv="10"/>')
    staff = ('<spif:tagCategory name="STAFF" lacv="1"/>', "")
    number = ('<spif:tagCategory name="Number" lacv="11" userInput="integer"/>', "")
    word = ('<spif:tagCategory name="Word" lacv="12" userInput="string"/>', "")
    (north, _) = values("NORTH", change, staff, number, word)
    assert north.required[0].refs[1] == CategoryRef("Notes", Kind.INFORMATIVE)


def test_an_excluded_category_without_number_excludes_every_value() -> None:
    (north, _) = values("NORTH", (CARGO_1, CARGO_1.replace(' lacv="1"', "")))
    assert north.excluded == (CategoryRef("Cargo", Kind.RESTRICTIVE),)


def test_an_end_at_the_last_instant_is_no_end() -> None:
    (north, _) = values("NORTH", (UNTIL, 'notAfter="9999-12-31T23:59:59.999999Z"'))
    assert north.not_after is None


def test_the_end_of_a_day_may_be_written_as_hour_24() -> None:
    (north, _) = values("NORTH", (UNTIL, 'notAfter="2031-12-31T24:00:00+01:00"'))
    assert north.not_after == datetime(2031, 12, 31, 23, tzinfo=UTC)


def test_every_finding_of_a_file_comes_at_once_in_the_order_of_its_lines() -> None:
    changes = ((SEALED, SEALED.replace("3", "x")), (HEAVY, ""), (CARGO_1, ""), ('id="1.3.9"', 'id="x"'))
    lines = [int(finding.place.split(",")[0].removeprefix("line ")) for finding in new_findings(*changes)]
    assert len(lines) >= 4
    assert lines == sorted(lines)


def test_a_finding_names_its_place() -> None:
    (finding,) = new_findings((SEALED, SEALED.replace('obsolete="true"', 'obsolet="true"')))
    assert finding.place == "line 42, /SPIF/securityClassifications[1]/securityClassification[3]"
    assert finding.found == "unknown `obsolet`"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "xml.well-formed"),
        (b"<!DOCTYPE SPIF><SPIF/>", "xml.doctype"),
        (b" " * (LIMIT_BYTES + 1), "xml.size"),
        (b"<SPIF/>", "spif.root"),
        (b"<html xmlns='http://www.xmlspif.org/spif'/>", "spif.root"),
    ],
)
def test_what_is_no_policy_file_is_one_error(data: bytes, rule: str) -> None:
    found = read(data, source="sample")
    assert found.policy is None
    assert [finding.rule for finding in found.findings] == [rule]


def test_load_raises_with_every_error_and_nothing_lighter() -> None:
    data = edited((HEAVY, ""), (SEALED, SEALED.replace("3", "x")), ('id="1.3.9"', 'id="x"'))
    with pytest.raises(MalformedError) as caught:
        load(data, source="broken")
    assert {finding.rule for finding in caught.value.findings} == {"spif.type", "spif.dangling"}
    assert {finding.weight for finding in caught.value.findings} == {ERROR}
    assert str(caught.value).startswith("broken: line ")
