"""An account's own password, and saying again who one is; an account may have no password, and is told what is so.

Source: docs/spec/site.md W127, W154.
"""

from __future__ import annotations

from allauth.account import views as account  # type: ignore[import-untyped]
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concord.web.accounts.again import ways_of


@login_required
def change(request: HttpRequest) -> HttpResponse:
    """Another password, for an account that has one."""
    if not _has_password(request):
        return without(request)
    found: HttpResponse = account.password_change(request)
    return found


@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Who one is, said again; an account with nothing to say it by is told so."""
    if not ways_of(request):
        return without(request)
    found: HttpResponse = account.reauthenticate(request)
    return found


@login_required
def without(request: HttpRequest) -> HttpResponse:
    """What is so for an account without a password."""
    return render(request, "account/no_password.html", {"has_one": _has_password(request), "ways": ways_of(request)})


def _has_password(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.has_usable_password()
