"""The addresses of a site with one at which what somebody came in by asks again who he is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from concord.web import urls
from concord.web.accounts.again import go_on, note_said
from concord.web.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def asked(request: HttpRequest) -> HttpResponse:
    """Ask, and be answered at once where the answer is in the address."""
    if request.GET.get("answer") != "yes":
        return HttpResponse("Who are you?")
    note_said(request, "elsewhere")
    return go_on(request)


urlpatterns: list[URLPattern | URLResolver] = [path("elsewhere", asked, name="elsewhere"), *urls.urlpatterns]
