"""A short run of the fuzzer, and what longer runs found."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest

from concord.formats.spif.read import read

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOUND = sorted((pathlib.Path(__file__).parent / "found").glob("*"))


def test_a_short_run_of_the_fuzzer_finds_nothing() -> None:
    command = [sys.executable, str(ROOT / "benches" / "fuzz_spif.py"), "--seconds", "5"]
    ran = subprocess.run(command, capture_output=True, check=False, text=True)
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["name"] == "fuzz spif"
    assert (told["tried"] > 0, told["failed"], ran.stderr) == (True, 0, "")


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_the_fuzzer_found_is_answered(path: pathlib.Path) -> None:
    reading = read(path.read_bytes(), source=path.name)
    assert reading.findings
