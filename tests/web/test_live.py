"""Live updates: who is told that something changed, and who hears nothing but the beat (W24, W25)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request

import pytest

from tests.web.conftest import give_passwords
from tests.web.house import make_house
from tests.web.serving import served
from tests.web.test_pages import TYPED, signed_in
from tests.web.visiting import Visitor, fields

BEAT = b": beat\n\n"
SECONDS = 30
"""Within which a frame comes, or the test fails."""
ENOUGH = 12
"""Beats within which a change that is told is told."""


def changing(folder: Path) -> Path:
    """A house in which things change."""
    give_passwords(make_house(folder).folder)
    return folder


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site of such a house."""
    with served(changing(tmp_path_factory.mktemp("live") / "eu")) as address:
        yield address


class Listener:
    """Somebody who listens: the frames that come, one after another."""

    def __init__(self, answer: HTTPResponse) -> None:
        self.answer = answer
        self.first = self.frame()

    def frame(self) -> bytes:
        """The next frame; b"" when the line is closed."""
        lines = []
        while (line := self.answer.readline()) not in (b"\n", b""):
            lines.append(line)
        return b"".join((*lines, b"\n")) if lines else b""

    def frames(self, count: int) -> list[bytes]:
        """So many frames."""
        return [self.frame() for _ in range(count)]

    def until_told(self) -> tuple[dict[str, Any], int]:
        """What the next frame that is no beat says, and how many beats came before."""
        for beats in range(ENOUGH):
            frame = self.frame()
            if frame != BEAT:
                return json.loads(value(frame, b"data")), beats
        raise AssertionError("nothing was told")


def value(frame: bytes, name: bytes) -> str:
    """A field of a frame."""
    return next(line.partition(b": ")[2] for line in frame.split(b"\n") if line.startswith(name + b": ")).decode()


@contextmanager
def listening(visitor: Visitor, since: str = "") -> Iterator[Listener]:
    """A line held open."""
    address = f"{visitor.site}/live" + (f"?since={quote(since)}" if since else "")
    with visitor.opener.open(Request(address), timeout=SECONDS) as answer:
        yield Listener(answer)


def filed(visitor: Visitor, label: str, title: str) -> str:
    """File a document; its id."""
    one = {key: text for key, text in TYPED.items() if not key.startswith("p-1")} | {"p-TOTAL_FORMS": "1"}
    answer = visitor.post(
        "/documents/new", **{**fields(visitor.get("/documents/new")), **one, "title": title, "marking": label}
    )
    assert answer.status == 200, answer.text
    return answer.address.rpartition("/")[2]


def officer_of(site: str) -> Visitor:
    """Somebody who may file."""
    officer = signed_in(site, "sec-1")
    officer.post("/", to="/seat", post="GSC/security-1")
    return officer


def test_who_has_not_come_in_hears_nothing(live_site: str) -> None:
    assert Visitor(live_site).get("/live").status == 403


def overheard(site: str) -> list[bytes]:
    """What Norway hears, but for the beat, while a paper is filed that Ireland is told of."""
    officer, ireland, norway = officer_of(site), signed_in(site, "ie-1"), signed_in(site, "no-1")
    with listening(ireland) as told, listening(norway) as untold:
        before = untold.frames(2)
        record = filed(officer, "RESTREINT UE/EU RESTRICTED", "Lock gates")
        change, beats = told.until_told()
        assert record in change["records"]
        return [frame for frame in before + untold.frames(beats + 3) if frame != BEAT]


def test_who_may_not_read_it_hears_nothing_of_a_change(live_site: str) -> None:
    assert overheard(live_site) == []


def test_a_site_that_tells_all_is_found(tmp_path: Path) -> None:
    with served(changing(tmp_path / "eu"), "tests.web.broken_told_to_all") as site:
        assert overheard(site) != []


def test_a_change_is_told_to_who_may_read_it(live_site: str) -> None:
    officer, ireland, norway = officer_of(live_site), signed_in(live_site, "ie-1"), signed_in(live_site, "no-1")
    with listening(ireland) as one, listening(norway) as other:
        record = filed(officer, "PUBLIC", "Opening hours")
        assert [each.until_told()[0] for each in (one, other)] == [{"records": [record], "everything": False}] * 2


def test_who_comes_back_is_told_what_changed_in_between(live_site: str) -> None:
    officer, ireland, norway = officer_of(live_site), signed_in(live_site, "ie-1"), signed_in(live_site, "no-1")
    tokens = []
    for visitor in (ireland, norway):
        with listening(visitor) as told:
            tokens.append(value(told.first, b"id"))
    record = filed(officer, "RESTREINT UE/EU RESTRICTED", "Dredging")
    with listening(ireland, tokens[0]) as told, listening(norway, tokens[1]) as untold:
        change, beats = told.until_told()
        assert change["records"] == [record]
        assert untold.frames(beats + 3) == [BEAT] * (beats + 3)


def test_the_token_of_another_seat_tells_nothing(live_site: str) -> None:
    officer, ireland, germany = officer_of(live_site), signed_in(live_site, "ie-1"), signed_in(live_site, "de-1")
    with listening(ireland) as told:
        token = value(told.first, b"id")
    filed(officer, "RESTREINT UE/EU RESTRICTED", "Moorings")
    with listening(germany, token) as untold:
        assert untold.frames(4) == [BEAT] * 4


def test_a_line_ends_with_its_session(live_site: str) -> None:
    ireland = signed_in(live_site, "ie-1")
    with listening(ireland) as told:
        ireland.post("/", to="/account/logout/")
        assert b"" in told.frames(ENOUGH)


def test_home_lists_what_changed_until_it_is_seen(live_site: str) -> None:
    officer, germany, norway = officer_of(live_site), signed_in(live_site, "de-1"), signed_in(live_site, "no-1")
    for visitor in (germany, norway):
        visitor.post("/", to="/seen", token=fields(visitor.get("/")).get("token", ""))
    quiet = norway.get("/").plain
    filed(officer, "RESTREINT UE/EU RESTRICTED", "Tug roster")
    assert "Tug roster" in germany.get("/").text.partition("Ends soon")[0]
    assert norway.get("/").plain == quiet
    germany.post("/", to="/seen", token=fields(germany.get("/"))["token"])
    assert "Nothing changed since you last looked." in germany.get("/").text
    filed(officer, "RESTREINT UE/EU RESTRICTED", "Second roster")
    germany.post("/", to="/seen", token="made up")
    assert "Second roster" in germany.get("/").text.partition("Ends soon")[0]


def test_to_have_seen_nothing_changes_nothing(live_site: str) -> None:
    ireland = signed_in(live_site, "ie-1")
    before = "Nothing changed since you last looked." in ireland.get("/").text
    ireland.post("/", to="/seen", token="")
    assert ("Nothing changed since you last looked." in ireland.get("/").text) is before
