"""Tokens of the site: listed, made, revoked.

Source: docs/spec/site.md W20, W61-W63.
"""

from __future__ import annotations

import json
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from concord.release.errors import MalformedError
from concord.web.accounts import deeds, grants
from concord.web.accounts.grants import What
from concord.web.api.tokens import issue
from concord.web.marked import NOTHING, marked
from concord.web.models import Token
from concord.web.node import node
from concord.web.pages.administration import administering, asked_of, confirmed, once, tell
from concord.web.seats import SeatedRequest
from concord.web.typed import whole


@administering
def tokens(request: SeatedRequest) -> HttpResponse:
    """Every token that the site knows of, and the accounts for which one can be made."""
    at, roster = request.seat.desk.moment.at, node().in_force.facts.roster
    rows = [(each, each.until <= at) for each in Token.objects.order_by("account", "post", "until")]
    standing = [(each.id, roster.posts_of(each.person, at)) for each in roster.accounts]
    choices = [
        (name, post.id, json.dumps([name, post.id]))
        for name, posts in sorted(standing, key=lambda each: each[0])
        for post in posts
    ]
    waiting = [each for each in asked_of(request.seat) if each[0].what == What.TOKEN.value]
    found = {"rows": rows, "choices": choices, "waiting": waiting, "most": grants.MOST_DAYS}
    return marked(request, "web/administration/tokens.html", found, shows=NOTHING)


@confirmed
@cache_control(no_store=True)
def make(request: SeatedRequest) -> HttpResponse:
    """Make a token for the account by which one came in; ask for one for another."""
    seat = request.seat
    account, post = _chosen(request.POST.get("for", ""))
    days = whole(request.POST.get("days", "")) or 0
    if account != seat.account:
        return once(
            request,
            lambda: grants.ask(seat, What.TOKEN, account, post, days),
            is_first=True,
            about=account,
            what=What.TOKEN,
        )
    try:
        grants.check_fit(seat, What.TOKEN, account, post, days)
    except MalformedError as error:
        tell(request, error)
        return redirect("administration-tokens")
    text = issue(account, post, seat.desk.moment.at + timedelta(days=days))
    deeds.note(seat, "make token", account)
    shown = {"half": text, "is_whole": True, "about": account, "is_token": True}
    return marked(request, "web/administration/once.html", {**shown, "back": "/administration/tokens"}, shows=NOTHING)


@confirmed
def revoke(request: SeatedRequest) -> HttpResponse:
    """A token opens nothing any more."""
    found = Token.objects.filter(pk=whole(request.POST.get("number", ""))).first()
    if found is None:
        raise Http404
    found.delete()
    deeds.note(request.seat, "revoke token", found.account)
    messages.success(request, _("Done."))
    return redirect("administration-tokens")


def _chosen(value: str) -> tuple[str, str]:
    """The account and the post that an option of the form stands for; of anything else nobody, in none."""
    try:
        said = json.loads(value)
    except ValueError:
        said = None
    is_pair = isinstance(said, list) and len(said) == 2 and all(isinstance(each, str) for each in said)
    return (said[0], said[1]) if is_pair else ("", "")
