"""A node whose clock went back shows nothing, and says so (W92)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.house import CANARIES, House
from tests.web.serving import served
from tests.web.visiting import Visitor


@pytest.fixture
def behind(house: House) -> Iterator[str]:
    """The site of a house with a clock that went back."""
    with served(house.folder, "tests.web.behind") as site:
        yield site


@pytest.mark.parametrize(
    "path", ["/", "/documents", "/documents/none", "/log", "/rulebook", "/commitments", "/search?q=a"]
)
def test_every_page_says_so_and_shows_nothing(behind: str, path: str) -> None:
    visitor = Visitor(behind)
    visitor.sign_in("ie-1")
    answer = visitor.get(path)
    assert (answer.status, "clock of this node went back" in answer.text) == (503, True)
    assert [word for word in CANARIES if word in answer.text] == []


def test_the_page_is_in_the_language_of_its_reader(behind: str) -> None:
    visitor = Visitor(behind, "fr")
    visitor.sign_in("ie-1")
    assert "horloge" in visitor.get("/").text
