"""What a seat is cleared to, in short: for each policy in force the highest level that its reader holds.

It is worked out from the reader and the rules of one moment, and from nothing that is stored.

Source: docs/spec/site.md W130; docs/spec/release.md R61.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from concord.desk import Moment
from concord.release.effective import levels_of
from concord.release.labels import Label, PolicyRef
from concord.release.names import NEVER, fold
from concord.release.periods import Confidence
from concord.release.policy import Policy
from concord.web.node import markings
from concord.web.tongue import language


@dataclass(frozen=True)
class Cleared:
    """The highest level under one policy: in short, as it is printed, and the instant at which it ends, if it does."""

    short: str
    marking: str
    until: datetime | None


def cleared(moment: Moment) -> tuple[Cleared, ...]:
    """What the reader of a moment is cleared to beyond doubt, a line for each policy in force that gives a level."""
    book = moment.rulebook
    names = dict.fromkeys(policy.name for policy in book.policies)
    found = (policy for name in names if (policy := book.policy(name, moment.at)) is not None)
    return tuple(each for policy in found if (each := _highest(policy, moment)) is not None)


def _highest(policy: Policy, moment: Moment) -> Cleared | None:
    held = dict(sorted(_held(policy, moment), key=lambda each: each[1]))
    if not held:
        return None
    name = max(held, key=lambda each: policy.level_by_name[each].rank)
    label = Label(PolicyRef(policy.name, policy.oid), policy.level_by_name[name].name, created=moment.at)
    short = markings().write(label, code="portionMarking", language=language()).strip("()")
    return Cleared(short, markings().write(label, language=language()), held[name] if held[name] < NEVER else None)


def _held(policy: Policy, moment: Moment) -> Iterator[tuple[str, datetime]]:
    """The levels of a policy that clearances give, by folded name, each with the instant from which on it may end."""
    profile = moment.rulebook.profile(policy)
    if profile is None:
        return
    for clearance in (each for each in moment.reader.clearances if each.period.holds(moment.at) is Confidence.SOURCED):
        for name, ground in levels_of(clearance, policy, profile, moment.rulebook.index):
            if ground.confidence > Confidence.UNCONFIRMED and fold(name) in policy.level_by_name:
                yield fold(name), clearance.period.fades
