"""Two processes behind one database: what one files the other shows, tells and takes back at once (W1, W2, W24)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from concord.desk.facts import FactsChange
from concord.desk.roster import Sitting
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from tests.node.founded import seat
from tests.web.conftest import give_passwords
from tests.web.house import ALLOWED, PEOPLE, make_house
from tests.web.serving import served
from tests.web.stores import on_server
from tests.web.test_live import filed, listening, officer_of, value
from tests.web.test_pages import signed_in
from tests.web.visiting import Visitor

STORES = ("file", "server")


@pytest.fixture(params=STORES)
def settings(request: pytest.FixtureRequest) -> str:
    """The settings of a node on each store."""
    return on_server(ALLOWED) if request.param == "server" else ALLOWED


@pytest.fixture
def both(tmp_path: Path, settings: str) -> Iterator[tuple[str, str, Path]]:
    """The addresses of two processes, and the folder that both serve."""
    house = make_house(tmp_path / "eu", settings)
    give_passwords(house.folder)
    with served(house.folder) as one, served(house.folder) as two:
        yield one, two, house.folder


def elsewhere(visitor: Visitor, site: str) -> Visitor:
    """The same browser at another process: on a port of this machine it sends the same cookies."""
    found = Visitor(site, visitor.language)
    for cookie in visitor.jar:
        found.jar.set_cookie(cookie)
    return found


def test_two_processes_are_one_site(both: tuple[str, str, Path]) -> None:
    one, two, folder = both
    officer, ireland, norway = officer_of(one), signed_in(two, "ie-1"), signed_in(two, "no-1")
    with listening(ireland) as told, listening(norway) as untold:
        record = filed(officer, "RESTREINT UE/EU RESTRICTED", "Lock gates")
        assert "Lock gates" in ireland.get(f"/documents/{record}").text
        change, beats = told.until_told()
        assert change["records"] == [record]
        assert set(untold.frames(beats + 3)) == {b": beat\n\n"}
    assert norway.get(f"/documents/{record}").plain == norway.get("/documents/none").plain
    again = elsewhere(ireland, one)
    assert "Lock gates" in again.get(f"/documents/{record}").text
    with listening(again, value(told.first, b"id")) as after:
        assert json.loads(value(after.frame(), b"data"))["records"] == [record]
    unseated(folder, "ie-1")
    assert [each.get("/documents").status for each in (ireland, again)] == [403, 403]
    norway.post("/", to="/account/logout/")
    assert "/account/login/" in elsewhere(norway, one).get("/documents").address


def unseated(folder: Path, account: str) -> None:
    """End what somebody sits in, past two persons, by a process of its own."""
    post, person = PEOPLE[account]
    node = open_node(folder, INSTALLED)
    seat(node, FactsChange(ended=(Sitting(person.id, post.id),)))
    node.close()


def test_on_a_server_the_site_keeps_to_its_own_schema(tmp_path: Path) -> None:
    settings = on_server(ALLOWED)
    give_passwords(make_house(tmp_path / "eu", settings).folder)
    found = {name: re.search(rf'{name} = "?([\w.]+)', settings) for name in ("port", "database")}
    port, name = (each[1] for each in found.values() if each)
    with psycopg.connect(f"host=127.0.0.1 port={port} user=concord_owner dbname={name}") as held:
        tables = held.execute("select schemaname, tablename from pg_tables where tablename !~ '^(pg|sql)_'").fetchall()
        may = held.execute("select has_schema_privilege('concord_reader', 'site', 'usage')").fetchall()
    public = {table for schema, table in tables if schema == "public"}
    assert {table for table in public if not table.startswith("vault_")} == {"django_migrations"}
    assert ("site", "site_account") in tables
    assert may == [(False,)]
