"""`concord decide`: case files, one or many, good and bad."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cases.given import ROOT
from tests.cli.running import Run

TIME = ROOT / "cases" / "time.json"


def one(outcome: str, marking: str = "PUBLIC") -> dict[str, object]:
    """A case about a reader of the EU that expects an outcome."""
    return {
        "description": f"a case that expects {outcome}",
        "source": "R2",
        "at": "2017-05-15",
        "label_set": {"originator": marking},
        "reader": {"id": "fr", "party": "FR", "through": "EU"},
        "expected": {"outcome": outcome},
    }


def kept(place: Path, *cases: object) -> Path:
    place.write_text(json.dumps({"description": "cases", "cases": list(cases)}))
    return place


def test_the_status_is_that_of_the_gravest_outcome(concord: Run, tmp_path: Path) -> None:
    released = kept(tmp_path / "a.json", one("released"))
    withheld = kept(tmp_path / "b.json", one("released"), one("withheld", "NATO SECRET"))
    assert concord("decide", released).status == 0
    assert concord("decide", withheld).status == 3


def test_the_table_shows_outcomes_rules_and_counts(concord: Run, tmp_path: Path) -> None:
    ran = concord("decide", kept(tmp_path / "b.json", one("released"), one("withheld", "NATO SECRET")))
    assert "2 cases: 1 released, 1 withheld; all as expected" in ran.out
    assert "b.json $.cases[1]: 2 NO_CLEARANCE" in ran.out


def test_every_shipped_case_comes_out_as_it_expects(concord: Run) -> None:
    ran = concord("decide", ROOT / "cases", "--expect", "--json")
    assert ran.status == 0
    assert len(ran.lines) > 500
    assert all(line["as_expected"] for line in ran.lines)


def test_a_case_that_comes_out_otherwise_is_marked_and_is_status_3(concord: Run, tmp_path: Path) -> None:
    ran = concord("decide", kept(tmp_path / "b.json", one("withheld")), "--expect")
    assert ran.status == 3
    assert "≠ 1 not as expected" in ran.out


def test_a_file_that_cannot_be_read_is_never_as_expected(concord: Run, tmp_path: Path) -> None:
    assert concord("decide", kept(tmp_path / "a.json", one("released")), tmp_path / "none.json", "--expect").status == 2


def test_a_line_of_json_says_where_the_case_stands_and_why(concord: Run) -> None:
    line = concord("decide", TIME, "--json").lines[0]
    assert (line["file"], line["place"]) == (str(TIME), "$.cases[0]")
    assert {"code", "text", "needed", "held"} <= line["reasons"][0].keys()


def test_a_file_that_cannot_be_read_is_an_error_and_the_others_are_decided(concord: Run, tmp_path: Path) -> None:
    good = kept(tmp_path / "a.json", one("released"))
    bad = kept(tmp_path / "b.json", {**one("released"), "colour": "red"})
    ran = concord("decide", bad, tmp_path / "none.json", good, "--json")
    assert ran.status == 2
    assert [line["outcome"] for line in ran.lines] == ["error", "error", "released"]
    assert ran.lines[0]["reasons"][0]["place"] == "$.cases[0].colour"
    text = concord("decide", bad, good)
    assert text.status == 2
    assert str(bad) in text.err
    assert "1 case: 1 released" in text.out


def test_a_label_that_its_parser_refuses_is_an_error_with_its_findings(concord: Run) -> None:
    lines = concord("decide", ROOT / "cases", "--json").lines
    refused = [line for line in lines if line["outcome"] == "error"]
    assert refused
    assert {reason["code"] for line in refused for reason in line["reasons"]} == {"MALFORMED"}


def test_a_folder_without_cases_is_refused(concord: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    ran = concord("decide", empty)
    assert (ran.status, ran.out) == (2, "")
    assert "expected case files (*.json), found none" in ran.err


def test_cases_come_by_standard_input(concord: Run) -> None:
    assert concord("decide", "-", given=json.dumps(one("released")).encode()).status == 0
