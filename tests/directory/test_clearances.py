"""Clearances that come in by the STANAG 4774 form: whole or not at all (N28)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from concord.directory.changes import between
from concord.directory.clearances import Certificate, grant_by_form
from concord.formats.stanag4774 import ClearanceForm, write_clearance
from concord.release.errors import MalformedError
from concord.release.labels import Group, Kind, PolicyRef
from concord.release.periods import from_day
from concord.release.readers import Clearance
from tests.cast import NOON, book
from tests.directory.staff import make_roster

ROSTER = make_roster(4)
PERSON = "p EEAS/000"
NATO = next(policy for policy in book().policies if policy.name == "NATO exercise policy")
UNTIL = NOON + timedelta(days=365)
FORM = ClearanceForm(
    PolicyRef(NATO.name, NATO.oid),
    ("RESTRICTED", "CONFIDENTIAL", "SECRET"),
    (Group("Special Category Designators", Kind.RESTRICTIVE, ("ATOMAL",)),),
)
GIVEN = Certificate(write_clearance(FORM), PERSON, "BE", NOON, UNTIL)


def test_a_clearance_comes_in_by_its_form() -> None:
    found = grant_by_form(ROSTER, PERSON, GIVEN, rulebook=book(), at=NOON)
    expected = Clearance(
        *(NATO.name, frozenset(FORM.levels), frozenset({("Special Category Designators", "ATOMAL")}), "BE"),
        period=from_day(NOON, UNTIL),
    )
    assert found.person_by_id[PERSON].clearances == (*ROSTER.person_by_id[PERSON].clearances, expected)
    assert [(told.key, told.part) for told in between(ROSTER, found).summary] == [("clearance-added", expected)]


OTHER_SET = Group("another", Kind.RESTRICTIVE, ("ATOMAL",))


@pytest.mark.parametrize(
    ("form", "beside", "said"),
    [
        (replace(FORM, policy=PolicyRef("another")), {}, "a policy of the rulebook"),
        (replace(FORM, policy=PolicyRef(NATO.name, "1.2.3")), {}, "with the OID"),
        (replace(FORM, levels=("RESTRICTED", "COSMIC")), {}, "found `COSMIC`"),
        (replace(FORM, groups=(OTHER_SET,)), {}, "a tag set of the policy"),
        (FORM, {"holder": "p GSC/001"}, "found `p GSC/001`"),
        (FORM, {"issuer": ""}, "who cleared the holder"),
        (FORM, {"until": NOON}, "an end after its beginning"),
        (FORM, {"since": NOON - timedelta(days=9), "until": NOON}, "one that has not ended"),
    ],
)
def test_a_form_that_is_not_held_whole_is_refused(form: ClearanceForm, beside: dict[str, object], said: str) -> None:
    given = replace(GIVEN, form=write_clearance(form), **beside)  # type: ignore[arg-type]  # fields of a certificate
    with pytest.raises(MalformedError, match=said):
        grant_by_form(ROSTER, PERSON, given, rulebook=book(), at=NOON)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    form = replace(FORM, levels=("COSMIC",), groups=(OTHER_SET,))
    given = Certificate(write_clearance(form), "another", "", UNTIL, NOON)
    with pytest.raises(MalformedError) as told:
        grant_by_form(ROSTER, PERSON, given, rulebook=book(), at=NOON)
    assert len(told.value.findings) == 5


@pytest.mark.parametrize("data", [b"", b"<a/>", write_clearance(FORM)[:-9]])
def test_bytes_that_are_no_form_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedError, match="certificate"):
        grant_by_form(ROSTER, PERSON, replace(GIVEN, form=data), rulebook=book(), at=NOON)
