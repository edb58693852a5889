"""What a change of facts opens and closes, as pages tell it: by groups of rules, now and on days to come.

Source: docs/spec/site.md W28; docs/spec/desk.md D88.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from concord.desk import Desk
from concord.desk.facts import FactsChange
from concord.desk.preview import Shift
from concord.directory.changes import Entry, parts_of
from concord.release.periods import Period
from concord.release.reasons import Rule

DAYS = 3
"""On how many days to come it is told what turns."""

WORDS = {
    Rule.UNLABELLED.code: gettext_lazy("no label"),
    Rule.NO_CLEARANCE.code: gettext_lazy("no clearance under the policy"),
    Rule.CLASS_NOT_HELD.code: gettext_lazy("the level is not held"),
    Rule.NO_RELEASE_DECISION.code: gettext_lazy("no release decision reaches the seat"),
    Rule.NO_BASIS.code: gettext_lazy("no agreement, membership or framework reaches the seat"),
    Rule.PERMISSIVE_NONE_HELD.code: gettext_lazy("none of the release values is held"),
    Rule.RESTRICTIVE_NOT_HELD.code: gettext_lazy("a category is not held"),
    Rule.COMMUNITY_NOT_HELD.code: gettext_lazy("need to know"),
    Rule.NOT_YET.code: gettext_lazy("an embargo"),
    Rule.OPEN_QUESTION.code: gettext_lazy("an open question"),
    Rule.UNCONFIRMED.code: gettext_lazy("facts that are not confirmed"),
    Rule.RELEASE_UNKNOWN.code: gettext_lazy("the releases of another owner are not known"),
    Rule.POLICY_UNKNOWN.code: gettext_lazy("the policy is not in the rulebook"),
    Rule.PROFILE.code: gettext_lazy("a rule of the profile"),
}
"""The rules that withhold, in a few words; another is shown by its name."""


@dataclass(frozen=True)
class Group:
    """What turns one way by one group of rules: how many squares, records added up over seats, and each seat's."""

    opens: bool
    rules: tuple[str | Promise, ...]
    squares: int
    records: int
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class Turn:
    """What is turned at an instant; `at` None is now."""

    at: datetime | None
    groups: tuple[Group, ...]


def turns(desk: Desk, change: FactsChange) -> tuple[Turn, ...]:
    """What a change opens and closes now, and on the next days to come on which more turns.

    Raises:
        MalformedError: this seat may not keep the facts, or the change cannot be.
        StaleError: other facts came into force in between.
    """
    told = desk.preview(change).shifts
    found = [Turn(None, groups(told))]
    for at in instants(change, desk.moment.at)[:DAYS]:
        later = desk.preview(change, at).shifts
        if later != told:
            found.append(Turn(at, groups(later)))
            told = later
    return tuple(found)


def groups(shifts: Iterable[Shift]) -> tuple[Group, ...]:
    """Shifts by direction and rules, what opens first."""
    found: dict[tuple[bool, tuple[str, ...]], list[Shift]] = {}
    for shift in shifts:
        found.setdefault((not shift.opens, shift.rules), []).append(shift)
    return tuple(
        Group(
            opens=not closes,
            rules=tuple(WORDS.get(code, code) for code in rules),
            squares=sum(shift.squares for shift in own),
            records=sum(shift.records for shift in own),
            shifts=tuple(own),
        )
        for (closes, rules), own in sorted(found.items(), key=lambda each: each[0])
    )


def instants(change: FactsChange, at: datetime) -> tuple[datetime, ...]:
    """The instants after `at` at which what a change ends or adds begins or ends, but for those that stay."""
    before, after = (
        {bound for entry in entries for period in _periods(entry) for bound in period.bounds}
        for entries in (change.ended, change.added)
    )
    return tuple(sorted(bound for bound in before ^ after if bound > at))


def _periods(entry: object) -> Iterator[Period]:
    for name in ("period", "usable", "marked"):
        found = getattr(entry, name, None)
        if isinstance(found, Period):
            yield found
    if isinstance(entry, Entry):
        yield from (part.period for part in parts_of(entry))
