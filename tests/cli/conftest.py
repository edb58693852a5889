"""Running commands in this process, with an empty configuration and a terminal of 100 columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from concord.cli.main import concord as program
from tests.cli.papers import PAPER, SEATS
from tests.cli.running import Ran, Run

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "standards"


@pytest.fixture
def concord(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `concord` on some arguments, in an empty folder of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("CONCORD_OVERLAY", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path, given: bytes | None = None) -> Ran:
        result = CliRunner().invoke(program, [str(each) for each in arguments], input=given, catch_exceptions=False)
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A short document, with its seats beside it in `seats.toml`."""
    (tmp_path / "seats.toml").write_bytes(SEATS)
    place = tmp_path / "paper.md"
    place.write_bytes(PAPER)
    return place


@pytest.fixture
def standards() -> Path:
    """The published policy files and sample labels, which do not ship."""
    if not SHARED.is_dir():
        pytest.skip("the published samples are not beside this checkout (shared/standards)")
    return SHARED
