"""Labels from bytes: every part, every carrier, the bytes they came from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from concord.formats import hardened
from concord.formats.stanag4774 import Reading, read, read_label, read_label_set, read_labels
from concord.formats.stanag4774.origin import Origin
from concord.release.errors import MalformedError
from concord.release.findings import Weight
from concord.release.labels import Group, Kind, Label, LabelSet, OriginatorId, PolicyRef, Role, Succession
from tests.formats.stanag4774.written import (
    BINDING,
    CREATED,
    INFORMATION,
    LABEL,
    LEVEL,
    POLICY,
    RELEASE,
    REVIEW,
    SHARED,
    information,
    label,
    packet,
    sidecar,
    successor,
)

NOON = datetime(2017, 5, 15, 9, tzinfo=UTC)
LATER = datetime(2022, 5, 15, 9, tzinfo=UTC)
NOTE = '<x:note xmlns:x="urn:exercise:x" x:kind="a">kept  as&#13; it is</x:note>'


def _read(*parts: str, attributes: str = REVIEW) -> Label:
    return read_label(label(*parts, attributes=attributes), source="paper.xml")


def _notes(reading: Reading) -> list[str]:
    assert not reading.is_refused
    assert all(finding.weight is Weight.NOTE for finding in reading.findings)
    return [str(finding.rule) for finding in reading.findings]


def test_every_part_of_a_label_is_read() -> None:
    full = information(
        '<PolicyIdentifier URI="urn:oid:2.999.1"> EU  exercise\npolicy </PolicyIdentifier>',
        LEVEL,
        "<PrivacyMark> for  staff </PrivacyMark>",
        RELEASE.replace("<Category", '<Category URI="urn:oid:2.999.4.2"'),
        '<Category Type="INFORMATIVE" TagName="Handling"><GenericValue> A\n</GenericValue>'
        "<GenericValue>b</GenericValue></Category>",
    )
    found = _read(
        full, '<OriginatorID IDType="jID">desk@exercise</OriginatorID>', CREATED, attributes=f'Id="a1" {REVIEW}'
    )
    assert found == Label(
        policy=PolicyRef("EU exercise policy", "2.999.1"),
        level="SECRET UE/EU SECRET",
        groups=(
            Group("Releasable To", Kind.PERMISSIVE, ("EU",), "2.999.4.2"),
            Group("Handling", Kind.INFORMATIVE, (" A\n", "b")),
        ),
        created=NOON,
        review=LATER,
        originator=OriginatorId("desk@exercise", "jID"),
        privacy_mark=" for  staff ",
        id="a1",
    )


def test_groups_of_one_tag_set_stay_as_written() -> None:
    found = _read(information(POLICY, LEVEL, RELEASE, RELEASE.replace(">EU<", ">NATO<"), RELEASE), CREATED)
    assert [group.values for group in found.groups] == [("EU",), ("NATO",), ("EU",)]


def test_a_successor_and_its_successor_are_read() -> None:
    last = successor("2040-01-01T00:00:00Z", information(POLICY, LEVEL), CREATED)
    found = _read(INFORMATION, CREATED, successor("2030-01-01T00:00:00Z", INFORMATION, CREATED, last), attributes="")
    assert found.review is None
    first = found.succession
    assert isinstance(first, Succession)
    assert first.at == datetime(2030, 1, 1, tzinfo=UTC)
    assert first.label.groups == found.groups
    second = first.label.succession
    assert isinstance(second, Succession)
    assert second.at == datetime(2040, 1, 1, tzinfo=UTC)
    assert second.label == Label(PolicyRef("EU exercise policy"), "SECRET UE/EU SECRET", created=NOON)


def test_a_chain_of_sixteen_successors_is_read() -> None:
    parts: tuple[str, ...] = (INFORMATION, CREATED)
    for year in range(16):
        parts = (INFORMATION, CREATED, successor(f"{2050 - year}-01-01T00:00:00Z", *parts))
    link, length = _read(*parts), 0
    while link.succession:
        link, length = link.succession.label, length + 1
    assert length == 16


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("originator", Role.ORIGINATOR),
        ("alternative", Role.ALTERNATIVE),
        ("metadata", Role.METADATA),
        ("", Role.ORIGINATOR),
    ],
)
def test_the_element_name_gives_the_role(name: str, role: Role) -> None:
    assert read_label(label(role=name), source="paper.xml").role is role


def test_the_older_element_name_is_noted() -> None:
    assert _notes(read(label(role=""))) == ["4774.legacy"]


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2017-05-15T09:00:00Z", NOON),
        ("2017-05-15T11:00:00+02:00", NOON),
        ("2017-05-15T02:30:00-06:30", NOON),
        ("\n 2017-05-15T09:00:00.000000000Z\t", NOON),
        ("2017-05-14T24:00:00Z", datetime(2017, 5, 15, tzinfo=UTC)),
        ("2017-05-15T09:00:00.25Z", NOON.replace(microsecond=250_000)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59.999999Z", datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_instants_are_read_into_utc(written: str, at: datetime) -> None:
    reading = read(label(INFORMATION, f"<CreationDateTime>{written}</CreationDateTime>"))
    assert _notes(reading) == []
    assert reading.labels[0].created == at
    assert reading.labels[0].created.tzinfo is UTC


def test_an_instant_without_zone_is_utc_with_a_note() -> None:
    reading = read(label(INFORMATION, CREATED.replace("Z", "")))
    assert _notes(reading) == ["4774.zone"]
    assert reading.labels[0].created == NOON


def test_digits_beyond_the_microsecond_are_cut_with_a_note() -> None:
    reading = read(label(INFORMATION, CREATED.replace("00Z", "00.1234567Z")))
    assert _notes(reading) == ["4774.fraction"]
    assert reading.labels[0].created == NOON.replace(microsecond=123_456)


@pytest.mark.parametrize("written", ["9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+00:01", "9999-12-31T24:00:00Z"])
def test_an_instant_that_leaves_the_calendar_in_utc_is_refused(written: str) -> None:
    with pytest.raises(MalformedError, match=r"4774.time"):
        _read(INFORMATION, f"<CreationDateTime>{written}</CreationDateTime>")


def test_a_label_without_review_or_succession_is_noted() -> None:
    assert _notes(read(label(attributes=""))) == ["4774.review"]


def test_a_label_that_will_be_succeeded_needs_no_review() -> None:
    handling = successor("2030-01-01T00:00:00Z", INFORMATION, CREATED)
    assert _notes(read(label(INFORMATION, CREATED, handling, attributes=""))) == []


def test_comments_between_elements_change_nothing() -> None:
    commented = label(information("<!-- a -->", POLICY, "<!-- b -->", LEVEL, RELEASE), "<!-- c -->", CREATED)
    assert read_labels(commented) == read_labels(label())


def test_values_may_be_written_as_character_data_or_references() -> None:
    found = _read(information(POLICY, LEVEL, RELEASE.replace(">EU<", "><![CDATA[<A>]]>&amp;&#66;<")), CREATED)
    assert found.groups[0].values == ("<A>&B",)


def test_an_object_identifier_may_be_written_in_capitals_and_with_spaces() -> None:
    data = label().replace(b"<PolicyIdentifier", b'<PolicyIdentifier URI=" URN:OID:1.3.26.1.3.1 "')
    assert read_label(data, source="paper.xml").policy.oid == "1.3.26.1.3.1"


def test_foreign_content_is_kept_with_its_place() -> None:
    data = label(
        information(
            POLICY.replace(">", ' x:a="1" xml:lang="fr">', 1),
            LEVEL,
            RELEASE.replace(">", ' x:b="2">', 1),
            NOTE,
        ),
        CREATED,
        NOTE,
        '<y:plain xmlns:y="urn:exercise:y"><z/></y:plain>',
        attributes=f'{REVIEW} xmlns:x="urn:exercise:x" x:c="3"',
    )
    assert read_label(data, source="paper.xml").extensions == (
        b'@ <at xmlns:at1="urn:exercise:x" at1:c="3"/>',
        b'@PolicyIdentifier <at xmlns:at1="urn:exercise:x" xml:lang="fr" at1:a="1"/>',
        b'@Category[1] <at xmlns:at1="urn:exercise:x" at1:b="2"/>',
        b"ConfidentialityInformation " + NOTE.encode(),
        NOTE.encode(),
        b'<y:plain xmlns="' + LABEL.encode() + b'" xmlns:y="urn:exercise:y"><z/></y:plain>',
    )


def test_foreign_elements_of_a_succession_belong_to_the_label_that_is_succeeded() -> None:
    handling = successor("2030-01-01T00:00:00Z", INFORMATION, CREATED, '<y:in xmlns:y="urn:exercise:y"/>')
    after = '<note xmlns=""/></SuccessionHandling>'
    found = _read(INFORMATION, CREATED, handling.replace("</SuccessionHandling>", after))
    assert found.extensions == (b'SuccessionHandling <note xmlns=""/>',)
    assert found.succession is not None
    assert found.succession.label.extensions == (b'<y:in xmlns:y="urn:exercise:y"/>',)


def test_a_foreign_element_keeps_prefixes_its_values_mention() -> None:
    data = label(
        INFORMATION, CREATED, '<n:a xmlns:n="urn:exercise:n">p:name</n:a>', attributes='xmlns:p="urn:exercise:p"'
    )
    (kept,) = read_label(data, source="paper.xml").extensions
    assert kept == b'<n:a xmlns:p="urn:exercise:p" xmlns:n="urn:exercise:n">p:name</n:a>'


def test_the_raw_bytes_of_a_bare_label_are_those_between_its_tags() -> None:
    data = b"\xef\xbb\xbf<?xml version='1.0'?><!-- > -->\r\n" + label(INFORMATION, "\r\n", CREATED, NOTE) + b"\r\n"
    assert read_label(data, source="paper.xml").raw == label(INFORMATION, "\r\n", CREATED, NOTE)


def test_the_raw_bytes_in_a_sidecar_are_exact_where_the_label_stands_alone() -> None:
    first, second = label(attributes="Id='a>b' ".replace(">", "")), label(role="alternative")
    tricky = sidecar(first, second, spaces="b='&lt;a>' c='\"'")
    assert [found.raw for found in read_labels(tricky)] == [first, second]


def test_the_raw_bytes_carry_the_namespaces_of_what_surrounded_them() -> None:
    inside = label(INFORMATION, CREATED, "<r:a r:b='&#160;'/>", namespace="")
    outside = sidecar(inside, spaces=f'xmlns="{LABEL}" xmlns:r="urn:exercise:&amp;r" xmlns:s="urn:exercise:s"')
    found = read_label(outside, source="paper.bdo")
    declared = f' xmlns="{LABEL}" xmlns:r="urn:exercise:&amp;r"'.encode()
    assert found.raw == inside.replace(b"Label", b"Label" + declared, 1)
    assert found.extensions == (b"<r:a xmlns:r=\"urn:exercise:&amp;r\" r:b='&#160;'/>",)
    assert read_label(found.raw, source="raw") == found


def test_a_prefix_that_only_ends_a_word_adds_no_declaration() -> None:
    own = label(INFORMATION, CREATED, '<x:a xmlns:x="urn:exercise:x">schema:b</x:a>')
    assert read_label(sidecar(own, spaces='xmlns:a="urn:exercise:a"'), source="paper.bdo").raw == own


def test_an_element_is_written_again_where_its_bytes_are_not_its_own() -> None:
    root = hardened.parse(label(), source="paper.xml", limit_bytes=10_000)
    others = [
        label(role="alternative"),
        label(INFORMATION, " ", CREATED),
        label(attributes=""),
        label(INFORMATION, CREATED, "<!---->"),
    ]
    for other in (b"<other/>", *others, label().replace(b">EU<", b">NATO<")):
        assert Origin(other, root).bytes_of(root) == hardened.fragment(root)


def test_a_relative_namespace_name_around_a_label_does_no_harm() -> None:
    found = read_label(sidecar(label(), spaces='xmlns:r="relative/name"'), source="found by the fuzzer")
    assert found.raw == label()


def test_a_second_prefix_around_a_label_changes_nothing_in_it() -> None:
    own = label(attributes=f'{REVIEW} xmlns:x="urn:exercise:x" x:hint="b"')
    assert read_labels(sidecar(own, spaces='xmlns:a="urn:exercise:x"')) == read_labels(own)


def test_foreign_attributes_are_kept_in_one_order() -> None:
    spaces = {letter: f'xmlns:{letter}="urn:exercise:{letter}" {letter}:hint="1"' for letter in "abcdef"}
    orders = ("abcdef", "fedcba", "cafebd")
    written = [label(attributes=" ".join([REVIEW, *(spaces[letter] for letter in order)])) for order in orders]
    (kept,) = {read_label(each, source="paper.xml").extensions for each in written}
    assert kept[0].startswith(b'@ <at xmlns:at1="urn:exercise:a" xmlns:at2="urn:exercise:b"')


def test_foreign_attributes_keep_prefixes_their_values_mention() -> None:
    own = label(attributes=f'{REVIEW} xmlns:x="urn:exercise:x" xmlns:at1="urn:exercise:y" x:hint="at1:b"')
    (kept,) = read_label(own, source="paper.xml").extensions
    assert kept == b'@ <at xmlns:at1="urn:exercise:y" xmlns:at2="urn:exercise:x" at2:hint="at1:b"/>'


def test_labels_come_in_the_order_of_the_document() -> None:
    data = sidecar(label(role="metadata"), label(), label(role="alternative"))
    assert [found.role for found in read_labels(data)] == [Role.METADATA, Role.ORIGINATOR, Role.ALTERNATIVE]


@pytest.mark.parametrize("in_attribute", [False, True])
def test_a_binding_string_in_a_packet_is_read(in_attribute: bool) -> None:
    data = packet(b"<?xml version='1.0' encoding='UTF-16'?>" + sidecar(label()), in_attribute=in_attribute)
    found = read_label(data, source="paper.xmp")
    assert found == read_label(label(), source="paper.xml")
    assert found.raw == label()


def test_labels_under_an_element_with_a_binding_string_are_found_too() -> None:
    data = packet(sidecar(label()), in_attribute=True).replace(
        b"/></rdf:RDF>",
        b">" + label(role="metadata") + b"</rdf:Description></rdf:RDF>",
    )
    assert [found.role for found in read_labels(data)] == [Role.ORIGINATOR, Role.METADATA]


def test_metadata_by_reference_are_noted_beside_labels() -> None:
    reference = b'<mb:MetadataReference URI="./more.xml"/><mb:DataReference'
    assert _notes(read(sidecar(label()).replace(b"<mb:DataReference", reference))) == ["4774.reference"]


def test_a_label_set_has_its_labels_by_role() -> None:
    data = sidecar(label(role="alternative"), label(), label(role="metadata"), label(role="alternative"))
    originator, alternative = read_label(label(), source="a"), read_label(label(role="alternative"), source="b")
    metadata = read_label(label(role="metadata"), source="c")
    assert read_label_set(data) == LabelSet(originator, alternatives=(alternative, alternative), metadata=metadata)


def test_a_label_inside_the_data_of_a_binding_is_found_and_breaks_the_set() -> None:
    data = sidecar(label()).replace(
        b'<mb:DataReference URI="./paper.txt"/>', b"<mb:Data><paper>" + label() + b"</paper></mb:Data>"
    )
    assert len(read_labels(data)) == 2
    with pytest.raises(MalformedError, match=r"4774.originator"):
        read_label_set(data)


def _samples(pattern: str) -> list[str]:
    return sorted(path.name for path in (SHARED / "samples").glob(pattern))


needs_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder `shared` is not beside the checkout")


@needs_samples
@pytest.mark.parametrize("name", [*_samples("*.bdo.xml"), *_samples("*.xmp.xml")])
def test_every_published_binding_gives_its_label(name: str) -> None:
    data = (SHARED / "samples" / name).read_bytes()
    label_set = read_label_set(data, source=name)
    assert label_set.originator is not None
    assert label_set.originator.policy.name in {"NATO", "PUBLIC"}
    assert label_set.originator.level in {"UNCLASSIFIED", "RESTRICTED", "UNMARKED"}
    assert _notes(read(data)) == ["4774.review"]


@needs_samples
@pytest.mark.parametrize(
    ("name", "errors"),
    [
        (
            "table17-1.label.xml",
            [
                "line 1, /originatorConfidentialityLabel: 4774.missing: expected `CreationDateTime`, found none",
                "line 3, /originatorConfidentialityLabel/ConfidentialityInformation[1]/PolicyIdentifier[1]: "
                "4774.attribute: expected only `URI`, found attribute `URL`",
            ],
        ),
        (
            "table17-2.label.xml",
            ["line 1, /originatorConfidentialityLabel: 4774.missing: expected `CreationDateTime`, found none"],
        ),
        (
            "table17-3.label.xml",
            ["line 1, /originatorConfidentialityLabel: 4774.missing: expected `CreationDateTime`, found none"],
        ),
    ],
)
def test_each_label_of_the_published_table_is_refused_for_what_it_lacks(name: str, errors: list[str]) -> None:
    reading = read((SHARED / "samples" / name).read_bytes())
    assert reading.labels == ()
    assert [str(finding) for finding in reading.findings if finding.weight is Weight.ERROR] == errors


def test_the_binding_namespace_is_not_needed_to_find_a_label() -> None:
    data = sidecar(label()).replace(BINDING.encode(), b"urn:exercise:envelope")
    assert read_labels(data) == read_labels(label())
