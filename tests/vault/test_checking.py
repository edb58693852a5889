"""A vault that is whole has no finding; each kind of damage has one, without content (V41)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk import Purge, Query, Reason
from concord.desk.records import Edit, Put
from concord.node.databases import open_sqlite
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from concord.vault.bodies import Place, Stored, read_body, write_body
from concord.vault.errors import KeyedElsewhereError
from concord.vault.statements import INTO_CELL, all_rows, note, run
from tests.cast import BEN, NOON, book
from tests.desk.conftest import OWN, Office, body, marked
from tests.desk.kinds import KINDS
from tests.desk.stores import KINDS_OF_STORE, opening, turn
from tests.desk.test_blobs import scan
from tests.desk.worlds import load, make_scene
from tests.vault.test_blobs import vault_of
from tests.worlds import make_world

VAULTS = [kind for kind in KINDS_OF_STORE if kind != "memory"]
CANARY = "Aldebaran"


@pytest.fixture(params=VAULTS)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """A vault with a record that was edited, narrowed and shortened, and one with an attachment."""
    with opening(request.param) as open_one:
        office = Office(open_one(book()))
        record = office.file(body(CANARY), body("second"), body("third"))
        second = office.portion(record, "second")
        for number, put in enumerate((Put(second, {"text": "2"}), Put(second, {"text": "3"}))):
            office.desk().edit(Edit(f"e{number}", record, office.seen(record).digest, (put,)))
        put, gone = Put(office.portion(record, "3"), label_set=marked(OWN)), office.portion(record, "third")
        office.desk().edit(Edit("e9", record, office.seen(record).digest, (put,), removes=(gone,)))
        office.file(scan(), by=BEN)
        gone = office.file(body("gone"))
        office.desk().purge(Purge("p", gone, office.seen(gone).digest, Reason.AGE))
        yield office


def findings(vault: Vault) -> list[str]:
    """What a check finds, in words."""
    return [str(finding) for step in vault.check() for finding in step.findings]


def damage(vault: Vault, *statements: str) -> None:
    """Do to a vault what no transaction of ours does."""
    connection = vault.connection("writing")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("pragma foreign_keys=off")
        else:
            cursor.execute(UNBOUND)
        for statement in statements:
            cursor.execute(statement.format(bytes="blob" if connection.vendor == "sqlite" else "bytea"))


UNBOUND = """do $$ declare found record; begin
for found in select conrelid::regclass as owner, conname from pg_constraint
where contype = 'f' and conrelid::regclass::text like 'vault_%' loop
execute format('alter table %s drop constraint %I', found.owner, found.conname); end loop; end $$"""
"""Takes away what PostgreSQL would refuse the damage by."""


def test_a_vault_that_is_whole_has_no_finding(office: Office) -> None:
    steps = list(vault_of(office).check())
    assert [finding for step in steps for finding in step.findings] == []
    assert [step.done for step in steps] == list(range(steps[0].total + 1))


@pytest.mark.parametrize("kind", VAULTS)
def test_random_vaults_that_are_whole_have_no_finding(kind: str) -> None:
    with opening(kind) as open_one:
        found = []
        for seed in range(6):
            world, rng = make_world(seed), Random(seed)
            vault = open_one(world.rulebook)
            load(vault, make_scene(world, rng).steps)
            assert isinstance(vault, Vault)
            found += findings(vault)
            turn(vault, make_world(seed + 1).rulebook)
            found += findings(vault)
        assert found == []


DAMAGES = {
    "a body that can be read, found another": [
        "update vault_past set body = cast('Aldebaran' as {bytes}) where until = 2"
    ],
    "a key that there is, found another": ["update vault_cell set key = 77 where since = 5"],
    "transactions that there are, found another": ["update vault_cell set since = 77 where since = 5"],
    "each number from 1 once, found a gap": ["delete from vault_transaction where position = 3"],
    "an instant not before the last one's": ["update vault_transaction set at = 5 where position = 3"],
    "an end after the beginning, found 1": ["update vault_past set until = 1 where until = 2"],
    "an end before the next, found an overlap": ["update vault_past set until = 3 where until = 2"],
    "cells that meet, found another at 3": ["delete from vault_past where since = 2"],
    "cells that meet, found another at 2": ["update vault_past set until = 1 where until = 2"],
    "a label set of its digest": ["update vault_key set digest = 'x' where number = 1"],
    "the note last key: V41: expected what was stored there": [
        "update vault_state set value = '9' where name = 'last key'"
    ],
    "the vault: V41: expected what was stored there": ["delete from vault_state where name = 'last key'"],
    "expected what was stored there, found something else": [
        "update vault_portion set checked = 'Aldebaran' where since = 1"
    ],
    "as many keys of portions as it came to have": ["delete from vault_portion where since = 4"],
    "mark 1: V41: expected what was stored there": ["update vault_mark set condition = 'Aldebaran' where number = 1"],
    "receipt of transaction 7: V41: expected the one that was written": ["update vault_purged set key = key + 1"],
    "the note position: V41: expected the number of transactions": ["delete from vault_transaction where position = 7"],
    "the keys of its cells from 1, found 1": ["delete from vault_portion where since = 1"],
    "the keys of its cells from 4, found 2": ["delete from vault_portion where since = 4"],
    "a record that was filed, found other rows alone": ["delete from vault_record"],
    "a record that was filed, found drafts alone": [
        "insert into vault_draft (seat, draft, record, digest) values ('a', 'Aldebaran', 'gone', 'x')"
    ],
    "a cell, current or past, found none": [
        "insert into vault_record (id, kind, author, moves, checked) values ('empty', 'note', 'x', 0, '')"
    ],
    "uses of the attachments that are named, found another": ["delete from vault_blob_use"],
    "a cell that names it, found none": ["delete from vault_blob_use"],
    "its bytes, found none": ["delete from vault_blob"],
    "bytes of that digest, found others": ["update vault_blob set body = cast('Aldebaran' as {bytes})"],
}


@pytest.mark.parametrize("expected", DAMAGES)
def test_damage_is_found_and_its_finding_holds_no_content(office: Office, expected: str) -> None:
    damage(vault_of(office), *DAMAGES[expected])
    found = findings(vault_of(office))
    assert [line for line in found if expected in line]
    assert [line for line in found if CANARY in line] == []


WRITTEN: dict[str, Callable[[BaseDatabaseWrapper, str], None]] = {
    "portions, found none": lambda connection, record: run(
        connection, INTO_CELL, [(record, 99, 5, write_body((), Place(record, 99, 5)))]
    ),
    "under the key of its label, found another key": lambda connection, record: run(
        connection, INTO_CELL, [(record, 2, 6, write_body(cell_of(connection, record), Place(record, 2, 6)))]
    ),
    "the number of its records, found another": lambda connection, record: run(
        connection, "update vault_keyed set records = records + 1 where key = %s", [(1,)]
    ),
    "and a number that was given, found another": lambda connection, record: note(connection, "last key", "0"),
}
"""What is written as it should be, and should not be there."""


def cell_of(connection: BaseDatabaseWrapper, record: str) -> tuple[Stored, ...]:
    """What stands in the first cell of a record."""
    asked = "select key, since, body from vault_cell where record = %s order by key"
    key, since, body = all_rows(connection, asked, record)[0]
    return read_body(body, Place(record, key, since))


@pytest.mark.parametrize("expected", WRITTEN)
def test_what_is_written_and_not_right_is_found(office: Office, expected: str) -> None:
    damage(vault_of(office))
    connection = vault_of(office).connection("writing")
    record = office.desk().find(Query("note"), limit=1).editions[0].id
    run(connection, "delete from vault_cell where record = %s and key = 2", [(record,)])
    WRITTEN[expected](connection, record)
    found = findings(vault_of(office))
    assert [line for line in found if expected in line]
    assert [line for line in found if CANARY in line] == []


def test_a_body_of_another_type_is_found(tmp_path: Path) -> None:
    vault = open_sqlite(tmp_path / "vault.sqlite3", book(), KINDS)
    Office(vault).file(scan())
    damage(vault, "update vault_cell set body = 'Aldebaran'", "update vault_blob set body = 'Aldebaran'")
    found = findings(vault)
    assert [sum(expected in line for line in found) for expected in ("a body that can be read", "bytes of that")] == [
        1,
        1,
    ]
    vault.close()


def test_an_exemplar_that_cannot_be_read_is_found(office: Office) -> None:
    damage(vault_of(office), "update vault_key set exemplar = '[' where number = 1")
    assert any("a label set of its digest" in line for line in findings(vault_of(office)))


def test_rows_whose_others_are_gone_are_found_by_the_engine(tmp_path: Path) -> None:
    vault = open_sqlite(tmp_path / "vault.sqlite3", book(), KINDS)
    Office(vault).file(body(CANARY))
    damage(vault, "delete from vault_key")
    assert "table vault_cell: V41: expected rows whose others are there, found 1 without" in findings(vault)
    vault.close()


def test_pages_that_are_damaged_are_found(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite3"
    vault = open_sqlite(path, book(), KINDS)
    office = Office(vault)
    for number in range(40):
        office.file(replace(body("quay"), values={"text": f"{number} " + "quay " * 400}), scan())
    with vault.connection("writing").cursor() as cursor:
        cursor.execute("pragma wal_checkpoint(truncate)")
        cursor.execute("select rootpage from sqlite_master where name = 'vault_cell'")
        page = cursor.fetchone()[0]
    vault.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    vault = open_sqlite(path, book(), KINDS)
    assert any("the database: V41" in line for line in findings(vault))
    vault.close()


def test_a_check_is_of_one_state_and_keeps_nobody_waiting(office: Office) -> None:
    steps = vault_of(office).check()
    first = next(steps)
    office.file(body("later"))
    rest = list(steps)
    assert [finding for step in (first, *rest) for finding in step.findings] == []
    assert len(rest) == first.total
    assert next(vault_of(office).check()).total == first.total + 1


def test_a_vault_keyed_under_another_rulebook_is_not_checked(office: Office) -> None:
    other = Vault(**vault_of(office)._aliases, rulebook=Rulebook(), kinds=KINDS, folder=None)
    with pytest.raises(KeyedElsewhereError):
        next(other.check())
    assert office.at(0).moment.at == NOON
