"""The facts that ship: counts, boundaries, ids and sources."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from concord.facts import shipped
from concord.release.periods import Confidence
from concord.release.relations import Standing

FACTS = shipped()


def members(organisation: str, day: datetime) -> frozenset[str]:
    return frozenset(
        m.party
        for m in FACTS.memberships
        if m.organisation == organisation
        and m.standing is Standing.MEMBER
        and m.period.holds(day) is not Confidence.ABSENT
    )


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "common"),
    [
        ("2017-05-15", 22),
        ("2020-01-31", 22),
        ("2020-02-01", 21),
        ("2020-12-31", 21),
        ("2023-04-03", 21),
        ("2023-04-04", 22),
        ("2024-03-06", 22),
        ("2024-03-07", 23),
    ],
)
def test_the_number_of_common_members_is_the_published_one(date: str, common: int) -> None:
    assert len(members("EU", day(date)) & members("NATO", day(date))) == common


def test_on_15_may_2017_there_are_28_members_each_and_34_states() -> None:
    eu, nato = members("EU", day("2017-05-15")), members("NATO", day("2017-05-15"))
    assert (len(eu), len(nato), len(eu | nato)) == (28, 28, 34)
