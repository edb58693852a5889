"""The checkout as the tests of its shape see it: its modules parsed, and the files that are kept in it."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One module: its dotted name, its path in the checkout, its text and its syntax tree."""

    name: str
    path: str
    text: str
    tree: ast.Module

    @property
    def functions(self) -> Iterator[Function]:
        """Every function and method, those inside others too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


def module(text: str, name: str = "sample") -> Module:
    """A module from its text, for samples of good and bad lines."""
    return Module(name, f"{name}.py", text, ast.parse(text))


@cache
def modules(package: str = "concord") -> tuple[Module, ...]:
    """Every module of a package of `src`, subpackages too, by path."""
    found = sorted((SOURCE / package.replace(".", "/")).rglob("*.py"))
    return tuple(_read(path) for path in found)


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return Module(".".join(parts).removesuffix(".__init__"), str(path.relative_to(ROOT)), text, ast.parse(text))


@cache
def kept_files() -> tuple[str, ...]:
    """Paths of the files kept under version control that are there; skips where the checkout is not one of git."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout of git: which files are kept is not known")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(path for path in listed.split("\0") if path and os.path.isfile(ROOT / path))
