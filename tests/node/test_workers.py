"""Workers: what follows from changes is done for each, and done again where it was stopped (I8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from concord.desk import Desk, Edition
from concord.desk.facts import FactsChange
from concord.desk.records import Draft, NewPortion
from concord.node.workers import Run, Worker, last_runs
from tests.cast import NOON
from tests.desk.conftest import STAFF, marked
from tests.node.founded import FIRST, SECOND, found, opened, seat
from tests.node.test_node import PLANNER


class Done:
    """What a worker did, by key; it stops where it is told to."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.stops_at: int | None = None

    def __call__(self, key: str, record: str, edition: Edition | None, desk: Desk) -> None:
        if len(self.keys) == self.stops_at:
            raise InterruptedError("stopped")
        self.keys.append(key)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """Files a note by the first officer."""
    folder = found(tmp_path / "eu")

    def one(name: str) -> str:
        node = opened(folder)
        draft = Draft(name, "note", (NewPortion("a", "head", {"title": name}),), marked(STAFF))
        record = node.desk(*FIRST, at=NOON).file(draft).record
        node.close()
        return record

    return one


def test_a_worker_does_each_change_once(tmp_path: Path, file: Callable[[str], str]) -> None:
    done = Done()
    worker = Worker("index", *SECOND, tmp_path / "index.cursor", done)
    for name in ("a", "b"):
        file(name)
    node = opened(tmp_path / "eu")
    assert [worker.run(node, lambda: NOON) for _ in range(2)] == [2, 0]
    file("c")
    assert (worker.run(node, lambda: NOON), len(set(done.keys))) == (1, 3)
    node.close()


def test_a_run_that_was_stopped_is_done_again_under_the_same_keys(tmp_path: Path, file: Callable[[str], str]) -> None:
    done = Done()
    worker = Worker("index", *SECOND, tmp_path / "index.cursor", done)
    for name in ("a", "b", "c"):
        file(name)
    node = opened(tmp_path / "eu")
    done.stops_at = 2
    with pytest.raises(InterruptedError):
        worker.run(node, lambda: NOON)
    stopped, done.keys, done.stops_at = done.keys, [], None
    assert worker.run(node, lambda: NOON) == 3
    assert (done.keys[:2], len(set(done.keys))) == (stopped, 3)
    node.close()


def test_where_seats_change_everything_may_have_changed(tmp_path: Path, file: Callable[[str], str]) -> None:
    done = Done()
    worker = Worker("index", *SECOND, tmp_path / "index.cursor", done)
    file("a")
    node = opened(tmp_path / "eu")
    worker.run(node, lambda: NOON)
    seat(node, FactsChange(added=PLANNER))
    assert (worker.run(node, lambda: NOON + timedelta(minutes=1)), len(set(done.keys))) == (1, 1)
    node.close()


def test_a_cursor_that_is_none_begins_anew(tmp_path: Path, file: Callable[[str], str]) -> None:
    done = Done()
    file("a")
    (tmp_path / "index.cursor").write_text("torn")
    node = opened(tmp_path / "eu")
    assert Worker("index", *SECOND, tmp_path / "index.cursor", done).run(node, lambda: NOON) == 1
    node.close()


def test_how_a_run_ended_is_noted_and_nothing_of_what_it_did(tmp_path: Path, file: Callable[[str], str]) -> None:
    done = Done()
    (tmp_path / "eu" / "workers").mkdir(parents=True, exist_ok=True)
    record = file("a")
    worker = Worker("index", *SECOND, tmp_path / "eu" / "workers" / "index.cursor", done)
    node = opened(tmp_path / "eu")
    done.stops_at = 0
    with pytest.raises(InterruptedError):
        worker.run(node, lambda: NOON)
    assert last_runs(tmp_path / "eu") == (Run(*SECOND, NOON, has_failed=True),)
    done.stops_at = None
    worker.run(node, lambda: NOON + timedelta(minutes=1))
    node.close()
    assert last_runs(tmp_path / "eu") == (Run(*SECOND, NOON + timedelta(minutes=1), has_failed=False),)
    assert record not in (tmp_path / "eu" / "workers" / "index.run").read_text()


@pytest.mark.parametrize("said", ["", "{}", "[]", '{"account": "a", "post": "b", "at": "noon", "failed": false}'])
def test_a_note_that_cannot_be_read_is_none(tmp_path: Path, said: str) -> None:
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers" / "index.run").write_text(said)
    assert last_runs(tmp_path) == ()


def test_a_note_that_cannot_be_written_hides_no_failure(tmp_path: Path, file: Callable[[str], str]) -> None:
    """Where the disk is full, the cursor is what is told, and not the note that it is not there."""
    done = Done()
    file("a")
    node = opened(tmp_path / "eu")
    done.stops_at = 0
    with pytest.raises(InterruptedError):
        Worker("index", *SECOND, tmp_path / "nowhere" / "index.cursor", done).run(node, lambda: NOON)
    done.stops_at = None
    with pytest.raises(FileNotFoundError, match=r"index\.cursor"):
        Worker("index", *SECOND, tmp_path / "nowhere" / "index.cursor", done).run(node, lambda: NOON)
    node.close()
