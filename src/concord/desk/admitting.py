"""Admitting what comes from another node: the only way in for records that were not written here.

Source: docs/spec/desk.md D97-D99.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from concord.desk.acts import Act, missing
from concord.desk.blobs import Bodies, unpacked_values
from concord.desk.filing import Filing
from concord.desk.labelling import ceiling_faults, is_narrower
from concord.desk.queries import refuse
from concord.desk.records import Draft, Head, NewPortion, Origin, Portion
from concord.desk.setting import Setting
from concord.desk.values import Blob
from concord.release.findings import Finding
from concord.release.labels import LabelSet, chain
from concord.release.rulebook import Rulebook
from concord.release.scope import failures_of


@dataclass(frozen=True)
class ForeignPortion:
    """A portion as it came: its id there, raw values by field, and its label set with the bytes of its labels.

    A blob's value is an `Attachment`. `label_set` None takes the record's; `binding` are the bytes that bind label and
    content, kept as they came.
    """

    id: str
    name: str
    values: Mapping[str, object]
    label_set: LabelSet | None = None
    variant_of: str | None = None
    binding: bytes = b""


@dataclass(frozen=True)
class Foreign:
    """A record of another node: `origin` names the node, `id` is the record's there.

    `narrowed` gives portions, by id, a label set that dominates the one they came with: an own restriction.
    """

    origin: str
    id: str
    kind: str
    portions: tuple[ForeignPortion, ...]
    default: LabelSet | None = None
    narrowed: Mapping[str, LabelSet] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What tells it from every other that is admitted here."""
        return json.dumps([self.origin, self.id], ensure_ascii=False)


def unpacked_foreign(foreign: Foreign) -> tuple[Foreign, Bodies]:
    """What came with each attachment named by its digest, and the bytes."""
    bodies: dict[Blob, bytes] = {}
    portions = tuple(replace(each, values=unpacked_values(each.values, bodies)) for each in foreign.portions)
    return replace(foreign, portions=portions), bodies


def admitted(foreign: Foreign, filing: Filing, setting: Setting) -> tuple[Head, tuple[Portion, ...]]:
    """The record of what came, every label as it came or narrower (D97).

    Raises:
        MalformedError: with every fault; nothing is stored.
    """
    came = {each.id: each for each in foreign.portions}
    new = tuple(NewPortion(each.id, each.name, each.values, None, each.variant_of) for each in foreign.portions)
    for name in sorted(foreign.narrowed.keys() - came.keys()):
        filing.findings.append(Finding("D97", f"portion `{name}`", "a portion of this record", "another"))
    if not foreign.origin.strip():
        filing.findings.append(Finding("D97", "origin", "the node that it comes from", "none"))
    if foreign.default is not None:
        filing.findings += ceiling_faults(foreign.default, "record", filing.moment, setting.ceiling)
    labels = {each.id: _label(each, foreign, filing, setting) for each in foreign.portions}
    head, portions = filing.filed(Draft(foreign.name, foreign.kind, new))
    by_name = {filing.name_of(each.id): each for each in foreign.portions}
    return head, tuple(_portion(portion, by_name.get(portion.id), foreign, labels, filing) for portion in portions)


def _portion(
    portion: Portion,
    came: ForeignPortion | None,
    foreign: Foreign,
    labels: Mapping[str, LabelSet | None],
    filing: Filing,
) -> Portion:
    """A portion under its label; one whose label cannot be read stays without, in quarantine (D98)."""
    label_set = labels[came.id] if came else _readable(foreign.default, filing.moment.rulebook, filing)
    own = came.label_set if came and came.label_set else foreign.default
    origin = Origin(foreign.origin, foreign.id, came.id if came else "", own, came.binding if came else b"")
    return replace(portion, label_set=label_set or portion.label_set, origin=origin)


def _label(came: ForeignPortion, foreign: Foreign, filing: Filing, setting: Setting) -> LabelSet | None:
    """The label set that decides for a portion, or None if it has none that can be read."""
    where = f"portion `{came.id}`"
    if came.label_set is not None:
        filing.findings += ceiling_faults(came.label_set, where, filing.moment, setting.ceiling)
    label_set = _readable(came.label_set or foreign.default, filing.moment.rulebook, filing)
    narrower = foreign.narrowed.get(came.id)
    if narrower is None:
        return label_set
    found = filing.labelled(narrower, where)
    if label_set is None or not is_narrower(found, label_set, filing.moment):
        filing.findings.append(Finding("D97", where, "a label as narrow as the one it came with", "a wider one"))
    return found


def _readable(label_set: LabelSet | None, rulebook: Rulebook, filing: Filing) -> LabelSet | None:
    """A label set of which every label is valid under its policy, as it is; else None."""
    if label_set is None or label_set.originator is None:
        return None
    labels = [label for first in (label_set.originator, *label_set.alternatives) for label in chain(first)]
    wrong = (failures_of(replace(label, succession=None), rulebook, filing.moment.at) for label in labels)
    return None if any(wrong) else label_set


def check_admission(acts: frozenset[Act]) -> frozenset[Act]:
    """The acts by which a record is filed for who may admit.

    Raises:
        MalformedError: this seat may not.
    """
    refuse("admission", missing(Act.ADMIT, acts, "record"))
    return acts | {Act.FILE}
