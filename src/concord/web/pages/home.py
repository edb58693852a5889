"""The first page: what changed for this seat, what waits for it, what ends soon.

Source: docs/spec/site.md W10, W25, W29.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from concord.desk import Condition, Edition, Op, Order, Query
from concord.desk.approvals import State
from concord.desk.turning import LabelTurn
from concord.web.labels import printed_form
from concord.web.lists import title_of
from concord.web.marked import marked, of
from concord.web.pages.seating import seated
from concord.web.seats import Seat, SeatedRequest
from concord.web.since import see, since
from concord.web.titles import titled

SOON = timedelta(days=90)
LATELY = timedelta(days=30)
LATEST = 8


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The first page."""
    seat = request.seat
    changed, waiting = since(seat), _waiting(seat)
    latest = seat.desk.find(Query("document", (), Order("date", descending=True)), limit=LATEST).editions
    found = {
        "changed": changed,
        "waiting": [(each, title_of(each)) for each in waiting],
        "latest": latest,
        "ending": _ending(seat),
        "turning": _turning(seat),
        "quarantined": len(seat.desk.quarantine()),
    }
    told = (edition for edition, _ in changed.shown)
    return marked(request, "web/home.html", found, shows=of(*latest, *waiting, *told))


@require_POST
@seated
def seen(request: SeatedRequest) -> HttpResponse:
    """Whoever asks has seen what changed up to a token."""
    see(request.seat, request.POST.get("token", ""))
    return redirect("home")


def _waiting(seat: Seat) -> tuple[Edition, ...]:
    """What was proposed and is not decided, of what this seat sees."""
    asked = Query("approval", (Condition("state", Op.EQUAL, (State.PROPOSED.value,)),))
    return seat.desk.find(asked, limit=LATEST).editions


def _ending(seat: Seat) -> list[tuple[datetime, str, str]]:
    """What this seat holds, or has through its state or body, that ends soon: when, which sort, and its name."""
    at, post, person = seat.desk.moment.at, seat.post, seat.person
    held = [(each.period.fades, "clearance", each.under) for each in person.clearances]
    held += [(each.period.fades, "briefing", each.owner) for each in person.briefings]
    held += [(each.period.fades, "community", each.name) for each in post.communities]
    for agreement in seat.desk.moment.rulebook.agreements:
        if {post.party, post.through} & set(agreement.parties) and agreement.period.since <= at:
            held.append((agreement.period.fades, "agreement", titled(agreement.title)))
    return sorted(each for each in held if at <= each[0] < at + SOON)


def _turning(seat: Seat) -> list[tuple[LabelTurn, str]]:
    """Labels that soon give way, and embargoes that ended a short while ago, of what this seat has (W29)."""
    at = seat.desk.moment.at
    found = seat.desk.label_turns(at - LATELY, at + SOON)
    return [(each, printed_form(each.label)) for each in found if each.is_embargo or each.at > at]
