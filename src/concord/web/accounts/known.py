"""The accounts of the site: those of the roster as of now, with what the site knows of each.

Source: docs/spec/site.md W60, W65.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator  # type: ignore[import-untyped]
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from concord.desk.roster import Roster, is_sure
from concord.web.models import Account


@dataclass(frozen=True)
class Known:
    """An account of the roster: whose, in which posts, and what there is to come in by."""

    name: str
    person: str
    posts: tuple[str, ...]
    has_password: bool
    has_factor: bool
    is_disabled: bool
    is_service: bool


def known(roster: Roster, at: datetime) -> tuple[Known, ...]:
    """The accounts by which somebody comes in at an instant, by name."""
    rows = {row.name: row for row in Account.objects.all()}
    factors = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user__name", flat=True))
    standing = sorted((each for each in roster.accounts if is_sure(each.period, at)), key=lambda each: each.id)
    return tuple(
        Known(
            each.id,
            each.person,
            tuple(post.id for post in roster.posts_of(each.person, at)),
            each.id in rows and rows[each.id].has_usable_password(),
            each.id in factors,
            each.id in rows and not rows[each.id].is_active,
            roster.person_by_id[each.person].is_service,
        )
        for each in standing
    )


def disable(name: str) -> None:
    """Nobody comes in by an account any more, by whatever way (W65)."""
    row, is_new = Account.objects.get_or_create(name=name, defaults={"is_active": False})
    if is_new:
        row.set_unusable_password()
    row.is_active = False
    row.save()
    end_sessions(name)


def enable(name: str) -> None:
    """An account is as it was before it was disabled."""
    Account.objects.filter(name=name).update(is_active=True)


def drop_factor(name: str) -> None:
    """An account has no second factor any more; its owner may set one up anew."""
    Authenticator.objects.filter(user__name=name).delete()


def end_sessions(name: str) -> int:
    """End every session of an account; how many there were."""
    row = Account.objects.filter(name=name).first()
    mine = [each for each in Session.objects.all() if row and each.get_decoded().get(SESSION_KEY) == str(row.pk)]
    for each in mine:
        each.delete()
    return len(mine)


def is_disabled(name: str) -> bool:
    """Whether an account was disabled."""
    return Account.objects.filter(name=name, is_active=False).exists()
