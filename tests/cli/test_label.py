"""`concord label`: labels and clearances as files, under the policies that ship and the published ones."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from concord.cli.books import shipped_book
from concord.formats import stanag4774
from concord.release.labels import Group, Kind, Label, PolicyRef
from tests.cli.running import Run

DAY = datetime(2017, 5, 15, tzinfo=UTC)
EXCHANGE = {
    *("NO_RELEASE_DECISION", "NO_BASIS", "POLICY_UNKNOWN", "POLICY_MISMATCH", "CLASS_UNKNOWN", "CLASS_NOT_HELD"),
    *("CAT_UNKNOWN", "CAT_TYPE_MISMATCH", "CAT_RULE", "PROFILE", "RESTRICTIVE_NOT_HELD", "PERMISSIVE_NONE_HELD"),
    *("NO_CLEARANCE", "MALFORMED"),
}
"""The reason codes that other systems know."""

SAMPLE_CODES = [
    ("NATO RESTRICTED Releasable to Finland, Sweden", ["RESTRICTED"], {}, "withheld", {"PERMISSIVE_NONE_HELD"}),
    ("NATO RESTRICTED", ["RESTRICTED"], {"Context": ["NATO"]}, "released", set()),
    ("NATO RESTRICTED", ["SECRET"], {"Context": ["NATO"]}, "withheld", {"CLASS_NOT_HELD"}),
]

SAMPLE_REASONS: list[tuple[str, list[str], dict[str, list[str]], dict[str, object]]] = [
    (
        "NATO RESTRICTED Releasable to Finland, Sweden",
        ["RESTRICTED"],
        {"Releasable To": ["AUT"]},
        {
            "code": "PERMISSIVE_NONE_HELD",
            "text": "None of FIN, NATO, SWE is held by this clearance.",
            "needed": ["FIN", "NATO", "SWE"],
            "held": ["AUT"],
        },
    ),
    (
        "NATO SECRET ATOMAL",
        ["SECRET"],
        {"Context": ["NATO"]},
        {
            "code": "RESTRICTIVE_NOT_HELD",
            "text": "Each of ATOMAL is needed and not held by this clearance.",
            "needed": ["ATOMAL"],
            "held": [],
        },
    ),
    (
        "NATO RESTRICTED",
        ["SECRET", "CONFIDENTIAL"],
        {},
        {
            "code": "CLASS_NOT_HELD",
            "text": "RESTRICTED is not among the levels of this clearance (CONFIDENTIAL, SECRET).",
            "needed": ["RESTRICTED"],
            "held": ["CONFIDENTIAL", "SECRET"],
        },
    ),
    (
        "NATO RESTRICTED",
        ["RESTRICTED"],
        {},
        {
            "code": "PERMISSIVE_NONE_HELD",
            "text": "None of NATO is held by this clearance.",
            "needed": ["NATO"],
            "held": [],
        },
    ),
]


def written(marking: str, place: Path) -> Path:
    """The label of a printed marking as a file."""
    place.write_bytes(stanag4774.write_label(shipped_book().read_marking(marking, DAY)))
    return place


def cleared(levels: list[str], values: dict[str, list[str]], place: Path) -> Path:
    """A clearance under the NATO exercise policy as a file."""
    policy = next(p for p in shipped_book().rulebook.policies if p.name == "NATO exercise policy")
    groups = tuple(Group(name, Kind.PERMISSIVE, tuple(held)) for name, held in values.items())
    form = stanag4774.ClearanceForm(PolicyRef(policy.name, policy.oid), tuple(levels), groups)
    place.write_bytes(stanag4774.write_clearance(form))
    return place


@pytest.fixture
def label(tmp_path: Path) -> Path:
    return written("NATO RESTRICTED", tmp_path / "a.label.xml")


def test_show_prints_the_marking_and_what_the_label_says(concord: Run, label: Path) -> None:
    ran = concord("label", "show", label)
    assert ran.status == 0
    assert "originator label: NATO RESTRICTED" in ran.out
    assert "Context: NATO" in ran.out
    assert "4774.review" in ran.err


def test_show_reads_a_binding_under_a_published_policy(concord: Run, standards: Path) -> None:
    sample = standards / "nato-labels" / "samples" / "docx_NR_a53cb023.docx.bdo.xml"
    policy = standards / "xml-spif" / "samples" / "nato-v88.spif.xml"
    shown = concord("label", "show", sample, "--policy", policy, "--json").json
    assert [each["marking"] for each in shown["labels"]] == ["NATO RESTRICTED"]


def test_show_refuses_what_is_no_label_with_every_finding(concord: Run, standards: Path) -> None:
    sample = standards / "nato-labels" / "samples" / "table17-1.label.xml"
    ran = concord("label", "show", sample)
    assert (ran.status, ran.out) == (2, "")
    assert all(f"{sample}: line " in line for line in ran.err.splitlines())
    assert {"4774.missing", "4774.attribute"} == {line.split(": ")[2] for line in ran.err.splitlines()}


def test_check_accepts_a_label_that_keeps_every_rule(concord: Run, label: Path) -> None:
    ran = concord("label", "check", label)
    assert (ran.status, ran.out.strip()) == (0, "originator: valid: NATO RESTRICTED")


def test_check_names_the_rules_a_label_breaks(concord: Run, standards: Path) -> None:
    sample = standards / "nato-labels" / "samples" / "docx_NR_a53cb023.docx.bdo.xml"
    policy = standards / "xml-spif" / "samples" / "nato-v88.spif.xml"
    ran = concord("label", "check", sample, "--policy", policy, "--json")
    assert (ran.status, ran.json["outcome"]) == (3, "invalid")
    assert {failure["code"] for each in ran.json["labels"] for failure in each["failures"]} == {"PROFILE"}


@pytest.mark.parametrize(("marking", "levels", "values", "outcome", "codes"), SAMPLE_CODES)
def test_decide_answers_in_the_form_and_codes_of_exchange(
    concord: Run,
    tmp_path: Path,
    marking: str,
    levels: list[str],
    values: dict[str, list[str]],
    outcome: str,
    codes: set[str],
) -> None:
    label, clearance = written(marking, tmp_path / "l.xml"), cleared(levels, values, tmp_path / "c.xml")
    ran = concord("label", "decide", "--label", label, "--clearance", clearance, "--json")
    assert list(ran.json) == ["outcome", "scope", "reasons"]
    assert (ran.json["outcome"], ran.json["scope"]) == (outcome, "label")
    assert codes <= {reason["code"] for reason in ran.json["reasons"]} <= EXCHANGE
    assert all({"code", "text", "needed", "held"} <= reason.keys() for reason in ran.json["reasons"])
    assert ran.status == (0 if outcome == "released" else 3)


@pytest.mark.parametrize(("marking", "levels", "values", "reason"), SAMPLE_REASONS)
def test_decide_names_levels_and_values_as_the_policy_writes_them(
    concord: Run,
    tmp_path: Path,
    marking: str,
    levels: list[str],
    values: dict[str, list[str]],
    reason: dict[str, object],
) -> None:
    label, clearance = written(marking, tmp_path / "l.xml"), cleared(levels, values, tmp_path / "c.xml")
    ran = concord("label", "decide", "--label", label, "--clearance", clearance, "--json")
    assert reason in [{key: said[key] for key in reason} for said in ran.json["reasons"]]
    assert "this seat" not in ran.out


def test_decide_without_a_clearance_is_no_clearance(concord: Run, label: Path) -> None:
    ran = concord("label", "decide", "--label", label)
    assert ran.status == 3
    assert "NO_CLEARANCE: RESTRICTED needs a clearance" in ran.out


def test_a_clearance_of_another_policy_is_no_clearance(concord: Run, label: Path, standards: Path) -> None:
    clearance = standards / "nato-labels" / "samples" / "clearance-member.xml"
    ran = concord("label", "decide", "--label", label, "--clearance", clearance, "--json")
    assert (ran.status, {reason["code"] for reason in ran.json["reasons"]}) == (
        3,
        {"NO_CLEARANCE", "PERMISSIVE_NONE_HELD"},
    )
    assert "expected a policy that is loaded, found `NATO`" in ran.err


@pytest.mark.parametrize(("who", "status"), [("member", 0), ("partner", 3), ("third-nation", 3)])
def test_published_clearances_are_decided_under_the_published_policy(
    concord: Run, standards: Path, tmp_path: Path, who: str, status: int
) -> None:
    policy = standards / "xml-spif" / "samples" / "nato-v88.spif.xml"
    label = tmp_path / "n.xml"
    label.write_text(concord("marking", "parse", "NATO RESTRICTED", "--policy", policy, "--xml").out)
    clearance = standards / "nato-labels" / "samples" / f"clearance-{who}.xml"
    ran = concord("label", "decide", "--label", label, "--clearance", clearance, "--policy", policy)
    assert ran.status == status


def test_decide_under_a_policy_without_a_profile_is_withheld(concord: Run, label: Path, standards: Path) -> None:
    policy = standards / "xml-spif" / "samples" / "nato-2006-example.spif.xml"
    old = label.with_name("old.xml")
    old.write_bytes(stanag4774.write_label(Label(PolicyRef("NATO"), "NATO RESTRICTED", (), DAY)))
    ran = concord("label", "decide", "--label", old, "--policy", policy, "--json")
    assert ran.status == 3
    assert "PROFILE" in {reason["code"] for reason in ran.json["reasons"]}
    assert "expected a profile for `NATO` edition 3" in ran.err


def test_decide_under_another_policy_alone_does_not_know_the_label(concord: Run, label: Path, standards: Path) -> None:
    policy = standards / "xml-spif" / "samples" / "nato-v88.spif.xml"
    ran = concord("label", "decide", "--label", label, "--policy", policy, "--json")
    assert [reason["code"] for reason in ran.json["reasons"]] == ["POLICY_UNKNOWN"]


@pytest.mark.parametrize("broken", ["--label", "--clearance"])
def test_decide_refuses_a_malformed_file_as_error(concord: Run, label: Path, tmp_path: Path, broken: str) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_text("<a/>")
    arguments = {"--label": label, "--clearance": cleared(["SECRET"], {}, tmp_path / "c.xml")} | {broken: bad}
    ran = concord("label", "decide", *(word for pair in arguments.items() for word in pair), "--json")
    assert (ran.status, ran.json["outcome"], ran.json["scope"]) == (2, "error", "label")
    assert {reason["code"] for reason in ran.json["reasons"]} == {"MALFORMED"}


def test_decide_says_which_values_of_a_clearance_do_not_count(concord: Run, label: Path, tmp_path: Path) -> None:
    clearance = cleared(["RESTRICTED"], {"Context": ["NATO"], "Coffee": ["black"]}, tmp_path / "c.xml")
    ran = concord("label", "decide", "--label", label, "--clearance", clearance)
    assert ran.status == 0
    assert "note: " in ran.err
    assert "found `Coffee`" in ran.err


def test_creating_refuses_what_reading_allows(concord: Run, tmp_path: Path) -> None:
    retired = tmp_path / "retired.xml"
    text = files("concord.policies").joinpath("nato-exercise.spif.xml").read_text(encoding="utf-8")
    retired.write_text(text.replace('name="RESTRICTED" ', 'name="RESTRICTED" obsolete="true" ', 1))
    label = written("NATO RESTRICTED", tmp_path / "l.xml")
    clearance = cleared(["RESTRICTED"], {"Context": ["NATO"]}, tmp_path / "c.xml")
    arguments = ("label", "decide", "--label", label, "--clearance", clearance, "--policy", retired)
    assert concord(*arguments, "--mode", "read").status == 0
    assert concord(*arguments, "--mode", "create").status == 3


def test_rollup_takes_the_highest_level_and_what_all_may_read(concord: Run, tmp_path: Path) -> None:
    parts = [
        written("NATO RESTRICTED Releasable to Finland, Sweden", tmp_path / "1.xml"),
        written("NATO CONFIDENTIAL Releasable to Finland", tmp_path / "2.xml"),
    ]
    rolled = concord("label", "rollup", *parts, "--json")
    assert (rolled.status, rolled.json["label"]["marking"]) == (0, "NATO CONFIDENTIAL Releasable to Finland")


def test_rollup_prints_a_label_that_can_be_read_again(concord: Run, label: Path) -> None:
    marking, _, xml = concord("label", "rollup", label, label).out.partition("\n")
    assert shipped_book().print_label(stanag4774.read_label(xml.strip().encode(), source="label")) == marking


def test_rollup_of_two_policies_needs_a_person(concord: Run, label: Path, tmp_path: Path) -> None:
    other = written("RESTREINT UE/EU RESTRICTED", tmp_path / "eu.xml")
    ran = concord("label", "rollup", label, other)
    assert (ran.status, ran.out.strip()) == (4, "needs a decision: labels of different policies")


def test_rollup_names_the_label_that_is_not_valid(concord: Run, label: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_bytes(stanag4774.write_label(Label(PolicyRef("NATO exercise policy"), "RESTRICTED", (), DAY)))
    ran = concord("label", "rollup", label, bad)
    assert ran.status == 4
    assert str(bad) in ran.out
    assert str(label) not in ran.out
