"""Tokens: how a program comes in as an account in one post, until a day. Only their digests are kept.

Source: docs/spec/site.md W20.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from secrets import token_urlsafe

from django.http import HttpRequest
from ninja.security import HttpBearer

from concord.node.errors import NoSeatError
from concord.web.models import Token
from concord.web.node import desk_of, now
from concord.web.seats import Seat, seat_of

BYTES = 32


def issue(account: str, post: str, until: datetime) -> str:
    """A new token; it is told once and kept nowhere."""
    text = token_urlsafe(BYTES)
    Token.objects.create(digest=_digest(text), account=account, post=post, until=until)
    return text


class Bearer(HttpBearer):
    """Who a token stands for: its account, if it sits in the token's post now; otherwise nobody."""

    def authenticate(self, request: HttpRequest, token: str) -> Seat | None:
        """The seat of a token, or None."""
        found = Token.objects.filter(digest=_digest(token), until__gt=now()).first()
        seat = seat_of(found.account, found.post) if found else None
        if found is None or seat is None or seat.post.id != found.post:
            return None
        try:
            desk_of(found.account, found.post)
        except NoSeatError:
            return None
        return seat


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
