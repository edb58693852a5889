"""A register of the 42 points in memory, its readers, and whatever they report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from concord.commitments.actions import TypedReport, registered, reported
from concord.commitments.kinds import KINDS
from concord.commitments.principals import OnePage, last_review, one_page
from concord.commitments.rules import Line, register
from concord.desk import Act, Desk, Edition, Kinds, MemoryStore, Moment, Query, Setting
from concord.desk.acts import ANYBODY
from concord.desk.paging import every
from concord.desk.seals import MemorySeal
from concord.facts import action_points
from concord.release.labels import Label
from concord.release.readers import Reader
from tests.cases.given import read_marking
from tests.cast import ADA, NOON, book, label_set
from tests.desk.stores import turn

STAFF = "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO"
"""Ada and Ben may read it, Cleo not."""
OWN = "CONFIDENTIEL UE/EU CONFIDENTIAL"
"""Ada alone may."""
OF_NATO = "NATO RESTRICTED"
"""Ben alone may."""
TODAY = datetime(2018, 7, 1, 12, tzinfo=NOON.tzinfo)


def read(marking: str, at: datetime) -> Label:
    """The label of a printed marking."""
    return read_marking(marking, book(), at)


@dataclass
class Office:
    """A store with the register in it, and the desks of its readers; each desk is a minute later."""

    setting: Setting = field(
        default_factory=lambda: Setting(
            MemoryStore(), Kinds(KINDS), MemorySeal(), {ANYBODY: frozenset({Act.FILE, Act.EDIT, Act.LABEL, Act.REMOVE})}
        )
    )
    minutes: int = 0

    def __post_init__(self) -> None:
        turn(self.setting.store, book())

    def desk(self, reader: Reader = ADA) -> Desk:
        """A desk of somebody, now."""
        self.minutes += 1
        at = TODAY + timedelta(minutes=self.minutes)
        return Desk(Moment(reader, book(), at, self.setting.store.in_force().number), self.setting)

    def load(self, marking: str = STAFF) -> int:
        """File the 42 points; how many there are then."""
        self.desk().file_all(registered(action_points(), label_set(marking)))
        return len(self.points())

    def points(self, reader: Reader = ADA) -> list[Edition]:
        """The points that somebody sees."""
        return list(every(self.desk(reader), Query("action-point")))

    def reports(self, reader: Reader = ADA) -> list[Edition]:
        """The reports that somebody sees."""
        return list(every(self.desk(reader), Query("status-report")))

    def point(self, number: str, reader: Reader = ADA) -> Edition:
        """The point with a number."""
        return next(each for each in self.points(reader) if each.value("number") == number)

    def report(self, number: str, entity: str, day: str, status: str, *, by: Reader = ADA, **more: Any) -> str:
        """File a report on a point; its id."""
        typed = TypedReport(entity, day, status, more.pop("marking", STAFF), **more)
        desk = self.desk(by)
        draft = reported(f"report {self.minutes}", self.point(number, by), typed, read, desk.moment.at)
        return self.desk(by).file(draft).record

    def register(self, day: str = "2018-07-01", reader: Reader = ADA) -> tuple[Line, ...]:
        """The register as of a day."""
        return register(self.points(reader), self.reports(reader), date.fromisoformat(day))

    def line(self, number: str, day: str = "2018-07-01", reader: Reader = ADA) -> Line:
        """One line of it."""
        return next(line for line in self.register(day, reader) if line.point.number == number)

    def page(self, day: str, since: str = "", reader: Reader = ADA) -> OnePage:
        """The page for principals."""
        reports, then = self.reports(reader), date.fromisoformat(day)
        begun = date.fromisoformat(since) if since else last_review(reports, then)
        return one_page(self.points(reader), reports, day=then, since=begun)
