"""Writing cases: what is written reads back equal, and stands alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from concord.formats import case
from concord.formats.case import Case, Expectation, Expected, Given, Refused
from concord.formats.case.spec import Json
from concord.release.labels import Group, Kind, Label, LabelSet, Mention, OriginatorId, PolicyRef, Role, Succession
from concord.release.names import NEVER
from concord.release.periods import Period
from concord.release.policy import (
    Applied,
    CategoryRef,
    EquivalentLevel,
    EquivalentPolicy,
    EquivalentValue,
    Level,
    Marking,
    Operation,
    Policy,
    Qualifier,
    Required,
    Tag,
    TagSet,
    Value,
)
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from tests.cases.given import ROOT, cases, read_document, read_marking, shipped


def never() -> Rulebook:
    raise ValueError("a written case stands alone")


ALONE = Given(never, read_marking, read_document)
AT = datetime(2018, 3, 1, tzinfo=UTC)
SMALL = [pytest.param(c, id=f"{n}-{c.place}") for n, c in cases() if len(c.rulebook.equivalences) < 50]
SHIPPED = [c for _, c in cases() if c.rulebook == shipped() and isinstance(c.label_set, LabelSet)]

REF = CategoryRef("S", Kind.PERMISSIVE)
FULL = Policy(
    name="Full",
    oid="1.2.9",
    edition=7,
    levels=(
        Level(
            name="LOW",
            rank=3,
            lacv="2",
            obsolete=True,
            required=(Required(Operation.ALL, (REF,)),),
            markings=(Marking("BAS", "fr", frozenset({"a", "b"})), Marking(None, None, frozenset())),
            qualifiers=(Qualifier("(", "prefix", "en", "a"),),
            equivalents=(EquivalentLevel("Other", "5", Applied.DECRYPT, (Required(Operation.ONLY_ONE, ()),)),),
            color="red",
        ),
    ),
    tag_sets=(
        TagSet(
            name="S",
            oid="1.2.9.1",
            tags=(
                Tag(
                    name="T",
                    kind=Kind.PERMISSIVE,
                    values=(
                        Value(
                            name="V",
                            lacv="1",
                            excluded_levels=("LOW",),
                            required_level="HIGH",
                            required=(Required(Operation.ONE_OR_MORE, (REF,)),),
                            excluded=(replace(REF, value="W"),),
                            not_before=AT,
                            not_after=NEVER,
                            obsolete=True,
                            user_input="date",
                            date_format="%Y",
                            markings=(Marking("V!", None, frozenset({"c"})),),
                            qualifiers=(Qualifier(")", "suffix"),),
                            equivalents=(EquivalentValue("Other", "1.2", Kind.INFORMATIVE, "9", Applied.BOTH, True),),
                        ),
                        Value("W"),
                    ),
                    least=1,
                    most=2,
                    qualifiers=(Qualifier(", ", "separator"),),
                ),
            ),
        ),
    ),
    since=AT.replace(microsecond=5),
    markings=(Marking("FULL", None, frozenset()),),
    qualifiers=(Qualifier(" - ", "separator"),),
    equivalents=(EquivalentPolicy("Other", "1.3", (Required(Operation.ALL, (REF,)),)),),
    privacy_marks=("CLEAR",),
    extensions=(b"<x/>", b"\x00\xff"),
    digest="ab",
)
LATER = Label(PolicyRef("Full"), "LOW", created=None)
WHOLE = Label(
    policy=PolicyRef("Full", "1.2.9"),
    level="LOW",
    groups=(Group("S", Kind.PERMISSIVE, ("V", "W"), "1.2.9.1"), Group("S", Kind.INFORMATIVE, ())),
    created=AT,
    review=NEVER,
    succession=Succession(AT, LATER),
    originator=OriginatorId("a@example.int", "rfc822Name"),
    privacy_mark="CLEAR",
    id="l1",
    extensions=(b"<y/>",),
)
MENTION = Mention("CITY", "C1", AT, frozenset({"B", "A"}))
RARE = Case(
    description="every field",
    source="R1",
    label_set=LabelSet(
        originator=WHOLE,
        alternatives=(replace(LATER, role=Role.ALTERNATIVE), LATER),
        metadata=replace(LATER, role=Role.METADATA),
        contains=(MENTION, replace(MENTION, released_to=None)),
        refers_to=(replace(MENTION, released_to=frozenset()),),
        communities=frozenset({"X", "Y"}),
        embargo=AT.replace(hour=3),
        author="r",
    ),
    asker=Reader("r", "A", "B", "N", roles=frozenset({"officer"})),
    rulebook=Rulebook(policies=(FULL,), edition="first"),
    at=AT,
    expected=Expectation(Expected.WITHHELD, None, NEVER),
)


def again(found: Case) -> Case:
    return case.read(case.write(found), source="written.json", given=ALONE)[0]


@pytest.mark.parametrize("found", SMALL)
def test_a_written_case_reads_back_equal_and_alone(found: Case) -> None:
    assert again(found) == replace(found, place="$")


def test_a_case_under_the_shipped_rulebook_is_written_with_all_of_it() -> None:
    assert again(SHIPPED[0]) == replace(SHIPPED[0], place="$")


def test_every_field_of_a_value_survives() -> None:
    assert again(RARE) == RARE


def test_periods_with_unsure_ends_survive() -> None:
    period = Period(since=AT, sure=NEVER, fades=AT, until=NEVER)
    clearance = {"under": "Full", "levels": [], "period": "2018-03-01/.."}
    text = json.loads(case.write(RARE))
    text["reader"]["clearances"] = [clearance]
    found = case.read(json.dumps(text).encode(), source="x", given=ALONE)[0]
    assert isinstance(found.asker, Reader)
    unsure = replace(found.asker.clearances[0], period=period)
    changed = replace(found, asker=replace(found.asker, clearances=(unsure,)))
    assert again(changed) == changed


def test_a_refused_label_is_written_as_it_came() -> None:
    refused = next(c for _, c in cases() if isinstance(c.label_set, Refused))
    written = json.loads(case.write(refused))
    assert isinstance(refused.label_set, Refused)
    assert written["label_set"] == json.loads(refused.label_set.text)


def test_writing_twice_gives_the_same_bytes() -> None:
    assert case.write(again(RARE)) == case.write(RARE)


def test_what_fits_on_a_line_stands_on_one() -> None:
    assert case.lay_out({"a": [1, {"b": None}], "c": "é"}) == '{"a": [1, {"b": null}], "c": "é"}'


def test_what_does_not_fit_is_broken_from_the_outside_in() -> None:
    wide: Json = {"first": ["x" * 50, "y" * 50], "second": {"a": 1}}
    lines = case.lay_out(wide).splitlines()
    assert lines == ["{", f'  "first": ["{"x" * 50}", "{"y" * 50}"],', '  "second": {"a": 1}', "}"]


def test_lines_of_every_case_file_are_laid_out_like_this() -> None:
    for name in {n for n, _ in cases()}:
        text = (ROOT / "cases" / name).read_text(encoding="utf-8")
        assert text == case.lay_out(json.loads(text)) + "\n", name
