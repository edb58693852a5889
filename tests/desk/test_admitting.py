"""What comes from another node: as it came or narrower, in quarantine if it cannot be read (D97-D99)."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from concord.desk import Act, Attachment, Blob, Desk
from concord.desk.acts import ANYBODY
from concord.desk.admitting import Foreign, ForeignPortion
from concord.desk.proposing import Widening
from concord.desk.purging import Purge, Reason
from concord.desk.records import Edit, Portion, Put
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from tests.cast import ADA, BEN, CLEO, book
from tests.desk.conftest import OWN, STAFF, Office, marked
from tests.desk.stores import turn


def with_bytes(marking: str) -> LabelSet:
    """A label set whose label came in bytes."""
    label_set = marked(marking)
    assert label_set.originator is not None
    return replace(label_set, originator=replace(label_set.originator, raw=b"<label/>", id="label 1"))


CAME = Foreign(
    "NATO node",
    "record 7",
    "note",
    (
        ForeignPortion("p1", "body", {"text": "open"}, binding=b"signed"),
        ForeignPortion("p2", "body", {"text": "slip"}, with_bytes(OWN)),
        ForeignPortion("p3", "body", {"text": "tear-line"}, variant_of="p2"),
    ),
    with_bytes(STAFF),
)


def texts(office: Office, record: str, reader: Reader) -> list[object]:
    """The texts of a record that a reader sees."""
    return [p.by_field["text"] for p in office.seen(record, reader).by_id.values() if "text" in p.by_field]


def stored(office: Office, record: str) -> dict[str, Portion]:
    """The portions of a record as Ada's gate gets them, by their text."""
    desk = office.desk()
    with desk._reading() as (snapshot, gate):
        entry = snapshot.entry(record, gate)
    assert entry is not None
    return {str(portion.values["text"]): portion for portion in entry.portions if "text" in portion.values}


def test_a_record_comes_in_as_it_came(office: Office) -> None:
    record = office.desk().admit(CAME).record
    assert texts(office, record, ADA) == ["open", "slip", "tear-line"]
    assert texts(office, record, BEN) == ["open", "tear-line"]
    assert office.desk(CLEO).get(record) is None
    came = stored(office, record)["slip"]
    assert came.label_set == CAME.portions[1].label_set
    assert came.label_set.originator is not None
    assert (came.label_set.originator.raw, came.label_set.originator.id) == (b"<label/>", "label 1")
    assert came.origin is not None
    assert (came.origin.node, came.origin.record, came.origin.portion) == ("NATO node", "record 7", "p2")
    opened = stored(office, record)["open"].origin
    assert opened is not None
    assert (opened.binding, opened.label_set) == (b"signed", CAME.default)


def test_the_same_again_is_one_and_another_under_its_id_is_refused(office: Office) -> None:
    assert office.desk().admit(CAME).record == office.desk().admit(CAME).record
    with pytest.raises(MalformedError, match="D10"):
        office.desk().admit(replace(CAME, portions=CAME.portions[:1]))


def test_it_may_be_narrowed_on_its_way_in_and_never_widened(office: Office) -> None:
    record = office.desk().admit(replace(CAME, narrowed={"p1": marked(OWN)})).record
    assert (texts(office, record, BEN), texts(office, record, ADA)[0]) == (["tear-line"], "open")
    origin = stored(office, record)["open"].origin
    assert origin is not None
    assert origin.label_set == CAME.default
    with pytest.raises(MalformedError) as told:
        office.desk().admit(replace(CAME, id="8", narrowed={"p2": marked(STAFF), "p9": marked(OWN)}))
    assert [finding.rule for finding in told.value.findings] == ["D97", "D97"]


def test_what_cannot_be_read_is_in_quarantine_with_what_it_came_with(office: Office) -> None:
    label_set = with_bytes(STAFF)
    assert label_set.originator is not None
    unknown = replace(label_set, originator=replace(label_set.originator, level="COSMIC"))
    portions = (replace(CAME.portions[0], label_set=unknown), CAME.portions[1])
    record = office.desk().admit(replace(CAME, portions=portions)).record
    assert (texts(office, record, ADA), office.desk(BEN).get(record)) == (["open", "slip"], None)
    assert (office.desk(ADA).quarantine(), office.desk(BEN).quarantine()) == ((record,), ())
    origin = stored(office, record)["open"].origin
    assert origin is not None
    assert origin.label_set == unknown


def test_nobody_alone_gives_a_wider_label_to_what_came_with_one_that_cannot_be_read(office: Office) -> None:
    label_set = with_bytes(OWN)
    assert label_set.originator is not None
    unknown = replace(label_set, originator=replace(label_set.originator, level="COSMIC"))
    record = office.desk().admit(replace(CAME, portions=CAME.portions[:1], default=unknown)).record
    opened = office.portion(record, "open")
    for marking in (STAFF, OWN):
        with pytest.raises(MalformedError, match="D99"):
            office.desk().narrow(marking, record, opened, marked(marking))
    assert (office.desk(BEN).get(record), office.desk().quarantine()) == (None, (record,))


def test_what_came_with_a_label_that_can_be_read_by_now_takes_that_or_a_narrower_one(office: Office) -> None:
    early = replace(book(), policies=tuple(p for p in book().policies if p.name != "EU exercise policy"))
    turn(office.store, early)
    desk = office.desk()
    desk = Desk(replace(desk.moment, rulebook=early), desk.setting)
    record = desk.admit(replace(CAME, portions=CAME.portions[:1], default=with_bytes(OWN))).record
    turn(office.store, book())
    assert office.desk().quarantine() == (record,)
    with pytest.raises(MalformedError, match="D99"):
        office.desk().narrow("wider", record, office.portion(record, "open"), marked(STAFF))
    office.desk().narrow("same", record, office.portion(record, "open"), marked(OWN))
    assert (office.desk().get(record) is not None, office.desk(BEN).get(record)) == (True, None)


def test_what_came_without_a_label_takes_one_from_who_brought_it_in(office: Office) -> None:
    record = office.desk().admit(replace(CAME, portions=CAME.portions[:1], default=None)).record
    office.desk().narrow("n", record, office.portion(record, "open"), marked(STAFF))
    assert texts(office, record, BEN) == ["open"]


def test_what_came_without_a_label_is_in_quarantine(office: Office) -> None:
    record = office.desk().admit(replace(CAME, default=None)).record
    assert office.desk(ADA).quarantine() == (record,)
    assert texts(office, record, ADA) == ["open", "slip", "tear-line"]
    assert office.desk(BEN).get(record) is None


@pytest.mark.parametrize("kind", ["approval", "handover"])
def test_nobody_brings_in_an_approval_or_a_handover_from_outside(office: Office, kind: str) -> None:
    """Who could would be two persons alone, or say what was given."""
    with pytest.raises(MalformedError, match="moves by its own acts"):
        office.desk().admit(replace(CAME, kind=kind, portions=()))


def test_what_is_above_the_ceiling_does_not_come_in(office: Office) -> None:
    office.ceiling = {"EU exercise policy": "RESTREINT UE/EU RESTRICTED"}
    with pytest.raises(MalformedError) as told:
        office.desk().admit(CAME)
    assert [(finding.rule, finding.place) for finding in told.value.findings] == [("D56", "portion `p2`")]


@pytest.mark.parametrize("level", ["SECRET UE/EU SECRET", "COSMIC"])
def test_what_cannot_be_read_is_held_to_the_ceiling_by_what_it_says_of_itself(office: Office, level: str) -> None:
    """A label that is not valid here may still say that what carries it is above what this node may hold."""
    office.ceiling = {"NATO exercise policy": "NATO RESTRICTED"}
    label_set = with_bytes(STAFF)
    assert label_set.originator is not None
    unknown = replace(label_set, originator=replace(label_set.originator, level=level))
    for came in (replace(CAME, default=unknown, portions=CAME.portions[:1]), replace(CAME, default=unknown)):
        with pytest.raises(MalformedError) as told:
            office.desk().admit(came)
        assert {(finding.rule, finding.expected[:25]) for finding in told.value.findings} == {
            ("D56", "no content of this policy")
        }
    assert office.desk().quarantine() == ()


def test_ids_of_two_nodes_are_never_taken_for_one(office: Office) -> None:
    one, two = (replace(CAME, origin=origin, id=own) for origin, own in [("A", "B C"), ("A B", "C")])
    assert office.desk().admit(one).record != office.desk().admit(two).record


def test_attachments_come_with_their_bytes(office: Office) -> None:
    scan = Attachment("image/png", b"a quay")
    named = Blob(hashlib.sha256(scan.body).hexdigest(), "image/png", 6)
    portions = (replace(CAME.portions[0], values={"text": "open", "scan": scan}), *CAME.portions[1:])
    record = office.desk().admit(replace(CAME, portions=portions)).record
    assert office.desk().admit(replace(CAME, portions=portions)).record == record
    fetched = [office.desk(who).blob(record, office.portion(record, "open"), "scan") for who in (ADA, BEN, CLEO)]
    assert fetched == [scan, scan, None]
    named_alone = (replace(CAME.portions[0], values={"text": "open", "scan": named}),)
    with pytest.raises(MalformedError, match="D24"):
        office.desk().admit(replace(CAME, id="8", portions=named_alone))


def test_what_was_admitted_is_neither_rewritten_nor_widened(office: Office) -> None:
    record = office.desk().admit(CAME).record
    slip, seen = office.portion(record, "slip"), office.seen(record)
    with pytest.raises(MalformedError, match="D99"):
        office.desk().edit(Edit("e", record, seen.digest, puts=(Put(slip, {"text": "ours"}),)))
    with pytest.raises(MalformedError, match="D99"):
        office.desk().widen("w", Widening(record, slip, marked(STAFF)))
    office.desk().narrow("n", record, office.portion(record, "open"), marked(OWN))
    assert texts(office, record, BEN) == ["tear-line"]


def test_admitting_takes_a_role_and_every_fault_is_told(office: Office) -> None:
    portions = (ForeignPortion("a", "none", {}), ForeignPortion("b", "body", {"text": 3}))
    wrong = replace(CAME, origin=" ", portions=portions)
    with pytest.raises(MalformedError) as told:
        office.desk().admit(wrong)
    assert {"D97", "D2", "D3"} <= {finding.rule for finding in told.value.findings}
    office.acts = {ANYBODY: frozenset(Act) - {Act.ADMIT}}
    with pytest.raises(MalformedError, match="a role that may admit"):
        office.desk().admit(CAME)


def test_what_bound_a_portion_goes_with_what_it_held(office: Office) -> None:
    """The portion stands once and stays empty (D12); the bytes that came to bind its content may repeat it."""
    title = ForeignPortion("p0", "head", {"title": "Aldebaran"}, binding=b"<bound>Aldebaran</bound>")
    record = office.desk().admit(replace(CAME, portions=(title, *CAME.portions))).record
    head = office.portion(record, "Aldebaran")
    office.desk().purge(Purge("p", record, office.seen(record).digest, Reason.NOT_OURS, (head,)))
    desk = office.desk()
    with desk._reading() as (snapshot, gate):
        states = [version.entry for version in snapshot.versions(record, gate)]
    left = [portion.origin for entry in states if entry for portion in entry.portions if portion.id == head]
    assert [(each.node, each.portion, each.binding) for each in left if each] == [("NATO node", "p0", b"")]
