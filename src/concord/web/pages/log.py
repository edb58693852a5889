"""The release log, as far as it concerns what this seat may read.

Source: docs/spec/site.md W13, W102.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from concord.desk import Act, Desk, Edition
from concord.desk.errors import HandleError
from concord.desk.log import Logged, LogQuery
from concord.release.names import BEGINNING, NEVER
from concord.web.marked import NOTHING, marked, of
from concord.web.pages.seating import seated
from concord.web.parts.installed import address_of, part_of, titled
from concord.web.seats import SeatedRequest
from concord.web.tongue import word
from concord.web.typed import day_in

A_PAGE = 50
ACTS = {
    "admit": gettext_lazy("admitted"),
    "approve": gettext_lazy("approved"),
    "edit": gettext_lazy("changed"),
    "erase": gettext_lazy("erased a person"),
    "file": gettext_lazy("filed"),
    "hand over": gettext_lazy("handed over"),
    "propose": gettext_lazy("proposed"),
    "purge": gettext_lazy("removed for good"),
    "refuse": gettext_lazy("refused"),
    "withdraw": gettext_lazy("withdrawn"),
}
"""What was done, in words; another act is shown by its name (W102)."""
SHOWN_AT = {"approval": "approval", "post": "post"}
"""The pages of kinds that belong to no part."""


@dataclass(frozen=True)
class Row:
    """An entry with its act in words, and the first record that it is about with its edition as it is now, if any.

    Title and address are "" for one that is not there for this seat; `more` counts the other records of the entry.
    """

    entry: Logged
    act: str
    record: str
    edition: Edition | None
    title: str
    address: str
    more: int


@seated
def show(request: SeatedRequest) -> HttpResponse:
    """Who did what, newest first."""
    desk = request.seat.desk
    if not desk.may(Act.AUDIT):
        return marked(request, "web/log.html", {"may": False}, shows=NOTHING)
    typed = {name: request.GET.get(name, "").strip() for name in ("record", "of", "since", "until")}
    days = {name: day_in(typed[name]) for name in ("since", "until")}
    asked = LogQuery(typed["record"], typed["of"], days["since"] or BEGINNING, days["until"] or NEVER)
    cursor = request.GET.get("after", "")
    try:
        page = desk.log(asked, limit=A_PAGE, cursor=cursor)
    except HandleError:
        page, cursor = desk.log(asked, limit=A_PAGE), ""
    rows = [_row(desk, entry) for entry in page.entries]
    found = {
        "may": True,
        "page": page,
        "rows": rows,
        "typed": typed,
        "unread": [name for name, day in days.items() if typed[name] and day is None],
        "is_first": not cursor,
    }
    return marked(request, "web/log.html", found, shows=of(*(row.edition for row in rows)))


def _row(desk: Desk, entry: Logged) -> Row:
    act, record = str(ACTS.get(entry.act, entry.act)), entry.lines[0].record
    edition, more = desk.get(record), len({line.record for line in entry.lines}) - 1
    if edition is None:
        return Row(entry, act, record, None, "", "", more)
    if part_of(edition.kind):
        return Row(entry, act, record, edition, titled(edition), address_of(edition), more)
    page = SHOWN_AT.get(edition.kind)
    address = reverse(page, args=[record]) if page else ""
    return Row(entry, act, record, edition, word(desk.kinds.by_name[edition.kind].names), address, more)
