"""What goes over the API: editions, pages and faults as JSON.

Source: docs/spec/site.md W21, W22, W150.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from concord.desk import Blob, Edition, Shown
from concord.desk.reading import Page
from concord.desk.values import Value
from concord.release.findings import Finding
from concord.release.labels import LabelSet
from concord.web.node import markings
from concord.web.pages.faults import said
from concord.web.sayings import worded


class LabelOut(Schema):
    """A label: its printed marking in English, policy and level, and what limits it besides."""

    marking: str
    policy: str
    level: str
    communities: list[str]
    embargo: datetime | None


class PortionOut(Schema):
    """One released portion. Values are JSON: days and instants in ISO 8601, amounts as texts."""

    id: str
    name: str
    label: LabelOut | None
    values: dict[str, Any]
    variant_of: str | None


class EditionOut(Schema):
    """What the reader gets of a record; `digest` is its version."""

    id: str
    kind: str
    digest: str
    portions: list[PortionOut]
    others: list[PortionOut]


class PageOut(Schema):
    """Part of a list; `cursor` asks for what follows, "" if nothing does."""

    records: list[EditionOut]
    cursor: str
    epoch: str


class ChangesOut(Schema):
    """Records whose editions changed; `everything` may have. `token` asks on from here."""

    records: list[str]
    everything: bool
    token: str


class FindingOut(Schema):
    """One thing that is wrong. Rule and place are the same in every language, the rest is told in the one asked for."""

    rule: str
    place: str
    expected: str
    found: str
    text: str


class FaultOut(Schema):
    """Why an answer is none: a code, the same in every language, a sentence in the one asked for, every finding."""

    code: str
    detail: str
    findings: list[FindingOut] = Field(default_factory=list)


class PortionIn(Schema):
    """A portion to be filed; without a marking it takes the record's."""

    id: str
    name: str
    values: dict[str, Any]
    marking: str = ""
    variant_of: str | None = None


class DraftIn(Schema):
    """A record to be filed. `id` is new for each; the same draft again is answered as the first time."""

    id: str
    kind: str
    marking: str
    portions: list[PortionIn]


class ReceiptOut(Schema):
    """The id of what was filed."""

    record: str


def edition_out(edition: Edition) -> EditionOut:
    """An edition as it goes out."""
    return EditionOut(
        id=edition.id,
        kind=edition.kind,
        digest=edition.digest,
        portions=[_portion(each) for each in edition.portions],
        others=[_portion(each) for each in edition.others],
    )


def page_out(page: Page) -> PageOut:
    """A page as it goes out."""
    return PageOut(records=[edition_out(each) for each in page.editions], cursor=page.cursor, epoch=page.epoch)


def findings_out(findings: Iterable[Finding]) -> list[FindingOut]:
    """Findings as they go out, in the language that is asked for (W150)."""
    return [
        FindingOut(rule=f.rule, place=f.place, expected=worded(f.expected), found=worded(f.found), text=said(f))
        for f in findings
    ]


def _portion(shown: Shown) -> PortionOut:
    values = {n: [_value(each) for each in v] if isinstance(v, tuple) else _value(v) for n, v in shown.values}
    return PortionOut(
        id=shown.id, name=shown.name, label=_label(shown.label_set), values=values, variant_of=shown.variant_of
    )


def _label(label_set: LabelSet) -> LabelOut | None:
    label = label_set.originator
    if label is None:
        return None
    return LabelOut(
        marking=markings().write(label),
        policy=label.policy.name,
        level=label.level,
        communities=sorted(label_set.communities),
        embargo=label_set.embargo,
    )


def _value(value: Value) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Blob):
        return {"media_type": value.media_type, "size": value.size}
    return value
