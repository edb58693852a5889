"""The named promises of the kernel hold in random worlds; benches/proofs.py tries them at length."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.promises import PROMISES, Property, try_promise

WORLDS = range(5_000, 5_030)
LEAST, OF_EACH = 20, 6
"""A promise that was hardly tried is no promise; more than so many trials of a world are left to the long form."""


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_a_promise_holds_in_random_worlds(promise: Property) -> None:
    trials = [trial for seed in WORLDS for trial in islice(try_promise(promise, seed), OF_EACH)]
    assert (next(filter(None, trials), ""), len(trials) >= LEAST) == ("", True)
