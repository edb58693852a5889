"""The guides are followed as they are written: every command of every page runs, and prints what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres
from tests.architecture.tree import ROOT, SOURCE
from tests.docs.test_pages import FENCE, code_in, unknown_commands

GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
OF_SERVICE = "operator"
"""The guide that needs a PostgreSQL server."""
BEGIN = "set -eu -o pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
"""A script that ends with the first command that fails, and with it whatever it left running."""
MARK = "@@@"
"""What is printed behind the output of each command."""


def commands(text: str) -> list[tuple[str, str]]:
    """The commands of a page in their order, each with what it prints; scripts print nothing."""
    found: list[tuple[str, str]] = []
    for block in FENCE.finditer(text):
        if block["kind"] == "sh":
            found.append((block["text"], ""))
        elif block["kind"] == "console":
            for each in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                command, _, output = each.partition("\n")
                found.append((command, output))
    return found


def followed(asked: list[str], folder: Path, **more: str) -> list[str]:
    """What each of some commands prints, in one shell that ends with the first that fails."""
    program = folder / "bin" / "concord"
    program.parent.mkdir()
    program.write_text(
        f'#!{sys.executable}\nfrom concord.cli.main import main\nif __name__ == "__main__":\n    main()\n'
    )
    program.chmod(0o755)
    work = folder / "work"
    work.mkdir()
    script = BEGIN + "".join(f"{command}\necho {MARK}\n" for command in asked)
    path = os.pathsep.join([str(program.parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(SOURCE), "XDG_CONFIG_HOME": str(folder), **more}
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=work,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return [part.removeprefix("\n") for part in ran.stdout.split(f"{MARK}\n")]


def is_like(found: str, said: str) -> bool:
    """Whether an output is what a page says, where `…` stands for anything on a line."""
    return re.fullmatch(re.escape(said).replace("…", ".*"), found) is not None


def differing(text: str, folder: Path, **more: str) -> list[tuple[str, str]]:
    """The commands of a page that print something else than it says, each with what it prints."""
    asked = commands(text)
    found = followed([command for command, _ in asked], folder, **more)
    told = [*found, *["did not run"] * len(asked)]
    return [(command, out) for (command, said), out in zip(asked, told, strict=False) if not is_like(out, said)]


@pytest.mark.parametrize("page", [page for page in GUIDES if page.stem != OF_SERVICE], ids=lambda path: path.stem)
def test_a_guide_can_be_followed(page: Path, tmp_path: Path) -> None:
    assert differing(page.read_text(encoding="utf-8"), tmp_path) == []


def test_a_node_is_brought_into_service_as_the_guide_says(tmp_path: Path) -> None:
    """It goes on from the first node, on a server of its own."""
    if postgres.binaries() is None:
        pytest.skip(postgres.MISSING)
    pages = [
        (ROOT / "docs" / "guides" / f"{name}.md").read_text(encoding="utf-8") for name in ("first-node", OF_SERVICE)
    ]
    with postgres.running() as port:
        server = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "super"}
        text = "\n".join(pages).replace("8801", str(postgres.free_port()))
        assert differing(text, tmp_path, **server) == []


@pytest.mark.parametrize("page", GUIDES, ids=lambda path: path.stem)
def test_a_guide_asks_for_commands_that_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert any("concord" in code for code in code_in(text))
    assert unknown_commands(text) == []


def test_a_command_that_prints_something_else_or_fails_is_seen(tmp_path: Path) -> None:
    text = "```console\n$ echo one\none\n$ echo two\nt…o\n$ echo three\nfour\n$ false\n$ echo five\nfive\n```\n"
    assert [command for command, _ in differing(text, tmp_path)] == ["echo three", "echo five"]


def test_there_is_a_guide() -> None:
    assert [page.stem for page in GUIDES] == ["first-node", "new-part", "operator"]
