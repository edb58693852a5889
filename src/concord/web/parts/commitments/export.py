"""The register and the reports as tables: what the address asks for.

Source: docs/spec/site.md W53, W54, W152, W153.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.utils.translation import gettext as _

from concord.commitments.kinds import ACTION_POINT, STATUS_REPORT, WORDS
from concord.commitments.rules import NO_REPORT, Line, Point, entities
from concord.desk import Edition, Query
from concord.desk.paging import every
from concord.web.marked import Shows, of
from concord.web.pages.seating import View, seated
from concord.web.parts.commitments import words
from concord.web.parts.commitments.listing import ordered
from concord.web.parts.commitments.register import asked, found, lines_of, shows
from concord.web.parts.declared import body, conditions
from concord.web.parts.export import Column, Form, columns, table, taken, together
from concord.web.seats import SeatedRequest
from concord.web.tongue import word


def register(form: Form) -> View:
    """The page that gives the points of the register, as the list has them."""

    @seated
    def export(request: SeatedRequest) -> HttpResponse:
        desk = request.seat.desk
        wish = asked(request, desk)
        kept, told = found(desk, lines_of(desk, wish.day), wish)
        lines = ordered(kept, request.GET.get("order", ""))
        made = table(_("Common action points"), lines, _of_lines(lines), lambda line: shows((line,)), desk.moment)
        whole = replace(made, shows=together((made.shows, told)))
        return taken(whole, "action-points", form, desk.moment)

    return export


def reports(form: Form) -> View:
    """The page that gives the reports, each with the number of its point."""

    @seated
    def export(request: SeatedRequest) -> HttpResponse:
        desk = request.seat.desk
        points = {edition.id: Point(edition) for edition in every(desk, Query(ACTION_POINT.name))}
        listed = every(desk, Query(STATUS_REPORT.name, conditions(STATUS_REPORT, request.GET)))
        pairs = ((each, points.get(str(each.value("point") or ""))) for each in listed)
        made = table(_("Status reports"), pairs, _of_reports(), _shown, desk.moment)
        return taken(made, STATUS_REPORT.name, form, desk.moment)

    return export


def _of_lines(lines: tuple[Line, ...]) -> list[Column[Line]]:
    """What is declared of a point, what it is counted under, and the status that each body reports."""
    status = word(STATUS_REPORT.field_by_name["status"].names)
    own = [_of_point(each) for each in columns(ACTION_POINT, WORDS)]
    counted = Column[Line](status, lambda line: words.status(line.counted))
    return [*own, counted, *(_of_body(entity, status) for entity in entities(lines))]


def _of_point(column: Column[Edition]) -> Column[Line]:
    return Column(column.head, lambda line: column.cell(line.point.edition))


def _of_body(entity: str, status: str) -> Column[Line]:
    def told(line: Line) -> str:
        view = line.view(entity)
        return words.status(view.status or NO_REPORT) if view else ""

    return Column(f"{body(entity)}, {status}", told)


Reported = tuple[Edition, Point | None]
"""A report, and its point as far as its reader sees it."""


def _of_reports() -> list[Column[Reported]]:
    number = Column[Reported](_("Number of the action point"), lambda pair: pair[1].number if pair[1] else "")
    return [number, *map(_of_report, columns(STATUS_REPORT, WORDS))]


def _of_report(column: Column[Edition]) -> Column[Reported]:
    return Column(column.head, lambda pair: column.cell(pair[0]))


def _shown(pair: Reported) -> Shows:
    """What a row tells something of: the report, and of its point what holds the number (W113)."""
    report, point = pair
    if point is None or not point.number:
        return of(report)
    sets = tuple(each.label_set for each in point.edition.portions if "number" in each.by_field)
    return together((of(report), Shows(sets, of(point.edition).is_exercise)))
