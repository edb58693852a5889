"""What case files may call for, as the command line puts it together, and every case of the repository."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from concord.cli.books import shipped_book
from concord.cli.cases import given
from concord.formats import case

ROOT = Path(__file__).resolve().parents[2]

GIVEN = given(shipped_book())
shipped, read_marking, read_document = GIVEN.shipped, GIVEN.marking, GIVEN.xml


@cache
def cases() -> tuple[tuple[str, case.Case], ...]:
    """Every case of every file in `cases/`, with the name of its file."""
    paths = sorted((ROOT / "cases").glob("*.json"))
    return tuple((p.name, c) for p in paths for c in case.read(p.read_bytes(), source=p.name, given=GIVEN))


def codes_of(expected: case.Expectation) -> frozenset[tuple[int, str]]:
    """The expected failing rules as pairs of gate and code."""
    return frozenset((rule.gate, rule.code) for rule in expected.rules or ())
