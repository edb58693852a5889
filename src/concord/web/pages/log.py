"""The release log, as far as it concerns what this seat may read.

Source: docs/spec/site.md W13.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.http import HttpResponse
from django.shortcuts import render

from concord.desk import Act, Desk
from concord.desk.errors import HandleError
from concord.desk.log import Logged, LogQuery
from concord.release.names import BEGINNING, NEVER
from concord.web.pages.seating import seated
from concord.web.parts.installed import address_of, titled
from concord.web.seats import SeatedRequest

A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """An entry and the first record that it is about: its title as this seat sees it now and where it is shown.

    Both are "" for a record that is not there for this seat any more. `more` counts the other records of the entry.
    """

    entry: Logged
    record: str
    title: str
    address: str
    more: int


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """Who did what, newest first."""
    desk = request.seat.desk
    if not desk.may(Act.AUDIT):
        return render(request, "web/log.html", {"may": False})
    typed = {name: request.GET.get(name, "").strip() for name in ("record", "of", "since", "until")}
    days = {name: _day(typed[name]) for name in ("since", "until")}
    asked = LogQuery(typed["record"], typed["of"], days["since"] or BEGINNING, days["until"] or NEVER)
    cursor = request.GET.get("after", "")
    try:
        page = desk.log(asked, limit=A_PAGE, cursor=cursor)
    except HandleError:
        page, cursor = desk.log(asked, limit=A_PAGE), ""
    found = {
        "may": True,
        "page": page,
        "rows": [_row(desk, entry) for entry in page.entries],
        "typed": typed,
        "unread": [name for name, day in days.items() if typed[name] and day is None],
        "is_first": not cursor,
    }
    return render(request, "web/log.html", found)


def _day(text: str) -> datetime | None:
    """The beginning of a day that was typed; None for what is none."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        return None


def _row(desk: Desk, entry: Logged) -> Row:
    record = entry.lines[0].record
    edition = desk.get(record)
    more = len({line.record for line in entry.lines}) - 1
    return Row(entry, record, titled(edition) if edition else "", address_of(edition) if edition else "", more)
