"""A furnished house for all proofs of its pages, and its site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.web.conftest import give_passwords
from tests.web.proofs.addresses import routes
from tests.web.proofs.coming import tokens_of
from tests.web.proofs.furnishing import Furnished, furnish
from tests.web.serving import served


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """The house, whose accounts have passwords."""
    found = furnish(tmp_path_factory.mktemp("furnished") / "eu")
    give_passwords(found.house.folder)
    return found


@pytest.fixture(scope="session")
def full_site(furnished: Furnished) -> Iterator[str]:
    """The address of its site."""
    with served(furnished.house.folder) as address:
        yield address


@pytest.fixture(scope="session")
def configured(furnished: Furnished) -> tuple[str, ...]:
    """The address patterns of its configuration."""
    return routes(furnished.house.folder)


@pytest.fixture(scope="session")
def bearers(furnished: Furnished) -> Mapping[str, str]:
    """A token for each delegate."""
    return tokens_of(furnished.house.folder)
