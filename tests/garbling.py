"""Values that were damaged: every field of a reader, a label set and a rulebook in turn, as deep as they go.

Fields are found by `dataclasses.fields`, so that a new one is damaged without anybody asking for it; a type that nobody
says how to damage is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from random import Random
from typing import Any

from concord.release.decide import decide
from concord.release.labels import Kind, Label, LabelSet, OriginatorId
from concord.release.policy import (
    Applied,
    CategoryRef,
    EquivalentLevel,
    EquivalentPolicy,
    EquivalentValue,
    Marking,
    Operation,
    Qualifier,
    Required,
    TagSet,
)
from concord.release.readers import Reader
from concord.release.reasons import Outcome
from concord.release.rulebook import Rulebook
from tests.worlds import World, make_instant, make_world

Step = str | int
Path = tuple[Step, ...]
"""The way to a value: names of fields, and places in tuples and sets in their order."""

FOREIGN: tuple[object, ...] = (7, "?", ("?",))
"""Values of other types: each field gets those that are not of its own."""


KNOWN = {
    (
        "Reader.id",
        "cut short",
    ): "what is left may be the id of another seat, which sees what that seat is author of (R15)",
    ("Profile.bare", "of another type"): "a profile with another word for it is refused where it is read (profile.md)",
    "Reader.through": "a refusal is of who reads through an organisation (R53): who reads through none that is known"
    " escapes it, so that whoever makes readers must refuse a seat that reads through no party of the rulebook (R60)",
}
"""Fields, or fields with a kind of damage, that may release, and why."""


@dataclass(frozen=True)
class Injury:
    """A field that is damaged in some way, and whether somebody got what was withheld before."""

    field: str
    how: str
    released: bool

    @property
    def is_fault(self) -> bool:
        """Whether it released something, and may not."""
        return self.released and self.field not in KNOWN and (self.field, self.how) not in KNOWN


def paths(value: object, name: str = "", path: Path = ()) -> Iterator[tuple[str, Path]]:
    """Every field of a value, and of what it holds, as `Class.field`, with the way to it."""
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            own = f"{type(value).__name__}.{each.name}"
            yield own, (*path, each.name)
            yield from paths(getattr(value, each.name), own, (*path, each.name))
    elif isinstance(value, (tuple, frozenset)):
        for place, element in enumerate(_listed(value)):
            if not is_dataclass(element):
                yield name, (*path, place)
            yield from paths(element, name, (*path, place))


def at(value: Any, path: Path) -> Any:
    """What stands at the end of a way."""
    for step in path:
        value = getattr(value, step) if isinstance(step, str) else _listed(value)[step]
    return value


def put(value: Any, path: Path, new: object) -> Any:
    """The value with another at the end of a way."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        return replace(value, **{step: put(getattr(value, step), rest, new)})
    listed = _listed(value)
    return type(value)([*listed[:step], put(listed[step], rest, new), *listed[step + 1 :]])


def _listed(value: tuple[Any, ...] | frozenset[Any]) -> list[Any]:
    return list(value) if isinstance(value, tuple) else sorted(value, key=repr)


def damages(value: Any) -> Iterator[tuple[str, object]]:
    """What may become of a value, by name."""
    yield from (("of another type", each) for each in FOREIGN if not isinstance(each, type(value)))
    if isinstance(value, str):
        yield from (
            ("empty", ""),
            ("garbled", f"{value}\ufffd"),
            ("cut short", value[:-1]),
            ("unknown", "no such thing"),
        )
        yield "of the wrong case", value.swapcase()
    elif isinstance(value, bytes):
        yield "cut short", value[:-1]
    elif isinstance(value, datetime):
        yield from (("without a zone", value.replace(tzinfo=None)), ("missing", None))
    elif isinstance(value, tuple):
        yield "twice", value + value
    elif isinstance(value, (bool, int)) and not isinstance(value, Enum):
        yield from (("far too much", 10**9), ("less than none", -(10**9)), ("missing", None))
    elif is_dataclass(value):
        yield from _swapped(value)
    elif value is not None and not isinstance(value, (Enum, frozenset)):
        raise TypeError(f"expected a type that can be damaged, found {type(value).__name__}")


def _swapped(value: Any) -> Iterator[tuple[str, object]]:
    """A value with its instants the other way round."""
    names = [each.name for each in fields(value) if isinstance(getattr(value, each.name), datetime)]
    if len(names) > 1:
        turned = [getattr(value, name) for name in reversed(names)]
        try:
            yield "the other way round", replace(value, **dict(zip(names, turned, strict=True)))
        except ValueError:
            return


def injuries(seed: int, *, each: int = 1) -> Iterator[Injury]:
    """Each field of some readers, label sets and the rulebook of a world, damaged in every way, `each` times."""
    world, rng = make_world(seed), Random(seed)
    when = make_instant(rng)
    for subject, ask in _subjects(world, when, rng):
        known: dict[str, list[Path]] = {}
        for name, path in paths(subject):
            known.setdefault(name, []).append(path)
        before = ask(subject)
        for name, found in known.items():
            for path in rng.sample(found, min(each, len(found))):
                for how, new in damages(at(subject, path)):
                    yield Injury(name, how, bool(_asked(subject, path, new, ask) - before))


def _asked(subject: Any, path: Path, new: object, ask: Any) -> set[object]:
    """What is released with a damaged value; nothing where it is refused."""
    try:
        return set(ask(put(subject, path, new)))
    except (ValueError, TypeError, AttributeError, KeyError, LookupError):
        return set()


def _subjects(world: World, when: datetime, rng: Random) -> Iterator[tuple[Any, Any]]:
    """What is damaged, and how it is asked what is released."""
    book, readers = adorned(world.rulebook), world.readers
    labels = tuple(replace(each, originator=signed(each.originator)) for each in world.label_sets)
    for reader in _richest(readers):
        yield reader, lambda own: _released(labels, (own,), book, when)
    for label_set in _richest(labels):
        yield label_set, lambda own: _released((own,), readers, book, when)
    some = tuple(rng.sample(labels, 10)), tuple(rng.sample(readers, 4))
    yield book, lambda own: _released(*some, own, when)


def _richest(values: tuple[Any, ...], count: int = 4) -> list[Any]:
    """Values that show many fields, each the most that those before do not."""
    found: list[Any] = []
    shown: set[str] = set()
    for _ in range(count):
        found.append(max(values, key=lambda value: len({name for name, _ in paths(value)} - shown)))
        shown |= {name for name, _ in paths(found[-1])}
    return found


def signed(label: Label | None) -> Label | None:
    """A label that says who made it."""
    return label and replace(label, originator=OriginatorId("post@example.org", "rfc822Name"))


def adorned(book: Rulebook) -> Rulebook:
    """A rulebook whose first policy has what no world gives it: markings, and what is equal elsewhere."""
    policy, *others = book.policies
    required = (Required(Operation.ALL, (CategoryRef("Release To", Kind.PERMISSIVE, "Own"),)),)
    markings, qualifiers = (Marking("M", "en", frozenset({"a"})),), (Qualifier("/", "suffix", "en", "a"),)
    value = EquivalentValue("Beta Policy", "1.2", Kind.PERMISSIVE, "1", Applied.BOTH)
    levels = (EquivalentLevel("Beta Policy", "1", Applied.BOTH, required),)
    tag_sets = tuple(_with_equal(each, value) for each in policy.tag_sets)
    first, *rest = policy.levels
    policy = replace(
        policy,
        levels=(replace(first, equivalents=levels, markings=markings, qualifiers=qualifiers), *rest),
        tag_sets=tag_sets,
        equivalents=(EquivalentPolicy("Beta Policy", "1.2", required),),
        markings=markings,
        qualifiers=qualifiers,
    )
    return replace(book, policies=(policy, *others))


def _with_equal(tag_set: TagSet, equal: EquivalentValue) -> TagSet:
    tags = tuple(
        replace(tag, values=tuple(replace(value, equivalents=(equal,)) for value in tag.values)) for tag in tag_set.tags
    )
    return replace(tag_set, tags=tags)


def _released(
    labels: tuple[LabelSet, ...], readers: tuple[Reader, ...], book: Rulebook, when: datetime
) -> set[tuple[int, int]]:
    """Which label sets, by place, are released to which readers."""
    return {
        (row, column)
        for row, label_set in enumerate(labels)
        for column, reader in enumerate(readers)
        if decide(label_set, reader=reader, rulebook=book, at=when).outcome is Outcome.RELEASED
    }
