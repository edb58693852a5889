"""A process that is killed while it files leaves what it said was stored, and nothing half."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from concord.desk import Desk, Edition, Query
from concord.node.databases import open_sqlite
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from tests.architecture.tree import ROOT
from tests.desk.kinds import KINDS
from tests.vault.filing import PORTIONS, desk_on, draft

RECORDS, CELLS = "select id from vault_record", "select record from vault_cell"
TERMS = "select record from vault_term"
TALLIED = """
select field, mark, count(*) from vault_term group by field, mark
except select field, mark, terms from vault_tally
"""
FOUND = "select rowid from vault_words where vault_words match 'run* OR first OR second OR one OR two'"
KILLS = int(os.environ.get("CONCORD_KILLS", "4"))
"""How many processes are killed; CONCORD_KILLS asks for more."""


def start(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A process that files."""
    command = [sys.executable, "-m", "tests.vault.filing", str(path), name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@contextmanager
def vault_in(path: Path) -> Iterator[Vault]:
    """The vault of a file."""
    vault = open_sqlite(path, Rulebook(), KINDS)
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


def faults_of(path: Path) -> list[str]:
    """What is half, doubled or out of step in a vault."""
    found = []
    with vault_in(path) as vault:
        desk = desk_on(vault, hours=1)
        found += [f"{edition.id} is half" for edition in editions(desk) if len(edition.portions) != PORTIONS]
        asked = {
            "a database that is damaged": "select count(*) from pragma_integrity_check where integrity_check != 'ok'",
            "positions out of step": "select count(*) != coalesce(max(position), 0) from vault_transaction",
            "drafts and records that differ": "select (select count(*) from vault_draft) != count(*) from vault_record",
            "a draft without its record": f"select count(*) from vault_draft where record not in ({RECORDS})",
            "a record without terms": f"select count(*) from ({RECORDS}) r where id not in ({TERMS})",
            "terms that are counted otherwise": f"select count(*) from ({TALLIED})",
            "texts that no word finds": f"select count(*) from vault_text where number not in ({FOUND})",
            "a record without cells": f"select count(*) from ({RECORDS}) r where id not in ({CELLS})",
        }
        for fault, statement in asked.items():
            with vault.connection("reading").cursor() as cursor:
                cursor.execute(statement)
                found += [fault] if cursor.fetchone()[0] else []
    return found


def test_nothing_is_lost_or_half_where_a_process_is_killed(tmp_path: Path) -> None:
    path, rng, said = tmp_path / "vault.sqlite3", Random(5), []
    for kill in range(KILLS):
        process = start(path, f"run{kill}", 10_000)
        assert process.stdout is not None
        for _ in range(rng.randrange(1, 25)):
            said.append(process.stdout.readline().strip())
        process.kill()
        said += [line.strip() for line in process.stdout.read().splitlines()]
        process.wait()
        process.stdout.close()
    assert faults_of(path) == []
    with vault_in(path) as vault:
        stored = {edition.value("title") for edition in editions(desk_on(vault, hours=1))}
    assert len(said) >= KILLS
    assert set(filter(None, said)) <= stored
    assert len(stored) - len(set(said)) <= KILLS


def test_two_processes_file_at_once_and_all_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite3"
    with vault_in(path):
        pass
    processes = [start(path, name, 60) for name in ("one", "two")]
    assert [len(process.communicate()[0].splitlines()) for process in processes] == [60, 60]
    assert [process.returncode for process in processes] == [0, 0]
    assert faults_of(path) == []
    with vault_in(path) as vault:
        assert desk_on(vault, hours=1).count(Query("note")).count == 120


def test_an_error_while_filing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "vault.sqlite3"
    with vault_in(path) as vault:
        desk_on(vault).file(draft("first"))
        monkeypatch.setattr("concord.vault.writing.INTO_PORTION", "insert into no_such_table values (%s, %s, %s, %s)")
        with pytest.raises(Exception, match="no such table"):
            desk_on(vault).file(draft("second"))
        monkeypatch.undo()
        assert desk_on(vault, hours=1).count(Query("note")).count == 1
        desk_on(vault).file(draft("second"))
        assert desk_on(vault, hours=1).count(Query("note")).count == 2
    assert faults_of(path) == []
