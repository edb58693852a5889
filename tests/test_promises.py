"""The named promises of the kernel hold in random worlds; benches/proofs.py tries them at length."""

from __future__ import annotations

import pytest

from tests.promises import PROMISES, Property, try_promise

WORLDS = range(5_000, 5_030)
LEAST = 20
"""A promise that was hardly tried is no promise."""


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_a_promise_holds_in_random_worlds(promise: Property) -> None:
    trials = [trial for seed in WORLDS for trial in try_promise(promise, seed)]
    assert (next(filter(None, trials), ""), len(trials) >= LEAST) == ("", True)
