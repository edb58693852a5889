"""What a label must be to be filed: valid, not above the ceiling, not below its sources, not wider than it was.

Source: docs/spec/desk.md D51-D56.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from concord.desk.moment import Moment
from concord.release.check import dominates_from
from concord.release.explain import sentences
from concord.release.findings import Finding
from concord.release.labels import Label, LabelSet, Mention, chain
from concord.release.names import fold
from concord.release.scope import failures_of

Ceiling = Mapping[str, str]
"""The highest level that a node may hold, by policy name; a policy that is not named may be held at no level."""


def stamped(label_set: LabelSet, at: datetime) -> LabelSet:
    """The label set as one that is written now: its labels made at `at`, without bytes from elsewhere (D51)."""
    metadata = _stamped(label_set.metadata, at) if label_set.metadata else None
    return replace(
        label_set,
        originator=_stamped(label_set.originator, at) if label_set.originator else None,
        alternatives=tuple(_stamped(label, at) for label in label_set.alternatives),
        metadata=metadata,
    )


def _stamped(label: Label, at: datetime) -> Label:
    succession = label.succession
    if succession is not None:
        succession = replace(succession, label=_stamped(succession.label, at))
    return replace(label, created=at, succession=succession, raw=b"")


def label_faults(label_set: LabelSet, place: str, moment: Moment, ceiling: Ceiling | None) -> Iterator[Finding]:
    """What keeps a label set from being filed: labels invalid for creation, or above the ceiling (D51, D56).

    A label that succeeds another is looked at as well, whenever its time comes.
    """
    labels = [label for first in (label_set.originator, *label_set.alternatives) for label in chain(first)]
    for label in labels:
        alone = replace(label, succession=None)
        for said in sentences(failures_of(alone, moment.rulebook, moment.at, creating=True)):
            yield Finding("D51", place, "a label that is valid under its policy", said.text.rstrip("."))
    yield from ceiling_faults(label_set, place, moment, ceiling)


def ceiling_faults(label_set: LabelSet, place: str, moment: Moment, ceiling: Ceiling | None) -> Iterator[Finding]:
    """What of a label set is above the ceiling (D56); nothing is where there is none."""
    labels = [label for first in (label_set.originator, *label_set.alternatives) for label in chain(first)]
    held = [(label.policy.name, label.level) for label in labels]
    held += [level for mention in label_set.contains for level in _contained(mention, moment)]
    for policy, level in held if ceiling is not None else []:
        yield from _above(policy, level, place, moment, ceiling or {})


def _contained(mention: Mention, moment: Moment) -> Iterator[tuple[str, str]]:
    """The level of what a portion contains of an owner's, under each policy of that owner."""
    for profile in moment.rulebook.index.profiles.get(mention.owner, ()):
        yield profile.policy, profile.level_by_marking.get(fold(mention.level), mention.level)


def _above(policy: str, level: str, place: str, moment: Moment, ceiling: Ceiling) -> Iterator[Finding]:
    """Whether a level is above what the node may hold (D56); a level that the policy does not have is another fault.

    Of a policy that the ceiling does not name nothing may be held, whether it is known here or not.
    """
    highest = next((name for each, name in ceiling.items() if fold(each) == fold(policy)), None)
    found = moment.rulebook.policy(policy, moment.at)
    asked, top = (found.level_by_name.get(fold(each or "")) if found else None for each in (level, highest))
    if highest is None or (asked is not None and (top is None or asked.rank > top.rank)):
        allowed = f"at most {highest}" if highest is not None else "no content of this policy"
        expected = f"{allowed} on this node: file a `pointer` to where the paper lies, not its content"
        yield Finding("D56", place, expected, level)


def is_narrower(new: LabelSet, old: LabelSet, moment: Moment) -> bool:
    """Whether one person may set `new` for `old`: it dominates it now and ever after, or there was none (D54)."""
    if new == old:
        return True
    if old.originator is None:
        return old.author == moment.author
    return dominates_from(new, old, moment.rulebook, moment.at)
