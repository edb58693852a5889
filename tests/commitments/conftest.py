"""An office with the register in it."""

from __future__ import annotations

import pytest

from tests.commitments.office import Office


@pytest.fixture
def office() -> Office:
    """The 42 points, under a label that Ada and Ben may read."""
    found = Office()
    found.load()
    return found
