"""No page and no answer tells two houses apart that differ in what its reader may not see (W81)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.web.proofs.twin_houses import Twins, differing, make_twins
from tests.web.proofs.walking import Reach

READERS = ("no-1", "ie-1")
"""An ally, from whom most is withheld; a member, from whom little is."""

FEW = Reach(3, 1, seeks=False)
"""What a broken site is found by."""


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
def test_a_broken_site_tells_them_apart(
    twins_of: Callable[[str], Twins], configured: tuple[str, ...], broken: str
) -> None:
    settings = f"tests.web.broken_{broken}"
    assert differing(twins_of("no-1"), "no-1", configured, settings=settings, reach=FEW) != []
