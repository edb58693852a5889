"""A store that the cast writes to and reads from, under the rulebook that ships."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from concord.desk import Act, Acts, Desk, Edition, Moment, Setting
from concord.desk.acts import ANYBODY
from concord.desk.records import Draft, NewPortion
from concord.desk.seals import MemorySeal
from concord.desk.store import Store
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from tests.cases.given import read_marking
from tests.cast import ADA, NOON, book
from tests.desk.kinds import KINDS
from tests.desk.stores import KINDS_OF_STORE, opening

STAFF = "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO"
"""Ada and Ben may read it."""
OWN = "CONFIDENTIEL UE/EU CONFIDENTIAL"
"""Ada alone may."""


def marked(marking: str) -> LabelSet:
    """The label set of a printed marking."""
    return LabelSet(read_marking(marking, book(), NOON))


@dataclass
class Office:
    """A store with its desks; the clock moves on by a minute with each that is opened."""

    store: Store
    seal: MemorySeal = field(default_factory=MemorySeal)
    ceiling: Mapping[str, str] | None = None
    acts: Acts = field(default_factory=lambda: {ANYBODY: frozenset(Act)})
    minutes: int = 0

    def desk(self, reader: Reader = ADA) -> Desk:
        """A desk of one of the cast, now."""
        self.minutes += 1
        return self.at(self.minutes, reader)

    def at(self, minutes: int, reader: Reader = ADA, *, then: Moment | None = None) -> Desk:
        """A desk of one of the cast, some minutes after noon."""
        setting = Setting(self.store, KINDS, self.seal, self.acts, self.ceiling)
        return Desk(self.moment(minutes, reader), setting, then=then)

    def moment(self, minutes: int, reader: Reader = ADA) -> Moment:
        """Some minutes after noon, for one of the cast."""
        return Moment(reader, book(), NOON + timedelta(minutes=minutes), self.store.facts, person=reader.id)

    def past(self, minutes: int, reader: Reader = ADA, *, by: Reader | None = None) -> Desk:
        """A desk, now, on what one of the cast saw some minutes after noon; asked by another if `by` is given."""
        return self.at(self.minutes, by or reader, then=self.moment(minutes, reader))

    def file(self, *portions: NewPortion, kind: str = "note", default: str = STAFF, by: Reader = ADA) -> str:
        """File a record; its id."""
        draft = Draft(f"draft {self.minutes}", kind, portions, marked(default) if default else None)
        return self.desk(by).file(draft).record

    def seen(self, record: str, reader: Reader = ADA) -> Edition:
        """The edition of a record, which is there."""
        edition = self.desk(reader).get(record)
        assert edition is not None
        return edition

    def portion(self, record: str, text: str, reader: Reader = ADA) -> str:
        """The id of the portion with a text or title."""
        return next(
            p.id
            for p in self.seen(record, reader).by_id.values()
            if text in (p.by_field.get("text"), p.by_field.get("title"))
        )


@pytest.fixture(params=KINDS_OF_STORE)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """An empty store, of each kind in turn."""
    with opening(request.param) as open_one:
        yield Office(open_one(book()))


def body(text: str, marking: str = "", **more: object) -> NewPortion:
    """A portion of text."""
    label_set = marked(marking) if marking else None
    portion = NewPortion(text, "body", {"text": text}, label_set)
    return replace(portion, **more)  # type: ignore[arg-type]  # its fields


def head(**values: object) -> NewPortion:
    """The head of a note."""
    return NewPortion("head", "head", values)
