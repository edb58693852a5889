"""One page for principals (C20-C22)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from concord.commitments.principals import OnePage
from tests.cast import ADA, BEN, CLEO
from tests.commitments.office import OF_NATO, OWN, Office


def test_the_last_review_is_the_one_that_reports_named(office: Office) -> None:
    office.report("1.2", "EEAS", "2017-03-01", "limited", review="2017-06-14")
    office.report("1.2", "EEAS", "2017-11-01", "limited", review="2017-12-05")
    seen = [office.page(day).since for day in ("2017-03-01", "2017-06-14", "2017-06-15", "2018-06-08")]
    assert seen == [None, None, date(2017, 6, 14), date(2017, 12, 5)]


def test_progress_is_told_by_area_now_and_at_the_last_review(office: Office) -> None:
    office.report("1.2", "EEAS", "2017-06-14", "limited")
    office.report("1.2", "EEAS", "2017-11-01", "substantial")
    office.report("1.1", "EEAS", "2017-06-14", "limited")
    first = office.page("2017-12-05", "2017-06-14").areas[0]
    assert (first.area, first.points) == ("1", 10)
    assert first.now == Counter({"no report": 8, "limited": 1, "substantial": 1})
    assert first.then == Counter({"no report": 8, "limited": 2})
    assert [(c.point.number, c.entity, c.was, c.now) for c in first.changes] == [
        ("1.2", "EEAS", "limited", "substantial")
    ]


def test_a_cause_counts_each_point_once(office: Office) -> None:
    """T13, counted by hand: two points, three bodies."""
    for number, entity in [("1.2", "EEAS"), ("1.2", "NATO"), ("3.1", "EDA")]:
        office.report(number, entity, "2017-06-14", "limited", cause="clearance")
    office.report("3.2", "EEAS", "2017-06-14", "limited", cause="legal")
    found = {each.cause: (each.points, len(each.said)) for each in office.page("2017-06-30").causes}
    assert found == {"legal": (1, 1), "clearance": (2, 3)}


def test_decisions_asked_and_the_next_dates(office: Office) -> None:
    office.report("1.2", "EEAS", "2017-03-01", "limited", review="2017-06-14", decision="Name an officer.")
    page = office.page("2017-05-15")
    assert [(each.point.number, each.report.decision) for each in page.decisions] == [("1.2", "Name an officer.")]
    told = [(each.day.isoformat(), each.is_deadline, [point.number for point in each.points]) for each in page.dates]
    assert told == [
        ("2017-05-31", True, ["1.2"]),
        ("2017-06-14", False, ["1.2"]),
        ("2017-06-30", True, ["1.10", "2.2", "8.4"]),
    ]


def test_a_page_is_of_the_editions_of_its_reader(office: Office) -> None:
    office.report("1.2", "NATO", "2017-06-14", "limited", by=BEN, marking=OF_NATO, cause="political", decision="Ask.")
    pages = {who.id: office.page("2017-06-30", reader=who) for who in (ADA, BEN, CLEO)}
    assert [(len(page.causes), len(page.decisions)) for page in pages.values()] == [(0, 0), (1, 1), (0, 0)]
    assert pages["cleo"].areas == ()
    assert pages["cleo"].label_sets == ()
    assert len(pages["ben"].label_sets) > len(pages["ada"].label_sets) == 42


def levels(page: OnePage) -> set[str]:
    """The levels of the labels that mark a page."""
    return {each.originator.level for each in page.label_sets if each.originator}


def test_the_page_is_marked_by_the_reports_that_were_in_force_at_the_last_review(office: Office) -> None:
    """What a body said then is told as what it was."""
    office.report("1.2", "EEAS", "2017-03-01", "limited", marking=OWN)
    office.report("1.2", "EEAS", "2017-11-01", "substantial")
    page = office.page("2017-12-05", "2017-06-14")
    assert [(change.was, change.now) for change in page.areas[0].changes] == [("limited", "substantial")]
    assert OWN in levels(page)


def test_the_page_is_marked_by_the_report_that_named_the_last_review(office: Office) -> None:
    office.report("1.2", "EEAS", "2017-03-01", "limited", marking=OWN, review="2017-06-14")
    office.report("1.2", "EEAS", "2017-06-01", "limited")
    page = office.page("2017-12-05")
    assert page.since == date(2017, 6, 14)
    assert OWN in levels(page)
