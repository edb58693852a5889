"""No page and no answer tells two houses apart that differ in what its reader may not see (W81)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.web.proofs.twin_houses import Twins, differing, found_by, make_twins

READERS = ("no-1", "ie-1")
"""An ally, from whom most is withheld; a member, from whom little is."""


@pytest.fixture(scope="session")
def twins_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Twins]:
    """Twin houses for a reader, made once."""
    return cache(lambda persona: make_twins(tmp_path_factory.mktemp("twin"), persona))


@pytest.mark.parametrize("persona", READERS)
def test_no_answer_tells_apart_what_is_hidden(
    twins_of: Callable[[str], Twins], configured: tuple[str, ...], persona: str
) -> None:
    assert differing(twins_of(persona), persona, configured) == []


@pytest.mark.parametrize("broken", ["counted_before_release", "given_beside"])
def test_a_broken_site_tells_them_apart(twins_of: Callable[[str], Twins], broken: str) -> None:
    assert found_by(twins_of("no-1"), "no-1", f"tests.web.broken_{broken}") != []
