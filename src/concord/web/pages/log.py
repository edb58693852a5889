"""The release log, as far as it concerns what this seat may read; what a seat could see; what a party holds.

Source: docs/spec/site.md W13, W19.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from concord.desk import Act, Condition, Desk, Edition, Op, Order, Query
from concord.desk.errors import HandleError
from concord.desk.log import LogQuery
from concord.desk.paging import every
from concord.node.errors import NoSeatError
from concord.node.node import Seen
from concord.release.errors import MalformedError
from concord.web.lists import title_of
from concord.web.node import desk_of
from concord.web.pages.seating import seated
from concord.web.seats import Seat, SeatedRequest

A_PAGE = 50


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
    return render(request, "web/log.html", {"may": True, "page": page, "asked": asked, "is_first": not cursor})


@seated
def replay(request: SeatedRequest) -> HttpResponse:
    """What a seat could see at an instant, under the rules and the roster of then, as far as one may see it now."""
    seat = request.seat
    of, text = request.GET.get("of", "").strip(), request.GET.get("at", "").strip()
    at = _instant(text)
    context: dict[str, Any] = {"may": seat.desk.may(Act.AUDIT), "of": of, "asked": text, "at": at, "wrong": ""}
    if context["may"] and of and at is None:
        context["wrong"] = "instant"
    elif context["may"] and of and at is not None:
        try:
            context["rows"] = _seen(seat, Seen(of, at))
        except NoSeatError:
            context["wrong"] = "seat"
    return render(request, "web/replay.html", context)


@seated
def held(request: SeatedRequest) -> HttpResponse:
    """What was handed over to a party, as far as one may read it."""
    party = request.GET.get("party", "").strip()
    context: dict[str, Any] = {"party": party}
    if party:
        asked = Query("handover", (Condition("to", Op.EQUAL, (party,)),), Order("at", descending=True))
        desk = request.seat.desk
        try:
            context["rows"] = [(each.portions[0].by_field, _titled(desk, each)) for each in every(desk, asked)]
        except MalformedError:
            context["rows"] = []
    return render(request, "web/held.html", context)


def _seen(seat: Seat, seen: Seen) -> list[tuple[str, str, str, int]]:
    """Kind, title, id and number of portions of every record."""
    desk = desk_of(seat.account, seat.post.id, seen)
    kinds = sorted(desk.setting.kinds.by_name)
    return [
        (kind, title_of(edition), edition.id, len(edition.by_id))
        for kind in kinds
        for edition in every(desk, Query(kind))
    ]


def _titled(desk: Desk, handover: Edition) -> str:
    about = desk.get(str(handover.value("record")))
    return title_of(about) if about else ""


def _instant(text: str) -> datetime | None:
    """An instant as a field of a page gives it, in UTC; a day is its beginning."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
