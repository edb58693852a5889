"""What statements change of a rulebook in force (FA100-FA102)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from concord.desk.facts import Facts, FactsChange
from concord.facts import overlay as overlays
from concord.facts import shipped
from concord.facts.restating import Difference, Value, ended, name_of_value, period_of, restated
from concord.release.errors import MalformedError
from concord.release.relations import OpenQuestion
from concord.release.rulebook import Rulebook
from tests.cast import book

SAID = overlays.Said("registry, page 3", "registry officer", date(2017, 5, 15))
DAY = datetime(2030, 1, 1, tzinfo=UTC)


def added(**cells: str) -> overlays.Overlay:
    """An overlay that adds one membership."""
    return overlays.add(overlays.Overlay(), table="memberships", cells=cells, said=SAID)


def corrected(fact: str, field: str, value: str) -> overlays.Overlay:
    """An overlay that corrects one field of a fact that ships."""
    return overlays.correct(overlays.Overlay(), shipped(), fact=fact, field=field, value=value, said=SAID)


def sources_of(value: Value) -> tuple[str, ...]:
    """Where a value was read."""
    return () if isinstance(value, OpenQuestion) else value.sources


def laid(book: Rulebook, found: Difference) -> Rulebook:
    """The rulebook after a difference."""
    return FactsChange(found.ended, found.added).applied(Facts(book)).rulebook


JORDAN = added(id="JO-NATO", party="JO", organisation="NATO", standing="member", since="2016-01-01")


def test_an_added_fact_stands_with_what_derives_from_it_and_its_source_in_words() -> None:
    found = restated(book(), shipped(), JORDAN)
    assert found.ended == ()
    assert [name_of_value(each) for each in found.added] == ["JO-NATO", "JO-NATO-EAPC"]
    assert sources_of(found.added[0]) == ("registry, page 3 (registry officer, 2017-05-15)",)


def test_the_same_statements_again_change_nothing() -> None:
    after = laid(book(), restated(book(), shipped(), JORDAN))
    again = restated(after, shipped(), JORDAN)
    assert (again.ended, again.added) == ((), ())


def test_a_rulebook_founded_under_an_overlay_is_not_changed_by_it() -> None:
    merged, _ = overlays.apply(shipped(), JORDAN)
    found = restated(replace(book(), memberships=merged.memberships), shipped(), JORDAN)
    assert (found.ended, found.added) == ((), ())


def test_a_corrected_fact_gives_way_and_no_other_does() -> None:
    found = restated(book(), shipped(), corrected("EU-NO", "usable", "2006-01-01"))
    assert [name_of_value(each) for each in (*found.ended, *found.added)] == ["EU-NO", "EU-NO"]
    assert laid(book(), found).memberships == book().memberships


def test_a_corrected_marking_keeps_the_other_meanings_of_its_spelling() -> None:
    rows = [fact for fact in shipped().entries if fact.table.name == "equivalences" and fact["marking"] == "HEMLIG"]
    found = restated(book(), shipped(), corrected(rows[0].id, "since", "1950-01-01"))
    assert len(rows) > 1
    assert {period_of(each).since.year for each in found.added} == {1950}
    name = name_of_value(found.added[0])
    left = [each for each in laid(book(), found).equivalences if name_of_value(each) == name]
    assert len(left) == len([each for each in book().equivalences if name_of_value(each) == name])


def test_what_cannot_be_used_is_refused_whole() -> None:
    wrong = added(id="JO-NATO", party="JO", organisation="NATO", standing="friend", since="soon")
    with pytest.raises(MalformedError, match="standing"):
        restated(book(), shipped(), wrong)


def test_what_ends_keeps_its_beginning_and_takes_what_derives_from_it_along() -> None:
    found = ended(book(), "US-NATO", DAY, "registry, page 4")
    assert [name_of_value(each) for each in found.added] == ["US-NATO", "US-NATO-EAPC"]
    assert {period_of(each).until for each in found.added} == {DAY}
    assert {sources_of(each)[-1] for each in found.added} == {"registry, page 4"}
    assert [period_of(each).since for each in found.added] == [period_of(each).since for each in found.ended]


@pytest.mark.parametrize(("name", "day"), [("no such fact", DAY), ("US-NATO", datetime(1900, 1, 1, tzinfo=UTC))])
def test_what_does_not_stand_then_cannot_end(name: str, day: datetime) -> None:
    with pytest.raises(MalformedError, match="FA102"):
        ended(book(), name, day, "registry, page 4")


def test_an_agreement_and_an_equivalence_end_too() -> None:
    equal = next(each for each in book().equivalences if each.owner == "BE")
    for name in ("EU-NATO-2003", name_of_value(equal)):
        found = ended(book(), name, DAY, "registry, page 4")
        assert {name_of_value(each) for each in found.added} == {name}
        laid(book(), found)
