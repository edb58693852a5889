"""Labels to bytes: what is written reads back equal, says the same twice, and keeps what others put in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.stanag4774 import read_label, read_labels, write_label
from concord.release.errors import MalformedError
from concord.release.labels import Group, Kind, Label, OriginatorId, PolicyRef, Role, Succession
from tests.formats.stanag4774 import generated
from tests.formats.stanag4774.written import CREATED, INFORMATION, LABEL, label, packet, sidecar

NOON = datetime(2017, 5, 15, 9, tzinfo=UTC)
PLAIN = Label(
    PolicyRef("EU exercise policy", "2.999.1"),
    "SECRET UE/EU SECRET",
    (Group("Releasable To", Kind.PERMISSIVE, ("EU", "NATO"), "2.999.4.2"),),
    created=NOON,
    originator=OriginatorId("desk", "jID"),
    privacy_mark="staff & <others>",
    id="a1",
)


@generated.unhurried
@given(generated.labels())
def test_a_label_written_and_read_is_the_same_label(wanted: Label) -> None:
    assert read_label(write_label(wanted), source="written") == wanted


@generated.unhurried
@given(generated.labels())
def test_writing_is_stable(wanted: Label) -> None:
    once = write_label(wanted)
    back = read_label(once, source="written")
    assert back.raw == once
    assert write_label(back) == once
    assert write_label(replace(back, raw=b"")) == once


@generated.unhurried
@given(generated.labels())
def test_raw_bytes_are_given_back_wherever_the_label_was_found(wanted: Label) -> None:
    written = write_label(wanted)
    for carrier in (written, sidecar(written), packet(sidecar(written))):
        (found,) = read_labels(carrier)
        assert found == wanted
        assert write_label(found) == written


def test_a_plain_label_is_written_like_this() -> None:
    assert write_label(PLAIN).decode().splitlines() == [
        f'<slab:originatorConfidentialityLabel xmlns:slab="{LABEL}" Id="a1">',
        "<slab:ConfidentialityInformation>",
        '<slab:PolicyIdentifier URI="urn:oid:2.999.1">EU exercise policy</slab:PolicyIdentifier>',
        "<slab:Classification>SECRET UE/EU SECRET</slab:Classification>",
        "<slab:PrivacyMark>staff &amp; &lt;others&gt;</slab:PrivacyMark>",
        '<slab:Category Type="PERMISSIVE" TagName="Releasable To" URI="urn:oid:2.999.4.2">',
        "<slab:GenericValue>EU</slab:GenericValue>",
        "<slab:GenericValue>NATO</slab:GenericValue>",
        "</slab:Category>",
        "</slab:ConfidentialityInformation>",
        '<slab:OriginatorID IDType="jID">desk</slab:OriginatorID>',
        "<slab:CreationDateTime>2017-05-15T09:00:00Z</slab:CreationDateTime>",
        "</slab:originatorConfidentialityLabel>",
    ]


def test_a_changed_label_is_written_afresh_and_keeps_foreign_content() -> None:
    note = '<x:note xmlns:x="urn:exercise:x">slab:a</x:note>'
    information = INFORMATION.replace("<PolicyIdentifier", '<PolicyIdentifier xml:lang="fr"')
    found = read_label(label(information, CREATED, note), source="paper.xml")
    changed = read_label(write_label(replace(found, level="other")), source="written")
    assert changed.level == "other"
    assert changed.extensions == found.extensions
    assert note.encode() in changed.raw
    assert b'xml:lang="fr"' in changed.raw


def test_raw_bytes_that_say_something_else_are_not_written() -> None:
    lying = replace(PLAIN, raw=write_label(replace(PLAIN, level="public")))
    assert write_label(lying) == write_label(PLAIN)


@pytest.mark.parametrize("raw", [b"<no", b"\xff", sidecar(label())])
def test_raw_bytes_that_are_not_one_label_element_are_not_written(raw: bytes) -> None:
    wanted = read_label(label(), source="paper.xml")
    written = write_label(replace(wanted, raw=raw))
    assert written == write_label(replace(wanted, raw=b""))


def test_the_older_element_name_survives_in_raw_bytes() -> None:
    old = label(role="")
    assert write_label(read_label(old, source="paper.xml")) == old


def test_instants_are_written_in_utc() -> None:
    east = timezone(timedelta(hours=2))
    written = write_label(replace(PLAIN, created=NOON.astimezone(east), review=NOON.replace(microsecond=5)))
    assert b"<slab:CreationDateTime>2017-05-15T09:00:00Z<" in written
    assert b'ReviewDateTime="2017-05-15T09:00:00.000005Z"' in written


NAIVE = NOON.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("unfit", "message"),
    [
        (replace(PLAIN, created=None), "4774.missing: expected `CreationDateTime`, found none"),
        (replace(PLAIN, created=NAIVE), "created: 4774.written: expected a time zone, found none"),
        (replace(PLAIN, succession=Succession(NAIVE, PLAIN)), "succession: 4774.written: expected a time zone"),
        (
            replace(PLAIN, succession=Succession(NOON, replace(PLAIN, id=None, created=NAIVE))),
            "successor 1 created: 4774.written: expected a time zone, found none",
        ),
        (replace(PLAIN, succession=Succession(NOON, PLAIN)), "4774.written: .* found changed `succession`"),
        (replace(PLAIN, level=""), "4774.empty"),
        (replace(PLAIN, level="two  spaces"), "4774.written: .* found changed `level`"),
        (replace(PLAIN, privacy_mark="\0"), r"expected characters that XML 1.0 carries, found U\+0000"),
        (replace(PLAIN, privacy_mark="\ud800"), r"found U\+D800"),
        (replace(PLAIN, privacy_mark="\uffff"), r"found U\+FFFF"),
        (replace(PLAIN, groups=(Group("A", Kind.PERMISSIVE, ()),)), "4774.empty"),
        (replace(PLAIN, policy=PolicyRef("A", "1.99")), "4774.uri"),
        (replace(PLAIN, originator=OriginatorId("desk", "mail")), "4774.id-type"),
        (replace(PLAIN, id="1"), "4774.id"),
        (replace(PLAIN, extensions=(b"<plain/>",)), "4774.element"),
        (replace(PLAIN, extensions=(b"",)), "changed `extensions`"),
        (replace(PLAIN, extensions=(b"\xff",)), "changed `extensions`"),
        (replace(PLAIN, extensions=(b"Nowhere <x:a xmlns:x='urn:x'/>",)), "changed `extensions`"),
        (replace(PLAIN, extensions=(b'@Category[2] <at xmlns:at1="urn:x" at1:a="1"/>',)), "changed `extensions`"),
        (replace(PLAIN, extensions=(b'@ <at TagName="1"/>',)), "4774.attribute"),
        (replace(PLAIN, extensions=(b"</slab:originatorConfidentialityLabel>",)), "xml.well-formed"),
        (replace(PLAIN, extensions=(b"<x:a xmlns:x='urn:x'/><x:a xmlns:x='urn:x'/>",)), "changed `extensions`"),
        (replace(PLAIN, extensions=(b"<!-- only a comment -->",)), "changed `extensions`"),
        (replace(PLAIN, privacy_mark="x" * 300_000), "4774.size"),
        (replace(PLAIN, privacy_mark="x" * 2_000_000), "xml.size"),
    ],
)
def test_a_label_without_a_form_in_the_standard_is_refused(unfit: Label, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        write_label(unfit)


def test_a_chain_of_more_than_sixteen_successors_is_refused() -> None:
    link = replace(PLAIN, id=None)
    for _ in range(2000):
        link = replace(link, succession=Succession(NOON, link))
    with pytest.raises(MalformedError, match=r"4774.succession: expected at most 16 successors, found more"):
        write_label(link)


@generated.unhurried
@given(st.sampled_from(Role), st.text())
def test_a_privacy_mark_never_reaches_into_the_markup(role: Role, mark: str) -> None:
    text = "".join(char for char in mark if char.isprintable() or char in "\t\r\n") + "]]></slab:a>&#1;"
    written = write_label(replace(PLAIN, role=role, privacy_mark=text))
    assert read_label(written, source="written").privacy_mark == text
