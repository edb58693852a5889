"""The bodies and units of both organisations, from the tree of `institutions.json`.

Source: docs/spec/facts.md FA10, FA11, FA21, FA50, FA54.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from concord.facts import dates
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.periods import Confidence, Period

FORMAT = "concord-institutions/2"


@dataclass(frozen=True)
class Body:
    """An organisation, institution or unit. `root` is the id of the tree it stands in, itself for an organisation.

    `name` is English, `name_fr` French or empty; `since` and `until` are dates as written (FA20-FA23), "" if not known;
    `words` are the compiler's own on confidence.
    """

    id: str
    name: str
    name_fr: str
    form: str
    parent: str
    root: str
    since: str
    until: str
    successor: str
    words: str
    sources: tuple[str, ...]

    @property
    def grade(self) -> Confidence:
        """The highest grade that the compiler's words allow; words that speak of recall allow no more than that."""
        if self.words == "source":
            return Confidence.SOURCED
        return Confidence.WELL_KNOWN if self.words == "recall-high" else Confidence.UNCONFIRMED

    def stands(self, at: datetime) -> bool:
        """Whether it may be there at an instant; where no first day is known, it was there."""
        period: Period = dates.period(self.since or dates.ALWAYS_WORD, self.until)
        return period.holds(at) is not Confidence.ABSENT


def read(data: bytes) -> tuple[Body, ...]:
    """The bodies of the tree, each behind the one it belongs to.

    Raises:
        MalformedError: it is no such tree, or a date in it is none.
    """
    try:
        tree = json.loads(data)
        if tree["format"] != FORMAT:
            raise ValueError
        bodies = tuple(body for root in tree["roots"] for body in _bodies(root, "", root["id"]))
        for body in bodies:
            dates.period(body.since or dates.ALWAYS_WORD, body.until)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        finding = Finding("FA54", "$", f"a tree of bodies in the form `{FORMAT}`", "another")
        raise MalformedError("institutions.json", (finding,)) from error
    return bodies


def _bodies(node: dict[str, Any], parent: str, root: str) -> Iterator[Body]:
    yield Body(
        id=node["id"],
        name=node["name"],
        name_fr=node.get("name_fr", ""),
        form=node["kind"],
        parent=parent,
        root=root,
        since=node.get("from", ""),
        until=node.get("to", ""),
        successor=node.get("successor", ""),
        words=node["confidence"],
        sources=tuple(node["sources"]),
    )
    for child in node.get("children", ()):
        yield from _bodies(child, node["id"], root)
