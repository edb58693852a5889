"""One page for principals: what changed since the last review, what is blocked, what is asked, what comes next.

Source: docs/spec/commitments.md C20-C23.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from concord.commitments.kinds import ASK, BLOCK, CAUSES, HEAD, NEXT
from concord.commitments.rules import Line, Point, Report, register, report_of, tally
from concord.desk import Edition
from concord.release.labels import LabelSet

AHEAD = timedelta(days=183)
"""How far ahead dates are told: half a year, as the review comes twice in one."""
DRAWN_ON = (HEAD, NEXT, BLOCK, ASK)
"""The portions whose words the page may show."""


@dataclass(frozen=True)
class Change:
    """A body whose report in force was another at the last review; "" where there was none."""

    point: Point
    entity: str
    was: str
    now: str


@dataclass(frozen=True)
class Area:
    """Progress in an area: its points by what they are counted under, now and then, and what changed in between."""

    area: str
    now: Counter[str]
    then: Counter[str]
    changes: tuple[Change, ...]

    @property
    def points(self) -> int:
        """How many points it has."""
        return sum(self.now.values())


@dataclass(frozen=True)
class Said:
    """A report with the point that it is of."""

    point: Point
    report: Report


@dataclass(frozen=True)
class Cause:
    """What is blocked by one cause, "" for none that is seen; each point counts once (C22)."""

    cause: str
    said: tuple[Said, ...]

    @property
    def points(self) -> int:
        """How many points name it."""
        return len({each.point.id for each in self.said})


@dataclass(frozen=True)
class Date:
    """A day that comes: the deadline of a point, or a next review that bodies named."""

    day: date
    is_deadline: bool
    points: tuple[Point, ...]


@dataclass(frozen=True)
class OnePage:
    """The page as of a day, with what changed since another."""

    day: date
    since: date | None
    areas: tuple[Area, ...]
    causes: tuple[Cause, ...]
    decisions: tuple[Said, ...]
    dates: tuple[Date, ...]
    label_sets: tuple[LabelSet, ...]
    is_exercise: bool
    """Whether anything that it draws on says that it belongs to an exercise (C7)."""


def last_review(reports: Iterable[Edition], day: date) -> date | None:
    """The latest day before another that reports of that time named as their next review (C21)."""
    found = (report for report in map(report_of, reports) if report is not None and report.day < day)
    return max((report.review for report in found if report.review and report.review < day), default=None)


def one_page(points: Iterable[Edition], reports: Iterable[Edition], *, day: date, since: date | None) -> OnePage:
    """The page as of a day; without a last review everything has changed since."""
    points, reports = tuple(points), tuple(reports)
    now = register(points, reports, day)
    then = register(points, reports, since) if since is not None else ()
    drawn_on = tuple(_drawn_on(now, then, _naming(reports, day, since)))
    return OnePage(
        day=day,
        since=since,
        areas=tuple(_areas(now, then)),
        causes=tuple(_causes(now)),
        decisions=tuple(each for each in _said(now) if each.report.decision),
        dates=tuple(_dates(now, day)),
        label_sets=tuple(_label_sets(drawn_on)),
        is_exercise=any(edition.value("exercise") is True for edition in drawn_on),
    )


def _areas(now: tuple[Line, ...], then: tuple[Line, ...]) -> Iterator[Area]:
    counted, before = tally(now), tally(then)
    earlier = {line.point.id: line for line in then}
    for area in sorted(counted):
        lines = [line for line in now if line.point.area == area]
        changes = tuple(change for line in lines for change in _changes(line, earlier.get(line.point.id)))
        yield Area(area, counted[area], before.get(area, Counter()), changes)


def _changes(line: Line, earlier: Line | None) -> Iterator[Change]:
    for view in line.reported:
        was = earlier.view(view.entity) if earlier else None
        status = was.status if was else ""
        if status != view.status:
            yield Change(line.point, view.entity, status, view.status)


def _causes(lines: tuple[Line, ...]) -> Iterator[Cause]:
    blocked = [Said(line.point, report) for line in lines for report in line.blocked]
    for cause in (*CAUSES, ""):
        own = tuple(each for each in blocked if each.report.cause == cause)
        if own:
            yield Cause(cause, own)


def _said(lines: tuple[Line, ...]) -> Iterator[Said]:
    return (Said(line.point, view.report) for line in lines for view in line.views if view.report is not None)


def _dates(lines: tuple[Line, ...], day: date) -> Iterator[Date]:
    found: dict[tuple[date, bool], dict[str, Point]] = {}
    for line in lines:
        reviews = {each.report.review for each in _said((line,)) if each.report.review is not None}
        due = {(line.point.due, True)} if line.point.due is not None else set()
        for when, is_deadline in {(review, False) for review in reviews} | due:
            if day <= when <= day + AHEAD:
                found.setdefault((when, is_deadline), {})[line.point.id] = line.point
    for (when, is_deadline), points in sorted(found.items(), key=lambda each: each[0]):
        yield Date(when, is_deadline, tuple(points.values()))


def _naming(reports: Iterable[Edition], day: date, since: date | None) -> Iterator[Edition]:
    """The reports that name the last review: the page tells its day."""
    known = (report for report in map(report_of, reports) if report is not None and report.day < day)
    return (report.edition for report in known if report.review is not None and report.review == since)


def _drawn_on(now: tuple[Line, ...], then: tuple[Line, ...], naming: Iterable[Edition]) -> Iterator[Edition]:
    """Every record that the page says something of, once: what was reported then, too, as what it was."""
    editions = [line.point.edition for line in now] + [each.report.edition for each in (*_said(now), *_said(then))]
    return iter({edition.id: edition for edition in (*editions, *naming)}.values())


def _label_sets(editions: Iterable[Edition]) -> Iterator[LabelSet]:
    for edition in editions:
        yield from (portion.label_set for portion in edition.portions if portion.name in DRAWN_ON and portion.values)
