"""What came without a label that can be read: for whoever brought it in alone.

Source: docs/spec/site.md W14.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from concord.web.lists import is_exercise, title_of
from concord.web.pages.seating import seated
from concord.web.seats import SeatedRequest


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The records in quarantine of which this seat has something."""
    desk = request.seat.desk
    found = (desk.get(record) for record in desk.quarantine())
    records = [(edition, title_of(edition)) for edition in found if edition is not None]
    return render(
        request, "web/quarantine.html", {"records": records, "is_exercise": is_exercise(*(e for e, _ in records))}
    )
