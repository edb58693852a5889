"""Pages for what is not there, or is withheld: one answer; and for a node that cannot answer.

Source: docs/spec/site.md W8, W90, W92, W93, W125, W126, W133, W151.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from secrets import token_hex
from traceback import extract_tb

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from concord.desk.errors import StoreError
from concord.web.api.faults import fault, is_of_api, unless_api
from concord.web.node import node
from concord.web.seats import view_of

LOST = (StoreError, OperationalError, InterfaceError)
"""What is raised where the vault or the tables of the site cannot be read or written."""

_LOG = logging.getLogger("concord.web")


@unless_api("missing")
def missing(request: HttpRequest) -> HttpResponse:
    """There is no such page for this reader."""
    return render(request, "web/missing.html", {"back": view_of(request).get("view", "/")}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed; nothing is said of what, but that it was the database, and the name it has in the log."""
    error = sys.exc_info()[1]
    name = noted(error)
    if is_of_api(request):
        return fault("store") if isinstance(error, LOST) else fault("broken", name=name)
    if isinstance(error, LOST):
        return store_failed()
    return render(request, "web/broken.html", {"back": "/", "name": name}, status=500)


def noted(error: BaseException | None) -> str:
    """Tell whoever runs the node that something failed; the name under which it is told (W125)."""
    name = token_hex(4)
    _LOG.error("%s failed: %s", name, "; caused by ".join(_traced(error)))
    return name


def _traced(error: BaseException | None) -> Iterator[str]:
    """What failed and where in the program, never with what: a message may hold content, and so may an address."""
    while error is not None:
        frames = ", ".join(f"{each.filename}:{each.lineno} {each.name}" for each in extract_tb(error.__traceback__))
        yield f"{type(error).__name__} at {frames}"
        error = error.__cause__ or error.__context__


@unless_api("not-taken")
def not_taken(request: HttpRequest) -> HttpResponse:
    """What was asked for cannot be read as a request of this site (W126)."""
    return render(request, "web/not_taken.html", {"back": "/"}, status=400)


@unless_api("not-allowed")
def not_allowed(request: HttpRequest) -> HttpResponse:
    """The account that asks may not do this, whoever sits in which seat (W126)."""
    return render(request, "web/not_allowed.html", {"back": "/"}, status=403)


@unless_api("too-many")
def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody asked more often than anybody needs to, which is what guessing looks like."""
    return render(request, "web/too_many.html", {"back": "/"}, status=429)


def slowed(request: HttpRequest, *given: object) -> HttpResponse:
    """Whoever tried too often waits, the account be there or not (W3)."""
    return render(request, "web/slowed.html", status=429)


def clock_went_back(request: HttpRequest) -> HttpResponse:
    """Nothing is read while the clock of the node is behind what was filed last, not even what a seat may do (W92)."""
    request.seat = None  # type: ignore[attr-defined]  # what every page shows of a seat is asked of its desk
    return render(request, "web/clock.html", {"back": "/"}, status=503)


def store_failed(kept: str = "") -> HttpResponse:
    """The database cannot be used: a page that asks it for nothing, with what was typed, sealed, if anything (W93)."""
    page = render_to_string("web/store.html", {"kept": kept, "node_name": node().config.name})
    return HttpResponse(page, status=503)


def in_words(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an address asked for in a way that it does not know is answered in words, too (W90, W151).

    What has another status is as it is.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        found = get_response(request)
        if found.status_code != 405:
            return found
        told = fault("not-so") if is_of_api(request) else render(request, "web/not_so.html", {"back": "/"}, status=405)
        told["Allow"] = ", ".join(sorted(found["Allow"].split(", ")))
        return told

    return answer
