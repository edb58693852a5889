"""The decision key: everything a decision reads of a label set, in normal form, and nothing else.

`decide` reads the key and never the label set, so equal keys give equal decisions by construction.
Source: docs/spec/release.md R86; it is what a store interns.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from concord.release.index import Index, start_of_interval
from concord.release.labels import Kind, Label, LabelSet, Mention
from concord.release.names import NEVER, fold


@dataclass(frozen=True)
class GroupForm:
    """One category group: tag set by OID (if given) and folded name, claimed kind, values in order without repeats."""

    tag_set: str
    oid: str | None
    kind: Kind
    values: tuple[str, ...]


@dataclass(frozen=True)
class LabelForm:
    """A label without what no decision reads. `created` stands for its whole interval of equal meaning (R86)."""

    policy: str
    oid: str | None
    level: str
    groups: tuple[GroupForm, ...]
    created: datetime | None
    succession: tuple[datetime, LabelForm] | None = None

    def at(self, instant: datetime) -> LabelForm:
        """The label that stands at `instant`: this one or its successors in turn (R14)."""
        form = self
        while form.succession is not None and form.succession[0] <= instant:
            form = form.succession[1]
        return form

    @cached_property
    def chain(self) -> tuple[LabelForm, ...]:
        """This label and all its successors."""
        return (self, *(self.succession[1].chain if self.succession else ()))


@dataclass(frozen=True)
class MentionForm:
    """A mention; `marked` stands for its whole interval of the owner's equivalences."""

    owner: str
    level: str
    marked: datetime
    released_to: tuple[str, ...] | None


@dataclass(frozen=True)
class DecisionKey:
    """The normal form of a label set; `author` is kept only where there is no originator label."""

    originator: LabelForm | None
    alternatives: tuple[LabelForm, ...] = ()
    contains: tuple[MentionForm, ...] = ()
    refers_to: tuple[MentionForm, ...] = ()
    communities: tuple[str, ...] = ()
    embargo: datetime | None = None
    author: str = ""

    @cached_property
    def _hash(self) -> int:
        return hash((self.originator, self.alternatives, self.contains, self.refers_to, self.communities, self.embargo))

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def instants(self) -> tuple[datetime, ...]:
        """The embargo and every succession instant."""
        forms = [f for label in (self.originator, *self.alternatives) if label for f in label.chain]
        turns = {form.succession[0] for form in forms if form.succession}
        return tuple(sorted(turns | ({self.embargo} if self.embargo else set())))

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """Folded names of the policies of its labels and their successors."""
        forms = [f for label in (self.originator, *self.alternatives) if label for f in label.chain]
        return tuple(sorted({form.policy for form in forms}))

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """The owners mentioned."""
        return tuple(sorted({mention.owner for mention in (*self.contains, *self.refers_to)}))


def normal_form(label_set: LabelSet, index: Index) -> DecisionKey:
    """The decision key of `label_set` under the facts of `index` (R86)."""
    if label_set.originator is None:
        return DecisionKey(originator=None, author=label_set.author)
    return DecisionKey(
        originator=_label(label_set.originator, index),
        alternatives=tuple(_label(label, index) for label in label_set.alternatives),
        contains=_mentions(label_set.contains, index),
        refers_to=_mentions(label_set.refers_to, index),
        communities=tuple(sorted(map(fold, label_set.communities))),
        embargo=label_set.embargo,
    )


def _label(label: Label, index: Index) -> LabelForm:
    policy = fold(label.policy.name)
    succession = label.succession
    return LabelForm(
        policy=policy,
        oid=label.policy.oid,
        level=fold(label.level),
        groups=_groups(label),
        created=None
        if label.created is None
        else start_of_interval(index.creation_bounds.get(policy, ()), label.created),
        succession=None if succession is None else (succession.at, _label(succession.label, index)),
    )


def _groups(label: Label) -> tuple[GroupForm, ...]:
    """Groups in a fixed order; those of one set, OID and kind are one, and a group without values stays by itself."""
    found: dict[tuple[str, str | None, Kind], set[str]] = {}
    empty = []
    for group in label.groups:
        key = (fold(group.tag_set), group.oid, group.kind)
        if group.values:
            found.setdefault(key, set()).update(fold(value) for value in group.values)
        else:
            empty.append(GroupForm(*key, ()))
    forms = [*(GroupForm(*key, tuple(sorted(values))) for key, values in found.items()), *empty]
    return tuple(sorted(dict.fromkeys(forms), key=_group_order))


def _group_order(form: GroupForm) -> tuple[str, bool, str, str, tuple[str, ...]]:
    return form.tag_set, form.oid is not None, form.oid or "", form.kind.value, form.values


def _mentions(mentions: tuple[Mention, ...], index: Index) -> tuple[MentionForm, ...]:
    found = {_mention(mention, index) for mention in mentions}
    return tuple(sorted(found, key=lambda m: (m.owner, m.level, m.marked, m.released_to is None, m.released_to or ())))


def _mention(mention: Mention, index: Index) -> MentionForm:
    released_to = mention.released_to
    return MentionForm(
        owner=mention.owner,
        level=fold(mention.level),
        marked=start_of_interval(index.marked_bounds.get(mention.owner, ()), mention.marked),
        released_to=None if released_to is None else tuple(sorted({fold(value) for value in released_to})),
    )


def next_turn(bounds: tuple[datetime, ...], at: datetime) -> datetime:
    """The first of the sorted `bounds` after `at`, or `NEVER`."""
    position = bisect_right(bounds, at)
    return bounds[position] if position < len(bounds) else NEVER
