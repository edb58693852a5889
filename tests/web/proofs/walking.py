"""Every answer that somebody gets out of a site: by its links, its forms that ask, its configuration, its API, /live.

An address pattern is an address with ids left out and the names of what it asks. Of each pattern so many addresses are
asked as the reach allows, but every record that there is in all of its pages.
"""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen
from zipfile import BadZipFile, ZipFile, is_zipfile

from concord.node.kinds import INSTALLED
from concord.web.undoing import WAS
from tests.web.banners import uncovered
from tests.web.proofs.furnishing import MARKS, Furnished, withheld
from tests.web.visiting import Answer, Visitor, links, read

ID = re.compile(r"[0-9a-f]{32,64}")
HANDLE = re.compile(rb'"(epoch|cursor|token)": "([^"]+)"')
"""What the API gives to come back with: sealed, and another in every answer."""
GIVEN = re.compile(r"<[^>]+>")
ENDING = ("/account/logout/",)
"""Addresses that end a visit."""
NOWHERE_WORD = "nothinglikeit"
ABSENT = "0" * 32
WHEN = "2017-05-15T12:30"


@dataclass(frozen=True)
class Reach:
    """How many addresses of one pattern are asked, and how many of them of one page."""

    of_pattern: int
    of_page: int
    seeks: bool = True
    """Whether every word is looked for once, wherever words can be."""


SHORT = Reach(14, 2)
"""Every address pattern."""
LEAST = Reach(2, 1, seeks=False)
"""What a broken site is found by: less than every pattern."""
LONG = Reach(400, 60)
"""Whatever there is: no pattern of this house has more addresses, but for the states of a matrix."""


def pattern(address: str) -> str:
    """What addresses of one kind have in common. What they asked before their last change makes no other kind."""
    split = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(split.query, keep_blank_values=True)} - {WAS})
    return ID.sub("*", split.path) + ("?" + "&".join(names) if names else "")


def asked_for(address: str) -> set[str]:
    """The words that an address looks for itself, or did before its last change: a page may repeat them."""
    asked = parse_qs(urlsplit(address).query)
    before = (parse_qs(was) for was in asked.get("was", ()))
    return {value for each in (asked, *before) for values in each.values() for value in values}


def unpacked(data: bytes) -> bytes:
    """Bytes, with those of every member where they are an archive, such as a file of a word processor."""
    if not is_zipfile(BytesIO(data)):
        return data
    try:
        with ZipFile(BytesIO(data)) as file:
            return b"\n".join((data, *(name.encode() + b"\n" + unpacked(file.read(name)) for name in file.namelist())))
    except BadZipFile:
        return data


def _fields(form: Any) -> dict[str, list[str]]:
    """The fields of a form: the value of an input, the choices of a list."""
    found: dict[str, list[str]] = {}
    for each in form.iter("input", "select"):
        options = [one.get("value", one.text or "") for one in each.iter("option")]
        found[each.get("name", "")] = options or [each.get("value", "")]
    return {name: values for name, values in found.items() if name}


def forms_of(answer: Answer) -> Iterator[str]:
    """The addresses that the asking forms of a page lead to: each choice of each field once, and every word sought."""
    for form in (each for each in read(answer).iter("form") if each.get("method", "get").lower() != "post"):
        fields = _fields(form)
        base = urlsplit(urljoin(answer.address, form.get("action", ""))).path
        plain = {name: values[0] if values else "" for name, values in fields.items()}
        yield f"{base}?{urlencode(plain)}"
        for name, values in fields.items():
            yield from (f"{base}?{urlencode({**plain, name: value})}" for value in values[1:])
        if "q" in fields:
            yield from (f"{base}?{urlencode({**plain, 'q': word})}" for word in (NOWHERE_WORD, *MARKS))


def walked(visitor: Visitor, start: Iterable[str], reach: Reach) -> dict[str, Answer]:
    """Every answer that can be reached by links and asking forms, by its address; those of `start` in any case."""
    found: dict[str, Answer] = {}
    typed, patterns, states = frozenset(start), Counter[str](), Counter[tuple[str, str]]()
    sought = set[tuple[str, str, str]]()
    waiting = deque(sorted(typed))
    while waiting:
        address = waiting.popleft()
        page = address.partition("?")[0]
        if address in found or page in ENDING:
            continue
        kind = pattern(address)
        words = {(page, kind, word) for word in asked_for(address) & {NOWHERE_WORD, *MARKS}}
        is_sought = reach.seeks and bool(words - sought)
        is_enough = patterns[kind] >= reach.of_pattern or states[page, kind] >= reach.of_page
        if is_enough and address not in typed and not is_sought:
            continue
        sought |= words
        patterns[kind] += 1
        states[page, kind] += 1
        found[address] = answer = visitor.get(address)
        if is_page(answer):
            waiting += sorted({*links(answer), *forms_of(answer)})
    return found | parts(visitor, found)


def parts(visitor: Visitor, found: Mapping[str, Answer]) -> dict[str, Answer]:
    """What comes where a part is asked for: one of each pattern of those that have one, and of what is not there two.

    By its address and `#part`.
    """
    of_pattern: dict[str, list[str]] = {}
    for address, answer in found.items():
        if b'id="part"' in answer.body:
            of_pattern[pattern(address)] = [address]
        elif answer.status == 404:
            of_pattern.setdefault(f"{pattern(address)} 404", []).append(address)
    chosen = {each for all_of in of_pattern.values() for each in (min(all_of, key=_is_somewhere), all_of[0])}
    return {f"{address}#part": visitor.part(address) for address in sorted(chosen)}


def _is_somewhere(address: str) -> bool:
    """Whether an address is of what may be there: those of nothing come first."""
    return ABSENT not in address


def is_page(answer: Answer) -> bool:
    """Whether an answer is for a browser to show."""
    return answer.headers.get("content-type", "").startswith("text/html")


def typed_of(routes: Iterable[str], furnished: Furnished) -> tuple[str, ...]:
    """The addresses of a configuration, with every id that there is of what they are about, and one that is none."""
    found = ["/", "/log/held?party=NO", f"/log/replay?of=NO/delegate&at={WHEN}"]
    every = [each for ids in furnished.ids.values() for each in ids]
    found += [f"/log/replay?of=DE/delegate&at={WHEN}&record={each}" for each in (*every, ABSENT)]
    found += [f"/log?record={each}" for each in (*every, ABSENT)]
    for route in routes:
        if not GIVEN.search(route):
            found.append(route)
        elif not route.startswith("/api/"):
            known = furnished.ids.get(route.split("/")[1], tuple(every))
            found += [GIVEN.sub(each, route) for each in (*known, ABSENT)]
    return tuple(found)


def least_of(furnished: Furnished) -> frozenset[str]:
    """Where a broken site is found: every document, one that is none, and every word looked for."""
    sought = (f"{place}?q={word}" for place in ("/documents", "/search") for word in (NOWHERE_WORD, *MARKS))
    return frozenset((*sought, *(f"/documents/{each}" for each in (*furnished.ids["documents"], ABSENT))))


@dataclass(frozen=True)
class Found:
    """What was asked and got as somebody, and what is wrong with it."""

    persona: str
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def patterns(self) -> set[str]:
        """The address patterns that answered."""
        return {pattern(address) for address in self.answers}

    def words(self) -> set[str]:
        """The words that stand somewhere, beside where they were asked for."""
        return {word for address, answer in self.answers.items() for word in said(address, answer)}

    def told(self) -> Iterator[str]:
        """Every place that says what is withheld, or that something is."""
        forbidden = withheld(self.persona)
        for address, answer in self.answers.items():
            yield from (f"{self.persona} {address}: {word}" for word in sorted(said(address, answer) & forbidden))
            if answer.status >= 500:
                yield f"{self.persona} {address}: status {answer.status}"
            yield from (f"{self.persona} {address}: {each}" for each in uncovered(answer, MARKS, asked_for(address)))
        yield from self._sought(forbidden)
        yield from self._absent()

    def _sought(self, forbidden: set[str]) -> Iterator[str]:
        """Where looking for what is withheld gives something else than looking for what is nowhere."""
        for address, answer in self.answers.items():
            for word in asked_for(address) & forbidden:
                other = self.answers.get(address.replace(word, NOWHERE_WORD))
                if other is not None and plain(answer, word) != plain(other, NOWHERE_WORD):
                    yield f"{self.persona} {address}: differs from a word that is nowhere"

    def _absent(self) -> Iterator[str]:
        """Where what is missing is not what does not exist."""
        for address, answer in self.answers.items():
            ids = set(ID.findall(address)) - {ABSENT}
            if answer.status == 404 and ids:
                other = self.answers.get(ID.sub(ABSENT, address))
                if other is not None and plain(answer, *ids) != plain(other, ABSENT):
                    yield f"{self.persona} {address}: differs from what is not there"


def plain(answer: Answer, *asked: str) -> bytes:
    """An answer without the token of its forms and what was asked for; of handles their length alone."""
    found = answer.plain
    for each in asked:
        found = found.replace(each.encode(), b"")
    return HANDLE.sub(lambda handle: b'"%s": "%d"' % (handle[1], len(handle[2])), found)


def said(address: str, answer: Answer) -> set[str]:
    """The words in the raw bytes of an answer, but those that were asked for."""
    whole = unpacked(answer.body)
    return {word for word in set(MARKS) - asked_for(address) if word.encode() in whole}


def program(site: str, token: str, furnished: Furnished) -> dict[str, Answer]:
    """Every answer that a program gets out of the API: every operation that its description names."""
    described, _ = json.JSONDecoder().raw_decode(asked_api(site, "/api/v1/openapi.json", token).body.decode())
    every = [each for ids in furnished.ids.values() for each in ids]
    fill = {
        "/api/v1/records": [f"?{urlencode({'kind': kind, 'limit': 200})}" for kind in INSTALLED.by_name],
        "/api/v1/search": [f"?{urlencode({'q': word})}" for word in ("text", NOWHERE_WORD, *MARKS)],
    }
    found: list[str] = []
    for path, operations in described["paths"].items():
        if "get" in operations:
            named = [GIVEN.sub(each, path.replace("{", "<").replace("}", ">")) for each in (*every, ABSENT)]
            found += named if "{" in path else [path + more for more in fill.get(path, [""])]
    return {address: asked_api(site, address, token) for address in found}


def asked_api(site: str, address: str, token: str) -> Answer:
    """An answer of the API to a token."""
    request = Request(site + address, headers={"Authorization": f"Bearer {token}"})
    try:
        with urlopen(request) as answer:
            return Answer(answer.status, answer.url, dict(answer.headers), answer.read())
    except HTTPError as error:
        with error:
            return Answer(error.code, error.url or "", dict(error.headers), error.read())


def heard(visitor: Visitor) -> Answer:
    """The first frames of the line that stays open."""
    request = Request(urljoin(visitor.site, "/live"))
    with visitor.opener.open(request, timeout=30) as answer:
        return Answer(answer.status, answer.url, dict(answer.headers), b"".join(answer.readline() for _ in range(8)))
