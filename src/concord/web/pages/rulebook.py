"""The rulebook by sections: agreements, memberships and policies, as of a day.

Source: docs/spec/site.md W17, W101, W132.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy

from concord.dissemination.turning import SINCE, until
from concord.release.names import BEGINNING, NEVER, day_of
from concord.release.periods import Confidence
from concord.release.relations import Agreement, Membership
from concord.release.rulebook import Rulebook
from concord.web.entries import source_of
from concord.web.lists import numbered
from concord.web.marked import NOTHING, marked
from concord.web.pages.seating import seated
from concord.web.seats import SeatedRequest
from concord.web.statements import names_in
from concord.web.titles import titled
from concord.web.typed import day_in

GRADES = {
    Confidence.SOURCED: "sourced",
    Confidence.WELL_KNOWN: "well known",
    Confidence.UNCONFIRMED: "unconfirmed",
    Confidence.ABSENT: "unconfirmed",
}


TITLES = {
    "agreements": gettext_lazy("Agreements"),
    "memberships": gettext_lazy("Memberships"),
    "policies": gettext_lazy("Policies"),
}
"""The sections, in the order of the page."""


@dataclass(frozen=True)
class Line:
    """One fact: what it is about, what it says, from when to when (None: always), how sure, where it was read.

    `name` is that under which it can end; "" where it ends with another.
    """

    about: str
    says: str
    since: datetime | None
    until: datetime | None
    grade: str
    source: str
    is_over: bool
    name: str


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """A section of the rulebook on a day; a day that it does not know is told, and today shown."""
    moment = request.seat.desk.moment
    asked, first, end = request.GET.get("at", "").strip(), _first(moment.rulebook), until(moment.at)
    day = day_in(asked)
    is_known = day is not None and first <= day < end
    at = day if day is not None and is_known else moment.at
    sections = _sections(moment.rulebook, at, request.GET.get("q", "").strip().casefold())
    section = request.GET.get("section", "")
    section = section if section in sections else next(iter(sections))
    context = {
        "at": at,
        "asked": asked,
        "not_known": "" if is_known else asked,
        "first_day": first,
        "last_day": end - timedelta(days=1),
        "q": request.GET.get("q", "").strip(),
        "sections": [(name, TITLES[name], len(lines)) for name, lines in sections.items()],
        "section": section,
        "title": TITLES[section],
        "page": numbered(request, sections[section]),
        "digest": moment.rulebook.digest[:12],
    }
    return marked(request, "web/rulebook.html", context, shows=NOTHING)


def _first(book: Rulebook) -> datetime:
    """The first day on which anything in a rulebook is known to have begun."""
    begun = [each.period.since for each in book.memberships] + [each.period.since for each in book.agreements]
    begun += [policy.since for policy in book.policies]
    return day_of(min((each for each in begun if each > BEGINNING), default=SINCE))


def _sections(book: Rulebook, at: datetime, text: str) -> dict[str, Sequence[Any]]:
    """The lines of each section that hold a text, as of a day."""
    names = set(names_in(book))
    agreements = [_line(row, names, " · ".join(row.parties), titled(row.title), at) for row in book.agreements]
    members = [
        _line(each, names, f"{each.party} · {each.organisation}", gettext(each.standing.value), at)
        for each in book.memberships
    ]
    policies = [
        policy
        for policy in book.policies
        if policy.since <= at and text in " ".join((policy.name, *(each.name for each in policy.levels))).casefold()
    ]
    return {"agreements": _found(agreements, text), "memberships": _found(members, text), "policies": policies}


def _found(lines: list[Line], text: str) -> list[Line]:
    """Lines that hold a text; those that are over last."""
    wanted = [line for line in lines if text in f"{line.about} {line.says}".casefold()]
    return sorted(wanted, key=lambda line: (line.is_over, line.about, line.since or BEGINNING))


def _line(row: Membership | Agreement, names: set[str], about: str, says: str, at: datetime) -> Line:
    period = row.period
    return Line(
        about=about,
        says=says,
        since=period.since if period.since > BEGINNING else None,
        until=period.until if period.until < NEVER else None,
        grade=GRADES[row.confidence],
        source=source_of(row.id, row.sources),
        is_over=not period.since <= at < period.until,
        name=row.id if row.id in names else "",
    )
