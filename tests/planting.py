"""Planting faults in a copy of the kernel, to see that the differential finds them.

A named fault is an exact piece of source and what stands in its place; a mutant is one small change of the syntax tree.
The copy stands in a directory of its own and is loaded by a process of its own; the checkout is never touched.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import concord

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path(concord.__file__).resolve().parent

MINUTES = 10
"""A mutant that never ends is found as well."""


@dataclass(frozen=True)
class Fault:
    """One planted fault: in which file of `release`, what stands there, what is put in its place, who finds it."""

    name: str
    file: str
    snippet: str
    replacement: str
    subject: str = "differential"


@dataclass(frozen=True)
class Hunted:
    """What was tried until a fault was found, and how often it was."""

    name: str
    tried: int
    failed: int


def plant(fault: Fault, text: str) -> str:
    """The source with the fault in it.

    Raises:
        ValueError: the snippet is not there exactly once (the kernel has changed: plant it anew).
    """
    found = text.count(fault.snippet)
    if found != 1:
        raise ValueError(
            f"{fault.file}: planted fault `{fault.name}`: expected its snippet once, found it {found} times"
        )
    return text.replace(fault.snippet, fault.replacement)


def write_sheets(folder: Path, size: int) -> Path:
    """Have the twin write down `size` questions of every subject with its answers."""
    command = [sys.executable, "-m", "tests.hunting", "write", str(folder), str(size)]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return folder


def hunt_text(name: str, file: str, text: str, *, subject: str, sheets: Path, whole: bool = False) -> Hunted:
    """Hunt for differences on a kernel in which one file of `release` has another text."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "concord"
        copy.mkdir()
        shutil.copy(SOURCE / "__init__.py", copy)
        shutil.copytree(SOURCE / "release", copy / "release", ignore=shutil.ignore_patterns("__pycache__"))
        (copy / "release" / file).write_text(text)
        command = [sys.executable, "-m", "tests.hunting", "hunt", str(sheets), subject, *(["--whole"] if whole else [])]
        path = os.pathsep.join([folder, str(ROOT)])
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(
                command, env=environment, cwd=folder, capture_output=True, text=True, timeout=60 * MINUTES, check=False
            )
        except subprocess.TimeoutExpired:
            return Hunted(name, 1, 1)
    if done.returncode:
        return Hunted(name, 0, 1)  # it does not even load
    said = json.loads(done.stdout)
    return Hunted(name, said["tried"], said["failed"])


def hunt_fault(fault: Fault, *, sheets: Path, whole: bool = False) -> Hunted:
    """Plant a named fault and hunt for it."""
    text = plant(fault, (SOURCE / "release" / fault.file).read_text())
    return hunt_text(fault.name, fault.file, text, subject=fault.subject, sheets=sheets, whole=whole)


# ---- mutants --------------------------------------------------------------------------------------------------------

SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "both": "either", "CERTAIN": "NOTHING"}


def mutations(node: ast.AST) -> Iterator[Callable[[ast.AST], ast.AST]]:
    """The small changes one node allows, as functions of a copy of it."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED:
        yield swap_comparison
    if isinstance(node, ast.BoolOp):
        yield swap_and_or
        yield lambda copy: getattr(copy, "values")[0]  # noqa: B009 (the copy is a BoolOp)
        yield lambda copy: getattr(copy, "values")[-1]  # noqa: B009 (the copy is a BoolOp)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield lambda copy: getattr(copy, "operand")  # noqa: B009 (the copy is a UnaryOp)
    if isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
        yield lambda copy: ast.Name(NAMES[getattr(copy, "id")], ast.Load())  # noqa: B009 (the copy is a Name)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int) and node.value in (0, 1):
        yield lambda copy: ast.Constant(type(getattr(copy, "value"))(1 - getattr(copy, "value")))  # noqa: B009
    if isinstance(node, ast.IfExp):
        yield lambda copy: getattr(copy, "body")  # noqa: B009 (the copy is an IfExp)
        yield lambda copy: getattr(copy, "orelse")  # noqa: B009 (the copy is an IfExp)


def swap_comparison(node: ast.AST) -> ast.AST:
    """A comparison with its operator turned or its bound moved."""
    if isinstance(node, ast.Compare):
        node.ops[0] = SWAPPED[type(node.ops[0])]()
    return node


def swap_and_or(node: ast.AST) -> ast.AST:
    """And for or, or for and."""
    if isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return node


class _Change(ast.NodeTransformer):
    """Changes the node at one place of a walk through the tree."""

    def __init__(self, place: int, change: Callable[[ast.AST], ast.AST]) -> None:
        self.place, self.change, self.seen = place, change, -1

    def visit(self, node: ast.AST) -> ast.AST:
        self.seen += 1
        if self.seen == self.place:
            return ast.fix_missing_locations(ast.copy_location(self.change(node), node))
        return self.generic_visit(node)


class _Walk(ast.NodeVisitor):
    """The nodes of a tree in the order in which `_Change` meets them."""

    def __init__(self) -> None:
        self.nodes: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        self.nodes.append(node)
        self.generic_visit(node)


@dataclass(frozen=True)
class Mutant:
    """One small change of one file: where, what the line says, and the whole changed text."""

    file: str
    line: int
    was: str
    now: str
    text: str

    @property
    def name(self) -> str:
        """Where it is and what it does, in one line."""
        return f"{self.file}:{self.line}: {self.was} -> {self.now}"


def mutants(file: str) -> Iterator[Mutant]:
    """Every mutant of one file of the kernel."""
    tree = ast.parse((SOURCE / "release" / file).read_text())
    walk = _Walk()
    walk.visit(tree)
    for place, node in enumerate(walk.nodes):
        for change in mutations(node):
            changed = _Change(place, change).visit(deepcopy(tree))
            now = ast.unparse(change(deepcopy(node)))
            yield Mutant(file, getattr(node, "lineno", 0), ast.unparse(node), now, ast.unparse(changed))
