"""What a label must be to be filed: valid, not above the ceiling, not below its sources, not wider than it was.

Source: docs/spec/desk.md D51-D56.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from concord.desk.moment import Moment
from concord.release.check import dominates
from concord.release.explain import sentence
from concord.release.findings import Finding
from concord.release.labels import Label, LabelSet, Mention, standing
from concord.release.memo import check_editions
from concord.release.names import fold
from concord.release.reasons import Reason
from concord.release.scope import form_of

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
    for label in (label_set.originator, *label_set.alternatives):
        for each in _chain(label):
            yield from _invalid(each, place, moment)
            if ceiling is not None:
                yield from _above(each.policy.name, each.level, place, moment, ceiling)
    for mention in label_set.contains if ceiling is not None else ():
        yield from _contained_above(mention, place, moment, ceiling or {})


def _chain(label: Label | None) -> Iterator[Label]:
    """A label and its successors, each without them."""
    while label is not None:
        yield replace(label, succession=None)
        label = label.succession.label if label.succession else None


def _invalid(label: Label, place: str, moment: Moment) -> Iterator[Finding]:
    rulebook, at = moment.rulebook, moment.at
    for failure in check_editions(form_of(label, rulebook, at), rulebook, at, creating=True).failures:
        said = sentence(Reason(failure.rule, label.policy.name, failure.needed, failure.held))
        yield Finding("D51", place, "a label that is valid under its policy", said.text.rstrip("."))


def _contained_above(mention: Mention, place: str, moment: Moment, ceiling: Ceiling) -> Iterator[Finding]:
    """Whether what a portion contains of an owner's is above what the node may hold under that owner's policy."""
    for profile in moment.rulebook.index.profiles.get(mention.owner, ()):
        level = profile.level_by_marking.get(fold(mention.level), mention.level)
        yield from _above(profile.policy, level, place, moment, ceiling)


def _above(policy: str, level: str, place: str, moment: Moment, ceiling: Ceiling) -> Iterator[Finding]:
    """Whether a level is above what the node may hold (D56); a level that the policy does not have is another fault."""
    found = moment.rulebook.policy(policy, moment.at)
    ranks = {fold(each.name): each.rank for each in found.levels} if found else {}
    highest = next((name for each, name in ceiling.items() if fold(each) == fold(policy)), None)
    top = ranks.get(fold(highest), -1) if highest is not None else -1
    if fold(level) in ranks and ranks[fold(level)] > top:
        allowed = f"at most {highest}" if highest is not None else "no content of this policy"
        expected = f"{allowed} on this node: enter a reference to where the paper lies, not its content"
        yield Finding("D56", place, expected, level)


def is_narrower(new: LabelSet, old: LabelSet, moment: Moment) -> bool:
    """Whether one person may set `new` for `old`: it dominates it now and ever after, or there was none (D54)."""
    if new == old:
        return True
    if old.originator is None:
        return old.author == moment.reader.id
    return dominates_on(new, old, moment)


def dominates_on(higher: LabelSet, lower: LabelSet, moment: Moment) -> bool:
    """Whether one label set dominates another at the moment, and at every later one at which a label succeeds."""
    turns = {at for label_set in (higher, lower) for at in _successions(label_set) if at > moment.at}
    return all(
        dominates(standing(higher, at), standing(lower, at), moment.rulebook, at) for at in sorted({moment.at, *turns})
    )


def _successions(label_set: LabelSet) -> Iterator[datetime]:
    for label in (label_set.originator, *label_set.alternatives):
        while label is not None and label.succession is not None:
            yield label.succession.at
            label = label.succession.label
