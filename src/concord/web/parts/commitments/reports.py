"""Status reports as a list, all of it by their declaration.

Source: docs/spec/site.md W51.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.utils.formats import date_format

from concord.commitments.kinds import STATUS_REPORT, WORDS
from concord.desk import Edition, Field
from concord.web.lists import listed
from concord.web.marked import marked, of
from concord.web.pages.seating import seated
from concord.web.parts.commitments.words import titled
from concord.web.parts.declared import conditions, filters, told
from concord.web.seats import SeatedRequest
from concord.web.tongue import word

COLUMNS = ("day", "entity", "status", "cause", "review")


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """A page of the reports of which this seat has an edition."""
    desk = request.seat.desk
    where = conditions(STATUS_REPORT, request.GET)
    found = listed(request, desk, STATUS_REPORT, order="day", descending=True, where=where)
    fields = [STATUS_REPORT.field_by_name[name] for name in COLUMNS]
    points = [desk.get(str(edition.value("point") or "")) for edition in found.page.editions]
    rows = [
        (edition, point, [_cell(field, edition) for field in fields], titled(point) if point else "")
        for edition, point in zip(found.page.editions, points, strict=True)
    ]
    context = {
        "list": found,
        "rows": rows,
        "columns": [(field.name, word(field.names)) for field in fields],
        "filters": filters(STATUS_REPORT, request.GET, WORDS),
        "is_asked": bool(where),
    }
    return marked(request, "web/commitments/reports.html", context, shows=of(*found.page.editions, *points))


def _cell(field: Field, edition: Edition) -> str:
    """A value as the list shows it: days short, in the language of the page."""
    value = edition.value(field.name)
    return date_format(value, "j N Y") if isinstance(value, date) else told(field, edition, WORDS)
