"""One demonstration for all tests that may leave something in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.demo.running import Running, running


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Both nodes, in a folder of their own."""
    with running(tmp_path_factory.mktemp("demonstration")) as found:
        yield found
