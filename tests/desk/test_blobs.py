"""Attachments: fetched through a released portion, named only by who hands in the bytes or sees them (D24)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from concord.desk import Attachment, Blob, Kind, Names, PortionKind, Query, Type
from concord.desk.gate import Gate
from concord.desk.records import Draft, Edit, NewPortion, Put, Source
from concord.desk.values import LARGEST_BLOB
from concord.release.errors import MalformedError
from concord.release.readers import Reader
from tests.cast import ADA, BEN, CLEO
from tests.desk.conftest import OWN, STAFF, Office, body, marked
from tests.desk.kinds import field

SCAN = Attachment("image/png", b"a quay")
NAMED = Blob(hashlib.sha256(b"a quay").hexdigest(), "image/png", 6)


def scan(value: object = SCAN, marking: str = "", **more: Any) -> NewPortion:
    """A portion with an attachment."""
    return replace(body("scan", marking, **more), values={"text": "scan", "scan": value})


def fetched(office: Office, record: str, reader: Reader = ADA, portion: str = "") -> Attachment | None:
    """The attachment of a record, by the portion that Ada sees."""
    return office.desk(reader).blob(record, portion or office.portion(record, "scan"), "scan")


def test_an_attachment_is_fetched_through_the_portion_that_names_it(office: Office) -> None:
    record = office.file(scan())
    assert [fetched(office, record, reader) for reader in (ADA, BEN, CLEO)] == [SCAN, SCAN, None]
    assert office.seen(record).value("scan") == NAMED


def test_an_attachment_of_a_withheld_portion_is_not_there(office: Office) -> None:
    record = office.file(body("open"), scan(marking=OWN))
    other = office.portion(record, "open")
    assert fetched(office, record) == SCAN
    assert fetched(office, record, BEN) is None
    assert [fetched(office, record, BEN, name) for name in (other, "none", "\ud800")] == [None, None, None]
    assert office.desk(BEN).blob("none", other, "scan") is None
    assert office.desk().blob(record, office.portion(record, "scan"), "text") is None


def test_bytes_stored_for_one_reader_are_not_there_for_another_who_names_their_digest(office: Office) -> None:
    office.file(scan(), default=OWN)
    said = []
    for value in (NAMED, replace(NAMED, digest="0" * 64)):
        with pytest.raises(MalformedError) as refused:
            office.file(scan(value), by=BEN)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert "D24: expected an attachment with its bytes, or one" in said[0]
    assert office.desk(BEN).count(Query("note")).count == 0


def test_an_edit_keeps_an_attachment_and_puts_another(office: Office) -> None:
    record = office.file(scan())
    portion = office.portion(record, "scan")
    before = office.minutes
    changes: tuple[dict[str, object], ...] = ({"text": "scan"}, {"scan": NAMED}, {"scan": Attachment("a/b", b"new")})
    for number, values in enumerate(changes):
        put = Put(portion, values, marked(STAFF) if number == 0 else None)
        office.desk().edit(Edit(f"e{number}", record, office.seen(record).digest, (put,)))
    assert fetched(office, record) == Attachment("a/b", b"new")
    assert office.past(before, BEN).blob(record, portion, "scan") == SCAN


def test_a_digest_without_bytes_needs_a_source_that_names_it(office: Office) -> None:
    record = office.file(scan())
    source = Source(record, office.portion(record, "scan"))
    with pytest.raises(MalformedError, match="D24"):
        office.file(scan(NAMED), by=BEN)
    with pytest.raises(MalformedError, match="D24"):
        office.file(scan(replace(NAMED, media_type="text/html"), sources=(source,)), by=BEN)
    drawn = office.file(scan(NAMED, sources=(source,)), by=BEN)
    assert fetched(office, drawn, BEN) == SCAN


def test_an_attachment_of_one_portion_is_not_moved_to_another_by_its_digest(office: Office) -> None:
    """A label below that of the portion it stands in would be a way out."""
    record = office.file(body("open"), scan(marking=OWN))
    put = Put(office.portion(record, "open"), {"scan": NAMED})
    with pytest.raises(MalformedError, match="D24"):
        office.desk().edit(Edit("e", record, office.seen(record).digest, (put,)))


def test_the_past_of_a_narrowed_attachment_is_closed(office: Office) -> None:
    record = office.file(body("open"), scan())
    before, portion = office.minutes, office.portion(record, "scan")
    put = Put(portion, label_set=marked(OWN))
    office.desk().edit(Edit("e", record, office.seen(record).digest, (put,)))
    past = [office.past(before, reader).blob(record, portion, "scan") for reader in (ADA, BEN)]
    assert past == [SCAN, None]


NO_TEXT: Any = 5


@pytest.mark.parametrize(
    "value", [Attachment("no media type", b"x"), Attachment("image/png", NO_TEXT), Attachment(NO_TEXT, b"x"), b"x"]
)
def test_what_is_no_attachment_is_refused(office: Office, value: object) -> None:
    with pytest.raises(MalformedError, match="field `scan`: D3: expected an attachment with its media type"):
        office.file(scan(value))


def test_an_attachment_has_a_largest_size(office: Office) -> None:
    with pytest.raises(MalformedError, match="field `scan`: D3: expected an attachment of at most 50 MB"):
        office.file(scan(Attachment("image/png", bytes(LARGEST_BLOB + 1))))


def test_the_same_draft_again_is_answered_as_the_first_time(office: Office) -> None:
    drafts = [Draft("one", "note", (scan(value),), marked(STAFF)) for value in (SCAN, SCAN, Attachment("a/b", b"b"))]
    assert office.desk().file(drafts[0]) == office.desk().file(drafts[1])
    with pytest.raises(MalformedError, match="D10"):
        office.desk().file(drafts[2])


def test_a_refused_draft_leaves_no_bytes(office: Office) -> None:
    with pytest.raises(MalformedError, match="D2"):
        office.file(scan(), NewPortion("x", "margin", {}))
    record = office.file(body("open"))
    with office.store.reading(None) as snapshot:
        assert snapshot.blob(record, NAMED.digest, Gate(office.desk().moment)) is None


def test_a_field_holds_one_attachment() -> None:
    with pytest.raises(MalformedError, match="expected one attachment in a portion"):
        Kind("x", Names("x", "x"), (PortionKind("a"),), (field("scans", Type.BLOB, "a", many=True),))


def test_a_desk_on_the_past_has_what_there_was(office: Office) -> None:
    record = office.file(scan())
    portion = office.portion(record, "scan")
    assert office.past(-1).blob(record, portion, "scan") is None
    assert office.past(office.minutes).blob(record, portion, "scan") == SCAN
    assert office.at(0).moment.at + timedelta(minutes=1) == office.at(1).moment.at
