"""The release check finds what must be settled before an edition goes out, and roll-ups stay safe."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from concord.cli.scene import Scene
from concord.release import Finding, Outcome, Weight, decide
from concord.release.check import dominates, dominates_from, release_check, terms
from concord.release.labels import Label, LabelSet, Mention, Succession
from concord.release.promises import Promise, check_promises
from concord.release.readers import Clearance, Reader
from concord.release.records import Form, Portion, Record
from concord.release.relations import Belongs, Not, Standing
from concord.release.rollup import rollup
from tests.release.conftest import AT


def findings(scene: Scene, seat: str) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    names = {"CY": ("Cyprus",), "NO": ("Norway",)}
    reader = scene.reader(seat, AT)
    for finding in release_check(scene.record, reader, rulebook=scene.book.rulebook, at=AT, names=names):
        found.setdefault(finding.rule, []).append(finding)
    return found


def label(scene: Scene, text: str) -> Label:
    return scene.book.read_marking(text, AT)


def test_terms_are_names_numbers_and_codes() -> None:
    text = "On D+9 the Corvane lay off Saint Orrin, 41 % laden, with NATO"
    assert {"Corvane", "Saint", "Orrin", "41", "NATO"} <= terms(text)
    assert terms("Traffic resumed. Insurers waited.") == frozenset()


def test_the_demo_holds_one_finding_of_each_kind_for_the_partner(scene: Scene) -> None:
    found = findings(scene, "FR/EU")
    assert {"R110", "R112"} <= set(found)
    assert all(finding.weight is Weight.BLOCK for finding in found["R112"])
    assert all(finding.weight is Weight.REASON for finding in found["R110"])


def test_a_label_below_its_source_blocks_unless_sanitising_is_recorded(scene: Scene) -> None:
    blocked = {finding.place for finding in findings(scene, "FR/EU").get("R113", ())}
    unrecorded = {p.id for p in scene.record.portions if p.derived_from and p.sanitised_by is None}
    assert blocked <= unrecorded
    assert findings(scene, "UA").get("R113") or blocked or unrecorded


def test_a_party_is_named_to_others_only_with_a_note(scene: Scene) -> None:
    found = findings(scene, "FR/NATO")
    assert all(finding.weight is Weight.NOTE for finding in found.get("R115", ()))


@pytest.mark.parametrize(
    ("higher", "lower", "holds"),
    [
        ("NATO SECRET", "NATO RESTRICTED", True),
        ("NATO RESTRICTED", "NATO SECRET", False),
        ("NATO RESTRICTED", "NATO RESTRICTED RELEASABLE TO EU Council", True),
        ("NATO RESTRICTED RELEASABLE TO EU Council", "NATO RESTRICTED", False),
        ("RESTREINT UE/EU RESTRICTED", "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO", True),
        ("RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO", "RESTREINT UE/EU RESTRICTED", False),
        ("NATO SECRET", "RESTREINT UE/EU RESTRICTED", False),
    ],
)
def test_a_label_dominates_another_only_if_it_narrows(scene: Scene, higher: str, lower: str, holds: bool) -> None:
    first, second = LabelSet(label(scene, higher)), LabelSet(label(scene, lower))
    assert dominates(first, second, scene.book.rulebook, AT) is holds


def test_a_label_that_will_give_way_to_a_lower_one_does_not_dominate(scene: Scene) -> None:
    secret, low = label(scene, "NATO SECRET"), label(scene, "NATO RESTRICTED")
    later = AT + timedelta(days=365)
    lowered = LabelSet(replace(secret, succession=Succession(later, low)))
    book = scene.book.rulebook
    asked = [(lowered, LabelSet(secret)), (LabelSet(secret), lowered), (lowered, lowered)]
    assert [dominates_from(first, second, book, AT) for first, second in asked] == [False, True, True]
    assert [dominates(first, second, book, AT) for first, second in asked] == [True, True, True]
    assert not dominates_from(LabelSet(low), lowered, book, AT)
    assert dominates_from(LabelSet(low), lowered, book, later)


def test_a_label_that_drops_a_mention_does_not_dominate(scene: Scene) -> None:
    plain = LabelSet(label(scene, "SECRET UE/EU SECRET"))
    naming = replace(plain, refers_to=(Mention("NATO", "CONFIDENTIAL", AT, frozenset({"EU Council"})),))
    assert not dominates(plain, naming, scene.book.rulebook, AT)
    assert dominates(naming, plain, scene.book.rulebook, AT)


def test_whoever_reads_the_roll_up_reads_every_part(scene: Scene) -> None:
    texts = (
        "NATO RESTRICTED RELEASABLE TO EU Council, SWE",
        "NATO CONFIDENTIAL RELEASABLE TO EU Council",
        "NATO SECRET",
    )
    parts = tuple(label(scene, text) for text in texts)
    for chosen in (parts[:2], parts[1:], parts):
        rolled = rollup(chosen, rulebook=scene.book.rulebook, at=AT).label
        assert rolled is not None
        for reader in scene.readers(AT):
            whole = decide(LabelSet(rolled), reader=reader, rulebook=scene.book.rulebook, at=AT)
            each = [decide(LabelSet(p), reader=reader, rulebook=scene.book.rulebook, at=AT).outcome for p in chosen]
            assert whole.outcome is not Outcome.RELEASED or set(each) == {Outcome.RELEASED}


def test_labels_of_two_policies_do_not_roll_up(scene: Scene) -> None:
    parts = (label(scene, "NATO RESTRICTED"), label(scene, "RESTREINT UE/EU RESTRICTED"))
    rolled = rollup(parts, rulebook=scene.book.rulebook, at=AT)
    assert rolled.label is None
    assert "policies" in rolled.reason


def test_a_promise_the_rulebook_breaks_is_found_and_one_it_keeps_is_kept(scene: Scene) -> None:
    members = Belongs("NATO", frozenset({Standing.MEMBER}))
    kept = Promise(
        "kept", "", "NATO exercise policy", ("SECRET",), Not(members), through="NATO", without=("@released",)
    )
    broken = Promise("broken", "", "NATO exercise policy", ("SECRET",), members, through="NATO")
    checked = check_promises(
        (kept, broken),
        parties=(("FR", "NATO"), ("FI", "NATO"), ("CY", "NATO")),
        rulebook=scene.book.rulebook,
        since=AT,
        until=AT + timedelta(days=3650),
    )
    assert checked[0].tried > 100
    assert checked[0].broken == ()
    assert checked[1].broken


def test_a_portion_whose_label_will_fall_below_its_sources_is_found(scene: Scene) -> None:
    secret = label(scene, "NATO SECRET")
    lowered = replace(secret, succession=Succession(AT + timedelta(days=365), label(scene, "NATO RESTRICTED")))
    source = Portion("source", "1", Form.PARAGRAPH, ("A tug.",), LabelSet(secret))
    drawn = Portion("drawn", "2", Form.PARAGRAPH, ("It.",), LabelSet(lowered), derived_from=("source",))
    record = Record("r", "NATO", AT.date(), None, (source, drawn))
    reader = Reader("a", "US", "NATO", clearances=(Clearance("NATO", frozenset({"NATO SECRET", "NATO RESTRICTED"})),))
    found = release_check(record, reader, rulebook=scene.book.rulebook, at=AT)
    assert [(finding.rule, finding.place) for finding in found] == [("R113", "drawn")]
