"""Who may read what of a document, why, since when, and what can be done; and what two groups of readers get.

Source: docs/spec/site.md W40-W44, W131, W136.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext

from concord.dissemination.matrix import Table
from concord.release.answers import MARKS, Answer
from concord.web.labels import printed
from concord.web.lists import title_of
from concord.web.marked import Shows, marked
from concord.web.matrices import CLASSES, asked_instant, days, days_shown, heads, made, query_of, rows, stepped, titled
from concord.web.pages.documents import edition_of
from concord.web.pages.seating import seated
from concord.web.partial import is_for
from concord.web.reasons import why
from concord.web.seats import SeatedRequest
from concord.web.undoing import WAS, state


@seated
def show(request: SeatedRequest, record: str) -> HttpResponse:
    """The matrix of a document."""
    table, found = _begun(request, record)
    if step := stepped(table, request.seat.desk.moment.at, request.GET.get("step", "")):
        return HttpResponseRedirect(_stepped_to(request, step))
    square, columns = _square(request, table), heads(table)
    is_beside = is_for(request, "beside")
    named = table.column(request.GET.get("names", ""))
    asked = {"square": square, "names": named}
    kept = {name: request.GET[name] for name, one in asked.items() if one is not None}
    now = state(QueryDict(urlencode({"at": found["at"], **kept})))
    found |= {
        "heads": columns,
        "is_beside": is_beside,
        "rows": () if is_beside else rows(table, square, found["at"]),
        "counts": [(MARKS[a], gettext(a.value), CLASSES[a], table.counts[a]) for a in Answer],
        "days": None if is_beside else days(table, request.seat.desk.moment.at),
        "why": why(table, *square) if square else None,
        "square": request.GET["square"] if square else "",
        "kept": kept,
        "rest": f"&{urlencode({**kept, WAS: now})}",
        "state": now,
        "named": columns[named] if named is not None else None,
        "names": _names(table, named) if named is not None else (),
    }
    return marked(request, "web/matrix.html", found, shows=_shows(table))


def _stepped_to(request: HttpRequest, day: str) -> str:
    """The address of the same on the day of a step (W131)."""
    asked = request.GET.copy()
    del asked["step"]
    return f"{request.path}?{urlencode({'at': day})}&{asked.urlencode()}".rstrip("&")


def _begun(request: SeatedRequest, record: str) -> tuple[Table, dict[str, Any]]:
    """The matrix of a document at the instant that an address asks for, and what both pages show of it."""
    edition, desk = edition_of(request, record), request.seat.desk
    now = desk.moment.at
    table = made(edition, desk, asked_instant(request, now))
    at = "" if table.at == now else query_of(table.at)
    return table, {
        "edition": edition,
        "title": title_of(edition),
        "table": table,
        "is_now": not at,
        "at": at,
        **days_shown(request, now),
    }


def _shows(table: Table) -> Shows:
    """What both pages show: the whole edition, whatever the day."""
    return Shows(tuple(table.paper.label_sets), table.scene.is_exercise)


def _square(request: HttpRequest, table: Table) -> tuple[int, int] | None:
    """The square that an address names: a portion by its place, a group by its name; None for what is not there."""
    place, _, name = request.GET.get("square", "").partition(",")
    row = next((number for number, portion in enumerate(table.scene.record.portions) if portion.id == place), None)
    column = table.column(name)
    return None if row is None or column is None else (row, column)


def _names(table: Table, column: int) -> list[str]:
    """The readers of a group by their names; none for a group of one, which its rule alone stands for (W42)."""
    readers, scene = table.readers(column), table.scene
    if len(readers) == 1:
        return []
    return sorted(scene.seats_file.post_of(reader.id) or scene.party(reader.party, table.at) for reader in readers)


# Two groups side by side


@seated
def compare(request: SeatedRequest, record: str) -> HttpResponse:
    """The editions of two groups of readers side by side."""
    table, found = _begun(request, record)
    columns = heads(table)
    one, two = (_column(request, table, name, number) for number, name in enumerate(("a", "b")))
    kept = table.kept(one), table.kept(two)
    lines = [
        (place, shown, portion, left, right)
        for place, shown, portion, left, right in zip(
            table.scene.places, table.paper.shown, table.scene.record.portions, *kept, strict=True
        )
        if left or right
    ]
    found |= {
        "choices": [(head.name, titled(head), head.count) for head in columns],
        "one": columns[one],
        "two": columns[two],
        "titles": (titled(columns[one]), titled(columns[two])),
        "banners": [" · ".join(printed(label) for label in table.banner(each).labels) for each in (one, two)],
        "lines": lines,
        "differing": sum(left != right for *_, left, right in lines),
    }
    return marked(request, "web/compare.html", found, shows=_shows(table))


def _column(request: HttpRequest, table: Table, name: str, number: int) -> int:
    """The group that an address names; without one, or for one that is not there, the first or the last."""
    found = table.column(request.GET.get(name, ""))
    return found if found is not None else (0, len(table.groups) - 1)[number]
