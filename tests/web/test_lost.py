"""A node whose database does not answer shows nothing, says so, and loses nothing that was typed (W93)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.web.house import CANARIES, House
from tests.web.losing import BOTH, FLAG, VAULT
from tests.web.serving import served
from tests.web.stores import copied
from tests.web.test_api import Program, tokens_of
from tests.web.test_live import BEAT, filed, listening
from tests.web.test_pages import TYPED
from tests.web.visiting import Visitor, fields

PATHS = ("/", "/documents", "/documents/none", "/documents/new", "/log", "/rulebook", "/commitments", "/search?q=a")


class Losing(NamedTuple):
    """A site, and the file that loses its database."""

    site: str
    flag: Path
    house: House


@pytest.fixture
def losing(untouched: House, tmp_path: Path) -> Iterator[Losing]:
    """The site of a house that can lose its database."""
    folder = tmp_path / "eu"
    copied(untouched.folder, folder)
    with served(folder, "tests.web.lost") as site:
        yield Losing(site, folder / FLAG, House(folder, untouched.records, untouched.points))


def entered(losing: Losing, language: str = "en") -> Visitor:
    """An officer who came in while all was well."""
    visitor = Visitor(losing.site, language)
    visitor.sign_in("sec-1")
    return visitor


@pytest.mark.parametrize("which", [VAULT, BOTH])
def test_every_page_says_so_and_shows_nothing_until_it_is_back(losing: Losing, which: str) -> None:
    visitor = entered(losing)
    losing.flag.write_text(which)
    answers = [visitor.get(path) for path in PATHS]
    assert {answer.status for answer in answers} == {503}
    assert {"database of this node cannot be used" in answer.text for answer in answers} == {True}
    assert [word for word in CANARIES if any(word in answer.text for answer in answers)] == []
    losing.flag.unlink()
    assert visitor.get("/documents").status == 200


def test_the_page_is_in_the_language_of_its_reader(losing: Losing) -> None:
    visitor = entered(losing, "fr")
    losing.flag.write_text(VAULT)
    assert "base de données" in visitor.get("/").text


def test_what_was_typed_is_kept_and_filed_once(losing: Losing) -> None:
    visitor = entered(losing)
    form = fields(visitor.get("/documents/new"))
    hidden = {name: form[name] for name in ("csrfmiddlewaretoken", "made-for", "draft")}
    losing.flag.write_text(VAULT)
    lost = visitor.sent("/documents/new", **hidden, **TYPED)
    assert (lost.status, TYPED["title"] in lost.text) == (503, False)
    lost = visitor.sent("/account/again", kept=fields(lost)["kept"])
    assert lost.status == 503
    losing.flag.unlink()
    again = visitor.sent("/account/again", kept=fields(lost)["kept"])
    typed = fields(again)
    assert typed["title"] == TYPED["title"]
    sent = {name: typed[name] for name in hidden} | TYPED
    filed = [visitor.sent("/documents/new", **sent) for _ in range(2)]
    assert {TYPED["title"] in answer.text for answer in filed} == {True}
    assert len({answer.address for answer in filed}) == 1


def test_a_live_line_beats_on_and_tells_what_came_afterwards(losing: Losing) -> None:
    officer = entered(losing)
    with listening(officer) as line:
        losing.flag.write_text(VAULT)
        while_lost = line.frames(4)
        losing.flag.unlink()
        record = filed(officer, "PUBLIC", "Opening hours")
        change, _ = line.until_told()
    assert (set(while_lost), record in change["records"] or change["everything"]) == ({BEAT}, True)


def test_a_program_is_told_that_the_database_is_lost_and_no_more(losing: Losing) -> None:
    program = Program(losing.site, tokens_of(losing.house)["de-1"])
    losing.flag.write_text(VAULT)
    status, said = program.ask("records", kind="document")
    assert (status, said["code"], "lost" in said["detail"]) == (503, "store", False)
