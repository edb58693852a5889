"""Copies that a backup or a restore makes on its way are gone at its end, what was left at the next (I12)."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from concord.node.parts import LOCK, PREFIX, UNLOCKED, clear, left_in, part
from tests.architecture.tree import ROOT


def left(folder: Path, name: str = "left") -> Path:
    """What a process that was killed leaves."""
    made = folder / f"{PREFIX}{name}"
    made.mkdir()
    (made / LOCK).touch()
    (made / "part").write_text("content")
    return made


def test_a_copy_has_a_folder_of_its_own_for_its_owner_alone_and_it_is_gone_at_the_end(tmp_path: Path) -> None:
    with part(tmp_path) as file:
        file.write_text("content")
        assert (file.parent.parent, file.parent.stat().st_mode & 0o777) == (tmp_path, 0o700)
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_after_an_error_as_well(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError), part(tmp_path) as file:
        file.parent.write_text("content")
    assert list(tmp_path.iterdir()) == []


def test_what_was_left_is_found_and_goes_with_the_next_copy(tmp_path: Path) -> None:
    was = left(tmp_path)
    assert left_in(tmp_path) == (was,)
    with part(tmp_path) as file:
        assert [each.name for each in tmp_path.iterdir()] == [file.parent.name]
    assert list(tmp_path.iterdir()) == []


def test_what_a_running_process_holds_is_left_alone(tmp_path: Path) -> None:
    with part(tmp_path) as one:
        one.write_text("content")
        clear(tmp_path)
        with part(tmp_path) as two:
            assert (one.read_text(), two.parent != one.parent, left_in(tmp_path)) == ("content", True, ())


def test_what_is_only_being_made_is_left_alone(tmp_path: Path) -> None:
    made = tmp_path / f"{PREFIX}new"
    made.mkdir()
    (made / UNLOCKED).touch()
    clear(tmp_path)
    assert (left_in(tmp_path), made.is_dir()) == ((), True)


def test_a_lock_that_leads_elsewhere_is_none(tmp_path: Path) -> None:
    made = left(tmp_path)
    (made / LOCK).unlink()
    (tmp_path / "other").touch()
    os.symlink(tmp_path / "other", made / LOCK)
    assert left_in(tmp_path) == ()


def test_a_process_that_is_killed_lets_go_of_its_copy(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from concord.node.parts import part
with part(Path({str(tmp_path)!r})) as file:
    print(file, flush=True)
    sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip()).parent
    held = left_in(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (held, left_in(tmp_path)) == ((), (folder,))


def test_a_lock_is_held_by_its_file_and_not_by_the_folder(tmp_path: Path) -> None:
    """So that it holds on a file system of another machine as well, where no folder can be locked."""
    with part(tmp_path) as file, (file.parent / LOCK).open("r+") as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
