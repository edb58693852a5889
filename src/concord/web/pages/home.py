"""The first page: what changed for this seat, what waits for it, what ends soon.

Source: docs/spec/site.md W10.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from concord.desk import Condition, Edition, Op, Order, Query
from concord.desk.approvals import State
from concord.desk.roster import Person, Post
from concord.web.lists import is_exercise, title_of
from concord.web.pages.seating import seated
from concord.web.seats import Seat, SeatedRequest

SOON = timedelta(days=90)
LATEST = 8


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The first page."""
    seat = request.seat
    latest = seat.desk.find(Query("document", (), Order("date", descending=True)), limit=LATEST).editions
    found = {
        "waiting": [(each, title_of(each)) for each in _waiting(seat)],
        "latest": latest,
        "is_exercise": is_exercise(*latest),
        "ending": _ending(seat.person, seat.post, seat.desk.moment.at),
        "quarantined": len(seat.desk.quarantine()),
    }
    return render(request, "web/home.html", found)


def _waiting(seat: Seat) -> tuple[Edition, ...]:
    """What was proposed and is not decided, of what this seat sees."""
    asked = Query("approval", (Condition("state", Op.EQUAL, (State.PROPOSED.value,)),))
    return seat.desk.find(asked, limit=LATEST).editions


def _ending(person: Person, post: Post, at: datetime) -> list[tuple[datetime, str, str]]:
    """What this seat holds that ends soon: when, which sort of thing, and its name."""
    held = [(each.period.fades, "clearance", each.under) for each in person.clearances]
    held += [(each.period.fades, "briefing", each.owner) for each in person.briefings]
    held += [(each.period.fades, "community", each.name) for each in post.communities]
    return sorted(each for each in held if at <= each[0] < at + SOON)
