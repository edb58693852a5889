"""What a register says, worked out from editions and from nothing else: views side by side, each point counted once.

Source: docs/spec/commitments.md C4, C10-C16.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from concord.commitments.kinds import BLOCK, HEAD, PARTICIPATION, STATUSES_OF
from concord.desk import Edition, Shown
from concord.desk.editions import many
from concord.release.labels import LabelSet

DIFFER = "views differ"
"""How a point is counted whose bodies report different statuses (C11)."""
NO_REPORT = "no report"
"""How a point is counted of which nobody has reported."""
FIRM = "sourced"
"""The grade of what was read in a source; any other is provisional (C2)."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class Participation:
    """A body that takes part in a point: its role, and the record of its designated post, "" for none."""

    portion: str
    entity: str
    role: str
    post: str


@dataclass(frozen=True)
class Point:
    """An action point as one reader sees it; of a head that is not released nothing is there: "" or None."""

    edition: Edition

    @cached_property
    def id(self) -> str:
        """The id of its record."""
        return self.edition.id

    @cached_property
    def number(self) -> str:
        """Its number; "" if it is not released."""
        return _value(self.edition, "number", str) or ""

    @cached_property
    def order(self) -> tuple[bool, int, str]:
        """What points are put in order by: those without a number last."""
        order = _value(self.edition, "order", int)
        return order is None, order or 0, self.number or self.id

    @cached_property
    def area(self) -> str:
        """Its area, a key of AREAS."""
        return _value(self.edition, "area", str) or ""

    @cached_property
    def type(self) -> str:
        """Its type, a key of TYPES."""
        return _value(self.edition, "type", str) or ""

    @cached_property
    def cycles(self) -> int | None:
        """How many cycles it has in a year."""
        return _value(self.edition, "cycles", int)

    @cached_property
    def since(self) -> date | None:
        """The day on which it was agreed."""
        return _value(self.edition, "since", date)

    @cached_property
    def due(self) -> date | None:
        """The last day of its deadline."""
        return _value(self.edition, "due", date)

    @cached_property
    def is_provisional(self) -> bool:
        """Whether its text was not read in a source (C2)."""
        return self.edition.value("confidence") != FIRM

    @cached_property
    def participations(self) -> tuple[Participation, ...]:
        """The bodies that take part."""
        found = (portion for portion in self.edition.portions if portion.name == PARTICIPATION and portion.values)
        return tuple(_participation(portion) for portion in found)

    def text(self, language: str) -> str:
        """Its text in a language, else in the other."""
        return _either(self.edition, "text", language)

    def theme(self, language: str) -> str:
        """Its theme in a language, else in the other."""
        return _either(self.edition, "theme", language)


@dataclass(frozen=True)
class Report:
    """A status report whose head its reader sees."""

    edition: Edition
    point: str
    entity: str
    day: date
    status: str

    @cached_property
    def review(self) -> date | None:
        """The next review."""
        return _value(self.edition, "review", date)

    @cached_property
    def is_blocked(self) -> bool:
        """Whether the body says that it is blocked."""
        return self.edition.value("blocked") is True

    @cached_property
    def cause(self) -> str:
        """What it is blocked by, a key of CAUSES; "" where nothing is said."""
        return (_value(self.edition, "cause", str) or "") if self.is_blocked else ""

    @cached_property
    def next_step(self) -> str:
        """The next step."""
        return _value(self.edition, "next-step", str) or ""

    @cached_property
    def decision(self) -> str:
        """The decision that is asked for."""
        return _value(self.edition, "decision", str) or ""


def report_of(edition: Edition) -> Report | None:
    """The report of an edition, or None where its reader does not see what it is of."""
    point, entity, status = (_value(edition, name, str) for name in ("point", "entity", "status"))
    day = _value(edition, "day", date)
    if point is None or entity is None or status is None or day is None:
        return None
    return Report(edition, point, entity, day, status)


@dataclass(frozen=True)
class View:
    """What one body makes of one point: `reports` up to a day, latest first."""

    entity: str
    participation: Participation | None
    reports: tuple[Report, ...]

    @property
    def report(self) -> Report | None:
        """The report in force (C10)."""
        return self.reports[0] if self.reports else None

    @property
    def status(self) -> str:
        """Its status; "" where there is no report."""
        return self.report.status if self.report else ""

    @property
    def is_blocked(self) -> bool:
        """Whether the body is blocked by its report in force."""
        return self.report is not None and self.report.is_blocked

    def cycles(self, year: int, due: int | None) -> tuple[int, int]:
        """Cycles kept in a year, and of how many (C13)."""
        told = [each.status for each in self.reports if each.day.year == year]
        kept = told.count("on-cycle")
        return kept, due if due is not None else kept + told.count("missed-cycle")


@dataclass(frozen=True)
class Line:
    """A point with the views of all its bodies as of a day."""

    point: Point
    views: tuple[View, ...]

    @property
    def reported(self) -> tuple[View, ...]:
        """The views of those who have reported."""
        return tuple(view for view in self.views if view.report is not None)

    @property
    def do_views_differ(self) -> bool:
        """Whether reports in force have different statuses (C11)."""
        return len({view.status for view in self.reported}) > 1

    @property
    def counted(self) -> str:
        """Under what the point is counted, once (C12)."""
        if self.do_views_differ:
            return DIFFER
        return self.reported[0].status if self.reported else NO_REPORT

    @property
    def blocked(self) -> tuple[Report, ...]:
        """The reports in force that say that their body is blocked."""
        return tuple(view.report for view in self.views if view.report is not None and view.is_blocked)

    @property
    def has_lead(self) -> bool:
        """Whether a body leads it (C16)."""
        return any(each.role == "lead" for each in self.point.participations)

    @property
    def without_post(self) -> tuple[str, ...]:
        """The bodies that take part and have no designated post (C16)."""
        return tuple(each.entity for each in self.point.participations if not each.post)

    @property
    def review(self) -> date | None:
        """The earliest next review that a report in force names."""
        days = [view.report.review for view in self.views if view.report is not None and view.report.review]
        return min(days, default=None)

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports in force."""
        return tuple(view.report for view in self.views if view.report is not None)

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The point and the reports in force."""
        return self.point.edition, *(report.edition for report in self.reports)

    @property
    def label_sets(self) -> tuple[LabelSet, ...]:
        """The labels of the point, and of what its reports in force say of status, dates and what blocks."""
        own = [portion for portion in self.point.edition.portions if portion.values]
        told = [portion for report in self.reports for portion in report.edition.portions if portion.values]
        kept = (*own, *(portion for portion in told if portion.name in (HEAD, BLOCK)))
        return tuple(dict.fromkeys(portion.label_set for portion in kept))

    def view(self, entity: str) -> View | None:
        """The view of a body."""
        return next((view for view in self.views if view.entity == entity), None)


@dataclass(frozen=True)
class Wanted:
    """What a register is looked through for; "" and None leave all (C15)."""

    area: str = ""
    entity: str = ""
    status: str = ""
    blocked: bool | None = None


def fits(status: str, point_type: str) -> bool:
    """Whether a point of a type may have a status (C4); where no type is seen, nothing is said against it."""
    return status in STATUSES_OF.get(point_type, (status,))


def register(points: Iterable[Edition], reports: Iterable[Edition], day: date) -> tuple[Line, ...]:
    """Every point that was agreed by a day, in order, with the views in force on it (C10, C14)."""
    known: dict[str, list[Report]] = {}
    for report in map(report_of, reports):
        if report is not None and report.day <= day:
            known.setdefault(report.point, []).append(report)
    seen = (Point(edition) for edition in points)
    agreed = [point for point in seen if point.since is None or point.since <= day]
    return tuple(_line(point, known.get(point.id, [])) for point in sorted(agreed, key=lambda point: point.order))


def selected(lines: Iterable[Line], wanted: Wanted) -> tuple[Line, ...]:
    """The lines that meet what is wanted (C15)."""
    return tuple(line for line in lines if _meets(line, wanted))


def entities(lines: Iterable[Line]) -> tuple[str, ...]:
    """Every body that takes part or has reported: those with the most points first."""
    counted = Counter(view.entity for line in lines for view in line.views)
    return tuple(sorted(counted, key=lambda entity: (-counted[entity], entity)))


def tally(lines: Iterable[Line]) -> dict[str, Counter[str]]:
    """By area, how many points are counted under what; the counts of an area add up to its points (C12)."""
    found: dict[str, Counter[str]] = {}
    for line in lines:
        found.setdefault(line.point.area, Counter())[line.counted] += 1
    return found


def _line(point: Point, reports: list[Report]) -> Line:
    by_entity: dict[str, list[Report]] = {each.entity: [] for each in point.participations}
    for report in sorted(reports, key=lambda each: (each.day, each.edition.id), reverse=True):
        by_entity.setdefault(report.entity, []).append(report)
    parts = {each.entity: each for each in point.participations}
    return Line(point, tuple(View(entity, parts.get(entity), tuple(own)) for entity, own in by_entity.items()))


def _meets(line: Line, wanted: Wanted) -> bool:
    if wanted.area and line.point.area != wanted.area:
        return False
    if not wanted.entity and not wanted.status and wanted.blocked is None:
        return True
    if wanted.status == DIFFER:
        return line.do_views_differ and _seen(line, Wanted(entity=wanted.entity, blocked=wanted.blocked))
    return _seen(line, wanted)


def _seen(line: Line, wanted: Wanted) -> bool:
    asks: list[Callable[[View], bool]] = []
    if wanted.entity:
        asks.append(lambda view: view.entity == wanted.entity)
    if wanted.status:
        asks.append(lambda view: (view.status or NO_REPORT) == wanted.status)
    if wanted.blocked is not None:
        asks.append(lambda view: view.is_blocked is wanted.blocked)
    return any(all(ask(view) for ask in asks) for view in line.views)


def _participation(portion: Shown) -> Participation:
    entity, role, post = (str(portion.by_field.get(name, "")) for name in ("entity", "role", "post"))
    return Participation(portion.id, entity, role, post)


def _either(edition: Edition, name: str, language: str) -> str:
    other = "en" if language == "fr" else "fr"
    return _value(edition, f"{name}-{language}", str) or _value(edition, f"{name}-{other}", str) or ""


def _value(edition: Edition, name: str, kind: type[_T]) -> _T | None:
    """The one value of a field, if the reader sees one."""
    found = next(iter(many(edition.value(name))), None)
    return found if isinstance(found, kind) else None
