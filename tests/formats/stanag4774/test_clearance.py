"""Clearances: the form as written, its claim in a token, and what the kernel makes of it."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.formats.stanag4774 import (
    ClearanceForm,
    from_claim,
    from_clearance,
    ignored,
    read_clearance,
    to_claim,
    to_clearance,
    write_clearance,
)
from concord.release.errors import MalformedError
from concord.release.labels import Group, Kind, PolicyRef
from concord.release.periods import from_day
from concord.release.policy import Level, Policy, Tag, TagSet, Value
from concord.release.readers import Clearance
from tests.formats.stanag4774 import generated
from tests.formats.stanag4774.written import CLEARANCE, LABEL, SHARED, clearance, levels

NAME = "<s:PolicyIdentifier>EU exercise policy</s:PolicyIdentifier>"
NOTE = '<x:note xmlns:x="urn:exercise:x"/>'
EXTENSIONS = "<ConfidentialityClearanceExtensions>{}</ConfidentialityClearanceExtensions>"
CATEGORY = '<s:Category Type="RESTRICTIVE" TagName="Designators"><s:GenericValue>CRYPTO</s:GenericValue></s:Category>'

POLICY = Policy(
    name="EU exercise policy",
    oid="2.999.1",
    edition=1,
    levels=(Level("RESTRICTED", 1), Level("CONFIDENTIAL", 2), Level("SECRET", 3)),
    tag_sets=(
        TagSet("Releasable To", "2.999.1.2", (Tag("t", Kind.PERMISSIVE, (Value("NATO"), Value("EU"))),)),
        TagSet(
            "Designators",
            "2.999.1.1",
            (
                Tag("d", Kind.RESTRICTIVE, (Value("CRYPTO"), Value("ATOMAL"))),
                Tag("i", Kind.INFORMATIVE, (Value("any", user_input="string"),)),
            ),
        ),
    ),
)
FORM = ClearanceForm(
    PolicyRef("EU exercise policy", "2.999.1"),
    ("RESTRICTED", "SECRET"),
    (
        Group("Releasable To", Kind.PERMISSIVE, ("NATO", "EU"), "2.999.1.2"),
        Group("Designators", Kind.RESTRICTIVE, ("CRYPTO",), "2.999.1.1"),
    ),
)
HELD = Clearance(
    "EU exercise policy",
    frozenset({"RESTRICTED", "SECRET"}),
    frozenset({("Releasable To", "EU"), ("Releasable To", "NATO"), ("Designators", "CRYPTO")}),
)


def test_every_part_of_a_clearance_is_read_in_order() -> None:
    listed = levels("SECRET", " RESTRICTED\n").replace("</Class", EXTENSIONS.format(NOTE) + "</Class", 1)
    found = read_clearance(
        clearance(NAME.replace(">", ' URI="urn:oid:2.999.1">', 1), listed, CATEGORY, EXTENSIONS.format(NOTE))
    )
    assert found == ClearanceForm(
        PolicyRef("EU exercise policy", "2.999.1"),
        ("SECRET", "RESTRICTED"),
        (Group("Designators", Kind.RESTRICTIVE, ("CRYPTO",)),),
        (b"ClassificationList " + NOTE.encode(), NOTE.encode()),
    )


def test_raw_bytes_of_a_clearance_are_given_back() -> None:
    data = b"<?xml version='1.0'?>\n" + clearance(NAME, "<!-- a -->", levels("SECRET")) + b"\n"
    found = read_clearance(data)
    assert found.raw == clearance(NAME, "<!-- a -->", levels("SECRET"))
    assert write_clearance(found) == found.raw
    assert write_clearance(replace(found, levels=("PUBLIC",))) != found.raw


def test_raw_bytes_that_are_more_than_the_clearance_are_not_given_back() -> None:
    form = read_clearance(clearance())
    assert write_clearance(replace(form, raw=b"<?xml version='1.0'?>" + form.raw)) == write_clearance(
        replace(form, raw=b"")
    )


@generated.unhurried
@given(generated.forms())
def test_a_clearance_written_and_read_is_the_same(form: ClearanceForm) -> None:
    once = write_clearance(form)
    back = read_clearance(once)
    assert back == form
    assert write_clearance(back) == write_clearance(replace(back, raw=b"")) == once


@generated.unhurried
@given(generated.forms())
def test_a_claim_carries_a_clearance_unharmed(form: ClearanceForm) -> None:
    claim = to_claim(form)
    assert set(claim) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert from_claim(claim) == from_claim(claim + "=" * (-len(claim) % 4)) == form


def test_a_claim_holds_the_very_bytes_that_were_read() -> None:
    data = clearance()
    assert base64.urlsafe_b64decode(to_claim(read_clearance(data)) + "==") == data


@pytest.mark.parametrize(
    "claim", ["", "YQ", "P", "PGE+", "PGE/", "PGE-\n", "PG E-", "é", "PGEvPg=", "PGEvPg===", "===="]
)
def test_what_is_not_a_clearance_in_base64url_is_refused(claim: str) -> None:
    with pytest.raises(MalformedError) as refusal:
        from_claim(claim, source="token")
    assert str(refusal.value).startswith("token: ")


def test_a_claim_that_is_too_long_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(MalformedError, match=r"4774.claim: expected at most 349,529 characters, found 1,000,000"):
        from_claim("A" * 1_000_000)


@pytest.mark.parametrize(
    ("unfit", "message"),
    [
        (replace(FORM, levels=()), "4774.empty"),
        (replace(FORM, levels=("a  b",)), "changed `levels`"),
        (replace(FORM, levels=("\0",)), r"U\+0000"),
        (replace(FORM, groups=(Group("A", Kind.PERMISSIVE, ()),)), "4774.empty"),
        (replace(FORM, extensions=(b"Nowhere <a/>",)), "changed `extensions`"),
    ],
)
def test_a_clearance_without_a_form_in_the_standard_is_refused(unfit: ClearanceForm, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        write_clearance(unfit)


def test_a_plain_clearance_is_written_like_this() -> None:
    assert write_clearance(replace(FORM, groups=FORM.groups[1:])).decode().splitlines() == [
        f'<sclr:ConfidentialityClearance xmlns:sclr="{CLEARANCE}" xmlns:slab="{LABEL}">',
        '<slab:PolicyIdentifier URI="urn:oid:2.999.1">EU exercise policy</slab:PolicyIdentifier>',
        "<sclr:ClassificationList>",
        "<slab:Classification>RESTRICTED</slab:Classification>",
        "<slab:Classification>SECRET</slab:Classification>",
        "</sclr:ClassificationList>",
        '<slab:Category Type="RESTRICTIVE" TagName="Designators" URI="urn:oid:2.999.1.1">',
        "<slab:GenericValue>CRYPTO</slab:GenericValue>",
        "</slab:Category>",
        "</sclr:ConfidentialityClearance>",
    ]


def test_a_form_becomes_a_personal_clearance_with_a_set_of_levels() -> None:
    period = from_day(datetime(2017, 1, 1, tzinfo=UTC))
    found = to_clearance(FORM, policy=POLICY, issuer="ITA", period=period)
    assert found == replace(HELD, issuer="ITA", period=period)
    assert "CONFIDENTIAL" not in found.levels
    assert ignored(FORM, policy=POLICY) == ()


@pytest.mark.parametrize(
    ("group", "held"),
    [
        (Group("Designators", Kind.RESTRICTIVE, ("CRYPTO",)), {("Designators", "CRYPTO")}),
        (Group(" DESIGNATORS ", Kind.RESTRICTIVE, ("CRYPTO",)), {("Designators", "CRYPTO")}),
        (Group("renamed", Kind.RESTRICTIVE, ("CRYPTO",), "2.999.1.1"), {("Designators", "CRYPTO")}),
        (Group("Designators", Kind.RESTRICTIVE, ("CRYPTO",), "2.999.1.9"), set()),
        (Group("Designators", Kind.RESTRICTIVE, ("CRYPTO",), "2.999.1.2"), set()),
        (Group("Designators", Kind.PERMISSIVE, ("CRYPTO",)), set()),
        (Group("Designators", Kind.INFORMATIVE, ("crypto",)), set()),
        (Group("Releasable To", Kind.RESTRICTIVE, ("not listed",)), set()),
        (Group("Unknown", Kind.RESTRICTIVE, ("CRYPTO",)), set()),
    ],
)
def test_a_group_counts_only_as_the_policy_knows_it(group: Group, held: set[tuple[str, str]]) -> None:
    form = replace(FORM, groups=(group,))
    findings = ignored(form, policy=POLICY)
    assert to_clearance(form, policy=POLICY).values == held
    assert [(str(f.rule), f.place) for f in findings] == ([] if held else [("4774.tag-set", "Category[1]")])


@pytest.mark.parametrize("other", [PolicyRef("NATO exercise policy"), PolicyRef("EU exercise policy", "2.999.7")])
def test_a_clearance_of_another_policy_holds_nothing_under_this_one(other: PolicyRef) -> None:
    form = replace(FORM, policy=other)
    assert to_clearance(form, policy=POLICY) == Clearance(other.name, frozenset())
    assert [str(finding.rule) for finding in ignored(form, policy=POLICY)] == ["4774.policy"]


def test_a_clearance_becomes_a_form_in_the_order_of_the_policy() -> None:
    assert from_clearance(HELD, policy=POLICY) == FORM


@generated.unhurried
@given(
    st.frozensets(st.sampled_from([level.name for level in POLICY.levels]), min_size=1),
    st.frozensets(st.sampled_from([("Releasable To", "EU"), ("Releasable To", "NATO"), ("Designators", "ATOMAL")])),
)
def test_a_clearance_survives_the_way_through_a_claim(held: frozenset[str], values: frozenset[tuple[str, str]]) -> None:
    wanted = Clearance(POLICY.name, held, values)
    form = from_claim(to_claim(from_clearance(wanted, policy=POLICY)))
    assert to_clearance(form, policy=POLICY) == wanted


def test_free_input_is_of_the_kind_that_allows_it() -> None:
    free = replace(HELD, values=frozenset({("Designators", "seen 3 times")}))
    assert from_clearance(free, policy=POLICY).groups == (
        Group("Designators", Kind.INFORMATIVE, ("seen 3 times",), "2.999.1.1"),
    )


def test_a_clearance_that_the_policy_does_not_know_is_refused_with_every_reason() -> None:
    strange = Clearance("ITA", frozenset({"SEGRETO"}), frozenset({("Only", "ITA"), ("Releasable To", "JPN")}))
    with pytest.raises(MalformedError) as refusal:
        from_clearance(strange, policy=POLICY)
    assert [str(finding.rule) for finding in refusal.value.findings] == ["4774.policy", "4774.tag-set", "4774.tag-set"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder `shared` is not beside the checkout")
@pytest.mark.parametrize(
    ("name", "count", "groups"),
    [("clearance-member.xml", 4, 4), ("clearance-partner.xml", 3, 3), ("clearance-third-nation.xml", 2, 2)],
)
def test_the_published_patterns_of_clearances_are_read(name: str, count: int, groups: int) -> None:
    data = (SHARED / "samples" / name).read_bytes()
    found = read_clearance(data, source=name)
    assert (found.policy.name, len(found.levels), len(found.groups)) == ("NATO", count, groups)
    assert found.raw in data
    assert from_claim(to_claim(found)) == found
