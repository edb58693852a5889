"""Segments: none is opened that is not released, none answers for what is newer, none outlives a purge (V60-V65)."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connections, transaction

from concord.desk import MemoryStore, Purge, Query, Reason
from concord.desk.arrow import table_of
from concord.desk.gate import Gate
from concord.desk.queries import understood
from concord.desk.records import Edit, NewPortion, Put
from concord.desk.store import Removal
from concord.node.backups import back_up, finished, restore
from concord.node.databases import open_postgresql, open_sqlite
from concord.vault import Vault, manifest, renewing
from concord.vault.errors import UnavailableError, VaultError
from concord.vault.folder import Folder, Listed
from concord.vault.purging import Purger
from concord.vault.renewing import renew
from concord.vault.statements import one_value, run
from concord.vault.tables import Tables
from concord.vault.views import View
from tests import postgres
from tests.cast import ADA, BEN, CLEO, book
from tests.desk.conftest import OWN, Office, body, head, marked
from tests.desk.interference import FIELDS, TABLES, Room, open_desk, tables
from tests.desk.kinds import KINDS
from tests.desk.stores import KINDS_OF_STORE, opening, turn
from tests.desk.worlds import load, make_scene
from tests.vault.test_blobs import vault_of
from tests.vault.test_checking import findings
from tests.vault.test_purging import purge_some
from tests.worlds import make_world

VAULTS = [kind for kind in KINDS_OF_STORE if kind != "memory"]
NOTES = FIELDS["note"]


@pytest.fixture(params=VAULTS)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """A vault with three notes, one of them Ada's alone and one in parts, and segments of them."""
    with opening(request.param) as open_one:
        found = Office(open_one(book()))
        found.file(head(title="Quay", state="open"), body("a tug"))
        found.file(head(title="Basin"), NewPortion("m", "money", {"amount": "900"}, marked(OWN)), body("a pilot"))
        found.file(head(title="Aldebaran"), body("closed"), default=OWN)
        renew(vault_of(found))
        yield found


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each table, whether segments answered."""
    found: list[bool] = []
    from_segments = Tables._from_segments

    def noted(asked: Tables, *given: Any) -> Any:
        table = from_segments(asked, *given)
        found.append(table is not None)
        return table

    monkeypatch.setattr(Tables, "_from_segments", noted)
    return found


def folder_of(office: Office) -> Folder:
    """The folder of a vault that has one."""
    folder = vault_of(office).folder
    assert folder is not None
    return folder


def files_of(office: Office) -> list[Path]:
    """The files of segments."""
    return sorted(folder_of(office).path.glob("*.parquet"))


def listed(office: Office, kind: str = "note") -> dict[int, Listed]:
    """The files that are listed of a kind, by mark."""
    connection = vault_of(office).connection("writing")
    made = manifest.made(connection, kind)
    assert made is not None
    found = manifest.files(connection, kind, made.marks)
    assert found.keys() == set(made.marks)
    return found


def titles(office: Office, reader: Any = ADA) -> list[str]:
    """The titles that a table has."""
    return sorted(filter(None, office.desk(reader).table("note", ["title"]).arrow.column("title").to_pylist()))


def from_cells(office: Office, reader: Any = ADA) -> object:
    """The table of all notes by looking at each released cell."""
    kind = KINDS.by_name["note"]
    with vault_of(office).reading(None) as view:
        assert isinstance(view, View)
        gate = Gate(office.moment(office.minutes, reader))
        return table_of(view._of_kind(kind, gate), understood(Query("note"), kind), kind.fields)


def holding(office: Office, record: str) -> list[str]:
    """The files in which a record stands, and those that cannot be read."""
    held = {path.name: pq.ParquetFile(path).read(columns=["record_id"]).column(0) for path in files_of(office)}
    return [name for name, records in held.items() if record in records.to_pylist()]


# Opened


def test_every_reader_gets_from_segments_what_cells_say(office: Office, used: list[bool]) -> None:
    for reader in (ADA, BEN, CLEO):
        assert office.desk(reader).table("note", NOTES).arrow.equals(from_cells(office, reader))
    assert used == [True] * 3
    assert [len(titles(office, reader)) for reader in (ADA, BEN, CLEO)] == [3, 2, 0]


def test_only_files_of_released_marks_are_opened(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    os_open = os.open

    def noted(path: Any, *given: Any) -> int:
        opened.append(str(path))
        return os_open(path, *given)

    monkeypatch.setattr(os, "open", noted)
    counts = {}
    for reader in (ADA, BEN, CLEO):
        opened.clear()
        titles(office, reader)
        counts[reader.id] = len({path for path in opened if path.endswith(".parquet")})
    assert counts == {"ada": len(listed(office)), "ben": 2, "cleo": 0}
    assert len(listed(office)) == 3


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"poison"), lambda path: path.chmod(0)])
def test_a_file_that_is_not_released_may_be_anything(
    office: Office, used: list[bool], spoil: Callable[[Path], object]
) -> None:
    was = office.desk(BEN).table("note", NOTES).arrow
    read = released_files(office)
    for path in files_of(office):
        if path.stem not in read:
            spoil(path)
    assert office.desk(BEN).table("note", NOTES).arrow.equals(was)
    assert used == [True, True]


def released_files(office: Office) -> set[str]:
    """The names of the files that are opened for Ben."""
    with vault_of(office).reading(None) as view:
        assert isinstance(view, View)
        marks = view.keys.released(Gate(office.moment(office.minutes, BEN)), view._connection).marks
    return {file.name for mark, file in listed(office).items() if mark in marks}


def test_another_rulebook_opens_other_files_and_changes_none(office: Office, used: list[bool]) -> None:
    was = {path: path.read_bytes() for path in files_of(office)}
    shut = replace(book(), agreements=())
    turn(vault_of(office), shut)
    desk = open_desk(replace(office.moment(office.minutes, BEN), rulebook=shut), vault_of(office))
    assert desk.table("note", ["title"]).arrow.num_rows == desk.count(Query("note")).count < 2
    assert {path: path.read_bytes() for path in files_of(office)} == was
    assert used == [True]


def test_a_reader_whose_clearance_is_gone_gets_nothing_of_it(office: Office, used: list[bool]) -> None:
    assert [titles(office, ADA), titles(office, replace(ADA, clearances=()))] == [["Aldebaran", "Basin", "Quay"], []]
    assert used == [True, True]


@pytest.mark.skipif(postgres.binaries() is None, reason=postgres.MISSING)
def test_the_reading_role_sees_no_file_of_a_mark_that_was_not_named() -> None:
    with opening("postgresql") as open_one:
        office = Office(open_one(book()))
        office.file(head(title="Quay"))
        renew(vault_of(office))
        (mark,) = listed(office)
        reading, seen = vault_of(office).connection("reading"), []
        for bits in ("", "0" * mark + "1", "1" * mark + "0"):
            with transaction.atomic(using=reading.alias):
                one_value(reading, "select set_config('concord.marks', %s, true)", bits)
                seen.append(one_value(reading, "select count(*) from vault_segment"))
    assert seen == [0, 1, 0]


# Fresh and whole


def test_what_was_filed_changed_narrowed_and_removed_since_is_as_it_is_now(office: Office, used: list[bool]) -> None:
    quay, basin = (office.desk().search(word).editions[0] for word in ("Quay", "Basin"))
    office.file(head(title="Bellatrix"))
    put = Put(office.portion(quay.id, "Quay"), {"title": "Pier"})
    office.desk().edit(Edit("changed", quay.id, quay.digest, (put,)))
    shut = tuple(
        Put(portion, label_set=marked(OWN)) for portion, each in basin.by_id.items() if each.label_set != marked(OWN)
    )
    office.desk().edit(Edit("narrowed", basin.id, basin.digest, shut))
    text = office.portion(quay.id, "a tug")
    office.desk().edit(Edit("removed", quay.id, office.seen(quay.id).digest, removes=(text,)))
    assert [titles(office, reader) for reader in (BEN, CLEO)] == [["Bellatrix", "Pier"], []]
    assert titles(office) == ["Aldebaran", "Basin", "Bellatrix", "Pier"]
    for reader in (ADA, BEN, CLEO):
        assert office.desk(reader).table("note", NOTES).arrow.equals(from_cells(office, reader))
    assert set(used) == {True}


def test_a_renewal_writes_only_what_changed(office: Office, used: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "MUCH", 1)
    was = listed(office)
    office.file(head(title="Bellatrix"))
    done = renew(vault_of(office))
    now = listed(office)
    assert done.files == 1
    assert sorted(file == was[mark] for mark, file in now.items()) == [False, True, True]
    assert titles(office) == ["Aldebaran", "Basin", "Bellatrix", "Quay"]
    assert renew(vault_of(office)).files == 0
    assert used == [True]


def test_what_a_renewal_replaced_stays_until_the_next_one(office: Office) -> None:
    was = set(files_of(office))
    office.file(head(title="Bellatrix"))
    renew(vault_of(office))
    assert was <= set(files_of(office))
    office.file(head(title="Algol"))
    renew(vault_of(office))
    assert not was <= set(files_of(office))


def flipped(path: Path) -> None:
    """One bit other, somewhere in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def linked(path: Path) -> None:
    """A link to the same bytes: what it leads to may change."""
    path.rename(path.with_suffix(".elsewhere"))
    path.symlink_to(path.with_suffix(".elsewhere"))


def foldered(path: Path) -> None:
    """A folder in place of a file."""
    path.unlink()
    path.mkdir()


FILES: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "one bit other": flipped,
    "a link": linked,
    "a folder": foldered,
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_as_it_was_written_answers_nothing(office: Office, used: list[bool], name: str) -> None:
    for file in listed(office).values():
        FILES[name](folder_of(office).path / f"{file.name}.parquet")
    assert titles(office) == ["Aldebaran", "Basin", "Quay"]
    assert used == [False]
    assert [line for line in findings(vault_of(office)) if "segment" in line]


def test_a_file_in_place_of_another_answers_nothing(office: Office, used: list[bool]) -> None:
    one, other = files_of(office)[:2]
    one.write_bytes(other.read_bytes())
    assert titles(office) == ["Aldebaran", "Basin", "Quay"]
    assert used == [False]


STATEMENTS = {
    "a row that is gone": "delete from vault_segment where mark = (select min(mark) from vault_segment)",
    "rows that changed places": "update vault_segment set mark = 100 - mark",
    "another name": "update vault_segment set file = replace(file, 'a', 'b')",
    "no note": "delete from vault_state where name like 'segments of%'",
    "another note": "update vault_state set value = value || ' ' where name like 'segments of%'",
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_list_that_is_not_as_it_was_written_answers_nothing(office: Office, used: list[bool], name: str) -> None:
    run(vault_of(office).connection("writing"), STATEMENTS[name].replace("%", "%%"), [()])
    assert titles(office) == ["Aldebaran", "Basin", "Quay"]
    assert used == [False]


def test_a_renewal_heals_what_is_damaged(office: Office, used: list[bool]) -> None:
    for path in files_of(office):
        flipped(path)
    renew(vault_of(office))
    assert titles(office) == ["Aldebaran", "Basin", "Quay"]
    assert used == [True]
    assert findings(vault_of(office)) == []


def test_a_query_with_conditions_is_answered_from_segments_where_many_meet_it(
    office: Office, used: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    was = tables(office.desk(BEN))
    monkeypatch.setattr("concord.vault.tables.FEW", -1)
    used.clear()
    assert tables(office.desk(BEN)) == was
    assert used == [True] * len(TABLES)


def test_without_a_folder_cells_answer(office: Office, used: list[bool]) -> None:
    vault = vault_of(office)
    vault.folder = None
    assert titles(office) == ["Aldebaran", "Basin", "Quay"]
    assert used == [False]
    with pytest.raises(VaultError, match="expected a folder"):
        renew(vault)


@pytest.mark.skipif(postgres.binaries() is None, reason=postgres.MISSING)
def test_a_database_of_a_server_has_no_folder_unless_it_is_given_one() -> None:
    vault = open_postgresql(postgres.database("segments_nowhere"), book(), KINDS)
    assert vault.folder is None
    vault.close()


def test_cells_that_are_keyed_anew_have_no_segments(used: list[bool]) -> None:
    world = make_world(7)
    with opening("sqlite") as open_one:
        vault, scene = open_one(world.rulebook), make_scene(world, Random(7))
        load(vault, scene.steps)
        assert isinstance(vault, Vault)
        renew(vault)
        turn(vault, make_world(8).rulebook)
        assert manifest.names(vault.connection("writing")) == frozenset()
        moment = replace(scene.moment, rulebook=make_world(8).rulebook, facts=vault.facts)
        was = tables(open_desk(moment, vault))
        assert set(used) == {False}
        renew(vault)
        assert tables(open_desk(moment, vault)) == was
        assert used[-1]


# Purge


def purge(office: Office, record: str, *portions: str) -> None:
    """Purge a record, or portions of it."""
    base = office.seen(record).digest
    office.desk().purge(Purge(f"p{office.minutes}", record, base, Reason.ABOVE_CEILING, portions))


def test_what_was_purged_is_in_no_file(office: Office, used: list[bool]) -> None:
    quay, basin = (office.desk().search(word).editions[0].id for word in ("Quay", "Basin"))
    office.file(head(title="Bellatrix"))
    renew(vault_of(office))
    assert [len(holding(office, record)) for record in (quay, basin)] == [2, 4]
    purge(office, quay)
    purge(office, basin, office.portion(basin, "Basin"))
    assert [holding(office, record) for record in (quay, basin)] == [[], []]
    assert {path.stem for path in files_of(office)} == {file.name for file in listed(office).values()}
    assert titles(office) == ["Aldebaran", "Bellatrix"]
    for reader in (ADA, BEN, CLEO):
        assert office.desk(reader).table("note", NOTES).arrow.equals(from_cells(office, reader))
    assert set(used) == {True}
    assert findings(vault_of(office)) == []


def test_a_purge_that_is_not_stored_leaves_cells_to_answer(
    office: Office, used: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    quay = office.desk().search("Quay").editions[0].id

    def stopped(purger: Purger, record: str, cells: Any) -> None:
        raise RuntimeError("stopped")

    monkeypatch.setattr(Purger, "_rewrite", stopped)
    with pytest.raises(RuntimeError, match="stopped"):
        purge(office, quay)
    monkeypatch.undo()
    assert titles(office) == ["Aldebaran", "Basin", "Quay"]
    renew(vault_of(office))
    assert [len(holding(office, quay)), findings(vault_of(office))] == [1, []]


def test_nothing_is_purged_where_a_file_cannot_be_removed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    quay = office.desk().search("Quay").editions[0].id

    def remove(folder: Folder, name: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Folder, "remove", remove)
    with pytest.raises(UnavailableError, match="nothing was purged"):
        purge(office, quay)
    assert titles(office) == ["Aldebaran", "Basin", "Quay"]
    assert office.desk().purged(quay) == ()


def test_segments_that_were_being_made_while_something_was_purged_are_thrown_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, quay = vault_of(office), office.desk().search("Quay").editions[0].id
    office.file(head(title="Bellatrix"))
    stored, sweep, writing = Event(), Vault.sweep, renewing._writing
    threads: list[Thread] = []

    def purging() -> None:
        purge(office, quay)
        for alias in vault._aliases.values():
            connections[alias].close()

    def sweeping(swept: Vault, *, waits: bool) -> None:
        stored.set()
        sweep(swept, waits=waits)

    def overtaken(renewed: Vault) -> Any:
        if not threads:
            threads.append(Thread(target=purging))
            threads[0].start()
            stored.wait(60)
        return writing(renewed)

    monkeypatch.setattr(Vault, "sweep", sweeping)
    monkeypatch.setattr(renewing, "_writing", overtaken)
    renew(vault)
    threads[0].join(60)
    assert holding(office, quay) == []
    assert {path.stem for path in files_of(office)} == {file.name for file in listed(office).values()}
    assert titles(office) == ["Aldebaran", "Basin", "Bellatrix"]


def test_what_a_run_that_stopped_left_is_removed_by_a_purge(office: Office) -> None:
    quay = office.desk().search("Quay").editions[0].id
    stray = folder_of(office).path / f"{'0' * 32}.part"
    stray.write_bytes(files_of(office)[0].read_bytes())
    purge(office, quay)
    assert not stray.exists()


def test_a_removal_by_id_leaves_no_segment_whether_there_is_such_a_record_or_not(office: Office) -> None:
    told = []
    for record in (office.desk().search("Quay").editions[0].id, "absent"):
        renew(vault_of(office))
        with vault_of(office).writing(vault_of(office).last) as writing:
            writing.remove(Removal(record, frozenset(), frozenset(), "ada", Reason.AGE.value), str)
        told.append((files_of(office), holding(office, record)))
    assert told == [([], []), ([], [])]
    assert titles(office) == ["Aldebaran", "Basin"]


def test_a_file_is_overwritten_before_it_goes(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "segments")
    with folder.held():
        listed_file = folder.write(b"Aldebaran")
    path = folder.path / f"{listed_file.name}.parquet"
    os.link(path, tmp_path / "same")
    folder.remove(listed_file.name)
    assert [(tmp_path / "same").read_bytes(), path.exists()] == [bytes(9), False]


@pytest.mark.parametrize("name", ["../vault", "", "0" * 31, "0" * 31 + "/", "A" * 32])
def test_a_name_that_is_none_of_ours_leads_nowhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "vault.parquet").write_bytes(b"a")
    with pytest.raises(FileNotFoundError):
        Folder(tmp_path / "segments").read(Listed(name, ""))


# Kept


def test_names_and_rights_give_nothing_away(office: Office) -> None:
    path = folder_of(office).path
    modes = {stat.S_IMODE(each.stat().st_mode) for each in path.iterdir()}
    assert (stat.S_IMODE(path.stat().st_mode), modes) == (0o700, {0o600})
    assert all(len(each.stem) == 32 and set(each.stem) <= set("0123456789abcdef") for each in files_of(office))
    metadata = [pq.ParquetFile(each).metadata for each in files_of(office)]
    assert [each.metadata for each in metadata] == [None] * len(metadata)


def test_a_backup_holds_no_segments_and_a_vault_that_is_restored_answers(tmp_path: Path, used: list[bool]) -> None:
    office = Office(open_sqlite(tmp_path / "vault.sqlite3", book(), KINDS))
    office.file(head(title="Quay"))
    renew(vault_of(office))
    finished(back_up(vault_of(office), tmp_path / "backup"))
    with closing(sqlite3.connect(tmp_path / "backup")) as kept:
        assert kept.execute("select count(*) from vault_segment").fetchone() == (0,)
        assert kept.execute("select count(*) from vault_state where name like 'segments%'").fetchone() == (0,)
    other = open_sqlite(tmp_path / "other.sqlite3", book(), KINDS)
    finished(restore(tmp_path / "backup", other, within=tmp_path))
    restored = Office(other, minutes=office.minutes)
    assert titles(restored) == ["Quay"]
    renew(other)
    assert titles(restored) == ["Quay"]
    assert used == [False, True]
    vault_of(office).close()
    other.close()


@pytest.mark.parametrize("kind", VAULTS)
@pytest.mark.parametrize("seed", [900, 901])
def test_random_vaults_answer_alike_after_random_purges_and_renewals(kind: str, seed: int, used: list[bool]) -> None:
    """Held against a store in memory through which the same goes."""
    world = make_world(seed)
    scene = make_scene(world, Random(seed), records=10, steps=40)
    with opening(kind) as open_one:
        vault = open_one(world.rulebook)
        assert isinstance(vault, Vault)
        rooms = [Room(scene, store) for store in (MemoryStore(), vault)]
        found = []
        for first in range(0, 40, 10):
            for room in rooms:
                load(room.store, scene.steps[first : first + 10])
            found += [compared(rooms)]
            renew(vault)
            found += [compared(rooms)]
        for room in rooms:
            purge_some(room.desk(), Random(seed))
        found += [compared(rooms), findings(vault) == []]
        renew(vault)
        found += [compared(rooms), findings(vault) == []]
    assert found == [True] * len(found)
    assert used.count(True) > len(used) // 2


def compared(rooms: list[Room]) -> bool:
    """Whether all tables are alike."""
    plain, vault = (tables(room.desk()) for room in rooms)
    return plain == vault
