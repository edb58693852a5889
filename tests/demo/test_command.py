"""`concord demo`: two processes that start and stop together and keep what was done (X1-X3, X10)."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.demo.running import FIRST, STOPPING, Running, running, started
from tests.web.visiting import fields

PAPER = {
    "title": "A note that stays",
    "marking": "PUBLIC",
    "p-TOTAL_FORMS": "1",
    "p-INITIAL_FORMS": "0",
    "p-0-form": "paragraph",
    "p-0-text": "Kept.",
}


def refused(*arguments: str) -> str:
    """What is said when the program is asked for what it cannot do."""
    with started("demo", *arguments, stderr=subprocess.PIPE) as process:
        _, said = process.communicate(timeout=STOPPING)
    assert (process.returncode, said.count("\n")) == (2, 1)
    return str(said)


def titles(both: Running) -> str:
    """The list of documents as the releasing officer sees it."""
    return both.seated("gsc").get("/documents").text


def test_what_was_done_is_there_at_the_next_start_and_gone_with_a_fresh_one(tmp_path: Path) -> None:
    with running(tmp_path) as both:
        visitor = both.seated("gsc")
        answer = visitor.post("/documents/new", **{**fields(visitor.get("/documents/new")), **PAPER})
        assert (answer.status, PAPER["title"] in titles(both)) == (200, True)
    with running(tmp_path) as both:
        assert PAPER["title"] in titles(both)
    with running(tmp_path, "--fresh") as both:
        assert (PAPER["title"] in titles(both), "Harbour incident" in titles(both)) == (False, True)


def test_ctrl_c_stops_both_and_says_where_everything_is(tmp_path: Path) -> None:
    with started("demo", "--folder", str(tmp_path), "--port", "0", stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = ""
        while "Open http" not in said:
            said += process.stdout.readline()
        process.send_signal(signal.SIGINT)
        last, wrong = process.communicate(timeout=STOPPING)
    assert said.startswith("EXERCISE · a demonstration with fictional content")
    assert f"Both nodes have stopped. Everything is kept in {tmp_path}" in last
    assert (process.returncode, wrong) == (0, "")


def test_both_nodes_stop_when_what_started_them_is_killed(tmp_path: Path) -> None:
    """Their standard error is this pipe, which ends when the last of them has."""
    with started("demo", "--folder", str(tmp_path), "--port", "0", "--json", stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        addresses = json.loads(process.stdout.readline())["nodes"].values()
        process.kill()
        process.communicate(timeout=STOPPING)
    for address in addresses:
        port = int(address.rsplit(":", 1)[1])
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=STOPPING).close()


def test_a_node_that_was_stopped_while_it_was_made_is_made_again(tmp_path: Path) -> None:
    with started("demo", "--folder", str(tmp_path), "--port", "0", stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        said = ""
        while "seating" not in said:
            said += process.stdout.readline()
        process.terminate()
        process.communicate(timeout=STOPPING)
    assert not (tmp_path / "eu").exists() or not (tmp_path / "nato").exists()
    with running(tmp_path) as both:
        assert "Harbour incident" in titles(both)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["eu", "nato"]


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused("--folder", str(tmp_path / "there"), "--port", str(port))
    assert f"port {port}: expected one that is free, found: address already in use; choose another by --port" in said
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "eu").mkdir()
    (tmp_path / "eu" / "thesis.md").write_text("mine")
    said = refused("--folder", str(tmp_path), "--port", "0", *more)
    assert "expected nothing, or a node of the demonstration, found something else" in said
    assert (tmp_path / "eu" / "thesis.md").read_text() == "mine"


def test_two_processes_serve_two_nodes(tmp_path: Path) -> None:
    with running(tmp_path) as both:
        names = {side: both.visitor(side).get(FIRST).text for side in ("eu", "nato")}
    assert [f"<span>{side.upper()} node</span>" in text for side, text in names.items()] == [True, True]
