"""The kernel needs Python and nothing else: no library, no file of ours, no clock."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import SOURCE, Module, module, modules

IMPORT_ALL = """
import importlib, json, pkgutil, sys
sys.path.append(sys.argv[1])
import concord.release
for found in pkgutil.walk_packages(concord.release.__path__, "concord.release."):
    importlib.import_module(found.name)
print(json.dumps(sorted(sys.modules)))
"""

DECIDE = """
import sys
sys.path.append(sys.argv[1])
from datetime import UTC, datetime
from concord.release import Rulebook, decide
from concord.release.labels import LabelSet
from concord.release.readers import Reader
seat, noon = Reader("BE/EU", "BE", "EU"), datetime(2017, 5, 15, 12, tzinfo=UTC)
print(decide(LabelSet(None), reader=seat, rulebook=Rulebook(), at=noon).outcome.value)
"""


def bare(script: str, place: Path) -> str:
    """What a script prints in an interpreter without site packages, environment or the checkout on its path."""
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-W", "error", "-c", script, str(place)],
        capture_output=True,
        check=True,
        text=True,
        cwd=place,
    )
    return done.stdout.strip()


@pytest.fixture
def kernel_alone(tmp_path: Path) -> Path:
    """A folder that holds the kernel and no other package."""
    (tmp_path / "concord").mkdir()
    shutil.copy(SOURCE / "concord" / "__init__.py", tmp_path / "concord")
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(SOURCE / "concord" / "release", tmp_path / "concord" / "release", ignore=ignored)
    return tmp_path


def foreign(loaded: list[str]) -> list[str]:
    """The modules that are neither the kernel's nor the standard library's."""
    ours = ("concord", "__main__")
    return [
        name
        for name in loaded
        if name not in ours and not name.startswith("concord.release") and name.split(".")[0] not in STANDARD
    ]


STANDARD = sys.stdlib_module_names


def test_every_module_of_the_kernel_imports_in_a_bare_interpreter(kernel_alone: Path) -> None:
    loaded = json.loads(bare(IMPORT_ALL, kernel_alone))
    assert foreign(loaded) == []
    assert {found.name for found in modules("concord.release")} <= set(loaded)


def test_a_bare_interpreter_decides(kernel_alone: Path) -> None:
    assert bare(DECIDE, kernel_alone) == "withheld"


def test_a_module_of_another_layer_counts_as_foreign() -> None:
    assert foreign(["sys", "concord", "concord.release.key", "concord.formats", "lxml.etree"]) == [
        "concord.formats",
        "lxml.etree",
    ]


READ_ONLY = frozenset(
    {
        *("__future__", "abc", "bisect", "collections", "dataclasses", "datetime", "enum", "functools", "hashlib"),
        *("heapq", "itertools", "math", "operator", "re", "string", "typing", "unicodedata", "concord"),
    }
)
"""Modules whose answers follow from what they are given; the kernel imports from these and no others."""

OUTSIDE = frozenset({"now", "today", "utcnow", "fromtimestamp", "open", "print", "input", "getenv"})
"""Names by which code asks for the time, a file or the world."""


def imported(found: Module) -> Iterator[str]:
    """The top names a module imports."""
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


def outside(found: Module) -> list[str]:
    """Calls of a module that ask for the time, a file or the world, as `name:line`."""
    calls = [node for node in ast.walk(found.tree) if isinstance(node, ast.Call)]
    named = [
        (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", ""), call)
        for call in calls
    ]
    return [f"{name}:{call.lineno}" for name, call in named if name in OUTSIDE and not is_inside(call)]


def is_inside(call: ast.Call) -> bool:
    """Whether a call opens a part of a container that is held in memory, `self._container.open(part)`."""
    held = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "open" else None
    return isinstance(held, ast.Attribute) and held.attr == "_container"


def test_the_kernel_imports_only_what_answers_from_what_it_is_given() -> None:
    assert {
        f"{m.path}: {name}" for m in modules("concord.release") for name in imported(m) if name not in READ_ONLY
    } == set()


@pytest.mark.parametrize("package", ["concord.release", "concord.formats", "concord.facts", "concord.directory"])
def test_nothing_below_the_skins_asks_for_the_time_or_a_file(package: str) -> None:
    assert {m.path: found for m in modules(package) if (found := outside(m))} == {}


def test_asking_for_the_time_or_a_file_is_seen() -> None:
    assert outside(module("from datetime import datetime\nat = datetime.now()\ntext = open('x')")) == [
        "now:2",
        "open:3",
    ]
    assert outside(module("self.path.open()\npath.open()\n_container.open()")) == ["open:1", "open:2", "open:3"]
    assert outside(module("at = at.replace(hour=0)\nopened = is_open(at)\nself._container.open(part)")) == []
