"""What fails is told to whoever runs the node, and holds no content; whatever is refused is a page (W125-W128)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.house import House
from tests.web.serving import served
from tests.web.stores import copied
from tests.web.visiting import Visitor

NAME = re.compile(r"<code>([0-9a-f]{8})</code>")
TYPED, CONTENT = "canary-typed", "canary-in-a-message"


@pytest.fixture
def folder(untouched: House, tmp_path: Path) -> Path:
    """The folder of a house of one's own."""
    copied(untouched.folder, tmp_path / "eu")
    return tmp_path / "eu"


def test_what_fails_is_told_under_the_name_that_its_page_shows(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with served(folder, "tests.web.failing_settings") as site:
        answer = Visitor(site).get(f"/fail/value?typed={TYPED}")
    name, told = NAME.findall(answer.text), capfd.readouterr().err
    assert (answer.status, len(name)) == (500, 1)
    assert f"{name[0]} failed: ValueError at " in told
    assert "; caused by KeyError at " in told
    assert "failing.py" in told
    assert (CONTENT in told, TYPED in told, CONTENT in answer.text) == (False, False, False)


@pytest.mark.parametrize(("fault", "status"), [("not-taken", 400), ("not-allowed", 403)])
def test_what_is_refused_is_a_page_without_content(folder: Path, fault: str, status: int) -> None:
    with served(folder, "tests.web.failing_settings") as site:
        answer = Visitor(site, "fr").get(f"/fail/{fault}")
    assert (answer.status, "<main" in answer.text, CONTENT in answer.text) == (status, True, False)
    assert 'lang="fr"' in answer.text


# Without a password


@pytest.mark.parametrize("path", ["/account/password/", "/account/reauthenticate/", "/account/password/none/"])
def test_who_is_signed_out_is_led_to_the_door(site: str, path: str) -> None:
    assert "/account/login/" in Visitor(site).get(path).address


def test_an_account_with_a_password_is_led_to_it(site: str) -> None:
    visitor = Visitor(site)
    visitor.sign_in("ie-1")
    assert "This account has no password" not in visitor.get("/account/password/none/").text
    assert visitor.get("/account/password/").status == 200
    assert visitor.get("/account/reauthenticate/").status == 200


# Parties


@pytest.mark.parametrize("asked", ["NO", "no", "Norway", "norvège", "Norv%C3%A8ge"])
def test_a_party_is_asked_by_its_id_or_a_name_in_either_language(site: str, asked: str) -> None:
    visitor = Visitor(site)
    visitor.sign_in("sec-1")
    answer = visitor.get(f"/log/held?party={asked.replace(chr(232), '%C3%A8')}")
    assert (answer.status, 'value="NO"' in answer.text) == (200, True)


@pytest.mark.parametrize("asked", ["xx", "Germania", "GSC/security-1", "0", "%20x"])
def test_what_is_no_party_is_told_as_none(site: str, asked: str) -> None:
    visitor = Visitor(site)
    visitor.sign_in("sec-1")
    answer = visitor.get(f"/log/held?party={asked}")
    assert (answer.status, "is no party that the rulebook knows" in answer.text) == (422, True)
    assert "Nothing that you may read" not in answer.text


def test_the_parties_offered_are_the_same_for_everybody(site: str) -> None:
    offered = set()
    for account in ("sec-1", "ie-1", "no-1"):
        visitor = Visitor(site)
        visitor.sign_in(account)
        page = visitor.get("/log/held").text
        offered.add(page[page.index("<datalist") : page.index("</datalist>")])
    assert len(offered) == 1
