"""All wider labels that are proposed for one document: seen with who would gain and lose what, and decided together.

Source: docs/spec/site.md W171; docs/spec/desk.md D62, D67; docs/spec/documents.md P21.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from concord.desk import Desk, Edition, NotThereError, Shown, written
from concord.desk.approvals import Event, told
from concord.desk.paging import every
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from concord.web.accounts.again import said_again, ways_of
from concord.web.lists import title_of
from concord.web.marked import Shows, marked, of
from concord.web.pages.documents import edition_of, proposals_about
from concord.web.pages.faults import said
from concord.web.pages.labelling import in_words, turned_by
from concord.web.pages.seating import seated
from concord.web.seats import SeatedRequest


@dataclass(frozen=True)
class Proposal:
    """A wider label that is proposed for a portion, who would gain and lose it, and what this seat may do with it."""

    approval: Edition
    values: dict[str, str]
    place: str
    portion: Shown
    wanted: LabelSet
    gains: list[tuple[str, int]]
    loses: list[tuple[str, int]]
    events: frozenset[str]


@seated
def show(request: SeatedRequest, record: str) -> HttpResponse:
    """What is proposed for a document."""
    edition, desk = edition_of(request, record), request.seat.desk
    proposals = _proposals(desk, edition)
    events = {event for each in proposals for event in each.events}
    found = {
        "edition": edition,
        "title": title_of(edition),
        "proposals": proposals,
        "events": events,
        "may_say": bool(ways_of(request)),
    }
    shows = of(edition, *(each.approval for each in proposals)) + Shows(tuple(each.wanted for each in proposals))
    return marked(request, "web/proposals.html", found, shows=shows)


@require_POST
@seated
@said_again
def decide(request: SeatedRequest, record: str) -> HttpResponse:
    """Approve, refuse or withdraw those that were chosen, all of them or none; why not is said on their page."""
    edition, desk = edition_of(request, record), request.seat.desk
    event = next((each for each in Event if each.value == request.POST.get("event", "")), None)
    proposals = {each.approval.id: each for each in _proposals(desk, edition)}
    chosen = request.POST.getlist("approval")
    if not chosen:
        messages.error(request, _("Nothing was decided: choose what is to be decided first."))
    elif event is None or not set(chosen) <= proposals.keys():
        messages.error(request, _("Nothing was decided: what was chosen is not proposed any more."))
    else:
        _decided(request, [proposals[each] for each in chosen], event)
    return HttpResponseRedirect(reverse("document-approvals", args=[record]))


def _decided(request: SeatedRequest, chosen: list[Proposal], event: Event) -> None:
    try:
        done = len(request.seat.desk.decide_all([each.approval.id for each in chosen], event))
        told_of = ngettext("%(count)s proposal is decided.", "%(count)s proposals are decided.", done)
        messages.success(request, told_of % {"count": done})
    except MalformedError as error:
        messages.error(request, _("Nothing was decided. Look at this first:"))
        for finding in error.findings:
            number, _comma, place = finding.place.removeprefix("approval ").partition(", ")
            where = f"{chosen[int(number)].place}: " if number.isdecimal() and int(number) < len(chosen) else ""
            messages.error(request, where + said(type(finding)(finding.rule, place, finding.expected, finding.found)))
    except NotThereError as error:
        raise Http404 from error


def _proposals(desk: Desk, edition: Edition) -> list[Proposal]:
    """The proposals about an edition that this seat sees and that wait, in the order of their portions."""
    found = [(each, told(each)) for each in every(desk, proposals_about(edition.id))]
    known = [(each, values) for each, values in found if values["portion"] in edition.by_id]
    wanted = {values["portion"]: written.read(values["proposal"]) for _each, values in known}
    table, turned = turned_by(edition, desk, wanted)
    places = {shown.id: place for shown, place in zip(table.paper.shown, table.scene.places, strict=True)}
    order = {name: number for number, name in enumerate(places)}
    return [
        Proposal(
            each,
            dict(values),
            places[values["portion"]],
            edition.by_id[values["portion"]],
            written.read(values["proposal"]),
            *in_words(turned.get(values["portion"], ())),
            frozenset(event.value for event in desk.events(each)),
        )
        for each, values in sorted(known, key=lambda pair: order[pair[1]["portion"]])
    ]
