"""What a page says that it is marked with, and whether that covers the words that stand in it (W112)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape

from concord.release.labels import Label, LabelSet
from concord.release.names import fold
from tests.cases.given import read_marking
from tests.cast import NOON, book
from tests.web.visiting import Answer

MARKED = re.compile(r'<p class="marking( last)?">([^<]*)</p>')
CONTENT = re.compile(r'<main id="main".*</main>', re.DOTALL)
PUBLIC = "PUBLIC"


def markings_of(answer: Answer) -> tuple[str, ...]:
    """The markings above and below, in this order."""
    return tuple(unescape(text) for _, text in MARKED.findall(answer.body.decode()))


def uncovered(answer: Answer, words: Mapping[str, LabelSet], asked: Collection[str] = ()) -> Iterator[str]:
    """The words on a page that its markings do not cover, but those that were asked for."""
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    page = CONTENT.search(answer.body.decode()) if is_page else None
    if page is None:
        return
    printed = markings_of(answer)
    above, below = printed if len(printed) == 2 else ("", "")
    for word in set(words) - set(asked):
        label = words[word].originator
        if label is not None and re.search(rf"{word}\b", page.group()):
            yield from (f"{word} under {each!r}" for each in (above, below) if not _covers(each, label))


def _covers(printed: str, label: Label) -> bool:
    """Whether one of the markings is of the same policy and at least of the level; what is public is under any."""
    found = [read_marking(each, book(), NOON) for each in printed.split(" · ") if each]
    if _policy(label) == fold(PUBLIC):
        return bool(found)
    return any(_policy(each) == _policy(label) and _rank(each) >= _rank(label) for each in found)


def _policy(label: Label) -> str:
    return fold(label.policy.name)


def _rank(label: Label) -> int:
    policy = book().policy(label.policy.name, NOON)
    assert policy is not None
    return policy.level_by_name[fold(label.level)].rank
