"""Whether a profile fits a policy file: each mismatch is found, and notes stay notes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concord.formats.profile import fit
from concord.release.findings import Weight
from concord.release.profile import Backing, Behind, Profile, SetRole
from tests.formats.marking.shelf import shipped

POLICY, PROFILE = shipped("nato-exercise")


@pytest.mark.parametrize(
    ("wrong", "place", "found"),
    [
        (replace(PROFILE, policy="NATO"), "policy", "`NATO exercise policy`, edition 1"),
        (replace(PROFILE, first_edition=2), "policy", "`NATO exercise policy`, edition 1"),
        (replace(PROFILE, oid="2.25.9"), "oid", POLICY.oid),
        (replace(PROFILE, levels=PROFILE.levels[1:]), "levels", "none for `UNCLASSIFIED`"),
        (replace(PROFILE, levels=(*PROFILE.levels, ("NONE", "NATO NONE"))), "levels", "`NONE`"),
        (replace(PROFILE, roles=PROFILE.roles[1:]), "roles", "none for `Context`"),
        (replace(PROFILE, roles=(*PROFILE.roles, ("Beyond", SetRole.GATE))), "roles", "`Beyond`"),
        (replace(PROFILE, backing=PROFILE.backing[1:]), "backing", "none for `NATO` of `Context`"),
    ],
)
def test_a_mismatch_is_an_error_at_its_place(wrong: Profile, place: str, found: str) -> None:
    errors = [finding for finding in fit(wrong, POLICY) if finding.weight is Weight.ERROR]
    assert [(finding.place, finding.found) for finding in errors] == [(place, found)]


def test_a_value_that_the_edition_lacks_is_a_note() -> None:
    wider = replace(PROFILE, backing=(*PROFILE.backing, ("Only", "ISAF", Backing(Behind.GROUP, ("ISAF",)))))
    (note,) = fit(wider, POLICY)
    assert (note.weight, note.found) == (Weight.NOTE, "`ISAF`")
