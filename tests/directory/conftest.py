"""A directory of twenty posts in each kind of store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cast import book
from tests.desk.stores import KINDS_OF_STORE, opening
from tests.directory.staff import Directory, make_directory


@pytest.fixture(params=KINDS_OF_STORE)
def empty(request: pytest.FixtureRequest) -> Iterator[Directory]:
    """The roster in force, and no record."""
    with opening(request.param) as open_one:
        yield make_directory(open_one(book()))


@pytest.fixture
def directory(empty: Directory) -> Directory:
    """The roster in force, and a record for each post and line that Ada and Ben may read."""
    empty.file()
    return empty
