"""Somebody who visits a site: keeps cookies, follows links, fills in forms, reads raw bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from lxml import html

PASSWORD = "a harbour of tugs"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


@dataclass(frozen=True)
class Answer:
    """What came back: status, address, headers and bytes."""

    status: int
    address: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The bytes as text, entities read."""
        return unescape(self.body.decode())

    @property
    def plain(self) -> bytes:
        """The bytes without what is different in every answer: the token of forms."""
        return TOKEN.sub(b"", self.body)


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""


@dataclass
class Visitor:
    """A browser without eyes."""

    site: str
    language: str = "en"
    jar: CookieJar = field(default_factory=CookieJar)
    opener: OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask(Request(urljoin(self.site, path)))

    def part(self, path: str, part: str = "part") -> Answer:
        """Ask for a part of a page, as the script of the site does where that page is shown."""
        return self._ask(Request(urljoin(self.site, path), headers={"HX-Request": "true", "HX-Target": part}))

    def post(self, path: str, to: str = "", **values: str | list[str]) -> Answer:
        """Send a form of a page, with the token that the page has, to itself or to another address."""
        token = fields(self.get(path))["csrfmiddlewaretoken"]
        data = urlencode({**values, "csrfmiddlewaretoken": token}, doseq=True).encode()
        return self._ask(Request(urljoin(self.site, to or path), data, {"Referer": urljoin(self.site, path)}))

    def upload(self, path: str, data: bytes, *, name: str = "paper.docx", field: str = "file") -> Answer:
        """Send a form of a page with a file."""
        token, edge = fields(self.get(path))["csrfmiddlewaretoken"], "an-edge-that-stands-in-no-file"
        told = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = told.encode() + data + f"\r\n--{edge}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}", "Referer": urljoin(self.site, path)}
        return self._ask(Request(urljoin(self.site, path), body, kind))

    def sent(self, path: str, **values: str) -> Answer:
        """Send a form with the values alone, as a page that was opened before would."""
        data = urlencode(values).encode()
        return self._ask(Request(urljoin(self.site, path), data, {"Referer": urljoin(self.site, path)}))

    def _ask(self, request: Request) -> Answer:
        request.add_header("Accept-Language", self.language)
        try:
            with self.opener.open(request) as answer:
                return Answer(answer.status, answer.url, dict(answer.headers), answer.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.url or "", dict(error.headers), error.read())

    def sign_in(self, account: str, password: str = PASSWORD) -> Answer:
        """Come in by an account."""
        return self.post("/account/login/", login=account, password=password)


def read(answer: Answer) -> Any:
    """The elements of a page."""
    return html.document_fromstring(answer.body or b"<html></html>")


def links(answer: Answer) -> set[str]:
    """The paths of the same site that a page links to, with what is asked of them."""
    given = {each.get("href", "") for each in read(answer).iter("a", "link")} - {""}
    found = {urlsplit(urljoin(answer.address, link)) for link in given}
    own = urlsplit(answer.address).netloc
    return {each._replace(scheme="", netloc="", fragment="").geturl() for each in found if each.netloc == own}


def fields(answer: Answer) -> dict[str, str]:
    """The values of the inputs of a page; the last one of each name."""
    parsed = _Fields()
    parsed.feed(answer.body.decode())
    return parsed.fields
