"""The release log, as far as it concerns what this seat may read.

Source: docs/spec/site.md W13.
"""

from __future__ import annotations

from django.http import HttpResponse

from concord.desk import Act
from concord.desk.errors import HandleError
from concord.desk.log import LogQuery
from concord.web.marked import NOTHING, marked
from concord.web.pages.seating import seated
from concord.web.seats import SeatedRequest

A_PAGE = 50


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """Who did what, newest first."""
    desk = request.seat.desk
    if not desk.may(Act.AUDIT):
        return marked(request, "web/log.html", {"may": False}, shows=NOTHING)
    asked = LogQuery(request.GET.get("record", "").strip(), request.GET.get("of", "").strip())
    cursor = request.GET.get("after", "")
    try:
        page = desk.log(asked, limit=A_PAGE, cursor=cursor)
    except HandleError:
        page = desk.log(asked, limit=A_PAGE)
    return marked(
        request, "web/log.html", {"may": True, "page": page, "asked": asked, "is_first": not cursor}, shows=NOTHING
    )
