"""The register: every point as of a day, with the views of all bodies.

Source: docs/spec/site.md W54.
"""

from __future__ import annotations

from django.http import HttpResponse

from concord.commitments.rules import Line
from concord.web.lists import numbered
from concord.web.marked import marked
from concord.web.pages.seating import seated
from concord.web.parts.commitments.register import asked, found, lines_of, offered, shows
from concord.web.seats import SeatedRequest


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The lines that the address asks for, a page of them."""
    desk = request.seat.desk
    wish = asked(request, desk)
    lines = lines_of(desk, wish.day)
    order = request.GET.get("order", "")
    asked_for, told = found(desk, lines, wish)
    kept = ordered(asked_for, order)
    page = numbered(request, kept)
    context = {"page": page, "count": len(kept), "is_empty": not lines}
    whole = {**offered(lines, wish), **context, "order": order}
    return marked(request, "web/commitments/list.html", whole, shows=shows(page) + told)


def ordered(lines: tuple[Line, ...], order: str) -> tuple[Line, ...]:
    """The lines by number or by next review; those without a review last, in both directions."""
    if order.removeprefix("-") == "review":
        dated = sorted((line for line in lines if line.review), key=lambda line: str(line.review))
        return (*(reversed(dated) if order.startswith("-") else dated), *(line for line in lines if not line.review))
    return tuple(reversed(lines)) if order == "-number" else lines
