"""A vault that holds nothing is no node's, and is left as it is; it is there to be founded or restored into (I9)."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import psycopg
import pytest

from concord.node.backups import back_up, finished, restore
from concord.node.databases import Server, open_sqlite
from concord.node.errors import BareError
from concord.node.node import KEY, open_to_restore
from concord.release.rulebook import Rulebook
from tests import postgres
from tests.cli.test_keeping import SERVER
from tests.desk.kinds import KINDS
from tests.node.founded import SETTINGS, found, opened

ENGINES = ("sqlite", *(("postgresql",) if postgres.binaries() else ()))
_NUMBERS = count()


def settings_of(kind: str) -> str:
    """The settings of a node with a vault in a file, or in a database of its own without a table in it."""
    if kind == "sqlite":
        return SETTINGS
    server = postgres.database(f"bare-{next(_NUMBERS)}", "template0")
    given = {name: getattr(server, name) for name in ("host", "port", "database", "owner", "reading")}
    return SERVER.format(**given)


def tables(settings: str, folder: Path) -> int:
    """How many tables, or bytes, there are where the vault is to be."""
    if settings == SETTINGS:
        return (folder / "vault.sqlite3").stat().st_size
    lines = dict(line.split(" = ") for line in settings.splitlines() if " = " in line)
    server = Server(lines["host"].strip('"'), int(lines["port"]), lines["database"].strip('"'), "concord_owner", "")
    where = f"host={server.host} port={server.port} dbname={server.database} user={server.owner}"
    with psycopg.connect(where) as connection:
        counted = connection.execute("select count(*) from information_schema.tables where table_schema = 'public'")
        return int((counted.fetchone() or (0,))[0])


def emptied(folder: Path, settings: str, key: bytes) -> Path:
    """The folder of a node whose vault holds nothing."""
    folder.mkdir()
    (folder / "node.toml").write_text(settings)
    (folder / KEY).write_bytes(key)
    (folder / "vault.sqlite3").touch()
    return folder


@pytest.fixture
def key(tmp_path: Path) -> bytes:
    """The key of a node."""
    return (found(tmp_path / "eu") / KEY).read_bytes()


@pytest.mark.parametrize("kind", ENGINES)
def test_where_nothing_is_no_node_opens_and_nothing_is_made(kind: str, tmp_path: Path, key: bytes) -> None:
    settings = settings_of(kind)
    folder = emptied(tmp_path / "other", settings, key)
    with pytest.raises(BareError, match="found one that holds nothing; restore it from a backup, or found a node"):
        opened(folder)
    assert tables(settings, folder) == 0


def test_a_vault_with_its_tables_and_no_transaction_is_no_nodes_and_gets_no_key(tmp_path: Path, key: bytes) -> None:
    folder = emptied(tmp_path / "other", SETTINGS, key)
    open_sqlite(folder / "vault.sqlite3", Rulebook(), KINDS).close()
    with pytest.raises(BareError):
        opened(folder)
    vault = open_sqlite(folder / "vault.sqlite3", Rulebook(), KINDS)
    assert vault.is_of("any")
    vault.close()


@pytest.mark.parametrize("kind", ENGINES)
def test_it_can_be_founded(kind: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "vault.sqlite3").touch()
    node = opened(found(tmp_path / "other", settings_of(kind)))
    assert node.in_force.number == 1
    node.close()


@pytest.mark.parametrize("kind", ENGINES)
def test_it_can_be_restored_into(kind: str, tmp_path: Path, key: bytes) -> None:
    one = opened(tmp_path / "eu")
    finished(back_up(one.vault, tmp_path / "backup"))
    end = one.vault.log_head()
    one.close()
    folder = emptied(tmp_path / "other", settings_of(kind), key)
    vault = open_to_restore(folder, KINDS)
    finished(restore(tmp_path / "backup", vault, within=folder))
    vault.close()
    again = opened(folder)
    assert again.vault.log_head() == end
    again.close()
