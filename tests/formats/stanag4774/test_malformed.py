"""What cannot be read is refused with every error at once, each with its rule, its place, expected and found."""

from __future__ import annotations

import pytest

from concord.formats.stanag4774 import read, read_clearance, read_label, read_label_set, read_labels
from concord.release.errors import MalformedError
from concord.release.findings import Weight
from tests.formats.stanag4774 import broken
from tests.formats.stanag4774.broken import Broken
from tests.formats.stanag4774.written import CREATED, LEVEL, POLICY, information, label, sidecar


def _errors(error: MalformedError) -> list[tuple[str, str]]:
    return sorted((str(f.rule), f.place) for f in error.findings if f.weight is Weight.ERROR)


def _agrees(found: list[tuple[str, str]], sample: Broken) -> bool:
    wanted = sorted(sample.errors)
    return len(found) == len(wanted) and all(
        rule == wanted_rule and place.startswith(wanted_place)
        for (rule, place), (wanted_rule, wanted_place) in zip(found, wanted, strict=True)
    )


@pytest.mark.parametrize("sample", broken.LABELS, ids=lambda sample: sample.name)
def test_a_broken_label_is_refused_with_every_error_in_its_place(sample: Broken) -> None:
    with pytest.raises(MalformedError) as refusal:
        read_labels(sample.data, source=f"{sample.name}.xml")
    assert _agrees(_errors(refusal.value), sample), _errors(refusal.value)


@pytest.mark.parametrize("sample", broken.SETS, ids=lambda sample: sample.name)
def test_labels_that_make_no_set_are_refused_as_a_set(sample: Broken) -> None:
    assert read_labels(sample.data)
    with pytest.raises(MalformedError) as refusal:
        read_label_set(sample.data, source=f"{sample.name}.xml")
    assert _agrees(_errors(refusal.value), sample), _errors(refusal.value)


@pytest.mark.parametrize("sample", broken.CLEARANCES, ids=lambda sample: sample.name)
def test_a_broken_clearance_is_refused_with_every_error_in_its_place(sample: Broken) -> None:
    with pytest.raises(MalformedError) as refusal:
        read_clearance(sample.data, source=f"{sample.name}.xml")
    assert _agrees(_errors(refusal.value), sample), _errors(refusal.value)


@pytest.mark.parametrize("sample", [*broken.LABELS, *broken.CLEARANCES], ids=lambda sample: sample.name)
def test_every_line_of_a_refusal_names_file_place_expected_and_found(sample: Broken) -> None:
    source = f"{sample.name}.xml"
    with pytest.raises(MalformedError) as refusal:
        read_label(sample.data, source=source) if sample in broken.LABELS else read_clearance(
            sample.data, source=source
        )
    for line in str(refusal.value).splitlines():
        assert line.startswith(f"{source}: ")
        assert ": expected " in line
        assert ", found " in line


@pytest.mark.parametrize("sample", broken.LABELS, ids=lambda sample: sample.name)
def test_one_broken_label_takes_the_sound_ones_in_its_file_with_it(sample: Broken) -> None:
    assert read(sample.data).labels == ()


def test_a_sound_label_beside_a_broken_one_is_not_given() -> None:
    reading = read(sidecar(label(), label(CREATED)))
    assert reading.labels == ()
    assert [finding.rule for finding in reading.findings] == ["4774.missing"]


def test_several_labels_are_not_one_label() -> None:
    with pytest.raises(MalformedError, match=r"4774.count: expected one label, found 2 labels"):
        read_label(sidecar(label(), label(role="alternative")), source="paper.bdo")


def test_a_refusal_never_repeats_values_or_privacy_marks() -> None:
    secret = "<PrivacyMark>OYSTER<b/></PrivacyMark><Category Type='PERMISSIVE' TagName='T'>OYSTER</Category>"
    data = label(information(POLICY, LEVEL, secret), CREATED)
    with pytest.raises(MalformedError) as refusal:
        read_label(data, source="paper.xml")
    assert "OYSTER" not in str(refusal.value)


def test_the_address_attribute_of_the_published_table_is_named_with_what_should_stand_there() -> None:
    data = label().replace(b"<PolicyIdentifier", b'<PolicyIdentifier URL="urn:oid:2.999"')
    with pytest.raises(MalformedError) as refusal:
        read_label(data, source="table.xml")
    place = "line 1, /originatorConfidentialityLabel/ConfidentialityInformation[1]/PolicyIdentifier[1]"
    assert str(refusal.value) == f"table.xml: {place}: 4774.attribute: expected only `URI`, found attribute `URL`"
