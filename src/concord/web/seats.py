"""Who asks, and in which seat: an account sits in posts, and reads in one of them at a time.

Source: docs/spec/site.md W3, W5, W130, W133.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from concord.desk import Act, Desk
from concord.desk.roster import Person, Post
from concord.web.cleared import Cleared, cleared
from concord.web.node import desk_of, node, now

SEAT = "seat"
"""Under which name a session keeps the post that was chosen."""
ROLES = {
    "releasing officer": gettext_lazy("releasing officer"),
    "security officer": gettext_lazy("security officer"),
    "staff": gettext_lazy("staff"),
}
"""The roles that the settings of nodes name as a rule, in words; any other is shown as it is named there (W102)."""


def roles_of(post: Post) -> list[str]:
    """The roles of a post, in words."""
    return sorted(str(ROLES.get(role, role)) for role in post.roles)


@dataclass(frozen=True)
class Seat:
    """Somebody in a post, with the other posts that are theirs."""

    account: str
    person: Person
    post: Post
    others: tuple[Post, ...]

    @cached_property
    def desk(self) -> Desk:
        """The desk of this seat, as of the first time it is asked for."""
        return desk_of(self.account, self.post.id)

    @property
    def roles(self) -> list[str]:
        """The roles of the post, in words."""
        return roles_of(self.post)

    @cached_property
    def cleared(self) -> list[tuple[datetime | None, list[Cleared]]]:
        """What the reader of this seat is cleared to; what stands side by side and ends at one instant, together."""
        return [(until, list(some)) for until, some in groupby(cleared(self.desk.moment), key=lambda each: each.until)]


class SeatedRequest(HttpRequest):
    """A request of somebody who sits in a post; `viewing` is the post as which something is viewed, if one is."""

    seat: Seat
    viewing: str


def seat_of(account: str, chosen: str) -> Seat | None:
    """The seat of an account: the post that was chosen, or the first; None if it sits in none."""
    at, roster = now(), node().in_force.facts.roster
    person = roster.person_of(account, at)
    posts = roster.posts_of(person.id, at) if person else ()
    if person is None or not posts:
        return None
    post = next((post for post in posts if post.id == chosen), posts[0])
    return Seat(account, person, post, tuple(each for each in posts if each != post))


def shown(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: the node, and the seat."""
    seat: Seat | None = getattr(request, "seat", None)
    may = {act: seat is not None and seat.desk.may(act) for act in (Act.KEEP_FACTS, Act.PURGE)}
    shown = {"may_administer": may[Act.KEEP_FACTS], "may_remove": may[Act.PURGE]}
    return {"node_name": node().config.name, "seat": seat, **shown, **view_of(request)}


def view_of(request: HttpRequest) -> dict[str, str]:
    """The view that a page is in: as which post, and where it leads on in it; nothing where it is in none (W133)."""
    post, path = getattr(request, "viewing", ""), reverse("as-documents")
    return {"viewing": post, "view": f"{path}?{urlencode({'of': post})}", "view_path": path} if post else {}
