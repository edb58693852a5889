"""The rulebook: policies, memberships, agreements, equivalences and open questions, as of a day.

Source: docs/spec/site.md W17.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.http import HttpResponse
from django.shortcuts import render

from concord.facts import Facts, shipped
from concord.facts.shown import sources
from concord.release.names import BEGINNING, NEVER
from concord.release.periods import Confidence, Period
from concord.web.pages.seating import seated
from concord.web.seats import SeatedRequest

GRADES = {
    Confidence.SOURCED: "sourced",
    Confidence.WELL_KNOWN: "well known",
    Confidence.UNCONFIRMED: "unconfirmed",
    Confidence.ABSENT: "unconfirmed",
}


@dataclass(frozen=True)
class Line:
    """One fact: what it is about, what it says, from when to when (None: always), how sure, where it was read."""

    about: str
    says: str
    since: datetime | None
    until: datetime | None
    grade: str
    source: str
    is_over: bool


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """The rulebook on a day; a day that cannot be read is today."""
    moment = request.seat.desk.moment
    at = _day(request.GET.get("at", "")) or moment.at
    book, known = moment.rulebook, shipped()
    text = request.GET.get("q", "").strip().casefold()
    members = [
        _line(known, row.id, f"{row.party} · {row.organisation}", row.standing.value, row.period, row.confidence, at)
        for row in book.memberships
    ]
    agreements = [
        _line(known, row.id, " · ".join(row.parties), row.title, row.period, row.confidence, at)
        for row in book.agreements
    ]
    context = {
        "at": at,
        "asked": request.GET.get("at", ""),
        "q": request.GET.get("q", "").strip(),
        "policies": [policy for policy in book.policies if policy.since <= at],
        "members": _found(members, text),
        "agreements": _found(agreements, text),
        "digest": book.digest[:12],
    }
    return render(request, "web/rulebook.html", context)


def _found(lines: list[Line], text: str) -> list[Line]:
    """Lines that hold a text; those that are over last."""
    wanted = [line for line in lines if text in f"{line.about} {line.says}".casefold()]
    return sorted(wanted, key=lambda line: (line.is_over, line.about, line.since or BEGINNING))


def _line(known: Facts, name: str, about: str, says: str, period: Period, confidence: Confidence, at: datetime) -> Line:
    fact = known.by_id.get(name)
    return Line(
        about=about,
        says=says,
        since=period.since if period.since > BEGINNING else None,
        until=period.until if period.until < NEVER else None,
        grade=GRADES[confidence],
        source=sources(fact, known) if fact else "",
        is_over=not period.since <= at < period.until,
    )


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        return None
