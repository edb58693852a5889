"""Tables: a row for a record, a column for a field, as `find` and the edition have them (D36, D37)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from concord.desk import Attachment, Blob, Condition, Op, Order, Query, StaleError
from concord.desk.records import Edit, NewPortion, Put
from concord.desk.tables import ROWS_AT_ONCE, Table
from concord.release.errors import MalformedError
from concord.release.readers import Reader
from tests.cast import ADA, BEN, CLEO, book
from tests.desk.conftest import OWN, STAFF, Office, body, head, marked
from tests.desk.interference import renewed
from tests.desk.kinds import NOTE
from tests.desk.stores import turn

FIELDS = [field.name for field in NOTE.fields]
WIDEST = "999999999999999999999999999999"
FINEST = "-0.00000000000000000000000000001"
WHOLE = {
    "title": "Quay",
    "state": "open",
    "countries": ["TN", "MD"],
    "due": "2017-06-01",
    "seen": "2017-05-15T14:32:00.000001Z",
    "urgent": True,
    "about": "another",
}


def money(marking: str = "", **values: object) -> NewPortion:
    """The money of a note."""
    return NewPortion("money", "money", values, marked(marking) if marking else None)


@pytest.fixture(params=["cells", "segments", "stale segments"])
def filled(office: Office, request: pytest.FixtureRequest) -> Office:
    """Four notes; of the second Ben does not see the money, of the third not the head, the fourth is Ada's alone."""
    first = office.file(head(**WHOLE), money(amount="2.50", staff=2**63 - 1), body("a tug"))
    scanned = NewPortion("s", "body", {"scan": Attachment("image/png", b"quay")})
    office.file(head(title="Basin", due="2017-05-01"), money(OWN, amount="900", staff=-3), scanned)
    changed = request.param == "stale segments"
    if changed:
        renewed(office.store)
        office.desk().edit(
            Edit("e", first, office.seen(first).digest, (Put(office.portion(first, "a tug"), {"text": "b"}),))
        )
    hidden = NewPortion("head", "head", {"title": "Aldebaran", "state": "done"}, marked(OWN))
    office.file(hidden, money(amount=WIDEST, staff=0), body("a crane"))
    office.file(head(title="Bellatrix"), body("closed", OWN), default=OWN)
    if request.param == "segments":
        renewed(office.store)
    return office


def expected(office: Office, query: Query, reader: Reader) -> list[dict[str, object]]:
    """What the editions of a list have."""
    editions = office.desk(reader).find(query, limit=1000).editions
    return [{"record_id": each.id, **{name: plain(each.value(name)) for name in FIELDS}} for each in editions]


def plain(value: object) -> object:
    """A value as a table has it."""
    if isinstance(value, tuple):
        return list(value)
    return asdict(value) if isinstance(value, Blob) else value


QUERIES = (
    Query("note"),
    Query("note", order=Order("due", descending=True)),
    Query("note", order=Order("amount")),
    Query("note", (Condition("state", Op.ONE_OF, ("open", "done")),), Order("title")),
    Query("note", (Condition("title", Op.NONE),)),
)


@pytest.mark.parametrize("query", QUERIES, ids=repr)
def test_a_table_holds_what_the_editions_of_the_list_have(filled: Office, query: Query) -> None:
    for reader in (ADA, BEN, CLEO):
        found = filled.desk(reader).table(query, FIELDS)
        assert found.arrow.to_pylist() == expected(filled, query, reader)


def test_a_kind_by_its_name_is_all_its_records_by_id(filled: Office) -> None:
    found = filled.desk(BEN).table("note", ["title"]).arrow
    assert found.equals(filled.desk(BEN).table(Query("note"), ["title"]).arrow)
    assert found.column("record_id").to_pylist() == sorted(found.column("record_id").to_pylist())
    assert found.num_rows == 3


def test_the_type_of_a_column_is_that_of_its_declaration_whatever_is_in_it(filled: Office) -> None:
    schemas = [filled.desk(reader).table("note", FIELDS).arrow.schema for reader in (ADA, BEN, CLEO)]
    assert schemas[0] == schemas[1] == schemas[2]
    assert schemas[0].names == ["record_id", *FIELDS]
    types = {
        name: str(schemas[0].field(name).type) for name in ("countries", "due", "seen", "urgent", "amount", "staff")
    }
    assert types == {
        "countries": "list<item: string>",
        "due": "date32[day]",
        "seen": "timestamp[us, tz=UTC]",
        "urgent": "bool",
        "amount": "decimal256(60, 30)",
        "staff": "int64",
    }


def test_values_come_as_they_are_to_the_last_digit(filled: Office) -> None:
    rows = filled.desk().table("note", FIELDS).arrow.to_pylist()
    assert {row["amount"] for row in rows} == {Decimal("2.5"), Decimal(900), Decimal(WIDEST), None}
    by_title = {row["title"]: row for row in rows}
    assert by_title["Quay"]["countries"] == ["TN", "MD"]
    assert by_title["Quay"]["seen"] == datetime(2017, 5, 15, 14, 32, 0, 1, tzinfo=UTC)
    assert by_title["Basin"]["due"] == date(2017, 5, 1)
    assert by_title["Basin"]["scan"]["media_type"] == "image/png"


def test_the_finest_amount_is_exact(office: Office) -> None:
    office.file(head(), money(amount=FINEST))
    assert office.desk().table("note", ["amount"]).arrow.column("amount").to_pylist() == [Decimal(FINEST)]


def test_a_table_without_fields_is_the_ids(filled: Office) -> None:
    assert filled.desk(BEN).table("note", []).arrow.schema.names == ["record_id"]


def test_a_desk_on_the_past_answers_of_then(filled: Office) -> None:
    early = filled.past(1, BEN).table("note", ["title"]).arrow
    assert early.column("title").to_pylist() == ["Quay"]
    now = filled.past(filled.minutes, BEN).table("note", FIELDS).arrow
    assert now.equals(filled.desk(BEN).table("note", FIELDS).arrow)


@pytest.mark.parametrize("fields", [["nothing"], ["title", "title"], ["record_id"]], ids=repr)
def test_fields_that_are_none_are_refused(office: Office, fields: list[str]) -> None:
    with pytest.raises(MalformedError) as refused:
        office.desk().table("note", fields)
    assert {finding.rule for finding in refused.value.findings} == {"D36"}


def test_a_kind_that_is_none_is_refused(office: Office) -> None:
    with pytest.raises(MalformedError):
        office.desk().table("nothing", [])


def test_a_desk_whose_facts_turned_answers_no_table(filled: Office) -> None:
    desk = filled.desk()
    turn(filled.store, book())
    with pytest.raises(StaleError):
        desk.table("note", ["title"])


def test_a_table_says_of_which_state_it_is(filled: Office) -> None:
    first, second = filled.desk().table("note", []), filled.desk().count(Query("note"))
    assert filled.seal.opened(first.epoch) == filled.seal.opened(second.epoch)


def test_batches_depend_on_the_number_of_rows_alone() -> None:
    ids = pa.table({"record_id": pa.array([str(n) for n in range(ROWS_AT_ONCE + 5)])})
    assert [batch.num_rows for batch in Table(ids, "").batches()] == [ROWS_AT_ONCE, 5]


def test_no_table_remembers_how_it_was_put_together(filled: Office) -> None:
    assert STAFF != OWN
    found = filled.desk(BEN).table("note", FIELDS).arrow
    assert {column.num_chunks for column in found.columns} == {1}
    assert found.schema.metadata is None
