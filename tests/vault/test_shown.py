"""Rows of segments: whoever sees them, whatever keys pass, gets what the edition has (V61)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

import pytest

from concord.desk.editions import make_edition
from concord.desk.records import Head, Portion
from concord.release.labels import LabelSet
from concord.vault.bodies import Stored
from concord.vault.index import Keyed
from concord.vault.shown import MOST, shown
from tests.desk.kinds import KINDS, NOTE
from tests.desk.worlds import _whole

NOBODY = LabelSet(None)
FIELDS = [field.name for field in NOTE.fields]


def standing(rng: Random, keys: int) -> list[Keyed]:
    """The portions of a random note, of which any may stand under any key; some in each other's places."""
    portions = [portion for portion in _whole(Head("r", "note", "x"), [NOBODY], rng).values() if portion is not None]
    return [Keyed(rng.randint(1, keys), Stored(1, portion)) for portion in portions]


def subsets(keys: int) -> Iterator[frozenset[int]]:
    """Every set of keys that may pass."""
    for count in range(keys + 1):
        yield from (frozenset(some) for some in combinations(range(1, keys + 1), count))


@pytest.mark.parametrize("seed", range(60))
def test_released_rows_are_the_edition_whatever_passes(seed: int) -> None:
    rng, keys = Random(seed), 1 + seed % 5
    given = standing(rng, keys)
    found = shown(NOTE, given)
    assert found is not None
    for passing in subsets(keys):
        portions = [keyed.stored.portion for keyed in given if keyed.key in passing]
        edition = make_edition(Head("r", "note", "x"), NOTE, portions, reader="", epoch="")
        rows = [row for under, row in found.rows.items() if under.is_met(passing)]
        told = {name: [row[name] for row in rows if name in row] for name in FIELDS}
        expected = {name: edition.value(name) if edition else None for name in FIELDS}
        assert told == {name: [] if value is None else [value] for name, value in expected.items()}
        assert (found.present is not None and found.present.is_met(passing)) is (edition is not None)


def wording(number: int, name: str, **values: str) -> Portion:
    """One of many portions with two wordings."""
    base = f"b{number:02d}"
    return Portion(f"{base}{name}", "body", f"{number:03d}{name}", values, NOBODY, 1, base if name else None)


def test_a_record_that_would_make_too_many_rows_makes_none() -> None:
    """Each first wording hides the text of its second one: for each of them there are two ways."""
    given = [wording(number, name, **({"text": "tug"} if name else {})) for number in range(8) for name in ("", ".5")]
    under = [Keyed(place, Stored(1, portion)) for place, portion in enumerate(given, 1)]
    assert shown(NOTE, under) is None
    few = shown(NOTE, under[:6])
    assert few is not None
    assert 2 < len(few.rows) <= MOST


def test_a_record_of_which_nothing_counts_makes_no_row() -> None:
    title = Portion("t", "title", "0", {"title": "Quay"}, NOBODY, 1)
    assert shown(KINDS.by_name["paper"], [Keyed(1, Stored(1, title))]) == (None, {})
