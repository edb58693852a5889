"""The first page of the demonstration, and the one click by which a persona comes in.

Source: docs/spec/demo.md X6, X9, X18.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from concord.demo.cast import SIDES, Persona, Try, account_of, cast, tries
from concord.demo.site import tour
from concord.formats.paper.spec import EXERCISE
from concord.web.accounts.again import go_on, note_said
from concord.web.node import node, now

BY_NAME = "allauth.account.auth_backends.AuthenticationBackend"
BY_CLICK = "click"
"""How a persona says who it is."""
TOURED = "eu"
"""The node that holds every wording of the paragraph of the tour."""


def first(request: HttpRequest) -> HttpResponse:
    """Personas of both nodes, and the tour."""
    nodes = [_listed(side) for side in SIDES]
    asked = request.GET.get("state", "")
    found = {
        "nodes": nodes,
        "tries": [_tried(each) for each in tries()],
        "exercise": EXERCISE,
        "is_toured": settings.CONCORD_SIDE == TOURED,
        "tour": f"{settings.CONCORD_NODES[TOURED]}/demonstration",
        **(_tour(asked) if settings.CONCORD_SIDE == TOURED else {}),
    }
    answer = render(request, "demo/first.html", found)
    answer.headers["Referrer-Policy"] = "strict-origin"  # so that the other node is told where a click was made
    return answer


@csrf_exempt
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Come in as somebody who sits on this node; a click on a page of one of the two nodes, and no other, does it.

    The pages of the other node have no token of this one: what a browser says of their origin stands for it.
    """
    if request.headers.get("Origin", "") not in settings.CONCORD_NODES.values():
        return HttpResponseForbidden("expected a click on a page of the demonstration", content_type="text/plain")
    name = request.POST.get("account", "")
    if node().in_force.facts.roster.person_of(name, now()) is None:
        raise Http404
    accounts: Any = get_user_model().objects
    found, is_new = accounts.get_or_create(name=name)
    if is_new:
        found.set_unusable_password()
        found.save()
    login(request, found, backend=BY_NAME)
    note_said(request, BY_CLICK)
    return HttpResponseRedirect(_next(request))


@login_required
def again(request: HttpRequest) -> HttpResponse:
    """Say again who one is: by a click, as one came in."""
    if request.method != "POST":
        return render(request, "demo/again.html")
    note_said(request, BY_CLICK)
    return go_on(request)


def _next(request: HttpRequest) -> str:
    """The page that was asked for, if it is one of this node."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else "/"


def _listed(side: str) -> dict[str, Any]:
    """A node with its personas by group, in the language of the page."""
    groups, personas = cast()
    own = [each for each in personas if each.node == side]
    listed = [(_said(group.name), [_shown(each) for each in own if each.group == group.id]) for group in groups]
    return {
        "name": SIDES[side].name,
        "enter": f"{settings.CONCORD_NODES[side]}/demonstration/enter",
        "groups": [(name, found) for name, found in listed if found],
    }


def _tried(each: Try) -> dict[str, str]:
    return {
        "enter": f"{settings.CONCORD_NODES[each.node]}/demonstration/enter",
        "account": account_of(each.seat),
        "seat": each.seat,
        "path": each.path,
        "does": _said(each.does),
        "shows": _said(each.shows),
    }


def _shown(persona: Persona) -> dict[str, str]:
    return {
        "account": persona.account,
        "seat": persona.seat,
        "name": _said(persona.name),
        "rule": _said(persona.rule),
    }


def _said(names: tuple[str, str]) -> str:
    return names[(get_language() or "en").startswith("fr")]


def _tour(asked: str) -> dict[str, Any]:
    """The tour at a state; a state that there is not is the first one."""
    states = tour.states()
    state = asked if asked in dict(states) else tour.STOPS[0]
    steps = tour.steps(state)
    place = tour.STOPS.index(state) if state in tour.STOPS else len(tour.STOPS)
    return {
        "states": [each for each in states if each[0] not in tour.STOPS],
        "stops": [(each, tour.name(each)) for each in tour.STOPS],
        "footnotes": tour.footnotes(),
        "state": state,
        "state_name": tour.name(state),
        "steps": steps,
        "banner": tour.marking(steps),
        "following": tour.STOPS[place + 1] if place + 1 < len(tour.STOPS) else "",
        "following_name": tour.name(tour.STOPS[place + 1]) if place + 1 < len(tour.STOPS) else "",
    }
