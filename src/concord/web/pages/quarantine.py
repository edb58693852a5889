"""What came without a label that can be read: for whoever brought it in alone.

Source: docs/spec/site.md W14.
"""

from __future__ import annotations

from django.http import HttpResponse

from concord.web.lists import title_of
from concord.web.marked import marked, of
from concord.web.pages.seating import seated
from concord.web.seats import SeatedRequest


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The records in quarantine of which this seat has something."""
    desk = request.seat.desk
    found = (desk.get(record) for record in desk.quarantine())
    records = [(edition, title_of(edition)) for edition in found if edition is not None]
    return marked(request, "web/quarantine.html", {"records": records}, shows=of(*(edition for edition, _ in records)))
