"""Words, looked for in the records of all parts.

Source: docs/spec/site.md W52.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from concord.desk import Desk
from concord.desk.errors import HandleError
from concord.desk.reading import Page
from concord.desk.words import words_of
from concord.web.lists import A_PAGE
from concord.web.pages.seating import seated
from concord.web.parts.declared import word
from concord.web.parts.installed import PARTS, address_of, titled
from concord.web.seats import SeatedRequest

KINDS = {kind.name: kind for part in PARTS for kind in part.kinds}


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The records that hold all the words, newest first."""
    text, cursor = request.GET.get("q", "").strip(), request.GET.get("after", "")
    context = {"q": text, "is_first": not cursor}
    if words_of(text):
        page = _page(request.seat.desk, text, cursor)
        rows = [(each, address_of(each), word(KINDS[each.kind].names), titled(each)) for each in page.editions]
        context |= {"page": page, "rows": rows}
    return render(request, "web/parts/search.html", context)


def _page(desk: Desk, text: str, cursor: str) -> Page:
    try:
        return desk.search(text, kinds=tuple(KINDS), limit=A_PAGE, cursor=cursor)
    except HandleError:
        return desk.search(text, kinds=tuple(KINDS), limit=A_PAGE)
