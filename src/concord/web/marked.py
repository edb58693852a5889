"""Pages under the marking of the whole of what they show: every view says what that is, and the frame prints it.

No view renders a page otherwise (tests/architecture/test_marked.py), so that none can leave the marking out.

Source: docs/spec/site.md W19, W112.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from concord.desk import Edition
from concord.formats.paper.spec import EXERCISE
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from concord.web.labels import rolled_up
from concord.web.lists import is_exercise
from concord.web.node import markings
from concord.web.seats import SeatedRequest


@dataclass(frozen=True)
class Shows:
    """What a page shows content of: the label sets of all of it, and whether any of it is of an exercise."""

    label_sets: tuple[LabelSet, ...] = ()
    is_exercise: bool = False

    def __add__(self, other: Shows) -> Shows:
        return Shows((*self.label_sets, *other.label_sets), self.is_exercise or other.is_exercise)


NOTHING = Shows()
"""A page without content of records: about rules, accounts, or what there is to type in."""


def of(*editions: Edition | None) -> Shows:
    """What a page shows that tells something of these editions; None is one that is not there."""
    there = [edition for edition in editions if edition is not None]
    sets = (portion.label_set for edition in there for portion in edition.portions)
    return Shows(tuple(dict.fromkeys(sets)), is_exercise(*there))


def as_typed(printed: Iterable[str | None], request: SeatedRequest) -> Shows:
    """What a page shows that holds what was typed under markings, as far as these can be read."""
    found = []
    for each in printed:
        try:
            found += [LabelSet(markings().read(each, request.seat.desk.moment.day))] if each else []
        except MalformedError:  # the form says so itself
            continue
    return Shows(tuple(found))


def marked(
    request: SeatedRequest, template: str, context: Mapping[str, Any], *, shows: Shows, status: int = 200
) -> HttpResponse:
    """A page that shows this, under its marking and, if any of it is of an exercise, the line that says so."""
    over = {
        "banner": rolled_up(shows.label_sets, request.seat.desk.moment),
        "exercise": EXERCISE if shows.is_exercise else "",
    }
    return render(request, template, {**context, **over}, status=status)
