"""Changes one may ask about: of the rulebook, of a reader, of a record. Applying one gives a new world.

Source: docs/spec/release.md R120, R122.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from concord.release.decide import memo_of
from concord.release.labels import Group, Kind, Label, LabelSet
from concord.release.names import fold
from concord.release.periods import ALWAYS, Confidence
from concord.release.readers import Briefing, Clearance, Community, Reader
from concord.release.records import Body, Portion, Record
from concord.release.relations import Agreement, Membership
from concord.release.rulebook import Rulebook


@dataclass(frozen=True)
class World:
    """What a what-if starts from."""

    record: Record
    readers: tuple[Reader, ...]
    rulebook: Rulebook


@dataclass(frozen=True)
class Sign:
    """An agreement is in force: a hypothesis, never staff's to make."""

    agreement: Agreement


@dataclass(frozen=True)
class Join:
    """A party has a standing in an organisation: a hypothesis."""

    membership: Membership


@dataclass(frozen=True)
class Clear:
    """A reader is given a personal clearance."""

    reader: str
    clearance: Clearance


@dataclass(frozen=True)
class Brief:
    """A reader is briefed on an owner's information."""

    reader: str
    briefing: Briefing


@dataclass(frozen=True)
class Admit:
    """A reader is admitted to a community."""

    reader: str
    community: Community


@dataclass(frozen=True)
class Reword:
    """A portion is written again and labelled anew; `body` None keeps the words (the label alone is asked about)."""

    portion: str
    label_set: LabelSet
    body: Body | None = None


@dataclass(frozen=True)
class AddVariant:
    """A further wording of a portion, after those it has: a tear-line."""

    portion: str
    variant: Portion


@dataclass(frozen=True)
class Consent:
    """A release decision: `values` are added to the release set of a portion's originator label."""

    portion: str
    values: tuple[str, ...]


Change = Sign | Join | Clear | Brief | Admit | Reword | AddVariant | Consent
HYPOTHESES = (Sign, Join)


def apply(change: Change, world: World) -> World:
    """The world after one change; the same world if the change names a reader or portion that is not there."""
    if isinstance(change, Sign):
        return replace(world, rulebook=signed(change.agreement, world.rulebook))
    if isinstance(change, Join):
        return replace(world, rulebook=joined(change.membership, world.rulebook))
    if isinstance(change, Clear | Brief | Admit):
        readers = tuple(_granted(change, r) if r.id == change.reader else r for r in world.readers)
        return replace(world, readers=readers)
    return replace(world, record=_revised(change, world.record, world.rulebook))


def taken_as_in_force(agreement: Agreement) -> Agreement:
    """The agreement as a hypothesis takes it: in force and usable on every date, nothing about it in doubt."""
    sure = Confidence.SOURCED
    flows = tuple(
        replace(flow, ceiling=None if flow.ceiling is None else replace(flow.ceiling, confidence=sure))
        for flow in agreement.flows
    )
    return replace(agreement, period=ALWAYS, usable=ALWAYS, confidence=sure, usable_confidence=sure, flows=flows)


def apply_all(changes: tuple[Change, ...], world: World) -> World:
    """The world after several changes, in order."""
    for change in changes:
        world = apply(change, world)
    return world


def signed(agreement: Agreement, book: Rulebook) -> Rulebook:
    """The rulebook with `agreement` in place of the one of its id, if any; what it knows of labels stays known."""
    others = tuple(a for a in book.agreements if a.id != agreement.id)
    return _learnt(replace(book, agreements=(*others, agreement)), book)


def joined(membership: Membership, book: Rulebook) -> Rulebook:
    """The rulebook with `membership` in place of the one of its id, if any."""
    others = tuple(m for m in book.memberships if m.id != membership.id)
    return _learnt(replace(book, memberships=(*others, membership)), book)


def _learnt(amended: Rulebook, book: Rulebook) -> Rulebook:
    memo_of(amended).learn_labels(memo_of(book))
    return amended


def _granted(change: Clear | Brief | Admit, reader: Reader) -> Reader:
    if isinstance(change, Clear):
        return replace(reader, clearances=(*reader.clearances, change.clearance))
    if isinstance(change, Brief):
        return replace(reader, briefings=(*reader.briefings, change.briefing))
    return replace(reader, communities=(*reader.communities, change.community))


def _revised(change: Reword | AddVariant | Consent, record: Record, rulebook: Rulebook) -> Record:
    if isinstance(change, AddVariant):
        return _with_variant(change, record)
    portions: list[Portion] = []
    for portion in record.portions:
        if portion.id != change.portion:
            portions.append(portion)
        elif isinstance(change, Reword):
            body = portion.body if change.body is None else change.body
            portions.append(replace(portion, label_set=change.label_set, body=body))
        else:
            released = with_release(record.label_set(portion), change.values, rulebook)
            portions.append(replace(portion, label_set=released))
    return replace(record, portions=tuple(portions))


def _with_variant(change: AddVariant, record: Record) -> Record:
    """The record with one more wording after those the portion has (R98), under an id of its own."""
    base = record.base(change.portion)
    wordings = [n for n, portion in enumerate(record.portions) if record.base(portion.id) == base]
    if not wordings:
        return record
    last = record.portions[wordings[-1]]
    identity = change.variant.id
    while identity in record.by_id:
        identity += "+"
    variant = replace(change.variant, id=identity, variant_of=base, place=f"{last.place}+")
    place = wordings[-1] + 1
    return replace(record, portions=(*record.portions[:place], variant, *record.portions[place:]))


def with_release(label_set: LabelSet, values: tuple[str, ...], rulebook: Rulebook) -> LabelSet:
    """The label set with release values added to its originator label, and whatever its profile then asks (R33)."""
    label = label_set.originator
    if label is None or label.created is None:
        return label_set
    return replace(label_set, originator=released_to(label, values, rulebook, label.created))


def released_to(label: Label, values: tuple[str, ...], rulebook: Rulebook, at: datetime) -> Label:
    """The label with `values` in its release set, the owner's own value repeated and the marker set where asked."""
    policy = rulebook.policy(label.policy.name, at)
    profile = rulebook.profile(policy) if policy else None
    if policy is None or profile is None or profile.release_set is None:
        return label
    circle = fold(profile.circle_set or "")
    release = fold(profile.release_set)
    own = tuple(v for g in label.groups if fold(g.tag_set) == circle != release for v in g.values)
    markers = tuple(v for s, v, b in profile.backing if b.behind.value == "marker" and fold(s) == circle)
    named = [g for g in label.groups if fold(g.tag_set) == release]
    if not named and circle in ("", release):
        own = tuple(v for s, v, b in profile.backing if b.behind.value == "owner" and fold(s) == release)
    already = tuple(v for g in named for v in g.values)
    wanted = tuple(dict.fromkeys((*(already or [v for v in own if v not in markers]), *values)))
    groups = [g for g in label.groups if fold(g.tag_set) != release]
    groups = [replace(g, values=_with(g.values, markers)) if fold(g.tag_set) == circle else g for g in groups]
    tag_set = policy.set_by_name.get(release)
    oid = tag_set.oid if tag_set and any(g.oid for g in label.groups) else None
    return replace(label, groups=(*groups, Group(profile.release_set, Kind.PERMISSIVE, wanted, oid)), raw=b"")


def _with(values: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*values, *more)))
