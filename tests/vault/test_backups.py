"""A backup is a vault file of one state, whole under its name; restored into either engine, or not at all (V43-V45)."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path
from random import Random

import pytest

from concord.desk import Purge, Query, Reason
from concord.node.backups import back_up, finished, restore
from concord.node.databases import open_sqlite
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from concord.vault.backups import TABLES
from concord.vault.checks import with_check, without_check
from concord.vault.errors import VaultError
from tests.architecture.tree import ROOT
from tests.cast import BEN, book
from tests.desk.conftest import Office, body
from tests.desk.interference import Room, everything
from tests.desk.kinds import KINDS
from tests.desk.stores import KINDS_OF_STORE, opening
from tests.desk.test_blobs import SCAN, fetched, scan
from tests.desk.worlds import load, make_scene
from tests.vault.filing import PORTIONS, desk_on, draft
from tests.vault.test_checking import findings
from tests.vault.test_kills import KILLS, editions, start
from tests.worlds import make_world

VAULTS = [kind for kind in KINDS_OF_STORE if kind != "memory"]


@contextmanager
def empty(kind: str, rulebook: Rulebook | None = None) -> Iterator[Vault]:
    """An empty vault of a kind."""
    with opening(kind) as open_one:
        vault = open_one(rulebook or book())
        assert isinstance(vault, Vault)
        yield vault


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """The backup of a vault with some of everything."""
    with empty("sqlite") as vault:
        office = Office(vault)
        office.file(body("open"), scan(), by=BEN)
        gone = office.file(body("gone"))
        office.desk().purge(Purge("p", gone, office.seen(gone).digest, Reason.AGE))
        finished(back_up(vault, tmp_path / "backup.concord"))
    return tmp_path / "backup.concord"


@pytest.mark.parametrize(("source", "target"), list(product(VAULTS, VAULTS)))
def test_what_is_restored_answers_as_what_was_backed_up(source: str, target: str, tmp_path: Path) -> None:
    world = make_world(7)
    scene = make_scene(world, Random(7))
    ids = sorted({step.head.id for step in scene.steps} | {"absent"})
    with empty(source, world.rulebook) as one, empty(target, world.rulebook) as two:
        load(one, scene.steps)
        manifest = finished(back_up(one, tmp_path / "backup"))
        assert finished(restore(tmp_path / "backup", two, within=tmp_path)) == manifest
        assert [*findings(two), *two.verify_log(one.log_head())] == []
        was, now = (everything(Room(scene, vault), ids, 7) for vault in (one, two))
    assert manifest.position == len(scene.steps)
    assert [name for name in was if was[name] != now[name]] == []


@pytest.mark.parametrize("kind", VAULTS)
def test_a_backup_is_a_vault_that_opens_by_itself(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "backup"
    with empty(kind) as vault:
        office = Office(vault)
        record = office.file(scan())
        portion = office.portion(record, "scan")
        finished(back_up(vault, path))
    opened = open_sqlite(path, book(), KINDS)
    assert findings(opened) == []
    assert fetched(Office(opened, office.seal, minutes=9), record, portion=portion) == SCAN
    opened.close()


def test_a_backup_stands_alone_under_its_name_and_is_its_owners(backup: Path) -> None:
    assert list(backup.parent.iterdir()) == [backup]
    assert backup.stat().st_mode & 0o777 == 0o600


DERIVED = (
    *("vault_keyed", "vault_mark", "vault_term", "vault_tally", "vault_text"),
    *("vault_segment", "vault_segment_left"),
)
"""What is worked out again from cells (V16, V60)."""


def test_every_table_of_the_vault_is_in_a_backup() -> None:
    with empty("sqlite") as vault:
        names = vault.connection("reading").introspection.table_names()
    words = {name for name in names if name.startswith("vault_words")}
    assert set(names) - words - {"django_migrations"} == {*TABLES, *DERIVED}


def test_a_backup_goes_into_an_empty_vault_only(backup: Path) -> None:
    with empty("sqlite") as vault:
        office = Office(vault)
        office.file(body("mine"))
        with pytest.raises(VaultError, match="expected an empty one, found one that holds something"):
            finished(restore(backup, vault, within=backup.parent))
        assert office.desk().count(Query("note")).count == 1


def refused(path: Path) -> str:
    """What is said of a backup that is not taken, and nothing is."""
    with empty("sqlite") as vault:
        with pytest.raises(VaultError) as error:
            finished(restore(path, vault, within=path.parent))
        assert (vault.facts, vault.connection("reading").introspection.table_names() != []) == (0, True)
        restore_whole(vault)
    return str(error.value)


def restore_whole(vault: Vault) -> None:
    """A vault that refused a backup still takes one: it is empty."""
    with empty("sqlite") as other:
        path = Path(str(vault.connection("reading").settings_dict["NAME"])).with_suffix(".whole")
        finished(back_up(other, path))
    finished(restore(path, vault, within=path.parent))


def change(path: Path, statement: str) -> None:
    """Write to a backup."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("update vault_cell set body = '[]'", "the rows it was made with"),
        ("delete from vault_draft", "the rows it was made with"),
        ("update vault_state set value = '9' where name = 'facts'", "the rows it was made with"),
        ("delete from vault_state where name = 'backup'", "expected a manifest"),
        ("update vault_state set value = '{' where name = 'backup'", "a file that is whole"),
        ("drop table vault_blob_use", "a file that is whole"),
    ],
)
def test_a_backup_that_was_changed_is_refused(backup: Path, statement: str, expected: str) -> None:
    change(backup, statement)
    assert expected in refused(backup)


def test_a_backup_of_a_later_version_is_refused(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        (kept,) = connection.execute("select value from vault_state where name = 'backup'").fetchone()
        later = without_check(kept, "a state", "backup").replace("0010_under", "9999_later")
        connection.execute(
            "update vault_state set value = ? where name = 'backup'", (with_check(later, "a state", "backup"),)
        )
        connection.commit()
    assert "found 9999_later" in refused(backup)


def test_a_backup_that_is_cut_off_or_damaged_is_refused(backup: Path) -> None:
    data = backup.read_bytes()
    broken = {
        "cut": data[: len(data) // 2],
        "shorter": data[:-4096],
        "empty": b"",
        "another": b"not a database at all" * 400,
        "pages": data[:4096] + b"\xff" * (len(data) - 4096),
    }
    said = {}
    for name, content in broken.items():
        path = backup.with_name(name)
        path.write_bytes(content)
        said[name] = refused(path)
    assert all(text.startswith("the backup: expected") for text in said.values())


def test_any_byte_of_content_that_turned_is_seen(backup: Path) -> None:
    data = bytearray(backup.read_bytes())
    data[data.index(b'"open"') + 1] ^= 1
    backup.write_bytes(data)
    assert "the rows it was made with" in refused(backup)


def test_a_restore_that_fails_leaves_an_empty_vault(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with empty("sqlite") as vault:
        monkeypatch.setattr("concord.vault.backups.TABLES", (*TABLES, "no_such_table"))
        with pytest.raises(Exception, match="no_such_table"):
            finished(restore(backup, vault, within=backup.parent))
        monkeypatch.undo()
        finished(restore(backup, vault, within=backup.parent))
        assert findings(vault) == []


def test_a_backup_made_while_others_write_is_of_whole_transactions(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite3"
    vault = open_sqlite(path, Rulebook(), KINDS)
    process = start(path, "run", 10_000)
    assert process.stdout is not None
    positions = []
    for number in range(4):
        process.stdout.readline()
        positions.append(finished(back_up(vault, tmp_path / f"b{number}")).position)
    process.kill()
    process.communicate()
    vault.close()
    for number, position in enumerate(positions):
        copy = open_sqlite(tmp_path / f"b{number}", Rulebook(), KINDS)
        assert findings(copy) == []
        assert [len(edition.portions) for edition in editions(desk_on(copy, hours=1))] == [PORTIONS] * position
        copy.close()
    assert positions == sorted(positions)
    assert positions[-1] > positions[0]


def test_a_process_that_is_killed_leaves_no_half_backup_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite3"
    vault = open_sqlite(path, Rulebook(), KINDS)
    for number in range(60):
        desk_on(vault).file(draft(f"{number}"))
    vault.close()
    found, made = list[str](), 0
    for kill in range(KILLS):
        backup = tmp_path / f"backup{kill}"
        command = [sys.executable, "-m", "tests.vault.backing", str(path), str(backup)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(1 + kill % 2):
            process.stdout.readline()
        process.kill()
        process.communicate()
        made += backup.exists()
        found += checked(backup) if backup.exists() else []
    assert found == []
    assert made >= KILLS // 2


def checked(path: Path) -> list[str]:
    """What a check finds of what was restored."""
    with empty("sqlite", Rulebook()) as vault:
        finished(restore(path, vault, within=path.parent))
        return findings(vault)


@pytest.mark.parametrize("kind", VAULTS)
def test_filing_goes_on_at_every_step_of_a_backup_and_is_not_in_it(kind: str, tmp_path: Path) -> None:
    with empty(kind) as vault:
        office = Office(vault)
        office.file(body("before"))
        steps, doing = back_up(vault, tmp_path / "backup"), list[str]()
        made = finished(steps, lambda step: doing.append(f"{step.doing} {office.file(body('after'))[:0]}".strip()))
        assert made.position == 1
        assert office.desk().count(Query("note")).count == 1 + len(doing)
        assert set(doing) == {"copying", "working out the digest", "verifying"}
    copy = open_sqlite(tmp_path / "backup", book(), KINDS)
    assert (findings(copy), Office(copy, office.seal, minutes=9).desk().count(Query("note")).count) == ([], 1)
    copy.close()


def test_each_step_says_how_many_are_done_of_how_many(backup: Path) -> None:
    with empty("sqlite") as vault:
        told = list(restore(backup, vault, within=backup.parent))
    by_name = {name: [step for step in told if step.doing == name] for name in dict.fromkeys(s.doing for s in told)}
    assert list(by_name) == ["verifying", "copying", "making the lists"]
    assert all([step.done for step in own] == sorted(step.done for step in own) for own in by_name.values())
    assert all(own[-1].done == own[-1].total > 0 for own in by_name.values())


def test_whoever_stops_in_between_has_nothing(backup: Path, tmp_path: Path) -> None:
    with empty("sqlite") as vault:
        steps = restore(backup, vault, within=tmp_path)
        while next(steps).doing != "making the lists":
            pass
        steps.close()
        assert vault.facts == 0
        steps = back_up(vault, tmp_path / "other")
        while next(steps).doing != "verifying":
            pass
        steps.close()
        assert list(tmp_path.iterdir()) == [backup]
        assert finished(restore(backup, vault, within=tmp_path)).position == 3


def test_a_backup_that_is_not_what_was_written_gets_no_name(tmp_path: Path) -> None:
    with empty("sqlite") as vault:
        Office(vault).file(body("Aldebaran"))
        steps = back_up(vault, tmp_path / "backup")
        while next(steps).doing != "verifying":
            pass
        (part,) = tmp_path.rglob("part")
        part.write_bytes(part.read_bytes().replace(b"Aldebaran", b"Betelgeux"))
        with pytest.raises(VaultError, match="expected the rows it was made with, found others"):
            finished(steps)
    assert list(tmp_path.iterdir()) == []
