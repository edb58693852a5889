"""The seats of one day: templates filled from the memberships of that day.

Source: docs/spec/seats.md S5, S7, S8.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from concord.formats.seats.spec import SeatsFile, Template
from concord.release.names import require_utc
from concord.release.periods import Confidence, Period
from concord.release.readers import Reader
from concord.release.relations import Membership, Standing


def expand(seats_file: SeatsFile, memberships: Iterable[Membership], at: datetime) -> tuple[Reader, ...]:
    """The readers of `seats_file` at the instant `at`.

    Raises:
        ValueError: `at` has no time zone.
    """
    require_utc(at)
    day = tuple(membership for membership in memberships if _counts(membership, at))
    posts = {post.reader.id: post.reader for post in seats_file.posts if _is_there(post.period, at)}
    found: dict[str, Reader] = {}
    for template in seats_file.templates:
        if _is_there(template.period, at):
            for reader in _filled(template, day):
                found.setdefault(reader.id, reader)
    return tuple({**found, **posts}.values())


def seat_turns(seats_file: SeatsFile, memberships: Iterable[Membership]) -> tuple[datetime, ...]:
    """The instants at which the readers of `seats_file` may change, in order; between two of them they are the same."""
    asked = {each for template in seats_file.templates for each in (template.members_of, *template.unless_member_of)}
    of_members = {bound for m in memberships if m.organisation in asked for bound in m.period.bounds}
    return tuple(sorted(of_members.union(seats_file.bounds)))


def _counts(membership: Membership, at: datetime) -> bool:
    """Whether the party is a member on the day, with whatever confidence (S7)."""
    sure = min(membership.confidence, membership.period.holds(at))
    return membership.standing is Standing.MEMBER and sure > Confidence.ABSENT


def _is_there(period: Period, at: datetime) -> bool:
    return period.holds(at) is not Confidence.ABSENT


def _filled(template: Template, day: Sequence[Membership]) -> Iterator[Reader]:
    """One reader for each party of the template, by party id."""
    if template.members_of:
        parties = {membership.party for membership in day if membership.organisation == template.members_of}
    else:
        gone = {membership.party for membership in day if membership.organisation in template.unless_member_of}
        parties = set(template.parties) - gone
    for party in sorted(parties):
        yield Reader(
            id=f"{party}/{template.through}" if template.through else party,
            party=party,
            through=template.through or party,
            clearances=template.clearances,
            briefings=template.briefings,
            communities=template.communities,
            roles=template.roles,
        )
