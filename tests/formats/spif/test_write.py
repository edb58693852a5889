"""Writing policy files: they validate, they are stable, and they say what the policy says."""

from __future__ import annotations

import pathlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from lxml import etree

from concord.formats.spif.numbers import canonical, numbered
from concord.formats.spif.read import load, read
from concord.formats.spif.spec import SCHEMA_RULES
from concord.formats.spif.write import write
from concord.release.errors import MalformedError
from concord.release.labels import Kind
from concord.release.policy import CategoryRef, Level, Marking, Operation, Policy, Required, Tag, TagSet, Value
from tests.formats.spif.edits import policy as seed_policy
from tests.formats.spif.policies import policies

STANDARD = pathlib.Path(__file__).resolve().parents[3].parent / "shared" / "standards" / "xml-spif"
SAMPLES = sorted(STANDARD.glob("samples/*.xml"))

needs_schema = pytest.mark.skipif(not STANDARD.exists(), reason="the published schema is not beside this checkout")

NOT_SOUTH = CategoryRef("release", Kind.PERMISSIVE, "south")
WITH_SOUTH = Required(Operation.ALL, (NOT_SOUTH,))
SMALL = Policy(
    name="HARBOUR",
    oid="1.3.6.1.4.1.99999.1",
    edition=2,
    levels=(Level("OPEN", 1), Level("CLOSED", 2, lacv="1")),
    tag_sets=(
        TagSet(
            "Release",
            "1.3.6.1.4.1.99999.2",
            (
                Tag(
                    "Release",
                    Kind.PERMISSIVE,
                    (Value("NORTH", excluded_levels=("open",)), Value("SOUTH", lacv="1"), Value("north")),
                ),
                Tag("Notes", Kind.INFORMATIVE, (Value("STAFF", excluded=(NOT_SOUTH,)),)),
            ),
        ),
    ),
)


def undigested(policy: Policy) -> Policy:
    return replace(policy, digest="")


def written(policy: Policy) -> bytes:
    """A policy as it is written; one that names one text of free input cannot be, and is refused: another is tried."""
    try:
        return write(policy)
    except MalformedError as error:
        assume({finding.rule for finding in error.findings} != {"spif.ambiguous"})
        raise


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(STANDARD / "xmlspif-2.1.xsd"))


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(policies())
def test_what_is_written_reads_back_equal(policy: Policy) -> None:
    assert undigested(load(written(policy), source="written")) == undigested(numbered(policy))


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(policies())
def test_writing_what_was_read_gives_the_same_bytes(policy: Policy) -> None:
    data = written(policy)
    assert write(load(data, source="written")) == data


@needs_schema
@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(policy=policies())
def test_what_is_written_validates(policy: Policy, schema: etree.XMLSchema) -> None:
    assert schema.validate(etree.fromstring(written(policy)))


def test_the_seed_of_every_element_survives_reading_and_writing() -> None:
    policy = seed_policy()
    assert undigested(load(write(policy), source="written")) == undigested(policy)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_published_policies_survive_reading_and_writing(path: pathlib.Path) -> None:
    policy = load(path.read_bytes(), source=path.name)
    assert undigested(load(write(policy), source="written")) == undigested(policy)


@needs_schema
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_published_policies_validate_once_written_again(path: pathlib.Path, schema: etree.XMLSchema) -> None:
    assert schema.validate(etree.fromstring(write(load(path.read_bytes(), source=path.name))))


def test_numbers_are_given_where_there_are_none_and_never_changed() -> None:
    found = numbered(SMALL)
    values = [value for tag in found.tag_sets[0].tags for value in tag.values]
    assert [level.lacv for level in found.levels] == ["2", "1"]
    assert [(value.name, value.lacv) for value in values] == [
        ("NORTH", "2"),
        ("SOUTH", "1"),
        ("north", "2"),
        ("STAFF", "3"),
    ]


def test_names_in_rules_are_written_as_their_owners_write_them() -> None:
    found = load(write(SMALL), source="written").tag_sets[0].tags
    assert found[0].values[0].excluded_levels == ("OPEN",)
    assert found[1].values[0].excluded == (CategoryRef("Release", Kind.PERMISSIVE, "SOUTH"),)


def test_equal_numbers_have_one_canonical_form() -> None:
    assert [canonical(text) for text in ("004", "+4", " 4\n", "-0", "-04", "000", "4a", "")] == [
        *("4", "4", "4", "0", "-4", "0", "4a", ""),
    ]


UNSAYABLE = {
    "a marking without a code": {"markings": (Marking("X", None, frozenset()),)},
    "a code the format does not know": {"markings": (Marking("X", None, frozenset({"everywhere"})),)},
    "no level": {"levels": ()},
    "two levels of one name": {"levels": (Level("A", 1), Level("a", 2))},
    "two levels of one rank": {"levels": (Level("A", 1), Level("B", 1))},
    "a colour the format does not know": {"levels": (Level("A", 1, color="orange"),)},
    "an OID that is none": {"oid": "harbour"},
    "an extension that is no XML": {"extensions": (b"<e>",)},
    "an extension that ends the file": {"extensions": (b"</spif:extensions><spif:extensions>",)},
    "a character XML cannot hold": {"name": "HARB\x00OUR"},
    "half a character": {"name": "HARB\ud800OUR"},
    "a rule without companions": {"levels": (Level("A", 1, required=(Required(Operation.ALL, ()),)),)},
    "a rule about nothing": {
        "levels": (Level("A", 1, required=(Required(Operation.ALL, (NOT_SOUTH,)),)),),
        "tag_sets": (),
    },
}


@pytest.mark.parametrize("changes", UNSAYABLE.values(), ids=UNSAYABLE.keys())
def test_a_policy_that_a_file_cannot_say_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(MalformedError):
        write(replace(SMALL, **changes))  # type: ignore[arg-type] # a test table of any fields


def test_a_number_shared_by_two_names_is_refused_where_a_rule_needs_it() -> None:
    release = SMALL.tag_sets[0].tags[0]
    shared = replace(release, values=(Value("NORTH", lacv="1"), Value("SOUTH", lacv="1")))
    tag_sets = (replace(SMALL.tag_sets[0], tags=(shared, SMALL.tag_sets[0].tags[1])),)
    with pytest.raises(MalformedError) as caught:
        write(replace(SMALL, tag_sets=tag_sets))
    assert [finding.rule for finding in caught.value.findings] == ["spif.ambiguous"]


def test_what_is_written_gives_no_finding_of_the_schema() -> None:
    findings = read(write(SMALL), source="written").findings
    assert [finding for finding in findings if finding.rule in SCHEMA_RULES] == []
