"""The first page: what changed for this seat, what waits for it, what ends soon.

Source: docs/spec/site.md W10, W25, W29.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from concord.desk import Act, Condition, Edition, Op, Order, Query
from concord.desk.approvals import Event, State
from concord.desk.paging import every
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
    changed, waits = since(seat), _waiting(seat)
    latest = seat.desk.find(Query("document", (), Order("date", descending=True)), limit=LATEST).editions
    found = {
        "changed": changed,
        **waits,
        "may_file": seat.desk.may(Act.FILE),
        "latest": latest,
        "ending": _ending(seat),
        "turning": _turning(seat),
        "quarantined": len(seat.desk.quarantine()),
    }
    told = (edition for edition, _ in changed.shown)
    asked = (edition for each in waits.values() for edition, _ in each)
    return marked(request, "web/home.html", found, shows=of(*latest, *asked, *told))


@require_POST
@seated
def seen(request: SeatedRequest) -> HttpResponse:
    """Whoever asks has seen what changed up to a token."""
    see(request.seat, request.POST.get("token", ""))
    return redirect("home")


def _waiting(seat: Seat) -> dict[str, list[tuple[Edition, str | None]]]:
    """What was proposed and is not decided: what this seat may decide, and what its person proposed (W121)."""
    found: dict[str, list[tuple[Edition, str | None]]] = {"waiting": [], "proposed": []}
    asked = Query("approval", (Condition("state", Op.EQUAL, (State.PROPOSED.value,)),))
    for edition in every(seat.desk, asked):
        events = seat.desk.events(edition)
        name = "waiting" if Event.APPROVE in events else "proposed" if Event.WITHDRAW in events else ""
        if name and len(found[name]) < LATEST:
            found[name].append((edition, title_of(edition)))
    return found


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
