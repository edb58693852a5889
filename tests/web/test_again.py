"""Who has to say again who he is does it by what his account has; with nothing he is refused (W154, W155)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import Cookie
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web.house import House
from tests.web.serving import ROOT, served
from tests.web.stores import copied
from tests.web.test_approvals import asked
from tests.web.visiting import PASSWORD, Visitor

__all__ = ["asked"]
NOTHING = "Nothing to say again who you are by"
FACTORS = (
    "totp/activate/",
    "totp/deactivate/",
    "recovery-codes/",
    "recovery-codes/generate/",
    "recovery-codes/download/",
)


@contextmanager
def entered(folder: Path, line: str, settings: str = "tests.web.settings") -> Iterator[tuple[Visitor, str]]:
    """Somebody without a password who came in by other means, in the first post of his; a recovery code, if any."""
    command = [sys.executable, "-m", "tests.web.entering", str(folder)]
    done = subprocess.run(command, input=line, text=True, check=True, cwd=ROOT, stdout=subprocess.PIPE)
    name, key, *code = done.stdout.split()
    with served(folder, settings) as site:
        visitor = Visitor(site)
        host = urlsplit(site).hostname or ""
        visitor.jar.set_cookie(
            Cookie(0, name, key, None, False, host, False, False, "/", True, False, None, False, None, None, {})
        )
        yield visitor, "".join(code)


@pytest.fixture
def folder(untouched: House, tmp_path: Path) -> Path:
    """The folder of a house of one's own."""
    copied(untouched.folder, tmp_path / "own")
    return tmp_path / "own"


def in_post(visitor: Visitor) -> Visitor:
    """The same, in the post by which he keeps the facts."""
    visitor.post("/", to="/seat", post="GSC/security-2", next="/")
    return visitor


def test_with_nothing_to_say_it_by_no_account_is_dealt_with(folder: Path) -> None:
    with entered(folder, "sec-2") as (visitor, _):
        page, to = "/administration/account?name=no-1", "/administration/act"
        before = in_post(visitor).get(page).plain
        answers = [visitor.post(page, to=to, account=each, act="disable") for each in ("no-1", "none")]
        assert {(answer.status, NOTHING in answer.text) for answer in answers} == {(403, True)}
        assert answers[0].plain == answers[1].plain
        assert visitor.get(page).plain == before
        assert "/account/login/" not in visitor.get("/").address


def test_with_nothing_to_say_it_by_nothing_is_decided(asked: tuple[House, str]) -> None:
    house, approval = asked
    with entered(house.folder, "sec-2") as (visitor, _):
        page = visitor.get(f"/approvals/{approval}").text
        assert ("nothing to say again who you are by" in page, 'value="approve"' in page) == (True, False)
        answers = [visitor.post("/", to=f"/approvals/{each}/decide", event="approve") for each in (approval, "none")]
        assert [(answer.status, NOTHING in answer.text) for answer in answers] == [(403, True)] * 2
        assert answers[0].plain.replace(approval.encode(), b"none") == answers[1].plain
        assert "◐ proposed" in visitor.get(f"/approvals/{approval}").text


def test_with_nothing_to_say_it_by_what_was_typed_is_kept(folder: Path) -> None:
    with entered(folder, "sec-2") as (visitor, _):
        page = "/administration/removal"
        answer = in_post(visitor).post(page, what="person", person="nobody", draft="d")
        assert (answer.status, "has nothing to say it by. Nothing was filed." in answer.text) == (403, True)
        assert 'name="kept"' in answer.text
        assert visitor.get("/account/reauthenticate/").status == 200


def test_nobody_gives_a_way_of_his_own_to_an_account_that_is_open(folder: Path) -> None:
    with entered(folder, "sec-2") as (visitor, _):
        paths = [f"/account/2fa/{each}" for each in FACTORS]
        answers = [*map(visitor.get, paths), *(visitor.post("/", to=path, code="1") for path in paths)]
    assert {(answer.status, NOTHING in answer.text) for answer in answers} == {(403, True)}


@pytest.mark.parametrize("path", FACTORS)
def test_who_is_signed_out_is_led_to_the_door(site: str, path: str) -> None:
    assert "/account/login/" in Visitor(site).get(f"/account/2fa/{path}").address


def test_the_second_factor_says_it(asked: tuple[House, str]) -> None:
    house, approval = asked
    path = f"/approvals/{approval}"
    with entered(house.folder, "sec-2 factor") as (visitor, code):
        door = visitor.post(path, to=f"{path}/decide", event="approve")
        assert "/account/2fa/reauthenticate/" in door.address
        wrong = visitor.post(door.address, code="00000000", next=f"{path}/decide")
        assert "/account/2fa/reauthenticate/" in wrong.address
        assert "◐ proposed" in visitor.get(path).text
        done = visitor.post(door.address, code=code, next=f"{path}/decide")
        assert ("● approved" in done.text, "Decided." in done.text) == (True, True)


def test_what_somebody_came_in_by_says_it(asked: tuple[House, str]) -> None:
    house, approval = asked
    path = f"/approvals/{approval}"
    with entered(house.folder, "sec-2", "tests.web.providing_settings") as (visitor, _):
        door = visitor.post(path, to=f"{path}/decide", event="approve")
        assert "/elsewhere" in door.address
        assert "◐ proposed" in visitor.get(path).text
        done = visitor.get(f"{door.address}&answer=yes")
        assert ("● approved" in done.text, "Decided." in done.text) == (True, True)
        told = visitor.get("/account/password/").text
        assert ("This account has no password" in told, "What you came in by" in told) == (True, True)


def test_a_password_says_it_where_a_factor_is_set_up(site: str) -> None:
    visitor = Visitor(site)
    visitor.sign_in("ie-1")
    door = visitor.get("/account/2fa/totp/activate/")
    assert "/account/reauthenticate/" in door.address
    inside = visitor.post(door.address, password=PASSWORD, next="/account/2fa/totp/activate/")
    assert (inside.status, "/account/2fa/totp/activate/" in inside.address) == (200, True)
