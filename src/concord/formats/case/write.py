"""Cases out as JSON bytes, with their rulebook inline, so that a reproduction stands alone.

Source: docs/spec/cases.md.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import cast

from concord.formats.case.spec import WORDS_OF_TIME, Case, Field, Json, Mode, Refused, Scope, fields_of, word
from concord.release.labels import LabelSet
from concord.release.names import BEGINNING, NEVER
from concord.release.periods import Period
from concord.release.rulebook import Rulebook

WIDTH = 120
"""Longest line that holds more than one value."""

Text = dict[str, Json]


def write(case: Case) -> bytes:
    """The case as one JSON file (UTF-8) that reads back as an equal case, but for its place."""
    return lay_out(_case(case)).encode() + b"\n"


def lay_out(value: Json, indent: int = 0, room: int = 0) -> str:
    """JSON text in which whatever fits on a line stands on one; `room` is what precedes and follows the value there."""
    flat = json.dumps(value, ensure_ascii=False)
    if indent + room + len(flat) <= WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        names = ((json.dumps(key, ensure_ascii=False) + ": ", item) for key, item in value.items())
        lines = [name + lay_out(item, indent + 2, len(name) + 1) for name, item in names]
    else:
        lines = [lay_out(item, indent + 2, 1) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(lines) + f"\n{' ' * indent}{closing}"


def _case(case: Case) -> Json:
    found: Text = {"description": case.description, "source": case.source}
    if case.scope is Scope.LABEL:
        found["scope"] = word(Scope.LABEL)
    if case.mode is not Mode.READ:
        found["mode"] = word(case.mode)
    found["at"] = _moment(case.at)
    found["label_set"] = _label_set(case.label_set)
    found["clearance" if case.scope is Scope.LABEL else "reader"] = _any(case.asker)
    found["rulebook"] = _fields(case.rulebook, Rulebook)
    found["expected"] = _any(case.expected)
    return found


def _label_set(label_set: LabelSet | Refused) -> Json:
    return cast(Json, json.loads(label_set.text)) if isinstance(label_set, Refused) else _fields(label_set, LabelSet)


def _any(value: object) -> Json:
    """The JSON form of one of the kernel's values."""
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return word(value)
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, Period):
        return _period(value)
    return _made_of_parts(value)


def _made_of_parts(value: object) -> Json:
    if isinstance(value, frozenset):
        return sorted((_any(item) for item in value), key=lambda item: json.dumps(item, ensure_ascii=False))
    if isinstance(value, tuple):
        return [_any(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value, type(value))
    raise TypeError(f"no JSON form for {type(value)}")


def _fields(value: object, cls: type) -> Json:
    """Every field that differs from what a reader would fill in."""
    pairs = ((field, getattr(value, field.attr)) for field in fields_of(cls))
    return {field.key: _any(item) for field, item in pairs if _is_told(field, item)}


def _is_told(field: Field, value: object) -> bool:
    return type(value) is not type(field.default) or value != field.default


def _moment(at: datetime) -> str:
    found = next((name for name, instant in WORDS_OF_TIME.items() if instant == at), None)
    if found is not None:
        return found
    utc = at.astimezone(UTC)
    midnight = (utc.hour, utc.minute, utc.second, utc.microsecond) == (0, 0, 0, 0)
    return utc.date().isoformat() if midnight else utc.isoformat().replace("+00:00", "Z")


def _period(period: Period) -> Json:
    if period.since == period.sure and period.fades == period.until:
        since = ".." if period.since == BEGINNING else _moment(period.since)
        return f"{since}/{'..' if period.until == NEVER else _moment(period.until)}"
    return {field.key: _moment(getattr(period, field.attr)) for field in fields_of(Period)}
