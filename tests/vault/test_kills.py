"""A process that is killed while it files leaves what it said was stored, and nothing half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from concord.desk import Desk, Edition, MemoryStore, Moment, Query
from concord.desk.store import Store
from concord.node.databases import Server
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from concord.vault.errors import UnavailableError
from concord.vault.statements import one_value
from tests import postgres
from tests.architecture.tree import ROOT
from tests.cast import ADA, NOON
from tests.desk.interference import open_desk
from tests.desk.stores import KINDS_OF_STORE, turn
from tests.desk.worlds import Scene, load, make_scene
from tests.vault.dying import IS, WAS
from tests.vault.filing import PORTIONS, desk_on, draft, vault_at
from tests.worlds import make_world

INTEGRITY = "select count(*) from pragma_integrity_check where integrity_check != 'ok'"
NEVER = 10**9
RECORDS, CELLS = "select id from vault_record", "select record from vault_cell"
TERMS = "select record from vault_term"
TALLIED = """
select field, mark, count(*) from vault_term group by field, mark
except select field, mark, terms from vault_tally
"""
KEYED = """
select key, count(*) from vault_cell group by key
except select key, records from vault_keyed
"""
NOTHING = "select 1 where false"
TEXTS = "select count(*) from vault_text"
FOUND = "select rowid from vault_words where vault_words match 'run* OR first OR second OR one OR two'"
KILLS = int(os.environ.get("CONCORD_KILLS", "4"))
"""How many processes are killed; CONCORD_KILLS asks for more."""


def start(*arguments: object, module: str = "filing") -> subprocess.Popen[str]:
    """A process that files, or does what another module of these tests does."""
    command = [sys.executable, "-m", f"tests.vault.{module}", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


_NUMBERS = count()


@pytest.fixture(params=[kind for kind in KINDS_OF_STORE if kind != "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes places for a vault in each engine, with nothing there."""

    def new() -> str:
        name = f"kills-{os.getpid()}-{next(_NUMBERS)}"
        if request.param == "sqlite":
            return str(tmp_path / f"{name}.sqlite3")
        return f"postgresql:{postgres.database(name, 'template0').port}:{name}"

    return new


@contextmanager
def vault_in(where: str, rulebook: Rulebook | None = None) -> Iterator[Vault]:
    """The vault of a place."""
    vault = vault_at(where, rulebook or Rulebook())
    try:
        yield vault
    finally:
        vault.close()


def editions(desk: Desk) -> Iterator[Edition]:
    """Every note, page by page."""
    page = desk.find(Query("note"), limit=1000)
    yield from page.editions
    while page.more:
        page = desk.find(Query("note"), limit=1000, cursor=page.cursor)
        yield from page.editions


def faults_of(where: str) -> list[str]:
    """What is half, doubled or out of step in a vault."""
    found = []
    with vault_in(where) as vault:
        desk = desk_on(vault, hours=1)
        found += [f"{edition.id} is half" for edition in editions(desk) if len(edition.portions) != PORTIONS]
        on_server = where.startswith("postgresql")
        asked = {
            "a database that is damaged": NOTHING if on_server else INTEGRITY,
            "positions out of step": "select count(*) != coalesce(max(position), 0) from vault_transaction",
            "drafts and records that differ": "select (select count(*) from vault_draft) != count(*) from vault_record",
            "a draft without its record": f"select count(*) from vault_draft where record not in ({RECORDS})",
            "a record without terms": f"select count(*) from ({RECORDS}) r where id not in ({TERMS})",
            "terms that are counted otherwise": f"select count(*) from ({TALLIED}) t",
            "keys that are counted otherwise": f"select count(*) from ({KEYED}) k",
            "texts that no word finds": NOTHING if on_server else f"{TEXTS} where number not in ({FOUND})",
            "a record without cells": f"select count(*) from ({RECORDS}) r where id not in ({CELLS})",
        }
        for fault, statement in asked.items():
            found += [fault] if one_value(vault.connection("writing"), statement) else []
    return found


def test_nothing_is_lost_or_half_where_a_process_is_killed(place: Callable[[], str]) -> None:
    where, rng, said = place(), Random(5), []
    for kill in range(KILLS):
        process = start(where, f"run{kill}", 10_000)
        assert process.stdout is not None
        for _ in range(rng.randrange(1, 25)):
            said.append(process.stdout.readline().strip())
        process.kill()
        said += [line.strip() for line in process.stdout.read().splitlines()]
        process.wait()
        process.stdout.close()
    assert faults_of(where) == []
    stored = titles(where)
    assert len(said) >= KILLS
    assert set(filter(None, said)) <= stored
    assert len(stored) - len(set(said)) <= KILLS


def titles(where: str) -> set[object]:
    """The titles of all notes of a place."""
    with vault_in(where) as vault:
        return {edition.value("title") for edition in editions(desk_on(vault, hours=1))}


def test_two_processes_file_at_once_in_a_new_vault_and_all_is_stored(place: Callable[[], str]) -> None:
    for _ in range(3):
        where = place()
        processes = [start(where, name, 20) for name in ("one", "two")]
        assert [len(process.communicate()[0].splitlines()) for process in processes] == [20, 20]
        assert [process.returncode for process in processes] == [0, 0]
        assert faults_of(where) == []
        assert len(titles(where)) == 40


def statements(total: int, seed: int) -> list[int]:
    """Before which statements processes die, if there are `total`."""
    return sorted(Random(seed).sample(range(1, total + 1), min(KILLS, total)))


def said_by(*arguments: object) -> str:
    """What a process says that may die; "" if it did."""
    process = start(*arguments, module="dying")
    said = process.communicate()[0].strip()
    assert process.returncode == (0 if said else -signal.SIGKILL)
    return said


def test_a_schema_is_there_whole_or_not_at_all(place: Callable[[], str]) -> None:
    total = int(said_by(place(), "open", NEVER))
    for statement in statements(total, 6):
        where = place()
        assert said_by(where, "open", statement) == ""
        assert said_by(where, "open", NEVER) != ""
        with vault_in(where, WAS) as vault:
            assert open_desk(Moment(ADA, WAS, NOON), vault).changes().records == ()


def test_keying_anew_is_done_whole_or_not_at_all(place: Callable[[], str]) -> None:
    scene, where = make_scene(make_world(3), Random(3)), place()
    with vault_in(where, WAS) as vault:
        load(vault, scene.steps)
        before = answers(vault, scene)
    total = int(said_by(place_with(scene, place), "turn", NEVER))
    for statement in statements(total, 7):
        assert said_by(where, "turn", statement) == ""
        with vault_in(where, WAS) as vault:
            assert answers(vault, scene) == before
    assert said_by(where, "turn", NEVER) != ""
    with vault_in(where, IS) as vault:
        plain = MemoryStore()
        load(plain, scene.steps)
        turn(plain, IS)
        later = replace(scene, moment=replace(scene.moment, rulebook=IS, facts=1))
        assert answers(vault, later) == answers(plain, later)


def place_with(scene: Scene, place: Callable[[], str]) -> str:
    """A place with a vault that holds a scene."""
    where = place()
    with vault_in(where, WAS) as vault:
        load(vault, scene.steps)
    return where


def answers(store: Store, scene: Scene) -> object:
    """What is in the editions of a scene's reader, now and over time."""
    desk = open_desk(scene.moment, store)
    return [(desk.get(record), desk.history(record)) for record in desk.changes().records]


@pytest.mark.skipif(postgres.binaries() is None, reason=postgres.MISSING)
def test_nothing_is_lost_or_half_where_a_server_ends_the_connection() -> None:
    server, rng, said = postgres.database(f"ended-{os.getpid()}"), Random(8), set[str]()
    where = f"postgresql:{server.port}:{server.database}"
    with vault_in(where) as vault:
        for number in range(KILLS):
            said |= filed_until(vault, f"run{number}", rng.randrange(1, 20), server)
    assert faults_of(where) == []
    assert titles(where) == said


def filed_until(vault: Vault, name: str, statement: int, server: Server) -> set[str]:
    """File until the server ends the connection before a statement, then file the same again; the titles."""
    numbers = count(1)

    def run(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        if next(numbers) == statement:
            with psycopg.connect(f"host={server.host} port={server.port} user=super dbname=postgres") as other:
                pid = context["connection"].connection.info.backend_pid
                other.execute("select pg_terminate_backend(%s, 5000)", [pid])
        return execute(sql, values, many, context)

    with vault.connection("writing").execute_wrapper(run), pytest.raises(UnavailableError):
        desk_on(vault).file(draft(f"{name}-lost"))
    desk_on(vault).file(draft(f"{name}-lost"))
    return {f"{name}-lost"}


def test_an_error_while_filing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = str(tmp_path / "vault.sqlite3")
    with vault_in(where) as vault:
        desk_on(vault).file(draft("first"))
        monkeypatch.setattr("concord.vault.writing.INTO_PORTION", "insert into no_such_table values (%s, %s, %s, %s)")
        with pytest.raises(Exception, match="no such table"):
            desk_on(vault).file(draft("second"))
        monkeypatch.undo()
        assert desk_on(vault, hours=1).count(Query("note")).count == 1
        desk_on(vault).file(draft("second"))
        assert desk_on(vault, hours=1).count(Query("note")).count == 2
    assert faults_of(where) == []
