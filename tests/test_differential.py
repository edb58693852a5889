"""The kernel agrees with the naive twin on random worlds: 100,000 decisions here, any number by benches/proofs.py."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from tests.asking import differences
from tests.differential import DECISIONS, DECISIONS_A_WORLD, questions, twin_decides

TRIED = 100_000
PARTS = 25
WORLDS_A_PART = TRIED // DECISIONS_A_WORLD // PARTS

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
    seeds = range(part * WORLDS_A_PART, (part + 1) * WORLDS_A_PART)
    found = [d for seed in seeds for d in differences(DECISIONS, seed, DECISIONS_A_WORLD) if d is not None]
    assert found == [], str(found[0]) if found else ""


def test_every_code_and_every_outcome_occurs_often() -> None:
    seen: Counter[str] = Counter()
    worlds = range(1000, 1036)
    for answer in (twin_decides(asked) for seed in worlds for asked in islice(questions(seed), 250)):
        seen.update([answer.outcome, *(f"{gate} {code}" for gate, code in answer.codes)])
    tried = 250 * len(worlds)
    rare = [code for code in (*CODES, "withheld", "refer") if seen[code] < tried / 1000]
    assert (rare, seen["released"] >= tried / 10) == ([], True)
