"""Small policies of every shape that a file can say, for properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from hypothesis import strategies as st

from concord.release.labels import Kind
from concord.release.names import BEGINNING, fold
from concord.release.policy import (
    Applied,
    CategoryRef,
    EquivalentLevel,
    EquivalentPolicy,
    EquivalentValue,
    Level,
    Marking,
    Operation,
    Policy,
    Qualifier,
    Required,
    Tag,
    TagSet,
    Value,
)

T = TypeVar("T")

CODES = ("pageTop", "portionMarking", "noNameDisplay", "replacePolicy")
EXTENSIONS = (b'<e xmlns="urn:e"/>', b'<n:e xmlns:n="urn:n" a="1">\xc3\xa9 &amp;</n:e>', b"<e/>")
COLORS = ("green", "red", "#0a0B0c", None)
OTHERS = ("PIER", "QUAY & CO")
LETTERS = "aB é&<>\"'\n\t\r𝕏%"

names = st.text(st.sampled_from(LETTERS), min_size=1, max_size=5).filter(fold)
texts = st.text(st.sampled_from(LETTERS), max_size=5)
languages = st.sampled_from([None, "en", "fr", "en-GB"])
numbers = st.sampled_from(["", "1", "007", "-3", "x y"])
kinds = st.sampled_from(Kind)
operations = st.sampled_from(Operation)
oids = st.integers(0, 99).map(lambda number: f"1.3.{number}")
instants = st.datetimes(
    min_value=datetime(1, 1, 3),
    max_value=datetime(9999, 12, 30),
    timezones=st.just(UTC),
)
markings = st.builds(
    Marking,
    phrase=st.none() | texts,
    language=languages,
    codes=st.frozensets(st.sampled_from(CODES), min_size=1),
)
qualifiers = st.builds(
    Qualifier,
    text=texts,
    place=st.sampled_from(["prefix", "separator", "suffix"]),
    language=languages,
    code=st.none() | st.sampled_from(CODES),
)
foreign_refs = st.builds(CategoryRef, tag_set=names, kind=kinds, value=st.none() | numbers)
foreign_rules = st.builds(
    Required, operation=operations, refs=st.lists(foreign_refs, min_size=1, max_size=2).map(tuple)
)
level_equivalents = st.builds(
    EquivalentLevel,
    policy=st.sampled_from(OTHERS),
    lacv=st.sampled_from(["1", "02"]),
    applied=st.sampled_from(Applied),
    required=st.lists(foreign_rules, max_size=1).map(tuple),
)
value_equivalents = st.builds(
    EquivalentValue,
    policy=st.sampled_from(OTHERS),
    tag_set_oid=oids,
    kind=kinds,
    lacv=numbers,
    applied=st.sampled_from(Applied),
    discard=st.booleans(),
)


def some(inner: st.SearchStrategy[T], most: int = 2) -> st.SearchStrategy[tuple[T, ...]]:
    """A short tuple."""
    return st.lists(inner, max_size=most).map(tuple)


def levels() -> st.SearchStrategy[tuple[Level, ...]]:
    """Levels with names, ranks, numbers and colours of their own."""
    drawn = st.lists(
        st.builds(
            Level,
            name=names,
            rank=st.integers(-3, 9),
            lacv=st.sampled_from(["", "-1", "01", "7"]),
            obsolete=st.booleans(),
            markings=some(markings),
            qualifiers=some(qualifiers),
            equivalents=some(level_equivalents, 1),
            color=st.sampled_from(COLORS),
        ),
        min_size=1,
        max_size=3,
        unique_by=(lambda level: fold(level.name), lambda level: level.rank),
    )
    return drawn.map(_tell_apart)


def _tell_apart(drawn: list[Level]) -> tuple[Level, ...]:
    numbers_taken: set[str] = set()
    colors_taken: set[str] = set()
    result = []
    for level in drawn:
        lacv = "" if level.lacv in numbers_taken else level.lacv
        color = None if level.color in colors_taken else level.color
        numbers_taken.add(lacv)
        colors_taken.update([color] if color else [])
        result.append(replace(level, lacv=lacv, color=color))
    return tuple(result)


def _values(level_names: list[str]) -> st.SearchStrategy[Value]:
    level_name = st.sampled_from(level_names)
    return st.builds(
        Value,
        name=names,
        lacv=numbers,
        excluded_levels=some(level_name),
        required_level=st.none() | level_name,
        not_before=st.none() | instants,
        not_after=st.none() | instants,
        obsolete=st.booleans(),
        user_input=st.sampled_from([None, None, None, "string", "integer", "date"]),
        date_format=st.none() | texts,
        markings=some(markings, 1),
        qualifiers=some(qualifiers, 1),
        equivalents=some(value_equivalents, 1),
    )


def _tags(level_names: list[str]) -> st.SearchStrategy[Tag]:
    return st.builds(
        Tag,
        name=texts,
        kind=kinds,
        values=some(_values(level_names), 3),
        least=st.integers(0, 2),
        most=st.none() | st.integers(2, 4),
        qualifiers=some(qualifiers, 1),
    ) | st.builds(Tag, name=texts, kind=kinds, values=some(_values(level_names), 2), most=st.just(1))


def _tag_sets(level_names: list[str]) -> st.SearchStrategy[tuple[TagSet, ...]]:
    one = st.builds(TagSet, name=names, oid=oids, tags=st.lists(_tags(level_names), min_size=1, max_size=2).map(tuple))
    unique = (lambda tag_set: fold(tag_set.name), lambda tag_set: tag_set.oid)
    return st.lists(one, max_size=2, unique_by=unique).map(tuple)


def _refs(tag_sets: tuple[TagSet, ...]) -> list[CategoryRef]:
    """Any value of each kind there is, and single values whose number will be their own."""
    found = []
    for tag_set in tag_sets:
        found += [CategoryRef(tag_set.name, kind) for kind in sorted(tag_set.kinds, key=str)]
        alike = tag_set.entries.items()
        single = [(kind, entries[0][1]) for (kind, _), entries in alike if not any(v.lacv for _, v in entries)]
        found += [CategoryRef(tag_set.name, kind, value.name) for kind, value in single if value.user_input is None]
    return found


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy that `write` takes: nothing in it is ambiguous, and it refers to what it declares only."""
    some_levels = draw(levels())
    sets = draw(_tag_sets([level.name for level in some_levels]))
    refs = _refs(sets)
    rules = st.builds(
        Required,
        operation=operations,
        refs=st.lists(st.sampled_from(refs), min_size=1, max_size=2).map(tuple) if refs else st.nothing(),
    )
    ruled = tuple(replace(level, required=draw(some(rules, 1) if refs else st.just(()))) for level in some_levels)
    others = tuple(EquivalentPolicy(name, f"1.4.{at}", draw(some(foreign_rules, 1))) for at, name in enumerate(OTHERS))
    return Policy(
        name=draw(names),
        oid=draw(oids),
        edition=draw(st.integers(-1, 99)),
        levels=ruled,
        tag_sets=sets,
        since=draw(st.just(BEGINNING) | instants),
        markings=draw(some(markings)),
        qualifiers=draw(some(qualifiers)),
        equivalents=others,
        privacy_marks=draw(some(names)),
        extensions=draw(
            some(st.sampled_from([b'<e xmlns="urn:e"/>', b'<n:e xmlns:n="urn:n" a="1">\xc3\xa9 &amp;</n:e>']))
        ),
    )
