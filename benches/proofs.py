"""The long form of the proofs: run as `python -m benches.proofs` from the checkout.

Kernel and naive twin answer random questions of every subject (decisions first), every promise is tried in random
worlds, stores that differ in what is hidden are told apart by nobody, the desk answers as its own twin does on every
kind of store, damage to a vault, a label or a rule releases nothing, every case is decided, the shipped rulebook is
held to its promises, every planted fault is hunted, and every page is read by everybody for words that are withheld.
One JSON line a proof on standard output, {"name", "tried", "failed"}; progress and the first failures, made small, on
standard error. Exit status 1 if anything failed. Worlds are numbered: a seed that fails once fails
again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benches.planted_faults import hunts_of_faults, run
from benches.proofs_site import prove_crawl
from concord.cli.books import shipped_book
from concord.cli.cases import decide_case, given
from concord.cli.rulebook import seats_of
from concord.dissemination.brief.compute import SINCE, UNTIL
from concord.facts.promised import promises
from concord.formats.case import read as read_cases
from concord.release.promises import check_promises
from tests.asking import Subject, differences
from tests.desk.stores import KINDS_OF_STORE, opening
from tests.desk.telling import differing
from tests.desk.twins import differences as desk_differences
from tests.differential import DECISIONS, DECISIONS_A_WORLD
from tests.garbling import injuries
from tests.papers import A_WORLD, PAPERS
from tests.planting import ROOT, write_sheets
from tests.promises import PROMISES, try_promise
from tests.timelines import TIMELINES
from tests.vault.damage import injured

SUBJECTS: dict[str, Subject[Any]] = {subject.name: subject for subject in (DECISIONS, *PAPERS, TIMELINES)}
INTERFERENCE = {f"non-interference-{kind}": kind for kind in KINDS_OF_STORE}
"""Two stores that differ in what is hidden, asked everything by one reader; by kind of store."""
TWINS = {f"desk-twin-{kind}": kind for kind in KINDS_OF_STORE}
"""Desk and naive twin: random drafts, edits and questions of several readers; by kind of store."""
DAMAGE = {f"damage-{kind}": kind for kind in KINDS_OF_STORE if kind != "memory"}
"""Every column of every table of a vault, damaged in every way; by kind of store."""
GARBLING = "garbling"
"""Every field of readers, label sets and rulebooks, damaged in every way."""
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
    if task.name in INTERFERENCE:
        with opening(INTERFERENCE[task.name]) as open_one:
            told = differing(task.seed, open_one)
        return Tried(task, 1, len(told) > 0, ", ".join(told))
    if task.name in TWINS:
        with opening(TWINS[task.name]) as open_one:
            apart = desk_differences(task.seed, open_one)
        return Tried(task, 1, len(apart) > 0, apart[0] if apart else "")
    if task.name in DAMAGE:
        with opening(DAMAGE[task.name]) as open_one:
            hurt = injured(open_one, seed=task.seed)
        told_by = [str(injury) for injury in hurt if injury.told]
        return Tried(task, len(hurt), len(told_by), told_by[0] if told_by else "")
    if task.name == GARBLING:
        garbled = list(injuries(task.seed))
        faults = [str(injury) for injury in garbled if injury.is_fault]
        return Tried(task, len(garbled), len(faults), faults[0] if faults else "")
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


def prove_cases(jobs: int) -> Iterator[str]:
    """Every case of the repository, decided: "" or what came out otherwise."""
    held = given(shipped_book())
    for path in sorted((ROOT / "cases").glob("*.json")):
        for case in read_cases(path.read_bytes(), source=path.name, given=held):
            said = decide_case(case)
            yield "" if said.agrees else f"{path.name} {case.place}: {said.outcome}, {said.reasons}"


def prove_rulebook(jobs: int) -> Iterator[str]:
    """The shipped rulebook over parties, labels and turning dates, as `concord rulebook check` does it."""
    book = shipped_book()
    for kept in check_promises(
        promises(), parties=seats_of(book), rulebook=book.rulebook, since=SINCE, until=UNTIL, progress=_told
    ):
        yield from (f"{kept.promise.id}: {where}" for where in kept.broken)
        yield from ("" for _ in range(kept.tried - len(kept.broken)))


def _told(done: int, of: int) -> None:
    if done % 100 == 0:
        print(f"rulebook: {done:,} of {of:,} seats", file=sys.stderr, flush=True)


def prove_faults(jobs: int) -> Iterator[str]:
    """Every planted fault, hunted to the first difference."""
    with tempfile.TemporaryDirectory() as folder:
        hunts = list(hunts_of_faults(write_sheets(Path(folder), 9_000), whole=False))
        yield from ("" if hunted.failed else f"not found: {hunted.name}" for hunted in run(hunts, jobs))


OTHERS: dict[str, Callable[[int], Iterator[str]]] = {
    "cases": prove_cases,
    "rulebook": prove_rulebook,
    "planted faults": prove_faults,
    "crawl": prove_crawl,
}
"""Proofs that need no worlds, by name."""


def prove_other(name: str, *, jobs: int) -> bool:
    """Try one proof that needs no worlds, write its line; whether it holds."""
    tried, broken = 0, []
    for trial in OTHERS[name](jobs):
        tried += 1
        broken += [trial] if trial else []
    for trial in broken[:SHOWN]:
        print(trial, file=sys.stderr)
    print(json.dumps({"name": name, "tried": tried, "failed": len(broken)}), flush=True)
    return not broken


def main() -> int:
    """Read the arguments, run the proofs, write their lines."""
    names = [*OTHERS, *SUBJECTS, *INTERFERENCE, *TWINS, *DAMAGE, GARBLING, *(promise.__name__ for promise in PROMISES)]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which proofs (none: all): {', '.join(names)}")
    parser.add_argument("--quick", action="store_true", help="a fiftieth of decisions and worlds: minutes, not hours")
    parser.add_argument("--decisions", type=int, default=10_000_000, help="how many decisions to compare, at least")
    parser.add_argument("--worlds", type=int, default=500, help="in how many worlds to try everything else")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes")
    parser.add_argument("--first-seed", type=int, default=1_000_000, help="number of the first world")
    chosen = parser.parse_args()
    if unknown := sorted(set(chosen.names) - set(names)):
        parser.error(f"expected names of proofs, found {', '.join(unknown)}")
    holds = []
    share = 50 if chosen.quick else 1
    for name in chosen.names or names:
        if name in OTHERS:
            holds.append(prove_other(name, jobs=chosen.jobs))
        else:
            worlds = -(-chosen.decisions // DECISIONS_A_WORLD) if name == DECISIONS.name else chosen.worlds
            holds.append(prove(name, worlds=-(-worlds // share), jobs=chosen.jobs, first_seed=chosen.first_seed))
    return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main())
