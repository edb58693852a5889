"""The label set of a case: labels as JSON, as printed markings, or as a label document.

Source: docs/spec/cases.md "Labels".
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

from concord.formats.case.spec import Given, Json, Refused
from concord.formats.case.values import (
    UNREAD,
    Page,
    Unread,
    read_fields,
    read_text,
    read_value,
)
from concord.release.errors import MalformedError
from concord.release.labels import Label, LabelSet, Role
from concord.release.rulebook import Rulebook

ROLES = {"originator": Role.ORIGINATOR, "alternatives": Role.ALTERNATIVE, "metadata": Role.METADATA}
MARKED = ("policy", "level", "groups")
"""What a printed marking says itself, so that nothing beside it may."""


@dataclass(frozen=True)
class Surroundings:
    """What labels of one case are read by: parsers, the rulebook, and the instant that stands for their creation."""

    given: Given
    rulebook: Rulebook
    at: datetime


def read_label_set(value: Json, *, place: str, page: Page, around: Surroundings) -> LabelSet | Refused | Unread:
    """The label set `value` states; what a parser refuses makes it `Refused`, not the file malformed."""
    if not isinstance(value, dict):
        return page.note(place, expected="an object", found=value)
    try:
        if value.keys() & {"xml", "base64"}:
            return _document(value, place, page, around)
        return _structured(value, place, page, around)
    except MalformedError as refusal:
        return Refused(json.dumps(value, ensure_ascii=False, sort_keys=True), refusal.findings)


def _document(value: dict[str, Json], place: str, page: Page, around: Surroundings) -> LabelSet | Unread:
    form = "xml" if "xml" in value else "base64"
    rest = {key: item for key, item in value.items() if key != form}
    for key in sorted(rest.keys() & (ROLES.keys() | {"base64"})):
        page.note(f"{place}.{key}", expected=f"no {key} beside {form}", found=key)
        del rest[key]
    data = _bytes(value[form], form, place, page)
    beside = read_fields(LabelSet, {**rest, "originator": None}, place=place, page=page)
    if isinstance(data, Unread) or isinstance(beside, Unread):
        return UNREAD
    read = around.given.xml(data, place)
    return replace(beside, originator=read.originator, alternatives=read.alternatives, metadata=read.metadata)


def _bytes(value: Json, form: str, place: str, page: Page) -> bytes | Unread:
    if form == "base64":
        return read_value(bytes, value, place=f"{place}.{form}", page=page)
    text = read_text(value, place=f"{place}.{form}", page=page)
    return text.encode() if isinstance(text, str) else UNREAD


def _structured(value: dict[str, Json], place: str, page: Page, around: Surroundings) -> LabelSet | Unread:
    prepared = {key: _prepared(item, ROLES[key], around.at) if key in ROLES else item for key, item in value.items()}

    def read_label(value: Json, *, place: str, page: Page) -> Label | Unread:
        return _label(value, place, page, around)

    return read_fields(LabelSet, prepared, place=place, page=page.reading(Label, read_label))


def _prepared(value: Json, role: Role, at: datetime) -> Json:
    """The label with what its place and the case say of it: role and creation, also of its successors."""
    if isinstance(value, list):
        return [_prepared(item, role, at) for item in value]
    label: Json = {"marking": value} if isinstance(value, str) else value
    if not isinstance(label, dict):
        return value
    succession = label.get("succession")
    if isinstance(succession, dict) and "label" in succession:
        label = {**label, "succession": {**succession, "label": _prepared(succession["label"], role, at)}}
    return {"role": role.value, "created": at.isoformat(), **label}


def _label(value: Json, place: str, page: Page, around: Surroundings) -> Label | Unread:
    if not isinstance(value, dict) or "marking" not in value:
        return read_fields(Label, value, place=place, page=page)
    for key in MARKED:
        if key in value:
            page.note(f"{place}.{key}", expected=f"no {key} beside marking", found=key)
    text = read_text(value["marking"], place=f"{place}.marking", page=page)
    rest = {key: item for key, item in value.items() if key not in (*MARKED, "marking")}
    beside = read_fields(Label, {**rest, "policy": "", "level": ""}, place=place, page=page)
    if isinstance(text, Unread) or isinstance(beside, Unread):
        return UNREAD
    read = around.given.marking(text, around.rulebook, beside.created or around.at)
    return replace(beside, policy=read.policy, level=read.level, groups=read.groups)
