"""A backup or a restore that is asked to stop ends by its way out and leaves nothing (I12)."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from concord.cli.stopping import BY_SIGNAL, stopping
from concord.node.parts import LOCK, PREFIX
from tests.cli.running import Run
from tests.cli.test_keeping import file_some, settled
from tests.node.founded import found

STOPS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]


@pytest.fixture
def eu(tmp_path: Path) -> Path:
    """A node with three records in it."""
    folder = found(tmp_path / "eu")
    file_some(folder)
    return folder


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> signal.Signals:
    """A signal to stop comes when a copy is there to be verified, twice."""
    asked: signal.Signals = request.param

    def tell(step: object) -> None:
        for _ in range(2):
            os.kill(os.getpid(), asked)

    monkeypatch.setattr("concord.cli.telling.Telling.tell", lambda telling, progress: tell(progress))
    return asked


@pytest.mark.parametrize("stopped", STOPS, indirect=True)
def test_a_backup_that_is_stopped_leaves_nothing(
    concord: Run, eu: Path, tmp_path: Path, stopped: signal.Signals
) -> None:
    (tmp_path / "to").mkdir()
    said = concord("node", "backup", eu, tmp_path / "to" / "one.concord", "--progress")
    assert (said.status, list((tmp_path / "to").iterdir())) == (BY_SIGNAL + stopped, [])


@pytest.mark.parametrize("stopped", STOPS, indirect=True)
def test_a_restore_that_is_stopped_leaves_nothing(
    concord: Run, eu: Path, tmp_path: Path, stopped: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("concord.cli.telling.Telling.tell", lambda telling, progress: None)
        assert concord("node", "backup", eu, "one.concord").status == 0
    other = settled(tmp_path / "other", eu)
    said = concord("node", "restore", "one.concord", other, "--progress")
    assert said.status == BY_SIGNAL + stopped
    assert [path.name for path in other.iterdir() if path.name.startswith(".")] == []
    assert "expected the vault of a node that was founded" in concord("node", "status", other).err


def test_signals_are_heeded_as_before_afterwards() -> None:
    before = [signal.getsignal(each) for each in STOPS]
    with pytest.raises(SystemExit), stopping():
        os.kill(os.getpid(), signal.SIGTERM)
    assert [signal.getsignal(each) for each in STOPS] == before


def test_a_signal_that_the_process_was_started_without_is_not_heeded() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stopping():
        os.kill(os.getpid(), signal.SIGHUP)
    assert signal.signal(signal.SIGHUP, before) == signal.SIG_IGN


def test_a_check_finds_what_was_left_in_the_folder_of_the_node_and_a_restore_removes_it(
    concord: Run, eu: Path, tmp_path: Path
) -> None:
    concord("node", "backup", eu, "one.concord")
    other = settled(tmp_path / "other", eu)
    for folder in (eu, other):
        (folder / f"{PREFIX}left").mkdir()
        (folder / f"{PREFIX}left" / LOCK).touch()
    said = concord("node", "check", eu)
    bare = concord("node", "check", other)
    assert (said.status, f"{PREFIX}left: I12: expected no copy" in said.err) == (3, True)
    assert (bare.status, f"{PREFIX}left: I12: expected no copy" in bare.err) == (2, True)
    assert concord("node", "restore", "one.concord", other).status == 0
    assert concord("node", "check", other).status == 0
