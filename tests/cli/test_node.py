"""`concord node` and `concord log`: a node founded, looked at and verified from the command line."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from concord.desk import Act, Desk
from concord.desk.acts import ANYBODY
from concord.desk.facts import FactsChange
from concord.desk.handovers import Handing, How
from concord.desk.records import Draft, NewPortion
from concord.desk.roster import Account, Audience, Person, Post, Sitting
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from concord.release.periods import from_day
from concord.release.readers import Community
from tests.cast import BEN
from tests.cli.running import Run
from tests.desk.conftest import STAFF, marked
from tests.node.founded import OFFICER, SETTINGS, seat

AS = ("--as", "sec-1", "--seat", "GSC/security-1")


@pytest.fixture
def eu(concord: Run, tmp_path: Path) -> Path:
    """A node that two officers founded."""
    folder = tmp_path / "eu"
    folder.mkdir()
    (folder / "node.toml").write_text(SETTINGS)
    text = f'format = "concord-founding/1"\nsettings = "{sha256(SETTINGS.encode()).hexdigest()}"\n'
    for number in (1, 2):
        text += OFFICER.format(number=number, key=concord("node", "key", f"{number}.key").out.strip())
    Path("founding.toml").write_text(text)
    for number in (1, 2):
        Path(f"{number}.sig").write_text(concord("node", "sign", "founding.toml", "--key", f"{number}.key").out)
    said = concord(
        "node", "init", folder, "--founding", "founding.toml", "--signature", "1.sig", "--signature", "2.sig"
    )
    assert (said.status, said.err) == (0, "")
    return folder


def test_a_node_says_where_it_stands(concord: Run, eu: Path) -> None:
    said = json.loads(concord("node", "status", eu, "--json").out)
    assert (said["name"], said["edition of facts"], said["posts"]) == ("EU node", 1, 2)
    assert "edition of facts  1" in concord("node", "status", eu).out


def test_a_node_is_founded_once(concord: Run, eu: Path) -> None:
    said = concord("node", "init", eu, "--founding", "founding.toml", "--signature", "1.sig", "--signature", "2.sig")
    assert (said.status, said.out) == (2, "")
    assert "expected a folder without a node" in said.err


def test_a_missing_signature_is_named(concord: Run, eu: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "node.toml").write_text(SETTINGS)
    said = concord("node", "init", other, "--founding", "founding.toml", "--signature", "1.sig")
    assert "expected a signature of `sec-2`" in said.err
    assert [path.name for path in other.iterdir()] == ["node.toml"]


def test_a_key_is_never_written_over_and_is_for_its_owner_alone(concord: Run, eu: Path) -> None:
    assert "expected a place where nothing is" in concord("node", "key", "1.key").err
    assert Path("1.key").stat().st_mode & 0o077 == 0


def test_the_log_is_whole_until_somebody_touches_it(concord: Run, eu: Path) -> None:
    end = json.loads(concord("log", "verify", eu, "--json").out)["end"]
    assert (concord("log", "verify", eu, "--end", end).status, concord("log", "verify", eu).status) == (0, 0)
    assert concord("log", "verify", eu, "--end", "f" * 64).status == 3
    with sqlite3.connect(eu / "vault.sqlite3") as database:
        database.execute("update vault_log set act = 'file'")
    said = concord("log", "verify", eu)
    assert (said.status, "transaction 1" in said.err, "not what it was" in said.out) == (3, True, True)


def test_a_log_with_nothing_to_see_says_so(concord: Run, eu: Path) -> None:
    assert concord("log", "show", eu, *AS).out == "nothing that concerns what you may read\n"
    assert json.loads(concord("log", "show", eu, *AS, "--json").out) == []


def test_what_a_seat_saw_is_asked_for_as_somebody(concord: Run, eu: Path) -> None:
    founded = datetime.fromtimestamp((eu / "vault.sqlite3").stat().st_mtime, UTC).isoformat()
    said = concord("log", "replay", eu, *AS, "--of", "GSC/security-2", "--at", founded)
    assert (said.status, said.out) == (0, "nothing that you may see\n")
    to_come = concord("log", "replay", eu, *AS, "--of", "GSC/security-2", "--at", "2999-01-01")
    assert (to_come.status, "expected an instant that has come" in to_come.err) == (2, True)
    assert concord("log", "replay", eu, *AS, "--of", "GSC/security-2", "--at", "1999-01-01").status == 2
    stranger = concord("log", "show", eu, "--as", "nobody", "--seat", "GSC/security-1")
    assert (stranger.status, stranger.err) == (
        2,
        "concord: no such seat: expected an account that sits in this post now\n",
    )


def test_what_a_party_holds_is_what_was_handed_over(concord: Run, eu: Path) -> None:
    assert concord("log", "held-by", eu, "US", *AS).out == "nothing that you may read was handed over to US\n"
    node = open_node(eu, INSTALLED)
    ally = (Post("US/NATO", "US", "NATO"), Person("delegate", None, BEN.clearances), Sitting("delegate", "US/NATO"))
    seat(node, FactsChange(added=(*ally, Audience("ally", ("US/NATO",)))))
    now = datetime.now(UTC)
    values = {"body": "HC", "house": "EU", "confidence": "sourced", "name-en": "Harbour cell"}
    portion = NewPortion("a", "head", values, marked(STAFF))
    desk = Desk(
        node.desk("sec-1", "GSC/security-1", at=now).moment, replace(node.setting, acts={ANYBODY: frozenset(Act)})
    )
    record = desk.file(Draft("d", "institution", (portion,))).record
    desk.hand_over("h", Handing("ally", (record,), How.BUNDLE))
    node.close()
    (held,) = json.loads(concord("log", "held-by", eu, "US", *AS, "--json").out)
    assert (held["record"], held["how"], len(held["still there"])) == (record, "bundle", 1)
    assert record in concord("log", "held-by", eu, "US", *AS).out


@pytest.mark.parametrize("command", [("node", "status"), ("log", "verify")])
def test_a_folder_that_is_no_node_is_one_line(concord: Run, tmp_path: Path, command: tuple[str, str]) -> None:
    said = concord(*command, tmp_path)
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert "expected a file of a node" in said.err


def test_the_register_of_action_points_is_filed_whole_and_once(concord: Run, eu: Path) -> None:
    file = ("commitments", "register", eu, *AS, "--marking", STAFF, "--json")
    first = json.loads(concord(*file).out)["records"]
    assert len(set(first)) == 42
    assert json.loads(concord(*file).out)["records"] == first
    other = concord("commitments", "register", eu, *AS, "--marking", "RESTREINT UE/EU RESTRICTED")
    assert (other.status, other.out) == (2, "")
    unread = concord("commitments", "register", eu, *AS, "--marking", "NOWHERE")
    assert (unread.status, unread.out) == (2, "")


def test_a_node_without_services_has_no_work(concord: Run, eu: Path) -> None:
    said = concord("node", "work", eu)
    assert (said.status, said.err) == (0, "")
    assert "nothing to do" in said.out
    assert concord("node", "work", eu, "--json").out == ""


def test_a_service_runs_and_one_that_fails_is_told(concord: Run, eu: Path) -> None:
    period = from_day(datetime(2017, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))
    node = open_node(eu, INSTALLED)
    for name in ("tidy", "untidy"):
        post = Post(f"GSC/{name}", "GSC", "EU", (Community("work"),), frozenset({"retention"}), period=period)
        person = Person(name, is_service=True)
        seat(node, FactsChange(added=(post, person, Sitting(name, post.id, period), Account(name, name))))
    node.close()
    said = concord("node", "work", eu)
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == ["retention by tidy in GSC/tidy: done", "retention by untidy in GSC/untidy: done"]
    cursor = min((eu / "workers").glob("*.cursor"))
    cursor.unlink()
    cursor.mkdir()
    failed = concord("node", "work", eu, "--json")
    assert (failed.status, [bool(json.loads(line)["failed"]) for line in failed.out.splitlines()].count(True)) == (3, 1)


def test_work_that_goes_on_stops_when_it_is_asked_to(eu: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from concord.cli.main import main; main()",
        "node",
        "work",
        str(eu),
        "--every",
        "3600",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "nothing to do" in process.stdout.readline()
        process.terminate()
        assert process.wait(20) == 0
