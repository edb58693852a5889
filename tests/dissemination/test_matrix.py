"""The matrix of an edition: the kernel's answers, of what is seen and of nothing else (P9-P16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from concord.desk import Edition, Moment, Shown
from concord.dissemination.helping import helps
from concord.dissemination.known import facts_of, readers_file
from concord.dissemination.matrix import scene_of
from concord.dissemination.turning import SINCE, Turning, turnings, until
from concord.release.answers import Answer
from concord.release.changes import Consent, World, apply
from concord.release.records import Form
from tests import naive
from tests.cast import ADA, NOON, book
from tests.dissemination.papers import LATER, edition, label_sets, table, write

DAYS = tuple(datetime(year, 7, 1, tzinfo=UTC) for year in (1998, 2008, 2017, 2024))
OUTCOMES = {
    Answer.RELEASED: "released",
    Answer.RELEASABLE: "withheld",
    Answer.WITHHELD: "withheld",
    Answer.REFER: "refer",
}


@pytest.mark.parametrize("at", DAYS)
def test_every_square_is_what_the_naive_twin_decides_for_every_reader_of_its_group(at: datetime) -> None:
    shown = table(at)
    differing = [
        (row, reader.id)
        for row, label_set in enumerate(shown.paper.label_sets)
        for column in range(len(shown.groups))
        for reader in shown.readers(column)
        if naive.decide(label_set, reader=reader, rulebook=book(), at=at).outcome != OUTCOMES[shown.answer(row, column)]
    ]
    assert differing == []
    assert len(set(shown.counts)) > 2
    assert sum(shown.counts.values()) == len(shown.paper.shown) * len(shown.squares.readers)


def test_a_paper_holds_what_the_edition_shows_and_ids_tell_nothing_of_the_rest() -> None:
    given = edition(label_sets()[:2])
    further = Shown("v", "body", label_sets()[0], (("form", "paragraph"), ("text", "In short.")), variant_of="b1")
    strange = Shown("s", "body", label_sets()[0], (), is_readable=False)
    paper, scene = scene_of(
        replace(given, portions=(*given.portions, strange), others=(further,)), Moment(ADA, book(), NOON), write
    )
    assert [portion.id for portion in paper.shown] == ["h", "b1", "v", "b2", "s"]
    assert [(p.id, p.variant_of, p.form) for p in scene.record.portions] == [
        ("1", None, Form.TITLE),
        ("2", None, Form.PARAGRAPH),
        ("3", "2", Form.PARAGRAPH),
        ("4", None, Form.PARAGRAPH),
        ("5", None, Form.PARAGRAPH),
    ]
    assert scene.places == ("Title", "¶ 1", "¶ 1, further wording", "¶ 2", "¶ 3")
    assert (scene.record.owner, paper.label_sets[1]) == ("PUBLIC", label_sets()[0])


def test_of_several_wordings_a_group_gets_the_first_that_is_released_to_it() -> None:
    sets = label_sets()
    further = Shown("v", "body", sets[0], (("form", "paragraph"), ("text", "In short.")), variant_of="b1")
    given = edition((sets[3], sets[0]))
    shown = table(NOON, Edition("paper", "document", given.portions, (further,)))
    members, briefed = shown.column("common-eu"), shown.column("eu-posts.2")
    assert members is not None
    assert briefed is not None
    assert shown.kept(members) == (True, True, False, True)
    assert shown.kept(briefed) == (True, False, True, True)
    assert [label.level for label in shown.banner(members).labels] == ["CONFIDENTIEL UE/EU CONFIDENTIAL"]


def test_words_of_a_fact_that_a_rulebook_has_otherwise_are_not_used() -> None:
    """The source of a date is not the source of another date."""
    known = next(row for row in book().memberships if row.id in facts_of(book()).by_id)
    moved = replace(known, period=replace(known.period, since=known.period.since - timedelta(days=1)))
    other = replace(book(), memberships=tuple(moved if row is known else row for row in book().memberships))
    _, scene = scene_of(edition(), Moment(ADA, other, NOON), write)
    assert known.id not in facts_of(other).by_id
    said = scene.fact(known.id)
    assert (said["source"], said["since"]) == ("", moved.period.since.date().isoformat())
    assert "member" in said["text"] or "institution" in said["text"] or "partner" in said["text"]


def turned() -> tuple[Turning, ...]:
    """The dates of the paper."""
    return turnings(table().scene, NOON)


def test_dates_are_those_at_which_a_square_differs_from_the_day_before() -> None:
    found = {each.at: each.changed for each in turned()}
    assert min(found) == SINCE
    for at in (datetime(2004, 5, 1, tzinfo=UTC), LATER, datetime(2013, 7, 1, tzinfo=UTC)):
        assert found[at] == differing(at - timedelta(seconds=1), at)
    quiet = datetime(2017, 5, 1, tzinfo=UTC)
    assert quiet not in found
    assert differing(quiet - timedelta(seconds=1), quiet) == 0


def differing(before: datetime, after: datetime) -> int:
    """How many squares of a reader differ between two instants."""
    one, two = (
        {
            (row, reader.id): bits
            for row, line in enumerate(shown.squares.squares)
            for reader, bits in zip(shown.squares.readers, line, strict=True)
        }
        for shown in (table(before), table(after))
    )
    return sum(one.get(key) != two.get(key) for key in one.keys() | two.keys())


def test_dates_end_some_years_ahead_of_the_moment() -> None:
    assert until(NOON) == datetime(2026, 1, 1, tzinfo=UTC)
    assert max(each.at for each in turned()) < until(NOON)


def test_what_is_made_of_a_paper_is_made_of_all_its_labels() -> None:
    assert table().paper.label_sets[1:] == label_sets()


def test_what_stands_for_equal_labels_has_no_bytes_of_the_record_that_came_first() -> None:
    """Bytes take no part in comparison: those of one record must not stand in the paper of another (P9)."""
    plain, label = label_sets()[0], label_sets()[0].originator
    assert label is not None
    foreign = replace(plain, originator=replace(label, raw=b"of another record"), author="elsewhere")
    first, second = (table(NOON, edition((each,))) for each in (foreign, replace(plain, author="elsewhere")))
    for shown in (first, second):
        own = shown.scene.record.portions[1].label_set
        assert own is not None
        assert own.originator is not None
        assert own.originator.raw == b""
    assert first.paper.label_sets[1].originator == foreign.originator


def test_what_helps_really_helps_every_reader_of_the_group() -> None:
    shown = table()
    column, row = shown.column("common-nato"), 3
    assert column is not None
    assert shown.answer(row, column) is Answer.RELEASABLE
    given = [each for each in helps(shown, row, column) if isinstance(each.change, Consent)]
    assert [each.after for each in given] == [Answer.RELEASED]
    world = apply(given[0].change, World(shown.scene.record, shown.readers(column), book()))
    label_set = world.record.label_set(world.record.portions[row])
    outcomes = {naive.decide(label_set, reader=r, rulebook=book(), at=NOON).outcome for r in world.readers}
    assert outcomes == {"released"}


def test_nothing_helps_where_nothing_is_wanting() -> None:
    shown = table()
    assert {helps(shown, 0, column) for column in range(len(shown.groups))} == {()}


def test_the_readers_that_ship_are_named_by_no_node() -> None:
    """They follow the facts, and what each holds is said by the owners' markings, whatever policies there are."""
    held = {clearance.under for post in readers_file().posts for clearance in post.reader.clearances}
    assert held == {"EU", "NATO"}
    assert {bool(template.members_of or template.parties) for template in readers_file().templates} == {True}


def test_places_and_parties_are_in_the_language_that_was_asked_for() -> None:
    shown = table(NOON, language="fr")
    assert shown.scene.places[0] == "Titre"
    assert shown.scene.party("DE", NOON) == "Allemagne"
