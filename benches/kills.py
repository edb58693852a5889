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
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests import postgres
from tests.desk.stores import KINDS_OF_STORE
from tests.vault.test_kills import faults_of, titles

ROUND = 10
LONGEST = {"filing": 0.4, "load": 2.5, "migration": 0.6}
"""Within how many seconds of its beginning a process is killed, by what it does (`benches/killed.py`)."""
_NUMBERS = count()


def killed(act: str, where: str, name: str, seconds: float) -> list[str]:
    """What a process said was stored before it was killed."""
    command = [sys.executable, "-m", "benches.killed", act, where, name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        if process.stdout.readline() != "begins\n":
            raise RuntimeError("a process that is to be killed: expected one that begins, found one that ended")
        time.sleep(seconds)
        process.kill()
        lines = process.stdout.read().split("\n")[:-1]  # the last word may be cut short
    return [title for line in lines for title in json.loads(line)]


def try_act(act: str, new: Callable[[], str], kills: int, seed: int) -> tuple[list[str], int]:
    """What was found to be wrong after so many kills, and how many records are stored."""
    rng, faults, stored = Random(seed), list[str](), 0
    each = 1 if act == "migration" else ROUND
    for first in range(0, kills, each):
        where, said = new(), set[object]()
        for number in range(first, min(first + each, kills)):
            said.update(killed(act, where, f"run{number}", rng.uniform(0.05, LONGEST[act])))
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
    parser.add_argument("--acts", default=",".join(LONGEST), help="which acts, between commas")
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
