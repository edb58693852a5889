"""What gives access to an account: one person asks, another grants, and each holds one half of what opens it.

Source: docs/spec/site.md W61-W63.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from secrets import compare_digest, token_urlsafe

from django.db import transaction

from concord.desk.queries import refuse
from concord.release.findings import Finding
from concord.web.accounts import known, passwords
from concord.web.accounts.deeds import note, note_owner
from concord.web.api.tokens import digest, keep
from concord.web.models import Grant
from concord.web.node import node
from concord.web.seats import Seat

BYTES = 16
"""Of each half."""
A_DAY = timedelta(days=1)
MOST_DAYS = 366
"""Days for which a token may be."""


class What(Enum):
    """What gives access."""

    PASSWORD = "password"  # noqa: S105  # what is asked for
    FACTOR = "factor"
    ENABLE = "enable"
    TOKEN = "token"  # noqa: S105  # as above


TAKING: dict[str, Callable[[str], object]] = {"disable": known.disable, "end sessions": known.end_sessions}
"""What takes access away, by its name."""
HALVED = frozenset({What.PASSWORD, What.TOKEN})


class State(Enum):
    """How far it is."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SPENT = "spent"


def ask(seat: Seat, what: What, account: str, post: str = "", days: int = 0) -> str:
    """Ask for something; the first half of it, which is told once ("" where there are no halves).

    Raises:
        MalformedError: there is no such account or post in the roster, it waits already, or a service asks.
    """
    with transaction.atomic():
        waits = Grant.objects.filter(what=what.value, account=account, post=post, state=State.ASKED.value).exists()
        refuse("request", [*_person(seat), *_fit(seat, what, account, post, days), *_once(waits=waits)])
        half = token_urlsafe(BYTES) if what in HALVED else ""
        Grant.objects.create(
            what=what.value,
            account=account,
            post=post,
            days=days,
            state=State.ASKED.value,
            asked_at=seat.desk.moment.at,
            asked_by=seat.person.id,
            first=digest(half) if half else "",
        )
        note(seat, f"ask {what.value}", account)
    return half


def grant(seat: Seat, number: int) -> str:
    """Grant what another person asked for; the second half of it, which is told once.

    Raises:
        MalformedError: the same person asked, a service grants, it is decided, or it no longer fits.
    """
    at = seat.desk.moment.at
    with transaction.atomic():
        asked = Grant.objects.filter(pk=number).first()
        refuse("request", [*_person(seat), *_other(seat, asked)])
        what = What(asked.what) if asked else What.ENABLE
        if asked is None:
            return ""
        refuse("request", _fit(seat, what, asked.account, asked.post, asked.days))
        half = token_urlsafe(BYTES) if what in HALVED else ""
        second = digest(half) if half else ""
        _moved(asked, {"state": State.GRANTED.value, "second": second, "until": at + A_DAY})
        if what is What.TOKEN:
            keep(digest(asked.first + second), asked.account, asked.post, at + timedelta(days=asked.days))
        elif what is What.FACTOR:
            known.drop_factor(asked.account)
        elif what is What.ENABLE:
            known.enable(asked.account)
        note(seat, f"grant {what.value}", asked.account)
    return half


def close(seat: Seat, number: int, state: State) -> None:
    """Refuse what another asked for, or withdraw what one asked for oneself.

    Raises:
        MalformedError: it is decided, or not this person's to move.
    """
    with transaction.atomic():
        asked = Grant.objects.filter(pk=number).first()
        wrong = _own(seat, asked) if state is State.WITHDRAWN else _other(seat, asked)
        refuse("request", [*_person(seat), *wrong])
        if asked is not None:
            _moved(asked, {"state": state.value})
            note(seat, f"{'withdraw' if state is State.WITHDRAWN else 'refuse'} {asked.what}", asked.account)


def take_away(seat: Seat, act: str, account: str) -> None:
    """Take access away from an account of the roster: `disable` it, or `end sessions`.

    Raises:
        MalformedError: there is no such account or act, or it is the one that would disable itself.
    """
    is_own = act == "disable" and account == seat.account
    wrong = [Finding("W61", "account", "another than the one you came in by", f"`{account}`")] if is_own else []
    if act not in TAKING:
        wrong.append(Finding("W61", "act", " or ".join(TAKING), f"`{act}`"))
    refuse("request", [*wrong, *_fit(seat, What.ENABLE, account, "", 0)])
    with transaction.atomic():
        TAKING[act](account)
        note(seat, act, account)


def waiting() -> tuple[Grant, ...]:
    """What waits for a second person, the oldest first."""
    return tuple(Grant.objects.filter(state=State.ASKED.value).order_by("id"))


def set_password(account: str, halves: tuple[str, str], password: str, at: datetime) -> list[str] | None:
    """Give an account the password that its owner chose, by both halves; what is wrong with the password.

    None where the halves open nothing: wrong, spent, late, of another account or of none (W62).
    """
    with transaction.atomic():
        found = _open(account, halves, at)
        if found is None:
            return None
        faults = passwords.give(account, password)
        if not faults:
            _moved(found, {"state": State.SPENT.value}, State.GRANTED)
            known.end_sessions(account)
            note_owner(at, "set password", account)
        return faults


def _open(account: str, halves: tuple[str, str], at: datetime) -> Grant | None:
    said = sorted(digest(half) for half in halves)
    for each in Grant.objects.filter(
        account=account, what=What.PASSWORD.value, state=State.GRANTED.value, until__gt=at
    ):
        if all(compare_digest(one, other) for one, other in zip(said, sorted((each.first, each.second)), strict=True)):
            return each
    return None


# What is wrong


def check_fit(seat: Seat, what: What, account: str, post: str, days: int) -> None:
    """Refuse what is for no account of the roster or, a token, for no post that it sits in.

    Raises:
        MalformedError: with every fault.
    """
    refuse("request", _fit(seat, what, account, post, days))


def _person(seat: Seat) -> list[Finding]:
    return [Finding("W61", "request", "a person", "a service")] if seat.person.is_service else []


def _once(*, waits: bool) -> list[Finding]:
    return [Finding("W61", "request", "one that does not wait yet", "one that waits")] if waits else []


def _own(seat: Seat, asked: Grant | None) -> list[Finding]:
    is_mine = asked is not None and asked.asked_by == seat.person.id
    return [*_open_still(asked), *([] if is_mine else [Finding("W61", "person", "the one who asked", "another")])]


def _other(seat: Seat, asked: Grant | None) -> list[Finding]:
    is_mine = asked is not None and asked.asked_by == seat.person.id
    same = [Finding("W61", "person", "another person than the one who asked", "the same")] if is_mine else []
    return [*_open_still(asked), *same]


def _open_still(asked: Grant | None) -> list[Finding]:
    if asked is not None and asked.state == State.ASKED.value:
        return []
    return [Finding("W61", "request", "one that waits", asked.state if asked else "none")]


def _fit(seat: Seat, what: What, account: str, post: str, days: int) -> list[Finding]:
    """That the account is one of the roster and, for a token, sits in the post; as of the facts in force."""
    at, roster = seat.desk.moment.at, node().in_force.facts.roster
    if roster.person_of(account, at) is None:
        return [Finding("W61", "account", "one of the roster", f"`{account}`")]
    if what is not What.TOKEN:
        return []
    sits = roster.reader_of(account, post, at) is not None
    wrong = [] if sits else [Finding("W61", "post", "one that the account sits in", f"`{post}`")]
    return wrong + ([] if 1 <= days <= MOST_DAYS else [Finding("W61", "days", f"1 to {MOST_DAYS}", f"{days}")])


def _moved(asked: Grant, found: dict[str, object], was: State = State.ASKED) -> None:
    """Move it on, unless somebody else did so in between."""
    count = Grant.objects.filter(pk=asked.pk, state=was.value).update(**found)
    refuse("request", [] if count else [Finding("W61", "request", "the state that it was in", "another state")])
