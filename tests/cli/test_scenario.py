"""`concord what-if|unlock`: changes before anybody makes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Run


@pytest.fixture
def where(paper: Path) -> tuple[Path, str, Path]:
    """The short document with its seats, as arguments."""
    return paper, "--seats", paper.with_name("seats.toml")


Where = tuple[Path, str, Path]


def test_a_label_by_its_name_and_by_its_marking_change_the_same(concord: Run, where: Where) -> None:
    named = concord("what-if", *where, "--reword", "pilots=staff", "--json").json
    printed = concord(
        "what-if", *where, "--reword", "pilots=RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO", "--json"
    ).json
    assert named["squares"] == printed["squares"]
    assert {"portion": "pilots", "seat": "TR/NATO", "from": "releasable on decision", "to": "released"} in named[
        "squares"
    ]


def test_a_label_has_its_name_in_a_document_from_standard_input(concord: Run, paper: Path, where: Where) -> None:
    given = paper.read_bytes()
    piped = concord("what-if", "-", *where[1:], "--reword", "pilots=staff", "--json", given=given).json
    assert piped == concord("what-if", *where, "--reword", "pilots=staff", "--json").json


def test_a_release_decision_releases_to_those_it_names(concord: Run, where: Where) -> None:
    ran = concord("what-if", *where, "--consent", "cable=EU Council, EEAS", "--json").json
    assert ("GSC", "released") in {(square["seat"], square["to"]) for square in ran["squares"]}
    assert ran["note"] == ""


def test_an_agreement_or_a_member_is_a_hypothesis(concord: Run, where: Where) -> None:
    joined = concord("what-if", *where, "--join", "CY=NATO")
    assert joined.out.startswith("hypothesis for analysis; implies no position\n")
    signed = concord("what-if", *where, "--sign", "EU-NATO-2003", "--at", "2001-01-01", "--json").json
    assert signed["note"] == "hypothesis for analysis; implies no position"
    assert signed["squares"]


def test_a_change_that_alters_nothing_says_so(concord: Run, where: Where) -> None:
    assert concord("what-if", *where, "--reword", "order=staff").out == "no square changes\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "expected a change: --sign, --join, --reword or --consent"),
        (["--sign", "NONE"], "--sign: expected the id of an agreement (AF-COPENHAGEN-2002"),
        (["--join", "CY"], "--join: expected two parts with `=`"),
        (["--join", "ZZ=NATO"], "--join: expected the id of a party, such as CY, found `ZZ`"),
        (["--join", "CY=ZZ"], "--join: expected an organisation (EAPC, EU"),
        (["--reword", "p99=staff"], "--reword: expected the id of a portion"),
        (["--reword", "pilots=stuff"], "--reword pilots: beginning: M11: expected a marking"),
        (["--consent", "cable=EU"], "--consent: expected release values of `cable` (NATO, "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_change_that_cannot_be_made_is_refused(concord: Run, where: Where, arguments: list[str], said: str) -> None:
    ran = concord("what-if", *where, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_unlock_gives_the_smallest_sets_of_changes(concord: Run, where: Where) -> None:
    ran = concord("unlock", *where, "--goal", "IE/EU,FI/EU:cable")
    assert ran.status == 0
    assert ran.out.startswith("FI/EU, IE/EU: cable released after ")
    assert "write a tear-line for cable, marked " in ran.out
    assert "smallest, of " in ran.out


def test_unlock_says_what_is_released_already(concord: Run, where: Where) -> None:
    assert concord("unlock", *where, "--goal", "IE/EU:order").out == "IE/EU: order released already\n"


def test_unlock_as_json_has_the_sets_and_how_sure_they_are(concord: Run, where: Where) -> None:
    found = concord("unlock", *where, "--goal", "IE/EU:cable", "--json").json
    assert found["proven"] == "smallest"
    assert all(isinstance(words, str) for changes in found["sets"] for words in changes)
    assert found["tried"] >= len(found["sets"])


def test_a_goal_that_nothing_reaches_is_status_3_with_what_is_in_the_way(concord: Run, where: Where) -> None:
    found = concord("unlock", *where, "--goal", "TR/NATO:draft", "--json")
    ran = concord("unlock", *where, "--goal", "TR/NATO:draft")
    assert (found.status, found.json["sets"], ran.status) == (3, [], 3)
    assert "nothing that staff can do releases draft" in ran.out
    assert "draft, TR/NATO: The portion carries no label: only its author sees it." in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--goal", "TR/NATO"], "--goal: expected SEAT,…:PORTION,…"),
        (["--goal", "ZZ:order"], "expected the id of a seat"),
        (["--goal", "TR/NATO:p99"], "--goal: expected the id of a portion"),
        (["--goal", "TR/NATO:order", "--hypothesis", "NONE"], "--hypothesis: expected the id of an agreement"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_goal_that_names_nothing_is_refused(concord: Run, where: Where, arguments: list[str], said: str) -> None:
    ran = concord("unlock", *where, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
