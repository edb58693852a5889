"""The program as a whole: help, unknown words, exit statuses, pipes, terminals, time to start."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from concord.cli.main import COMMANDS
from concord.cli.main import concord as program
from tests.cli.running import Run

SILENT = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
"""Standard output to nowhere."""

PROGRAM = [sys.executable, "-c", "from concord.cli.main import main; main()"]


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from leaves(command, (*path, name))
            elif command is not None:
                yield (*path, name), command


LEAVES = dict(leaves(program))


def examples() -> Iterator[list[str]]:
    """Every example that a help text gives, as words; lines that go on are one."""
    for command in (program, *LEAVES.values()):
        text = (command.epilog or "").replace("\\\n", " ")
        yield from (shlex.split(line, comments=True) for line in text.splitlines() if "concord " in line)


def test_help_names_every_command_under_its_heading(concord: Run) -> None:
    shown = concord("--help").out
    assert all(heading in shown for heading in COMMANDS)
    assert all(f"  {name} " in shown for commands in COMMANDS.values() for name in commands)


@pytest.mark.parametrize("path", tuple(LEAVES), ids=" ".join)
def test_every_command_explains_itself_and_takes_json(concord: Run, path: tuple[str, ...]) -> None:
    ran = concord(*path, "--help")
    assert ran.status == 0
    assert "--json" in ran.out
    assert all(option.help for option in LEAVES[path].params if isinstance(option, click.Option))


@pytest.mark.parametrize("path", tuple(LEAVES), ids=" ".join)
def test_every_command_gives_an_example(path: tuple[str, ...]) -> None:
    assert "concord " + " ".join(path) in (LEAVES[path].epilog or "")


@pytest.mark.parametrize("words", tuple(examples()), ids=" ".join)
def test_every_example_can_be_typed(words: list[str]) -> None:
    words = words[1 : words.index("|") if "|" in words else None]
    words = words[: words.index(">") if ">" in words else None]
    path = tuple(words[:1]) if tuple(words[:1]) in LEAVES else tuple(words[:2])
    context = LEAVES[path].make_context("concord", words[len(path) :])
    assert context.params


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["matrx"], "no such command `matrx`: did you mean `matrix`"),
        (["nowhere"], "no such command `nowhere`"),
        (["--loud"], "no such option `--loud`"),
        (["matrix"], "matrix: missing argument `DOC`"),
        (["matrix", "demo", "--loud"], "matrix: no such option `--loud`"),
        (["matrix", "demo", "--at", "2017-13-01"], "expected a date such as 2017-05-15"),
        (["matrix", "demo", "--at", "2017-05-15T10:00"], "expected an instant with its zone"),
        (["matrix", "demo", "--language", "de"], "`de` is not one of `en`, `fr`"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_argument_is_one_line_and_status_2(concord: Run, arguments: list[str], said: str) -> None:
    ran = concord(*arguments)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


def test_an_error_is_json_where_json_was_asked_for(concord: Run) -> None:
    ran = concord("matrix", "nowhere.md", "--json")
    assert (ran.status, ran.err) == (2, "")
    assert ran.json["outcome"] == "error"
    assert ran.json["reasons"][0]["text"].startswith("nowhere.md: expected a file that can be read, found: ")


def test_a_group_without_a_command_shows_its_help(concord: Run) -> None:
    ran = concord("label")
    assert ran.status == 2
    assert "decide" in ran.err


def run(*arguments: str, env: dict[str, str] | None = None, **more: object) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own."""
    return subprocess.run([*PROGRAM, *arguments], env={**os.environ, **(env or {})}, check=False, **more)  # type: ignore[call-overload,no-any-return] # keywords passed on


def test_a_reader_that_goes_away_ends_the_program_quietly() -> None:
    process = subprocess.Popen([*PROGRAM, "facts", "show"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (-signal.SIGPIPE, b"")


def test_an_output_that_is_full_is_an_error() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = run("rulebook", "show", stdout=full, stderr=subprocess.PIPE)
    assert (ran.returncode, ran.stderr.count(b"\n")) == (2, 1)
    assert b"expected an output that can be written" in ran.stderr


def test_an_interrupt_ends_the_program_without_a_word(tmp_path: Path) -> None:
    pipe = tmp_path / "cases.json"
    os.mkfifo(pipe)
    process = subprocess.Popen([*PROGRAM, "decide", str(pipe)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with pipe.open("wb"):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


def test_a_terminal_without_the_signs_shows_four_others(paper: Path) -> None:
    arguments = ("matrix", str(paper), "--seats", str(paper.with_name("seats.toml")))
    ran = run(*arguments, env={"PYTHONIOENCODING": "latin-1"}, capture_output=True)
    assert ran.returncode == 0
    assert "# released   + releasable on decision   ? needs a decision   - not released" in ran.stdout.decode("latin-1")


def test_json_loses_no_sign_on_such_a_terminal(paper: Path) -> None:
    paper.write_text(paper.read_text().replace("on Monday", "on Monday → Tuesday"))
    arguments = ("edition", str(paper), "--seat", "FR/EU", "--json")
    narrow = run(*arguments, env={"PYTHONIOENCODING": "latin-1"}, capture_output=True)
    wide = run(*arguments, env={"PYTHONIOENCODING": "utf-8"}, capture_output=True)
    assert "→" in str(json.loads(wide.stdout))
    assert json.loads(narrow.stdout.decode("latin-1")) == json.loads(wide.stdout)


def test_help_starts_fast() -> None:
    spent = []
    for _ in range(3):
        pid = os.posix_spawn(sys.executable, [*PROGRAM, "--help"], os.environ, file_actions=SILENT)
        _, status, usage = os.wait4(pid, 0)
        assert status == 0
        spent.append(usage.ru_utime + usage.ru_stime)
    assert min(spent) < 0.6
