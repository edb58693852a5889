"""120,000 squares at once: 2,000 labels x 60 seats, and the same squares asked of cedarpy by its call for batches.

Cold: nothing is known but the index of the rulebook; every label set is brought to its normal form and checked, every
seat's view is worked out. Again: the same question a second time. Labels repeat, which the kernel makes use of; so the
matrix is measured, too, on as many labels of which no two have one decision key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from benches.measure import Line, Prepare, against, alone, interleaved, within
from benches.peers.cedar import Cedar
from benches.peers.engines import missing
from benches.peers.plain import make_plain, seconds
from benches.world import AT, World, fresh, make_distinct_world, make_world
from concord.release.decide import decision_key
from concord.release.matrix import matrix

LIMIT_SECONDS = 1.0


def run(*, quick: bool) -> Iterator[Line]:
    """The matrix cold and again, of labels as they come and of labels all different."""
    world = make_world(100 if quick else 2000)
    distinct = make_distinct_world(len(world.label_sets))
    squares = len(world.readers) * len(world.label_sets)
    held = replace(world, rulebook=fresh(world.rulebook))
    _ask(held)()
    tasks: dict[str, Prepare] = {
        "cold": lambda: _ask(replace(world, rulebook=fresh(world.rulebook))),
        "again": lambda: _ask(held),
        "all-distinct": lambda: _ask(replace(distinct, rulebook=fresh(distinct.rulebook))),
    }
    sample = world.pairs[: len(world.pairs) // 10]
    if not missing():
        tasks["cedarpy"] = _cedar(world, sample)
    taken = interleaved(tasks, rounds=2 if quick else 7)
    yield alone("matrix.squares", squares, "squares")
    yield alone("matrix.distinct-keys", len({decision_key(s, world.rulebook) for s in world.label_sets}), "keys")
    ours = ("cold", "again", "all-distinct")
    yield from (within(f"matrix.{name}", taken[name], "s", LIMIT_SECONDS, quick=quick) for name in ours)
    if "cedarpy" in taken:
        whole = taken["cedarpy"] * squares / len(sample)
        yield from (against(f"matrix.{name}/cedarpy", taken[name], "s", whole) for name in ours)


def _ask(world: World) -> Callable[[], object]:
    return lambda: matrix(world.label_sets, world.readers, rulebook=world.rulebook, at=AT)


def _cedar(world: World, asked: Sequence[tuple[int, int]]) -> Prepare:
    """A tenth of the squares in one batch: what all of them take is ten times that, as batches share nothing."""
    cedar = Cedar(make_plain(world))
    return lambda: lambda: cedar.released_all(asked, seconds(AT))
