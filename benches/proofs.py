"""The long form of the proofs: run as `python -m benches.proofs` from the checkout.

Kernel and naive twin answer random questions of every subject (decisions first), and every promise is tried in random
worlds. One JSON line a proof on standard output, {"name", "tried", "failed"}; progress and the first failures, made
small, on standard error. Exit status 1 if anything failed. Worlds are numbered: a seed that fails once fails again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.asking import Subject, differences
from tests.differential import DECISIONS, DECISIONS_A_WORLD
from tests.papers import A_WORLD, PAPERS
from tests.promises import PROMISES, try_promise

SUBJECTS: dict[str, Subject[Any]] = {subject.name: subject for subject in (DECISIONS, *PAPERS)}
SHOWN = 3
"""How many failures of one proof are shown; the rest are counted."""


@dataclass(frozen=True)
class Task:
    """One proof in one world."""

    name: str
    seed: int


@dataclass(frozen=True)
class Tried:
    """What one world gave: how much was tried, how much failed, and one failure to show."""

    task: Task
    tried: int
    failed: int
    shown: str


def attempt(task: Task) -> Tried:
    """One proof in one world."""
    if task.name in SUBJECTS:
        count = DECISIONS_A_WORLD if task.name == DECISIONS.name else A_WORLD
        found = list(differences(SUBJECTS[task.name], task.seed, count))
        failed = [difference for difference in found if difference is not None]
        return Tried(task, len(found), len(failed), str(failed[0]) if failed else "")
    promise = next(promise for promise in PROMISES if promise.__name__ == task.name)
    trials = try_promise(promise, task.seed)
    broken = [trial for trial in trials if trial]
    return Tried(task, len(trials), len(broken), broken[0] if broken else "")


def show_progress(results: Iterable[Tried], *, name: str, worlds: int) -> Iterator[Tried]:
    """Pass results on, telling standard error every few seconds how far it is and how long it will take."""
    started = shown = time.monotonic()
    for done, result in enumerate(results, 1):
        now = time.monotonic()
        if now - shown > 5 or done == worlds:
            shown, left = now, (now - started) / done * (worlds - done)
            print(f"{name}: {done:,} of {worlds:,} worlds, {left:,.0f} s left", file=sys.stderr, flush=True)
        yield result


def prove(name: str, *, worlds: int, jobs: int, first_seed: int) -> bool:
    """Try one proof in many worlds, write its line; whether it holds."""
    tasks = [Task(name, seed) for seed in range(first_seed, first_seed + worlds)]
    tried = failed = shown = 0
    with ProcessPoolExecutor(jobs) as pool:
        for result in show_progress(pool.map(attempt, tasks, chunksize=4), name=name, worlds=worlds):
            tried, failed = tried + result.tried, failed + result.failed
            if result.failed and shown < SHOWN:
                shown += 1
                print(f"seed {result.task.seed}: {result.shown}", file=sys.stderr)
    print(json.dumps({"name": name, "tried": tried, "failed": failed}), flush=True)
    return not failed


def main() -> int:
    """Read the arguments, run the proofs, write their lines."""
    names = [*SUBJECTS, *(promise.__name__ for promise in PROMISES)]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which proofs (none: all): {', '.join(names)}")
    parser.add_argument("--decisions", type=int, default=10_000_000, help="how many decisions to compare, at least")
    parser.add_argument("--worlds", type=int, default=500, help="in how many worlds to try everything else")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes")
    parser.add_argument("--first-seed", type=int, default=1_000_000, help="number of the first world")
    given = parser.parse_args()
    if unknown := sorted(set(given.names) - set(names)):
        parser.error(f"expected names of proofs, found {', '.join(unknown)}")
    holds = []
    for name in given.names or names:
        worlds = -(-given.decisions // DECISIONS_A_WORLD) if name == DECISIONS.name else given.worlds
        holds.append(prove(name, worlds=worlds, jobs=given.jobs, first_seed=given.first_seed))
    return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main())
