"""Removing for good: what is to go and why, what stays to say so, and what is due by age.

Source: docs/spec/desk.md D26-D29.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from concord.desk.kinds import Kind, Kinds
from concord.desk.queries import refuse
from concord.desk.records import Portion
from concord.desk.store import Purging, Removal, Version
from concord.release.findings import Finding
from concord.release.labels import LabelSet


class Reason(Enum):
    """Why something is removed: a code, so that no receipt repeats what it is about."""

    ABOVE_CEILING = "above the ceiling"
    PERSONAL_DATA = "personal data"
    AGE = "kept long enough"
    NOT_OURS = "not ours to keep"


@dataclass(frozen=True)
class Purge:
    """What is to be removed from a record in all its versions; `base` is the digest of the edition it was seen in.

    `portions` may be of the edition or of the history; without any, all that its writer sees are meant.
    """

    id: str
    record: str
    base: str
    reason: Reason
    portions: tuple[str, ...] = ()


@dataclass(frozen=True)
class PurgeById:
    """That a whole record is to go, whoever sees it (D29). `label_set` says who may read the proposal."""

    record: str
    label_set: LabelSet
    reason: Reason


@dataclass(frozen=True)
class Purged:
    """That a portion of a record was removed for good."""

    portion: str
    at: datetime
    reason: Reason


@dataclass(frozen=True)
class Due:
    """A portion that has been kept for as long as its kind says."""

    record: str
    portion: str


def purging(purge: Purge, kind: Kind, versions: Sequence[Version], seat: str) -> Purging:
    """What a store is to remove: of portions that stand once an empty one stays, in every version (D12).

    Raises:
        MalformedError: a portion is named that the writer sees in no version.
    """
    states = list(_portions(versions))
    seen = {portion.id: portion for portion in states}
    if not seen.keys() >= set(purge.portions):
        refuse(f"purge of {kind.name}", [Finding("D26", "portions", "portions that you see, or saw", "another")])
    single = {name for name, portion in seen.items() if _stands_once(portion, kind)}
    valued = {portion.id for portion in states if portion.values or emptied(portion) != portion}
    named = frozenset(purge.portions or seen.keys() - (single - valued))
    counting = {portion.id for portion in states if portion.values and not _is_structural(portion, kind)}
    return Purging(
        record=purge.record,
        removed=named - single,
        emptied=named & single,
        counting=named & counting,
        seen=frozenset(seen),
        seat=seat,
        reason=purge.reason.value,
    )


def removal(record: str, reason: Reason, kinds: Kinds, *, spared: Iterable[Kind], seat: str) -> Removal:
    """What a store is to remove by an id alone (D29)."""
    counting = {(k.name, each.name) for k in kinds.by_name.values() for each in k.portions if not each.structural}
    return Removal(record, frozenset(kind.name for kind in spared), frozenset(counting), seat, reason.value)


def emptied(portion: Portion) -> Portion:
    """What stays of a portion that stands once: no value, no source, and not the bytes that bound what it held."""
    origin = portion.origin and replace(portion.origin, binding=b"")
    return replace(portion, values={}, sources=(), origin=origin)


def due_in(record: str, kind: Kind, versions: Sequence[Version], at: datetime) -> Iterator[Due]:
    """The portions of a record whose last filing is as long ago as their kind keeps them (D28)."""
    filed: dict[str, tuple[Portion, datetime]] = {}
    held = set[str]()
    for version in versions:
        for portion in version.entry.portions if version.entry else ():
            before = filed.get(portion.id)
            filed[portion.id] = before if before and before[0] == portion else (portion, version.since)
            held |= {portion.id} if portion.values else set()
    for name, (portion, since) in sorted(filed.items()):
        declared = kind.portion_by_name.get(portion.name)
        days = declared.retention_days if declared else None
        if name in held and days is not None and since + timedelta(days=days) <= at:
            yield Due(record, name)


def _portions(versions: Sequence[Version]) -> Iterator[Portion]:
    for version in versions:
        yield from version.entry.portions if version.entry else ()


def _stands_once(portion: Portion, kind: Kind) -> bool:
    declared = kind.portion_by_name.get(portion.name)
    return declared is not None and not declared.repeats and portion.variant_of is None


def _is_structural(portion: Portion, kind: Kind) -> bool:
    declared = kind.portion_by_name.get(portion.name)
    return declared is None or declared.structural
