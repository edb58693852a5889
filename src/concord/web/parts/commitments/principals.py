"""One page for principals, and the same as a file.

Source: docs/spec/site.md W58; docs/spec/commitments.md C20-C23.
"""

from __future__ import annotations

from django.http import HttpResponse

from concord.commitments.principals import OnePage, last_review, one_page
from concord.formats.docx.write import MEDIA_TYPE, write
from concord.formats.paper.spec import Heading, Items, Paper, Paragraph, Table
from concord.web.labels import rolled_up
from concord.web.marked import Shows, marked
from concord.web.pages.seating import seated
from concord.web.parts.commitments.paper import paper
from concord.web.parts.commitments.register import day_of, editions
from concord.web.parts.export import sent
from concord.web.seats import SeatedRequest
from concord.web.tongue import language

FORMS = {Heading: "heading", Paragraph: "paragraph", Items: "items", Table: "table"}


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The page as of a day."""
    page, made = _made(request)
    blocks = [(FORMS[type(block)], block) for block in made.blocks]
    context = {"page": page, "paper": made, "blocks": blocks}
    shows = Shows(page.label_sets, page.is_exercise)
    return marked(request, "web/commitments/principals.html", context, shows=shows)


@seated
def export(request: SeatedRequest) -> HttpResponse:
    """The same as a file."""
    page, made = _made(request)
    return sent(write(made), f"action-points-{page.day.isoformat()}-{language()}.docx", MEDIA_TYPE)


def _made(request: SeatedRequest) -> tuple[OnePage, Paper]:
    desk = request.seat.desk
    day = day_of(request.GET, "at") or desk.moment.at.date()
    points, reports = editions(desk, day)
    since = day_of(request.GET, "since") or last_review(reports, day)
    page = one_page(points, reports, day=day, since=since)
    return page, paper(page, rolled_up(page.label_sets, desk.moment))
