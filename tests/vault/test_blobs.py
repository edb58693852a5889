"""Bytes are stored once, which nobody can see; the engine lets them pass only with a cell that names them (V40)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from concord.vault import Vault
from tests import postgres
from tests.cast import BEN, book
from tests.desk.conftest import OWN, STAFF, Office, body
from tests.desk.stores import KINDS_OF_STORE, opening, turn
from tests.desk.test_blobs import SCAN, fetched, scan


@pytest.fixture(params=[kind for kind in KINDS_OF_STORE if kind != "memory"])
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """An empty vault, in each database in turn."""
    with opening(request.param) as open_one:
        yield Office(open_one(book()))


def vault_of(office: Office) -> Vault:
    """The vault of an office."""
    assert isinstance(office.store, Vault)
    return office.store


def stored(office: Office) -> int:
    """How many bytes there are."""
    with vault_of(office).connection("writing").cursor() as cursor:
        cursor.execute("select count(*) from vault_blob")
        return int(cursor.fetchone()[0])


def test_bytes_are_stored_once(office: Office) -> None:
    records = [office.file(scan(), by=BEN), office.file(scan(), default=OWN)]
    assert stored(office) == 1
    assert [fetched(office, record) for record in records] == [SCAN, SCAN]


def test_bytes_that_are_stored_and_that_are_not_are_filed_by_the_same_statements(office: Office) -> None:
    office.file(scan(), default=OWN)
    office.file(body("its key is known"))
    said = []
    for data in (SCAN.body, b"another"):
        with CaptureQueriesContext(vault_of(office).connection("writing")) as found:
            office.file(scan(replace(SCAN, body=data)), by=BEN)
        said.append([re.sub(r"'[^']*'|\d+", "it", query["sql"].partition("(")[0]) for query in found.captured_queries])
    assert said[0] == said[1]
    assert any("into vault_blob " in statement for statement in said[0])


def test_a_withheld_and_an_absent_attachment_are_asked_for_by_the_same_statements(office: Office) -> None:
    record = office.file(scan(), default=OWN)
    portion, said = office.portion(record, "scan"), []
    office.desk(BEN).get(record)
    for name in (record, "0" * 32):
        with CaptureQueriesContext(vault_of(office).connection("reading")) as found:
            assert office.desk(BEN).blob(name, portion, "scan") is None
        said.append([query["sql"].replace(name, "it") for query in found.captured_queries])
    assert said[0] == said[1]


def test_bytes_are_still_named_after_keys_have_changed(office: Office) -> None:
    record = office.file(scan())
    portion = office.portion(record, "scan")
    turn(vault_of(office), replace(book(), equivalences=()))
    turn(vault_of(office), book())
    assert fetched(office, record, portion=portion) == SCAN


@pytest.mark.skipif(postgres.binaries() is None, reason=postgres.MISSING)
def test_the_reading_role_sees_bytes_only_with_a_cell_that_names_them() -> None:
    with opening("postgresql") as open_one:
        office = Office(open_one(book()))
        office.file(scan(), default=OWN)
        office.file(scan(replace(SCAN, body=b"open")), default=STAFF)
        vault, seen = vault_of(office), {}
        reading = vault.connection("reading")
        asked = "select (select count(*) from vault_blob), (select count(*) from vault_blob_use)"
        for bits in ("", "0", "01", "001", "011"):
            with transaction.atomic(using=reading.alias), reading.cursor() as cursor:
                cursor.execute("select set_config('concord.passing', %s, true)", [bits])
                cursor.execute(asked)
                seen[bits] = cursor.fetchone()
    assert seen == {"": (0, 0), "0": (0, 0), "01": (1, 1), "001": (1, 1), "011": (2, 2)}
