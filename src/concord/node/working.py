"""Background work of a node: the services of its roster, each in the post in which it sits, in the order in which due.

What a service does follows from the roles of its post: each role of a work that is installed is one worker.
Source: docs/spec/node.md I8, I11.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from concord.desk.desk import Desk
from concord.desk.editions import Edition
from concord.desk.purging import Purge, Reason
from concord.desk.roster import Roster
from concord.node.errors import NodeError
from concord.node.node import Node
from concord.node.workers import FOLDER, Do, Then, Worker, last_run
from concord.release.errors import ConcordError

LOCK = "working.lock"
"""The file in the folder of cursors by which one process at a time works."""


@dataclass(frozen=True)
class Work:
    """What a service does: for each change, and each time when all of them are done."""

    do: Do
    then: Then


@dataclass(frozen=True)
class Told:
    """That a worker ran: from which account and post, what, and whether it failed (the message says why, or "").

    Without a work it is a whole round that failed, before any worker was called.
    """

    account: str
    post: str
    work: str
    failed: str = ""


def no_change(key: str, record: str, edition: Edition | None, desk: Desk) -> None:
    """Nothing follows from a change alone."""


def retire(desk: Desk) -> None:
    """Purge what has been kept for as long as its kind says, as anybody may who has the role (D28)."""
    due: dict[str, list[str]] = {}
    for each in desk.due():
        due.setdefault(each.record, []).append(each.portion)
    for record, portions in due.items():
        edition = desk.get(record)
        base = edition.digest if edition else ""
        said = json.dumps(["retention", record, base, sorted(portions)])
        name = hashlib.sha256(said.encode()).hexdigest()
        desk.purge(Purge(name, record, base, Reason.AGE, tuple(portions)))


WORKS: Mapping[str, Work] = {"retention": Work(no_change, retire)}
"""The works that are installed, by the role of a post that does them."""


def workers(roster: Roster, works: Mapping[str, Work], folder: Path, at: datetime) -> tuple[Worker, ...]:
    """A worker for each work of each service that sits in a post now, the one that last ran longest ago first."""
    found = [
        _worker(role, works[role], account.id, post.id, folder / FOLDER)
        for account in roster.accounts
        if account.period.holds(at) and roster.person_by_id[account.person].is_service
        for post in roster.posts_of(account.person, at)
        for role in sorted(post.roles & works.keys())
    ]
    return tuple(sorted(found, key=lambda worker: (last_run(worker.cursor), worker.post, worker.account, worker.name)))


def work(
    node: Node, folder: Path, clock: Callable[[], datetime], is_stopped: Callable[[], bool], works: Mapping[str, Work]
) -> Iterator[Told]:
    """Run every worker that is due once, each for itself: one that fails stops no other. Stops between two.

    Source: docs/spec/node.md I11.
    """
    try:
        (folder / FOLDER).mkdir(exist_ok=True)
        node.vault.settle()
        due = workers(node.in_force.facts.roster, works, folder, clock())
    except (ConcordError, OSError) as error:
        yield Told("", "", "", str(error))
        return
    for worker in due:
        if is_stopped():
            return
        try:
            worker.run(node, clock)
        except (ConcordError, OSError) as error:
            yield Told(worker.account, worker.post, worker.name, str(error))
        else:
            yield Told(worker.account, worker.post, worker.name)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While one process works for the node in a folder, no other does.

    Raises:
        NodeError: another works.
    """
    (folder / FOLDER).mkdir(exist_ok=True)
    with (folder / FOLDER / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NodeError(f"{folder}: expected no other process that does its background work, found one") from error
        yield


def _worker(role: str, done: Work, account: str, post: str, cursors: Path) -> Worker:
    """A worker whose cursor has a file of its own, whatever stands in ids."""
    name = hashlib.sha256(json.dumps([role, account, post]).encode()).hexdigest()[:12]
    return Worker(role, account, post, cursors / f"{role.replace(' ', '-')}-{name}.cursor", done.do, done.then)
