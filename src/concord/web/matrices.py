"""Matrices as pages show them: rows, heads, squares and dates in the language of the page.

Source: docs/spec/site.md W40-W44, W131.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log1p
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from concord.desk import Desk, Edition
from concord.dissemination.brief.portions import first_words
from concord.dissemination.matrix import Table, scene_of, table_of
from concord.dissemination.turning import SINCE, Turning, turnings, until
from concord.release.answers import MARKS, Answer
from concord.release.labels import Label, LabelSet
from concord.release.names import day_of
from concord.web.labels import chip_of
from concord.web.node import markings
from concord.web.phrases import said
from concord.web.tongue import language
from concord.web.typed import instant_in, whole

CLASSES = {Answer.RELEASED: "yes", Answer.RELEASABLE: "could", Answer.REFER: "ask", Answer.WITHHELD: "no"}
"""How a style sheet knows an answer."""


def asked_instant(request: HttpRequest, now: datetime) -> datetime:
    """The instant that an address asks for; the present one for none, for today, and for one that cannot be (W7)."""
    found = instant_in(request.GET.get("at", ""))
    return found if found and SINCE <= found < until(now) and found != day_of(now) else now


def days_shown(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """The first and the last day that can be shown, and what was asked for if it is none of them (W43)."""
    first, last, found = SINCE, until(now) - timedelta(days=1), instant_in(request.GET.get("at", ""))
    is_one = found is not None and SINCE <= found < until(now)
    return {"first_day": first, "last_day": last, "not_shown": "" if is_one else request.GET.get("at", "")}


def made(edition: Edition, desk: Desk, at: datetime) -> Table:
    """The matrix of an edition at an instant, under the rules of its desk."""

    known, tongue = markings(), language()

    def write(label: Label) -> str:
        return known.write(label, language=tongue)

    paper, scene = scene_of(edition, desk.moment, write, tongue)
    return table_of(paper, scene, at)


# Rows


@dataclass(frozen=True)
class Row:
    """One portion as it is shown: how it is cited, its first words, and its label and its squares as markup."""

    place: str
    words: str
    anchor: str
    label: str
    squares: str


CHOSEN = SafeString(' aria-current="true"')


def rows(table: Table, chosen: tuple[int, int] | None, at: str) -> list[Row]:
    """The rows of a table; each square has the address under which its reasons are."""
    pieces = _Pieces(table.names, at)
    kept: dict[int, list[str]] = {}
    labels: dict[LabelSet, str] = {}
    found = []
    for number, (shown, place) in enumerate(zip(table.paper.shown, table.scene.places, strict=True)):
        answers = table.answers[number]
        if id(answers) not in kept:
            kept[id(answers)] = pieces.between(answers)
        parts = pieces.between(answers, chosen[1]) if chosen and chosen[0] == number else kept[id(answers)]
        if shown.label_set not in labels:
            labels[shown.label_set] = _label(shown.label_set)
        text = first_words(table.scene.record.portions[number].words)
        found.append(Row(place, text, shown.id[:16], labels[shown.label_set], _row(parts, number)))
    return found


class _Pieces:
    """What squares are put together from, so that no square of a large page is formatted twice."""

    def __init__(self, names: tuple[str, ...], at: str) -> None:
        self._names = names
        self._begins = {answer: _beginning(answer, at) for answer in Answer}
        self._ends = [{answer: _end(name, answer) for answer in Answer} for name in names]

    def between(self, answers: tuple[Answer, ...], chosen: int | None = None) -> list[str]:
        """The squares of a row, cut where the place of its portion stands in each."""
        begins = [*(self._begins[answer] for answer in answers), ""]
        ends = [end[answer] for end, answer in zip(self._ends, answers, strict=True)]
        if chosen is not None:
            ends[chosen] = _end(self._names[chosen], answers[chosen], CHOSEN)
        return [end + begin for end, begin in zip(["", *ends], begins, strict=True)]


def _row(parts: list[str], number: int) -> SafeString:
    """The squares of the portion of a number; what they are made of was escaped before."""
    return SafeString(escape(str(number + 1)).join(parts))


def _beginning(answer: Answer, at: str) -> SafeString:
    """A square up to the place of its portion."""
    query = urlencode({"at": at, "square": ""} if at else {"square": ""})
    return format_html('<td class="{}"><a href="?{}', CLASSES[answer], query)


def _end(name: str, answer: Answer, chosen: str = "") -> SafeString:
    """A square from the name of its group on: its mark, and its answer in words for those who do not see it."""
    text = '%2C{}#why"{}><b aria-hidden="true">{}</b><span class="vh">{}</span></a></td>'
    return format_html(text, name, chosen, MARKS[answer], gettext(answer.value))


def _label(label_set: LabelSet) -> str:
    """A label in the margin of a table: steps and portion mark, and in full for those who do not see it."""
    label = label_set.originator
    short = markings().write(label, code="portionMarking", language=language()) if label else ""
    return render_to_string("web/mark.html", {"chip": chip_of(label_set), "short": short})


# Heads


@dataclass(frozen=True)
class Head:
    """One group of readers as it is shown; `apart` says what separates a part from the others of its rule."""

    name: str
    title: str
    sentence: str
    part: str
    short: str
    apart: str
    count: int


def heads(table: Table) -> list[Head]:
    """The groups of a table, in the order of its columns."""
    return [
        Head(
            name,
            gettext(group.rule.name),
            gettext(group.rule.sentence),
            _("part %(part)s of %(parts)s") % {"part": group.part, "parts": group.parts} if group.parts > 1 else "",
            f"{group.part}/{group.parts}" if group.parts > 1 else "",
            ", ".join(dict.fromkeys(map(said, part.said))),
            len(group.columns),
        )
        for name, group, part in zip(table.names, table.groups, table.parts, strict=True)
    ]


def titled(head: Head) -> str:
    """A group in one line."""
    return f"{head.title}, {head.part}" if head.part else head.title


# Dates


@dataclass(frozen=True)
class Day:
    """A date on which squares turned: the address of the matrix on it, what turned, and how high its tick is."""

    at: datetime
    query: str
    changed: int
    why: tuple[str, ...]
    is_shown: bool
    height: int


@dataclass(frozen=True)
class Days:
    """The dates of a matrix: all of them, the one in force with its place among them, and those beside it."""

    all: tuple[Day, ...]
    shown: Day
    place: int
    previous: Day | None
    next: Day | None


TALLEST = 10
"""How high the tick of the date is on which most squares turned; the others by the order of magnitude of theirs."""
ALSO = {
    "post": "A post among the readers is set up or ends",
    "label": "A date on a label: an embargo ends, or a successor label begins",
    "reader": "A clearance, briefing or need to know of a reader begins or ends",
}
"""What turns besides facts."""


def days(table: Table, now: datetime) -> Days:
    """The dates on which the matrix of a table turns."""
    turned = turnings(table.scene, now)
    current = max((number for number, each in enumerate(turned) if each.at <= table.at), default=0)
    most = max(each.changed for each in turned)
    found = tuple(_day(each, table, most, is_shown=number == current) for number, each in enumerate(turned))
    before = found[current - 1] if current else None
    return Days(found, found[current], current, before, found[current + 1] if current + 1 < len(found) else None)


def stepped(table: Table, now: datetime, asked: str) -> str:
    """The day, as an address names it, of a step of the slider (W131); "" for what is none."""
    turned, place = turnings(table.scene, now), whole(asked)
    return query_of(turned[place].at) if place is not None and place < len(turned) else ""


def _day(turning: Turning, table: Table, most: int, *, is_shown: bool) -> Day:
    facts = (table.scene.turned(fact, turning.at) for fact in turning.facts if not fact.endswith("-EAPC"))
    why = [*map(said, facts), *(gettext(ALSO[each.value]) for each in turning.also)] if turning.changed else []
    height = TALLEST * log1p(turning.changed) / log1p(most) if most else 0
    return Day(turning.at, query_of(turning.at), turning.changed, tuple(dict.fromkeys(why)), is_shown, round(height))


def query_of(at: datetime) -> str:
    """An instant as an address names it: a day, or with the time where it has one."""
    is_day = (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
    return at.date().isoformat() if is_day else at.strftime("%Y-%m-%dT%H:%M:%SZ")
