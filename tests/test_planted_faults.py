"""Faults planted in the kernel are found by the differential or a promise: a proof that they look where they should."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import FAULTS
from tests.planting import SOURCE, Fault, hunt_fault, mutants, plant, write_sheets

SIZE = 9_000
"""Questions of each subject; benches/planted_faults.py asks more, and counts how many find each fault."""


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sheets(tmp_path_factory.mktemp("sheets"), SIZE)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(fault: Fault, sheets: Path) -> None:
    assert hunt_fault(fault, sheets=sheets).failed == 1


def test_the_kernel_itself_is_not_found_faulty(sheets: Path) -> None:
    nothing = Fault(
        "nothing", "gates.py", "from __future__ import annotations\n", "from __future__ import annotations\n"
    )
    assert hunt_fault(nothing, sheets=sheets, whole=True).failed == 0


def test_a_fault_whose_snippet_is_gone_is_an_error() -> None:
    with pytest.raises(ValueError, match="expected its snippet once"):
        plant(Fault("gone", "gates.py", "no such words", ""), (SOURCE / "release" / "gates.py").read_text())


def test_every_mutant_changes_the_source() -> None:
    whole = (SOURCE / "release" / "grounds.py").read_text()
    assert {mutant.was == mutant.now or mutant.text == whole for mutant in mutants("grounds.py")} == {False}
