"""What is noted of acts on accounts: who did what, when, about which.

Source: docs/spec/site.md W64.
"""

from __future__ import annotations

from datetime import datetime

from concord.web.models import Deed
from concord.web.seats import Seat

SHOWN = 200
"""How many of the latest a page shows."""
COMMAND_LINE = "command line"
"""What stands for a post where somebody with the folder of the node did it."""


def note(seat: Seat, act: str, about: str) -> None:
    """Note what somebody in a seat did."""
    Deed.objects.create(at=seat.desk.moment.at, account=seat.account, post=seat.post.id, act=act, about=about)


def note_owner(at: datetime, act: str, account: str) -> None:
    """Note what the owner of an account did without having come in."""
    Deed.objects.create(at=at, account=account, post="", act=act, about=account)


def note_operator(at: datetime, act: str, about: str) -> None:
    """Note what was done at the command line of the node."""
    Deed.objects.create(at=at, account="", post=COMMAND_LINE, act=act, about=about)


def latest() -> tuple[Deed, ...]:
    """The latest acts, newest first."""
    return tuple(Deed.objects.order_by("-id")[:SHOWN])
