"""Processes that are killed while they write: run as `python -m benches.kills [--quick] [KIND ...]` from the checkout.

A process files drafts one by one (filing), by 500 in one transaction (load), or brings a new database to this version
of the schema (migration), and is killed by the system at a moment drawn by lot. A vault outlives ten of them, or one
migration, and is then opened again: what was told as stored is there, nothing is there by half, and what the tables
count of themselves agrees. One JSON line for each act and engine on standard output: {"name", "tried", "failed",
"stored", "seconds"}; `stored`: how many records outlived their writers. Exit status 1 if anything failed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from concord.release.rulebook import Rulebook
from tests import postgres
from tests.desk.stores import KINDS_OF_STORE
from tests.vault.filing import desk_on, draft, vault_at
from tests.vault.test_kills import faults_of, titles

AT_ONCE, ROUND = 500, 10
FORKED = get_context("fork")
_NUMBERS = count()


def filing(where: str, name: str, told: Connection) -> None:
    """File drafts one by one, and say each that is stored."""
    desk = desk_on(vault_at(where, Rulebook()))
    for number in count():
        desk.file(draft(f"{name}-{number}"))
        told.send([f"{name}-{number}"])


def load(where: str, name: str, told: Connection) -> None:
    """The same, many in one transaction."""
    desk = desk_on(vault_at(where, Rulebook()))
    for number in count():
        names = [f"{name}-{number}-{each}" for each in range(AT_ONCE)]
        desk.file_all([draft(each) for each in names])
        told.send(names)


def migration(where: str, name: str, told: Connection) -> None:
    """Make the schema, and say so."""
    vault_at(where, Rulebook()).close()
    told.send([])
    time.sleep(60)  # to be killed


ACTS: dict[str, tuple[Callable[[str, str, Connection], None], float]] = {
    "filing": (filing, 0.4),
    "load": (load, 2.5),
    "migration": (migration, 0.6),
}
"""What a process does, and within how many seconds it is killed."""


def killed(act: str, where: str, name: str, seconds: float) -> list[str]:
    """What a process said was stored before it was killed."""
    here, there = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=ACTS[act][0], args=(where, name, there))
    process.start()
    there.close()
    time.sleep(seconds)
    process.kill()
    process.join()
    said: list[str] = []
    try:
        while True:
            said += here.recv()
    except (EOFError, OSError):  # the last word may be cut short
        here.close()
    return said


def try_act(act: str, new: Callable[[], str], kills: int, seed: int) -> tuple[list[str], int]:
    """What was found to be wrong after so many kills, and how many records are stored."""
    rng, faults, stored = Random(seed), list[str](), 0
    each = 1 if act == "migration" else ROUND
    for first in range(0, kills, each):
        where, said = new(), set[object]()
        for number in range(first, min(first + each, kills)):
            said.update(killed(act, where, f"run{number}", rng.uniform(0.05, ACTS[act][1])))
        faults += faults_of(where)
        found = titles(where)
        faults += ["told as stored and not there"] * (not said <= found)
        stored += len(found)
    return faults, stored


@contextmanager
def places(kind: str) -> Iterator[Callable[[], str]]:
    """Makes places for a vault, with nothing there."""
    with TemporaryDirectory() as folder:

        def new() -> str:
            name = f"kill-{next(_NUMBERS)}"
            if kind == "sqlite":
                return str(Path(folder) / f"{name}.sqlite3")
            return f"postgresql:{postgres.database(name, 'template0').port}:{name}"

        yield new


def main() -> int:
    """Read the arguments, kill, write the lines."""
    kinds = [kind for kind in KINDS_OF_STORE if kind != "memory"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"which stores (none: all): {', '.join(kinds)}")
    parser.add_argument("--quick", action="store_true", help="a fiftieth: seconds, not minutes")
    parser.add_argument("--kills", type=int, default=100, help="how many processes of each act are killed")
    parser.add_argument("--acts", default=",".join(ACTS), help="which acts, between commas")
    chosen = parser.parse_args()
    failed = 0
    for kind in chosen.kinds or kinds:
        for act in chosen.acts.split(","):
            started = time.monotonic()
            kills = max(1, chosen.kills // (50 if chosen.quick else 1))
            with places(kind) as new:
                faults, stored = try_act(act, new, kills, seed=len(act))
            seconds = round(time.monotonic() - started)
            line = {"name": f"kills-{act}-{kind}", "tried": kills, "failed": len(faults), "stored": stored}
            print(json.dumps({**line, "seconds": seconds}), flush=True)
            print("\n".join(faults[:3]), file=sys.stderr, end="\n" if faults else "")
            failed += len(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
