"""One decision with its reasons, against the same rules in cedarpy, pycasbin and regopy.

Five temperatures of the kernel; in all of them the policies are parsed and the rulebook is indexed:

- *first*: an empty memo. The label set is brought to its normal form and checked, the seat's view is worked out.
- *cold*: the label set is known (its key and gate 1), as a peer has its labels as prepared entities. The seat is new:
  memberships, agreements, ceilings and clearances of the day are worked out for the label.
- *new person*: the place (a party reading through an organisation) is known, the person and its papers are new.
- *seat known*: the seat's effective clearances are held, too, as a peer has its seats; no gate has been asked before.
- *known*: every gate has been asked before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from benches.measure import Line, Prepare, against, alone, interleaved
from benches.peers.cedar import Cedar
from benches.peers.cedar_prepared import make_prepared
from benches.peers.engines import Engine, make_engines, missing, require_agreement, telling_pairs
from benches.peers.plain import PlainWorld, make_plain, seconds
from benches.world import AT, DATES, World, make_world
from concord.release.decide import decide, decide_case, memo_of
from concord.release.memo import Memo
from concord.release.places import place_of
from concord.release.view import View, Views

MICRO = 1e6
TEMPERATURES = ("first", "cold", "new-person", "seat-known", "known")


def run(*, quick: bool) -> Iterator[Line]:
    """The kernel at four temperatures, and held against each peer if all are installed."""
    world = make_world(100 if quick else 2000)
    asked = world.pairs[: 60 if quick else 1000]
    rounds = 2 if quick else 9
    if missing():
        taken = interleaved(_kernel(world, asked), rounds=rounds)
        yield from (alone(f"decide.{name}", taken[name] / len(asked) * MICRO, "µs") for name in TEMPERATURES)
        return
    plain = make_plain(world)
    engines = make_engines(plain)
    yield alone("decide.agreed-with-peers", _agreed(engines, world, plain, quick=quick), "pairs")
    prepared = make_prepared(world, plain, AT)
    tasks = _kernel(world, asked) | {engine.name: _peer(engine, asked) for engine in engines}
    tasks |= {"cedarpy-prepared": _peer(prepared, asked)}
    tasks |= {"cedarpy-batch": _batch(engines[0], asked), "cedarpy-prepared-batch": _batch(prepared, asked)}
    taken = {name: each / len(asked) * MICRO for name, each in interleaved(tasks, rounds=rounds).items()}
    yield from (alone(f"decide.{name}", taken[name], "µs") for name in TEMPERATURES)
    yield from (alone(f"decide.{name}", taken[name], "µs") for name in taken if name.endswith("-batch"))
    for ours in ("cold", "new-person", "seat-known"):
        for peer in (*(engine.name for engine in engines), "cedarpy-prepared"):
            yield against(f"decide.{ours}/{peer}", taken[ours], "µs", taken[peer])


def _agreed(engines: Sequence[Engine], world: World, plain: PlainWorld, *, quick: bool) -> int:
    """How many pairs every peer was found to agree on with the kernel, on several dates."""
    drawn = world.pairs[: 60 if quick else 2000]
    telling = [] if quick else telling_pairs(plain)
    for at in DATES:
        for engine in (*engines, make_prepared(world, plain, at)):
            require_agreement(engine, world, [*drawn, *telling], at)
    return (len(drawn) + len(telling)) * len(DATES)


def _kernel(world: World, asked: Sequence[tuple[int, int]]) -> dict[str, Prepare]:
    return {
        "first": lambda: _first(world, asked),
        "cold": lambda: _cold(world, asked),
        "new-person": lambda: _new_person(world, asked),
        "seat-known": lambda: _seat_known(world, asked),
        "known": lambda: _known(world, asked),
    }


def _first(world: World, asked: Sequence[tuple[int, int]]) -> Callable[[], object]:
    """An empty memo for each decision."""
    memos = [(Memo(world.rulebook), world.readers[r], world.label_sets[s]) for r, s in asked]

    def ask() -> None:
        for memo, reader, label_set in memos:
            decide_case(memo.case(label_set), memo.view(reader, AT), memo, AT)

    return ask


def _cold(world: World, asked: Sequence[tuple[int, int]]) -> Callable[[], object]:
    """A place that nothing is known of, for each decision; the label sets are known."""
    _known(world, asked)()
    memo, index = memo_of(world.rulebook), world.rulebook.index
    pairs = [(world.readers[r], world.label_sets[s]) for r, s in asked]

    def ask() -> None:
        for reader, label_set in pairs:
            view = Views(reader, place_of(reader, index)).at(AT)
            decide_case(memo.case(label_set), view, memo, AT)

    return ask


def _new_person(world: World, asked: Sequence[tuple[int, int]]) -> Callable[[], object]:
    """A reader that nothing is known of in a known place, for each decision; the label sets are known."""
    _known(world, asked)()
    fresh = [(replace(world.readers[r]), world.label_sets[s]) for r, s in asked]

    def ask() -> None:
        for reader, label_set in fresh:
            decide(label_set, reader=reader, rulebook=world.rulebook, at=AT)

    return ask


def _seat_known(world: World, asked: Sequence[tuple[int, int]]) -> Callable[[], object]:
    """A view with its effective clearances and no gate asked yet, for each decision."""
    _known(world, asked)()
    memo = memo_of(world.rulebook)
    views = [(_view(world, r), memo.case(world.label_sets[s])) for r, s in asked]

    def ask() -> None:
        for view, case in views:
            decide_case(case, view, memo, AT)

    return ask


def _view(world: World, reader: int) -> View:
    view = memo_of(world.rulebook).view(replace(world.readers[reader]), AT)
    for policy in world.rulebook.policies:
        profile = world.rulebook.profile(policy)
        if profile is not None:
            effective = view.effective(policy, profile)
            _ = effective.thresholds, effective.has_level
            for key in effective.keys:
                effective.held(key, 0)
    _ = view.communities
    return view


def _known(world: World, asked: Sequence[tuple[int, int]]) -> Callable[[], object]:
    pairs = [(world.readers[r], world.label_sets[s]) for r, s in asked]

    def ask() -> None:
        for reader, label_set in pairs:
            decide(label_set, reader=reader, rulebook=world.rulebook, at=AT)

    return ask


def _peer(engine: Engine, asked: Sequence[tuple[int, int]]) -> Prepare:
    at = seconds(AT)

    def ask() -> None:
        for reader, label in asked:
            engine.released(reader, label, at)

    return lambda: ask


def _batch(engine: Cedar, asked: Sequence[tuple[int, int]]) -> Prepare:
    return lambda: lambda: engine.released_all(asked, seconds(AT))
