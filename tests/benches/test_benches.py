"""The measurements run, say what they promise to say, and compare only what answers alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache

import pytest

from benches.__main__ import BENCHES
from benches.editions import make_all, make_few, make_many, make_record
from benches.keys import SAMPLES
from benches.measure import Line, against, interleaved, table, within
from benches.peers.cedar_prepared import make_prepared
from benches.peers.engines import (
    DisagreeError,
    Engine,
    differences,
    make_engines,
    missing,
    require_agreement,
    telling_pairs,
)
from benches.peers.plain import PlainWorld, make_plain
from benches.size import function_lengths
from benches.world import AT, DATES, World, make_distinct_world, make_rulebook, make_world
from concord.release import Outcome, decide, decision_key
from concord.release.matrix import matrix
from concord.release.reasons import Rule

PEERS = ("cedarpy", "pycasbin", "regopy", "cedarpy-prepared")
KEYS = {"name", "value", "unit", "baseline", "ratio"}

needs_peers = pytest.mark.skipif(
    bool(missing()), reason=f"not installed: {', '.join(missing())}; `make peers` gets them"
)


@lru_cache(maxsize=1)
def small() -> tuple[World, PlainWorld]:
    """A world of few labels, as it is and as peers are given it."""
    world = make_world(120)
    return world, make_plain(world)


@pytest.mark.parametrize("name", BENCHES)
def test_every_measurement_gives_whole_lines(name: str) -> None:
    lines = [json.loads(line.as_json()) for line in BENCHES[name](quick=True)]
    assert lines
    assert all(set(line) == KEYS for line in lines)
    assert all(line["name"].startswith(f"{name}.") and line["unit"] and line["value"] >= 0 for line in lines)
    assert all((line["baseline"] is None) == (line["ratio"] is None) for line in lines)
    assert len({line["name"] for line in lines}) == len(lines)


@needs_peers
@pytest.mark.parametrize("at", DATES[:2], ids=lambda at: str(at.date()))
@pytest.mark.parametrize("place", range(4), ids=PEERS)
def test_a_peer_agrees_on_every_value_at_a_low_and_a_high_level(place: int, at: datetime) -> None:
    world = make_world(300)
    plain = make_plain(world)
    engine: Engine = (*make_engines(plain), make_prepared(world, plain, at))[place]
    pairs = telling_pairs(plain)
    assert len(pairs) > 1000
    assert differences(engine, world, pairs, at) == []


@needs_peers
@pytest.mark.parametrize("at", DATES, ids=lambda at: str(at.date()))
@pytest.mark.parametrize("place", range(4), ids=PEERS)
def test_a_peer_agrees_with_the_kernel(place: int, at: datetime) -> None:
    world, plain = small()
    engine: Engine = (*make_engines(plain), make_prepared(world, plain, at))[place]
    assert differences(engine, world, world.pairs[:150], at) == []


class Contrary:
    """An engine that releases everything."""

    name = "contrary"

    def released(self, reader: int, label: int, at: int) -> bool:
        return True


def test_a_peer_that_answers_otherwise_is_not_timed() -> None:
    world, _ = small()
    with pytest.raises(DisagreeError, match="contrary: 2017-05-15: expected the kernel's answers, found"):
        require_agreement(Contrary(), world, world.pairs[:50], AT)


def test_the_world_tries_what_it_is_there_to_try() -> None:
    world = make_world(400)
    squares = matrix(world.label_sets, world.readers, rulebook=world.rulebook, at=AT)
    decisions = [squares.decision(row, column) for row in range(200) for column in range(60)]
    rules = {reason.rule for decision in decisions for reason in decision.reasons}
    assert {decision.outcome for decision in decisions} == set(Outcome)
    assert rules >= {
        Rule.NO_CLEARANCE,
        Rule.CLASS_NOT_HELD,
        Rule.NO_BASIS,
        Rule.NO_RELEASE_DECISION,
        Rule.PERMISSIVE_NONE_HELD,
        Rule.RESTRICTIVE_NOT_HELD,
        Rule.COMMUNITY_NOT_HELD,
        Rule.NOT_YET,
        Rule.OPEN_QUESTION,
        Rule.UNCONFIRMED,
    }


def test_every_label_of_the_world_is_valid() -> None:
    world = make_world(400)
    found = (decide(s, reader=world.readers[0], rulebook=world.rulebook, at=AT) for s in world.label_sets)
    assert all(reason.rule.gate > 1 for decision in found for reason in decision.reasons)


def test_a_world_is_the_same_each_time_it_is_made() -> None:
    assert make_world.__wrapped__(50).label_sets == make_world.__wrapped__(50).label_sets


def test_the_distinct_world_has_no_decision_key_twice() -> None:
    world = make_distinct_world(100)
    assert len({decision_key(label_set, world.rulebook) for label_set in world.label_sets}) == 100


def test_few_audiences_keep_at_most_twelve_sets() -> None:
    made = make_all(make_record(500), make_few(), make_rulebook())
    assert 2 <= len(set(made.kept)) <= 12


def test_many_audiences_keep_sixty_sets() -> None:
    made = make_all(make_record(2500), make_many(), make_rulebook())
    assert len(set(made.kept)) == len(made.editions) == 60


def test_a_ratio_above_one_is_better() -> None:
    assert against("x", 2.0, "s", 6.0) == Line("x", 2.0, "s", 6.0, 3.0)


def test_the_quick_form_is_held_against_no_limit() -> None:
    assert within("x", 2.0, "s", 6.0, quick=True) == Line("x", 2.0, "s")


def test_interleaved_runs_every_task_in_every_round() -> None:
    ran: list[str] = []

    def task(name: str) -> Callable[[], Callable[[], object]]:
        return lambda: lambda: ran.append(name)

    assert set(interleaved({"a": task("a"), "b": task("b")}, rounds=2)) == {"a", "b"}
    assert ran == ["a", "b", "a", "b"]


def test_a_table_shows_what_a_figure_is_held_against() -> None:
    lines: Iterable[Line] = (against("x", 2.0, "s", 6.0), Line("y", 7, "keys"))
    assert [row.split() for row in table(lines).splitlines()[1:]] == [
        ["x", "2", "s", "6", "3", "x"],
        ["y", "7", "keys"],
    ]


def test_the_length_of_a_function_is_from_def_to_its_last_line() -> None:
    assert function_lengths('@cache\ndef f():\n    """Say."""\n    return 1\n\n\nx = 1\n') == [3]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no folder `shared` beside the checkout: nothing to read samples from")
def test_the_published_samples_are_counted_where_they_are() -> None:
    lines = {line.name: line.value for line in BENCHES["keys"](quick=True)}
    assert lines["keys.stanag-4774-samples.labels"] >= lines["keys.stanag-4774-samples.distinct"] >= 1
