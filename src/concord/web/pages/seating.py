"""Choosing a seat; and what marks a view as one for seats.

Source: docs/spec/site.md W5.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from concord.desk import Act, StaleError
from concord.node.errors import ClockError
from concord.web.pages.errors import clock_went_back
from concord.web.seats import SEAT, SeatedRequest, seat_of

View = Callable[..., HttpResponse]


def seated(view: View) -> View:
    """A view for somebody who is signed in and sits in a post; whoever sits nowhere is told so."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            try:
                return _answered(view, request, *args, **kwargs)
            except StaleError:  # other facts came into force in between: what was asked is asked again under them
                return _answered(view, request, *args, **kwargs)
        except ClockError:
            return clock_went_back(request)

    wrapped: View = login_required(answer)
    return wrapped


def _answered(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    found = seat_of(request.user.get_username(), request.session.get(SEAT, ""))
    if found is None:
        return render(request, "web/no_seat.html", status=403)
    request.seat = found  # type: ignore[attr-defined]  # SeatedRequest
    return view(request, *args, **kwargs)


def who_may(act: Act) -> Callable[[View], View]:
    """Marks a view for a seat that may do something; to any other it is not there (W8)."""

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: SeatedRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.seat.desk.may(act):
                raise Http404
            return view(request, *args, **kwargs)

        return answer

    return mark


@require_POST
@seated
def choose(request: SeatedRequest) -> HttpResponse:
    """Sit in another of one's posts; one that is not one's own changes nothing."""
    asked = request.POST.get("post", "")
    if asked in {post.id for post in request.seat.others}:
        request.session[SEAT] = asked
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page that was asked from, if it is one of this site."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else "/"
