"""Answers to requests for a part of a page; and that no answer is kept by anybody on the way.

The view is the same, and so is the desk: what differs is the frame that a page already has around it.

Source: docs/spec/site.md W34, W35.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

Answering = Callable[[HttpRequest], HttpResponse]
ASKED_BY = ("HX-Request", "HX-Target")
"""The headers that say that a part is asked for, and which."""


def is_partial(request: HttpRequest) -> bool:
    """Whether a page that is shown already asks for a part of itself."""
    return request.headers.get(ASKED_BY[0]) == "true"


def is_for(request: HttpRequest, part: str) -> bool:
    """Whether nothing but the part of that id will be shown of the answer."""
    return is_partial(request) and request.headers.get(ASKED_BY[1]) == part


def shown(request: HttpRequest) -> dict[str, bool]:
    """What every page knows of how it was asked for."""
    return {"is_partial": is_partial(request)}


def unkept(get_response: Answering) -> Answering:
    """Has no answer kept, by a browser or on the way to it."""

    def answer(request: HttpRequest) -> HttpResponse:
        found = get_response(request)
        patch_vary_headers(found, ASKED_BY)
        patch_cache_control(found, private=True, no_store=True)
        return found

    return answer
