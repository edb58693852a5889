"""Words, looked for in the records of all parts.

Source: docs/spec/site.md W52.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from concord.desk import Desk
from concord.desk.reading import Page
from concord.desk.words import words_of
from concord.web.lists import A_PAGE, page_at
from concord.web.marked import NOTHING, marked, of
from concord.web.pages.seating import seated
from concord.web.parts.installed import PARTS, address_of, titled
from concord.web.seats import SeatedRequest
from concord.web.tongue import word

KINDS = {kind.name: kind for part in PARTS for kind in part.kinds}


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The records that hold all the words, newest first."""
    text, cursor = request.GET.get("q", "").strip(), request.GET.get("after", "")
    context: dict[str, Any] = {"q": text, "is_first": True}
    shows = NOTHING
    if words_of(text):
        page, is_first = page_at(cursor, lambda at: _page(request.seat.desk, text, at))
        rows = [(each, address_of(each), word(KINDS[each.kind].names), titled(each)) for each in page.editions]
        context |= {"page": page, "rows": rows, "is_first": is_first}
        shows = of(*page.editions)
    return marked(request, "web/parts/search.html", context, shows=shows)


def _page(desk: Desk, text: str, cursor: str) -> Page:
    return desk.search(text, kinds=tuple(KINDS), limit=A_PAGE, cursor=cursor)
