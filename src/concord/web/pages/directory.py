"""Finding who serves a topic on the other side, in two steps, and the card of a post.

Source: docs/spec/site.md W16; docs/spec/directory.md N10-N16.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse

from concord.directory.finding import card, counterparts
from concord.directory.kinds import CHANNELS, TOPICS
from concord.web.lists import title_of
from concord.web.marked import marked, of
from concord.web.node import node
from concord.web.pages.seating import seated
from concord.web.seats import SeatedRequest
from concord.web.tongue import word

HOUSES = ("EU", "NATO")


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """First step: the posts of a house that serve a topic."""
    topic, house = request.GET.get("topic", ""), request.GET.get("house", "")
    own = request.seat.post.through
    house = house if house in HOUSES else next((each for each in HOUSES if each != own), HOUSES[0])
    desk = request.seat.desk
    found = counterparts(desk, node().in_force, topics=(topic,), house=house) if topic in TOPICS else ()
    context = {
        "topics": [(name, word(names)) for name, names in TOPICS.items()],
        "houses": HOUSES,
        "topic": topic,
        "house": house,
        "found": [(each, title_of(each.edition)) for each in found],
        "is_asked": topic in TOPICS,
    }
    return marked(request, "web/directory.html", context, shows=of(*(each.edition for each in found)))


@seated
def post(request: SeatedRequest, record: str) -> HttpResponse:
    """Second step: the card of a post."""
    found = card(request.seat.desk, node().in_force, record)
    if found is None:
        raise Http404
    channels = {name: word(names) for name, names in CHANNELS.items()}
    lines = [(line, channels.get(str(line.contact.value("channel")), "")) for line in found.lines]
    notes = [p.by_field["text"] for p in found.edition.portions if "text" in p.by_field]
    context = {"card": found, "title": title_of(found.edition), "lines": lines, "notes": notes}
    shows = of(found.edition, *(line.contact for line in found.lines))
    return marked(request, "web/card.html", context, shows=shows)
