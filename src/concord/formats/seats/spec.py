"""What a seats file holds. Source: docs/spec/seats.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from concord.release.periods import ALWAYS, Period
from concord.release.readers import Briefing, Clearance, Community, Reader

LIMIT_BYTES = 1_000_000
"""The largest seats file (S1)."""

ITSELF = "itself"
"""The word for a party that reads through itself (S3)."""


@dataclass(frozen=True)
class Post:
    """One seat given by itself (S3): its reader, the name of its post, and when it exists."""

    reader: Reader
    name: str
    period: Period = ALWAYS


@dataclass(frozen=True)
class Template:
    """One seat for each member of `members_of` on the day, or for each of `parties` (S5).

    `parties` that are members of one of `unless_member_of` on the day get none. `through` "" means through itself.
    """

    name: str
    through: str
    members_of: str = ""
    parties: tuple[str, ...] = ()
    unless_member_of: tuple[str, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    briefings: tuple[Briefing, ...] = ()
    communities: tuple[Community, ...] = ()
    roles: frozenset[str] = frozenset()
    period: Period = ALWAYS


@dataclass(frozen=True)
class SeatsFile:
    """Templates and posts, each in the order of the file (S8)."""

    templates: tuple[Template, ...]
    posts: tuple[Post, ...]

    @cached_property
    def bounds(self) -> tuple[datetime, ...]:
        """The instants at which a seat comes or goes by its own period (S6), in order."""
        periods = [template.period for template in self.templates] + [post.period for post in self.posts]
        return tuple(sorted({bound for period in periods for bound in period.bounds}))

    def post_of(self, identity: str) -> str:
        """The name of the post given by itself under that id, or "" for a template's seat."""
        return next((post.name for post in self.posts if post.reader.id == identity), "")
