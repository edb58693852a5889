"""The parts that are installed, in the order of the navigation, and what follows from them.

Source: docs/spec/site.md W50.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse

from concord.desk import Edition
from concord.desk.editions import many
from concord.desk.kinds import Kind
from concord.directory.kinds import CHANNELS, GRADES, TOPICS
from concord.web.parts import documents
from concord.web.parts.commitments import part as commitments
from concord.web.parts.declared import in_words
from concord.web.parts.part import Part
from concord.web.tongue import word

PARTS: tuple[Part, ...] = (documents.PART, commitments.PART)
"""A part is installed by standing here."""


DIRECTORY = {"topics": TOPICS, "channel": CHANNELS, "confidence": GRADES}
"""Words for the codes of the directory, which is no part."""


def routes() -> Iterator[URLPattern]:
    """The addresses of all pages of all parts."""
    for part in PARTS:
        for page in part.pages:
            yield path(f"{part.name}/{page.address}".rstrip("/"), page.view, name=page.name)


def part_of(kind: str) -> Part | None:
    """The part that brings a kind."""
    return next((part for part in PARTS if kind in {each.name for each in part.kinds}), None)


def address_of(edition: Edition) -> str:
    """Where a record is shown; "" for one of no part."""
    part = part_of(edition.kind)
    return reverse(part.shows, args=[edition.id]) if part else ""


def titled(edition: Edition) -> str:
    """What stands for a record in a line: its title, else the name of its kind."""
    part = part_of(edition.kind)
    kind = next((each for each in part.kinds if each.name == edition.kind), None) if part else None
    return (part.titled(edition) if part else "") or (word(kind.names) if kind else edition.kind)


def lines_of(portion: Any, kind: Kind) -> list[tuple[str, str]]:
    """What a portion holds, field by field as its kind declares them, each in words; what holds nothing is left out."""
    part = part_of(kind.name)
    choices = part.choices if part else DIRECTORY
    held = ((field, many(portion.by_field.get(field.name))) for field in kind.fields if field.portion == portion.name)
    told = ((word(field.names), [in_words(field, each, choices) for each in values]) for field, values in held)
    return [(name, "; ".join(words)) for name, words in told if words]


def shown(request: HttpRequest) -> dict[str, Any]:
    """What every page shows of the parts: their titles and addresses."""
    return {"parts": [(part.title, reverse(part.name)) for part in PARTS]}
