"""Looking for differences between a kernel and answers the twin has written down, in a process of its own.

    python -m tests.hunting write FOLDER 5000              questions of every subject, with the twin's answers
    python -m tests.hunting hunt FOLDER PROMISE            try a promise, without a sheet; JSON as below
    python -m tests.hunting hunt FOLDER SUBJECT [--whole]  ask the kernel on the path; JSON, {"tried", "failed"}

The sheets are pickles of our own making, for this checkout and this minute; tests/planting.py writes and reads them.
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
from tests.papers import EDITIONS, PERMISSIONS, ROLLUPS
from tests.promises import PROMISES, try_promise

SUBJECTS: dict[str, Subject[Any]] = {subject.name: subject for subject in (DECISIONS, EDITIONS, ROLLUPS, PERMISSIONS)}
A_WORLD = 100
"""Questions asked of one world: fewer than the differential asks, so that more worlds are seen sooner."""
WORLDS = 100
"""In how many worlds a promise is tried."""
FIRST_SEED = 20_000

Sheet = list[tuple[object, object]]
"""Questions, each with the twin's answer."""


def write_sheets(folder: Path, size: int) -> None:
    """Write down `size` questions of each subject with the twin's answers, a file a subject."""
    for name, subject in SUBJECTS.items():
        asked = (question for seed in count(FIRST_SEED) for question in islice(subject.questions(seed), A_WORLD))
        sheet: Sheet = [(question, subject.twin(question)) for question in islice(asked, size)]
        (folder / name).write_bytes(pickle.dumps(sheet))


def hunt(sheet: Sheet, subject: Subject[Any], *, whole: bool) -> dict[str, int]:
    """How many were asked and how many answered otherwise: to the first that is, or the `whole` sheet."""
    tried = failed = 0
    for question, answer in sheet:
        tried += 1
        failed += ask_kernel(subject, question) != answer
        if failed and not whole:
            break
    return {"tried": tried, "failed": failed}


def hunt_by_promise(name: str) -> dict[str, int]:
    """How often a promise was tried until it was broken, if it was."""
    promise = next(promise for promise in PROMISES if promise.__name__ == name)
    tried = 0
    for seed in range(FIRST_SEED, FIRST_SEED + WORLDS):
        for broken in try_promise(promise, seed):
            tried += 1
            if broken:
                return {"tried": tried, "failed": 1}
    return {"tried": tried, "failed": 0}


def main(arguments: list[str]) -> None:
    """Write sheets, or hunt with one."""
    folder = Path(arguments[1])
    if arguments[0] == "write":
        write_sheets(folder, int(arguments[2]))
        return
    name = arguments[2]
    if name not in SUBJECTS:
        json.dump(hunt_by_promise(name), sys.stdout)
        return
    sheet: Sheet = pickle.loads((folder / name).read_bytes())
    json.dump(hunt(sheet, SUBJECTS[name], whole="--whole" in arguments), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
