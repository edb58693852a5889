"""Labels as pages show them: the printed marking, a scale of steps, and what limits it besides.

Source: docs/spec/site.md W6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from concord.desk import Moment
from concord.release.edition import banner
from concord.release.key import LabelForm
from concord.release.labels import Group, Label, LabelSet, PolicyRef
from concord.release.names import fold
from concord.release.readers import Clearance
from concord.web.node import markings, now
from concord.web.tongue import language


@dataclass(frozen=True)
class Chip:
    """A label in a line: filled and empty steps of its policy's scale, its marking, and further limits as ids."""

    marking: str
    filled: range
    empty: range
    communities: tuple[str, ...] = ()
    embargo: datetime | None = None
    owners: tuple[str, ...] = ()
    """Whose information it holds or names beside the owner's own."""
    is_labelled: bool = True


def chip_of(label_set: LabelSet) -> Chip:
    """What is shown of a label set to somebody to whom its portion is released."""
    label = label_set.originator
    mentions = (*label_set.contains, *label_set.refers_to)
    more = tuple(sorted(label_set.communities)), label_set.embargo, tuple(sorted({each.owner for each in mentions}))
    if label is None:
        return Chip("", range(0), range(0), *more, is_labelled=False)
    rulebook = markings().rulebook
    policy = rulebook.policy(label.policy.name, label.created) if label.created else None
    ranks = sorted({level.rank for level in policy.levels}) if policy else []
    level = policy.level_by_name.get(fold(label.level)) if policy else None
    filled = ranks.index(level.rank) if level else 0
    return Chip(printed(label), range(filled), range(max(len(ranks) - 1 - filled, 0)), *more)


def chips_of(label_sets: Iterable[LabelSet], moment: Moment) -> tuple[Chip, ...]:
    """What is shown of all of it together: a chip for each policy of the roll-up (R101), limits beside the first."""
    sets = tuple(label_sets)
    whole = banner(sets, rulebook=moment.rulebook, at=moment.at)
    first, *rest = [chip_of(LabelSet(label)) for label in whole.labels] or [chip_of(LabelSet(None))]
    limits = [chip_of(each) for each in sets]
    return replace(
        first,
        communities=tuple(sorted({name for each in limits for name in each.communities})),
        embargo=max((each.embargo for each in limits if each.embargo), default=None),
        owners=tuple(sorted({owner for each in limits for owner in each.owners})),
    ), *rest


def printed(label: Label) -> str:
    """The marking of a label in the language of the page."""
    return markings().write(label, language=language())


def printed_form(form: LabelForm) -> str:
    """The marking of a label that is known in normal form alone."""
    groups = tuple(Group(each.tag_set, each.kind, each.values, each.oid) for each in form.groups)
    return printed(Label(PolicyRef(form.policy, form.oid), form.level, groups, created=form.created))


def rolled_up(label_sets: Iterable[LabelSet], moment: Moment) -> str:
    """The marking of all of it together, one for each policy (R101)."""
    return " · ".join(markings_of(label_sets, moment))


def markings_of(label_sets: Iterable[LabelSet], moment: Moment) -> tuple[str, ...]:
    """The markings of all of it together, one for each policy (R101)."""
    whole = banner(tuple(label_sets), rulebook=moment.rulebook, at=moment.at)
    return tuple(printed(label) for label in whole.labels)


def levels_of(clearance: Clearance) -> list[str]:
    """The levels of a clearance, the highest first, as its policy ranks them; by name where it does not."""
    policy = markings().rulebook.policy(clearance.under, now())
    known = policy.level_by_name if policy else {}
    ranks = {name: known[fold(name)].rank for name in clearance.levels if fold(name) in known}
    return sorted(clearance.levels, key=lambda name: (-ranks.get(name, -1), name))
