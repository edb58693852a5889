"""My opposite number: the card of the post that serves my topic in the other house, from any page.

Source: docs/spec/site.md W73; docs/spec/directory.md N10-N19.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from concord.desk import Condition, Desk, Edition, Op, Order, Query
from concord.directory.finding import card, counterparts, good_lines, topics_of
from concord.directory.kinds import CHANNELS, OTHER_HOUSE, TOPICS
from concord.directory.rules import Card
from concord.dissemination.kinds import DOCUMENT
from concord.web.lists import title_of
from concord.web.marked import marked, of
from concord.web.node import node
from concord.web.pages.directory import HOUSES
from concord.web.pages.seating import seated
from concord.web.seats import SeatedRequest
from concord.web.tongue import word


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The card of one's opposite number; with a document, which of its channels are good for it."""
    desk, own = request.seat.desk, request.seat.post
    house = OTHER_HOUSE.get(own.through, HOUSES[-1])
    topics = topics_of(desk, node().in_force, own.id)
    asked = request.GET.get("topic", "")
    topic = asked if asked in TOPICS else (topics or ("",))[0]
    about = _about(desk, request.GET.get("record", ""))
    found = counterparts(desk, node().in_force, topics=(topic,), house=house) if topic else ()
    context: dict[str, Any] = {
        "house": house,
        "topic": topic,
        "is_own": topic in topics,
        "own_topics": [(name, word(TOPICS[name])) for name in topics if name in TOPICS],
        "topics": [(name, word(names)) for name, names in TOPICS.items()],
        "about": about,
        "about_title": title_of(about) if about else "",
        "others": [(each.edition, title_of(each.edition)) for each in found[1:]],
    }
    one = card(desk, node().in_force, found[0].edition.id) if found else None
    if one is None:
        return marked(request, "web/opposite.html", context, shows=of(about, *(each.edition for each in found)))
    last = _last(desk, str(one.edition.value("institution") or ""))
    shows = of(about, last, *(each.edition for each in found), *(line.contact for line in one.lines))
    return marked(request, "web/opposite.html", context | _told(desk, one, about, last), shows=shows)


def _told(desk: Desk, one: Card, about: Edition | None, last: Edition | None) -> dict[str, Any]:
    """A card with what a page says of it."""
    label_sets = tuple(portion.label_set for portion in about.portions) if about else ()
    good = good_lines(one, label_sets, desk) if about else (None,) * len(one.lines)
    channels = [word(CHANNELS[str(line.contact.value("channel"))]) for line in one.lines]
    lines = list(zip(one.lines, channels, good, strict=True))
    return {
        "card": one,
        "title": title_of(one.edition),
        "lines": lines,
        "last": last.value("at") if last else None,
    }


def _last(desk: Desk, institution: str) -> Edition | None:
    """What was last handed over to an institution, of what this seat may know."""
    if not institution:
        return None
    asked = Query("handover", (Condition("to", Op.EQUAL, (institution,)),), Order("at", descending=True))
    return next(iter(desk.find(asked, limit=1).editions), None)


def _about(desk: Desk, record: str) -> Edition | None:
    edition = desk.get(record) if record else None
    return edition if edition is not None and edition.kind == DOCUMENT.name else None
