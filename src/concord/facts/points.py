"""The common action points, and what was publicly reported of them.

Source: docs/spec/facts.md FA2, FA10, FA55, FA56.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import TypeVar

from concord.facts.fact import listed
from concord.facts.grades import GRADE_BY_WORD
from concord.facts.tables import Row, read_rows
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.periods import Confidence

POINT_COLUMNS = (
    *("id", "set_date", "area_no", "theme", "theme_fr", "summary", "summary_fr", "type", "cycles_a_year"),
    *("participations", "lead_eu", "lead_nato", "deadline", "deadline_date", "summary_grade", "participations_grade"),
    *("text_confidence", "sources"),
)
PROGRESS_COLUMNS = (
    "id",
    "date",
    "report",
    "report_fr",
    "action_points",
    "fact",
    "fact_fr",
    "fact_grade",
    "confidence",
    "sources",
)


@dataclass(frozen=True)
class ActionPoint:
    """One common action point in words of our own; `id` is ours, not official.

    `deadline` is as written, `due` its last day where one follows from it; `participations` are bodies with their
    roles, largely inferred from mandates; `words` are the compiler's own on confidence.
    """

    id: str
    since: date
    area: str
    theme: str
    theme_fr: str
    text: str
    text_fr: str
    type: str
    cycles_a_year: int | None
    participations: tuple[tuple[str, str], ...]
    deadline: str
    due: date | None
    grade: Confidence
    words: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """What a public report said of some action points on a day, in words of our own."""

    id: str
    day: date
    report: str
    points: tuple[str, ...]
    text: str
    grade: Confidence
    sources: tuple[str, ...]
    report_fr: str = ""
    text_fr: str = ""


_Made = TypeVar("_Made")


@cache
def action_points() -> tuple[ActionPoint, ...]:
    """The 42 common action points of 6 December 2016, in their order.

    Raises:
        MalformedError: the installed table was changed and cannot be read.
    """
    return _shipped("action_points", POINT_COLUMNS, _point)


@cache
def progress() -> tuple[Progress, ...]:
    """What public reports said of them, oldest first.

    Raises:
        MalformedError: the installed table was changed and cannot be read.
    """
    return _shipped("progress", PROGRESS_COLUMNS, _progress)


def _shipped(name: str, columns: tuple[str, ...], make: Callable[[Row], _Made]) -> tuple[_Made, ...]:
    data = (resources.files("concord.facts") / "data" / f"{name}.csv").read_bytes()
    findings: list[Finding] = []
    made = tuple(_made(read_rows(name, columns, data, findings), make, findings))
    if findings:
        raise MalformedError(f"{name}.csv", tuple(findings))
    return made


def _made(rows: Iterator[tuple[str, Row]], make: Callable[[Row], _Made], findings: list[Finding]) -> Iterator[_Made]:
    for place, row in rows:
        try:
            yield make(row)
        except (KeyError, ValueError):
            findings.append(Finding("FA55", place, "dates, numbers and grades as the other rows have them", "another"))


def _point(row: Row) -> ActionPoint:
    return ActionPoint(
        id=row["id"],
        since=date.fromisoformat(row["set_date"]),
        area=row["area_no"],
        theme=row["theme"],
        theme_fr=row["theme_fr"],
        text=row["summary"],
        text_fr=row["summary_fr"],
        type=row["type"],
        cycles_a_year=int(row["cycles_a_year"]) if row["cycles_a_year"] else None,
        participations=tuple(_participation(each) for each in listed(row["participations"])),
        deadline=row["deadline"],
        due=date.fromisoformat(row["deadline_date"]) if row["deadline_date"] else None,
        grade=GRADE_BY_WORD[row["summary_grade"]],
        words=row["text_confidence"],
        sources=listed(row["sources"]),
    )


def _participation(text: str) -> tuple[str, str]:
    body, _, role = text.partition(": ")
    return body, role


def _progress(row: Row) -> Progress:
    return Progress(
        id=row["id"],
        day=date.fromisoformat(row["date"]),
        report=row["report"],
        points=listed(row["action_points"]),
        text=row["fact"],
        grade=GRADE_BY_WORD[row["fact_grade"]],
        sources=listed(row["sources"]),
        report_fr=row["report_fr"],
        text_fr=row["fact_fr"],
    )
