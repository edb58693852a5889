"""What is damaged in a reader, a label set or a rulebook releases nothing that was withheld before.

A restriction that is taken away whole is another label or another rule, not damage; what is left of it, garbled, of
another type or cut short, must not release. A value that by chance is another one that is known is no damage either.
"""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from tests.garbling import Injury, injuries

SEED = 0
"""A world in which every field is there; the long form (benches/proofs.py) tries others."""


@cache
def found() -> list[Injury]:
    """The injuries of the world, found once."""
    return list(injuries(SEED))


def test_damage_to_any_field_releases_nothing() -> None:
    assert len(found()) > 1000
    assert [injury for injury in found() if injury.is_fault] == []


def test_every_field_is_damaged() -> None:
    damaged = {injury.field for injury in found()}
    assert sorted(all_fields(Reader, LabelSet, Rulebook) - damaged) == []


def all_fields(*kinds: type) -> set[str]:
    """Every field of some classes, and of all that they are made of, as `Class.field`."""
    found: set[str] = set()
    ahead, seen = list(kinds), set[type]()
    while ahead:
        kind = ahead.pop()
        if kind not in seen:
            seen.add(kind)
            found |= {f"{kind.__name__}.{each.name}" for each in fields(kind)}
            hints = get_type_hints(kind)
            ahead += [part for each in fields(kind) for part in _classes_in(hints[each.name])]
    return found


def _classes_in(hint: Any) -> list[type]:
    if get_origin(hint) in (Union, types.UnionType, tuple, frozenset):
        return [part for each in get_args(hint) for part in _classes_in(each)]
    return [hint] if isinstance(hint, type) and is_dataclass(hint) else []
