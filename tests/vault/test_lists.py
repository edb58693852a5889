"""Lists from terms and texts give the answers of the plain form, whichever way is taken (V13-V19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from concord.desk.gate import Gate
from concord.desk.moment import Moment
from concord.vault import Vault
from tests.desk.stores import KINDS_OF_STORE, Opening, opening, turn
from tests.desk.worlds import load, make_scene
from tests.vault.asking import differing
from tests.worlds import make_world

WAYS = {
    "few": dict[str, int](),
    "walked": {"lists.FEW": 0, "search.FEW": 0, "lists.MUCH": 0, "search.NEWEST": 0},
    "much": {"lists.FEW": 0, "search.FEW": 0, "lists.MUCH": 10**9, "search.NEWEST": 3},
}
"""How questions are answered where records are few, where the released ones are walked, and where all of them are."""


@pytest.fixture(params=[kind for kind in KINDS_OF_STORE if kind != "memory"])
def open_one(request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Makes an empty vault, in each database in turn."""
    with opening(request.param) as found:
        yield found


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes one of the ways, whatever the numbers of records."""
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(f"concord.vault.{name}", value)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("seed", range(300, 304))
def test_lists_answer_as_the_plain_form_does(seed: int, open_one: Opening) -> None:
    world, rng = make_world(seed), Random(seed)
    scene = make_scene(world, rng, records=25, steps=60)
    vault = open_one(world.rulebook)
    assert isinstance(vault, Vault)
    load(vault, scene.steps)
    for reader in (scene.moment.reader, world.readers[0]):
        moment = replace(scene.moment, reader=reader)
        assert differing(vault, lambda m=moment: Gate(m), rng, 20) == []  # type: ignore[misc]  # bound at once


@pytest.mark.usefixtures("way")
def test_lists_answer_as_the_plain_form_does_where_cells_were_keyed_anew(open_one: Opening) -> None:
    world, other, rng = make_world(400), make_world(900).rulebook, Random(400)
    scene = make_scene(world, rng, records=20, steps=50)
    vault = open_one(world.rulebook)
    assert isinstance(vault, Vault)
    load(vault, scene.steps[:30])
    assert differing(vault, lambda: Gate(scene.moment), rng, 3) == []
    turn(vault, other)
    later = Moment(scene.moment.reader, other, scene.moment.at, 1)
    assert differing(vault, lambda: Gate(later), rng, 10) == []
    load(vault, scene.steps[30:])
    assert differing(vault, lambda: Gate(later), rng, 10) == []
