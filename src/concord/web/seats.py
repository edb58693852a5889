"""Who asks, and in which seat: an account sits in posts, and reads in one of them at a time.

Source: docs/spec/site.md W3, W5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from concord.desk import Act, Desk
from concord.desk.roster import Person, Post
from concord.web.node import desk_of, node, now

SEAT = "seat"
"""Under which name a session keeps the post that was chosen."""


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


class SeatedRequest(HttpRequest):
    """A request of somebody who sits in a post."""

    seat: Seat


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
    return {"node_name": node().config.name, "seat": seat, **shown}
