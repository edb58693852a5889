"""`concord node check|backup|restore`: what an operator asks of a node, and what is said meanwhile (I9, V46)."""

from __future__ import annotations

import io
import json
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from concord.cli.telling import Progress, Telling
from concord.desk import Act, Desk
from concord.desk.acts import ANYBODY
from concord.desk.records import Draft, NewPortion
from concord.node.kinds import INSTALLED
from concord.node.node import Node, open_node
from tests import postgres
from tests.architecture.tree import ROOT
from tests.cli.running import Ran, Run
from tests.desk.conftest import STAFF, marked
from tests.node.founded import SETTINGS, found

SERVER = """\
format = "concord-node/1"
name = "EU node"

[store]
host = "{host}"
port = {port}
database = "{database}"
owner = "{owner}"
reading = "{reading}"
"""
HEADS = {"house": "EU", "confidence": "sourced"}


def file_some(folder: Path, names: str = "abc") -> None:
    """File an institution for each letter."""
    node = open_node(folder, INSTALLED)
    file_in(node, names)
    node.close()


def file_in(node: Node, names: str) -> None:
    """The same in an open node."""
    moment = node.desk("sec-1", "GSC/security-1", at=datetime.now(UTC)).moment
    desk = Desk(moment, replace(node.setting, acts={ANYBODY: frozenset(Act)}))
    for name in names:
        values = HEADS | {"body": name, "name-en": f"Harbour cell {name}"}
        desk.file(Draft(name, "institution", (NewPortion("a", "head", values, marked(STAFF)),)))


@pytest.fixture
def eu(tmp_path: Path) -> Path:
    """A node with three records in it."""
    folder = found(tmp_path / "eu")
    file_some(folder)
    return folder


def settled(folder: Path, eu: Path, settings: str = SETTINGS) -> Path:
    """A folder with the settings and the key of a node, and no vault."""
    folder.mkdir()
    (folder / "node.toml").write_text(settings)
    (folder / "node.key").write_bytes((eu / "node.key").read_bytes())
    return folder


def status(concord: Run, folder: Path) -> dict[str, object]:
    """What a node says of itself."""
    said: dict[str, object] = concord("node", "status", folder, "--json").json
    return said


def damage(folder: Path) -> None:
    """Put something else in a cell."""
    with sqlite3.connect(folder / "vault.sqlite3") as database:
        database.execute("update vault_cell set body = 'x' where record = (select min(record) from vault_cell)")


def test_a_node_that_is_whole_says_so(concord: Run, eu: Path) -> None:
    said = concord("node", "check", eu)
    assert (said.status, said.out, said.err) == (0, f"{eu} is whole; 3 records and attachments looked at\n", "")
    assert concord("node", "check", eu, "--json").json == {"whole": True, "looked at": 3, "findings": []}


def test_what_is_not_whole_is_named_and_ends_with_3(concord: Run, eu: Path) -> None:
    damage(eu)
    said, told = concord("node", "check", eu), concord("node", "check", eu, "--json")
    assert (said.status, told.status, told.json["whole"]) == (3, 3, False)
    assert "V41: expected a body that can be read, found another" in said.err
    assert f"{eu} is not whole: {len(told.json['findings'])} findings" in said.out


def test_what_is_restored_is_what_was_backed_up(concord: Run, eu: Path, tmp_path: Path) -> None:
    made = concord("node", "backup", eu, "one.concord", "--json")
    assert (made.status, made.err) == (0, "")
    other = settled(tmp_path / "other", eu)
    back = concord("node", "restore", "one.concord", other, "--json")
    assert (back.status, back.json["digest"], back.json["transactions"]) == (0, made.json["digest"], 4)
    assert status(concord, other) == status(concord, eu)
    assert back.json["end of the log"] == status(concord, eu)["end of the log"]
    assert (concord("node", "check", other).status, concord("log", "verify", other).status) == (0, 0)
    assert sorted(path.name for path in other.iterdir()) == ["node.key", "node.toml", "vault.sqlite3"]


@pytest.mark.skipif(postgres.binaries() is None, reason=postgres.MISSING)
def test_a_backup_is_restored_into_the_other_database_and_back(concord: Run, eu: Path, tmp_path: Path) -> None:
    server = postgres.database("keeping")
    given = {name: getattr(server, name) for name in ("host", "port", "database", "owner", "reading")}
    other, third = settled(tmp_path / "other", eu, SERVER.format(**given)), settled(tmp_path / "third", eu)
    runs = [
        concord("node", "backup", eu, "one.concord"),
        concord("node", "restore", "one.concord", other),
        concord("node", "check", other),
        concord("node", "backup", other, "two.concord"),
        concord("node", "restore", "two.concord", third),
        concord("node", "check", third),
    ]
    assert [run.status for run in runs] == [0] * 6
    assert status(concord, third)["end of the log"] == status(concord, eu)["end of the log"]


def test_a_ceiling_that_no_rulebook_knows_is_told_by_status_and_check(concord: Run, tmp_path: Path) -> None:
    folder = found(tmp_path / "eu", SETTINGS.replace('"EU exercise policy" =', '"UE policy" ='))
    said, told = concord("node", "status", folder), status(concord, folder)
    assert (said.status, "ceiling of `UE policy`: I13: expected a policy" in said.err) == (0, True)
    assert [each["rule"] for each in told["findings"]] == ["I13"]  # type: ignore[attr-defined]
    assert concord("node", "check", folder).status == 3


def errors(ran: Ran) -> tuple[int, str, int]:
    """The status, what was printed, and how many lines of error there are."""
    return ran.status, ran.out, ran.err.count("\n")


def test_a_backup_is_written_over_nothing(concord: Run, eu: Path) -> None:
    Path("one.concord").write_text("mine")
    said = concord("node", "backup", eu, "one.concord")
    assert errors(said) == (2, "", 1)
    assert "expected a place where nothing is, found a file" in said.err
    assert Path("one.concord").read_text() == "mine"
    assert "in a folder that there is" in concord("node", "backup", eu, "nowhere/one.concord").err


@pytest.mark.parametrize("command", ["check", "backup"])
def test_where_no_node_is_nothing_is_made(concord: Run, tmp_path: Path, eu: Path, command: str) -> None:
    rest = ["one.concord"] if command == "backup" else []
    empty, bare = tmp_path / "empty", settled(tmp_path / "bare", eu)
    empty.mkdir()
    said = [concord("node", command, folder, *rest) for folder in (empty, bare)]
    assert [errors(each) for each in said] == [(2, "", 1)] * 2
    assert ["expected a file of a node" in said[0].err, "expected the vault of the node" in said[1].err] == [True] * 2
    assert (list(empty.iterdir()), (bare / "vault.sqlite3").exists()) == ([], False)


def test_a_backup_goes_into_an_empty_vault_only(concord: Run, eu: Path) -> None:
    concord("node", "backup", eu, "one.concord")
    file_some(eu, "d")
    was = status(concord, eu)
    said = concord("node", "restore", "one.concord", eu)
    assert errors(said) == (2, "", 1)
    assert "expected an empty one, found one that holds something" in said.err
    assert status(concord, eu) == was


def test_a_backup_that_is_damaged_or_not_there_is_refused_and_a_whole_one_is_taken_after(
    concord: Run, eu: Path, tmp_path: Path
) -> None:
    concord("node", "backup", eu, "one.concord")
    Path("cut.concord").write_bytes(Path("one.concord").read_bytes()[:9000])
    other = settled(tmp_path / "other", eu)
    said = [concord("node", "restore", name, other) for name in ("cut.concord", "none.concord")]
    assert [errors(each) for each in said] == [(2, "", 1)] * 2
    assert ["a file that is whole" in said[0].err, "no such file" in said[1].err] == [True, True]
    assert concord("node", "restore", "one.concord", other).status == 0


def test_a_restore_needs_the_settings_and_the_key(concord: Run, eu: Path, tmp_path: Path) -> None:
    concord("node", "backup", eu, "one.concord")
    other = settled(tmp_path / "other", eu)
    for name in ("node.key", "node.toml"):
        (other / name).unlink()
        said = concord("node", "restore", "one.concord", other)
        assert errors(said) == (2, "", 1)
        assert f"{name}: expected a file of a node" in said.err
    assert list(other.iterdir()) == []


def test_a_backup_is_restored_under_the_key_it_was_written_under_only(concord: Run, eu: Path, tmp_path: Path) -> None:
    concord("node", "backup", eu, "one.concord")
    other = settled(tmp_path / "other", found(tmp_path / "nato"))
    said = concord("node", "restore", "one.concord", other)
    assert (said.status, said.out) == (2, "")
    assert "node.key: expected the key that this vault was written under, found another" in said.err
    (other / "node.key").write_bytes((eu / "node.key").read_bytes())
    assert concord("node", "restore", "one.concord", other).status == 0
    assert status(concord, other) == status(concord, eu)


def test_a_disk_without_room_is_told_and_leaves_nothing(eu: Path, tmp_path: Path) -> None:
    """A process that may write no file as large as a backup stands for a disk that is full."""
    file_some(eu, "defghijklmnopqrstuvwxyz")
    target = tmp_path / "to" / "one.concord"
    target.parent.mkdir()
    program = "from concord.cli.main import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", program, "node", "backup", str(eu), str(target)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)),
    )
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert f"concord: backup to {target}: " in ran.stderr
    assert list(target.parent.iterdir()) == []


def steps(ran: Ran) -> list[dict[str, object]]:
    """The progress that was told in JSON."""
    return [json.loads(line) for line in ran.err.splitlines()]


def test_progress_is_told_where_it_is_asked_for(concord: Run, eu: Path, tmp_path: Path) -> None:
    made = concord("node", "backup", eu, "one.concord", "--progress", "--json")
    told = steps(made)
    assert list(dict.fromkeys(str(step["doing"]) for step in told)) == [
        "copying",
        "working out the digest",
        "verifying",
    ]
    assert (told[-1]["doing"], told[-1]["done"]) == ("verifying", told[-1]["total"])
    back = concord("node", "restore", "one.concord", settled(tmp_path / "other", eu), "--progress")
    assert "making the lists: 3 of 3 records, 100 %\n" in back.err
    assert steps(concord("node", "check", eu, "--progress", "--json"))[-1] == {
        "doing": "checking",
        "done": 3,
        "total": 3,
        "unit": "records and attachments",
    }


def test_nothing_is_told_where_nobody_watches(concord: Run, eu: Path) -> None:
    assert [concord("node", *words).err for words in (("check", eu), ("backup", eu, "one.concord"))] == ["", ""]


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def told(out: io.StringIO, *, seconds: float) -> str:
    """What is told of ten steps that take so long each."""
    ticks: Iterator[float] = (number * seconds / 2 for number in count())
    telling = Telling(out, clock=lambda: next(ticks))
    for done in range(1, 11):
        telling.tell(Progress("copying", done, 10, "rows"))
    telling.end()
    return out.getvalue()


def test_a_terminal_is_left_alone_for_a_second_and_then_written_over() -> None:
    assert told(Screen(), seconds=0.01) == ""
    said = told(Screen(), seconds=2.0)
    assert said.startswith("\rcopying: 1 of 10 rows, 10 %\r")
    assert (said.count("\n"), said.endswith("\r")) == (0, True)


def test_elsewhere_the_first_step_and_the_last_are_told_and_no_more_than_one_a_second() -> None:
    said = told(io.StringIO(), seconds=0.01).splitlines()
    assert said == ["copying: 1 of 10 rows, 10 %", "copying: 10 of 10 rows, 100 %"]


def test_segments_are_renewed_by_a_command(concord: Run, tmp_path: Path) -> None:
    folder = found(tmp_path / "eu")
    file_some(folder)
    first = json.loads(concord("node", "renew", folder, "--json").out)
    assert (first["kinds"] > 0, first["files"] > 0, first["transaction"]) == (True, True, 4)
    again = concord("node", "renew", folder)
    assert (again.status, again.out) == (0, "0 files written for 0 kinds, right up to transaction 4\n")


def test_what_was_filed_under_a_clock_that_was_ahead_is_left_behind_by_a_backup_from_before(
    concord: Run, eu: Path, tmp_path: Path
) -> None:
    """Nothing opens a desk then; keeping asks no clock (I4, I9)."""
    concord("node", "backup", eu, "before.concord")
    node = open_node(eu, INSTALLED)
    moment = node.desk("sec-1", "GSC/security-1", at=datetime.now(UTC) + timedelta(days=3000)).moment
    desk = Desk(moment, replace(node.setting, acts={ANYBODY: frozenset(Act)}))
    desk.file(Draft("ahead", "institution", (NewPortion("a", "head", HEADS | {"body": "d", "name-en": "d"}),)))
    node.close()
    shown = ("log", "show", eu, "--as", "sec-1", "--seat", "GSC/security-1")
    refused = concord(*shown)
    kept = [
        concord("node", "check", eu),
        concord("log", "verify", eu),
        concord("node", "backup", eu, "as-it-is.concord"),
    ]
    again = settled(tmp_path / "again", eu)
    back = concord("node", "restore", "before.concord", again)
    assert (refused.status, "the clock went back" in refused.err) == (2, True)
    assert [each.status for each in (*kept, back)] == [0] * 4
    assert concord("log", "show", again, *shown[3:]).status == 0
