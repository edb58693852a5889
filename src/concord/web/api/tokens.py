"""Tokens: how a program comes in as an account in one post, until a day. Only their digests are kept.

Source: docs/spec/site.md W20, W62, W65.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from secrets import token_urlsafe

from django.http import HttpRequest
from ninja.security import HttpBearer

from concord.node.errors import NoSeatError
from concord.web.accounts.known import is_disabled
from concord.web.models import Token
from concord.web.node import desk_of, now
from concord.web.seats import Seat, seat_of

BYTES = 32


def issue(account: str, post: str, until: datetime) -> str:
    """A new token; it is told once and kept nowhere."""
    text = token_urlsafe(BYTES)
    keep(digest(text), account, post, until)
    return text


def keep(digested: str, account: str, post: str, until: datetime) -> None:
    """Keep the digest of a token, that it may be known again."""
    Token.objects.create(digest=digested, account=account, post=post, until=until)


class Bearer(HttpBearer):
    """Who a token stands for: its account, if it sits in the token's post now; otherwise nobody."""

    def authenticate(self, request: HttpRequest, token: str) -> Seat | None:
        """The seat of a token, or None."""
        found = Token.objects.filter(digest=of_whole(token), until__gt=now()).first()
        seat = seat_of(found.account, found.post) if found else None
        if found is None or seat is None or seat.post.id != found.post or is_disabled(found.account):
            return None
        try:
            desk_of(found.account, found.post)
        except NoSeatError:
            return None
        return seat


def of_whole(token: str) -> str:
    """The digest of a token; of one of two halves, that of the digests of both, so that nobody has to see both."""
    first, stop, second = token.partition(".")
    return digest(digest(first) + digest(second)) if stop else digest(token)


def digest(text: str) -> str:
    """The digest that is kept of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
