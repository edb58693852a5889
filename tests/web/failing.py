"""The addresses of a site with two addresses that fail, one of the API, with content in their messages."""

from __future__ import annotations

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from concord.web import urls
from concord.web.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]
CONTENT = "canary-in-a-message"
FAULTS = {"value": ValueError, "not-taken": BadRequest, "not-allowed": PermissionDenied}


def fail(request: HttpRequest, fault: str) -> HttpResponse:
    """Fail."""
    try:
        raise KeyError(CONTENT)
    except KeyError as error:
        raise FAULTS[fault](CONTENT) from error


urlpatterns: list[URLPattern | URLResolver] = [
    path("fail/<str:fault>", fail),
    path("api/fail/<str:fault>", fail),
    *urls.urlpatterns,
]
