"""Another label for several portions of a document: what one person may set, what takes two, who gains and who loses.

Source: docs/spec/documents.md P20, P21.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from concord.desk import Edition, Moment, Shown
from concord.desk.labelling import is_narrower
from concord.dissemination.known import Print
from concord.dissemination.matrix import Table
from concord.release.answers import Answer, answer_of
from concord.release.groups import GroupRule
from concord.release.labels import Label, LabelSet


class Way(Enum):
    """How a portion comes by another label."""

    AT_ONCE = "at once"
    """It is narrower: one person may set it."""
    PROPOSED = "proposed"
    """It is wider: another person decides."""
    SAME = "same"
    """It is the one that the portion has, as it is printed."""


@dataclass(frozen=True)
class Relabelled:
    """A portion, the label set that is wanted for it, and the way to it."""

    portion: Shown
    wanted: LabelSet
    way: Way


def relabelled(
    edition: Edition, chosen: Collection[str], label: Label, moment: Moment, write: Print
) -> tuple[Relabelled, ...]:
    """Those portions of an edition that were chosen, in their order, each with another originator label (P20).

    All that limits a portion besides its originator label stays. What has no label is left out.
    """
    return tuple(
        _relabelled(portion, label, moment, write)
        for portion in edition.by_id.values()
        if portion.id in chosen and portion.label_set.originator is not None
    )


def _relabelled(portion: Shown, label: Label, moment: Moment, write: Print) -> Relabelled:
    own = portion.label_set
    if own.originator is not None and write(own.originator) == write(label):
        return Relabelled(portion, own, Way.SAME)
    wanted = replace(own, originator=label)
    return Relabelled(portion, wanted, Way.AT_ONCE if is_narrower(wanted, own, moment) else Way.PROPOSED)


def as_if(edition: Edition, wanted: Mapping[str, LabelSet]) -> Edition:
    """An edition as it would be if its portions had other labels, by their ids; never filed."""

    def turned(portion: Shown) -> Shown:
        return replace(portion, label_set=wanted.get(portion.id, portion.label_set))

    return replace(edition, portions=tuple(map(turned, edition.portions)), others=tuple(map(turned, edition.others)))


@dataclass(frozen=True)
class Shift:
    """How many readers of the groups of a rule gain a portion, or lose it."""

    rule: GroupRule
    gains: bool
    readers: int


def shifts(before: Table, after: Table) -> dict[str, tuple[Shift, ...]]:
    """Who gains and who loses each portion between two matrices of one document at one instant, by its id (P21)."""
    found = {}
    for shown, was, now in zip(before.paper.shown, before.squares.squares, after.squares.squares, strict=True):
        if was == now:
            continue
        turned: Counter[tuple[GroupRule, bool]] = Counter()
        for group in before.groups:
            for column in group.columns:
                had, has = (answer_of(row[column]) is Answer.RELEASED for row in (was, now))
                turned.update([(group.rule, has)] if had is not has else ())
        found[shown.id] = tuple(Shift(rule, gains, readers) for (rule, gains), readers in turned.items())
    return found
