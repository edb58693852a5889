"""`concord facts`: looking at facts, and keeping one's own over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from concord.facts import overlay
from tests.cli.running import Run

SAID = ("--source", "OJ L 362, p. 29", "--role", "security officer", "--on", "2026-11-22")
ADD = ("memberships", "id=ZZ-PfP", "party=ZZ", "organisation=PfP", "standing=member", "since=2030-01-01")


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the operator keeps facts, not there yet."""
    place = tmp_path / "mine" / "facts.toml"
    monkeypatch.setenv("CONCORD_OVERLAY", str(place))
    return place


def grades(concord: Run, identity: str) -> dict[str, str]:
    """The grade of each field of a fact that has a value."""
    [fact] = concord("facts", "show", identity, "--json").json
    return {field["field"]: field["grade"] for field in fact["fields"] if field["value"]}


def test_a_fact_is_shown_with_the_grade_of_each_field(concord: Run) -> None:
    ran = concord("facts", "show", "EU-NO")
    assert ran.status == 0
    assert "EU-Norway agreement" in ran.out
    assert "usable" in ran.out
    assert "unconfirmed" in ran.out


def test_facts_are_listed_for_one_party(concord: Run) -> None:
    found = {fact["id"] for fact in concord("facts", "show", "--party", "CY", "--json").json}
    assert "CY-EU" in found
    assert "BE-EU" not in found


@pytest.mark.parametrize("arguments", [["NONE"], ["--party", "NONE"]])
def test_a_fact_that_is_not_there_is_refused(concord: Run, arguments: list[str]) -> None:
    ran = concord("facts", "show", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "found `NONE`" in ran.err


def test_open_ranks_the_facts_of_the_document_that_ships(concord: Run) -> None:
    ran = concord("facts", "open")
    assert ran.status == 0
    assert "EU-NO " in ran.out
    ranked = concord("facts", "open", "--json").json
    counts = [entry["squares"] for entry in ranked]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 0


def test_open_counts_the_squares_of_the_document_it_is_given(concord: Run, paper: Path) -> None:
    ranked = concord("facts", "open", paper, "--seats", paper.with_name("seats.toml"), "--json").json
    assert {entry["fact"] for entry in ranked if entry["squares"]} == {"EU-NO"}


def test_confirming_and_correcting_change_the_next_matrix(concord: Run, paper: Path, mine: Path) -> None:
    def norway() -> Any:
        found = concord("matrix", paper, "--seats", paper.with_name("seats.toml"), "--json").json
        column = next(n for n, group in enumerate(found["groups"]) if "NO/NATO" in group["seats"])
        return found["portions"][4]["squares"][column]["answer"]

    assert norway() == "needs a decision"
    concord("facts", "correct", "EU-NO", "usable", "2004-12-01", *SAID)
    assert norway() == "needs a decision"
    ran = concord("facts", "confirm", "EU-NO", *SAID)
    assert (ran.status, mine.is_file()) == (0, True)
    assert "confirm EU-NO since `2004-12-01`" in ran.out
    assert norway() == "released"


def test_confirming_the_rest_keeps_what_was_corrected(concord: Run, mine: Path) -> None:
    concord("facts", "correct", "EU-NO", "usable", "2004-12-01", *SAID)
    concord("facts", "confirm", "EU-NO", *SAID)
    entries = overlay.read(mine.read_bytes()).in_force
    assert [entry.value for _, entry in entries if entry.field == "usable"] == ["2004-12-01"]
    assert set(grades(concord, "EU-NO").values()) == {"sourced"}


def test_confirming_twice_says_what_is_left(concord: Run, mine: Path) -> None:
    concord("facts", "confirm", "EU-NO", *SAID)
    before = mine.read_bytes()
    ran = concord("facts", "confirm", "EU-NO", *SAID)
    assert (ran.status, mine.read_bytes()) == (2, before)
    assert "found only dates to give by correcting: usable" in ran.err


def test_an_added_fact_is_shown_like_any(concord: Run, mine: Path) -> None:
    ran = concord("facts", "add", *ADD, *SAID, "--json")
    assert ran.json == {
        "kept": str(mine),
        "entries": 1,
        "entered": [{"act": "add", "fact": "ZZ-PfP", "field": "", "value": ""}],
    }
    assert "ZZ: member of PfP" in concord("facts", "show", "ZZ-PfP").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["confirm", "NONE"], "expected the id of a fact that ships, found `NONE`"),
        (["confirm", "EU-NO", "colour"], "expected a field among existence, since"),
        (["confirm", "EU-NO", "until"], "expected a value to confirm in `until`, found none"),
        (["correct", "EU-NO", "since", "soon"], "found `soon`"),
        (["correct", "EU-NO", "colour", "red"], "expected a field among existence, since"),
        (["add", "colours", "id=x"], "expected a table among memberships"),
        (["add", "memberships", "party=ZZ"], "expected an id among the cells"),
        (["add", "memberships", "id"], "expected COLUMN=VALUE"),
        (["add", "memberships", "id=x", "id=y"], "expected COLUMN=VALUE, each column once, found `id=y`"),
        (["add", "memberships", "id=x", "party=ZZ"], "expected a standing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_said_is_refused_and_nothing_is_kept(
    concord: Run, mine: Path, arguments: list[str], said: str
) -> None:
    ran = concord("facts", *arguments, *SAID)
    assert (ran.status, ran.out, mine.exists()) == (2, "", False)
    assert said in ran.err


def test_a_place_that_cannot_be_looked_at_is_refused(concord: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_OVERLAY", "o" * 300)
    ran = concord("facts", "show")
    assert (ran.status, ran.out) == (2, "")
    assert "expected a place that can be used, found: file name too long" in ran.err


@pytest.mark.parametrize(("option", "value"), [("--source", ""), ("--role", " "), ("--on", "22.11.2026")])
def test_who_says_it_and_where_it_was_read_are_needed(concord: Run, mine: Path, option: str, value: str) -> None:
    ran = concord("facts", "confirm", "EU-NO", *SAID, option, value)
    assert (ran.status, mine.exists()) == (2, False)
    assert f"{option}: expected" in ran.err


def test_an_overlay_that_cannot_be_read_is_left_as_it_is(concord: Run, mine: Path) -> None:
    mine.parent.mkdir()
    mine.write_text("format = 1")
    ran = concord("facts", "confirm", "EU-NO", *SAID)
    assert (ran.status, mine.read_text()) == (2, "format = 1")
    assert str(mine) in ran.err


def test_confirming_a_fact_leaves_dates_that_are_not_known(concord: Run, mine: Path) -> None:
    """FA91: they are given by correcting, and `facts open` says so."""
    ran = concord("facts", "confirm", "NATO-FI-SA", *SAID, "--json")
    assert "usable" not in {entry["field"] for entry in ran.json["entered"]}
    opened = concord("facts", "open")
    assert "usable (not known)" in opened.out
    again = concord("facts", "confirm", "NATO-FI-SA", *SAID)
    assert again.status == 2
    assert "only dates to give by correcting: usable" in again.err
