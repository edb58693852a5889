"""The rulebook: policies, memberships, agreements, equivalences and open questions, as of a day.

Source: docs/spec/site.md W17, W101.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext

from concord.release.names import BEGINNING, NEVER
from concord.release.periods import Confidence
from concord.release.relations import Agreement, Membership
from concord.web.entries import source_of
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
    """The rulebook on a day; a day that cannot be read is today."""
    moment = request.seat.desk.moment
    at = day_in(request.GET.get("at", "")) or moment.at
    book, names = moment.rulebook, set(names_in(moment.rulebook))
    text = request.GET.get("q", "").strip().casefold()
    members = [
        _line(each, names, f"{each.party} · {each.organisation}", gettext(each.standing.value), at)
        for each in book.memberships
    ]
    agreements = [_line(row, names, " · ".join(row.parties), titled(row.title), at) for row in book.agreements]
    context = {
        "at": at,
        "asked": request.GET.get("at", ""),
        "q": request.GET.get("q", "").strip(),
        "policies": [policy for policy in book.policies if policy.since <= at],
        "members": _found(members, text),
        "agreements": _found(agreements, text),
        "digest": book.digest[:12],
    }
    return marked(request, "web/rulebook.html", context, shows=NOTHING)


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
