"""Short functions, short files, one-word modules, and words on everything that others use."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.tree import ROOT, SOURCE, Function, Module, module, modules

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
SCREEN_FILES = ("*.js", "*.css", "*.j2")
NAMELESS = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"})
"""Names that say nothing; what such a file would hold belongs in two others."""


def lines_of(function: Function) -> int:
    """Lines of a function, its docstring included."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def too_long(found: Module) -> list[str]:
    """The functions of a module that are over the limit."""
    return [f"{f.name}: {lines_of(f)} lines" for f in found.functions if lines_of(f) > LONGEST_FUNCTION]


def untold(found: Module) -> list[str]:
    """Public functions, methods and classes of a module without a docstring."""
    return [name for name, node in _public(found.tree, "") if ast.get_docstring(node) is None]


def _public(parent: ast.Module | ast.ClassDef, lead: str) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    for node in parent.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield lead + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{node.name}.")


def test_every_module_says_what_it_is() -> None:
    assert [found.path for found in modules() if not ast.get_docstring(found.tree)] == []


def test_no_function_is_long() -> None:
    assert {found.path: functions for found in modules() if (functions := too_long(found))} == {}


def test_a_long_function_is_seen() -> None:
    body = "    at = 1\n"
    assert too_long(module("def decide():\n" + body * 59)) == []
    assert too_long(module("def decide():\n" + body * 60)) == ["decide: 61 lines"]


def test_no_file_is_long() -> None:
    files = [path for pattern in ("*.py", *SCREEN_FILES) for path in SOURCE.rglob(pattern)]
    counted = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in files}
    assert {path: lines for path, lines in counted.items() if lines > LONGEST_FILE} == {}


def test_every_module_has_a_name_that_says_something() -> None:
    assert [found.path for found in modules() if NAMELESS & set(found.name.split("."))] == []


@pytest.mark.parametrize("package", ["concord.release", "concord.formats", "concord.facts", "concord.directory"])
def test_what_others_use_says_what_it_means(package: str) -> None:
    assert {found.path: names for found in modules(package) if (names := untold(found))} == {}


def test_a_public_name_without_words_is_seen() -> None:
    told = 'class Label:\n    """A label."""\n    def read(self):\n        """Read."""\n'
    assert untold(module(told + "def _pack():\n    pass\n")) == []
    assert untold(module(told + "    def pack(self):\n        pass\ndef decide():\n    pass\n")) == [
        "Label.pack",
        "decide",
    ]
