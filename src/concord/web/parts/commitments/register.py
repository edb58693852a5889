"""The register as a seat sees it as of a day, and what the address asks of it.

Source: docs/spec/site.md W54; docs/spec/commitments.md C14, C15.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, QueryDict

from concord.commitments.kinds import AREAS, STATUSES
from concord.commitments.rules import DIFFER, NO_REPORT, Line, Wanted, entities, register, selected
from concord.desk import Condition, Desk, Edition, Op, Query
from concord.desk.paging import every, pages
from concord.desk.queries import MOST
from concord.desk.words import words_of
from concord.web.lists import is_exercise
from concord.web.marked import NOTHING, Shows, of
from concord.web.parts.commitments import words
from concord.web.parts.declared import body

POINTS, REPORTS, NOTES = "action-point", "status-report", "point-note"


@dataclass(frozen=True)
class Asked:
    """What an address asks of the register, in plain form; what cannot be is not asked."""

    day: date
    wanted: Wanted
    text: str


def asked(request: HttpRequest, desk: Desk) -> Asked:
    """The day (today if none is given) and what is looked for."""
    given = request.GET
    area, status, blocked = given.get("area", ""), given.get("status", ""), given.get("blocked", "")
    wanted = Wanted(
        area=area if area in AREAS else "",
        entity=given.get("entity", "").strip(),
        status=status if status in (*STATUSES, DIFFER, NO_REPORT) else "",
        blocked={"yes": True, "no": False}.get(blocked),
    )
    return Asked(day_of(given, "at") or desk.moment.at.date(), wanted, given.get("q", "").strip())


def day_of(given: QueryDict, name: str) -> date | None:
    """A day in the address; one that cannot be is none."""
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        return None


def editions(desk: Desk, day: date) -> tuple[list[Edition], list[Edition]]:
    """All points, and all reports up to a day, that a seat sees."""
    until = Query(REPORTS, (Condition("day", Op.AT_MOST, (day,)),))
    return list(every(desk, Query(POINTS))), list(every(desk, until))


def lines_of(desk: Desk, day: date) -> tuple[Line, ...]:
    """The whole register as of a day."""
    return register(*editions(desk, day), day)


def found(desk: Desk, lines: tuple[Line, ...], asked: Asked) -> tuple[tuple[Line, ...], Shows]:
    """The lines that an address asks for: by the views, and by words in points, reports and notes.

    And what they tell something of: words that are found in a note are told by the line of its point.
    """
    kept = selected(lines, asked.wanted)
    if not words_of(asked.text):
        return kept, NOTHING
    held = pages(lambda cursor: desk.search(asked.text, kinds=(POINTS, REPORTS, NOTES), limit=MOST, cursor=cursor))
    holding = [(each, {each.id, str(each.value("point") or "")}) for page in held for each in page.editions]
    said = {name for _, names in holding for name in names}
    lines = tuple(line for line in kept if line.point.id in said)
    told = {line.point.id for line in lines}
    return lines, of(*(edition for edition, names in holding if names & told))


def shows(lines: Iterable[Line]) -> Shows:
    """What lines tell something of: points, and of the reports in force what a line says of them (W113)."""
    told = tuple(lines)
    sets = (each for line in told for each in line.label_sets)
    return Shows(tuple(dict.fromkeys(sets)), is_exercise(*(edition for line in told for edition in line.editions)))


def offered(lines: tuple[Line, ...], asked: Asked) -> dict[str, object]:
    """The choices of the form above the register, and what is chosen."""
    return {
        "areas": [(key, words.area(key)) for key in AREAS],
        "entities": sorted(((each, body(each)) for each in entities(lines)), key=lambda each: each[1]),
        "statuses": [(key, words.status(key)) for key in (*STATUSES, DIFFER, NO_REPORT)],
        "asked": asked,
        "blocked": {True: "yes", False: "no"}.get(asked.wanted.blocked) if asked.wanted.blocked is not None else "",
    }
