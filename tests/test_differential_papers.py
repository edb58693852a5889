"""Kernel and naive twin agree on what stands around decisions: editions, roll-ups, clearance files, holdings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.asking import Subject, differences
from tests.papers import A_WORLD, PAPERS

WORLDS = range(2_000, 2_020)


@pytest.mark.parametrize("subject", PAPERS, ids=lambda subject: subject.name)
def test_kernel_and_twin_agree_around_decisions(subject: Subject[Any]) -> None:
    found = [d for seed in WORLDS for d in differences(subject, seed, A_WORLD) if d is not None]
    assert found == [], str(found[0]) if found else ""
