"""The same desk for programs: tokens, editions, lists, filing, and the same errors (W20-W22)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.web.crawling import withheld_from
from tests.web.house import CANARIES, PEOPLE, House
from tests.web.serving import ROOT, served

POSTS = {account: post.id for account, (post, _) in PEOPLE.items()}
OTHERS = ("de-1 NO/delegate 30", "de-1 DE/delegate -1", "nobody-1 DE/delegate 30")
"""Tokens for a post that is another's, of yesterday, and of somebody who sits nowhere."""


@dataclass(frozen=True)
class Program:
    """Something that asks by a token."""

    site: str
    token: str

    def ask(self, path: str, body: object = None, **query: str) -> tuple[int, Any]:
        """Status and JSON of an answer."""
        status, said = self.raw(path, body, **query)
        return status, json.loads(said)

    def raw(self, path: str, body: object = None, **query: str) -> tuple[int, bytes]:
        """Status and bytes of an answer."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        asked = f"?{urlencode(query)}" if query else ""
        try:
            with urlopen(Request(f"{self.site}/api/v1/{path}{asked}", data, headers)) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()


def tokens_of(house: House) -> Mapping[str, str]:
    """A token for each of the delegates, and some that open nothing."""
    wanted = [*(f"{account} {post} 30" for account, post in POSTS.items()), *OTHERS]
    command = [sys.executable, "-m", "tests.web.tokens", str(house.folder)]
    done = subprocess.run(command, input="\n".join(wanted), text=True, check=True, cwd=ROOT, stdout=subprocess.PIPE)
    return dict(zip([*POSTS, *OTHERS], done.stdout.split(), strict=True))


@pytest.fixture(scope="session")
def tokens(house: House) -> Mapping[str, str]:
    """Tokens at the house of all tests."""
    return tokens_of(house)


@pytest.fixture
def germany(site: str, tokens: Mapping[str, str]) -> Program:
    """The delegate of Germany's program."""
    return Program(site, tokens["de-1"])


@pytest.mark.parametrize("account", sorted(PEOPLE))
def test_a_program_gets_what_is_released_to_its_seat(
    site: str, tokens: Mapping[str, str], house: House, account: str
) -> None:
    program, forbidden = Program(site, tokens[account]), withheld_from(account)
    said = [
        *(program.raw("records", kind=kind, limit="100") for kind in ("document", "action-point", "status-report")),
        program.raw("changes"),
        program.raw("search", q="text"),
    ]
    said += [program.raw(f"records/{record}") for record in house.records.values()]
    whole = b"".join(body for _, body in said)
    assert {word for word in forbidden if word.encode() in whole} == set()
    assert {word for word in CANARIES if word.encode() in whole} == set(CANARIES) - forbidden


def test_withheld_and_absent_are_one_answer(site: str, tokens: Mapping[str, str], house: House) -> None:
    norway = Program(site, tokens["no-1"])
    assert norway.raw(f"records/{house.records['closed']}") == norway.raw("records/none")
    assert norway.ask("records/none")[0] == 404


@pytest.mark.parametrize("which", [*OTHERS, "none"])
def test_a_token_that_does_not_hold_opens_nothing(site: str, tokens: Mapping[str, str], which: str) -> None:
    said = Program(site, tokens.get(which, "no token")).ask("records", kind="document")
    assert said == (401, {"code": "no-token", "detail": "This needs a token that opens a seat now.", "findings": []})


def test_lists_are_read_page_by_page_with_conditions(germany: Program) -> None:
    status, first = germany.ask("records", kind="document", limit="2", order="-title")
    _, rest = germany.ask("records", kind="document", limit="100", order="-title", cursor=first["cursor"])
    titles = [each["portions"][0]["values"]["title"] for each in (*first["records"], *rest["records"])]
    assert (status, len(first["records"]), rest["cursor"]) == (200, 2, "")
    assert titles == sorted(titles, reverse=True)
    _, found = germany.ask("records", kind="document", where="date:equal:2017-05-15", limit="100")
    assert len(found["records"]) == len(titles)
    assert germany.ask("records", kind="document", where="date:equal:2016-01-01")[1]["records"] == []


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ({"kind": "none"}, "D2"),
        ({"kind": "document", "where": "title:like:x"}, "W21"),
        ({"kind": "document", "where": "nothing:equal:x"}, "D31"),
        ({"kind": "document", "where": "date:equal:yesterday"}, "D3"),
        ({"kind": "document", "order": "text"}, "D32"),
        ({"kind": "document", "limit": "0"}, "D33"),
    ],
)
def test_what_cannot_be_asked_is_told(germany: Program, query: dict[str, str], rule: str) -> None:
    status, fault = germany.ask("records", **query)
    assert (status, [finding["rule"] for finding in fault["findings"]]) == (422, [rule])


def test_a_cursor_of_another_question_is_refused(germany: Program) -> None:
    _, first = germany.ask("records", kind="document", limit="1", order="title")
    assert germany.ask("records", kind="document", order="date", cursor=first["cursor"])[0] == 422


def test_a_draft_that_cannot_be_filed_is_told_with_every_fault(germany: Program) -> None:
    portion = {"id": "a", "name": "body", "values": {"form": "paragraph", "text": "x"}, "marking": "NOWHERE SECRET"}
    draft = {"id": "d", "kind": "document", "marking": "COSMIC", "portions": [portion]}
    status, fault = germany.ask("records", draft)
    assert (status, {finding["place"] for finding in fault["findings"]}) == (422, {"marking", "portion `a`, marking"})
    draft = {
        **draft,
        "marking": "PUBLIC",
        "portions": [{**portion, "marking": "", "values": {"form": "song", "no": 1}}],
    }
    status, fault = germany.ask("records", draft)
    assert status == 422
    assert {"D2", "D3"} <= {finding["rule"] for finding in fault["findings"]}
    assert germany.ask("records", {"id": "d"})[0] == 422


def test_the_description_names_every_operation(germany: Program) -> None:
    status, found = germany.ask("openapi.json")
    assert status == 200
    assert set(found["paths"]) == {f"/api/v1/{path}" for path in ("records", "records/{record}", "search", "changes")}
    assert all("422" in operation["responses"] for path in found["paths"].values() for operation in path.values())


def test_a_record_is_filed_once_and_read_again(germany: Program) -> None:
    head = {"id": "h", "name": "head", "values": {"title": "Filed by a program", "date": "2017-05-16"}}
    text = {"id": "t", "name": "body", "values": {"form": "paragraph", "text": "Quays."}, "marking": "PUBLIC"}
    draft = {"id": "by a program", "kind": "document", "marking": "EU UNCLASSIFIED - LIMITE", "portions": [head, text]}
    status, first = germany.ask("records", draft)
    assert (status, germany.ask("records", draft)) == (201, (201, first))
    _, found = germany.ask(f"records/{first['record']}")
    assert [each["values"] for each in found["portions"]] == [
        {"title": "Filed by a program", "date": "2017-05-16"},
        {"form": "paragraph", "text": "Quays."},
    ]
    assert [each["label"]["marking"] for each in found["portions"]] == ["EU UNCLASSIFIED - LIMITE", "PUBLIC"]
    assert germany.ask("records", {**draft, "portions": [head]})[0] == 422


def test_while_the_clock_is_behind_nothing_is_given_and_it_is_said(house: House, tokens: Mapping[str, str]) -> None:
    with served(house.folder, "tests.web.behind") as site:
        status, said = Program(site, tokens["ie-1"]).ask("records", kind="document")
    assert (status, said["code"]) == (503, "clock")


def test_a_list_tells_every_condition_and_its_order_at_once(germany: Program) -> None:
    status, found = germany.ask("records?kind=document&where=a:b:c&where=q:r:s&where=nothing:equal:x&order=zz")
    assert (status, [each["rule"] for each in found["findings"]]) == (422, ["W21", "W21", "D31", "D32"])
