"""What a seat could see at an instant; what a party holds.

Source: docs/spec/site.md W23, W102, W128.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse, QueryDict

from concord.desk import Act, Condition, Desk, Edition, Op, Order, Query
from concord.desk.paging import every
from concord.dissemination.kinds import DOCUMENT
from concord.node.errors import NoSeatError
from concord.node.node import Seen
from concord.release.errors import MalformedError
from concord.web.lists import A_PAGE, page_at, title_of
from concord.web.marked import NOTHING, Shows, marked, of
from concord.web.node import desk_of
from concord.web.pages.seating import seated
from concord.web.parties import parties, party_of
from concord.web.parts.declared import OWN
from concord.web.parts.installed import lines_of
from concord.web.seats import SeatedRequest
from concord.web.tongue import word


@seated
def replay(request: SeatedRequest) -> HttpResponse:
    """What a seat could see at an instant, under the rules and the roster of then, as far as one may see it now."""
    seat = request.seat
    post, asked, record = (request.GET.get(name, "").strip() for name in ("of", "at", "record"))
    at = _instant(asked)
    found: dict[str, Any] = {"may": seat.desk.may(Act.AUDIT), "of": post, "asked": asked, "wrong": ""}
    shows = NOTHING
    if found["may"] and post:
        if at is None or at > seat.desk.moment.at:
            found["wrong"] = "instant"
        else:
            try:
                seen, shows = _seen(desk_of(seat.account, seat.post.id, Seen(post, at)), record, request.GET)
                found |= seen
            except NoSeatError:
                found["wrong"] = "seat"
    return marked(request, "web/replay.html", found, shows=shows, status=422 if found["wrong"] else 200)


@seated
def held(request: SeatedRequest) -> HttpResponse:
    """What was handed over to a party, as far as one may read it; what is no party is told as such."""
    asked, desk = request.GET.get("party", "").strip(), request.seat.desk
    known = parties(desk.moment.rulebook, desk.moment.at)
    party = party_of(asked, known, desk.moment.at)
    handed = _handed(desk, party or asked) if asked else []
    rows = [(given, _about(desk, each)) for given, each in _once(handed)]
    found = {
        "asked": asked,
        "party": party or asked,
        "name": known.get(party, party or asked),
        "parties": sorted(known.items(), key=lambda each: each[1].casefold()),
        "rows": [
            (given, about, title_of(about) if about else "", str(OWN.get(str(given["how"]), given["how"])))
            for given, about in rows
        ],
        "is_unknown": bool(asked and not party and not rows),
    }
    status = 422 if found["is_unknown"] else 200
    return marked(request, "web/held.html", found, shows=of(*handed, *(about for _, about in rows)), status=status)


def _seen(desk: Desk, record: str, asked: QueryDict) -> tuple[dict[str, Any], Shows]:
    """A page of the records of a kind, each in a line; with one named, its edition of that instant; what that shows."""
    if record:
        edition = desk.get(record)
        return {"record": record, **(_read(edition, desk) if edition else {})}, of(edition)
    kinds = desk.kinds.by_name
    kind = asked.get("kind", "") if asked.get("kind", "") in kinds else DOCUMENT.name
    page, is_first = page_at(asked.get("after", ""), lambda cursor: desk.find(Query(kind), limit=A_PAGE, cursor=cursor))
    found = {
        "rows": [(edition, title_of(edition), len(edition.by_id)) for edition in page.editions],
        "kinds": sorted((word(each.names), name) for name, each in kinds.items()),
        "kind": kind,
        "page": page,
        "is_first": is_first,
        "is_listed": True,
    }
    return found, of(*page.editions)


def _read(edition: Edition, desk: Desk) -> dict[str, Any]:
    """An edition as its kind declares it: each value in words beside the name of its field (W102)."""
    kind = desk.kinds.by_name[edition.kind]
    lines = [(portion.label_set, lines_of(portion, kind)) for portion in edition.portions]
    shown = {"edition": edition, "title": title_of(edition)}
    return {**shown, "kind": word(kind.names), "portions": lines}


def _handed(desk: Desk, party: str) -> list[Edition]:
    asked = Query("handover", (Condition("to", Op.EQUAL, (party,)),), Order("at", descending=True))
    try:
        return list(every(desk, asked))
    except MalformedError:  # what is no name of a party is none that anything was handed to
        return []


def _once(handed: list[Edition]) -> Iterator[tuple[dict[str, Any], Edition]]:
    """What was handed over, told once for each time: there is a record of it for each label (D95)."""
    told = set()
    for each in handed:
        given = dict(each.portions[0].by_field)
        one = tuple(str(given.get(name)) for name in ("at", "record", "how", "audience"))
        if one not in told:
            told.add(one)
            yield given, each


def _about(desk: Desk, handover: Edition) -> Edition | None:
    return desk.get(str(handover.value("record")))


def _instant(text: str) -> datetime | None:
    """An instant as a field of a page gives it, in UTC; a day is its beginning."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
