"""A purge that is stored says so, and what it left in files is removed as soon as nobody holds it (V54)."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from concord.desk import Purge, Reason
from concord.desk.errors import OwedError
from concord.node.backups import back_up, finished
from concord.node.databases import open_sqlite
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from concord.vault.folder import Folder
from concord.vault.renewing import renew
from concord.vault.statements import one_value
from tests.cast import book
from tests.desk.conftest import Office, body
from tests.desk.kinds import KINDS
from tests.desk.stores import KINDS_OF_STORE, opening
from tests.vault.filing import desk_on, draft
from tests.vault.test_blobs import vault_of
from tests.vault.test_checking import findings
from tests.vault.test_kills import start
from tests.vault.test_purging import CANARY, in_files, with_canary

VAULTS = [kind for kind in KINDS_OF_STORE if kind != "memory"]


@dataclass(frozen=True)
class Case:
    """A vault in a file with a record that holds the canary, and the purge of it."""

    office: Office
    vault: Vault
    path: Path
    record: str
    purge: Callable[[], object]

    @property
    def is_in_files(self) -> bool:
        """Whether what was purged stands in a file."""
        files = (path for path in self.path.parent.rglob("*") if path.is_file())
        return any(CANARY.lower().encode() in path.read_bytes().lower() for path in files)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Who waits for a lock waits a hundredth of a second."""
    vault = open_sqlite(tmp_path / "vault.sqlite3", book(), KINDS)
    office = Office(vault)
    record = with_canary(office)
    with vault.connection("writing").cursor() as cursor:
        cursor.execute("pragma busy_timeout=10")
    asked = Purge("p", record, office.seen(record).digest, Reason.ABOVE_CEILING)
    yield Case(office, vault, tmp_path / "vault.sqlite3", record, lambda: office.desk().purge(asked))
    vault.close()


@contextmanager
def held_to_read(path: Path) -> Iterator[None]:
    """Another process reads a state, and goes on reading it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin")
        other.execute("select count(*) from vault_cell").fetchone()
        yield


@contextmanager
def held_after_storing(case: Case, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another process takes the lock of a writer when the purge has been stored."""
    settle = Vault.settle
    with closing(sqlite3.connect(case.path, isolation_level=None)) as other, monkeypatch.context() as patched:

        def held(vault: Vault, *, waits: bool = False) -> bool:
            if not other.in_transaction:
                other.execute("begin immediate")
            return settle(vault, waits=waits)

        patched.setattr(Vault, "settle", held)
        yield


def test_a_purge_beside_a_long_reader_is_stored_and_says_that_its_remains_are_owed(case: Case) -> None:
    with held_to_read(case.path):
        with pytest.raises(OwedError, match="the removal is stored"):
            case.purge()
        assert (case.office.desk().get(case.record), case.is_in_files, case.vault.owed != "") == (None, True, True)


def test_the_same_purge_again_is_answered_as_done_when_its_remains_are_gone(case: Case) -> None:
    with held_to_read(case.path):
        for _ in range(2):
            with pytest.raises(OwedError):
                case.purge()
    assert case.is_in_files
    case.purge()
    assert (case.is_in_files, case.vault.owed, findings(case.vault)) == (False, "", [])


def test_a_purge_that_another_writer_overtakes_is_stored_and_owed(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    renew(case.vault)
    with held_after_storing(case, monkeypatch), pytest.raises(OwedError):
        case.purge()
    assert (case.office.desk().get(case.record), case.is_in_files) == (None, True)
    case.purge()
    assert (case.is_in_files, case.vault.owed) == (False, "")


def test_the_next_transaction_removes_what_is_owed_and_tells_nobody(case: Case) -> None:
    with held_to_read(case.path):
        with pytest.raises(OwedError):
            case.purge()
        case.office.file(body("beside the reader"))
        assert (case.is_in_files, case.vault.owed != "") == (True, True)
    case.office.file(body("after it"))
    assert (case.is_in_files, case.vault.owed) == (False, "")


def test_only_who_purges_waits_for_others(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    waited, scrub, connection = list[int](), Vault.scrub, case.vault.connection("writing")

    def watched(vault: Vault) -> bool:
        waited.append(one_value(connection, "pragma busy_timeout"))
        return scrub(vault)

    monkeypatch.setattr(Vault, "scrub", watched)
    with held_to_read(case.path):
        with pytest.raises(OwedError):
            case.purge()
        case.office.file(body("beside the reader"))
    assert waited == [10, 0]
    assert one_value(connection, "pragma busy_timeout") == 10


def test_a_check_finds_what_is_owed(case: Case) -> None:
    with held_to_read(case.path), pytest.raises(OwedError):
        case.purge()
    (found,) = findings(case.vault)
    assert f"purge of transaction {case.vault.owed}: V54: expected no remains of it in files" in found


def test_opening_a_vault_removes_what_is_owed(case: Case) -> None:
    with held_to_read(case.path), pytest.raises(OwedError):
        case.purge()
    other = open_sqlite(case.path, book(), KINDS)
    assert (case.is_in_files, other.owed) == (False, "")
    other.close()


def test_a_backup_holds_no_remains_and_removes_those_that_are_owed(case: Case, tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    with held_to_read(case.path), pytest.raises(OwedError):
        case.purge()
    finished(back_up(case.vault, tmp_path / "to" / "backup"))
    assert (case.is_in_files, case.vault.owed) == (False, "")
    with closing(sqlite3.connect(tmp_path / "to" / "backup")) as kept:
        assert kept.execute("select count(*) from vault_state where name = 'remains'").fetchone() == (0,)


def test_a_process_that_is_killed_when_its_purge_is_stored_leaves_it_owed(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite3"
    vault = open_sqlite(path, Rulebook(), KINDS)
    desk_on(vault).file(replace(draft(CANARY), id="d"))
    vault.close()
    process = start(path, "purge", 0, module="dying")
    process.communicate()
    assert (process.returncode, in_files(tmp_path)) == (-signal.SIGKILL, True)
    vault = open_sqlite(path, Rulebook(), KINDS)
    assert (in_files(tmp_path), vault.owed, findings(vault)) == (False, "", [])
    vault.close()


@pytest.mark.parametrize("kind", VAULTS)
def test_segments_that_cannot_be_swept_are_owed_on_either_engine(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def sweep(folder: Folder, keep: frozenset[str]) -> int:
        raise PermissionError(13, "Permission denied")

    with opening(kind) as open_one:
        office = Office(open_one(book()))
        vault, record = vault_of(office), office.file(body(CANARY))
        renew(vault)
        stray = vault.folder.path / f"{'0' * 32}.part" if vault.folder else Path()
        stray.write_text(CANARY)
        asked = Purge("p", record, office.seen(record).digest, Reason.AGE)
        with monkeypatch.context() as patched:
            patched.setattr(Folder, "sweep", sweep)
            with pytest.raises(OwedError):
                office.desk().purge(asked)
        was = stray.exists(), vault.owed != "", office.desk().get(record)
        office.file(body("next"))
        assert (was, stray.exists(), vault.owed) == ((True, True, None), False, "")
