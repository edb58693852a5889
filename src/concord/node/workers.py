"""Workers: what follows from changes, done once for each by a service seat that asks for changes since its cursor.

Source: docs/spec/node.md I8.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from concord.desk.desk import Desk
from concord.desk.editions import Edition
from concord.desk.errors import HandleError
from concord.node.node import Node
from concord.release.names import BEGINNING

FOLDER, RUN = "workers", ".run"
"""Where in a node's folder cursors stand, and the ending of the note on the last run beside each."""

Do = Callable[[str, str, Edition | None, Desk], None]
"""Does what follows from a change: a key that is the same when it is done again, the record, its edition (None: it
has none any more), and the worker's desk."""

Then = Callable[[Desk], None]
"""Does what follows from time alone, when every change is done."""


def nothing(desk: Desk) -> None:
    """Nothing follows from time alone."""


@dataclass(frozen=True)
class Worker:
    """One kind of work, by the account and post it is done from; its cursor stands in a file of its own."""

    name: str
    account: str
    post: str
    cursor: Path
    do: Do
    then: Then = nothing

    def run(self, node: Node, clock: Callable[[], datetime]) -> int:
        """Do everything that follows from changes since the last run; how many there were.

        A run that is stopped is done again from its beginning, under the same keys: nothing is left out.
        """
        with self._noted(clock()):
            desk = node.desk_now(self.account, self.post, clock)
            changes = self._changes(desk)
            for record in changes[0]:
                edition = desk.get(record)
                self.do(self._key(record, edition), record, edition, desk)
            self.then(desk)
            _write(self.cursor, changes[1])
        return len(changes[0])

    @contextmanager
    def _noted(self, at: datetime) -> Iterator[None]:
        """Note how a run ends. Where even that fails after a failure, the first one is what is told."""
        try:
            yield
        except BaseException:
            with suppress(OSError):
                self._note(at, has_failed=True)
            raise
        self._note(at, has_failed=False)

    def _note(self, at: datetime, *, has_failed: bool) -> None:
        said = {"account": self.account, "post": self.post, "at": at.isoformat(), "failed": has_failed}
        _write(self.cursor.with_suffix(RUN), json.dumps(said))

    def _changes(self, desk: Desk) -> tuple[tuple[str, ...], str]:
        """The records that changed, all of them if rules or seats did, and where to ask on from."""
        try:
            found = desk.changes(self._read())
        except HandleError:
            found = desk.changes()
        if found.everything:
            found = desk.changes()
        return found.records, found.token

    def _key(self, record: str, edition: Edition | None) -> str:
        said = [self.name, record, edition.digest if edition else ""]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def _read(self) -> str:
        return self.cursor.read_text() if self.cursor.exists() else ""


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@dataclass(frozen=True)
class Run:
    """The last run of a worker: from which account and post, when, and whether it failed. Nothing of what it did."""

    account: str
    post: str
    at: datetime
    has_failed: bool


def last_runs(folder: Path) -> tuple[Run, ...]:
    """The last run of every worker whose cursor stands in `workers` of a node's folder, by account and post.

    A note that cannot be read is none.
    """
    notes = sorted((folder / FOLDER).glob(f"*{RUN}"))
    found = [run for run in map(_run_of, notes) if run is not None]
    return tuple(sorted(found, key=lambda run: (run.account, run.post)))


def last_run(cursor: Path) -> datetime:
    """When the worker with a cursor last ran; before every instant if it never did."""
    run = _run_of(cursor.with_suffix(RUN))
    return run.at if run else BEGINNING


def _run_of(path: Path) -> Run | None:
    try:
        said = json.loads(path.read_text())
        return Run(str(said["account"]), str(said["post"]), datetime.fromisoformat(said["at"]), bool(said["failed"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
