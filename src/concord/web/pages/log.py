"""The release log, as far as it concerns what this seat may read.

Source: docs/spec/site.md W13, W102.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from concord.desk import Act
from concord.desk.errors import HandleError
from concord.desk.log import LogQuery
from concord.web.pages.seating import seated
from concord.web.seats import SeatedRequest

A_PAGE = 50
ACTS = {
    "admit": gettext_lazy("admitted"),
    "approve": gettext_lazy("approved"),
    "edit": gettext_lazy("changed"),
    "erase": gettext_lazy("erased a person"),
    "file": gettext_lazy("filed"),
    "hand over": gettext_lazy("handed over"),
    "propose": gettext_lazy("proposed"),
    "purge": gettext_lazy("removed for good"),
    "refuse": gettext_lazy("refused"),
    "withdraw": gettext_lazy("withdrawn"),
}
"""What was done, in words; another act is shown by its name (W102)."""


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """Who did what, newest first."""
    desk = request.seat.desk
    if not desk.may(Act.AUDIT):
        return render(request, "web/log.html", {"may": False})
    asked = LogQuery(request.GET.get("record", "").strip(), request.GET.get("of", "").strip())
    cursor = request.GET.get("after", "")
    try:
        page = desk.log(asked, limit=A_PAGE, cursor=cursor)
    except HandleError:
        page = desk.log(asked, limit=A_PAGE)
    rows = [(entry, ACTS.get(entry.act, entry.act)) for entry in page.entries]
    found = {"may": True, "page": page, "rows": rows, "asked": asked, "is_first": not cursor}
    return render(request, "web/log.html", found)
