"""Removed for good: gone from now and from every past, told to who could read it, and to nobody else (D26-D28)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concord.desk import (
    Act,
    ConflictError,
    Due,
    Kind,
    Names,
    NotThereError,
    PastError,
    PortionKind,
    Purge,
    Query,
    Reason,
    Type,
)
from concord.desk.acts import ANYBODY
from concord.desk.gate import Gate
from concord.desk.records import Draft, Edit, NewPortion, Put, Source
from concord.release.errors import MalformedError
from concord.release.readers import Reader
from tests.cast import ADA, BEN, CLEO
from tests.desk.conftest import OWN, STAFF, Office, body, head, marked
from tests.desk.kinds import field
from tests.desk.stores import turn
from tests.desk.test_blobs import NAMED, SCAN, scan
from tests.desk.test_filing import texts


def purge(office: Office, record: str, *portions: str, reader: Reader = ADA) -> None:
    """Purge portions of a record, or all that a reader sees."""
    base = office.seen(record, reader).digest
    office.desk(reader).purge(Purge(f"purge {office.minutes}", record, base, Reason.PERSONAL_DATA, portions))


def test_a_purged_record_is_as_if_there_were_none_now_and_at_every_instant(office: Office) -> None:
    record = office.file(head(title="Quay"), body("open"))
    before = office.minutes
    purge(office, record)
    for desk in (office.desk(), office.past(before)):
        assert (desk.get(record), desk.history(record), desk.count(Query("note")).count) == (None, (), 0)
    assert office.desk().search("quay").editions == ()


def test_a_purged_portion_is_gone_from_every_version_and_the_rest_stays(office: Office) -> None:
    record = office.file(body("first"), body("second"))
    first = office.portion(record, "first")
    before = office.minutes
    office.desk().edit(Edit("e", record, office.seen(record).digest, (Put(first, {"text": "changed"}),)))
    purge(office, record, first)
    past = office.past(before).get(record)
    assert texts(office, record, ADA) == ["second"]
    assert past is not None
    assert first not in past.by_id
    assert all(each.edition is None or first not in each.edition.by_id for each in office.desk().history(record))


def test_a_portion_that_was_removed_is_purged_from_the_history(office: Office) -> None:
    record = office.file(body("first"), body("second"))
    first, before = office.portion(record, "first"), office.minutes
    office.desk().edit(Edit("e", record, office.seen(record).digest, removes=(first,)))
    purge(office, record, first)
    past = office.past(before).get(record)
    assert past is not None
    assert first not in past.by_id


def test_of_a_portion_that_stands_once_an_empty_one_stays(office: Office) -> None:
    record = office.file(head(title="Quay"), body("open"))
    portion = office.portion(record, "Quay")
    purge(office, record, portion)
    assert office.seen(record).by_id[portion].values == ()
    edit = Edit("e", record, office.seen(record).digest, (Put(portion, {"title": "Pier"}),))
    office.desk().edit(edit)
    assert office.seen(record, BEN).value("title") == "Pier"


def test_what_the_writer_does_not_see_survives(office: Office) -> None:
    record = office.file(body("open"), body("closed", OWN))
    purge(office, record, reader=BEN)
    assert texts(office, record, ADA) == ["closed"]
    assert office.desk(BEN).get(record) is None


def test_a_purge_is_told_to_who_could_read_what_went(office: Office) -> None:
    record = office.file(body("open"), body("closed", OWN))
    closed, opened = office.portion(record, "closed"), office.portion(record, "open")
    purge(office, record, closed)
    told = [tuple(each.portion for each in office.desk(reader).purged(record)) for reader in (ADA, BEN, CLEO)]
    assert told == [(closed,), (), ()]
    purge(office, record, opened)
    told = [tuple(each.portion for each in office.desk(reader).purged(record)) for reader in (ADA, BEN, CLEO)]
    assert told == [(closed, opened), (opened,), ()]
    assert office.desk().purged(record)[0].reason is Reason.PERSONAL_DATA
    assert office.past(0).purged(record) == ()


def test_a_purge_of_what_was_narrowed_is_told_as_its_last_label_says(office: Office) -> None:
    record = office.file(body("open"), body("slip"))
    slip, token = office.portion(record, "slip"), office.desk(BEN).changes().token
    office.desk().edit(Edit("e", record, office.seen(record).digest, (Put(slip, label_set=marked(OWN)),)))
    after = office.desk(BEN).changes(token).token
    purge(office, record, slip)
    assert [len(office.desk(reader).purged(record)) for reader in (ADA, BEN)] == [1, 0]
    assert [office.desk(BEN).changes(each).records for each in (token, after)] == [(record,), ()]


def test_a_title_alone_tells_nobody_that_there_was_a_record(office: Office) -> None:
    title = NewPortion("t", "title", {"title": "Quay"})
    record = office.file(title, NewPortion("p", "paragraph", {"text": "closed"}, marked(OWN)), kind="paper")
    purge(office, record)
    assert [len(office.desk(reader).purged(record)) for reader in (ADA, BEN)] == [2, 0]


def test_an_empty_portion_tells_nobody_of_what_it_held_under_another_label(office: Office) -> None:
    record = office.file(head(), body("closed", OWN))
    empty = next(portion.id for portion in office.seen(record).portions if portion.name == "head")
    token = office.desk(BEN).changes().token
    put = Put(empty, {"title": "Quay"}, marked(OWN))
    office.desk().edit(Edit("e", record, office.seen(record).digest, (put,)))
    purge(office, record)
    assert (office.desk(BEN).changes(token).records, office.desk(BEN).purged(record)) == ((), ())


def test_a_purge_of_what_was_emptied_is_told_to_who_saw_it_full(office: Office) -> None:
    record = office.file(head(title="Quay"), body("closed", OWN))
    title = office.portion(record, "Quay")
    office.desk().edit(Edit("e", record, office.seen(record).digest, (Put(title, {"title": None}),)))
    purge(office, record, title, office.portion(record, "closed"))
    told = {reader: {each.portion for each in office.desk(reader).purged(record)} for reader in (BEN, CLEO)}
    assert (title in told[BEN], told[CLEO]) == (True, set())


def test_a_purge_is_a_change_for_who_saw_what_went_and_for_nobody_else(office: Office) -> None:
    record, hidden = office.file(body("open")), office.file(body("closed"), default=OWN)
    tokens = {reader: office.desk(reader).changes().token for reader in (ADA, BEN, CLEO)}
    for each in (record, hidden):
        purge(office, each)
    assert {reader: set(office.desk(reader).changes(token).records) for reader, token in tokens.items()} == {
        ADA: {record, hidden},
        BEN: {record},
        CLEO: set(),
    }
    assert office.desk().changes(office.desk().changes().token).records == ()


def test_bytes_go_with_the_last_that_names_them(office: Office) -> None:
    one, two = office.file(scan()), office.file(scan())
    purge(office, one)
    assert office.desk().blob(two, office.portion(two, "scan"), "scan") == SCAN
    purge(office, two)
    moment = office.desk().moment
    with office.store.reading(None) as snapshot:
        assert [snapshot.blob(record, NAMED.digest, Gate(moment)) for record in (one, two)] == [None, None]


def test_the_same_purge_again_is_answered_as_the_first_time(office: Office) -> None:
    record = office.file(body("open"))
    asked = Purge("one", record, office.seen(record).digest, Reason.AGE)
    first = office.desk().purge(asked)
    assert office.desk().purge(asked) == first
    with pytest.raises(NotThereError):
        office.desk().purge(replace(asked, id="two"))


def test_a_purge_needs_a_role_and_the_edition_it_was_made_from(office: Office) -> None:
    record = office.file(body("open"))
    asked = Purge("one", record, office.seen(record).digest, Reason.AGE)
    with pytest.raises(ConflictError):
        office.desk().purge(replace(asked, base="0" * 64))
    with pytest.raises(MalformedError, match="D26: expected portions that you see, or saw, found another"):
        office.desk().purge(replace(asked, portions=("none",)))
    with pytest.raises(PastError):
        office.past(office.minutes).purge(asked)
    office.acts = {ANYBODY: frozenset(Act) - {Act.PURGE}}
    with pytest.raises(MalformedError, match="D61: expected a role that may purge, found none"):
        office.desk().purge(asked)
    assert texts(office, record, ADA) == ["open"]


def test_a_hidden_portion_is_purged_in_the_words_of_one_that_does_not_exist(office: Office) -> None:
    record = office.file(body("open"), body("closed", OWN))
    asked = Purge("one", record, office.seen(record, BEN).digest, Reason.AGE, (office.portion(record, "closed"),))
    said = []
    for portions in (asked.portions, ("none",)):
        with pytest.raises(MalformedError) as refused:
            office.desk(BEN).purge(replace(asked, portions=portions))
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert len(texts(office, record, ADA)) == 2


def test_a_draft_whose_record_was_purged_is_not_filed_again(office: Office) -> None:
    draft = Draft("one", "note", (body("open"),), marked(STAFF))
    first = office.desk().file(draft)
    purge(office, first.record)
    assert office.desk().file(draft) == first
    assert office.desk().get(first.record) is None


def test_what_was_purged_is_no_source(office: Office) -> None:
    record = office.file(body("open"))
    source = Source(record, office.portion(record, "open"))
    purge(office, record)
    with pytest.raises(MalformedError, match="D52: expected a source that can be read, found another"):
        office.file(body("drawn", sources=(source,)))


def test_receipts_outlast_rules_that_change(office: Office) -> None:
    record = office.file(body("open"), body("closed", OWN))
    purge(office, record)
    rulebook = replace(office.desk().moment.rulebook, equivalences=())
    turn(office.store, rulebook)
    turn(office.store, office.desk().moment.rulebook)
    assert [len(office.desk(reader).purged(record)) for reader in (ADA, BEN, CLEO)] == [2, 1, 0]


def test_portions_are_due_when_they_were_kept_for_as_long_as_their_kind_says(office: Office) -> None:
    record = office.file(head(title="Quay"), body("first"), body("closed", OWN), body("third"))
    first, third = office.portion(record, "first"), office.portion(record, "third")
    closed = office.portion(record, "closed")
    later = office.at(600)
    later.edit(Edit("e", record, office.seen(record).digest, (Put(third, {"text": "3"}),), removes=(first,)))
    assert later.due() == ()
    found = {reader: set(office.at(24 * 60 + 1, reader).due()) for reader in (ADA, BEN, CLEO)}
    assert found == {ADA: {Due(record, first), Due(record, closed)}, BEN: {Due(record, first)}, CLEO: set()}
    assert Due(record, third) in office.at(24 * 60 + 601).due()
    purge(office, record, first, closed)
    assert office.at(24 * 60 + 1).due() == ()


def test_a_portion_kind_is_kept_for_a_day_or_more() -> None:
    with pytest.raises(MalformedError, match="portion kind `a`: D28: expected a day or more to be kept, found less"):
        Kind("x", Names("x", "x"), (PortionKind("a", retention_days=0),), (field("t", Type.WORD, "a"),))


def test_a_record_of_which_nothing_is_left_to_see_is_not_in_quarantine(office: Office) -> None:
    """Emptied for who wrote it without a label, it stays for what is hidden of it; that it stays is told to nobody."""
    slip = body("slip", OWN)
    record = office.file(replace(head(title="quay"), label_set=None), slip, default="", by=BEN)
    assert office.desk(BEN).quarantine() == (record,)
    purge(office, record, reader=BEN)
    assert office.seen(record, ADA).portions != ()
    assert (office.desk(BEN).get(record), office.desk(BEN).quarantine()) == (None, ())
