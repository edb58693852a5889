"""A database that is lost, full, busy or damaged says so plainly, stores nothing half, and then works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError

from concord.desk import Query
from concord.desk.records import NewPortion
from concord.desk.store import Snapshot
from concord.node.databases import Server, open_postgresql, open_sqlite
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from concord.vault.errors import DamagedError, UnavailableError
from concord.vault.reports import BUSY, FULL, LOST, understood
from tests import postgres
from tests.desk.kinds import KINDS
from tests.desk.stores import opening
from tests.vault.filing import desk_on, draft

NEEDS_SERVER = pytest.mark.skipif(postgres.binaries() is None, reason=postgres.MISSING)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A vault in a file, with one record."""
    found = open_sqlite(tmp_path / "vault.sqlite3", Rulebook(), KINDS)
    desk_on(found).file(draft("first"))
    yield found
    found.close()


@pytest.fixture
def served() -> Iterator[Vault]:
    """A vault on a server, with one record."""
    with opening("postgresql") as open_one:
        found = open_one(Rulebook())
        assert isinstance(found, Vault)
        desk_on(found).file(draft("first"))
        yield found


def run(vault: Vault, statement: str) -> None:
    """Run a statement on the connection that writes."""
    with vault.connection("writing").cursor() as cursor:
        cursor.execute(statement)


def count(vault: Vault) -> int:
    """How many notes there are."""
    return desk_on(vault, hours=1).count(Query("note")).count


@contextmanager
def as_super(vault: Vault) -> Iterator[psycopg.Connection[Any]]:
    """A connection that may do everything on the server of a vault."""
    known = vault.connection("reading").settings_dict
    where = f"host={known['HOST']} port={known['PORT']} dbname={known['NAME']} user=super"
    with psycopg.connect(where, autocommit=True) as server:
        yield server


def disconnect(vault: Vault) -> None:
    """End every connection of a vault, from the server's side."""
    with as_super(vault) as server:
        ended = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s and usename <> 'super'"
        server.execute(ended.encode(), [vault.connection("reading").settings_dict["NAME"]])


def disconnect_and_ask(vault: Vault, snapshot: Snapshot) -> int:
    """Ask a snapshot whose connection is ended."""
    disconnect(vault)
    return snapshot.facts


def test_a_disk_that_is_full_is_told_and_stores_nothing(vault: Vault) -> None:
    run(vault, "pragma max_page_count = 1")
    long = replace(draft("second"), portions=(NewPortion("t", "body", {"text": "tug " * 100_000}),))
    with pytest.raises(UnavailableError, match=FULL):
        desk_on(vault).file(long)
    assert count(vault) == 1
    run(vault, "pragma max_page_count = 100000")
    desk_on(vault).file(long)
    assert count(vault) == 2


def test_a_database_that_somebody_else_holds_is_told(vault: Vault, tmp_path: Path) -> None:
    other = open_sqlite(tmp_path / "vault.sqlite3", Rulebook(), KINDS)
    run(vault, "pragma busy_timeout = 0")
    with other.writing(desk_on(other).moment.at), pytest.raises(UnavailableError, match=BUSY):
        desk_on(vault).file(draft("second"))
    desk_on(vault).file(draft("second"))
    assert count(vault) == 2
    other.close()


def test_a_file_that_is_damaged_is_told(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite3"
    path.write_bytes(b"no database " * 500)
    with pytest.raises(DamagedError, match="restore the vault from its backup"):
        open_sqlite(path, Rulebook(), KINDS)


def test_what_is_a_fault_of_ours_stays_as_it_is(vault: Vault) -> None:
    with pytest.raises(DatabaseError, match="syntax error"), understood():
        run(vault, "selct")


@NEEDS_SERVER
def test_a_connection_that_was_lost_between_two_calls_is_told_and_made_anew(served: Vault) -> None:
    assert count(served) == 1
    disconnect(served)
    with pytest.raises(UnavailableError, match=LOST):
        count(served)
    with pytest.raises(UnavailableError, match=LOST):
        desk_on(served).file(draft("second"))
    desk_on(served).file(draft("second"))
    assert count(served) == 2


@NEEDS_SERVER
def test_a_connection_that_is_lost_within_a_call_stores_nothing(served: Vault) -> None:
    desk = desk_on(served)
    with pytest.raises(UnavailableError, match=LOST), served.writing(desk.moment.at):
        disconnect(served)
    with pytest.raises(UnavailableError, match=LOST), served.reading(None) as snapshot:
        disconnect_and_ask(served, snapshot)
    assert count(served) == 1
    desk.file(draft("second"))
    assert count(served) == 2


@NEEDS_SERVER
@pytest.mark.parametrize(("code", "said"), [("53100", FULL), ("40001", BUSY), ("57P01", LOST)])
def test_what_a_server_reports_is_told_and_stores_nothing(served: Vault, code: str, said: str) -> None:
    report = f"create function report() returns trigger language plpgsql as $$begin raise sqlstate '{code}'; end$$"
    run(served, report)
    run(served, "create trigger report before insert on vault_portion execute function report()")
    with pytest.raises(UnavailableError, match=said):
        desk_on(served).file(draft("second"))
    run(served, "drop trigger report on vault_portion")
    assert count(served) == 1
    desk_on(served).file(draft("second"))
    assert count(served) == 2


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """A database on a server that asks for passwords."""
    with postgres.running() as port:
        with psycopg.connect(f"host=127.0.0.1 port={port} user=super dbname=postgres", autocommit=True) as server:
            server.execute("create role concord_reading")
            for role in ("owner login", "reader login in role concord_reading"):
                server.execute(f"create role concord_{role} password 'right {role[:5]}'".encode())
            server.execute("create database kept owner concord_owner")
            (rules,) = server.execute("show hba_file").fetchone() or ("",)
            Path(rules).write_text("host all super all trust\nhost all all all scram-sha-256\n")
            server.execute("select pg_reload_conf()")
        yield Server("127.0.0.1", port, "kept", "concord_owner", "concord_reader", "right owner", "right reade")


@NEEDS_SERVER
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"port": 1}, "port 1, database `kept`, role `concord_owner`: expected a server that lets this role in"),
        ({"host": "127.0.0.1.invalid"}, r"host 127\.0\.0\.1\.invalid, .* found: .*resolve"),
        ({"database": "another"}, 'database `another`, .* found: .*database "another" does not exist'),
        ({"owner": "nobody"}, "role `nobody`: .* found: .*authentication failed"),
        ({"password": "wrong secret"}, "role `concord_owner`: .* found: .*authentication failed"),
        ({"reading_password": "wrong secret"}, "role `concord_reader`: .* found: .*authentication failed"),
    ],
)
def test_a_server_that_is_not_reached_is_named_without_a_password(
    guarded: Server, wrong: dict[str, Any], said: str
) -> None:
    open_postgresql(guarded, Rulebook(), KINDS).close()
    with pytest.raises(UnavailableError, match=said) as told:
        open_postgresql(replace(guarded, **wrong), Rulebook(), KINDS)
    assert ("secret" in str(told.value), "right" in str(told.value), LOST in str(told.value)) == (False, False, False)
    assert "look at the settings of the store" in str(told.value)
