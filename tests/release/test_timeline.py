"""The time line misses no date: between two turns nothing changes."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from concord.cli.scene import Scene
from concord.dissemination.brief.compute import SINCE, UNTIL
from concord.dissemination.brief.views import turns
from concord.release.decide import memo_of
from concord.release.names import BEGINNING
from concord.release.view import papers_of
from tests.asking import differences
from tests.release.conftest import AT
from tests.timelines import TIMELINES, make_line, of_twin
from tests.worlds import make_world


def test_nothing_changes_between_two_turns(scene: Scene) -> None:
    found = turns(scene, SINCE, UNTIL, AT, lambda done, of: None)
    rng = Random(7)
    for turn, after in zip(found, [*found[1:], None], strict=True):
        end = after.at if after else UNTIL
        within = turn.at + (end - turn.at) * rng.random() * 0.999
        squares = scene.matrix(within)
        assert [r.id for r in squares.readers] == [r.id for r in turn.matrix.readers]
        assert squares.squares == turn.matrix.squares


def test_the_years_that_changed_the_picture_are_there(scene: Scene) -> None:
    found = turns(scene, SINCE, UNTIL, AT, lambda done, of: None)
    dates = {turn.at for turn in found}
    for year, month, day in (
        (2003, 3, 14),
        (2004, 3, 29),
        (2004, 5, 1),
        (2007, 1, 1),
        (2008, 4, 3),
        (2009, 4, 1),
        (2013, 7, 1),
        (2017, 6, 5),
        (2020, 2, 1),
        (2020, 3, 27),
        (2023, 4, 4),
        (2024, 3, 7),
    ):
        assert datetime(year, month, day, tzinfo=UTC) in dates
    assert all(
        turn.facts for turn in found if turn.at in {datetime(2017, 6, 5, tzinfo=UTC), datetime(2023, 4, 4, tzinfo=UTC)}
    )


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_turns_are_those_of_the_naive_twin_in_random_worlds(first: int) -> None:
    """P12, R123; any number of worlds by `python -m benches.proofs timelines`."""
    found = [d for seed in range(first, first + 10) for d in differences(TIMELINES, seed, 1) if d is not None]
    assert found == [], str(found[0]) if found else ""
    assert sum(len(of_twin(make_line(seed))) for seed in range(first, first + 3)) > 6


def test_what_is_asked_about_several_owners_is_asked_again_wherever_anything_turns() -> None:
    """Alternatives: facts about any owner may bear (R79)."""
    for seed in range(6):
        world = make_world(seed, label_sets=1, readers=6)
        memo = memo_of(world.rulebook)
        for reader in world.readers:
            turns = memo.place(reader).turns
            assert [memo.views(reader).since(frozenset({"", "ALF"}), turn) for turn in turns] == list(turns)


def test_what_is_about_no_owner_is_asked_again_where_papers_turn_and_nowhere_else() -> None:
    world = make_world(1, label_sets=1, readers=6)
    memo = memo_of(world.rulebook)
    for reader in world.readers:
        papers = {bound for period in papers_of(reader) for bound in period.bounds}
        since = {memo.views(reader).since(frozenset({None}), turn) for turn in memo.views(reader).bounds}
        assert since - {BEGINNING} == papers
