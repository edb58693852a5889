"""What a label must be to be filed: valid, not above the ceiling, not below its sources, not wider than it was.

Source: docs/spec/desk.md D51-D56.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from concord.desk.moment import Moment
from concord.release.check import dominates
from concord.release.explain import sentence
from concord.release.findings import Finding
from concord.release.labels import Label, LabelSet
from concord.release.memo import check_editions
from concord.release.names import fold
from concord.release.reasons import Reason
from concord.release.scope import form_of

Ceiling = Mapping[str, str]
"""The highest level that a node may hold, by policy name; a policy that is not named may be held at no level."""


def label_faults(label_set: LabelSet, place: str, moment: Moment, ceiling: Ceiling | None) -> Iterator[Finding]:
    """What keeps a label set from being filed: labels invalid for creation, or above the ceiling (D51, D56)."""
    rulebook, at = moment.rulebook, moment.at
    for label in (label_set.originator, *label_set.alternatives):
        if label is None:
            continue
        checked = check_editions(form_of(label, rulebook, at), rulebook, at, creating=True)
        for failure in checked.failures:
            said = sentence(Reason(failure.rule, label.policy.name, failure.needed, failure.held))
            yield Finding("D51", place, "a label that is valid under its policy", said.text.rstrip("."))
        if ceiling is not None and not checked.failures:
            yield from _above(label, place, moment, ceiling)


def _above(label: Label, place: str, moment: Moment, ceiling: Ceiling) -> Iterator[Finding]:
    """Whether a valid label is above what the node may hold (D56)."""
    policy = moment.rulebook.policy(label.policy.name, moment.at)
    highest = next((level for name, level in ceiling.items() if fold(name) == fold(label.policy.name)), None)
    ranks = {level.name: level.rank for level in policy.levels} if policy else {}
    by_fold = {fold(name): rank for name, rank in ranks.items()}
    top = by_fold.get(fold(highest), -1) if highest is not None else -1
    if by_fold.get(fold(label.level), top + 1) > top:
        allowed = f"at most {highest}" if highest is not None else "no content of this policy"
        expected = f"{allowed} on this node: enter a reference to where the paper lies, not its content"
        yield Finding("D56", place, expected, label.level)


def is_narrower(new: LabelSet, old: LabelSet, moment: Moment) -> bool:
    """Whether one person may set `new` for `old`: it is the same, or dominates it, or there was none (D54)."""
    if new == old:
        return True
    if old.originator is None:
        return old.author == moment.reader.id
    return dominates(new, old, moment.rulebook, moment.at)
