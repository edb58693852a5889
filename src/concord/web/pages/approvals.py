"""What takes two persons: a list, what each is about, and deciding it after saying again who one is.

Source: docs/spec/site.md W18, W154; docs/spec/desk.md D60-D66.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from concord.desk import Act, Edition, NotThereError, written
from concord.desk.approvals import About, Event, State, told
from concord.desk.errors import OwedError
from concord.desk.facts import FactsChange
from concord.directory.changes import of_roster, place_of
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from concord.web.accounts.again import said_again, ways_of
from concord.web.entries import lines
from concord.web.lists import listed, title_of
from concord.web.marked import Shows, marked, of
from concord.web.pages.faults import owed, said
from concord.web.pages.seating import seated
from concord.web.sayings import placed
from concord.web.seats import SeatedRequest
from concord.web.turns import turns


@seated
def listing(request: SeatedRequest) -> HttpResponse:
    """The approvals that this seat sees."""
    desk = request.seat.desk
    found = listed(request, desk, desk.kinds.by_name["approval"], order="state", descending=True)
    rows = [(edition, told(edition)) for edition in found.page.editions]
    return marked(request, "web/approvals.html", {"list": found, "rows": rows}, shows=of(*found.page.editions))


@seated
def show(request: SeatedRequest, record: str) -> HttpResponse:
    """One approval: what would change, and for whom."""
    edition = _approval(request, record)
    values = told(edition)
    context: dict[str, Any] = {"edition": edition, "values": values, "is_open": values["state"] == State.PROPOSED.value}
    shows = of(edition)
    context["events"] = {each.value for each in request.seat.desk.events(edition)}
    if values["about"] == About.WIDENING.value:
        wider = _widening(request, values)
        context |= wider
        shows += of(wider["about"]) + Shows((wider["wider"],))
    elif values["about"] == About.FACTS.value:
        context |= _facts(request, values)
    context["may_say"] = bool(ways_of(request))
    return marked(request, "web/approval.html", context, shows=shows)


@require_POST
@seated
@said_again
def decide(request: SeatedRequest, record: str) -> HttpResponse:
    """Approve, refuse or withdraw; what cannot be done is said on the page of the approval."""
    edition = _approval(request, record)
    asked = request.POST.get("event", "")
    event = next((each for each in Event if each.value == asked), None)
    try:
        if event is not None:
            request.seat.desk.decide(edition.id, event)
            messages.success(request, _("Decided."))
    except MalformedError as error:
        for finding in error.findings:
            messages.error(request, said(finding))
    except OwedError:
        messages.warning(request, owed())
    except NotThereError as error:
        raise Http404 from error
    return HttpResponseRedirect(reverse("approval", args=[record]))


def _approval(request: SeatedRequest, record: str) -> Edition:
    edition = request.seat.desk.get(record)
    if edition is None or edition.kind != "approval":
        raise Http404
    return edition


def _widening(request: SeatedRequest, values: Any) -> dict[str, Any]:
    """The portion that is to have a wider label, if this seat sees it, and that label."""
    about = request.seat.desk.get(values["record"])
    portion = about.by_id.get(values["portion"]) if about else None
    wider: LabelSet = written.read(values["proposal"])
    return {"about": about, "title": title_of(about) if about else "", "portion": portion, "wider": wider}


def _facts(request: SeatedRequest, values: Any) -> dict[str, Any]:
    """The entries that are to stand and to stand no more; and what that opens and closes, for who keeps the facts."""
    change: FactsChange = written.read(values["proposal"])
    roster = of_roster(change)
    told_of = [(_worded(told.key), placed(place_of(told.entry)).split(" ", 1)[1]) for told in roster.summary]
    is_open = values["state"] == State.PROPOSED.value
    return {"roster": told_of, "lines": lines(change), **(_turned(request, change) if is_open else {})}


THINGS = {
    "post": gettext_lazy("post"),
    "person": gettext_lazy("person"),
    "sitting": gettext_lazy("sitting"),
    "account": gettext_lazy("account"),
    "audience": gettext_lazy("audience"),
    "clearance": gettext_lazy("clearance"),
    "briefing": gettext_lazy("briefing"),
    "community": gettext_lazy("community"),
}
TURNS = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "ended": gettext_lazy("ended"),
    "prolonged": gettext_lazy("prolonged"),
    "changed": gettext_lazy("changed"),
    "erased": gettext_lazy("erased"),
}


def _worded(key: str) -> str:
    """What happens to an entry of the roster, in words."""
    thing, turn = key.split("-")
    return f"{THINGS[thing]}: {TURNS[turn]}"


def _turned(request: SeatedRequest, change: FactsChange) -> dict[str, Any]:
    """What a change opens and closes, for who keeps the facts; what keeps it from being brought into force."""
    desk = request.seat.desk
    if not desk.may(Act.KEEP_FACTS):
        return {"turns": None}
    try:
        return {"turns": turns(desk, change)}
    except MalformedError as error:
        return {"turns": None, "unfit": [said(finding) for finding in error.findings]}
