"""What changed for a seat since it last said that it had seen what changed.

Source: docs/spec/site.md W25.
"""

from __future__ import annotations

from dataclasses import dataclass

from concord.desk import Edition
from concord.desk.errors import HandleError
from concord.web.lists import title_of
from concord.web.models import Visit
from concord.web.seats import Seat

SHOWN = 12
"""Records that are named; of more, how many."""


@dataclass(frozen=True)
class Since:
    """The editions that changed with their titles, how many more did, how many are gone, and the token of now."""

    shown: tuple[tuple[Edition, str], ...]
    more: int
    gone: int
    everything: bool
    token: str

    @property
    def is_any(self) -> bool:
        """Whether something changed."""
        return bool(self.shown or self.more or self.gone or self.everything)


def since(seat: Seat) -> Since:
    """What changed for a seat; whoever comes for the first time starts from now."""
    visit = _visit(seat)
    try:
        found = seat.desk.changes(visit.token)
    except HandleError:
        see(seat, seat.desk.token())
        found = seat.desk.changes(_visit(seat).token)
    editions = [edition for record in found.records if (edition := seat.desk.get(record)) is not None]
    gone = len(found.records) - len(editions)
    named = tuple((edition, title_of(edition)) for edition in editions[:SHOWN])
    return Since(named, len(editions) - len(named), gone, found.everything, found.token)


def see(seat: Seat, token: str) -> None:
    """From this token on; none, or one that is not of this seat, changes nothing."""
    if not token:
        return
    try:
        seat.desk.changes(token)
    except HandleError:
        return
    Visit.objects.update_or_create(account=seat.account, post=seat.post.id, defaults={"token": token})


def _visit(seat: Seat) -> Visit:
    known = Visit.objects.filter(account=seat.account, post=seat.post.id).first()
    if known is not None:
        return known
    found, _ = Visit.objects.get_or_create(
        account=seat.account, post=seat.post.id, defaults={"token": seat.desk.token()}
    )
    return found
