"""One action point with all views side by side; one status report; one note.

Source: docs/spec/site.md W55.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse

from concord.commitments.kinds import KINDS, POINT_NOTE, STATUS_REPORT
from concord.commitments.rules import Line, Point, View, fits, register, report_of
from concord.desk import Act, Condition, Desk, Edition, Op, Query
from concord.desk.paging import every
from concord.facts import Progress, progress
from concord.web.lists import is_exercise, title_of
from concord.web.marked import Shows, marked, of
from concord.web.pages.seating import seated
from concord.web.parts.commitments.register import REPORTS
from concord.web.parts.commitments.words import titled
from concord.web.seats import SeatedRequest


@dataclass(frozen=True)
class Side:
    """One body's view as the page shows it: its report in force, and what stands beside it.

    `post` is the record of the designated post and its title, None where none is designated or none is released.
    """

    view: View
    post: tuple[str, str] | None
    cycles: tuple[int, int] | None
    has_fitting_status: bool
    may_edit: bool


@seated
def show(request: SeatedRequest, record: str) -> HttpResponse:
    """The page of a point, of a report or of a note."""
    desk = request.seat.desk
    edition = edition_of(desk, record)
    if edition.kind == STATUS_REPORT.name:
        return _report(request, edition)
    if edition.kind == POINT_NOTE.name:
        return _note(request, edition)
    line, notes = line_of(desk, edition), list(every(desk, _on(edition, POINT_NOTE.name)))
    context = {
        "edition": edition,
        "line": line,
        "notes": [portion for note in notes for portion in note.portions],
        "title": titled(edition),
        "sides": [_side(desk, line, view) for view in line.views],
        "told": _told(line.point, desk.moment.at.date()),
        "may_file": desk.may(Act.FILE),
        "may_edit": desk.may(Act.EDIT, edition),
    }
    return marked(request, "web/commitments/show.html", context, shows=_shows(desk, line, notes))


def edition_of(desk: Desk, record: str, *kinds: str) -> Edition:
    """The edition of a record of this part, of some kinds if any are named; or the page for what is not there."""
    edition = desk.get(record)
    if edition is None or edition.kind not in (kinds or [kind.name for kind in KINDS]):
        raise Http404
    return edition


def line_of(desk: Desk, point: Edition) -> Line:
    """A point with the views of today."""
    today = desk.moment.at.date()
    reports = every(desk, _on(point, REPORTS))
    found = register((point,), reports, max(today, Point(point).since or today))
    return found[0]


def _on(point: Edition, kind: str) -> Query:
    """The records of a kind that are on a point."""
    return Query(kind, (Condition("point", Op.EQUAL, (point.id,)),))


def _note(request: SeatedRequest, edition: Edition) -> HttpResponse:
    desk = request.seat.desk
    point = desk.get(str(edition.value("point") or ""))
    context = {
        "edition": edition,
        "point": (point.id, titled(point)) if point else None,
        "notes": edition.portions,
    }
    return marked(request, "web/commitments/note.html", context, shows=of(edition, point))


def _report(request: SeatedRequest, edition: Edition) -> HttpResponse:
    desk, report = request.seat.desk, report_of(edition)
    point = desk.get(report.point) if report else None
    context = {
        "edition": edition,
        "report": report,
        "title": titled(edition),
        "point": (point.id, titled(point)) if point else None,
        "accounts": [portion for portion in edition.portions if "account" in portion.by_field],
        "may_edit": desk.may(Act.EDIT, edition),
        "history": desk.history(edition.id),
    }
    return marked(request, "web/commitments/report.html", context, shows=of(edition, point))


def _side(desk: Desk, line: Line, view: View) -> Side:
    report = view.report
    year = report.day.year if report else desk.moment.at.year
    return Side(
        view,
        post_of(desk, view),
        view.cycles(year, line.point.cycles) if line.point.type == "recurring" and report else None,
        report is None or fits(report.status, line.point.type),
        report is not None and desk.may(Act.EDIT, report.edition),
    )


def post_of(desk: Desk, view: View) -> tuple[str, str] | None:
    """The record and title of the post that is designated for a view, if it is released."""
    named = view.participation.post if view.participation else ""
    post = desk.get(named) if named else None
    return (post.id, title_of(post) or post.id) if post is not None and post.kind == "post" else None


def _told(point: Point, day: date) -> list[Progress]:
    """What public reports said of a point, newest first."""
    return [fact for fact in reversed(progress()) if point.number in fact.points and fact.day <= day]


def _shows(desk: Desk, line: Line, notes: list[Edition]) -> Shows:
    """The point, its notes, all reports on it, and the posts that are named."""
    reports = (report.edition for view in line.views for report in view.reports)
    posts = (desk.get(post[0]) for view in line.views if (post := post_of(desk, view)))
    editions = [line.point.edition, *notes, *reports, *(post for post in posts if post is not None)]
    sets = (portion.label_set for edition in editions for portion in edition.portions if portion.values)
    return Shows(tuple(dict.fromkeys(sets)), is_exercise(*editions))
