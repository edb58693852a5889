"""Facts and label sets as text and back: every value says what it is, so that any edition can be read years later.

JSON. A dataclass is an object with its class under `is`; sets, instants, days, bytes and choices are objects of one
key. Only classes of the kernel and the roster are read. Source: docs/spec/desk.md D86.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from concord.desk import facts, roster
from concord.release import labels, periods, policy, profile, readers, relations

_CLASSES: Mapping[str, type] = {
    name: each
    for module in (labels, periods, policy, profile, readers, relations, roster, facts)
    for name, each in vars(module).items()
    if isinstance(each, type) and (is_dataclass(each) or issubclass(each, Enum))
}


class WrittenError(ValueError):
    """A text that was not written here."""


def write(value: object) -> str:
    """A value as text: the same for equal values."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(text: str) -> Any:
    """The value that was written.

    Raises:
        WrittenError: it was not written here, or by a later version.
    """
    try:
        return _value(json.loads(text))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WrittenError("a written value: expected one of this version, found another") from error


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | bool) or type(value) is int:
        return value
    if isinstance(value, Enum):
        return {"choice": [type(value).__name__, value.name]}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, frozenset):
        return {"set": sorted((_plain(each) for each in value), key=json.dumps)}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    if is_dataclass(value) and _CLASSES.get(type(value).__name__) is type(value):
        return {"is": type(value).__name__} | {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.init}
    raise TypeError(f"a value to write: expected one of the kernel or the roster, found a {type(value).__name__}")


_READERS: Mapping[str, Callable[[Any], object]] = {
    "choice": lambda given: _CLASSES[given[0]][given[1]],  # type: ignore[index]  # an Enum is asked by name
    "set": lambda given: frozenset(map(_value, given)),
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "bytes": lambda given: b64decode(given, validate=True),
}


def _value(plain: Any) -> object:
    if isinstance(plain, list):
        return tuple(map(_value, plain))
    if not isinstance(plain, dict):
        return plain
    if "is" in plain:
        return _CLASSES[plain["is"]](**{name: _value(each) for name, each in plain.items() if name != "is"})
    ((kind, given),) = plain.items()
    return _READERS[kind](given)
