"""What a hostile writer or reader tried: each is refused, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from concord.desk import Act, Condition, Desk, Kinds, MemoryStore, Moment, NotThereError, Op, Order, Query, Setting
from concord.desk.acts import ANYBODY, AUTHOR
from concord.desk.records import Draft, Edit, Head, NewPortion, Portion, Put, Source
from concord.desk.seals import MemorySeal
from concord.release.errors import MalformedError
from concord.release.labels import Label, LabelSet, Mention, Succession
from tests.cast import ADA, BEN, CLEO, NOON, book
from tests.desk.conftest import OWN, STAFF, Office, body, head, marked
from tests.desk.kinds import NOTE

NOTES = Query("note")


def label_of(marking: str) -> Label:
    """The originator label of a marking."""
    found = marked(marking).originator
    assert found is not None
    return found


def edited(office: Office, record: str, reader: Any = ADA, **changes: Any) -> None:
    """Edit a record as it is for a reader."""
    digest = office.seen(record, reader).digest
    office.desk(reader).edit(Edit(f"edit {office.minutes}", record, digest, **changes))


def test_what_an_edit_adds_is_held_to_every_rule_of_a_draft(office: Office) -> None:
    office.ceiling = {"EU exercise policy": "RESTREINT UE/EU RESTRICTED"}
    record = office.file(head(title="Quay"), body("open"))
    wrong = LabelSet(replace(label_of(STAFF), level="NO SUCH LEVEL"))
    adds = (
        replace(body("a"), label_set=wrong),
        body("b", OWN),
        NewPortion("c", "head", {"title": "Pier"}, marked(STAFF)),
        NewPortion("d", "body", {"colour": "red"}, marked(STAFF)),
        NewPortion("e", "margin", {}, marked(STAFF)),
        body("f", STAFF, variant_of="none"),
        body("g", STAFF, after="none"),
        body("h", STAFF, sources=(Source("none", "none"),)),
    )
    with pytest.raises(MalformedError) as refused:
        edited(office, record, adds=adds)
    assert {(finding.rule, finding.place) for finding in refused.value.findings} == {
        ("D51", "portion `a`"),
        ("D56", "portion `b`"),
        ("D53", "portion `c`"),
        ("D2", "portion `d`, field `colour`"),
        ("D2", "portion `e`"),
        ("D53", "portion `f`"),
        ("D1", "portion `f`"),
        ("D53", "portion `g`"),
        ("D52", "portion `h`"),
    }
    assert len(office.seen(record).portions) == 3


def test_a_label_that_gives_way_to_a_wider_one_is_wider(office: Office) -> None:
    record = office.file(body("open"), body("closed", OWN))
    soon = NOON + timedelta(hours=1)
    giving_way = LabelSet(replace(label_of(OWN), succession=Succession(soon, label_of(STAFF))))
    with pytest.raises(MalformedError, match="D54: expected a label as narrow as the one it has"):
        edited(office, record, puts=(Put(office.portion(record, "closed"), label_set=giving_way),))
    narrowing = LabelSet(replace(label_of(STAFF), succession=Succession(soon, label_of(OWN))))
    edited(office, record, puts=(Put(office.portion(record, "open"), label_set=narrowing),))
    assert office.at(59, BEN).get(record) is not None
    assert office.at(61, BEN).get(record) is None


def test_a_label_that_succeeds_is_held_to_policy_and_ceiling(office: Office) -> None:
    office.ceiling = {"EU exercise policy": "RESTREINT UE/EU RESTRICTED"}
    for then, rule in ((label_of(OWN), "D56"), (replace(label_of(OWN), level="NONE"), "D51")):
        later = LabelSet(replace(label_of(STAFF), succession=Succession(NOON + timedelta(days=1), then)))
        with pytest.raises(MalformedError, match=rule):
            office.file(replace(body("open"), label_set=later))


def test_what_a_portion_contains_is_held_to_the_ceiling(office: Office) -> None:
    office.ceiling = {"EU exercise policy": "RESTREINT UE/EU RESTRICTED", "NATO exercise policy": "RESTRICTED"}
    for level, is_above in (("CONFIDENTIAL", True), ("RESTRICTED", False)):
        contains = (Mention("NATO", level, NOON, frozenset({"EU"})),)
        found = []
        try:
            office.file(replace(body("open"), label_set=replace(marked(STAFF), contains=contains)))
        except MalformedError as error:
            found = [finding.rule for finding in error.findings]
        assert found == (["D56"] if is_above else [])


@pytest.mark.parametrize("name", ["", "a\x1fb", "a\x00", "\ud800", "x" * 201])
def test_ids_of_drafts_and_portions_are_plain(office: Office, name: str) -> None:
    with pytest.raises(MalformedError, match="D10: expected 1 to 200 characters that can be printed"):
        office.desk().file(Draft(name, "note", (body("open"),), marked(STAFF)))
    with pytest.raises(MalformedError, match="D10: expected 1 to 200 characters that can be printed"):
        office.file(replace(body("open"), id=name))


def test_an_id_that_no_store_can_hold_is_one_that_does_not_exist(office: Office) -> None:
    for name in ("", "\ud800", "a\x00"):
        assert (office.desk().get(name), office.desk().history(name)) == (None, ())
        with pytest.raises(NotThereError):
            office.desk().edit(Edit("e", name, "0" * 64))
        with pytest.raises(MalformedError, match="D52: expected a source that can be read"):
            office.file(body("drawn", sources=(Source(name, name),)))


def test_ids_cannot_be_worked_out_without_the_key_of_the_node(office: Office) -> None:
    other = Office(MemoryStore(), MemorySeal())
    assert other.file(body("open")) != office.file(body("open"))


def test_what_has_no_label_cannot_be_handed_to_another_seat(office: Office) -> None:
    record = office.file(body("open"), default="")
    portion = office.portion(record, "open")
    with pytest.raises(MalformedError, match="D54: expected a label, found none"):
        edited(office, record, puts=(Put(portion, label_set=LabelSet(None, author="cleo")),))
    assert office.desk(CLEO).get(record) is None
    mine = office.desk().file(Draft("mine", "note", (body("x"),), LabelSet(None, author="cleo"))).record
    assert (office.desk(CLEO).get(mine), office.desk().get(mine) is None) == (None, False)


def test_bytes_that_claim_to_be_the_label_are_not_kept(office: Office) -> None:
    forged = LabelSet(replace(label_of(OWN), raw=b"<PUBLIC/>"))
    record = office.file(replace(body("closed"), label_set=forged))
    shown = office.seen(record).by_id[office.portion(record, "closed")]
    assert shown.label_set.originator is not None
    assert shown.label_set.originator.raw == b""


def test_a_label_is_made_when_it_is_filed(office: Office) -> None:
    old = LabelSet(replace(label_of(OWN), created=NOON - timedelta(days=9000)))
    record = office.file(replace(body("closed"), label_set=old))
    shown = office.seen(record).by_id[office.portion(record, "closed")]
    assert shown.label_set.originator is not None
    assert shown.label_set.originator.created == office.store.last


def test_who_reads_may_not_change_without_a_role_that_may(office: Office) -> None:
    office.acts = {ANYBODY: frozenset({Act.FILE}), AUTHOR: frozenset(Act), "editor": frozenset({Act.EDIT})}
    record = office.file(head(title="Quay"), body("open"))
    portion = office.portion(record, "open")
    changes: list[tuple[dict[str, Any], str]] = [
        ({"puts": (Put(portion, {"text": "x"}),)}, "edit"),
        ({"adds": (body("x", STAFF),)}, "edit"),
        ({"removes": (portion,)}, "remove"),
        ({"puts": (Put(portion, label_set=marked(OWN)),)}, "label"),
    ]
    for change, act in changes:
        with pytest.raises(MalformedError, match=f"D61: expected a role that may {act}, found none"):
            edited(office, record, BEN, **change)
    edited(office, record, replace(BEN, roles=frozenset({"editor"})), puts=(Put(portion, {"text": "edited"}),))
    edited(office, record, ADA, removes=(portion,))
    seen = office.seen(record, BEN)
    assert [act for act in Act if office.desk(BEN).may(act, seen)] == [Act.FILE]
    assert all(office.desk(ADA).may(act, office.seen(record)) for act in Act)


def test_nobody_files_without_a_role_that_may(office: Office) -> None:
    office.acts = {}
    with pytest.raises(MalformedError, match="D61: expected a role that may file"):
        office.file(body("open"))


def test_an_edit_leaves_its_writer_something(office: Office) -> None:
    record = office.file(body("open"))
    portion = office.portion(record, "open")
    narrow = replace(marked(STAFF), communities=frozenset({"nobody"}))
    for change in ({"removes": (portion,)}, {"puts": (Put(portion, label_set=narrow),)}):
        with pytest.raises(MalformedError, match="D53: expected something that you still see, found nothing"):
            edited(office, record, BEN, **change)


def test_an_id_serves_one_draft_or_edit(office: Office) -> None:
    record = office.desk().file(Draft("one", "note", (body("open"),), marked(STAFF))).record
    with pytest.raises(MalformedError, match="D10: expected a new one for each draft and edit"):
        office.desk().file(Draft("one", "note", (body("other"),), marked(STAFF)))
    with pytest.raises(MalformedError, match="D10: expected a new one for each draft and edit"):
        office.desk().edit(Edit("one", record, office.seen(record).digest, adds=(body("x", STAFF),)))
    with pytest.raises(MalformedError, match="D10: expected each id once"):
        edited(office, record, adds=(body("x", STAFF), replace(body("y", STAFF), id="x")))
    assert len([p for p in office.seen(record).portions if p.name == "body"]) == 1


def test_one_portion_that_cannot_be_upgraded_stops_no_list(office: Office) -> None:
    def upgrade(portion: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        if values.get("title") == "bad":
            raise ValueError(f"cannot upgrade {values['title']}")
        return values

    bad, good = office.file(head(title="bad"), body("x")), office.file(head(title="good"), body("y"))
    kinds = Kinds((replace(NOTE, upgrades=(upgrade,)),))
    moment = Moment(ADA, book(), NOON + timedelta(hours=1))
    desk = Desk(moment, Setting(office.store, kinds, office.seal, office.acts))
    page = desk.find(Query("note", order=Order("title")))
    assert [edition.id for edition in page.editions] == [good, bad]
    assert [portion.is_readable for portion in page.editions[1].portions] == [False, True, True]
    digest, portion = page.editions[1].digest, page.editions[1].portions[0].id
    with pytest.raises(MalformedError, match="D6: expected one of version 2 of its kind or before"):
        desk.edit(Edit("e", bad, digest, puts=(Put(portion, {"title": "mended"}),)))


def test_a_portion_without_a_declared_value_does_not_make_a_record(office: Office) -> None:
    portion = Portion("p", "body", "0", {"gone": "kept"}, marked(STAFF), 1)
    with office.store.writing(NOON) as writing:
        writing.put(Head("r", "note", "x"), [portion])
    assert (office.desk().get("r"), office.desk().count(NOTES).count) == (None, 0)


def test_an_edit_that_changes_nothing_is_no_change(office: Office) -> None:
    first, second = office.file(body("tug", id="a")), office.file(body("tug", id="b"))
    token = office.desk().changes().token
    edited(office, first, puts=(Put(office.portion(first, "tug"), {"text": "tug"}),))
    assert [edition.id for edition in office.desk().search("tug").editions] == [second, first]
    assert office.desk().changes(token).records == ()


def test_a_source_is_held_to_again_when_a_label_changes(office: Office) -> None:
    first = office.file(body("one"), default="")
    source = Source(first, office.portion(first, "one"))
    second = office.file(body("two", sources=(source,)), default="")
    edited(office, first, puts=(Put(source.portion, label_set=marked(OWN)),))
    with pytest.raises(MalformedError, match="D52: expected a label that dominates its source's"):
        edited(office, second, puts=(Put(office.portion(second, "two"), label_set=marked(STAFF)),))


def test_a_label_below_a_source_takes_a_role_that_may_stand_for_it(office: Office) -> None:
    office.acts = {ANYBODY: frozenset({Act.FILE})}
    record = office.file(body("closed", OWN))
    source = Source(record, office.portion(record, "closed"), sanitised_by="me")
    with pytest.raises(MalformedError, match="D61: expected a role that may sanitise"):
        office.file(body("drawn", sources=(source,)))


def test_a_record_of_which_only_a_title_is_released_is_no_source(office: Office) -> None:
    title = NewPortion("t", "title", {"title": "Quay"})
    record = office.file(title, NewPortion("p", "paragraph", {"text": "closed"}, marked(OWN)), kind="paper")
    for source in (Source(record, office.portion(record, "Quay")), Source("absent", "absent")):
        with pytest.raises(MalformedError, match="D52: expected a source that can be read, found another"):
            office.file(body("drawn", sources=(source,)), by=BEN)


def test_required_values_are_asked_for_in_portions_that_nobody_gave(office: Office) -> None:
    fields = tuple(replace(f, required=f.name in ("title", "countries")) for f in NOTE.fields)
    setting = Setting(office.store, Kinds((replace(NOTE, fields=fields),)), office.seal, office.acts)
    desk = Desk(Moment(ADA, book(), NOON), setting)
    with pytest.raises(MalformedError) as refused:
        desk.file(Draft("one", "note", (body("open"),), marked(STAFF)))
    with pytest.raises(MalformedError, match="portion `head`, field `countries`: D2: expected a value, found none"):
        desk.file(Draft("two", "note", (head(title="Quay", countries=[]),), marked(STAFF)))
    assert [f.place for f in refused.value.findings] == [
        "portion `head`, field `title`",
        "portion `head`, field `countries`",
    ]


def test_sums_are_exact_in_any_order(office: Office) -> None:
    for amount in ("6", "-" + "9" * 29, "9" * 29):
        office.file(NewPortion("m", "money", {"amount": amount, "staff": 2**62}), body(amount))
    group = office.desk().group(NOTES, "state", ("amount", "staff")).groups[0]
    assert group.sums == (Decimal(6), 3 * 2**62)


def test_ids_are_compared_as_they_are(office: Office) -> None:
    office.file(head(countries=["MD"], title="Quay"))
    counts = [
        office.desk().count(Query("note", (Condition(name, Op.EQUAL, (value,)),))).count
        for name, value in (("countries", "md"), ("countries", "MD"), ("title", "QUAY"))
    ]
    assert counts == [0, 1, 1]
