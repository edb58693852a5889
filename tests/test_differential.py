"""The kernel agrees with the naive twin on random worlds: 200,000 decisions here, any number by benches/proofs.py."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.differential import DECISIONS_A_WORLD, compare_world, shrink

DECISIONS = 200_000
PARTS = 25
WORLDS_A_PART = DECISIONS // DECISIONS_A_WORLD // PARTS

CODES = (
    *(f"1 {code}" for code in ("POLICY_UNKNOWN", "POLICY_MISMATCH", "CLASS_UNKNOWN", "CAT_UNKNOWN")),
    *(f"1 {code}" for code in ("CAT_TYPE_MISMATCH", "CAT_RULE", "PROFILE", "MALFORMED", "UNLABELLED")),
    *("2 NO_CLEARANCE", "2 CLASS_NOT_HELD", "3 NO_RELEASE_DECISION", "3 NO_BASIS", "3 PERMISSIVE_NONE_HELD"),
    *("4 RESTRICTIVE_NOT_HELD", "5 CLASS_UNKNOWN", "5 CAT_UNKNOWN", "5 NO_CLEARANCE", "5 CLASS_NOT_HELD"),
    *("5 NO_RELEASE_DECISION", "5 NO_BASIS", "6 COMMUNITY_NOT_HELD", "7 NOT_YET"),
    *("9 OPEN_QUESTION", "9 UNCONFIRMED", "9 RELEASE_UNKNOWN"),
)


@pytest.mark.parametrize("part", range(PARTS))
def test_kernel_and_twin_agree_on_random_worlds(part: int) -> None:
    seen: Counter[str] = Counter()
    seeds = range(part * WORLDS_A_PART, (part + 1) * WORLDS_A_PART)
    first = next((d for seed in seeds for d in compare_world(seed, seen=seen)), None)
    assert first is None, str(shrink(first)) if first is not None else ""


def test_every_code_and_every_outcome_occurs_often() -> None:
    seen: Counter[str] = Counter()
    tried = 30 * 300
    for seed in range(1000, 1030):
        list(compare_world(seed, 300, seen))
    rare = [code for code in (*CODES, "withheld", "refer") if seen[code] < tried / 1000]
    assert (rare, seen["released"] >= tried / 10) == ([], True)
