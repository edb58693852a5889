"""Lists, counts, groups, search, changes and history over editions (D20-D42)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from concord.desk import Condition, HandleError, Op, Order, PastError, Query, Shown
from concord.desk.records import Draft, Edit, NewPortion, Put
from concord.desk.store import Group
from concord.release.errors import MalformedError
from tests.cast import ADA, BEN, CLEO, book
from tests.desk.conftest import OWN, STAFF, Office, body, head, marked
from tests.desk.stores import turn

NOTES = Query("note")


def money(amount: str, staff: int, marking: str = "") -> NewPortion:
    """The money of a note."""
    return NewPortion("money", "money", {"amount": amount, "staff": staff}, marked(marking) if marking else None)


@pytest.fixture
def filled(office: Office) -> Office:
    """Five notes; of the third Ben does not see the money, of the fourth not the head, the fifth is Ada's alone."""
    office.file(
        head(title="quay", state="open", countries=["MD", "TN"], due="2017-06-01"), money("2.50", 1), body("a tug")
    )
    office.file(
        head(title="Quay", state="done", countries=["MD"], due="2017-05-01"), money("1", 2), body("Écluse ouverte")
    )
    office.file(head(title="Basin", state="open", due="2017-05-01"), money("900", 3, OWN), body("a tug in the écluse"))
    hidden = NewPortion("head", "head", {"title": "Aldebaran", "state": "blocked", "due": "2016-01-01"}, marked(OWN))
    office.file(hidden, body("a crane"))
    office.file(head(title="Bellatrix", state="open"), body("a tug", OWN), default=OWN)
    return office


def titles(office: Office, query: Query, reader: object = ADA) -> list[object]:
    """The titles of all records of a query, page by page."""
    found: list[object] = []
    cursor, more = "", True
    while more:
        page = office.desk(reader).find(query, limit=2, cursor=cursor)  # type: ignore[arg-type]  # one of the cast
        found += [edition.value("title") for edition in page.editions]
        cursor, more = page.cursor, page.more
    return found


def test_a_list_holds_what_each_reader_sees_and_hidden_values_stand_last(filled: Office) -> None:
    by_due = Query("note", order=Order("due"))
    assert titles(filled, by_due)[0] == "Aldebaran"
    assert titles(filled, by_due)[-1] == "Bellatrix"
    assert set(titles(filled, by_due, BEN)[:2]) == {"Quay", "Basin"}
    assert titles(filled, by_due, BEN)[2:] == ["quay", None]
    assert titles(filled, by_due, CLEO) == []


def test_words_are_ordered_by_their_folded_form_and_then_as_written(filled: Office) -> None:
    assert titles(filled, Query("note", order=Order("title"))) == ["Aldebaran", "Basin", "Bellatrix", "Quay", "quay"]
    down = Query("note", order=Order("title", descending=True))
    assert titles(filled, down, BEN) == ["quay", "Quay", "Basin", None]


@pytest.mark.parametrize(
    ("condition", "adas", "bens"),
    [
        (Condition("state", Op.EQUAL, ("open",)), 3, 2),
        (Condition("state", Op.ONE_OF, ("open", "blocked")), 4, 2),
        (Condition("state", Op.ONE_OF), 0, 0),
        (Condition("title", Op.EQUAL, ("QUAY",)), 2, 2),
        (Condition("title", Op.MORE, ("Basin",)), 3, 2),
        (Condition("countries", Op.EQUAL, ("TN",)), 1, 1),
        (Condition("amount", Op.AT_LEAST, ("2.5",)), 2, 1),
        (Condition("amount", Op.LESS, (1000,)), 3, 2),
        (Condition("due", Op.AT_MOST, ("2017-05-01",)), 3, 2),
        (Condition("due", Op.NONE), 1, 1),
        (Condition("title", Op.SOME), 5, 3),
    ],
)
def test_conditions_read_released_values_alone(filled: Office, condition: Condition, adas: int, bens: int) -> None:
    query = Query("note", (condition,))
    counts = [filled.desk(reader).count(query).count for reader in (ADA, BEN)]
    assert counts == [adas, bens]
    assert [len(titles(filled, query, reader)) for reader in (ADA, BEN)] == counts


def test_groups_count_and_sum_released_values(filled: Office) -> None:
    found = filled.desk(BEN).group(NOTES, "state", ("amount", "staff")).groups
    assert found == (Group("done", 1, (Decimal(1), 2)), Group("open", 2, (Decimal("2.5"), 1)), Group(None, 1, (0, 0)))
    assert filled.desk(BEN).group(NOTES, "countries").groups == (
        Group("MD", 2, ()),
        Group("TN", 1, ()),
        Group(None, 2, ()),
    )
    assert [group.value for group in filled.desk().group(NOTES, "due").groups] == [
        date(2016, 1, 1),
        date(2017, 5, 1),
        date(2017, 6, 1),
        None,
    ]


@pytest.mark.parametrize(("by", "sums"), [("text", ()), ("state", ("title",)), ("countries", ("amount",)), ("x", ())])
def test_groups_that_make_no_sense_are_refused(filled: Office, by: str, sums: tuple[str, ...]) -> None:
    with pytest.raises(MalformedError, match="D34"):
        filled.desk().group(NOTES, by, sums)


def test_search_finds_all_words_in_what_is_released_newest_first(filled: Office) -> None:
    def found(reader: object, text: str) -> list[object]:
        return [e.value("title") for e in filled.desk(reader).search(text).editions]  # type: ignore[arg-type]

    assert found(ADA, "TUG") == ["Bellatrix", "Basin", "quay"]
    assert found(BEN, "tug") == ["Basin", "quay"]
    assert found(BEN, "ecluse tug") == ["Basin"]
    assert found(BEN, "aldebaran") == []
    assert found(BEN, "quay") == ["Quay", "quay"]


def test_a_change_of_what_does_not_hold_a_word_does_not_move_a_record(filled: Office) -> None:
    first, *_ = (edition for edition in filled.desk().search("quay").editions if edition.value("title") == "quay")
    portion = filled.portion(first.id, "a tug")
    filled.desk().edit(Edit("e", first.id, first.digest, puts=(Put(portion, {"text": "a tug and a pilot"}),)))
    assert [edition.value("title") for edition in filled.desk().search("quay").editions] == ["Quay", "quay"]
    assert filled.desk().search("tug").editions[0].id == first.id


def test_long_words_are_told_apart_and_stand_behind_their_beginning(office: Office) -> None:
    words = ["x" * 200, "x" * 200 + "a", "x" * 200 + "b", "y"]
    for word in reversed(words):
        office.file(head(title=word))
    found = titles(office, Query("note", order=Order("title")))
    assert (found[0], set(found[1:3]), found[3]) == (words[0], set(words[1:3]), words[3])
    for word in words:
        assert titles(office, Query("note", (Condition("title", Op.EQUAL, (word.upper(),)),))) == [word]
    assert {group.value for group in office.desk().group(Query("note"), "title").groups} == set(words)


def test_a_search_without_a_word_is_refused(filled: Office) -> None:
    with pytest.raises(MalformedError, match="D35: expected a word to look for"):
        filled.desk().search(" … ")


def test_a_cursor_serves_only_the_query_and_the_seat_it_was_given_for(filled: Office) -> None:
    cursor = filled.desk(ADA).find(NOTES, limit=2).cursor
    asked = [(BEN, NOTES, cursor), (ADA, Query("paper"), cursor), (ADA, NOTES, "made up")]
    for reader, query, handle in asked:
        with pytest.raises(HandleError, match="cursor: expected one that was given for this query and this seat"):
            filled.desk(reader).find(query, cursor=handle)
    assert len(filled.desk(ADA).find(NOTES, cursor=cursor).editions) == 3


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_bounds(filled: Office, limit: int) -> None:
    with pytest.raises(MalformedError, match="D33: expected 1 to 1000"):
        filled.desk().find(NOTES, limit=limit)


def test_every_fault_of_a_query_is_named_at_once(filled: Office) -> None:
    where = (
        Condition("text", Op.EQUAL, ("x",)),
        Condition("state", Op.LESS, ("open",)),
        Condition("due", Op.EQUAL, ("soon",)),
        Condition("due", Op.SOME, ("2017-05-01",)),
    )
    with pytest.raises(MalformedError) as refused:
        filled.desk().find(Query("note", where, Order("countries")))
    assert [(f.rule, f.place) for f in refused.value.findings] == [
        ("D31", "condition on `text`"),
        ("D31", "condition on `state`"),
        ("D3", "condition on `due`"),
        ("D31", "condition on `due`"),
        ("D32", "order"),
    ]


def test_a_record_with_nothing_but_a_title_released_is_not_there(office: Office) -> None:
    title = NewPortion("t", "title", {"title": "Quay"})
    record = office.file(title, NewPortion("p", "paragraph", {"text": "closed"}, marked(OWN)), kind="paper")
    assert office.seen(record).value("title") == "Quay"
    desk = office.desk(BEN)
    assert (desk.get(record), desk.count(Query("paper")).count, desk.search("quay").editions) == (None, 0, ())


def test_changes_are_those_that_the_reader_sees(office: Office) -> None:
    record = office.file(body("open"), body("closed", OWN))
    other = office.file(body("closed", OWN), default=OWN)
    tokens = {reader.id: office.desk(reader).changes().token for reader in (ADA, BEN)}
    assert (set(office.desk(ADA).changes().records), office.desk(BEN).changes().records) == ({record, other}, (record,))
    closed = office.portion(record, "closed")
    office.desk().edit(Edit("e", record, office.seen(record).digest, puts=(Put(closed, {"text": "shut"}),)))
    assert office.desk(ADA).changes(tokens["ada"]).records == (record,)
    assert office.desk(BEN).changes(tokens["ben"]).records == ()
    with pytest.raises(HandleError, match="token: expected one"):
        office.desk(BEN).changes(tokens["ada"])


def test_changed_rules_mean_that_everything_may_have_changed(office: Office) -> None:
    office.file(body("open"))
    token = office.desk().changes().token
    assert not office.desk().changes(token).everything
    turn(office.store, book())
    assert office.desk().changes(token).everything


def shown_texts(portions: tuple[Shown, ...]) -> list[object]:
    """The texts of portions."""
    return [p.by_field["text"] for p in portions if "text" in p.by_field]


def test_history_tells_what_one_could_have_read_and_may_read_now(office: Office) -> None:
    record = office.file(body("one"), body("secret", OWN))
    portion, secret = office.portion(record, "one"), office.portion(record, "secret")
    for number, put in enumerate((Put(secret, {"text": "other"}), Put(portion, {"text": "two"}))):
        office.desk().edit(Edit(f"e{number}", record, office.seen(record).digest, puts=(put,)))
    told = [shown_texts(past.edition.portions) if past.edition else None for past in office.desk(BEN).history(record)]
    assert told == [["one"], ["two"]]
    assert len(office.desk(ADA).history(record)) == 3
    narrow = Put(portion, label_set=marked(OWN))
    office.desk().edit(Edit("narrow", record, office.seen(record).digest, puts=(narrow,)))
    assert office.desk(BEN).history(record) == ()


def test_a_desk_on_the_past_reads_what_there_was_and_takes_nothing_in(office: Office) -> None:
    record = office.file(body("one"))
    minutes, portion = office.minutes, office.portion(record, "one")
    office.desk().edit(Edit("e", record, office.seen(record).digest, puts=(Put(portion, {"text": "two"}),)))
    then, before = (office.past(when).get(record) for when in (minutes, 0))
    assert (shown_texts(then.portions) if then else None, before) == (["one"], None)
    with pytest.raises(PastError, match="reads what was"):
        office.past(minutes).file(Draft("x", "note", (body("x"),), marked(STAFF)))


def test_a_desk_on_the_past_does_not_read_what_has_been_narrowed_since(office: Office) -> None:
    record = office.file(body("slip"), body("open"))
    minutes, portion = office.minutes, office.portion(record, "slip")
    narrow = Edit("e", record, office.seen(record).digest, puts=(Put(portion, label_set=marked(OWN)),))
    office.desk().edit(narrow)
    past = office.past(minutes, BEN)
    then = past.get(record)
    assert (shown_texts(then.portions) if then else None, past.search("slip").editions) == (["open"], ())


def test_a_desk_on_what_another_saw_shows_what_both_may_read(office: Office) -> None:
    record = office.file(body("own", OWN), body("open"))
    ada_of_bens, bens_of_adas = office.past(office.minutes, BEN, by=ADA), office.past(office.minutes, ADA, by=BEN)
    seen = [desk.get(record) for desk in (ada_of_bens, bens_of_adas)]
    assert [shown_texts(edition.portions) if edition else None for edition in seen] == [["open"], ["open"]]
    assert [desk.search("own").editions for desk in (ada_of_bens, bens_of_adas)] == [(), ()]


def test_who_has_lost_a_clearance_does_not_read_the_past_by_it(office: Office) -> None:
    record = office.file(body("own", OWN), body("open"))
    then = office.moment(office.minutes, ADA)
    desk = office.at(office.minutes, replace(ADA, clearances=()), then=then)
    assert [shown_texts(edition.portions) for edition in desk.find(NOTES).editions] == []
    assert desk.get(record) is None


def test_an_embargo_that_ends_is_a_change(office: Office) -> None:
    until = office.at(60).moment.at
    embargoed = replace(marked(STAFF), embargo=until)
    record = office.desk().file(
        Draft("d", "note", (body("open"), replace(body("later"), label_set=embargoed)), marked(STAFF))
    )
    token = office.at(50, BEN).changes().token
    assert office.at(59, BEN).changes(token).records == ()
    assert office.at(60, BEN).changes(token).records == (record.record,)
