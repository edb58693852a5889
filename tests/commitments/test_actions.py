"""Reports, notes and designations as they are typed (C30-C34)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from concord.commitments.actions import TypedReport, corrected, designated, noted, reported, typed_of
from concord.desk import ConflictError, Edition, Query
from concord.desk.records import Draft, NewPortion
from concord.formats.marking import Markings
from concord.release.errors import MalformedError
from concord.release.labels import Label
from tests.cast import ADA, BEN, NOON, book, label_set
from tests.commitments.office import OF_NATO, OWN, STAFF, TODAY, Office, read

FULL: Any = {
    "next_step": "Agree the arrangement.",
    "cause": "clearance",
    "decision": "Name an officer.",
    "account": "Two meetings.",
    "review": "2017-12-05",
}


def write(label: Label) -> str:
    return Markings(book()).write(label)


def seen(office: Office, record: str) -> Edition:
    found = office.desk().get(record)
    assert found is not None
    return found


def retyped(office: Office, record: str, **changed: Any) -> None:
    """Open a report, type over it, and file what differs."""
    edition = seen(office, record)
    typed = replace(typed_of(edition, write), **changed)
    point = seen(office, str(edition.value("point")))
    desk = office.desk()
    desk.edit(corrected(f"edit {office.minutes}", edition, point, typed, (read, write, desk.moment.at)))


def test_a_report_is_typed_and_opens_as_it_was_typed(office: Office) -> None:
    record = office.report("1.2", "EEAS", "2017-06-14", "limited", **FULL, block_marking=OWN)
    typed = TypedReport("EEAS", "2017-06-14", "limited", STAFF, block_marking=OWN, **FULL)
    assert typed_of(seen(office, record), write) == typed


def test_every_fault_is_told_at_once(office: Office) -> None:
    typed = TypedReport("EEAS", "2030-01-01", "complete", "NOWHERE SECRET", block_marking="CONFIDENTIEL", cause="legal")
    with pytest.raises(MalformedError) as caught:
        reported("one", office.point("8.4"), typed, read, NOON)
    assert [each.rule for each in caught.value.findings][:2] == ["C4", "C3"]
    assert {each.place for each in caught.value.findings} == {
        *("status", "as of", "label of the report", "label of what it is blocked by"),
    }


@pytest.mark.parametrize(
    ("number", "status"), [("8.4", "complete"), ("1.2", "on-cycle"), ("1.3", "complete"), ("8.4", "substantial")]
)
def test_a_status_that_does_not_fit_is_not_filed(office: Office, number: str, status: str) -> None:
    with pytest.raises(MalformedError, match="C4"):
        office.report(number, "EEAS", "2017-06-14", status)
    assert office.reports() == []


def test_a_correction_changes_what_was_typed_differently(office: Office) -> None:
    record = office.report("1.2", "EEAS", "2017-06-14", "limited", **FULL, block_marking=OWN)
    retyped(office, record, status="substantial", account="Three meetings.", decision="")
    now = typed_of(seen(office, record), write)
    assert now == TypedReport(
        "EEAS",
        "2017-06-14",
        "substantial",
        STAFF,
        block_marking=OWN,
        **{**FULL, "account": "Three meetings.", "decision": ""},
    )


def test_a_correction_that_changes_nothing_is_empty(office: Office) -> None:
    edition = seen(office, office.report("1.2", "EEAS", "2017-06-14", "limited", **FULL, block_marking=OWN))
    made = corrected("e", edition, office.point("1.2"), typed_of(edition, write), (read, write, TODAY))
    assert (made.puts, made.adds, made.removes) == ((), (), ())


def test_a_narrower_label_goes_to_all_that_had_the_old_one(office: Office) -> None:
    record = office.report("1.2", "EEAS", "2017-06-14", "limited", next_step="Meet.")
    retyped(office, record, marking=OWN)
    assert office.desk(BEN).get(record) is None


def test_a_part_that_is_labelled_apart_keeps_its_label(office: Office) -> None:
    """The label of the head is not written over what is labelled narrower."""
    head = {"point": office.point("1.2").id, "entity": "EEAS", "day": "2017-06-14", "status": "limited"}
    step = NewPortion("next", "next", {"next-step": "Meet."}, label_set(OWN))
    record = office.desk().file(
        Draft("one", "status-report", (NewPortion("head", "head", head), step), label_set(STAFF))
    )
    retyped(office, record.record, status="substantial", next_step="Meet again.")
    theirs = office.desk(BEN).get(record.record)
    assert theirs is not None
    assert (theirs.value("status"), theirs.value("next-step")) == ("substantial", None)


def test_a_writer_cannot_fill_what_is_not_released_to_them(office: Office) -> None:
    record = office.report("1.2", "EEAS", "2017-06-14", "limited", cause="legal", block_marking=OWN)
    desk = office.desk(BEN)
    edition = desk.get(record)
    assert edition is not None
    typed = replace(typed_of(edition, write), cause="political")
    with pytest.raises(MalformedError, match="C32"):
        corrected("e", edition, office.point("1.2"), typed, (read, write, TODAY))


def test_a_report_that_changed_since_is_not_overwritten(office: Office) -> None:
    record = office.report("1.2", "EEAS", "2017-06-14", "limited")
    opened = seen(office, record)
    retyped(office, record, status="substantial")
    late = corrected("late", opened, None, replace(typed_of(opened, write), status="no-evidence"), (read, write, TODAY))
    with pytest.raises(ConflictError):
        office.desk().edit(late)
    assert seen(office, record).value("status") == "substantial"


def test_a_second_report_takes_the_place_of_none(office: Office) -> None:
    for status in ("limited", "substantial"):
        office.report("1.2", "EEAS", "2017-06-14", status)
    assert len(office.line("1.2").views[0].reports) == 2


def test_a_note_of_one_house_leaves_nothing_to_the_other(office: Office) -> None:
    """T8 at the desk, and mirrored; the point itself is as it was."""
    before = office.point("1.2").digest
    for who, marking, word in [(BEN, OF_NATO, "canarynato"), (ADA, OWN, "canaryeu")]:
        note = noted(f"note {who.id}", office.point("1.2", who), f"A note. {word}", marking, read, TODAY)
        office.desk(who).file(note)
    for who, own, other in [(BEN, "canarynato", "canaryeu"), (ADA, "canaryeu", "canarynato")]:
        assert [len(office.desk(who).search(word).editions) for word in (own, other)] == [1, 0]
        assert office.desk(who).count(Query("point-note")).count == 1
        assert office.point("1.2", who).digest == before


def test_a_note_with_a_marking_that_cannot_be_read_is_not_filed(office: Office) -> None:
    with pytest.raises(MalformedError, match="label of the note"):
        noted("one", office.point("1.2"), "A note.", "NOWHERE", read, TODAY)


def test_a_post_is_designated_and_taken_back(office: Office) -> None:
    participation = next(p.portion for p in office.line("1.2").point.participations if p.entity == "EEAS")
    for post, without in [("a post", ("NATO",)), ("", ("EEAS", "NATO"))]:
        office.desk().edit(designated(f"post {post}", office.point("1.2"), participation, post))
        assert office.line("1.2").without_post == without
    with pytest.raises(MalformedError, match="C34"):
        designated("other", office.point("1.2"), "none", "a post")
