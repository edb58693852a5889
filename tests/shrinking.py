"""Making a question on which two answers differ as small as it goes, so that a person can read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TypeVar

T = TypeVar("T")


def shrink(value: T, kind_of: Callable[[T], object]) -> T:
    """`value` with parts left out one by one, as long as `kind_of` says of it what it says now.

    `kind_of` gives None where nothing differs, and else what differs: shrinking never slips to another difference.
    """
    wanted = kind_of(value)
    found: T | None = value
    while found is not None:
        value = found
        found = next((smaller for smaller in smaller_than(value) if kind_of(smaller) == wanted), None)
    return value


def smaller_than(value: T) -> Iterator[T]:
    """The values with one element of one collection, or one optional part, left out, at any depth."""
    if not is_dataclass(value) or isinstance(value, type):
        return
    for part in fields(value):
        held = getattr(value, part.name)
        if held is not None and "None" in str(part.type):
            yield replace(value, **{part.name: None})
        for smaller in smaller_parts(held):
            try:
                yield replace(value, **{part.name: smaller})
            except ValueError:
                continue


def smaller_parts(held: object) -> Iterator[object]:
    """What may stand in place of one part of a value: halves first, then one element less, then less within."""
    if isinstance(held, tuple):
        if len(held) > 3:
            yield from (held[len(held) // 2 :], held[: len(held) // 2])
        for i, element in enumerate(held):
            yield held[:i] + held[i + 1 :]
            for smaller in smaller_than(element):
                yield (*held[:i], smaller, *held[i + 1 :])
    elif isinstance(held, frozenset):
        for element in sorted(held, key=str):
            yield held - {element}
    elif is_dataclass(held) and not isinstance(held, type):
        yield from smaller_than(held)


def shown(value: object, indent: str = "\n  ") -> str:
    """A value with the fields that are not as they are by default, one to a line where it is deep."""
    if is_dataclass(value) and not isinstance(value, type):
        held = [(f.name, getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) != f.default]
        inner = ", ".join(f"{name}={shown(part, indent + '  ')}" for name, part in held)
        return f"{indent if len(inner) > 80 else ''}{type(value).__name__}({inner})"
    if isinstance(value, tuple):
        return f"({', '.join(shown(part, indent + '  ') for part in value)})"
    if isinstance(value, Enum):
        return str(value)
    return f"{value:%Y-%m-%dT%H:%M:%S.%f}" if isinstance(value, datetime) else repr(value)
