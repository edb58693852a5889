"""The table of the format and the published schema agree, both ways."""

from __future__ import annotations

import pathlib

import pytest
from lxml import etree

from concord.formats.spif.read import read
from concord.formats.spif.spec import SCHEMA_RULES
from tests.formats.spif.mutants import mutants

SEEDS = pathlib.Path(__file__).parent / "seeds"
STANDARD = pathlib.Path(__file__).resolve().parents[3].parent / "shared" / "standards" / "xml-spif"
SEED = SEEDS / "every_element.spif.xml"

needs_schema = pytest.mark.skipif(not STANDARD.exists(), reason="the published schema is not beside this checkout")


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(STANDARD / "xmlspif-2.1.xsd"))


def breaks_schema(data: bytes) -> bool:
    return any(finding.rule in SCHEMA_RULES for finding in read(data, source="variant").findings)


def disagreements(data: bytes, schema: etree.XMLSchema, *, seed: int, count: int) -> list[str]:
    return [
        told
        for told, variant in mutants(data, seed=seed, count=count)
        if breaks_schema(variant) == schema.validate(etree.fromstring(variant))
    ]


@needs_schema
@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.xml")), ids=lambda path: path.name)
def test_our_seeds_are_judged_as_the_schema_judges_them(path: pathlib.Path, schema: etree.XMLSchema) -> None:
    assert breaks_schema(path.read_bytes()) != schema.validate(etree.parse(path))


@needs_schema
def test_our_seed_of_every_element_validates(schema: etree.XMLSchema) -> None:
    assert schema.validate(etree.parse(SEED))


@needs_schema
@pytest.mark.parametrize("path", sorted(STANDARD.glob("samples/*.xml")), ids=lambda path: path.name)
def test_samples_are_judged_as_the_schema_judges_them(path: pathlib.Path, schema: etree.XMLSchema) -> None:
    assert breaks_schema(path.read_bytes()) != schema.validate(etree.parse(path))


@needs_schema
def test_variants_of_a_valid_file_are_judged_as_the_schema_judges_them(schema: etree.XMLSchema) -> None:
    assert disagreements(SEED.read_bytes(), schema, seed=4774, count=240) == []


@needs_schema
def test_variants_of_a_published_file_are_judged_as_the_schema_judges_them(schema: etree.XMLSchema) -> None:
    published = (STANDARD / "samples" / "public-v1.spif.xml").read_bytes()
    assert disagreements(published, schema, seed=4778, count=60) == []


@needs_schema
def test_the_variants_are_of_both_sorts(schema: etree.XMLSchema) -> None:
    variants = (variant for _, variant in mutants(SEED.read_bytes(), seed=4774, count=240))
    valid = sum(schema.validate(etree.fromstring(variant)) for variant in variants)
    assert 40 < valid < 200
