"""What was typed, where it cannot be taken now: kept in the page that answers, sealed, until its writer goes on.

Nothing of it is stored; only the account that it was typed by, in the post that it was typed in, sees it again, and it
is shown, never filed. Source: docs/spec/site.md W70-W72, W120, W134, W154.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from allauth.core.exceptions import ReauthenticationRequired  # type: ignore[import-untyped]
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import activate, get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from concord.web.accounts.again import NoWayError, check_said_again
from concord.web.api.faults import is_of_api
from concord.web.pages.errors import LOST, store_failed
from concord.web.pages.seating import View, seated
from concord.web.sealed import sealed, unsealed
from concord.web.seats import SEAT, Seat, SeatedRequest, seat_of

MADE_FOR = "made-for"
"""The field of a form that says, sealed, for whom and in which post it was made."""
TONGUE = "language"
"""The field of a form that asks for it again in another language (W120)."""
SITTING = "sit"
"""The field of a form by which another post is chosen on its page (W134)."""
NOT_TYPED = (MADE_FOR, TONGUE, SITTING, "csrfmiddlewaretoken")


@dataclass(frozen=True)
class Kept:
    """What an account typed in a post, into the form at a path."""

    account: str
    post: str
    path: str
    typed: str


def made_for(seat: Seat) -> str:
    """What the form of a seat says of it."""
    return sealed("made for", seat.account, seat.post.id)


def keeping(view: View) -> View:
    """A view with a form for somebody who sits in a post: what was typed into it is not lost (W70)."""
    inner = seated(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and TONGUE in request.POST:
            return _in_tongue(request, request.POST[TONGUE], lambda: taken(request, *args, **kwargs))
        if request.method == "POST" and SITTING in request.POST:
            _sit(request, request.POST[SITTING])
        return taken(request, *args, **kwargs)

    def taken(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        is_sitting = request.method == "POST" and SITTING in request.POST
        kept = _kept(request) if request.method == "POST" and (is_sitting or not is_again(request)) else None
        try:
            why = _why(request, kept) if kept else ""
            return _page(request, kept, why) if kept and why else inner(request, *args, **kwargs)
        except LOST:
            if is_again(request) and kept is None:
                raise
            return store_failed(_sealed(kept) if kept else "")

    answer.keeps = True  # type: ignore[attr-defined]  # for what refuses stale forms
    found: View = answer
    return found


def is_again(request: HttpRequest) -> bool:
    """Whether a form is to be shown with what was typed into it, and not taken."""
    return getattr(request, "is_again", False)


def unconfirmed(request: SeatedRequest) -> HttpResponse | None:
    """The page that asks somebody who he is, what he typed kept in it; None if he said so a short while ago."""
    try:
        check_said_again(request)
    except (ReauthenticationRequired, NoWayError) as error:
        typed, why = request.POST.copy(), "no way" if isinstance(error, NoWayError) else "confirm"
        return _page(request, Kept(request.seat.account, request.seat.post.id, request.path, _said(typed)), why)
    return None


@csrf_exempt
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """The form with what was typed into it, in the post in which that was; nothing is taken (W71)."""
    sealed_text = request.POST.get("kept", "")
    kept = _opened(sealed_text)
    if kept is None:
        raise Http404
    try:
        return _gone_on(request, kept)
    except LOST:
        return store_failed(sealed_text)


def back(request: HttpRequest) -> HttpResponse:
    """Where somebody comes who signed in beside a page that keeps what he typed."""
    return render(request, "web/kept_back.html", {"back": "/"})


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is not of this browser's session: made before a sign-in, or elsewhere (W72).

    Of the API only its description asks for a token of forms, and it takes none (W151).
    """
    if is_of_api(request):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        keeps = getattr(resolve(request.path_info).func, "keeps", False)
    except Resolver404:
        keeps = False
    kept = _kept(request) if keeps else None
    if kept is None:
        return render(request, "web/refused.html", {"back": "/"}, status=403)
    return _page(request, kept, _why(request, kept) or "stale")


# Within


def _in_tongue(request: HttpRequest, asked: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """A form with what was typed into it, in another language from now on; nothing is taken (W120)."""
    tongue = asked if asked in dict(settings.LANGUAGES) else get_language() or "en"
    typed = request.POST.copy()
    del typed[TONGUE]
    request.POST = QueryDict(typed.urlencode())
    kept = _kept(request)
    activate(tongue)
    request.LANGUAGE_CODE = tongue
    if kept is None or not _why(request, kept):
        request.is_again = True  # type: ignore[attr-defined]  # as `is_again` reads it
    found = answer()
    found.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        tongue,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return found


def _sit(request: HttpRequest, asked: str) -> None:
    """Take up another post of whoever is signed in, if it is one; the form is never taken by that (W134)."""
    request.is_again = True  # type: ignore[attr-defined]  # as `is_again` reads it
    seat = seat_of(request.user.get_username(), request.session.get(SEAT, ""))
    if seat is not None and asked in {post.id for post in seat.others}:
        request.session[SEAT] = asked


def _gone_on(request: HttpRequest, kept: Kept) -> HttpResponse:
    if request.user.get_username() != kept.account:
        return _page(request, kept, "other" if request.user.is_authenticated else "out")
    seat = seat_of(kept.account, kept.post)
    if seat is None or seat.post.id != kept.post:
        return _page(request, kept, "gone")
    request.session[SEAT] = kept.post
    request.POST = QueryDict(kept.typed)
    request.path = request.path_info = kept.path
    request.is_again = True  # type: ignore[attr-defined]  # as `is_again` reads it
    found = resolve(kept.path)
    answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
    add_never_cache_headers(answer)
    return answer


def _why(request: HttpRequest, kept: Kept) -> str:
    """Why a form cannot be taken now; "" if it can."""
    if not request.user.is_authenticated:
        return "out"
    if request.user.get_username() != kept.account:
        return "other"
    seat = seat_of(kept.account, request.session.get(SEAT, ""))
    return "" if seat is not None and seat.post.id == kept.post else "seat"


def _kept(request: HttpRequest) -> Kept | None:
    """What was typed, if the form says for whom it was made."""
    said = unsealed(request.POST.get(MADE_FOR, ""), "made for", 2)
    return Kept(said[0], said[1], request.path, _said(request.POST.copy())) if said else None


def _said(typed: QueryDict) -> str:
    for name in NOT_TYPED:
        typed.pop(name, None)
    return typed.urlencode()


def _page(request: HttpRequest, kept: Kept, why: str) -> HttpResponse:
    """The page that keeps it, sealed: for whoever else sits at the same screen it says nothing."""
    at = urlencode({"next": reverse("kept-back")})
    seat = seat_of(kept.account, request.session.get(SEAT, "")) if why == "seat" else None
    shown = {
        "sits": seat.post.id if seat else "",
        "why": why,
        "kept": _sealed(kept),
        "sign_in": f"{resolve_url(settings.LOGIN_URL)}?{at}",
        "confirm": f"{reverse('account_reauthenticate')}?{at}",
        "post": kept.post if request.user.get_username() == kept.account else "",
        "back": "/",
    }
    answer = render(request, "web/kept.html", shown, status=403)
    add_never_cache_headers(answer)
    return answer


def _sealed(kept: Kept) -> str:
    packed = b64encode(zlib.compress(kept.typed.encode())).decode()
    return sealed("typed", kept.account, kept.post, kept.path, packed)


def _opened(kept: str) -> Kept | None:
    said = unsealed(kept, "typed", 4)
    if said is None:
        return None
    account, post, path, packed = said
    return Kept(account, post, path, zlib.decompress(b64decode(packed)).decode())
