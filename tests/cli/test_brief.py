"""`concord brief`: a document on the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from concord.cli.document import demo_document
from concord.cli.scene import open_scene
from tests.cli.running import Ran, Run

SAID = ("--source", "a page that was read", "--role", "security officer")


@pytest.fixture
def ran(concord: Run, paper: Path) -> Ran:
    """The brief of the short document."""
    return concord("brief", paper, "--seats", paper.with_name("seats.toml"))


def test_a_document_that_is_no_exercise_has_no_exercise_line(ran: Ran) -> None:
    assert (ran.status, "EXERCISE" in ran.out) == (0, False)


def test_the_front_matter_says_that_a_document_is_an_exercise(concord: Run, paper: Path) -> None:
    paper.write_text(paper.read_text().replace("[labels.staff]", '[properties]\nexercise = "yes"\n\n[labels.staff]', 1))
    out = concord("brief", paper, "--seats", paper.with_name("seats.toml"), "--html", "brief.html").out
    assert out.startswith("EXERCISE · EXERCISE · EXERCISE\n")
    assert '"exercise":true' in (paper.parent / "brief.html").read_text()


def test_an_error_about_a_document_follows_no_exercise_line(concord: Run, paper: Path) -> None:
    paper.write_text("nothing")
    ran = concord("brief", paper)
    assert (ran.status, ran.out) == (2, "")


def test_an_edition_carries_portion_marks(concord: Run, paper: Path, ran: Ran) -> None:
    assert "1. (R-UE/EU-R REL NATO) The order was signed" in ran.out
    seat = concord("edition", paper, "--seats", paper.with_name("seats.toml"), "--seat", "TR/NATO").out
    assert "1. (R-UE/EU-R REL NATO) The order was signed" in seat
    assert "(RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO)" not in seat


def test_what_the_brief_says_settles_a_fact_changes_a_square(concord: Run, paper: Path, ran: Ran) -> None:
    """The closing lines are commands; typed as they stand, they make the answer hang on nothing."""
    commands = [line.split() for line in ran.out.splitlines() if line.startswith("  concord facts ")]
    assert ["concord", "facts", "correct", "EU-NO", "usable", "DATE"] in commands
    before = concord("matrix", paper, "--seats", paper.with_name("seats.toml"), "--json").json
    for command in commands:
        words = ["2004-12-01" if word == "DATE" else word for word in command[1:]]
        assert concord(*words, *SAID).status == 0
    after = concord("matrix", paper, "--seats", paper.with_name("seats.toml"), "--json").json
    answers = [
        [square["answer"] for p in found["portions"] for square in p["squares"]].count("needs a decision")
        for found in (before, after)
    ]
    assert answers == [1, 0]


def test_a_title_without_the_name_of_its_party_is_shown_with_it() -> None:
    scene = open_scene(demo_document(), seats_file=None, policies=(), profiles=(), overlay=None)
    assert scene.fact("NATO-CH-SA")["text"] == "Switzerland: PfP security agreement"
    assert scene.describe("NATO-JO-SA").startswith("Jordan: Security agreement with NATO not established")
    assert scene.fact("EU-NO")["text"].startswith("EU-Norway agreement")
    assert scene.fact("RO-EU")["text"] == "Romania: member of the EU"
    assert scene.fact("equivalence NATO nato secret")["text"] == "What NATO SECRET is equal to"


def test_an_edition_of_a_policy_turns_in_words() -> None:
    scene = open_scene(demo_document(), seats_file=None, policies=(), profiles=(), overlay=None)
    assert str(scene.turned("EU exercise policy 1", scene.day)) == "EU exercise policy: edition 1 from this date"


def test_a_brief_of_a_document_without_open_facts_says_so(concord: Run, paper: Path) -> None:
    text = re.sub(r"{#towage.*?\n\n", "", paper.read_text(), flags=re.DOTALL)
    paper.write_text(text)
    assert (
        "no square hangs on an unconfirmed fact"
        in concord("brief", paper, "--seats", paper.with_name("seats.toml")).out
    )


def test_the_brief_names_every_fact_on_which_a_square_hangs(concord: Run) -> None:
    """Also those of seats that share a column with another."""
    known = {entry["fact"] for entry in concord("facts", "open", "--json").json if entry["squares"]}
    assert {entry["fact"] for entry in concord("brief", "demo", "--json").json["open"]} == known
