"""Agreement with the schemas: what is accepted and what is written is valid; what is stricter is on a list.

The schemas are not shipped: they stand in the folder `shared` beside the checkout.
"""

from __future__ import annotations

import random
from collections import Counter
from functools import cache

import pytest
import xmlschema
from hypothesis import given
from lxml import etree

from benches.fuzz_stanag4774 import SEEDS, mutate_tree, seeds
from concord.formats.stanag4774 import (
    ClearanceForm,
    read,
    read_clearance,
    read_labels,
    write_clearance,
    write_label,
)
from concord.formats.stanag4774.spec import Rule
from concord.release.errors import MalformedError
from concord.release.findings import Weight
from concord.release.labels import Label
from tests.formats.stanag4774 import broken, generated
from tests.formats.stanag4774.broken import Broken
from tests.formats.stanag4774.written import LABEL, SHARED

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder `shared` is not beside the checkout")

STRICTER = frozenset(
    {
        Rule.ATTRIBUTE,
        Rule.ELEMENT,
        Rule.REPEATED,
        Rule.URI,
        Rule.EMPTY,
        Rule.GENERIC,
        Rule.VALUE,
        Rule.TIME,
        Rule.FOREIGN,
        Rule.SUCCESSION,
        Rule.SIZE,
        Rule.NONE,
        "xml.instruction",
        "xml.xinclude",
    },
)
"""Rules that refuse something the schema allows; docs/spec/stanag4774.md says what and why."""

MUTATIONS = 300


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SHARED / name))


@cache
def _second_opinion(name: str) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SHARED / name)


def _is_valid(data: bytes, name: str = "nl-cl.xsd") -> bool:
    """By libxml2, or by xmlschema: libxml2 refuses white space around dates, which the type collapses."""
    return _schema(name).validate(etree.fromstring(data)) or _second_opinion(name).is_valid(data.decode())


def _is_surely_valid(data: bytes) -> bool:
    """By both: libxml2 lets foreign elements stand between categories, xmlschema a no-break space between parts."""
    valid = _schema("nl-cl.xsd").validate(etree.fromstring(data))
    return valid and _second_opinion("nl-cl.xsd").is_valid(data.decode())


def _mutants(own: tuple[bytes, ...]) -> list[bytes]:
    dice = random.Random(4774)
    found = []
    for _ in range(MUTATIONS):
        data = dice.choice(own)
        for _ in range(dice.randint(1, 3)):
            data = mutate_tree(data, dice)
        found.append(data)
    return found


def _bare_labels() -> tuple[bytes, ...]:
    """Every label of the samples and seeds as an element of its own, broken ones of the published table too."""
    whole = [label.raw for data in seeds() for label in read(data).labels]
    table = [path.read_bytes() for path in sorted((SHARED / "samples").glob("table17-*.xml"))]
    return (*whole, *table)


def test_every_label_that_is_accepted_is_valid_under_the_schema() -> None:
    accepted = [label for data in _mutants((*_bare_labels(), *SEEDS)) for label in read(data).labels]
    assert len(accepted) > 40
    assert [label.raw for label in accepted if not _is_valid(label.raw)] == []


def test_every_label_that_is_valid_and_refused_breaks_a_stricter_rule_of_the_text() -> None:
    refused: Counter[str] = Counter()
    for data in _mutants(_bare_labels()):
        reading = read(data)
        errors = {finding.rule for finding in reading.findings if finding.weight is Weight.ERROR}
        if errors and _is_surely_valid(data):
            refused.update(errors)
    assert refused
    assert set(refused) <= STRICTER, refused


def test_every_mutated_clearance_that_is_accepted_is_valid() -> None:
    samples = tuple(path.read_bytes() for path in sorted((SHARED / "samples").glob("clearance-*.xml")))
    forms = [form for data in _mutants((SEEDS[-1], *samples)) for form in _form(data)]
    assert len(forms) > 40
    assert [form.raw for form in forms if not _is_valid(form.raw, "nl-cc.xsd")] == []


def _form(data: bytes) -> list[ClearanceForm]:
    try:
        return [read_clearance(data)]
    except MalformedError:
        return []


@generated.unhurried
@given(generated.labels())
def test_every_label_that_is_written_is_valid(wanted: Label) -> None:
    assert _schema("nl-cl.xsd").validate(etree.fromstring(write_label(wanted)))


@generated.unhurried
@given(generated.forms())
def test_every_clearance_that_is_written_is_valid(form: ClearanceForm) -> None:
    assert _schema("nl-cc.xsd").validate(etree.fromstring(write_clearance(form)))


@pytest.mark.parametrize("sample", broken.STRUCTURE + broken.VALUES + broken.TIMES, ids=lambda sample: sample.name)
def test_a_broken_label_is_invalid_too_or_breaks_a_stricter_rule(sample: Broken) -> None:
    rules = {rule for rule, _ in sample.errors}
    assert rules <= STRICTER or not _schema("nl-cl.xsd").validate(etree.fromstring(sample.data))


def test_every_published_binding_holds_valid_labels() -> None:
    bindings = [path for path in sorted((SHARED / "samples").iterdir()) if path.name.endswith((".bdo.xml", ".xmp.xml"))]
    labels = [label for path in bindings for label in read_labels(path.read_bytes(), source=path.name)]
    assert len(labels) == len(bindings) == 9
    assert all(_is_valid(label.raw) and LABEL.encode() in label.raw for label in labels)
