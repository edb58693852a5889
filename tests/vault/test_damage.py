"""What is damaged in the tables of a vault is not released to anybody who did not get it before (V5)."""

from __future__ import annotations

import pytest

from tests.desk.stores import opening
from tests.vault.damage import injured

DAMAGES_OF_EACH = {"sqlite": 2, "postgresql": 1}
"""In how many ways each column is damaged here; the long form (benches/proofs.py) damages it in all."""


@pytest.mark.parametrize("kind", sorted(DAMAGES_OF_EACH))
def test_damage_to_any_column_releases_nothing(kind: str) -> None:
    with opening(kind) as open_one:
        found = injured(open_one, seed=3, most=DAMAGES_OF_EACH[kind])
    assert {injury.table for injury in found} >= {"vault_cell", "vault_key", "vault_past", "vault_state"}
    assert [injury for injury in found if injury.told] == []
