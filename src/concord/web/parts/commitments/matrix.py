"""Points by bodies, a cell for each view.

Source: docs/spec/site.md W56.
"""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse

from concord.commitments.rules import entities
from concord.web.marked import marked
from concord.web.pages.seating import seated
from concord.web.parts.commitments.register import asked, found, lines_of, offered, shows
from concord.web.parts.declared import body
from concord.web.seats import SeatedRequest


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The matrix of the points that the address asks for, by area."""
    desk = request.seat.desk
    wish = asked(request, desk)
    lines = lines_of(desk, wish.day)
    columns, (kept, told) = entities(lines), found(desk, lines, wish)
    rows = [(line, [line.view(entity) for entity in columns]) for line in kept]
    groups = [(area, list(of)) for area, of in groupby(rows, key=lambda row: row[0].point.area)]
    context = {"columns": [body(entity) for entity in columns], "span": len(columns) + 1, "groups": groups}
    context["count"] = len(rows)
    whole = {**offered(lines, wish), **context}
    return marked(request, "web/commitments/matrix.html", whole, shows=shows(kept) + told)
