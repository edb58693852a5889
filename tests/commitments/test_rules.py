"""The register: every point once, views side by side, as of a day (C4, C10-C16)."""

from __future__ import annotations

from collections import Counter

import pytest

from concord.commitments.kinds import STATUSES
from concord.commitments.rules import DIFFER, NO_REPORT, Wanted, entities, fits, selected, tally
from concord.desk import Condition, Op, Query
from concord.desk.records import Draft, NewPortion
from tests.cast import ADA, BEN, CLEO, label_set
from tests.commitments.office import OF_NATO, OWN, STAFF, Office


def test_the_register_holds_42_points_from_their_day_on(office: Office) -> None:
    """T1, as far as the texts of 2016 go."""
    assert len(office.register("2016-12-05")) == 0
    lines = office.register("2017-06-14")
    assert [line.point.number for line in lines][8:11] == ["1.9", "1.10", "2.1"]
    assert len(lines) == 42
    assert all(line.has_lead for line in lines)


def test_bodies_without_a_designated_post_are_named(office: Office) -> None:
    assert office.line("1.2").without_post == ("EEAS", "NATO")


def test_loading_again_changes_nothing(office: Office) -> None:
    before = {each.id: each.digest for each in office.points()}
    office.load()
    assert {each.id: each.digest for each in office.points()} == before


def test_what_was_not_read_in_a_source_is_provisional(office: Office) -> None:
    assert Counter(line.point.is_provisional for line in office.register()) == {True: 23, False: 19}


def test_cleo_sees_no_register(office: Office) -> None:
    office.report("1.2", "EEAS", "2017-06-14", "substantial")
    assert office.register(reader=CLEO) == ()


def test_a_point_is_counted_once_however_many_bodies_report(office: Office) -> None:
    """T3: four bodies, one point."""
    for entity in ("EEAS", "COM", "GSC", "NATO"):
        office.report("1.6", entity, "2017-06-14", "substantial")
    counted = tally(office.register())
    assert counted["1"] == {"substantial": 1, NO_REPORT: 9}
    assert sum(sum(each.values()) for each in counted.values()) == 42


def test_views_that_differ_are_both_shown_and_never_averaged(office: Office) -> None:
    """T7."""
    office.report("1.10", "COM", "2017-06-14", "complete")
    office.report("1.10", "NATO", "2017-06-14", "limited")
    line = office.line("1.10")
    assert {view.entity: view.status for view in line.views} == {"COM": "complete", "EEAS": "", "NATO": "limited"}
    assert (line.do_views_differ, line.counted) == (True, DIFFER)
    assert tally(office.register())["1"] == {DIFFER: 1, NO_REPORT: 9}


def test_views_differ_only_for_those_who_see_both(office: Office) -> None:
    office.report("1.10", "COM", "2017-06-14", "complete")
    office.report("1.10", "NATO", "2017-06-14", "limited", by=BEN, marking=OF_NATO)
    assert {who.id: office.line("1.10", reader=who).counted for who in (ADA, BEN)} == {
        "ada": "complete",
        "ben": DIFFER,
    }


def test_the_report_in_force_is_the_latest_of_the_day_or_before(office: Office) -> None:
    for day, status in [("2017-06-14", "limited"), ("2018-06-08", "substantial"), ("2017-11-29", "not-started")]:
        office.report("1.2", "EEAS", day, status)
    seen = {day: office.line("1.2", day).counted for day in ("2017-06-13", "2017-06-14", "2018-06-07", "2018-06-08")}
    assert list(seen.values()) == [NO_REPORT, "limited", "not-started", "substantial"]
    assert [each.status for each in office.line("1.2").views[0].reports] == ["substantial", "not-started", "limited"]


def test_cycles_are_told_as_so_many_of_so_many(office: Office) -> None:
    """T5: four cycles a year, one missed."""
    for day, status in [("03-01", "on-cycle"), ("06-01", "on-cycle"), ("09-01", "missed-cycle"), ("12-01", "on-cycle")]:
        office.report("8.4", "EEAS", f"2017-{day}", status)
    view = office.line("8.4", "2017-12-31").view("EEAS")
    assert view is not None
    assert view.cycles(2017, None) == (3, 4)
    assert view.cycles(2017, 2) == (3, 2)
    assert view.cycles(2016, 2) == (0, 2)


@pytest.mark.parametrize("kind", ["recurring", "continuous"])
def test_what_goes_on_never_becomes_complete(kind: str) -> None:
    """T5."""
    assert not fits("complete", kind)
    assert fits("complete", "one-off")
    assert {status for status in STATUSES if fits(status, "recurring")} == {"on-cycle", "missed-cycle", "no-evidence"}


def test_the_register_is_looked_through_by_area_body_status_and_whether_it_is_blocked(office: Office) -> None:
    office.report("1.2", "EEAS", "2017-06-14", "limited", cause="clearance")
    office.report("1.2", "NATO", "2017-06-14", "substantial")
    office.report("3.1", "EDA", "2017-06-14", "substantial")
    lines = office.register()

    def numbers(**wanted: object) -> list[str]:
        return [line.point.number for line in selected(lines, Wanted(**wanted))]  # type: ignore[arg-type]

    assert numbers(area="3") == ["3.1", "3.2", "3.3", "3.4"]
    assert numbers(blocked=True) == ["1.2"]
    assert numbers(status="substantial") == ["1.2", "3.1"]
    assert numbers(status="substantial", entity="NATO") == ["1.2"]
    assert numbers(entity="NATO", blocked=True) == []
    assert numbers(status=DIFFER) == ["1.2"]
    assert len(numbers(status=NO_REPORT, entity="EDA")) == sum(bool(line.view("EDA")) for line in lines) - 1
    assert len(numbers(entity="GSC")) == 5


def test_the_bodies_of_the_register_are_those_that_take_part(office: Office) -> None:
    assert entities(office.register()) == ("NATO", "EEAS", "COM", "EDA", "GSC")


def test_what_is_blocked_can_be_withheld_apart(office: Office) -> None:
    office.report("1.2", "EEAS", "2017-06-14", "limited", cause="political", block_marking=OWN)
    assert {who.id: len(office.line("1.2", reader=who).blocked) for who in (ADA, BEN)} == {"ada": 1, "ben": 0}
    asked = Query("status-report", (Condition("blocked", Op.EQUAL, (True,)),))
    assert [len(office.desk(who).find(asked).editions) for who in (ADA, BEN)] == [1, 0]


def test_a_point_whose_head_is_withheld_stands_last_without_a_number(office: Office) -> None:
    part = NewPortion("part", "participation", {"entity": "EDA", "role": "lead"}, label_set(STAFF))
    values = {
        "number": "9.1",
        "order": 1,
        "area": "1",
        "type": "one-off",
        "since": "2016-12-06",
        "confidence": "sourced",
    }
    head = NewPortion("head", "head", values, label_set(OWN))
    office.desk().file(Draft("apart", "action-point", (head, part)))
    last = office.register(reader=BEN)[-1].point
    assert (last.number, last.area, last.type, last.order[0]) == ("", "", "", True)
    assert office.register(reader=ADA)[0].point.number == "9.1"
