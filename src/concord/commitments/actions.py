"""What this part writes: the register from the facts, status reports and notes from what somebody typed.

Source: docs/spec/commitments.md C5, C30-C34.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from concord.commitments.kinds import (
    ACCOUNT,
    ACTION_POINT,
    ASK,
    BLOCK,
    HEAD,
    NEXT,
    NOTE,
    PARTICIPATION,
    POINT_NOTE,
    STATUS_REPORT,
    STATUSES_OF,
)
from concord.commitments.rules import Point
from concord.desk import Edition, Shown
from concord.desk.queries import refuse
from concord.desk.records import Draft, Edit, NewPortion, Put
from concord.facts import ActionPoint
from concord.facts.grades import WORD_BY_GRADE
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import Label, LabelSet

Read = Callable[[str, datetime], Label]
"""The label that a printed marking stands for; raises MalformedError."""
Write = Callable[[Label], str]
"""The printed marking of a label."""
Posts = Mapping[tuple[str, str], str]
"""The record of the designated post, by the number of a point and a body."""

_How = tuple[Read, Write, datetime]
_Findings = list[Finding]

REPORT_PLACE, BLOCK_PLACE = "label of the report", "label of what it is blocked by"

SET = "Common set of proposals, 6 December 2016"
"""Where the points of 2016 stand."""


@dataclass(frozen=True)
class TypedReport:
    """A status report as it was typed; days are in ISO 8601, "" where there is none.

    `marking` is that of all that has none of its own, `block_marking` that of what it is blocked by.
    """

    entity: str
    day: str
    status: str
    marking: str
    review: str = ""
    next_step: str = ""
    cause: str = ""
    block_marking: str = ""
    decision: str = ""
    account: str = ""
    exercise: bool = False

    @property
    def parts(self) -> dict[str, dict[str, object]]:
        """The raw values of each portion that stands once; None for a value that is not there."""
        return {
            HEAD: {
                "entity": self.entity,
                "day": self.day,
                "status": self.status,
                "review": self.review or None,
                "exercise": self.exercise or None,
            },
            NEXT: {"next-step": self.next_step or None},
            BLOCK: {"blocked": bool(self.cause) or None, "cause": self.cause or None},
            ASK: {"decision": self.decision or None},
        }


# The register


def registered(points: Iterable[ActionPoint], label_set: LabelSet, posts: Posts | None = None) -> tuple[Draft, ...]:
    """A draft for each point, under one label; the same again for the same point (C5)."""
    return tuple(_registered(point, label_set, posts or {}) for point in points)


def _registered(point: ActionPoint, label_set: LabelSet, posts: Posts) -> Draft:
    area, _, rest = point.id.partition(".")
    values = {
        "number": point.id,
        "order": int(area) * 100 + int(rest),
        "area": point.area,
        "theme-en": point.theme,
        "theme-fr": point.theme_fr,
        "text-en": point.text,
        "text-fr": point.text_fr,
        "reference": SET,
        "type": point.type,
        "cycles": point.cycles_a_year,
        "since": point.since,
        "deadline": point.deadline or None,
        "due": point.due,
        "confidence": WORD_BY_GRADE[point.grade],
        "source": point.sources,
    }
    head = NewPortion(HEAD, HEAD, {name: value for name, value in values.items() if value is not None})
    parts = [_participation(entity, role, posts.get((point.id, entity), "")) for entity, role in point.participations]
    return Draft(f"action point {point.since.year} {point.id}", ACTION_POINT.name, (head, *parts), label_set)


def _participation(entity: str, role: str, post: str) -> NewPortion:
    values = {"entity": entity, "role": role} | ({"post": post} if post else {})
    return NewPortion(f"participation {entity}", PARTICIPATION, values)


def designated(identity: str, edition: Edition, participation: str, post: str) -> Edit:
    """The post that is designated for a participation from now on; "" for none (C34).

    Raises:
        MalformedError: the reader sees no such participation.
    """
    known = {each.portion for each in Point(edition).participations}
    wrong = Finding("C34", "participation", "one of the action point you opened", "another")
    refuse("designation", [] if participation in known else [wrong])
    return Edit(identity, edition.id, edition.digest, puts=(Put(participation, {"post": post or None}),))


def noted(
    identity: str, point: Edition, text: str, marking: str, read: Read, at: datetime, *, is_exercise: bool = False
) -> Draft:
    """A note on a point, under a marking of its own (C33); `is_exercise` as C7 says.

    Raises:
        MalformedError: the marking cannot be read.
    """
    findings: list[Finding] = []
    label = _label(marking, "label of the note", read, at, findings)
    refuse("note", findings)
    values = {"point": point.id, "note": text} | ({"exercise": True} if is_exercise else {})
    return Draft(identity, POINT_NOTE.name, (NewPortion(NOTE, NOTE, values),), label)


# Status reports


def reported(identity: str, point: Edition, typed: TypedReport, read: Read, at: datetime) -> Draft:
    """A new report on a point (C31).

    Raises:
        MalformedError: a marking cannot be read, the status does not fit, or the day is to come; every fault.
    """
    findings = _unfit(typed, point, at)
    default = _label(typed.marking, REPORT_PLACE, read, at, findings)
    block = _label(typed.block_marking, BLOCK_PLACE, read, at, findings) if typed.block_marking else None
    refuse("report", findings)
    parts = typed.parts
    parts[HEAD]["point"] = point.id
    new = [
        NewPortion(name, name, {n: v for n, v in values.items() if v is not None}, block if name == BLOCK else None)
        for name, values in parts.items()
    ]
    account = [NewPortion(ACCOUNT, ACCOUNT, {"account": typed.account})] if typed.account else []
    return Draft(identity, STATUS_REPORT.name, (*new, *account), default)


def corrected(identity: str, edition: Edition, point: Edition | None, typed: TypedReport, how: _How) -> Edit:
    """What was typed over a report: of what its writer saw, what differs (C32).

    Raises:
        MalformedError: a marking cannot be read, the status does not fit, or the day is to come; every fault.
    """
    read, _, at = how
    findings = _unfit(typed, point, at)
    shown = {portion.name: portion for portion in edition.portions if portion.name != ACCOUNT}
    account = next((portion for portion in edition.portions if portion.name == ACCOUNT), None)
    head = shown.get(HEAD)
    puts: list[Put] = []
    for name, values in _kept(typed, edition).items():
        puts += _put_over(name, values, shown, typed, how, findings)
    adds: tuple[NewPortion, ...] = ()
    if account is not None and typed.account:
        label = _followed(ACCOUNT, account, head, typed, how, findings)
        puts += _put(account, {"account": typed.account}, label)
    elif typed.account:
        default = _label(typed.marking, REPORT_PLACE, read, at, findings)
        adds = (NewPortion(ACCOUNT, ACCOUNT, {"account": typed.account}, default),)
    refuse("report", findings)
    removes = (account.id,) if account is not None and not typed.account else ()
    return Edit(identity, edition.id, edition.digest, tuple(puts), adds, removes)


def _kept(typed: TypedReport, edition: Edition) -> dict[str, dict[str, object]]:
    """What was typed, without the body; nothing of what it is blocked by where the cause was not touched."""
    parts = typed.parts
    del parts[HEAD]["entity"]
    if typed.cause == str(edition.value("cause") or ""):
        parts[BLOCK] = {}
    return parts


def _put_over(
    name: str, values: dict[str, object], shown: Mapping[str, Shown], typed: TypedReport, how: _How, findings: _Findings
) -> list[Put]:
    """What changes in one portion; in one that the writer does not see nothing can."""
    if name in shown:
        return _put(shown[name], values, _followed(name, shown[name], shown.get(HEAD), typed, how, findings))
    if any(value is not None for value in values.values()):
        findings.append(Finding("C32", name, "nothing, as this part of the report is not released to you", "something"))
    return []


def typed_of(edition: Edition, write: Write) -> TypedReport:
    """A report as it can be typed over."""
    shown = {portion.name: portion for portion in edition.portions}
    head, block = _marking(shown.get(HEAD), write), _marking(shown.get(BLOCK), write)

    def value(name: str) -> str:
        return str(edition.value(name) or "")

    return TypedReport(
        entity=value("entity"),
        day=value("day"),
        status=value("status"),
        marking=head,
        review=value("review"),
        next_step=value("next-step"),
        cause=value("cause"),
        block_marking="" if block == head else block,
        decision=value("decision"),
        account=value("account"),
        exercise=edition.value("exercise") is True,
    )


def _unfit(typed: TypedReport, point: Edition | None, at: datetime) -> list[Finding]:
    """What does not fit the point, or the day (C4)."""
    findings: list[Finding] = []
    known = STATUSES_OF.get(Point(point).type) if point is not None else None
    if known is not None and typed.status not in known:
        findings.append(Finding("C4", "status", f"one of {', '.join(known)}", f"{typed.status}"))
    if typed.day > at.date().isoformat():
        findings.append(Finding("C3", "as of", "a day that has come", "a later one"))
    return findings


def _put(shown: Shown, values: Mapping[str, object], label: LabelSet | None) -> list[Put]:
    changed = {n: v for n, v in values.items() if str(v if v is not None else "") != str(shown.by_field.get(n, ""))}
    return [Put(shown.id, changed, label)] if changed or label is not None else []


def _followed(
    name: str, shown: Shown, head: Shown | None, typed: TypedReport, how: _How, findings: _Findings
) -> LabelSet | None:
    """Another label for a portion, or None where it stays: one that is labelled apart does not follow the head."""
    if name == BLOCK and typed.block_marking:
        return _changed(typed.block_marking, shown, BLOCK_PLACE, how, findings)
    follows = name in (HEAD, BLOCK) or (head is not None and shown.label_set == head.label_set)
    return _changed(typed.marking, shown, REPORT_PLACE, how, findings) if follows else None


def _changed(marking: str, shown: Shown, place: str, how: _How, findings: _Findings) -> LabelSet | None:
    """Another label, or None where the marking is the one that was printed; all that limits it stays."""
    read, write, at = how
    if not marking or marking == _marking(shown, write):
        return None
    found = _label(marking, place, read, at, findings)
    return replace(shown.label_set, originator=found.originator) if found else None


def _marking(shown: Shown | None, write: Write) -> str:
    label = shown.label_set.originator if shown is not None else None
    return write(label) if label is not None else ""


def _label(marking: str, place: str, read: Read, at: datetime, findings: _Findings) -> LabelSet | None:
    try:
        return LabelSet(read(marking, at))
    except MalformedError as error:
        findings += [Finding(each.rule, place, each.expected, each.found) for each in error.findings]
    return None
