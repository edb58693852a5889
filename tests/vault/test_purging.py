"""What was purged is not in the tables and, on SQLite, not in the files; all of it or none (V50-V52)."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random

import pytest
from django.db import transaction

from concord.desk import Attachment, Condition, Desk, Op, Purge, PurgeById, Query, Reason
from concord.desk.approvals import Event
from concord.desk.gate import Gate
from concord.desk.records import Edit, Put
from concord.node.databases import open_sqlite
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from concord.vault.backups import TABLES
from concord.vault.bodies import Place, Stored, portion_digest, read_body
from concord.vault.statements import all_rows
from tests import postgres
from tests.architecture.tree import ROOT
from tests.cast import BEN, book
from tests.desk.conftest import OWN, STAFF, Office, body, head, marked
from tests.desk.interference import open_desk
from tests.desk.kinds import KINDS
from tests.desk.stores import KINDS_OF_STORE, opening, turn
from tests.desk.test_blobs import scan
from tests.desk.worlds import load, make_scene
from tests.vault.asking import differing
from tests.vault.filing import desk_on, draft
from tests.vault.test_blobs import vault_of
from tests.vault.test_checking import findings
from tests.vault.test_kills import KILLS
from tests.worlds import make_world

CANARY = "Aldebaran"
VAULTS = [kind for kind in KINDS_OF_STORE if kind != "memory"]


@pytest.fixture(params=VAULTS)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """An empty vault, in each database in turn."""
    with opening(request.param) as open_one:
        yield Office(open_one(book()))


def with_canary(office: Office) -> str:
    """A record that holds a word in every place where one can be, now and in the past."""
    scanned = replace(scan(Attachment("image/png", CANARY.encode() * 3000)), id="s")
    record = office.file(head(title=CANARY), body(f"{CANARY} now"), scanned, body("stays"))
    portion = office.portion(record, f"{CANARY} now")
    for number, text in enumerate((f"{CANARY} then", "later", f"{CANARY} again", CANARY * 2000)):
        office.desk().edit(Edit(f"e{number}", record, office.seen(record).digest, (Put(portion, {"text": text}),)))
    put = Put(portion, label_set=marked(OWN))
    office.desk().edit(Edit("narrow", record, office.seen(record).digest, (put,)))
    return record


HOLDING = {"vault_blob", "vault_cell", "vault_past", "vault_term", "vault_text"}
"""The tables in which content stands; SQLite has its index of words beside them."""


def purge(office: Office, record: str, *portions: str) -> None:
    """Purge a record."""
    base = office.seen(record).digest
    office.desk().purge(Purge(f"p{office.minutes}", record, base, Reason.ABOVE_CEILING, portions))


def holding(vault: Vault) -> list[str]:
    """The tables with a row in which the word stands."""
    connection, found = vault.connection("writing"), []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"select * from {table}")
            values = (value for row in cursor.fetchall() for value in row)
            plain = (bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in values)
            found += [table] if any(CANARY.lower().encode() in value.lower() for value in plain) else []
    return found


def test_what_was_purged_stands_in_no_table(office: Office) -> None:
    record = with_canary(office)
    held = holding(vault_of(office))
    named = [p.id for p in office.seen(record).portions if CANARY in repr(p.values) or "scan" in p.by_field]
    purge(office, record, *named)
    assert {name for name in held if not name.startswith("vault_words")} == HOLDING
    assert holding(vault_of(office)) == []
    assert findings(vault_of(office)) == []
    purge(office, record)
    assert findings(vault_of(office)) == []


def purge_by_id(office: Office, record: str) -> None:
    """Purge a record by its id, past two persons who do not see it."""
    by_id = PurgeById(record, marked(STAFF), Reason.ABOVE_CEILING)
    approval = office.desk(BEN).propose_purge(f"p {record}", by_id).record
    office.desk(replace(BEN, id="zoe")).decide(approval, Event.APPROVE)


def test_what_was_purged_by_id_stands_in_no_table_and_the_log_is_whole(office: Office) -> None:
    record, other = with_canary(office), office.file(head(title="Pier"), body("other"))
    assert holding(vault_of(office)) != []
    purge_by_id(office, record)
    purge_by_id(office, "0" * 32)
    assert holding(vault_of(office)) == []
    vault = vault_of(office)
    assert [*findings(vault), *vault.verify_log(vault.log_head())] == []
    assert [office.desk().count(Query("note")).count, office.seen(other).value("title")] == [1, "Pier"]
    moment = office.desk().moment
    assert differing(vault, lambda: Gate(moment), Random(3), 20) == []


def test_what_was_purged_by_id_is_in_no_file_of_sqlite(tmp_path: Path) -> None:
    vault = open_sqlite(tmp_path / "vault.sqlite3", book(), KINDS)
    office = Office(vault)
    record = with_canary(office)
    was = in_files(tmp_path)
    purge_by_id(office, record)
    assert (was, in_files(tmp_path)) == (True, False)
    vault.close()


def test_what_was_purged_is_in_no_file_of_sqlite(tmp_path: Path) -> None:
    vault = open_sqlite(tmp_path / "vault.sqlite3", book(), KINDS)
    office = Office(vault)
    record, other = with_canary(office), office.file(body("another"))
    was = in_files(tmp_path)
    purge(office, record)
    assert (was, in_files(tmp_path)) == (True, False)
    assert office.seen(other).value("text") == "another"
    vault.close()


def in_files(folder: Path) -> bool:
    """Whether the word stands in a file."""
    return any(CANARY.lower().encode() in path.read_bytes().lower() for path in folder.iterdir())


@pytest.mark.parametrize("kind", VAULTS)
def test_random_vaults_are_whole_after_random_purges(kind: str) -> None:
    with opening(kind) as open_one:
        found: list[str] = []
        for seed in range(8):
            world, rng = make_world(seed), Random(seed)
            vault, scene = open_one(world.rulebook), make_scene(world, rng)
            load(vault, scene.steps)
            assert isinstance(vault, Vault)
            purge_some(open_desk(scene.moment, vault), rng)
            found += [*findings(vault), *map(str, vault.verify_log())]
            moment = replace(scene.moment, facts=vault.facts)
            found += map(repr, differing(vault, lambda moment=moment: Gate(moment), rng, 20))  # type: ignore[misc]
            turn(vault, make_world(seed + 1).rulebook)
            found += findings(vault)
        assert found == []


def purge_some(desk: Desk, rng: Random) -> None:
    """Purge a portion of some records, and all that is seen of others."""
    numbers = count()
    for kind in ("note", "paper"):
        for edition in desk.find(Query(kind)).editions:
            portions = tuple(rng.sample(sorted(edition.by_id), rng.choice([0, 1])))
            desk.purge(Purge(f"p{next(numbers)}", edition.id, edition.digest, Reason.AGE, portions))


@pytest.fixture
def cleared(office: Office) -> Office:
    """A vault in which portions were edited, narrowed, removed and purged, one emptied twice, and a whole record."""
    record, other = with_canary(office), office.file(head(title="Pier"), body("other"))
    title = office.portion(record, CANARY)
    gone = office.portion(record, CANARY * 2000)
    office.desk().edit(Edit("r", record, office.seen(record).digest, removes=(gone,)))
    purge(office, record, title, gone)
    office.desk().edit(Edit("t", record, office.seen(record).digest, (Put(title, {"title": "Quay"}),)))
    purge(office, record, title)
    purge(office, record)
    purge(office, other, office.portion(other, "other"))
    return office


def test_the_log_of_what_was_purged_is_whole(cleared: Office) -> None:
    vault = vault_of(cleared)
    assert [str(finding) for finding in vault.verify_log(vault.log_head())] == []
    assert findings(vault) == []


@pytest.mark.parametrize(
    "statement",
    [
        "delete from vault_purged where since = 1",
        "delete from vault_purged where position = (select max(position) from vault_purged)",
        "update vault_purged set line = 'another' where since = 2",
        "update vault_purged set until = until - 1 where until < position",
        "delete from vault_cell",
    ],
)
def test_a_portion_that_went_without_its_receipt_is_told(cleared: Office, statement: str) -> None:
    with vault_of(cleared).connection("writing").cursor() as cursor:
        cursor.execute(statement)
    assert {finding.rule for finding in vault_of(cleared).verify_log()} == {"V31"}


def test_a_purge_stands_in_the_log(cleared: Office) -> None:
    with vault_of(cleared).connection("writing").cursor() as cursor:
        cursor.execute("select count(*) from vault_log where act = 'purge' and seat = 'ada'")
        assert cursor.fetchone() == (4,)


def test_what_was_purged_is_not_found_and_not_counted(cleared: Office) -> None:
    desk = cleared.desk()
    assert [len(desk.search(word).editions) for word in (CANARY, "Quay", "other", "Pier")] == [0, 0, 0, 1]
    title = Condition("title", Op.EQUAL, ("Pier",))
    assert [desk.count(Query("note", where)).count for where in ((), (title,))] == [1, 1]


def test_an_error_while_purging_leaves_all(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    record = with_canary(office)
    seen = office.seen(record)
    monkeypatch.setattr("concord.vault.purging.UNUSED", "delete from no_such_table where digest = %s")
    with pytest.raises(Exception, match="no_such_table"):
        purge(office, record)
    monkeypatch.undo()
    assert office.seen(record) == seen
    assert office.desk().purged(record) == ()
    assert findings(vault_of(office)) == []


def test_a_process_that_is_killed_while_it_purges_leaves_no_record_half(tmp_path: Path) -> None:
    path, rng = tmp_path / "vault.sqlite3", Random(5)
    vault = open_sqlite(path, Rulebook(), KINDS)
    for number in range(40):
        desk_on(vault).file(draft(f"d{number}"))
    vault.close()
    gone = set[str]()
    for _ in range(KILLS):
        command = [sys.executable, "-m", "tests.vault.purging", str(path)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        gone |= {process.stdout.readline().strip() for _ in range(rng.randrange(1, 5))}
        process.kill()
        gone |= {line.strip() for line in process.stdout.read().splitlines()}
        process.wait()
        process.stdout.close()
    vault = open_sqlite(path, Rulebook(), KINDS)
    desk = desk_on(vault, hours=2)
    editions = desk.find(Query("note"), limit=1000).editions
    assert findings(vault) == []
    assert {len(edition.portions) for edition in editions} == {5}
    assert not gone & {edition.id for edition in editions}
    assert all(desk.purged(record) for record in filter(None, gone))
    assert 40 - len(gone) - KILLS <= len(editions) <= 40 - len(gone)
    vault.close()


@pytest.mark.skipif(postgres.binaries() is None, reason=postgres.MISSING)
def test_the_reading_role_sees_receipts_only_of_what_it_may_read() -> None:
    """A receipt of the text, and of the two portions that stand once and were empty."""
    with opening("postgresql") as open_one:
        office = Office(open_one(book()))
        purge(office, office.file(body("closed"), default=OWN))
        reading, seen = vault_of(office).connection("reading"), {}
        for bits in ("", "01"):
            with transaction.atomic(using=reading.alias), reading.cursor() as cursor:
                cursor.execute("select set_config('concord.passing', %s, true)", [bits])
                cursor.execute("select count(*) from vault_purged")
                seen[bits] = cursor.fetchone()
    assert seen == {"": (0,), "01": (3,)}


def guesses(vault: Vault, stored: Stored) -> set[str]:
    """Every digest that who has the tables can make of a portion that it guessed: with each salt that there is."""
    text = json.dumps(rows_of(vault), default=lambda value: bytes(value).decode(errors="replace"))
    salts = {"", *re.findall(r"[0-9a-f]{32}", text)}
    return {portion_digest(replace(stored, salt=salt)) for salt in salts}


def rows_of(vault: Vault) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the tables."""
    return {table: all_rows(vault.connection("writing"), f"select * from {table}") for table in TABLES}


def stored_of(vault: Vault, record: str) -> list[Stored]:
    """The portions of a record as they stand."""
    asked = "select record, key, since, body from vault_cell where record = %s"
    rows = all_rows(vault.connection("writing"), asked, record)
    return [stored for *place, body in rows for stored in read_body(bytes(body), Place(*place))]


def kept_digests(vault: Vault) -> set[str]:
    """The digests of the log and of receipts."""
    asked = "select digest from vault_log union select line from vault_purged union select digest from vault_purged"
    return {digest for (digest,) in all_rows(vault.connection("writing"), asked)}


def lines_digest(lines: dict[tuple[str, str], str]) -> str:
    """What the log holds of a transaction that filed these portions."""
    return hashlib.sha256(json.dumps(sorted([*name, digest] for name, digest in lines.items())).encode()).hexdigest()


def test_no_guess_of_what_was_purged_can_be_confirmed_from_the_tables(office: Office) -> None:
    vault = vault_of(office)
    record = office.file(head(title=CANARY), body("stays"))
    was = {stored.portion.id: stored for stored in stored_of(vault, record)}
    right = lines_digest({(record, name): portion_digest(stored) for name, stored in was.items()})
    assert right in kept_digests(vault)
    title = office.portion(record, CANARY)
    purge(office, record, title)
    made = guesses(vault, was[title])
    left = {(record, stored.portion.id): portion_digest(stored) for stored in was.values()}
    told = {lines_digest(left | {(record, title): guess}) for guess in made}
    assert (made | told) & kept_digests(vault) == set()
    assert portion_digest(was[title]) in kept_digests(vault)


def test_what_was_filed_before_there_was_salt_is_verified_and_purged(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("concord.vault.bodies.token_hex", lambda size: "")
    record = office.file(body("old"), body("stays"))
    monkeypatch.undo()
    vault = vault_of(office)
    put = Put(office.portion(record, "old"), {"text": "new"})
    office.desk().edit(Edit("e", record, office.seen(record).digest, (put,)))
    salts = {len(stored.salt) for stored in stored_of(vault, record)}
    purge(office, record, office.portion(record, "new"))
    assert salts == {0, 32}
    assert [*findings(vault), *vault.verify_log(vault.log_head())] == []
