"""On which days the labels of what a reader has turned, or will: embargoes that ended, labels that give way.

Source: docs/spec/desk.md D43; docs/spec/release.md R14, R78, R86.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from concord.desk.preview import Tally
from concord.release.key import DecisionKey, LabelForm, normal_form
from concord.release.rulebook import Rulebook


@dataclass(frozen=True)
class LabelTurn:
    """What turns at an instant: an embargo that ended, or else a label that gives way.

    `label` is the one that stands from then on, in normal form: of the labels that come to the same, none is told
    from another. `records` counts those that have portions under it that turn.
    """

    at: datetime
    is_embargo: bool
    label: LabelForm
    records: int


def label_turns(
    tallies: Iterable[Tally], rulebook: Rulebook, since: datetime, until: datetime
) -> tuple[LabelTurn, ...]:
    """The turns of some released portions, from `since` inclusive to `until` exclusive, by time."""
    counted: Counter[tuple[datetime, bool, LabelForm]] = Counter()
    for tally in tallies:
        key = normal_form(tally.label_set, rulebook.index)
        for at, is_embargo in _turns(key):
            if key.originator is not None and since <= at < until:
                counted[at, is_embargo, key.originator.at(at)] += tally.records
    found = [LabelTurn(at, is_embargo, label, count) for (at, is_embargo, label), count in counted.items()]
    return tuple(sorted(found, key=lambda turn: (turn.at, not turn.is_embargo, repr(turn.label))))


def _turns(key: DecisionKey) -> Iterator[tuple[datetime, bool]]:
    if key.embargo is not None:
        yield key.embargo, True
    yield from (
        (form.succession[0], False) for form in (key.originator.chain if key.originator else ()) if form.succession
    )
