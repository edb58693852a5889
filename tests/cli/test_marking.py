"""`concord marking`: from a label to print and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Run

BOTH = "NATO RESTRICTED Releasable to Japan"


@pytest.fixture
def label(concord: Run, tmp_path: Path) -> Path:
    place = tmp_path / "a.label.xml"
    place.write_text(concord("marking", "parse", BOTH, "--xml", "--at", "2017-05-15").out)
    return place


def test_parse_shows_policy_level_and_values(concord: Run) -> None:
    ran = concord("marking", "parse", "EU UNCLASSIFIED - LIMITE")
    assert ran.status == 0
    assert ran.out.splitlines()[0] == "EU exercise policy: EU UNCLASSIFIED"
    assert "LIMITE" in ran.out


def test_what_is_parsed_prints_as_it_was(concord: Run, label: Path) -> None:
    assert concord("marking", "render", label).out.strip() == BOTH


def test_a_portion_mark_stands_in_parentheses(concord: Run, label: Path) -> None:
    shown = concord("marking", "render", label, "--code", "portionMarking", "--json").json
    assert shown == {"marking": "(NR REL JPN)", "language": "en", "code": "portionMarking"}


def test_a_policy_that_is_named_reads_the_marking_alone(concord: Run, standards: Path) -> None:
    policy = standards / "xml-spif" / "samples" / "nato-v88.spif.xml"
    assert concord("marking", "parse", BOTH, "--policy", policy, "--json").json["policy"] == "NATO"
    refused = concord("marking", "parse", "RESTREINT UE/EU RESTRICTED", "--policy", policy)
    assert refused.status == 2
    assert "expected a marking of `NATO`, found" in refused.err


def test_a_published_policy_prints_in_french(concord: Run, standards: Path, tmp_path: Path) -> None:
    policy = standards / "xml-spif" / "samples" / "nato-v88.spif.xml"
    label = tmp_path / "n.xml"
    label.write_text(concord("marking", "parse", BOTH, "--policy", policy, "--xml").out)
    french = concord("marking", "render", label, "--policy", policy, "--language", "fr")
    assert french.out.startswith("NATO DIFFUSION RESTREINTE")
    other = concord("marking", "render", label, "--policy", policy, "--language", "xx")
    assert "has no phrases in `xx`" in other.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SECRET", "M12: expected the owner with the level"),
        ("NATO SECRET RELEASABLE TO EU", "say which is meant"),
        ("NATO SECRETT", "M11"),
        ("", "found nothing"),
        ("A" * 2001, "M10: expected at most 2000 characters"),
    ],
    ids=["level alone", "EU", "misspelt", "empty", "long"],
)
def test_nothing_is_guessed(concord: Run, text: str, said: str) -> None:
    ran = concord("marking", "parse", text)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_a_known_mistake_is_understood_with_a_note(concord: Run) -> None:
    ran = concord("marking", "parse", "NATO TOP SECRET")
    assert (ran.status, ran.out.splitlines()[0]) == (0, "NATO exercise policy: TOP SECRET")
    assert "expected `COSMIC TOP SECRET`" in ran.err


def test_a_label_of_a_policy_that_is_not_loaded_asks_for_it(concord: Run, label: Path, standards: Path) -> None:
    policy = standards / "xml-spif" / "samples" / "nato-v88.spif.xml"
    ran = concord("marking", "render", label, "--policy", policy)
    assert ran.status == 2
    assert "expected a policy that is loaded, found `NATO exercise policy`" in ran.err


def test_a_policy_without_a_profile_cannot_print(concord: Run, standards: Path) -> None:
    samples = standards / "xml-spif" / "samples"
    label = standards / "nato-labels" / "samples" / "docx_NR_a53cb023.docx.bdo.xml"
    ran = concord("marking", "render", label, "--policy", samples / "nato-2006-example.spif.xml")
    assert ran.status == 2
    assert "expected a profile for `NATO` edition 3, found none" in ran.err
