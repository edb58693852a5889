"""What is kept in the checkout: text that is read anywhere, no place of one machine, no address of a package host."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.architecture.tree import ROOT, kept_files

HOSTS = [
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("yarnpkg", "com"),
    ("anaconda", "org"),
    ("crates", "io"),
    ("golang", "org"),
    ("maven", "org"),
    ("maven", "apache", "org"),
    ("rubygems", "org"),
    ("debian", "org"),
]
"""Package hosts, in parts, so that this file names none."""

HOST = re.compile("|".join(rf"\b{re.escape('.'.join(parts))}\b" for parts in HOSTS), re.IGNORECASE)
INDEX = re.compile("|".join([r"--(?:extra-)?index" + "-url", r"--find" + "-links", r"\bregistry" + r"\s*="]))
FOLDERS = ["home", "root", "Users", "work", "workspace", "mnt", "var/folders", "tmp"]
PLACE = re.compile(rf"(?<![\w.$}})/~-])/(?:{'|'.join(FOLDERS)})/\w[\w./-]*|\b[A-Z]:\\\\?\w")
"""An absolute path that only one machine has."""

MADE = frozenset({".pyc", ".pyo", ".so", ".whl", ".egg", ".log"})
MADE_IN = frozenset(
    {"__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache", ".hypothesis", ".venv", "dist", "build"}
)
BYTES = frozenset({".png", ".jpg", ".mo"})
"""What is kept and is no text."""


def faults(text: str) -> list[str]:
    """What a kept text must not hold."""
    return [match.group() for pattern in (HOST, INDEX, PLACE) for match in pattern.finditer(text)]


def is_made(path: str) -> bool:
    """Whether a file is what a tool leaves behind."""
    found = PurePosixPath(path)
    return found.suffix in MADE or not MADE_IN.isdisjoint(found.parts)


def test_nothing_that_a_tool_left_behind_is_kept() -> None:
    assert [path for path in kept_files() if is_made(path)] == []


def test_no_kept_text_names_a_package_host_or_a_place_of_one_machine() -> None:
    texts = [path for path in kept_files() if PurePosixPath(path).suffix not in BYTES and not is_made(path)]
    read = {path: (ROOT / path).read_text(encoding="utf-8") for path in texts}
    assert {path: found for path, text in read.items() if (found := faults(text))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "https://files.python" + "hosted.org/packages/x",
        "url = https://PyPI" + ".org/simple",
        "pip install --index" + "-url=x",
        'open("/' + 'home/somebody/notes.md")',
        "cd /" + "mnt/main",
        "C:" + "\\Users",
    ],
)
def test_a_line_that_names_one_is_seen(line: str) -> None:
    assert faults(line)


@pytest.mark.parametrize(
    "line",
    [
        "a path such as src/mnt/main.py",
        "https://example.org/home/page",
        "$(HOME)/home/x and ~/.config and tmp_path / 'work'",
        "EU/NATO and R-UE/EU-R",
    ],
)
def test_a_line_that_names_none_is_not(line: str) -> None:
    assert faults(line) == []


def test_every_kept_text_is_utf_8_and_ends_in_a_line() -> None:
    texts = [path for path in kept_files() if PurePosixPath(path).suffix in (".py", ".md", ".toml", ".json", ".csv")]
    assert [path for path in texts if (ROOT / path).read_bytes()[-1:] not in (b"\n", b"")] == []
