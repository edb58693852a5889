"""The fuzzer runs, finds nothing in a few seconds, and would find something."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from benches import fuzz_stanag4774
from benches.fuzz_stanag4774 import SEEDS, check, inputs, mutate, try_for
from concord.formats.stanag4774 import read, read_clearance

CHECKOUT = Path(__file__).resolve().parents[3]


def test_three_seconds_of_fuzzing_find_nothing() -> None:
    command = [sys.executable, "-m", "benches.fuzz_stanag4774", "--seconds", "3"]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=False, text=True)
    line = json.loads(ran.stdout.splitlines()[-1])
    assert (ran.returncode, line["name"], line["failed"]) == (0, "fuzz stanag4774", 0), ran.stderr
    assert line["tried"] > 100


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_every_seed_with_labels_is_read(seed: bytes) -> None:
    assert read(seed).labels
    check(seed)


def test_the_seed_with_a_clearance_is_read() -> None:
    assert read_clearance(SEEDS[3]).levels
    check(SEEDS[3])


def test_the_same_dice_try_the_same_inputs() -> None:
    first, second = inputs(random.Random(7)), inputs(random.Random(7))
    assert [next(first) for _ in range(50)] == [next(second) for _ in range(50)]


def test_some_mutants_are_read_and_some_refused() -> None:
    dice = random.Random(1)
    readings = [read(mutate(SEEDS[1], dice)) for _ in range(100)]
    assert {reading.is_refused for reading in readings} == {True, False}


@pytest.mark.parametrize("error", [RecursionError, KeyError, UnicodeDecodeError, ValueError])
def test_any_other_exception_is_a_failure(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(data: bytes) -> None:
        raise error.__new__(error)

    monkeypatch.setattr(fuzz_stanag4774, "read", stumble)
    tried, failing = try_for(0.0, seed=1)
    assert (tried, len(failing)) == (1, 1)


@pytest.mark.parametrize("writer", ["write_label", "write_clearance"])
def test_bytes_that_do_not_come_back_are_a_failure(writer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz_stanag4774, writer, lambda value: value.raw + b" ")
    with pytest.raises(AssertionError, match="raw bytes of a"):
        check(SEEDS[0] if writer == "write_label" else SEEDS[3])
