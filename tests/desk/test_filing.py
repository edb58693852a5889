"""Filing and editing: all or nothing, nothing overwritten, nothing told of what is hidden (D10, D50-D56)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concord.desk import Condition, ConflictError, Desk, NotThereError, Op, Query, StaleError
from concord.desk.records import Draft, Edit, NewPortion, Put, Source
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from tests.cast import ADA, BEN, CLEO, book
from tests.desk.conftest import OWN, STAFF, Office, body, head, marked
from tests.desk.stores import turn

NOTES = Query("note")


def texts(office: Office, record: str, reader: Reader) -> list[object]:
    """The texts of an edition in their order."""
    return [p.by_field["text"] for p in office.seen(record, reader).portions if "text" in p.by_field]


def test_each_reader_gets_what_is_released(office: Office) -> None:
    record = office.file(head(title="Quay"), body("open"), body("closed", OWN))
    assert texts(office, record, ADA) == ["open", "closed"]
    assert texts(office, record, BEN) == ["open"]
    assert office.desk(CLEO).get(record) is None


def test_a_portion_that_stands_once_is_there_from_the_start(office: Office) -> None:
    record = office.file(body("open"))
    portion = next(p for p in office.seen(record).portions if p.name == "head")
    edit = Edit("later", record, office.seen(record).digest, puts=(Put(portion.id, {"title": "Quay"}),))
    office.desk().edit(edit)
    assert office.seen(record, BEN).value("title") == "Quay"


def test_the_same_draft_again_changes_nothing(office: Office) -> None:
    draft = Draft("one", "note", (body("open"),), marked(STAFF))
    first = office.desk().file(draft)
    token = office.desk().changes().token
    assert office.desk().file(draft) == first
    assert office.desk().changes(token).records == ()
    assert office.desk().count(NOTES).count == 1


def test_a_token_tells_what_was_filed_since_and_lists_nothing_before(office: Office) -> None:
    office.file(body("before"))
    tokens = [office.desk(each).token() for each in (ADA, BEN)]
    record = office.file(body("closed", OWN))
    asked = [office.desk(each).changes(token) for each, token in zip((ADA, BEN), tokens, strict=True)]
    assert [each.records for each in asked] == [(record,), ()]


def test_two_seats_with_one_draft_id_file_two_records(office: Office) -> None:
    draft = Draft("one", "note", (body("open"),), marked(STAFF))
    assert office.desk(ADA).file(draft) != office.desk(BEN).file(draft)
    assert office.desk().count(NOTES).count == 2


def test_ids_are_not_those_of_the_draft(office: Office) -> None:
    record = office.file(body("open"))
    assert all(len(name) == 32 for name in (record, *office.seen(record).by_id))


def test_every_fault_is_named_at_once_and_nothing_is_stored(office: Office) -> None:
    portions = (
        NewPortion("a", "head", {"title": "x\ny", "due": "soon", "colour": "red", "countries": "MD", "urgent": 1}),
        NewPortion("b", "money", {"amount": "1e400", "staff": 2.5}),
        NewPortion("c", "margin", {}),
        NewPortion("d", "head", {"state": "gone"}),
        body("e", variant_of="z"),
    )
    with pytest.raises(MalformedError) as refused:
        office.desk().file(Draft("one", "note", portions, marked(STAFF)))
    assert {(f.rule, f.place) for f in refused.value.findings} == {
        ("D3", "portion `a`, field `title`"),
        ("D3", "portion `a`, field `due`"),
        ("D2", "portion `a`, field `colour`"),
        ("D3", "portion `a`, field `countries`"),
        ("D3", "portion `a`, field `urgent`"),
        ("D3", "portion `b`, field `amount`"),
        ("D3", "portion `b`, field `staff`"),
        ("D2", "portion `c`"),
        ("D3", "portion `d`, field `state`"),
        ("D2", "portions `head`"),
        ("D1", "portion `e`"),
    }
    assert office.desk().count(NOTES).count == 0


def test_a_required_value_is_asked_for(office: Office) -> None:
    with pytest.raises(MalformedError, match="field `text`: D2: expected a value, found none"):
        office.file(NewPortion("a", "paragraph", {}), kind="paper")
    record = office.file(NewPortion("a", "paragraph", {"text": "open"}), kind="paper")
    portion = office.portion(record, "open")
    edit = Edit("later", record, office.seen(record).digest, puts=(Put(portion, {"text": None}),))
    with pytest.raises(MalformedError, match="field `text`: D2: expected a value, found none"):
        office.desk().edit(edit)


def test_an_unknown_kind_is_named_with_those_there_are(office: Office) -> None:
    with pytest.raises(
        MalformedError, match="expected one of `approval`, `handover`, `note`, `paper`, `pointer`, found `memo`"
    ):
        office.file(body("open"), kind="memo")


def test_an_invalid_label_is_refused(office: Office) -> None:
    wrong = marked(STAFF)
    label = replace(wrong.originator, level="SECRET-ISH") if wrong.originator else None
    with pytest.raises(MalformedError, match="D51: expected a label that is valid under its policy"):
        office.desk().file(Draft("one", "note", (body("open"),), LabelSet(label)))


def test_what_has_no_label_is_its_authors_alone(office: Office) -> None:
    record = office.file(body("open"), default="")
    assert texts(office, record, ADA) == ["open"]
    assert office.desk(BEN).get(record) is None
    assert office.desk(BEN).count(NOTES).count == 0
    portion = office.portion(record, "open")
    edit = Edit("later", record, office.seen(record).digest, puts=(Put(portion, label_set=marked(STAFF)),))
    office.desk().edit(edit)
    assert texts(office, record, BEN) == ["open"]


def seated(office: Office, person: str, reader: Reader = ADA) -> Desk:
    """A desk of a seat in which somebody else sits; "" for a service."""
    desk = office.desk(reader)
    return Desk(replace(desk.moment, person=person), desk.setting)


@pytest.mark.parametrize("author", ["holder", ""])
def test_quarantine_is_shown_to_the_person_in_the_seat_that_filed_it(office: Office, author: str) -> None:
    """A deputy or a successor in the same post may hold no clearance for what nobody has labelled yet (D51)."""
    record = seated(office, author).file(Draft("d", "note", (body("open"),))).record
    successors = ["deputy", *({"holder", ""} - {author})]
    told = [
        (desk.get(record), desk.history(record), desk.quarantine(), desk.search("open").editions, desk.log().entries)
        for desk in (seated(office, person) for person in successors)
    ]
    assert told == [(None, (), (), (), ())] * len(successors)
    assert seated(office, author, replace(ADA, id="another")).get(record) is None
    desk = seated(office, author)
    assert (desk.quarantine(), desk.get(record) is not None, len(desk.history(record))) == ((record,), True, 1)
    edition = desk.get(record)
    assert edition is not None
    shut = tuple(Put(name, label_set=marked(STAFF)) for name in edition.by_id)
    for person in successors:
        with pytest.raises(NotThereError):
            seated(office, person).edit(Edit(f"l{person}", record, edition.digest, puts=shut))
    seated(office, author).edit(Edit("l", record, edition.digest, puts=shut))
    assert texts(office, record, BEN) == ["open"]


def test_what_lies_above_the_ceiling_is_refused_with_what_to_do(office: Office) -> None:
    office.ceiling = {"EU exercise policy": "RESTREINT UE/EU RESTRICTED"}
    with pytest.raises(
        MalformedError, match="D56: expected at most RESTREINT UE/EU RESTRICTED on this node: file a `pointer`"
    ):
        office.file(body("closed", OWN))
    with pytest.raises(MalformedError, match="D56: expected no content of this policy on this node"):
        office.file(body("theirs", "NATO RESTRICTED"))
    assert texts(office, office.file(body("open")), ADA) == ["open"]


def test_a_paper_above_the_ceiling_is_pointed_to(office: Office) -> None:
    office.ceiling = {"EU exercise policy": "RESTREINT UE/EU RESTRICTED"}
    values = {"reference": "EX 17/4711", "registry": "Harbour office", "copy": "3 of 12", "holder": "MD"}
    record = office.file(NewPortion("p", "paper", values), kind="pointer")
    assert dict(office.seen(record, BEN).portions[0].values) == values
    assert office.desk(BEN).count(Query("pointer", (Condition("registry", Op.EQUAL, ("HARBOUR office",)),))).count == 1
    assert office.desk(CLEO).get(record) is None
    with pytest.raises(MalformedError, match="D56"):
        office.file(NewPortion("p", "paper", values), kind="pointer", default=OWN)
    with pytest.raises(MalformedError, match="field `reference`: D2: expected a value, found none"):
        office.file(NewPortion("p", "paper", {"registry": "Harbour office"}), kind="pointer")


def test_an_edit_keeps_what_its_writer_does_not_see(office: Office) -> None:
    record = office.file(head(title="Quay"), body("first"), body("closed", OWN), body("last"))
    seen = office.seen(record, BEN)
    added = NewPortion("n", "body", {"text": "new"}, marked(STAFF), after=office.portion(record, "first", BEN))
    put, gone = Put(office.portion(record, "Quay", BEN), {"title": "Pier"}), office.portion(record, "last", BEN)
    office.desk(BEN).edit(Edit("later", record, seen.digest, puts=(put,), adds=(added,), removes=(gone,)))
    assert texts(office, record, BEN) == ["first", "new"]
    assert set(texts(office, record, ADA)) == {"first", "new", "closed"}
    assert office.seen(record, ADA).value("title") == "Pier"


def test_portions_are_added_behind_those_that_are_named(office: Office) -> None:
    record = office.file(body("1"), body("2"))
    for text, after in (("1a", "1"), ("1b", "1a"), ("1A", "1"), ("3", None), ("2a", "2")):
        behind = office.portion(record, after) if after else None
        added = body(text, STAFF, after=behind)
        office.desk().edit(Edit(f"add {text}", record, office.seen(record).digest, adds=(added,)))
    assert texts(office, record, ADA) == ["1", "1A", "1a", "1b", "2", "2a", "3"]


def test_of_several_wordings_the_first_that_is_released_is_shown(office: Office) -> None:
    record = office.file(body("whole", OWN), body("tear", variant_of="whole"), body("last"))
    assert texts(office, record, ADA) == ["whole", "last"]
    assert [p.by_field["text"] for p in office.seen(record, ADA).others] == ["tear"]
    seen = office.seen(record, BEN)
    assert texts(office, record, BEN) == ["tear", "last"]
    assert [p.variant_of for p in seen.by_id.values()] == [None] * len(seen.by_id)


def test_an_edit_of_an_edition_that_changed_is_refused_with_the_one_there_is(office: Office) -> None:
    record = office.file(head(title="Quay"), body("open"))
    stale = office.seen(record, BEN)
    portion = office.portion(record, "Quay")
    office.desk().edit(Edit("hers", record, office.seen(record).digest, puts=(Put(portion, {"title": "Pier"}),)))
    with pytest.raises(ConflictError) as refused:
        office.desk(BEN).edit(Edit("his", record, stale.digest, puts=(Put(portion, {"title": "Dock"}),)))
    assert refused.value.now.value("title") == "Pier"
    assert office.seen(record).value("title") == "Pier"


def test_a_change_that_the_writer_does_not_see_is_no_conflict(office: Office) -> None:
    record = office.file(body("open"), body("closed", OWN))
    seen, closed = office.seen(record, BEN), office.portion(record, "closed")
    office.desk().edit(Edit("hers", record, office.seen(record).digest, puts=(Put(closed, {"text": "shut"}),)))
    assert office.seen(record, BEN).digest == seen.digest
    put = Put(office.portion(record, "open", BEN), {"text": "wide open"})
    office.desk(BEN).edit(Edit("his", record, seen.digest, puts=(put,)))
    assert texts(office, record, ADA) == ["wide open", "shut"]


def test_a_hidden_portion_is_refused_in_the_words_of_one_that_does_not_exist(office: Office) -> None:
    record = office.file(body("open"), body("closed", OWN))
    closed, digest = office.portion(record, "closed"), office.seen(record, BEN).digest
    said = []
    for name in (closed, "f" * 32):
        with pytest.raises(MalformedError) as refused:
            office.desk(BEN).edit(Edit("e", record, digest, puts=(Put(name, {"text": "x"}),), removes=(name,)))
        said.append(str(refused.value).replace(name, "it"))
    assert said[0] == said[1]


def test_a_hidden_record_is_refused_in_the_words_of_one_that_does_not_exist(office: Office) -> None:
    record = office.file(body("closed", OWN), default=OWN)
    for name in (record, "f" * 32):
        with pytest.raises(NotThereError, match=r"^no such record$"):
            office.desk(BEN).edit(Edit("e", name, "0" * 64))


def test_a_label_may_be_narrowed_by_one_person_and_not_widened(office: Office) -> None:
    record = office.file(body("open"))
    portion = office.portion(record, "open")
    narrow = Edit("narrow", record, office.seen(record).digest, puts=(Put(portion, label_set=marked(OWN)),))
    office.desk().edit(narrow)
    assert office.desk(BEN).get(record) is None
    wide = Edit("wide", record, office.seen(record).digest, puts=(Put(portion, label_set=marked(STAFF)),))
    with pytest.raises(MalformedError, match="D54: expected a label as narrow as the one it has"):
        office.desk().edit(wide)


def test_a_draft_is_not_labelled_below_its_sources(office: Office) -> None:
    record = office.file(body("closed", OWN))
    source = Source(record, office.portion(record, "closed"))
    with pytest.raises(MalformedError, match="D52: expected a label that dominates its source's"):
        office.file(body("drawn", sources=(source,)))
    approved = replace(source, sanitised_by="releasing officer")
    assert texts(office, office.file(body("drawn", sources=(approved,))), BEN) == ["drawn"]
    with pytest.raises(MalformedError, match="D52: expected a source that can be read, found another"):
        office.file(body("drawn", sources=(source,)), by=BEN)


def test_what_was_stored_since_a_desk_was_opened_is_not_told_by_the_clock(office: Office) -> None:
    desk = office.desk(BEN)
    office.file(body("closed", OWN), default=OWN)
    record = desk.file(Draft("late", "note", (body("late"),), marked(STAFF))).record
    assert desk.get(record) is not None
    assert office.store.last == office.at(2).moment.at


def test_a_desk_with_rules_that_have_changed_answers_nothing(office: Office) -> None:
    record = office.file(body("open"))
    desk = office.desk()
    turn(office.store, book())
    with pytest.raises(StaleError):
        desk.get(record)
    with pytest.raises(StaleError):
        desk.file(Draft("late", "note", (body("late"),), marked(STAFF)))
    assert office.desk().get(record) is not None


def test_several_drafts_are_one_transaction(office: Office) -> None:
    drafts = [Draft(f"d{number}", "note", (head(title=f"n{number}"),), marked(STAFF)) for number in range(3)]
    receipts = office.desk().file_all(drafts)
    assert [office.seen(receipt.record).value("title") for receipt in receipts] == ["n0", "n1", "n2"]
    assert [r.record for r in office.desk().file_all(drafts)] == [r.record for r in receipts]
    assert {past.since for r in receipts for past in office.desk().history(r.record)} == {office.at(1).moment.at}


def test_of_several_drafts_with_a_fault_none_is_filed_and_each_fault_says_where_it_is(office: Office) -> None:
    good = Draft("good", "note", (head(title="quay"),), marked(STAFF))
    bad = Draft("bad", "note", (head(state="none"), body("x", variant_of="y")), marked(STAFF))
    with pytest.raises(MalformedError) as refused:
        office.desk().file_all([bad, good, Draft("", "none", ())])
    assert [(f.rule, f.place) for f in refused.value.findings] == [
        ("D3", "draft 0, portion `head`, field `state`"),
        ("D1", "draft 0, portion `x`"),
        ("D2", "draft 2, kind"),
    ]
    with pytest.raises(MalformedError, match="D10: expected each id once"):
        office.desk().file_all([good, good])
    assert office.desk().count(Query("note")).count == 0
