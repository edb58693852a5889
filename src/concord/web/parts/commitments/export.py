"""The register as a table: the points that the address asks for.

Source: docs/spec/site.md W53, W54.
"""

from __future__ import annotations

from django.http import HttpResponse

from concord.commitments.kinds import ACTION_POINT, WORDS
from concord.web.pages.seating import seated
from concord.web.parts.commitments.listing import ordered
from concord.web.parts.commitments.register import asked, found, lines_of
from concord.web.parts.export import MEDIA_TYPE, sent, table
from concord.web.seats import SeatedRequest


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """A row for each point."""
    desk = request.seat.desk
    wish = asked(request, desk)
    asked_for, _ = found(desk, lines_of(desk, wish.day), wish)
    kept = ordered(asked_for, request.GET.get("order", ""))
    points = (line.point.edition for line in kept)
    return sent(table(request, ACTION_POINT, points, WORDS), "action-points.csv", MEDIA_TYPE)
