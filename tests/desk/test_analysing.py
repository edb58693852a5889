"""SQL over released tables, and over nothing else (D38)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from concord.desk import Analysis
from concord.desk.analysing import MEMORY_MB, THREADS
from concord.desk.records import NewPortion
from concord.desk.values import Type, total
from concord.release.errors import MalformedError
from tests.architecture.tree import ROOT
from tests.cast import ADA, BEN, book
from tests.desk.conftest import OWN, Office, head, marked
from tests.desk.interference import renewed
from tests.desk.stores import opening

NOTES = {"notes": ("note", ["title", "state", "amount", "seen", "countries"])}


@pytest.fixture
def filled(office: Office) -> Office:
    """Two notes that Ben sees, one without its money, and one that is Ada's alone."""
    for title, amount, marking in (("quay", "2.5", ""), ("basin", "900", OWN)):
        money = NewPortion("money", "money", {"amount": amount}, marked(marking) if marking else None)
        office.file(head(title=title, state="open", seen="2017-05-15T14:32:00Z", countries=["MD"]), money)
    office.file(head(title="Aldebaran", state="open"), default=OWN)
    renewed(office.store)
    return office


def test_a_group_with_a_sum_is_of_what_is_released(filled: Office) -> None:
    asked = "select state, count(*), sum(amount) from notes group by state"
    found = {}
    for reader in (ADA, BEN):
        with filled.desk(reader).analysis(NOTES) as analysis:
            found[reader.id] = analysis.connection.sql(asked).fetchall()
    assert found == {"ada": [("open", 3, Decimal("902.5"))], "ben": [("open", 2, Decimal("2.5"))]}


def test_tables_are_of_one_state_and_say_which(filled: Office) -> None:
    desk = filled.desk()
    with desk.analysis({**NOTES, "papers": ("paper", ["title"])}) as analysis:
        assert analysis.connection.sql("select count(*) from notes, papers").fetchall() == [(0,)]
    assert filled.seal.opened(analysis.epoch) == filled.seal.opened(desk.table("note", []).epoch)


def test_instants_are_of_utc_and_come_without_a_zone(filled: Office) -> None:
    with filled.desk().analysis(NOTES) as analysis:
        found = analysis.connection.sql("select max(seen), typeof(max(seen)) from notes").fetchall()
    assert found == [(datetime(2017, 5, 15, 14, 32), "TIMESTAMP")]


@pytest.mark.parametrize(
    ("amounts", "decimals"), [(("1.5",), 8), (("9" * 30,), 8), (("0.0000000001", "1"), 10), (("9" * 29, "1.5"), 8)]
)
def test_amounts_are_exact_with_as_many_decimals_as_they_need(
    office: Office, amounts: tuple[str, ...], decimals: int
) -> None:
    for amount in amounts:
        office.file(NewPortion("m", "money", {"amount": amount}))
    with office.desk().analysis({"n": ("note", ["amount"])}) as analysis:
        found = analysis.connection.sql("select sum(amount), min(typeof(amount)) from n").fetchall()
    assert found == [(total(map(Decimal, amounts), Type.AMOUNT), f"DECIMAL(38,{decimals})")]


def test_amounts_that_no_decimal_of_the_engine_holds_are_refused(office: Office) -> None:
    for amount in ("9" * 30, f"0.{'0' * 27}1"):
        office.file(NewPortion("m", "money", {"amount": amount}))
    with pytest.raises(MalformedError, match="amount") as refused, office.desk().analysis({"n": ("note", ["amount"])}):
        pass
    assert "999" not in str(refused.value)


@pytest.mark.parametrize("name", ["No", "a b", "", "a;drop", '"', "1a"], ids=repr)
def test_a_name_that_is_none_of_a_view_is_refused(office: Office, name: str) -> None:
    with pytest.raises(MalformedError) as refused, office.desk().analysis({name: ("note", [])}):
        pass
    assert {finding.rule for finding in refused.value.findings} == {"D38"}


@pytest.fixture
def shut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Analysis]:
    """An analysis over a vault with segments, in a folder with things to read."""
    monkeypatch.chdir(tmp_path)
    for name in ("read.csv", "read.parquet", ":memory:", ":memory:.wal"):
        (tmp_path / name).write_text("a\n1\n")
    with opening("sqlite") as open_one:
        office = Office(open_one(book()))
        office.file(head(title="Quay"))
        renewed(office.store)
        with office.desk().analysis({"notes": ("note", ["title"])}) as analysis:
            yield analysis


REFUSED = (
    "from read_csv('{0}/read.csv')",
    "from '{0}/read.csv'",
    "from '{0}/read.parquet'",
    "from read_text('{0}/read.csv')",
    "from read_blob('{0}/*')",
    "from read_json('{0}/read.csv')",
    "from read_parquet('{0}/read.parquet')",
    "from parquet_metadata('{0}/read.parquet')",
    "from sniff_csv('{0}/read.csv')",
    "from glob('{0}/*')",
    "from read_text('{0}/:memory:')",
    "attach '{0}/new.db' as other",
    "attach '{0}/:memory:' as other",
    "copy notes to '{0}/out.csv'",
    "copy notes to '{0}/out.parquet' (format parquet)",
    "copy notes to '{0}/:memory:'",
    "copy notes to '{0}/:memory:.wal' (format csv)",
    "copy notes to '{0}/:memory:.wal.checkpoint' (format csv)",
    "copy notes to '/dev/stdout'",
    "export database '{0}/out'",
    "import database '{0}/out'",
    "install httpfs",
    "load httpfs",
    "load '{0}/read.csv'",
    "from read_csv('http://127.0.0.1:1/')",
    "create persistent secret s (type http)",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset lock_configuration",
    "set disabled_filesystems = ''",
    "reset disabled_filesystems",
    "set memory_limit = '64GB'",
    "set threads = 64",
    "set temp_directory = '{0}'",
    "set allowed_directories = ['/']",
    "set python_enable_replacements = true",
    "set log_query_path = '{0}/log'",
    "pragma profiling_output = '{0}/profile'",
    "call enable_logging(storage = 'file', storage_path = '{0}')",
    "from beside",
    "from analysis",
)
"""Statements that reach for something else; `{0}` is the folder that the process is in."""


@pytest.mark.parametrize("statement", REFUSED)
def test_sql_reaches_nothing_but_the_tables(shut: Analysis, tmp_path: Path, statement: str) -> None:
    beside = shut.connection.sql("from notes").to_arrow_table()
    was = contents(tmp_path)
    with pytest.raises(duckdb.Error):
        shut.connection.execute(statement.format(tmp_path)).fetchall()
    assert contents(tmp_path) == was
    assert shut.connection.sql("from notes").fetchall() == [tuple(row.values()) for row in beside.to_pylist()]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_tells_where_segments_lie(shut: Analysis) -> None:
    asked = (
        "from duckdb_views()",
        "from duckdb_tables()",
        "from duckdb_databases()",
        "from duckdb_settings()",
        "from duckdb_temporary_files()",
        "from duckdb_logs",
        "explain analyze from notes",
        "show all tables",
        "describe notes",
    )
    told = " ".join(str(shut.connection.execute(each).fetchall()) for each in asked)
    assert "notes" in told
    assert ".segments" not in told
    assert ".parquet" not in told


def test_memory_and_threads_are_limited_and_nothing_is_written_where_memory_ends(
    shut: Analysis, tmp_path: Path
) -> None:
    asked = "select current_setting('threads'), current_setting('memory_limit'), current_setting('temp_directory')"
    threads, memory, temporary = shut.connection.execute(asked).fetchall()[0]
    assert (threads, temporary) == (THREADS, "")
    assert memory == f"{MEMORY_MB / 2**10:.1f} GiB"
    was = contents(tmp_path)
    with pytest.raises(duckdb.OutOfMemoryException):
        shut.connection.execute("create table big as select repeat('x', 1000) || range from range(3000000)")
    assert contents(tmp_path) == was


def test_a_connection_is_closed_at_the_end(office: Office) -> None:
    with office.desk().analysis({"n": ("note", [])}) as analysis:
        pass
    with pytest.raises(duckdb.ConnectionException):
        analysis.connection.sql("from n")


LOADED = "import sys; {0}; print(sorted({{'pyarrow', 'duckdb'}} & sys.modules.keys()))"


@pytest.mark.parametrize("module", ["concord.desk", "concord.vault", "concord.node.node", "concord.cli.main"])
def test_nothing_waits_for_the_libraries_of_tables(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(f"import {module}")], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[]"
