"""No view makes a page beside the one function that marks it (docs/spec/site.md W112)."""

from __future__ import annotations

import ast

from tests.architecture.tree import ROOT

MAKES = {"render", "render_to_string", "TemplateResponse", "SimpleTemplateResponse", "TemplateView"}
"""What makes a page out of a template."""
OTHERS = {
    "web/accounts/again.py",
    "web/marked.py",
    "web/matrices.py",
    "web/pages/anew.py",
    "web/pages/errors.py",
    "web/pages/kept.py",
    "web/pages/passwords.py",
    "web/pages/seating.py",
    "demo/site/banner.py",
    "demo/site/pages.py",
}
"""The function itself; the chips of a matrix; pages for whoever sits nowhere, with no record; the demonstration."""


def made_in(text: str) -> set[str]:
    """The names of what makes a page that a module brings in."""
    found = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom))
    return {each.name for node in found if (node.module or "").startswith("django") for each in node.names} & MAKES


def test_a_page_is_made_by_the_function_that_marks_it() -> None:
    folder = ROOT / "src" / "concord"
    modules = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.py")}
    making = {name for name, path in modules.items() if made_in(path.read_text(encoding="utf-8"))}
    assert making == OTHERS


def test_another_way_is_found() -> None:
    assert made_in("from django.shortcuts import redirect, render") == {"render"}
    assert made_in("from concord.web.marked import marked") == set()
