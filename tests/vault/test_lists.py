"""Lists from terms and texts give the answers of the plain form, whichever way is taken (V13-V19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from concord.desk.blobs import bodies_of
from concord.desk.gate import Gate
from concord.desk.moment import Moment
from concord.vault import Vault
from concord.vault.statements import run
from tests.cast import NOON
from tests.desk.stores import KINDS_OF_STORE, Opening, opening, turn
from tests.desk.worlds import SCANS, Step, load, make_scene
from tests.vault.asking import differing
from tests.worlds import make_world

WAYS = {
    "few": dict[str, int](),
    "walked": {"lists.FEW": 0, "search.FEW": 0, "lists.MUCH": 0, "lists.MORE": 1, "search.LITTLE": 0},
    "much": {"lists.FEW": 0, "search.FEW": 0, "lists.MUCH": 10**9, "search.LITTLE": 10**9, "search.NEWEST": 0},
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


def load_together(vault: Vault, steps: tuple[Step, ...], size: int) -> None:
    """Store so many transactions as one."""
    for first in range(0, len(steps), size):
        with vault.writing(steps[first].at) as writing:
            for step in steps[first : first + size]:
                put = [portion for _, portion in step.portions if portion is not None]
                writing.put(step.head, put, [name for name, portion in step.portions if portion is None])
                writing.keep(bodies_of(put, SCANS))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("seed", range(300, 304))
def test_lists_answer_as_the_plain_form_does(seed: int, open_one: Opening) -> None:
    world, rng = make_world(seed), Random(seed)
    scene = make_scene(world, rng, records=25, steps=60)
    vault = open_one(world.rulebook)
    assert isinstance(vault, Vault)
    load_together(vault, scene.steps, 1 + seed % 3 * 10)
    for reader in (scene.moment.reader, world.readers[0]):
        moment = replace(scene.moment, reader=reader)
        assert differing(vault, lambda m=moment: Gate(m), rng, 15) == []  # type: ignore[misc]  # bound at once


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
    assert differing(vault, lambda: Gate(later), rng, 5, by_owner=True) == []


def test_an_empty_vault_has_empty_lists(open_one: Opening) -> None:
    world = make_world(300)
    vault = open_one(world.rulebook)
    assert isinstance(vault, Vault)
    moment = Moment(world.readers[0], world.rulebook, NOON)
    assert differing(vault, lambda: Gate(moment), Random(1), 5) == []


def test_lists_that_were_never_made_are_made_when_the_vault_is_opened(open_one: Opening) -> None:
    world, rng = make_world(301), Random(301)
    scene = make_scene(world, rng, records=15, steps=20)
    vault = open_one(world.rulebook)
    assert isinstance(vault, Vault)
    load(vault, scene.steps)
    writing = vault.connection("writing")
    for table in ("vault_term", "vault_text", "vault_tally", "vault_mark"):
        run(writing, f"delete from {table}", [()])
    run(writing, "delete from vault_state where name = 'indexed under' or name like 'records of %%'", [()])
    vault.index()
    assert differing(vault, lambda: Gate(scene.moment), rng, 15) == []


def test_marks_that_are_new_are_judged_for_readers_who_were_here_before(open_one: Opening) -> None:
    world, rng = make_world(303), Random(303)
    scene = make_scene(world, rng, records=15, steps=30)
    vault = open_one(world.rulebook)
    assert isinstance(vault, Vault)
    load(vault, scene.steps[:15])
    other = Moment(world.readers[0], world.rulebook, scene.moment.at)
    assert differing(vault, lambda: Gate(scene.moment), rng, 2) == []
    load(vault, scene.steps[15:])
    assert differing(vault, lambda: Gate(other), rng, 5) == []
    assert differing(vault, lambda: Gate(scene.moment), rng, 10) == []
