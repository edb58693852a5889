"""Every planted fault, and on demand every mutant of the kernel: run as `python -m benches.planted_faults`.

Writes how often each named fault was found to standard error, and one JSON line, {"name", "tried", "failed"}, to
standard output: `failed` are the faults that were not found. With `--mutants`, small changes of the syntax tree of each
file of the kernel are tried as well; those that nothing finds are listed, for a person to read: many change nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.faults import FAULTS
from tests.planting import Hunted, hunt_fault, hunt_text, mutants, write_sheets

SUBJECTS = {
    "rollup.py": "roll-ups",
    "edition.py": "editions",
    "scope.py": "clearance files",
}
"""Who finds the mutants of a file; the differential of decisions where nothing is said."""

FILES = (
    *("decide.py", "gates.py", "mentions.py", "effective.py", "seats.py", "validity.py", "resolve.py", "grounds.py"),
    *("key.py", "memo.py", "view.py", "index.py", "periods.py", "names.py", "profile.py", "policy.py", "rulebook.py"),
    *SUBJECTS,
)


def hunts_of_faults(sheets: Path, *, whole: bool = True) -> Iterator[Callable[[], Hunted]]:
    """A hunt for each named fault, over the whole sheet or to the first difference."""
    return (partial(hunt_fault, fault, sheets=sheets, whole=whole) for fault in FAULTS)


def hunts_of_mutants(sheets: Path, files: tuple[str, ...]) -> Iterator[Callable[[], Hunted]]:
    """A hunt for each mutant, to the first difference."""
    for file in files:
        for mutant in mutants(file):
            subject = SUBJECTS.get(file, "differential")
            yield partial(hunt_text, mutant.name, file, mutant.text, subject=subject, sheets=sheets)


def run(hunts: list[Callable[[], Hunted]], jobs: int) -> list[Hunted]:
    """Hunt, telling standard error what was found how often."""
    found = []
    with ThreadPoolExecutor(jobs) as pool:
        for number, hunted in enumerate(pool.map(lambda hunt: hunt(), hunts), 1):
            found.append(hunted)
            word = f"found in {hunted.failed:,} of {hunted.tried:,}" if hunted.failed else "NOT FOUND"
            print(f"{number}/{len(hunts)} {hunted.name}: {word}", file=sys.stderr, flush=True)
    return found


def main() -> int:
    """Read the arguments, hunt, write the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=20_000, help="how many questions of each subject")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes")
    parser.add_argument("--mutants", nargs="*", metavar="FILE", help="mutants of these files (none named: of all)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sheets = write_sheets(Path(folder), given.questions)
        found = run(list(hunts_of_faults(sheets)), given.jobs) if given.mutants is None else []
        if given.mutants is not None:
            found = run(list(hunts_of_mutants(sheets, tuple(given.mutants) or FILES)), given.jobs)
    name = "planted faults" if given.mutants is None else "mutants"
    missed = [hunted.name for hunted in found if not hunted.failed]
    for fault in missed:
        print(f"not found: {fault}", file=sys.stderr)
    print(json.dumps({"name": name, "tried": len(found), "failed": len(missed)}))
    return 1 if missed and given.mutants is None else 0


if __name__ == "__main__":
    sys.exit(main())
