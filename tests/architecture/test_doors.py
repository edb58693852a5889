"""Nobody goes round the house: no door by name, and no hand through a desk or a node to what lies behind it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.architecture.tree import ROOT, Module, module, modules

BY_NAME = re.compile(r"concord\.(\w+)(\.[\w.]*)?")
STARTED = {
    ("concord.cli.site", "concord.web.commands"),
    ("concord.cli.demo", "concord.demo"),
    ("concord.cli.document", "concord.demo"),
    ("concord.cli.scene", "concord.demo"),
    ("concord.web.settings", "concord.vault.apps.VaultConfig"),
}
"""Who names another that it may not import: a command starts a site or a demonstration, or reads the paper that ships
with it as a file; Django is told of the tables of the vault."""
BEHIND = {
    "setting": ("desk", "node"),
    "store": ("desk", "node", "vault"),
    "vault": ("node", "vault"),
    "writing": ("desk", "node", "vault"),
}
"""What lies behind a desk or a node, and the packages that may touch it."""
TOUCHED = {
    ("concord.cli.keeping", "vault"),
    ("concord.cli.log", "vault"),
    ("concord.cli.node", "vault"),
    ("concord.web.boot", "store"),
}
"""Commands by which an operator checks, verifies and backs up a vault, which show no record but by a desk; and which
database it is that the settings name."""


def ranks() -> dict[str, int]:
    """Of each package how high it stands, by the contract of the house."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract for contract in config["contracts"] if contract["id"] == "house")["layers"]
    return {name.strip(): -number for number, layer in enumerate(layers) for name in layer.split("|")}


def package(name: str) -> str:
    """The package of the house that a module is in."""
    return name.split(".")[1] if "." in name else ""


def opened_by_name(found: Module) -> Iterator[str]:
    """Modules of the house that a module names in a text, and may not import."""
    heights, own = ranks(), package(found.name)
    for node in ast.walk(found.tree):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        named = BY_NAME.fullmatch(text)
        if named is None or named[1] not in heights or own not in heights:
            continue
        is_below = named[1] == own or heights[named[1]] < heights[own]
        is_open = is_below and (named[1] != "vault" or own in BEHIND["vault"])
        if not is_open and (found.name, text) not in STARTED:
            yield f"{found.path}: {text}"


def reached_behind(found: Module) -> Iterator[str]:
    """Where a module reaches through a desk or a node."""
    own = package(found.name)
    for node in (each for each in ast.walk(found.tree) if isinstance(each, ast.Attribute)):
        is_behind = node.attr in BEHIND and own not in BEHIND[node.attr]
        if is_behind and (found.name, node.attr) not in TOUCHED:
            yield f"{found.path}:{node.lineno}: .{node.attr}"


@pytest.mark.parametrize("found", modules(), ids=lambda found: found.name)
def test_no_module_opens_by_name_what_it_may_not_import(found: Module) -> None:
    assert list(opened_by_name(found)) == []


@pytest.mark.parametrize("found", modules(), ids=lambda found: found.name)
def test_nobody_reaches_behind_the_door(found: Module) -> None:
    assert list(reached_behind(found)) == []


def test_what_is_started_by_name_is_still_there() -> None:
    said = {found.name: found.text for found in modules()}
    assert [pair for pair in sorted(STARTED) if pair[1] not in said[pair[0]]] == []


@pytest.mark.parametrize(
    "line", ['import_module("concord.web.node")', 'NODE = "concord.vault.vault"', '__import__("concord.cli.books")']
)
def test_a_door_by_name_is_found(line: str) -> None:
    assert list(opened_by_name(module(line, "concord.commitments.rules"))) != []


@pytest.mark.parametrize(
    "line", ["desk.setting.store.reading(None)", "node().vault.last", "request.seat.desk.setting.kinds"]
)
def test_a_hand_through_the_door_is_found(line: str) -> None:
    assert list(reached_behind(module(line, "concord.web.pages.sample"))) != []
