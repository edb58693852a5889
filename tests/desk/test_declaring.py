"""Kinds, values, places and words: what is declared, and the one form of each value (D2-D6, D35)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from concord.desk import Blob, Kind, Kinds, Names, PortionKind, Type, places
from concord.desk.editions import values_of
from concord.desk.own import with_own
from concord.desk.records import Portion
from concord.desk.values import Kept, UnfitError, Value, keep_value, load_value, order_of, read_value
from concord.desk.words import words_of
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from tests.desk.kinds import NOTE, field
from tests.desk.worlds import RAW


def test_a_declaration_with_faults_is_refused_with_all_of_them() -> None:
    fields = (
        field("a", Type.WORD, "body", indexed=True),
        field("b", Type.TEXT, "head", indexed=True),
        field("c", Type.WHOLE, "head", searchable=True),
        field("d", Type.CODE, "head"),
        field("e", Type.WORD, "head", choices=("x",)),
        field("f", Type.CODE, "head", choices=("x", "x")),
        field("g", Type.WORD, "margin"),
        field("g", Type.WORD, "head"),
        field("Bad name", Type.WORD, "head"),
    )
    with pytest.raises(MalformedError) as refused:
        Kind(
            "x",
            Names("x", "x"),
            (PortionKind("head", structural=True), PortionKind("body", True, structural=True)),
            fields,
        )
    places_named = [finding.place for finding in refused.value.findings]
    assert places_named == [
        "`Bad name`",
        "field `g`",
        "portions",
        *(f"field `{name}`" for name in "abcdefg"),
    ]


def test_kinds_have_names_of_their_own() -> None:
    with pytest.raises(ValueError, match=r"expected each once, found \['note'\] twice"):
        Kinds((NOTE, NOTE))
    with pytest.raises(ValueError, match=r"expected each once, found \['pointer'\] twice"):
        with_own(Kinds((replace(NOTE, name="pointer"),)))


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Type.WORD, "e\u0301cluse", "\u00e9cluse"),
        (Type.TEXT, "two\nlines", "two\nlines"),
        (Type.WHOLE, -7, -7),
        (Type.AMOUNT, "1.500", Decimal("1.5")),
        (Type.AMOUNT, Decimal("1E+3"), Decimal(1000)),
        (Type.AMOUNT, "-0.0", Decimal(0)),
        (Type.DAY, "2017-05-15", date(2017, 5, 15)),
        (Type.INSTANT, "2017-05-15T14:32:00+02:00", datetime(2017, 5, 15, 12, 32, tzinfo=UTC)),
        (Type.YES_NO, False, False),
        (Type.CODE, "open", "open"),
        (Type.BLOB, Blob("a" * 64, "image/png", 3), Blob("a" * 64, "image/png", 3)),
    ],
)
def test_a_value_has_one_form_and_is_kept_whole(kind: Type, raw: object, value: Value) -> None:
    found = read_value(kind, raw, ("open",))
    assert (found, load_value(kind, keep_value(found))) == (value, value)
    assert keep_value(found) == keep_value(load_value(kind, keep_value(found)))


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Type.WORD, ""),
        (Type.WORD, " \t"),
        (Type.WORD, "two\nlines"),
        (Type.WORD, "x" * 501),
        (Type.WORD, "left\u202eright"),
        (Type.WORD, "\ud800"),
        (Type.WORD, 5),
        (Type.TEXT, "x" * 1_000_001),
        (Type.TEXT, "nul\x00"),
        (Type.WHOLE, True),
        (Type.WHOLE, 2**63),
        (Type.WHOLE, "5"),
        (Type.AMOUNT, "NaN"),
        (Type.AMOUNT, "Infinity"),
        (Type.AMOUNT, 1.5),
        (Type.AMOUNT, "1e31"),
        (Type.AMOUNT, "1e999999999"),
        (Type.AMOUNT, "0." + "1" * 31),
        (Type.AMOUNT, ""),
        (Type.DAY, "15.5.2017"),
        (Type.DAY, datetime(2017, 5, 15, tzinfo=UTC)),
        (Type.INSTANT, "2017-05-15T14:32:00"),
        (Type.INSTANT, "0001-01-01T00:00:00+14:00"),
        (Type.YES_NO, 1),
        (Type.CODE, "gone"),
        (Type.BLOB, {"digest": "a" * 64}),
        (Type.BLOB, Blob("a", "image/png", 3)),
        (Type.BLOB, Blob("a" * 64, "image/png", -1)),
        (Type.BLOB, Blob("a" * 64, "image/png", 1.5)),  # type: ignore[arg-type]  # what a careless caller hands in
        (Type.BLOB, Blob(5, "image/png", 1)),  # type: ignore[arg-type]
        (Type.WORD, "\ufdfa" * 500),
    ],
)
def test_a_value_of_another_type_is_refused(kind: Type, raw: object) -> None:
    with pytest.raises(UnfitError):
        read_value(kind, raw, ("open",))


@pytest.mark.parametrize("kind", [kind for kind in Type if kind is not Type.CODE], ids=lambda kind: kind.value)
def test_a_refusal_does_not_repeat_what_was_found(kind: Type) -> None:
    with pytest.raises(UnfitError) as refused:
        read_value(kind, "Aldebaran\x00")
    assert "Aldebaran" not in str(refused.value)


@pytest.mark.parametrize(("kind", "kept"), [(Type.WHOLE, True), (Type.YES_NO, 1), (Type.WORD, 5), (Type.AMOUNT, 5)])
def test_a_value_that_an_upgrade_made_of_another_type_cannot_be_read(kind: Type, kept: Kept) -> None:
    with pytest.raises(UnfitError):
        load_value(kind, kept)


@pytest.mark.parametrize("kind", list(RAW), ids=lambda kind: kind.value)
def test_values_of_every_type_can_be_ordered(kind: Type) -> None:
    rng = Random(kind.value)
    values = [read_value(kind, RAW[kind](rng), ("open", "blocked", "done")) for _ in range(50)]
    keys = sorted(order_of(value, kind) for value in values)
    assert all(first <= then for first, then in pairwise(keys))
    assert len(set(keys)) > 1


def test_a_portion_of_an_older_version_is_read_as_this_one_has_it() -> None:
    def upgrade(portion: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**values, "title": f"{values['title']} ({portion})"}

    kind = replace(NOTE, upgrades=(upgrade,))
    stored = Portion("p", "head", "0", {"title": "Quay", "gone": "kept and not shown"}, LabelSet(None), 1)
    assert (kind.version, values_of(stored, kind)) == (2, (("title", "Quay (head)"),))
    assert values_of(replace(stored, version=2), kind) == (("title", "Quay"),)


def test_there_is_always_a_place_between_two() -> None:
    rng, taken = Random(7), [places.nth(number) for number in range(3)]
    for _ in range(300):
        number = rng.randrange(len(taken))
        following = taken[number + 1] if number + 1 < len(taken) else None
        taken.insert(number + 1, places.behind(taken[number], following))
    assert taken == sorted(set(taken))


def test_a_variant_stands_between_its_portion_and_the_next() -> None:
    first = places.nth(0)
    variants = [places.variant_behind(first)]
    variants.append(places.variant_behind(variants[0]))
    inserted = places.behind(first, places.nth(1))
    assert sorted([places.nth(1), inserted, *variants, first]) == [first, *variants, inserted, places.nth(1)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L'écluse, no 4: OUVERTE", ("l", "ecluse", "no", "4", "ouverte")),
        ("Stra\u00dfe \ufb01ve x\u00b2", ("strasse", "five", "x2")),
        ("EU-NATO", ("eu", "nato")),
        ("…", ()),
    ],
)
def test_words_are_cut_in_one_way(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words
