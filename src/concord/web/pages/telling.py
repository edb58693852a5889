"""What is told of a file beside the document that was made of it: kept sealed in the page, stored nowhere.

Source: docs/spec/site.md W95; docs/spec/papers-in.md PI20-PI36.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from concord.dissemination.incoming import Incoming
from concord.dissemination.marks import Sure
from concord.release.findings import Finding, Weight
from concord.web.pages.faults import said
from concord.web.sayings import placed
from concord.web.sealed import sealed, unsealed

TOLD = "told"
"""The field of a form, and what its seal is for."""


@dataclass(frozen=True)
class Row:
    """What was set aside of one sort."""

    what: str
    count: int
    where: str
    becomes: str


@dataclass(frozen=True)
class Spot:
    """Where a portion stands in the file, and how sure its label is."""

    place: str
    sure: str
    is_asked: bool


@dataclass(frozen=True)
class Told:
    """What is told: kinds, counts and places, no word of the file; said in the language of whoever looks."""

    values: dict[str, Any]

    @property
    def asked(self) -> list[str]:
        """What has to be answered before anything can be filed."""
        return [said(each) for each in self._findings(Weight.BLOCK)]

    @property
    def looked_at(self) -> list[str]:
        """What should be looked at."""
        return [said(each) for each in self._findings(Weight.REASON)]

    @property
    def asides(self) -> list[Row]:
        """What was set aside."""
        return [Row(_(sort), count, placed(where), _(becomes)) for sort, count, where, becomes in self.values["asides"]]

    @cached_property
    def portions(self) -> list[Spot]:
        """Of each portion, in order, where it stood."""
        return [Spot(placed(place), _(sure), sure == Sure.ASKED.value) for place, sure in self.values["portions"]]

    @property
    def sealed(self) -> str:
        """The same for a form."""
        return sealed(TOLD, json.dumps(self.values))

    def _findings(self, weight: Weight) -> Iterable[Finding]:
        given = self.values["findings"]
        return [Finding(rule, place, to_be, was) for rule, place, to_be, was, heavy in given if heavy == weight.value]


def told_of(found: Incoming) -> Told:
    """What is told of a file."""
    return Told(
        {
            "findings": [[f.rule, f.place, f.expected, f.found, f.weight.value] for f in found.findings],
            "asides": [[a.sort.value, a.count, a.finding.place, a.becomes] for a in found.asides],
            "portions": [[each.place, each.sure.value] for each in found.portions],
        }
    )


def told_in(request: HttpRequest) -> Told | None:
    """What was told of a file on the page that a form comes from."""
    texts = unsealed(request.POST.get(TOLD, ""), TOLD, 1)
    return Told(json.loads(texts[0])) if texts else None
