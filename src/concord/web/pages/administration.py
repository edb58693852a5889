"""Accounts, and what is done about them; background work; what was done.

Source: docs/spec/site.md W60-W67.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from concord.desk import Act
from concord.node.workers import last_runs
from concord.release.errors import MalformedError
from concord.web.accounts import deeds, grants, known
from concord.web.accounts.again import said_again
from concord.web.accounts.grants import State, What
from concord.web.marked import NOTHING, marked
from concord.web.models import Grant
from concord.web.node import node
from concord.web.pages.faults import said
from concord.web.pages.seating import View, seated, who_may
from concord.web.seats import Seat, SeatedRequest
from concord.web.typed import whole

ASKED = {
    What.PASSWORD: gettext_lazy("a new password"),
    What.FACTOR: gettext_lazy("the second factor taken away"),
    What.ENABLE: gettext_lazy("the account enabled"),
    What.TOKEN: gettext_lazy("a token"),
}
DONE = {
    "ask password": gettext_lazy("asked for a new password"),
    "ask factor": gettext_lazy("asked for the second factor to be taken away"),
    "ask enable": gettext_lazy("asked for the account to be enabled"),
    "ask token": gettext_lazy("asked for a token"),
    "grant password": gettext_lazy("granted a new password"),
    "grant factor": gettext_lazy("took the second factor away"),
    "grant enable": gettext_lazy("enabled the account"),
    "grant token": gettext_lazy("granted a token"),
    "refuse password": gettext_lazy("refused a new password"),
    "refuse factor": gettext_lazy("refused to take the second factor away"),
    "refuse enable": gettext_lazy("refused to enable the account"),
    "refuse token": gettext_lazy("refused a token"),
    "withdraw password": gettext_lazy("no longer asks for a new password"),
    "withdraw factor": gettext_lazy("no longer asks for the second factor to be taken away"),
    "withdraw enable": gettext_lazy("no longer asks for the account to be enabled"),
    "withdraw token": gettext_lazy("no longer asks for a token"),
    "disable": gettext_lazy("disabled the account"),
    "end sessions": gettext_lazy("ended the sessions"),
    "make token": gettext_lazy("made a token"),
    "revoke token": gettext_lazy("revoked a token"),
    "set password": gettext_lazy("set a password"),
}
"""What is noted, in words of the page."""


for_keepers = who_may(Act.KEEP_FACTS)
"""A view for a seat that may keep the facts; to any other it is not there (W60)."""


def administering(view: View) -> View:
    """A view for somebody who sits in a post and may keep the facts."""
    return seated(for_keepers(view))


def confirmed(view: View) -> View:
    """An act of administration: sent by a form, by somebody who says again who he is (W61)."""
    found: View = require_POST(administering(said_again(view)))
    return found


@administering
def accounts(request: SeatedRequest) -> HttpResponse:
    """The accounts of the roster, and what waits for a second person."""
    at = request.seat.desk.moment.at
    found = {"accounts": known.known(node().in_force.facts.roster, at), "waiting": asked_of(request.seat)}
    return marked(request, "web/administration/accounts.html", found, shows=NOTHING)


@administering
def account(request: SeatedRequest) -> HttpResponse:
    """One account of the roster, and what may be done about it."""
    at, name = request.seat.desk.moment.at, request.GET.get("name", "")
    one = next((each for each in known.known(node().in_force.facts.roster, at) if each.name == name), None)
    if one is None:
        raise Http404
    return marked(
        request, "web/administration/account.html", {"one": one, "is_own": name == request.seat.account}, shows=NOTHING
    )


@confirmed
@cache_control(no_store=True)
def act(request: SeatedRequest) -> HttpResponse:
    """Take access away, or ask for access that another person grants."""
    name, asked = request.POST.get("account", ""), request.POST.get("act", "")
    what = next((each for each in What if each.value == asked and each is not What.TOKEN), None)
    if what is not None:
        return once(request, lambda: grants.ask(request.seat, what, name), is_first=True, about=name, what=what)
    try:
        grants.take_away(request.seat, asked, name)
        messages.success(request, _("Done."))
    except MalformedError as error:
        tell(request, error)
    return redirect("administration")


@confirmed
@cache_control(no_store=True)
def decide(request: SeatedRequest) -> HttpResponse:
    """Grant or refuse what another person asked for, or withdraw what one asked for oneself."""
    event = request.POST.get("event", "")
    asked = Grant.objects.filter(pk=whole(request.POST.get("number", ""))).first()
    if asked is None:
        raise Http404
    if event == "grant":
        what, about = What(asked.what), asked.account
        return once(request, lambda: grants.grant(request.seat, asked.pk), is_first=False, about=about, what=what)
    closed = {"refuse": State.REFUSED, "withdraw": State.WITHDRAWN}.get(event)
    try:
        if closed is not None:
            grants.close(request.seat, asked.pk, closed)
            messages.success(request, _("Done."))
    except MalformedError as error:
        tell(request, error)
    return redirect("administration")


@administering
def work(request: SeatedRequest) -> HttpResponse:
    """The services of the roster, and how their last runs ended."""
    at, roster = request.seat.desk.moment.at, node().in_force.facts.roster
    runs = {(run.account, run.post): run for run in last_runs(settings.CONCORD_NODE)}
    accounts_of = {each.person: each.id for each in roster.accounts}
    rows = [
        (sitting, runs.get((accounts_of.get(sitting.person, ""), sitting.post)), sitting.period.until <= at)
        for sitting in sorted(roster.sittings, key=lambda each: (each.post, each.person, each.period.since))
        if roster.person_by_id[sitting.person].is_service
    ]
    return marked(request, "web/administration/work.html", {"rows": rows}, shows=NOTHING)


@administering
def done(request: SeatedRequest) -> HttpResponse:
    """What was done about accounts, newest first."""
    rows = [(deed, DONE.get(deed.act, deed.act)) for deed in deeds.latest()]
    return marked(
        request,
        "web/administration/done.html",
        {"rows": rows, "at_the_command_line": deeds.COMMAND_LINE},
        shows=NOTHING,
    )


def asked_of(seat: Seat) -> list[tuple[Grant, object, bool]]:
    """What waits for a second person, in words, and whether it is the one who looks that asked."""
    return [(each, ASKED[What(each.what)], each.asked_by == seat.person.id) for each in grants.waiting()]


def once(
    request: SeatedRequest, do: Callable[[], str], *, is_first: bool, about: str, what: What
) -> HttpResponse | HttpResponseRedirect:
    """Do something that gives a half, and show it, this one time; where it gives none, or cannot be, say so."""
    try:
        half = do()
    except MalformedError as error:
        tell(request, error)
        return redirect("administration")
    if not half:
        messages.success(request, _("It waits for another person.") if is_first else _("Done."))
        return redirect("administration")
    shown = {"half": half, "is_first": is_first, "about": about, "is_token": what is What.TOKEN}
    return marked(request, "web/administration/once.html", {**shown, "back": "/administration"}, shows=NOTHING)


def tell(request: SeatedRequest, error: MalformedError) -> None:
    """Say everything that is wrong on the next page."""
    for finding in error.findings:
        messages.error(request, said(finding))
