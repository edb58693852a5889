"""Reading case files: every mistake at once, each with its path; nothing guessed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from concord.formats import case
from concord.formats.case import Case, Given, Refused
from concord.release.errors import MalformedError
from concord.release.labels import Kind, Label, LabelSet, Role
from concord.release.periods import Confidence
from concord.release.readers import Briefing, Clearance, Community, Reader
from concord.release.relations import AllOf, AnyOf, Belongs, Is, Not, Standing
from concord.release.rulebook import Rulebook
from tests.cases.given import GIVEN

Object = dict[str, object]

LABEL: Object = {"policy": "Harbour", "level": "LOW"}
READER: Object = {"id": "r", "party": "OFFICE", "through": "PORT"}
POLICY: Object = {"name": "Harbour", "oid": "1.2.3", "levels": [{"name": "LOW", "rank": 0}]}
PROFILE: Object = {"policy": "Harbour", "owner": "PORT"}
BOOK: Object = {"policies": [POLICY], "profiles": [PROFILE]}
CASE: Object = {
    "description": "a case",
    "source": "R1",
    "at": "2018-03-01",
    "label_set": {"originator": LABEL},
    "reader": READER,
    "rulebook": BOOK,
    "expected": {"outcome": "withheld"},
}
RICH_LABEL: Object = {
    **LABEL,
    "groups": [{"tag_set": "S", "kind": "PERMISSIVE", "values": ["A"], "oid": "1.2.3.1"}],
    "succession": {"at": "2020-01-01", "label": LABEL},
    "originator": {"value": "a", "id_type": "dNSName"},
    "extensions": ["PGEvPg=="],
}
RICH: Object = {
    **CASE,
    "label_set": {
        "originator": RICH_LABEL,
        "alternatives": [LABEL],
        "contains": [{"owner": "A", "level": "X", "marked": "2017-01-01", "released_to": ["B"]}],
        "communities": ["WATCH"],
        "embargo": "2019-01-01",
    },
    "reader": {
        **READER,
        "clearances": [{"under": "Harbour", "levels": ["LOW"], "values": [["S", "A"]], "period": "2018-01-01/.."}],
        "briefings": ["PORT"],
        "communities": [{"name": "WATCH", "period": {"since": "2018"}}],
    },
    "rulebook": {
        "policies": [
            {
                **POLICY,
                "tag_sets": [
                    {"name": "S", "oid": "1.2.3.1", "tags": [{"name": "S", "kind": "PERMISSIVE", "values": ["A"]}]}
                ],
            }
        ],
        "profiles": [
            {**PROFILE, "roles": [["S", "gate"]], "backing": [["S", "A", {"behind": "state", "parties": ["A"]}]]}
        ],
        "agreements": [
            {
                "id": "a",
                "parties": ["A", "B"],
                "flows": [
                    {
                        "owner": "A",
                        "recipient": "B",
                        "covers": {"all_of": [{"not": {"is": ["C"]}}, {"belongs": "B"}, {"agreement_with": "A"}]},
                        "ceiling": {"level": "X"},
                    }
                ],
            }
        ],
        "equivalences": [{"owner": "A", "marking": "X", "equals": [["PORT", "PORT LOW"]]}],
    },
    "expected": {"outcome": "withheld", "rules": [{"gate": 1, "code": "PROFILE"}], "valid_until": "never"},
}


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read_bytes(data: bytes) -> tuple[Case, ...]:
    return case.read(data, source="case.json", given=GIVEN)


def read(document: object) -> tuple[Case, ...]:
    return read_bytes(json.dumps(document).encode())


def one(**changes: object) -> Case:
    return read({**CASE, **changes})[0]


def places(document: object) -> list[str]:
    with pytest.raises(MalformedError) as caught:
        read(document)
    return [finding.place for finding in caught.value.findings]


def refused(data: bytes) -> str:
    with pytest.raises(MalformedError) as caught:
        read_bytes(data)
    return str(caught.value)


def label_of(found: Case) -> Label:
    assert isinstance(found.label_set, LabelSet)
    assert found.label_set.originator is not None
    return found.label_set.originator


def reader_of(found: Case) -> Reader:
    assert isinstance(found.asker, Reader)
    return found.asker


def test_a_file_may_be_one_case() -> None:
    assert [found.place for found in read(CASE)] == ["$"]


def test_a_file_may_hold_several_cases_with_their_places() -> None:
    assert [found.place for found in read({"cases": [CASE, CASE]})] == ["$.cases[0]", "$.cases[1]"]


def test_a_label_is_made_at_the_instant_of_the_case_unless_it_says_otherwise() -> None:
    assert label_of(one()).created == day("2018-03-01")
    assert label_of(one(label_set={"originator": {**LABEL, "created": "2017-01-02"}})).created == day("2017-01-02")


def test_a_label_may_say_that_it_has_no_creation_instant() -> None:
    assert label_of(one(label_set={"originator": {**LABEL, "created": None}})).created is None


def test_roles_follow_from_places_and_successors_take_the_role_of_their_label() -> None:
    later: object = {**LABEL, "succession": {"at": "2020-01-01", "label": LABEL}}
    found = one(label_set={"originator": LABEL, "alternatives": [later], "metadata": LABEL}).label_set
    assert isinstance(found, LabelSet)
    assert found.metadata is not None
    succession = found.alternatives[0].succession
    assert succession is not None
    roles = (found.alternatives[0].role, succession.label.role, found.metadata.role)
    assert roles == (Role.ALTERNATIVE, Role.ALTERNATIVE, Role.METADATA)


def test_a_marking_is_handed_to_the_parser_of_markings_with_rulebook_and_creation() -> None:
    asked: list[tuple[str, Rulebook, datetime]] = []

    def parse(text: str, rulebook: Rulebook, created: datetime) -> Label:
        asked.append((text, rulebook, created))
        return label_of(one())

    given = Given(GIVEN.shipped, parse, GIVEN.xml)
    document = {**CASE, "label_set": {"originator": {"marking": "PORT LOW", "created": "2016-01-01"}}}
    found = case.read(json.dumps(document).encode(), source="case.json", given=given)[0]
    assert asked == [("PORT LOW", found.rulebook, day("2016-01-01"))]
    assert label_of(found).created == day("2016-01-01")


def test_what_stands_beside_a_document_is_kept() -> None:
    def parse(data: bytes, source: str) -> LabelSet:
        assert data == b"<label/>"
        return LabelSet(label_of(one()))

    given = Given(GIVEN.shipped, GIVEN.marking, parse)
    document = {**CASE, "label_set": {"base64": "PGxhYmVsLz4=", "communities": ["WATCH"]}}
    found = case.read(json.dumps(document).encode(), source="case.json", given=given)[0]
    assert found.label_set == LabelSet(label_of(one()), communities=frozenset({"WATCH"}))


def test_a_label_that_a_parser_refuses_leaves_the_file_readable() -> None:
    found = read({"cases": [{**CASE, "label_set": {"xml": "<l"}, "expected": {"outcome": "error"}}, CASE]})
    assert isinstance(found[0].label_set, Refused)
    assert [finding.rule for finding in found[0].label_set.findings] == ["xml.well-formed"]
    assert isinstance(found[1].label_set, LabelSet)


def test_readers_and_rulebooks_are_shared_by_name() -> None:
    shared = {**CASE, "reader": "officer", "rulebook": "harbour"}
    found = read({"rulebooks": {"harbour": BOOK}, "readers": {"officer": READER}, "cases": [shared, shared]})
    assert found[0].rulebook is found[1].rulebook
    assert found[0].asker is found[1].asker


def test_a_rulebook_builds_on_another_by_adding_replacing_and_taking_out() -> None:
    fact = {"party": "OFFICE", "organisation": "PORT", "standing": "member"}
    below = {**BOOK, "memberships": [{"id": i, **fact} for i in "abc"]}
    above: object = {
        "from": "below",
        "without": ["b"],
        "memberships": [{"id": "c", **fact, "standing": "partner"}, {"id": "d", **fact}],
    }
    found = read({"rulebooks": {"below": below, "above": above}, "cases": [{**CASE, "rulebook": "above"}]})[0].rulebook
    standings = [("a", Standing.MEMBER), ("c", Standing.PARTNER), ("d", Standing.MEMBER)]
    assert [(m.id, m.standing) for m in found.memberships] == standings
    assert found.policies == one().rulebook.policies


def test_the_shipped_rulebook_is_asked_for_only_where_a_case_names_it() -> None:
    def never() -> Rulebook:
        raise ValueError("not asked for")

    given = Given(never, GIVEN.marking, GIVEN.xml)
    assert case.read(json.dumps(CASE).encode(), source="case.json", given=given)


def test_short_forms_stand_for_the_whole() -> None:
    found = reader_of(one(reader={**READER, "briefings": ["PORT"], "communities": ["WATCH"]}))
    assert (found.briefings, found.communities) == ((Briefing("PORT"),), (Community("WATCH"),))


def test_conditions_are_known_by_their_first_key() -> None:
    covers: object = {
        "all_of": [
            {"any_of": []},
            {"not": {"is": ["A"]}},
            {"belongs": "PORT"},
            {"belongs": "PORT", "standings": ["observer"]},
        ]
    }
    agreement: object = {
        "id": "a",
        "parties": ["PORT", "A"],
        "flows": [{"owner": "PORT", "recipient": "A", "covers": covers}],
    }
    found = one(rulebook={**BOOK, "agreements": [agreement]}).rulebook.agreements[0].flows[0].covers
    observer = Belongs("PORT", frozenset({Standing.OBSERVER}))
    assert found == AllOf((AnyOf(()), Not(Is(frozenset({"A"}))), Belongs("PORT"), observer))


def test_everything_wrong_is_reported_at_once_with_its_path() -> None:
    wrong = {
        **CASE,
        "at": "yesterday",
        "expected": {"outcome": "maybe", "rules": [{"gate": "3", "code": "NO_BASIS"}]},
        "reader": {**READER, "clearances": [{"levels": "LOW"}], "colour": "blue"},
        "rulebook": {"policies": [{**POLICY, "levels": [{"name": "LOW"}]}]},
        "label_set": {"originator": {**LABEL, "groups": [{"tag_set": "S", "kind": "restrictive", "values": [1]}]}},
    }
    assert places({"cases": [CASE, wrong]}) == [
        "$.cases[1].at",
        "$.cases[1].expected.outcome",
        "$.cases[1].expected.rules[0].gate",
        "$.cases[1].rulebook.policies[0].levels[0].rank",
        "$.cases[1].reader.colour",
        "$.cases[1].reader.clearances[0].levels",
        "$.cases[1].reader.clearances[0].under",
        "$.cases[1].label_set.originator.groups[0].kind",
        "$.cases[1].label_set.originator.groups[0].values[0]",
    ]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"remark": "x"}, "$.remark"),
        ({"label_set": {"originator": LABEL, "label": LABEL}}, "$.label_set.label"),
        ({"label_set": {"originator": {**LABEL, "raw": "x"}}}, "$.label_set.originator.raw"),
        ({"label_set": {"originator": {"marking": "PORT LOW", "level": "LOW"}}}, "$.label_set.originator.level"),
        ({"label_set": {"xml": "<l/>", "originator": LABEL}}, "$.label_set.originator"),
        ({"label_set": {"xml": "<l/>", "base64": ""}}, "$.label_set.base64"),
        ({"label_set": {"base64": "no base64"}}, "$.label_set.base64"),
        ({"label_set": {}}, "$.label_set.originator"),
        ({"label_set": None}, "$.label_set"),
        ({"label_set": []}, "$.label_set"),
        ({"label_set": {"originator": 5}}, "$.label_set.originator"),
        ({"reader": "nobody"}, "$.reader"),
        ({"clearance": {"under": "Harbour", "levels": []}}, "$.clearance"),
        ({"rulebook": "atlantis"}, "$.rulebook"),
        ({"rulebook": {"from": "atlantis"}}, "$.rulebook.from"),
        ({"rulebook": {**BOOK, "without": ["nothing"]}}, "$.rulebook.without"),
        ({"expected": {"outcome": "released", "valid_until": "soon"}}, "$.expected.valid_until"),
        ({"mode": "create"}, "$.mode"),
    ],
)
def test_one_mistake_is_one_finding_at_its_path(change: Object, place: str) -> None:
    assert place in places({**CASE, **change})


@pytest.mark.parametrize("key", ["description", "source", "at", "label_set", "reader", "expected"])
def test_what_a_case_must_say_it_must_say(key: str) -> None:
    assert f"$.{key}" in places({name: value for name, value in CASE.items() if name != key})


def test_label_scope_takes_a_clearance_or_none_and_no_reader() -> None:
    scope: Object = {key: value for key, value in CASE.items() if key != "reader"} | {"scope": "label"}
    held = read({**scope, "clearance": {"under": "Harbour", "levels": ["LOW"]}})[0]
    assert held.asker == Clearance("Harbour", frozenset({"LOW"}))
    assert read({**scope, "clearance": None})[0].asker is None
    assert places(scope) == ["$.clearance"]
    assert places({**scope, "clearance": None, "reader": READER}) == ["$.reader"]


def test_label_scope_takes_one_label_and_nothing_else() -> None:
    scope: Object = {key: value for key, value in CASE.items() if key != "reader"} | {
        "scope": "label",
        "clearance": None,
    }
    assert places({**scope, "label_set": {"originator": None}}) == ["$.label_set"]
    assert places({**scope, "label_set": {"originator": LABEL, "embargo": "2019-01-01"}}) == ["$.label_set"]


def test_a_file_of_shared_names_has_no_other_keys() -> None:
    assert places({"cases": [], "world": {}}) == ["$.world"]
    assert places({"cases": [], "rulebooks": {"shipped": BOOK}}) == ["$.rulebooks"]
    assert places({"cases": {}}) == ["$.cases"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "expected JSON"),
        (b"{", "line 1, column 2"),
        (b"\xff", "other bytes at byte 0"),
        (b'{"cases": [], "cases": []}', "the key cases twice"),
        (b'{"cases": NaN}', "the number NaN"),
        (b"[" * 100 + b"]" * 100, "at most 64 levels"),
        (b"[" * 100_000, "at most 64 levels"),
        (b" " * (16 * 1024 * 1024 + 1), "at most 16,777,216 bytes"),
        (b'{"cases": ["\\ud800"]}', "whole characters"),
        (b'{"cases": [' + b"9" * 5000 + b"]}", "finite numbers"),
        (b"[]", "expected an object"),
        (b'{"cases": [1e999]}', "expected an object"),
    ],
)
def test_what_is_no_case_file_is_refused(data: bytes, words: str) -> None:
    assert words in refused(data)


def spots(value: object) -> Iterator[tuple[object, object]]:
    """Every place in a document: what holds it, and its key or position there."""
    keys: Iterable[object] = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from spots(value[key])  # type: ignore[index]  # a key of it


def with_stray(stray: object) -> Iterator[object]:
    """A rich case as often as it has places, `stray` in each of them in turn."""
    document = json.loads(case.write(read(RICH)[0]))
    for holder, key in list(spots(document)):
        kept = holder[key]  # type: ignore[index]  # a key of it
        holder[key] = stray  # type: ignore[index]  # a key of it
        yield document
        holder[key] = kept  # type: ignore[index]  # a key of it


def said_of(document: object) -> str:
    """How reading ends: "read", or the name of the error."""
    try:
        read(document)
    except Exception as error:  # noqa: BLE001 (any error but the one that refuses is what the test looks for)
        return type(error).__name__
    return "read"


@pytest.mark.parametrize("stray", [None, True, 5, -1.5, "", "x", [], ["x"], {}, {"x": 1}, [[]], "2018-03-01"])
def test_any_value_in_any_place_is_read_or_refused(stray: object) -> None:
    ends = Counter(said_of(document) for document in with_stray(stray))
    assert ends.keys() <= {"read", "MalformedError"}
    assert ends["MalformedError"] > 20


def test_findings_name_the_file_and_never_show_long_texts() -> None:
    message = refused(json.dumps({**CASE, "at": "x" * 5000}).encode())
    assert message.startswith("case.json: $.at: ")
    assert len(message) < 200


def test_kinds_and_confidences_are_words() -> None:
    group: object = {"tag_set": "S", "kind": "PERMISSIVE", "values": ["A"]}
    assert label_of(one(label_set={"originator": {**LABEL, "groups": [group]}})).groups[0].kind is Kind.PERMISSIVE
    fact: object = {"id": "m", "party": "A", "organisation": "B", "standing": "member", "confidence": "well known"}
    assert one(rulebook={**BOOK, "memberships": [fact]}).rulebook.memberships[0].confidence is Confidence.WELL_KNOWN


def test_true_is_no_number() -> None:
    wrong = {**POLICY, "levels": [{"name": "LOW", "rank": True}]}
    assert places({**CASE, "rulebook": {"policies": [wrong]}}) == ["$.rulebook.policies[0].levels[0].rank"]


def test_cases_are_values() -> None:
    assert one() == replace(one(), place="$")
