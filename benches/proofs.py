"""The long form of the proofs: run as `python -m benches.proofs` from the checkout.

Writes one JSON line a proof to standard output, {"name", "tried", "failed"}, progress and the first differences, made
small, to standard error. Exit status 1 if anything failed. Worlds are numbered by seed: a seed that fails is enough to
see it fail again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from tests.differential import DECISIONS_A_WORLD, compare_world, shrink

SHOWN = 3
"""How many differences are made small and shown; the rest are counted."""


@dataclass(frozen=True)
class Tried:
    """What one world gave: how much was tried, how much failed, and the seed if any did."""

    seed: int
    tried: int
    failed: int


def try_world(seed: int) -> Tried:
    """Every question of one world, asked of kernel and twin."""
    return Tried(seed, DECISIONS_A_WORLD, sum(1 for _ in compare_world(seed)))


def show_progress(results: Iterable[Tried], *, worlds: int) -> Iterator[Tried]:
    """Pass results on, telling standard error every few seconds how far it is and how long it will take."""
    started = shown = time.monotonic()
    for done, result in enumerate(results, 1):
        now = time.monotonic()
        if now - shown > 5 or done == worlds:
            shown, left = now, (now - started) / done * (worlds - done)
            print(f"differential: {done:,} of {worlds:,} worlds, {left:,.0f} s left", file=sys.stderr, flush=True)
        yield result


def run(*, decisions: int, jobs: int, first_seed: int) -> tuple[int, int]:
    """Compare kernel and twin on at least `decisions` questions; how many were tried, and how many failed."""
    worlds = -(-decisions // DECISIONS_A_WORLD)
    seeds = range(first_seed, first_seed + worlds)
    tried = failed = 0
    failing: list[int] = []
    with ProcessPoolExecutor(jobs) as pool:
        for result in show_progress(pool.map(try_world, seeds, chunksize=4), worlds=worlds):
            tried += result.tried
            failed += result.failed
            failing += [result.seed] if result.failed else []
    for seed in failing[:SHOWN]:
        print(shrink(next(compare_world(seed))), file=sys.stderr)
    return tried, failed


def main() -> int:
    """Read the arguments, run the proof, write its line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=10_000_000, help="how many decisions to compare, at least")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes")
    parser.add_argument("--first-seed", type=int, default=1_000_000, help="number of the first world")
    given = parser.parse_args()
    tried, failed = run(decisions=given.decisions, jobs=given.jobs, first_seed=given.first_seed)
    print(json.dumps({"name": "differential", "tried": tried, "failed": failed}), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
