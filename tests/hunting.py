"""Looking for differences between a kernel and answers the twin has written down, in a process of its own.

    python -m tests.hunting write SHEET 5000              the questions of every subject, with the twin's answers
    python -m tests.hunting hunt SHEET SUBJECT [--whole]  ask the kernel on the path; one JSON line, {"tried", "failed"}

The sheet is a pickle of our own making, for this checkout and this minute; tests/planting.py writes and reads it.
"""

from __future__ import annotations

import json
import pickle
import sys
from itertools import count, islice
from pathlib import Path
from typing import Any

from tests.asking import Subject, ask_kernel
from tests.differential import DECISIONS
from tests.papers import PAPERS

SUBJECTS: dict[str, Subject[Any]] = {subject.name: subject for subject in (DECISIONS, *PAPERS)}
A_WORLD = 100
"""Questions asked of one world: fewer than the differential asks, so that more worlds are seen sooner."""
FIRST_SEED = 20_000

Sheet = dict[str, list[tuple[object, object]]]


def write_sheet(path: Path, size: int) -> None:
    """Write down `size` questions of each subject with the twin's answers."""
    sheet: Sheet = {}
    for name, subject in SUBJECTS.items():
        asked = (question for seed in count(FIRST_SEED) for question in islice(subject.questions(seed), A_WORLD))
        sheet[name] = [(question, subject.twin(question)) for question in islice(asked, size)]
    path.write_bytes(pickle.dumps(sheet))


def hunt(sheet: Sheet, name: str, *, whole: bool) -> dict[str, int]:
    """How many were asked and how many answered otherwise: to the first that is, or the `whole` sheet."""
    tried = failed = 0
    for question, answer in sheet[name]:
        tried += 1
        failed += ask_kernel(SUBJECTS[name], question) != answer
        if failed and not whole:
            break
    return {"tried": tried, "failed": failed}


def main(arguments: list[str]) -> None:
    """Write a sheet or hunt with one."""
    if arguments[0] == "write":
        write_sheet(Path(arguments[1]), int(arguments[2]))
    else:
        sheet: Sheet = pickle.loads(Path(arguments[1]).read_bytes())
        json.dump(hunt(sheet, arguments[2], whole="--whole" in arguments), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
