"""Walking a site from its first page by every link, as somebody, and what must not be found on the way."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from zipfile import ZipFile

from concord.desk.roster import reader
from tests import naive
from tests.cast import NOON, book
from tests.web.house import CANARIES, PEOPLE, labelled
from tests.web.visiting import Answer, Visitor, links

FILES = ("wordprocessingml", "spreadsheetml")
"""What the media types of files of a word processor and of a spreadsheet hold."""
FORMS_ALONE = ("/account/logout/",)
"""Addresses that a link leads to and that end a visit."""
OF_ONE_PAGE = 6
"""So many states of one page are looked at, of those that its address names: a matrix has one for each square."""
MOST = 500
"""More pages than a house has: a crawl that finds so many goes in a circle."""


def crawled(visitor: Visitor, start: tuple[str, ...] = ("/",)) -> dict[str, Answer]:
    """Every page that can be reached, by its path."""
    found: dict[str, Answer] = {}
    waiting, states = list(start), Counter[str]()
    while waiting:
        path = waiting.pop()
        page = path.partition("?")[0]
        states[page] += path not in found
        if path in found or path.startswith(FORMS_ALONE) or (states[page] > OF_ONE_PAGE and path not in start):
            continue
        assert len(found) < MOST, sorted(found)[:50]
        found[path] = visitor.get(path)
        is_page = found[path].headers.get("content-type", "").startswith("text/html")
        waiting += sorted(links(found[path])) if is_page else []
    return found


def withheld_from(account: str) -> set[str]:
    """The words that no page may show an account, as the naive twin decides."""
    who = reader(*PEOPLE[account])
    said = {
        word: naive.decide(labelled(marking), reader=who, rulebook=book(), at=NOON).outcome
        for word, marking in CANARIES.items()
    }
    heads = {word.replace("canary", "canaryhead"): outcome for word, outcome in said.items()}
    return {word for word, outcome in (said | heads).items() if outcome != "released"}


def opened(answer: Answer) -> bytes:
    """The bytes of an answer; of a file of a word processor or a spreadsheet those of every part."""
    if not any(each in answer.headers.get("content-type", "") for each in FILES):
        return answer.body
    with ZipFile(BytesIO(answer.body)) as file:
        return b"\n".join(name.encode() + file.read(name) for name in file.namelist())
