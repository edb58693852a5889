"""The page for principals as a paper: what the page and the file are made from.

Source: docs/spec/site.md W58; docs/spec/commitments.md C20-C23.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.commitments.kinds import STATUSES
from concord.commitments.principals import Area, Cause, Change, Date, OnePage, Said
from concord.commitments.rules import DIFFER, NO_REPORT, Point
from concord.formats.paper.spec import EXERCISE, Block, Heading, Items, Paper, Paragraph, Table
from concord.web.parts.commitments import words
from concord.web.parts.declared import body, day_in_words
from concord.web.tongue import language

MOST_NAMED = 8
"""As many points are named for a date; of more it is said how many."""


def paper(page: OnePage, marking: str) -> Paper:
    """The paper of a page, in the language of the request."""
    title, notice = _("Common action points: page for principals"), EXERCISE if page.is_exercise else ""
    return Paper(title, language(), marking, tuple(_blocks(page, marking)), notice)


def _blocks(page: OnePage, marking: str) -> Iterator[Block]:
    yield Paragraph(_since(page))
    if not marking:
        yield Paragraph(_("There is nothing in the register that you may read."))
        return
    yield Heading(_("Progress by area"))
    yield Table((_("Area"), _("Points"), _("Status"), _("Changed")), tuple(map(_area, page.areas)))
    yield Paragraph(_("Each point counts once. Where bodies report different statuses, views differ."))
    yield Heading(_("Blocked, and by what"))
    yield from _listed([_cause(each) for each in page.causes], _("Nothing is reported as blocked."))
    yield Heading(_("Decisions asked"))
    yield from _listed([_decision(each) for each in page.decisions], _("No decision is asked."))
    yield Heading(_("Next dates"))
    yield from _listed([_date(each) for each in page.dates], _("No date is known for the next half year."))
    if any(point.is_provisional for point in _points(page)):
        yield Paragraph(_("* Provisional: the text was not read in a source. Numbers are not official."))


def _since(page: OnePage) -> str:
    if page.since is None:
        return _("As of %(day)s. No earlier review is known.") % {"day": day_in_words(page.day)}
    return _("As of %(day)s. Compared with the last review, %(since)s.") % {
        "day": day_in_words(page.day),
        "since": day_in_words(page.since),
    }


def _listed(texts: list[str], nothing: str) -> Iterator[Block]:
    yield Items(tuple(texts)) if texts else Paragraph(nothing)


def _area(area: Area) -> tuple[str, str, str, str]:
    changes = _("; ").join(_change(each) for each in area.changes)
    return words.area(area.area), str(area.points), _counted(area.now, area.then), changes or _("nothing")


def _counted(now: Counter[str], then: Counter[str]) -> str:
    """What the points are counted under, in the order of the statuses, with the difference to the last review."""
    order = [*STATUSES, DIFFER, NO_REPORT]
    return _("; ").join(_count(key, now[key], then[key], bool(then)) for key in order if now[key] or then[key])


def _count(key: str, now: int, then: int, is_compared: bool) -> str:
    moved = f" ({now - then:+d})" if is_compared and now != then else ""
    return _("%(status)s: %(count)s") % {"status": words.status(key), "count": f"{now}{moved}"}


def _change(change: Change) -> str:
    told = {
        "number": _numbered(change.point),
        "body": body(change.entity),
        "now": words.status(change.now),
        "was": words.status(change.was or NO_REPORT),
    }
    return _("%(number)s %(body)s: %(now)s, was %(was)s") % told


def _cause(cause: Cause) -> str:
    told = _("; ").join(_("%(number)s (%(body)s)") % _names(each) for each in cause.said)
    counted = ngettext("%(count)s point", "%(count)s points", cause.points) % {"count": cause.points}
    return _("%(cause)s, %(counted)s: %(told)s") % {
        "cause": words.cause(cause.cause),
        "counted": counted,
        "told": told,
    }


def _decision(said: Said) -> str:
    return _("%(number)s (%(body)s): %(decision)s") % {**_names(said), "decision": said.report.decision}


def _date(date: Date) -> str:
    count = len(date.points)
    named = ", ".join(map(_numbered, date.points))
    numbers = (
        named if count <= MOST_NAMED else ngettext("%(count)s point", "%(count)s points", count) % {"count": count}
    )
    told = {"day": day_in_words(date.day), "numbers": numbers}
    return (
        _("%(day)s: deadline of %(numbers)s") % told if date.is_deadline else _("%(day)s: review of %(numbers)s") % told
    )


def _names(said: Said) -> dict[str, str]:
    return {"number": _numbered(said.point), "body": body(said.report.entity)}


def _numbered(point: Point) -> str:
    """The number of a point, with a star where its text is provisional."""
    return f"{point.number or '–'}{'*' if point.is_provisional else ''}"


def _points(page: OnePage) -> Iterator[Point]:
    yield from (each.point for each in page.decisions)
    yield from (each.point for cause in page.causes for each in cause.said)
    yield from (change.point for area in page.areas for change in area.changes)
    yield from (point for date in page.dates for point in date.points)
