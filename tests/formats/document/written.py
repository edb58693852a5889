"""What the tests of documents share: a marking parser of their own, a small front matter, and findings by line."""

from __future__ import annotations

from datetime import datetime

from concord.formats.document import read
from concord.release.errors import ConcordError, MalformedError
from concord.release.labels import Label, PolicyRef
from concord.release.records import Record

FRONT = '+++\nid = "note"\ntitle = "Note"\ndate = 2017-05-15\nowner = "EU"\n+++\n'
"""A front matter with nothing but what is needed: six lines."""

POLICIES = ("NATO", "EU", "PUBLIC")


def marking(text: str, created: datetime) -> Label:
    """A label whose policy is the first word and whose level is the rest; words it does not know are refused."""
    policy, _, level = text.partition(" ")
    if policy not in POLICIES or not level:
        raise ConcordError(f"unknown marking {text!r}")
    return Label(policy=PolicyRef(policy), level=level, created=created)


def render(label: Label) -> str:
    """The text `marking` reads."""
    return f"{label.policy.name} {label.level}"


def read_text(text: str) -> Record:
    """The record written as `text`."""
    return read(text.encode(), source="note.md", marking=marking)


def findings_of(data: bytes) -> list[str]:
    """The findings of a document that is wrong, as `line rule` pairs such as `7 D6`; empty where it is right."""
    try:
        read(data, source="note.md", marking=marking)
    except MalformedError as error:
        return [f"{f.place.split(' ')[1].strip(':')} {f.rule.split(' ')[1]}" for f in error.findings]
    return []


def findings(body: str, front: str = FRONT) -> list[str]:
    """The findings of a document with this front matter and body."""
    return findings_of((front + body).encode())
