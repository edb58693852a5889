"""Readers in a loop while clearances are taken away: run as `python -m benches.revocation [--quick]` from the checkout.

100 seats ask (get, find, count) on several threads of several processes, while facts turn a thousand times; every
answer is held against the facts that were in force when its call began. One JSON line for each kind of store on
standard output: {"name", "tried", "failed", "refused", "revocations", "seconds"}. `failed` are stale answers, `refused`
calls at desks whose facts had turned (StaleError). Exit status 1 if anything failed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import postgres
from tests.desk.stores import KINDS_OF_STORE
from tests.vault.filing import vault_at
from tests.vault.revoking import SEATS, Number, Tally, fill, loop, revoke, rulebook_of, total

PROCESSES, THREADS = 2, 2


def answering(
    where: str, process: int, answers: int, in_force: Number, beat: Semaphore, told: SimpleQueue[Tally]
) -> None:
    """The loops of one process, each on a thread of its own."""
    vault = vault_at(where, rulebook_of(0))
    share = answers // PROCESSES // THREADS
    seats = [range(process * THREADS + thread, SEATS, PROCESSES * THREADS) for thread in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        loops = [pool.submit(loop, vault, each, share, in_force, beat) for each in seats]
        told.put(total([each.result() for each in loops]))
    vault.close()


def race(where: str, *, answers: int, revocations: int) -> Tally:
    """All loops, and the process that turns the facts: this one."""
    spawned = get_context("spawn")
    in_force, beat, told = spawned.Value("q", 0), spawned.Semaphore(0), spawned.SimpleQueue()
    vault = vault_at(where, rulebook_of(0))
    fill(vault)
    processes = [
        spawned.Process(target=answering, args=(where, number, answers, in_force, beat, told))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    revoke(vault, revocations, answers, in_force, beat)
    tallies = [told.get() for _ in processes]
    for process in processes:
        process.join()
    vault.close()
    return total(tallies)


@contextmanager
def place(kind: str) -> Iterator[str]:
    """A place for a vault."""
    if kind == "postgresql":
        server = postgres.database("revocation")
        yield f"postgresql:{server.port}:{server.database}"
        return
    with TemporaryDirectory() as folder:
        yield str(Path(folder) / "vault.sqlite3")


def main() -> int:
    """Read the arguments, run the races, write their lines."""
    kinds = [kind for kind in KINDS_OF_STORE if kind != "memory"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"which stores (none: all): {', '.join(kinds)}")
    parser.add_argument("--quick", action="store_true", help="a fiftieth: seconds, not minutes")
    parser.add_argument("--answers", type=int, default=100_000, help="how many answers to hold against the facts")
    parser.add_argument("--revocations", type=int, default=1_000, help="how often facts turn")
    chosen = parser.parse_args()
    if unknown := sorted(set(chosen.kinds) - set(kinds)):
        parser.error(f"expected kinds of stores, found {', '.join(unknown)}")
    share, failed = 50 if chosen.quick else 1, 0
    for kind in chosen.kinds or kinds:
        revocations, started = chosen.revocations // share, time.monotonic()
        with place(kind) as where:
            tally = race(where, answers=chosen.answers // share, revocations=revocations)
        line = {"name": f"revocation-{kind}", "tried": tally.answered, "failed": tally.stale, "refused": tally.refused}
        seconds = round(time.monotonic() - started)
        print(json.dumps({**line, "revocations": revocations, "seconds": seconds}), flush=True)
        failed += tally.stale
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
