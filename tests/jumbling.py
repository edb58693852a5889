"""The same values in another order, some twice, names spelled otherwise: what must change no decision (R4, R6)."""

from __future__ import annotations

from dataclasses import replace

from concord.release.labels import Label
from tests.worlds_policies import Dice, often, spelled


def jumbled(rng: Dice, items: tuple[object, ...]) -> tuple[object, ...]:
    """The same items in another order, some of them twice."""
    twice = [item for item in items if often(rng, 0.3)]
    found = [*items, *twice]
    rng.shuffle(found)
    return tuple(found)


def jumbled_parts(rng: Dice, value: object, names: tuple[str, ...]) -> dict[str, tuple[object, ...]]:
    """The named tuples of a value, jumbled."""
    return {name: jumbled(rng, getattr(value, name)) for name in names}


def jumbled_label(rng: Dice, label: Label) -> Label:
    """The same label with groups and values in another order, spelled otherwise, some twice."""
    groups = [
        replace(g, values=tuple(spelled(rng, str(v)) for v in jumbled(rng, g.values)), tag_set=spelled(rng, g.tag_set))
        for g in label.groups
    ]
    succession = label.succession
    if succession is not None:
        succession = replace(succession, label=jumbled_label(rng, succession.label))
    renamed = replace(label, **jumbled_parts(rng, replace(label, groups=tuple(groups)), ("groups",)))  # type: ignore[arg-type]
    return replace(renamed, level=spelled(rng, label.level), succession=succession)
