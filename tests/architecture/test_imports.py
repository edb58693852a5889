"""The import contracts hold on the tree as it is, and each refuses the import it is there to refuse."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SOURCE

PLANTS = [
    ("house", "release/names.py", "import concord.formats"),
    ("house", "release/names.py", "import concord.facts"),
    ("house", "release/names.py", "import concord.policies"),
    ("house", "formats/__init__.py", "import concord.facts"),
    ("house", "facts/names.py", "import concord.formats.profile"),
    ("house", "formats/seats/read.py", "import concord.cli.show"),
    ("house", "policies/__init__.py", "import concord.formats"),
    ("house", "web/seats.py", "import concord.demo.cast"),
    ("house", "cli/show.py", "import concord.web.commands"),
    ("house", "cli/show.py", "import concord.demo"),
    ("house", "misc/__init__.py", "import concord.release"),
    ("kernel", "release/names.py", "import lxml.etree"),
    ("formats", "formats/seats/read.py", "import click"),
    ("formats", "facts/names.py", "import jinja2"),
    ("facts", "facts/names.py", "import lxml"),
    ("house", "desk/words.py", "import concord.vault"),
    ("house", "vault/bodies.py", "import concord.node"),
    ("house", "release/names.py", "import concord.desk"),
    ("door", "desk/words.py", "import django.db"),
    ("door", "desk/words.py", "import msgspec"),
    ("tables", "directory/kinds.py", "import pyarrow"),
    ("tables", "node/node.py", "import duckdb"),
    ("engine", "vault/parquet.py", "import duckdb"),
    ("house", "desk/words.py", "import concord.directory"),
    ("house", "directory/kinds.py", "import concord.vault"),
    ("directory", "directory/kinds.py", "import django.db"),
    ("directory", "directory/clearances.py", "import lxml.etree"),
    ("below", "vault/bodies.py", "import concord.directory"),
    ("vault", "cli/show.py", "import concord.vault"),
    ("databases", "cli/show.py", "import django.db"),
    ("databases", "demo/making.py", "import django.db"),
    ("databases", "facts/names.py", "import msgspec"),
    ("house", "dissemination/kinds.py", "import concord.vault"),
    ("house", "web/seats.py", "import concord.cli.show"),
    ("vault", "web/seats.py", "import concord.vault"),
    ("databases", "dissemination/kinds.py", "import django.db"),
    ("site", "cli/site.py", "import uvicorn"),
    ("house", "commitments/rules.py", "import concord.dissemination.kinds"),
    ("house", "dissemination/kinds.py", "import concord.commitments"),
    ("vault", "commitments/rules.py", "import concord.vault"),
    ("databases", "commitments/rules.py", "import django.db"),
    ("site", "commitments/rules.py", "import ninja"),
    ("papers", "web/seats.py", "import docx"),
]
"""A contract, and an import it must refuse in that module."""


def contracts() -> list[str]:
    """The ids of the contracts."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["id"] for contract in config["tool"]["importlinter"]["contracts"]]


def lint(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the linter of imports on a checkout."""
    script = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [script, "--no-cache", "--no-logo", *arguments],
        capture_output=True,
        check=False,
        text=True,
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout / "src"), "COLUMNS": "200"},
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the modules and the contracts, to plant imports in."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path in SOURCE.rglob("*.py"):
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return tmp_path


def test_the_tree_keeps_every_contract() -> None:
    done = lint(ROOT)
    assert (done.returncode, "0 broken" in done.stdout) == (0, True), done.stdout


@pytest.mark.parametrize(("contract", "place", "line"), PLANTS, ids=[f"{p}: {i}" for _, p, i in PLANTS])
def test_a_wrong_import_breaks_its_contract(copy: Path, contract: str, place: str, line: str) -> None:
    planted = copy / "src" / "concord" / place
    planted.parent.mkdir(exist_ok=True)
    before = planted.read_text(encoding="utf-8") if planted.exists() else ""
    planted.write_text(f"{before}\n{line}\n", encoding="utf-8")
    done = lint(copy, "--contract", contract)
    assert done.returncode == 1
    assert "1 broken" in done.stdout, done.stdout


def test_an_untouched_copy_breaks_nothing(copy: Path) -> None:
    assert lint(copy).returncode == 0


def test_every_contract_has_an_import_it_refuses() -> None:
    assert {contract for contract, _, _ in PLANTS} == set(contracts())
