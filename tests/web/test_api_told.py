"""Programs are told in their language, by codes that are the same in all, at every address of the API (W150, W151)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.web.house import House
from tests.web.serving import served
from tests.web.stores import copied
from tests.web.test_api import OTHERS, tokens_of

BAD = "records?kind=document&where=title:like:x&where=nothing:equal:x&where=date:is-one-of:&order=text&limit=0"
MOVING = ("date",)
"""Headers that say when."""
CONTENT = "canary-in-a-message"
"""What stands in the message of what fails."""


@dataclass(frozen=True)
class Told:
    """What came back: status, headers but for when, and bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def fault(self) -> Any:
        """The body as JSON, which it is."""
        assert self.headers["content-type"] == "application/json; charset=utf-8"
        return json.loads(self.body)


def ask(address: str, token: str = "", method: str = "GET", tongue: str = "", body: bytes | None = None) -> Told:
    """What is answered to a program."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Accept-Language": tongue} if tongue else {}
    headers |= {"Content-Type": "application/json"} if body is not None else {}
    try:
        with urlopen(Request(address, body, headers, method=method)) as answer:
            status, given, said = answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            status, given, said = error.code, error.headers, error.read()
    return Told(status, {k.lower(): v for k, v in given.items() if k.lower() not in MOVING}, said)


@pytest.fixture(scope="session")
def tokens(house: House) -> Mapping[str, str]:
    """Tokens at the house of all tests."""
    return tokens_of(house)


@pytest.fixture
def token(tokens: Mapping[str, str]) -> str:
    """That of Norway's delegate."""
    return tokens["no-1"]


@pytest.mark.parametrize(
    ("tongue", "spoken"), [("", "en"), ("fr-BE, en;q=0.5", "fr"), ("de", "en"), ("de, fr;q=0.2", "fr"), ("*", "en")]
)
def test_a_fault_is_told_in_the_language_that_is_asked_for(site: str, token: str, tongue: str, spoken: str) -> None:
    found = ask(f"{site}/api/v1/records/none", token, tongue=tongue)
    detail = {"en": "There is nothing at this address.", "fr": "Il n’y a rien à cette adresse."}[spoken]
    assert (found.status, found.fault) == (404, {"code": "missing", "detail": detail, "findings": []})
    assert (found.headers["content-language"], "Accept-Language" in found.headers["vary"]) == (spoken, True)


def test_code_rule_and_place_are_the_same_in_every_language(site: str, token: str) -> None:
    english, french = (ask(f"{site}/api/v1/{BAD}", token, tongue=each) for each in ("en", "fr"))
    stable = [(each["rule"], each["place"]) for each in english.fault["findings"]]
    assert stable == [(each["rule"], each["place"]) for each in french.fault["findings"]]
    assert (english.status, english.fault["code"], len(stable)) == (422, french.fault["code"], 4)
    for one, other in zip(english.fault["findings"], french.fault["findings"], strict=True):
        assert one["text"] == f"{one['place']}: expected {one['expected']}, found {one['found']}"
        assert ", trouvé " in other["text"]
        assert other["expected"] != one["expected"]


def test_what_is_out_of_form_is_told_in_words_of_the_house(site: str, token: str) -> None:
    draft = b'{"id": 1, "kind": "document", "marking": "PUBLIC", "portions": [{"id": "a", "name": "b", "values": 3}]}'
    found = ask(f"{site}/api/v1/records", token, "POST", "fr", draft)
    assert (found.status, found.fault["code"]) == (422, "out-of-form")
    assert [(each["place"].split(".", 2)[-1], each["expected"]) for each in found.fault["findings"]] == [
        ("id", "un texte"),
        ("portions.0.values", "des valeurs par leurs noms"),
    ]


def test_every_fault_has_its_sentence_in_french(site: str, token: str) -> None:
    asked = (
        (400, "not-taken", "records", "POST", b"{"),
        (401, "no-token", "records?kind=document", "GET", None),
        (404, "missing", "nowhere", "GET", None),
        (405, "not-so", "records", "DELETE", None),
        (422, "handle", "records?kind=document&cursor=x", "GET", None),
        (422, "unfit", "records?kind=none", "GET", None),
        (422, "out-of-form", "records", "GET", None),
    )
    for status, code, path, method, body in asked:
        given = "" if code == "no-token" else token
        found, plain = (ask(f"{site}/api/v1/{path}", given, method, each, body) for each in ("fr", ""))
        assert (found.status, found.fault["code"], found.headers["content-language"]) == (status, code, "fr")
        assert found.fault["detail"] != plain.fault["detail"]
        assert found.status == plain.status


@pytest.mark.parametrize("path", ["nowhere", "records/a/b", "records/a/", "", "../v2/records", "../../api/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_address_that_there_is_not_is_told_as_a_record_that_there_is_not(
    site: str, token: str, tokens: Mapping[str, str], house: House, path: str, method: str
) -> None:
    withheld = ask(f"{site}/api/v1/records/{house.records['closed']}", token)
    assert (withheld.status, withheld.fault["code"]) == (404, "missing")
    for given in (token, tokens["de-1"], "", tokens[OTHERS[0]]):
        assert ask(f"{site}/api/v1/{path}", given, method) == withheld


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "OPTIONS"])
def test_a_wrong_way_of_asking_is_told_whatever_is_behind_it(site: str, token: str, house: House, method: str) -> None:
    address = f"{site}/api/v1/records"
    there, withheld, none, nobody = (
        ask(f"{address}/{record}", given, method)
        for record, given in (
            (house.records["public"], token),
            (house.records["closed"], token),
            ("none", token),
            ("none", ""),
        )
    )
    assert (there.status, there.fault["code"], there.headers["allow"]) == (405, "not-so", "GET")
    assert there == withheld == none == nobody
    assert ask(address, token, method).headers["allow"] == "GET, POST"


def test_a_token_that_opens_nothing_is_told_how_one_comes_in(site: str) -> None:
    found = ask(f"{site}/api/v1/records?kind=document", "none")
    assert (found.status, found.fault["code"], found.headers["www-authenticate"]) == (401, "no-token", "Bearer")


def test_the_description_is_asked_for_in_one_way(site: str) -> None:
    found = ask(f"{site}/api/v1/openapi.json", method="POST", tongue="fr", body=b"{}")
    assert (found.status, found.fault["code"], found.headers["allow"]) == (405, "not-so", "GET, HEAD")


def test_an_address_beside_the_api_is_a_page(site: str) -> None:
    assert ask(f"{site}/apiary").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [("value", 500, "broken"), ("not-taken", 400, "not-taken"), ("not-allowed", 403, "not-allowed")],
)
def test_what_fails_is_told_by_its_name_alone(
    untouched: House, tmp_path: Path, capfd: pytest.CaptureFixture[str], fault: str, status: int, code: str
) -> None:
    copied(untouched.folder, tmp_path / "eu")
    with served(tmp_path / "eu", "tests.web.failing_settings") as site:
        found = ask(f"{site}/api/fail/{fault}", tongue="fr")
    assert (found.status, found.fault["code"]) == (status, code)
    assert CONTENT not in found.body.decode()
    if code == "broken":
        name = found.fault["detail"].rpartition(" : ")[2].rstrip(".")
        assert f"{name} failed: ValueError at " in capfd.readouterr().err
