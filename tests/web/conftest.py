"""One house for all tests of the site that change nothing in it, and its site in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.house import ACCOUNTS, NOWHERE, House, make_house
from tests.web.officers import Officers, confirmed, officer_at
from tests.web.serving import ROOT, served
from tests.web.stores import copied
from tests.web.visiting import PASSWORD, Visitor


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A node with seats, accounts and documents."""
    found = make_house(tmp_path_factory.mktemp("house") / "eu")
    give_passwords(found.folder)
    return found


def give_passwords(folder: Path) -> None:
    """Give every account the password of visitors."""
    given = "\n".join((*ACCOUNTS, NOWHERE))
    subprocess.run(
        [sys.executable, "-m", "tests.web.accounts", str(folder), PASSWORD],
        input=given,
        text=True,
        check=True,
        cwd=ROOT,
    )


@pytest.fixture(scope="session")
def site(house: House) -> Iterator[str]:
    """The address of its site."""
    with served(house.folder) as address:
        yield address


@pytest.fixture
def visitor(site: str) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(site)


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house that is never served: houses of one's own are copies of it."""
    found = make_house(tmp_path_factory.mktemp("untouched") / "eu")
    give_passwords(found.folder)
    return found


@pytest.fixture
def officers(untouched: House, tmp_path: Path) -> Iterator[Officers]:
    """Both officers at the site of a house of their own."""
    folder = tmp_path / "eu"
    copied(untouched.folder, folder)
    own = House(folder, untouched.records, untouched.points)
    with served(folder) as site:
        yield Officers(own, site, *(confirmed(officer_at(site, each)) for each in (1, 2)))
