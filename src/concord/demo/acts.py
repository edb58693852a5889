"""What officers did before anybody looks: handed over, changed, and proposed what still waits for a second person.

All of it through their own desks, as they would on any day. Source: docs/spec/demo.md X13-X15.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from concord.commitments.actions import Read
from concord.demo.cast import DAY, Side, resource
from concord.desk import Condition, Desk, Edition, Op, Query
from concord.desk.facts import FactsChange
from concord.desk.handovers import Handing, How
from concord.desk.proposing import NewFacts, Widening
from concord.desk.records import Edit, Put
from concord.desk.roster import Account, Audience, Person, Post, Sitting
from concord.dissemination.kinds import BODY, DOCUMENT
from concord.release.labels import LabelSet
from concord.release.periods import Confidence, from_day
from concord.release.readers import Community
from concord.release.relations import Agreement, AgreementKind, Ceiling, Flow, Is

LATER = DAY + timedelta(minutes=5)
"""When papers were changed: the first edition is that of the beginning."""
ENDS = datetime(2017, 6, 16, tzinfo=UTC)
PROLONGED = datetime(2017, 12, 16, tzinfo=UTC)
"""When the arrangement with Velland ends, and when it is proposed to end."""
SERVICE = "retention"
SERVICE_ENDS = datetime(2017, 12, 31, tzinfo=UTC)
DeskOf = Callable[[str, datetime], Desk]
"""The desk of whoever sits in a seat, at an instant."""
VELLAND = "Velland"
UNCLASSIFIED = {"EU": "EU UNCLASSIFIED", "NATO": "UNCLASSIFIED"}


def arrangement(side: Side, until: datetime) -> Agreement:
    """The invented arrangement of a house with Velland, a state that does not exist: nobody reads by it."""
    covers = Is(frozenset({VELLAND}))
    flow = Flow(side.through, VELLAND, covers, ceiling=Ceiling(UNCLASSIFIED[side.through]))
    return Agreement(
        id=f"exercise-{side.through.casefold()}-velland",
        kind=AgreementKind.OTHER,
        parties=(side.through, VELLAND),
        title=f"EXERCISE. {side.through} arrangement with Velland for the harbour exercise",
        period=from_day(datetime(2017, 4, 3, tzinfo=UTC), until),
        confidence=Confidence.SOURCED,
        flows=(flow,),
        sources=("EXERCISE. Invented",),
    )


def prolonging(side: Side, label_set: LabelSet) -> NewFacts:
    """The proposal that the arrangement with Velland ends half a year later."""
    change = FactsChange((arrangement(side, ENDS),), (arrangement(side, PROLONGED),))
    return NewFacts(change, label_set, "EXERCISE. The exercise is to be evaluated with Velland in the autumn.")


def service(side: Side) -> Iterator[Post | Person | Sitting | Account]:
    """A worker that purges what was kept long enough, in a post of its own to an end date (N26)."""
    period, name = from_day(DAY, SERVICE_ENDS), f"{side.party}/{SERVICE}"
    communities = (Community("exercise/white-cell"),)
    yield Post(name, side.party, side.through, communities, frozenset({SERVICE}), period)
    yield Person(name, is_service=True)
    yield Sitting(name, name, period)
    yield Account(f"{side.party.casefold()}-{SERVICE}", name, period)


def audiences(side: Side) -> Iterator[Audience]:
    """To whom papers were handed over."""
    for each in _of(side, "handover"):
        yield Audience(each["audience"], tuple(each["posts"]))


def do_all(side: Side, read: Read, desk_of: DeskOf) -> None:
    """Hand over, change papers, propose wider labels."""
    for each in _of(side, "handover"):
        desk = desk_of(each["by"], DAY)
        records = tuple(_paper(desk, reference).id for reference in each["papers"])
        desk.hand_over(each["audience"], Handing(each["audience"], records, How(each["how"])))
    for each in _of(side, "edit"):
        desk = desk_of(each["by"], LATER)
        paper = _paper(desk, each["paper"])
        put = Put(_body(paper, each), {"text": each["text"]})
        desk.edit(Edit(f"change of {each['paper']}", paper.id, paper.digest, puts=(put,)))
    for each in _of(side, "widening"):
        desk = desk_of(each["by"], LATER)
        paper = _paper(desk, each["paper"])
        wider = LabelSet(read(each["to"], DAY))
        desk.widen(f"wider {each['paper']}", Widening(paper.id, _body(paper, each), wider, each["reason"]))


def _paper(desk: Desk, reference: str) -> Edition:
    (found,) = desk.find(Query(DOCUMENT.name, (Condition("reference", Op.EQUAL, (reference,)),)), limit=2).editions
    return found


def _body(paper: Edition, given: Mapping[str, Any]) -> str:
    """The id of a portion, by its number from 1."""
    number: int = given["portion"]
    return [each.id for each in paper.portions if each.name == BODY][number - 1]


def _of(side: Side, what: str) -> Sequence[Mapping[str, Any]]:
    return [each for each in _read()[what] if each["node"] == side.id]


@cache
def _read() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    return tomllib.loads(resource("acts.toml").decode())
