"""The paper that ships: it is an exercise, it reads back, and its labels paint the picture they are meant to paint."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

import pytest

from concord.cli.books import Book, make_book
from concord.formats import document, seats
from concord.release.check import release_check
from concord.release.decide import decide
from concord.release.readers import Reader
from concord.release.reasons import Outcome
from concord.release.records import Form, Record

DAY = datetime(2017, 5, 15, tzinfo=UTC)
RELEASED, WITHHELD, REFER = Outcome.RELEASED, Outcome.WITHHELD, Outcome.REFER


def shipped(name: str) -> bytes:
    """A file of the demo as it ships."""
    return files("concord.demo").joinpath(name).read_bytes()


@cache
def book() -> Book:
    """The rulebook that ships."""
    return make_book()


@cache
def paper() -> Record:
    """The paper that ships."""
    return document.read(shipped("port-calder.md"), source="port-calder.md", marking=book().read_marking)


@cache
def readers(at: datetime = DAY) -> dict[str, Reader]:
    """The seats of a day by id."""
    found = seats.read(shipped("seats.toml"), source="seats.toml")
    return {reader.id: reader for reader in seats.expand(found, book().rulebook.memberships, at)}


def outcome(portion: str, seat: str, at: datetime = DAY) -> Outcome:
    """What one seat gets of one portion."""
    label_set = paper().label_set(paper().by_id[portion])
    return decide(label_set, reader=readers(at)[seat], rulebook=book().rulebook, at=at).outcome


def rules_found(seat: str) -> set[tuple[str, str]]:
    """The release check of a seat's edition as (rule, portion or property) pairs."""
    found = release_check(paper(), readers()[seat], rulebook=book().rulebook, at=DAY)
    return {(finding.rule, finding.place) for finding in found}


def test_the_paper_says_that_it_is_an_exercise() -> None:
    assert paper().by_id["notice"].words.startswith("EXERCISE EXERCISE EXERCISE.")
    assert ("exercise", "EXERCISE") in paper().properties


def test_everybody_may_read_that_it_is_an_exercise() -> None:
    assert {outcome("notice", seat) for seat in readers()} == {RELEASED}


def test_the_paper_is_of_the_size_of_a_staff_paper() -> None:
    forms = [portion.form for portion in paper().portions]
    assert 48 <= len(forms) <= 65
    assert forms.count(Form.FOOTNOTE) >= 6
    assert forms.count(Form.ANNEX) == 2
    assert forms.count(Form.TABLE) == 3
    assert len({portion.variant_of for portion in paper().portions} - {None}) >= 4


def test_every_member_of_that_day_has_a_seat_at_each_house() -> None:
    states = {seat.split("/")[0] for seat in readers() if "/" in seat}
    assert len([seat for seat in readers() if seat.endswith("/EU")]) == 28
    assert len([seat for seat in readers() if seat.endswith("/NATO")]) == 28
    assert len(states) == 34


def test_the_seats_follow_the_dates() -> None:
    assert "ME" in readers(datetime(2017, 6, 4, tzinfo=UTC))
    assert "ME/NATO" in readers(datetime(2017, 6, 5, tzinfo=UTC))
    assert "ME" not in readers(datetime(2017, 6, 5, tzinfo=UTC))


def test_the_paper_is_written_and_read_back_with_real_markings() -> None:
    data = document.write(paper(), render=book().print_label, marking=book().read_marking)
    assert document.read(data, source="again", marking=book().read_marking) == paper()


PICTURE = [
    ("summary", "TR/NATO", RELEASED),  # released to NATO: also to an ally without an agreement with the EU
    ("pilots", "FR/EU", RELEASED),
    ("pilots", "FR/NATO", WITHHELD),  # the same state at the other house: no release to NATO
    ("costs", "CY/EU", RELEASED),
    ("costs", "NATO-IS", WITHHELD),  # LIMITE is for the administrations of the members
    ("notice-to-mariners", "IE/EU", RELEASED),
    ("notice-to-mariners", "CY/EU", REFER),  # not classified and not public: an open question
    ("planning-system", "FR/EU", REFER),  # release values unknown
    ("payments", "CY/EU", RELEASED),  # a national paper released to the EU
    ("payments", "COM-DESK", WITHHELD),  # briefed and not cleared
    ("patrols", "MT/EU", RELEASED),  # within the framework
    ("patrols", "CY/EU", WITHHELD),
    ("cable", "CA/NATO", RELEASED),  # allies only
    ("cable", "IE/EU", WITHHELD),
    ("cable-tear", "IE/EU", RELEASED),
    ("comparison", "SE/EU", REFER),  # the fact behind it is unconfirmed
    ("pattern", "IE/EU", RELEASED),
    ("pattern", "CY/EU", WITHHELD),  # one sentence names a report of the other house
    ("pattern-own", "CY/EU", RELEASED),
    ("pattern", "US/NATO", WITHHELD),
    ("pattern-tear", "US/NATO", RELEASED),
    ("module-3", "EEAS", RELEASED),  # the institutions, not the members
    ("module-3", "FR/EU", WITHHELD),
    ("module-3", "EEAS-IE", RELEASED),
    ("module-3", "EEAS-CY", REFER),  # the post is covered, the nationality asks a question
    ("turn", "EEAS", RELEASED),  # need to know
    ("turn", "EEAS-IE", WITHHELD),
    ("next-inject", "EEAS", WITHHELD),  # embargo
    ("partners", "CH", RELEASED),
    ("partners", "JO", WITHHELD),
    ("canada", "CA/NATO", WITHHELD),  # marked for release; the agreement came later
    ("draft", "COM-DESK", RELEASED),  # unlabelled: its author only
    ("draft", "GSC", WITHHELD),
    ("line", "XK", RELEASED),
    ("summary", "HYBRIDCOE", WITHHELD),
    ("vessels-table", "COM", RELEASED),  # allied content in an EU paper: both houses' rules
    ("vessels-table", "NATO-IS", WITHHELD),
    ("positions", "US/NATO", WITHHELD),  # a NATO note that names an EU paper
]


@pytest.mark.parametrize(("portion", "seat", "expected"), PICTURE, ids=[f"{p} for {s}" for p, s, _ in PICTURE])
def test_the_labels_paint_the_picture(portion: str, seat: str, expected: Outcome) -> None:
    assert outcome(portion, seat) is expected


def test_the_embargo_ends() -> None:
    assert outcome("next-inject", "EEAS", datetime(2017, 5, 16, 6, tzinfo=UTC)) is RELEASED


def test_a_clearance_ends() -> None:
    assert outcome("hand", "GSC", datetime(2018, 4, 30, tzinfo=UTC)) is RELEASED
    assert outcome("hand", "GSC", datetime(2018, 5, 1, tzinfo=UTC)) is WITHHELD


def test_a_state_that_joins_reads_what_allies_read() -> None:
    assert outcome("cable", "ME", datetime(2017, 6, 4, tzinfo=UTC)) is WITHHELD
    assert outcome("cable", "ME/NATO", datetime(2017, 6, 5, tzinfo=UTC)) is RELEASED


def test_the_release_check_finds_what_was_left_in() -> None:
    found = rules_found("FR/EU")
    assert ("R110", "events") in found  # the name of a ship at home in withheld portions
    assert ("R112", "draft-in-hand") in found  # a number written by hand
    assert ("R113", "draft-in-hand") in rules_found("FR/NATO")  # below its source, no sanitising step


def test_a_recorded_sanitising_step_is_no_finding() -> None:
    sanitised = {p.id for p in paper().portions if p.sanitised_by is not None}
    assert len(sanitised) >= 4
    assert {place for rule, place in rules_found("FR/NATO") if rule == "R113"} & sanitised == set()


def test_the_document_property_that_speaks_of_a_withheld_portion_is_found() -> None:
    assert ("R114", "property `keywords`") in rules_found("CH")


def test_no_person_has_a_name() -> None:
    titles = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|General|Captain|Admiral) [A-Z]")
    assert [p.id for p in paper().portions if titles.search(p.words)] == []
