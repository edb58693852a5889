"""`concord rulebook`: what is in force, what it promises, what a change would open."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from concord.cli.books import make_book, shipped_book
from concord.cli.rulebook import compare, report_kept, seats_of
from concord.facts.promised import promises
from concord.release.labels import LabelSet
from concord.release.matrix import matrix
from concord.release.promises import Kept, all_labels, check_promises, cleared
from concord.release.whatif import may_differ
from tests.cli.running import Run

DAY = datetime(2017, 5, 15, tzinfo=UTC)
SAID = ("--source", "a framework document", "--role", "security officer", "--on", "2026-11-22")


def kept(*broken: str) -> tuple[Kept, ...]:
    """How two shipped promises hold for three seats in one year, the second broken as told."""
    found = check_promises(
        promises()[:2],
        parties=[("CY", "EU"), ("FR", "NATO"), ("XK", "XK")],
        rulebook=shipped_book().rulebook,
        since=datetime(2017, 1, 1, tzinfo=UTC),
        until=datetime(2018, 1, 1, tzinfo=UTC),
    )
    return found[0], Kept(found[1].promise, found[1].tried, broken)


def test_show_lists_policies_with_their_profiles_and_the_digest(concord: Run) -> None:
    ran = concord("rulebook", "show")
    assert (ran.status, ran.err) == (0, "")
    assert shipped_book().rulebook.digest in ran.out
    assert "EU exercise policy" in ran.out


def test_show_reports_what_was_found_in_a_policy_file(concord: Run, standards: Path) -> None:
    policy = standards / "xml-spif" / "samples" / "nato-v88.spif.xml"
    ran = concord("rulebook", "show", "--policy", policy)
    assert "spif.alternatives" in ran.err
    found = concord("rulebook", "show", "--policy", policy, "--json").json
    assert "NATO" in {each["name"] for each in found["policies"]}
    assert "spif.alternatives" in {finding["rule"] for finding in found["findings"]}


def test_show_reports_the_operators_facts(concord: Run) -> None:
    concord("facts", "confirm", "EU-NO", *SAID)
    ran = concord("rulebook", "show")
    assert "note: entry 1: EU-NO: existence: FA97" in ran.err


def test_show_refuses_a_policy_that_cannot_be_read(concord: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_text("<a/>")
    ran = concord("rulebook", "show", "--policy", bad)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"{bad}: line 1, /a: spif.root: expected `SPIF`")


def test_promises_that_hold_are_a_table_with_the_combinations_tried(capsys: pytest.CaptureFixture[str]) -> None:
    status = report_kept(kept(), as_json=False)
    out = capsys.readouterr().out
    tried = sum(entry.tried for entry in kept())
    assert status == 0
    assert f"{tried:,} combinations of seat, label and date; all kept" in out
    assert "BROKEN" not in out


def test_a_broken_promise_is_named_and_is_status_3(capsys: pytest.CaptureFixture[str]) -> None:
    status = report_kept(kept("CY/EU at 2017-05-15: NATO SECRET"), as_json=False)
    out = capsys.readouterr().out
    assert status == 3
    assert "BROKEN" in out
    assert ": CY/EU at 2017-05-15: NATO SECRET" in out


def test_promises_as_json_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    report_kept(kept("CY/EU"), as_json=True)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert '"failed":1' in lines[1]
    assert '"tried":' in lines[0]


def test_every_way_of_reading_is_among_the_seats_that_are_checked() -> None:
    assert {("CY", "EU"), ("CY", "NATO"), ("CY", "CY"), ("GSC", "EU"), ("SHAPE", "NATO")} <= set(
        seats_of(shipped_book())
    )


def test_a_comparison_shows_what_other_facts_would_open(concord: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    concord("facts", "correct", "EU-NO", "until", "2016-01-01", *SAID, "--overlay", other)
    parties = [("NO", "NATO"), ("DK", "NATO")]
    moved = compare(shipped_book(), make_book(overlay=str(other)), parties=parties, at=DAY)
    assert {square["seat"] for square in moved} == {"NO/NATO"}
    assert ("needs a decision", "releasable on decision") in {(square["from"], square["to"]) for square in moved}


def test_a_comparison_asks_only_seats_whose_facts_differ_and_misses_none(concord: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    for fact, field, value in (("EU-NO", "until", "2016-01-01"), ("MT-PfP-2008", "since", "2018-04-04")):
        concord("facts", "correct", fact, field, value, *SAID, "--overlay", other)
    one, two = shipped_book().rulebook, make_book(overlay=str(other)).rulebook
    readers = [cleared(party, through, one) for party, through in seats_of(shipped_book())]
    asked = {r.id for r in readers if may_differ("NATO exercise policy", r, one, two, DAY)}
    assert asked == {"NO/EU", "NO/NATO", "NO/NO", "MT/EU", "MT/NATO", "MT/MT"}
    label_sets = [LabelSet(label) for label in all_labels("NATO exercise policy", one, DAY)][::5]
    unasked = [reader for reader in readers if reader.id not in asked]
    was, now = (matrix(label_sets, unasked, rulebook=book, at=DAY) for book in (one, two))
    assert was.squares == now.squares


def test_a_book_differs_in_nothing_from_itself() -> None:
    assert compare(shipped_book(), shipped_book(), parties=[("NO", "NATO")], at=DAY) == []


def test_diff_needs_an_overlay_that_can_be_read(concord: Run, tmp_path: Path) -> None:
    ran = concord("rulebook", "diff", "--with", tmp_path / "none.toml")
    assert (ran.status, ran.out) == (2, "")
    assert "none.toml: expected a file that can be read" in ran.err
