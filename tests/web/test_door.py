"""At the door, attempts are slowed and nobody learns who exists (W3, W83)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import give_passwords
from tests.web.house import make_house
from tests.web.serving import served
from tests.web.visiting import PASSWORD, Visitor

TRIES = 10
NAMES = ("sec-2", "no such account")


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two processes of one site."""
    house = make_house(tmp_path / "eu")
    give_passwords(house.folder)
    with served(house.folder) as one, served(house.folder) as two:
        yield one, two


def answered(site: str, name: str, password: str, asked: str = "") -> tuple[int, bytes]:
    """Status and bytes of what somebody new gets; the name that was typed left out."""
    found = Visitor(site).sign_in(asked or name, password)
    return found.status, found.plain.replace((asked or name).encode(), b"-").replace(site.encode(), b"")


def test_a_name_that_is_there_is_slowed_as_one_that_is_not_by_every_process(doors: tuple[str, str]) -> None:
    one, other = ([answered(doors[number % 2], name, "not the password") for number in range(TRIES)] for name in NAMES)
    assert one == other
    statuses = [status for status, _ in one]
    assert (statuses[:7], statuses[7:]) == ([200] * 7, [429] * 3)
    right = [answered(site, name, PASSWORD) for name in NAMES for site in doors]
    assert set(right) == {one[-1]}


def test_who_slowed_one_name_slowed_no_other(doors: tuple[str, str]) -> None:
    for number in range(TRIES):
        answered(doors[0], "sec-2", "not the password", ("sec-2", "SEC-2", " Sec-2")[number % 3])
    assert answered(doors[0], "sec-2", PASSWORD)[0] == 429
    assert Visitor(doors[0]).sign_in("de-1").address == f"{doors[0]}/"
