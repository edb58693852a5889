"""Membership lists in the extension of a policy file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concord.formats.spif.members import Members, memberships
from concord.release.errors import MalformedError
from concord.release.findings import Weight
from concord.release.policy import Policy
from tests.formats.spif.edits import policy

NAMESPACE = "urn:nato:stanag:4774:spif:extensions:1:0"


def with_lists(inner: str) -> Policy:
    extension = f'<m:memberships xmlns:m="{NAMESPACE}">{inner}</m:memberships>'.encode()
    return replace(policy(), extensions=(b'<other xmlns="urn:other"/>', extension))


def faults(inner: str) -> list[tuple[str, Weight]]:
    return [(finding.found, finding.weight) for finding in memberships(with_lists(inner)).findings]


def test_members_are_listed_once_each_in_order() -> None:
    inner = '<m:membership m:name="G"><m:member m:name="SOUTH"/><m:member m:name="NORTH"/></m:membership>'
    assert memberships(with_lists(inner)).groups == (Members("G", ("SOUTH", "NORTH")),)
    assert faults(inner) == []


def test_a_policy_without_lists_has_none() -> None:
    assert memberships(replace(policy(), extensions=())).groups == ()


def test_a_state_listed_twice_is_kept_once_and_reported() -> None:
    inner = '<m:membership m:name="G"><m:member m:name="NORTH"/><m:member m:name="north"/></m:membership>'
    assert memberships(with_lists(inner)).groups == (Members("G", ("NORTH",)),)
    assert faults(inner) == [("`north` again", Weight.NOTE)]


@pytest.mark.parametrize(
    ("inner", "fault"),
    [
        ('<m:membership m:name="G"><m:member/></m:membership>', ("none", Weight.REASON)),
        ('<m:membership m:name="G"><m:member m:name="EAST"/></m:membership>', ("`EAST`", Weight.NOTE)),
        (
            '<m:membership m:name="G"><m:member m:name="NORTH" m:lacv="2"/></m:membership>',
            ("lacv `2` for `NORTH`", Weight.REASON),
        ),
        ('<m:membership m:name="G"/><m:membership m:name="g"/>', ("`g`", Weight.REASON)),
        ('<m:membership m:name=""/>', ("``", Weight.REASON)),
        ('<m:group m:name="G"/>', ("`group`", Weight.REASON)),
        ('<m:membership m:name="G">NORTH</m:membership>', ("text between them", Weight.REASON)),
    ],
)
def test_what_is_wrong_with_a_list_is_reported(inner: str, fault: tuple[str, Weight]) -> None:
    assert faults(inner) == [fault]


def test_an_extension_that_is_no_xml_is_refused() -> None:
    with pytest.raises(MalformedError):
        memberships(replace(policy(), extensions=(b"<m",)))
