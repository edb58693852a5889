"""The text of a portion: words, references and footnote marks (D9), both ways."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import groupby

from concord.formats.document.faults import Faults
from concord.formats.document.spec import IDENTIFIER, STARTS
from concord.release.records import Body, Ref

PUNCTUATION = r"[!-/:-@\[-`{-~]"
TOKEN = re.compile(
    r"(?P<words>[^\\\[\]]+)"
    rf"|\\(?P<escaped>{PUNCTUATION})"
    rf"|\[\^(?P<mark>{IDENTIFIER})\]"
    rf"|\[(?P<text>(?:[^\\\[\]]|\\{PUNCTUATION})+)\]\(\#(?P<target>{IDENTIFIER})\)",
)
ESCAPED = re.compile(rf"\\({PUNCTUATION})")
SPECIAL = re.compile(r"[\\\[\]]")
STRAY = {"\\": "a stray backslash", "[": "a stray opening bracket", "]": "a stray closing bracket"}


def body_of(text: str, line: int, faults: Faults) -> Body:
    """The body written as `text` on `line`; what is not understood is added to `faults` and passed over."""
    return joined(_parts(text, line, faults))


def text_of(body: Body, notes: Container[str]) -> str:
    """The text that `body_of` reads as `body`; `notes` are the ids of footnotes, which are referred to by marks."""
    return "".join(_escape(part) if isinstance(part, str) else _reference(part, notes) for part in body)


def opening(text: str) -> str:
    """`text` changed so that it begins a paragraph and nothing else (D8)."""
    start = STARTS.match(text)
    if start is None:
        return text
    at = start.end() - 1 if start["footnote"] else 0
    return f"{text[:at]}\\{text[at:]}"


def joined(parts: Iterator[str | Ref]) -> Body:
    """A body of these parts, words that follow each other made one."""
    runs = ((words, list(run)) for words, run in groupby(parts, key=lambda part: isinstance(part, str)))
    return tuple(part for words, run in runs for part in (["".join(map(str, run))] if words else run))


def _parts(text: str, line: int, faults: Faults) -> Iterator[str | Ref]:
    at = 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if token is None:
            faults.add("D9", line, "a reference or an escaped character", STRAY[text[at]])
            at += 1
        else:
            yield _part(token)
            at = token.end()


def _part(token: re.Match[str]) -> str | Ref:
    if token["mark"]:
        return Ref(target=token["mark"], text="#")
    if token["target"]:
        return Ref(target=token["target"], text=ESCAPED.sub(r"\1", token["text"]))
    return token["words"] or token["escaped"]


def _reference(ref: Ref, notes: Container[str]) -> str:
    mark = ref.text == "#" and ref.target in notes
    return f"[^{ref.target}]" if mark else f"[{_escape(ref.text)}](#{ref.target})"


def _escape(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", text)
