"""The desk answers as a second one that was written from its rules alone (tests/desk/naive.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from concord.desk import scan
from concord.desk.filing import Filing
from concord.desk.gate import Gate
from concord.desk.memory import _View
from concord.desk.proposing import Proposing
from tests.desk.stores import KINDS_OF_STORE, opening
from tests.desk.twins import differences

WORLDS = {"memory": range(12), "sqlite": range(50, 53), "postgresql": range(60, 62)}


@pytest.mark.parametrize(("kind", "seed"), [(kind, seed) for kind in KINDS_OF_STORE for seed in WORLDS[kind]])
def test_desk_and_twin_agree(kind: str, seed: int) -> None:
    with opening(kind) as open_one:
        assert differences(seed, open_one) == []


def past_by_the_label_of_then(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_View, "_passes", lambda view, portion, held, gate: gate.passes(portion.label_set))


def none_first(patch: pytest.MonkeyPatch) -> None:
    page = scan._page
    patch.setattr(scan, "_page", lambda *given, descending: page(*given, descending=not descending))


def any_source(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Filing, "_draw", lambda filing, sources, label_set, where: None)


def wider_by_one(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("concord.desk.filing.is_narrower", lambda new, old, moment: True)


def everything_released(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Gate, "passes", lambda gate, label_set: True)


def edit_that_overwrites(patch: pytest.MonkeyPatch) -> None:
    edited = Filing.edited

    def lossy(filing: Filing, edit: Any, entry: Any) -> Any:
        changed, removed = edited(filing, edit, entry)
        return changed, (*removed, *(p.id for p in entry.portions if p.variant_of and p not in changed))

    patch.setattr(Filing, "edited", lossy)


def nothing_goes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("concord.desk.memory.remove_whole", lambda kept, removal, name: None)


def told_to_everybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_View, "purged", lambda view, gate: [left.gone for left in view._store.receipts])


def one_is_enough(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Proposing, "_who", lambda proposing, move, proposer: [])


PLANTS = [
    past_by_the_label_of_then,
    none_first,
    any_source,
    wider_by_one,
    everything_released,
    edit_that_overwrites,
    nothing_goes,
    told_to_everybody,
    one_is_enough,
]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found(plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    with opening("memory") as open_one:
        assert any(differences(seed, open_one) for seed in range(40))
