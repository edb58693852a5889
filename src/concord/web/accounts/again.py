"""Saying again who one is: by which ways an account can, whether it did a short while ago, and that it must.

The library of accounts lets an account without a password and without a second factor pass unasked; here it is refused.
Source: docs/spec/site.md W154, W155.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any

from allauth.account import app_settings  # type: ignore[import-untyped]
from allauth.account.adapter import get_adapter  # type: ignore[import-untyped]
from allauth.account.internal.flows.login import (  # type: ignore[import-untyped]
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import resume_request  # type: ignore[import-untyped]
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired  # type: ignore[import-untyped]
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

View = Callable[..., HttpResponse]


class NoWayError(ImmediateHttpResponse):  # type: ignore[misc]
    """An account that can say by nothing who it is; answered by the page that says so and what to do."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(render(request, "account/no_way.html", status=403))


def ways_of(request: HttpRequest) -> list[str]:
    """By what an account can say again who it is, in words: password, second factor, what it came in by."""
    return [str(each["description"]) for each in get_adapter(request).get_reauthentication_methods(request.user)]


def check_said_again(request: HttpRequest) -> None:
    """Let pass who said a short while ago who he is.

    Raises:
        NoWayError: the account has nothing to say it by.
        ReauthenticationRequired: it has, and is asked.
    """
    if not ways_of(request):
        raise NoWayError(request)
    said = [each for each in get_authentication_records(request, request.user) if each.get("reauthenticated")]
    if not said or time() - said[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT:
        raise ReauthenticationRequired


def said_again(view: View) -> View:
    """A view for somebody who said a short while ago who he is."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_said_again(request)
        return view(request, *args, **kwargs)

    return answer


def note_said(request: HttpRequest, way: str) -> None:
    """Note in the session that its account said now who it is, by a way of the settings (CONCORD_WAYS)."""
    record_authentication(request, request.user, method=way, reauthenticated=True)


def go_on(request: HttpRequest) -> HttpResponse:
    """What was asked for before somebody had to say again who he is."""
    return resume_request(request) or HttpResponseRedirect("/")
