"""What a hostile reader of the vault tried: each answer is the kernel's, of the rulebook in force, or a refusal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction

from concord.desk import Desk, Moment, Setting, StaleError
from concord.desk.gate import Gate
from concord.desk.records import Head, Portion
from concord.desk.seals import MemorySeal
from concord.node.databases import open_sqlite
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.vault import Vault
from concord.vault.errors import ClosedError, UnavailableError, VaultError
from tests.cast import ADA, BEN, NOON, book
from tests.desk.conftest import OWN, STAFF, marked
from tests.desk.kinds import KINDS
from tests.desk.stores import KINDS_OF_STORE, Opening, opening, turn

SEAL = MemorySeal()


@pytest.fixture(params=KINDS_OF_STORE)
def open_one(request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Makes an empty store, of each kind in turn."""
    with opening(request.param) as found:
        yield found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file for a vault."""
    return tmp_path / "vault.sqlite3"


def desk(store: Any, reader: Reader, *, hours: int = 1) -> Desk:
    """A desk of a reader, some hours after noon."""
    return Desk(Moment(reader, book(), NOON + timedelta(hours=hours), store.facts), Setting(store, KINDS, SEAL, {}))


def put(store: Any, record: str, label_set: LabelSet, *, hours: int = 0, portion: str = "p") -> None:
    """File a portion of a record."""
    with store.writing(NOON + timedelta(hours=hours)) as writing:
        writing.put(Head(record, "note", "x"), [Portion(portion, "body", "0", {"text": "tug"}, label_set, 1)])


def test_a_hidden_portion_that_passed_for_nobody_is_no_change(open_one: Opening) -> None:
    """The keys that passed then and those that pass now are looked at together."""
    embargoed = replace(marked(STAFF), embargo=NOON + timedelta(hours=3))
    told = []
    for hidden in (False, True):
        store = open_one(book())
        put(store, "r1", marked(STAFF))
        if hidden:
            put(store, "r1", embargoed, portion="q")
            put(store, "r1", marked(OWN), portion="q")
        token = desk(store, BEN, hours=2).changes().token
        told.append(desk(store, BEN, hours=4).changes(token).records)
    assert told == [(), ()]


def test_a_decision_that_is_interrupted_leaves_nothing_behind(
    open_one: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_one(book())
    cleared = tuple(replace(c, period=replace(c.period, fades=END, until=END)) for c in BEN.clearances)
    reader = replace(BEN, clearances=cleared)
    put(store, "r1", marked(STAFF))
    put(store, "r2", marked(OWN))
    passes, asked = Gate.passes, []

    def interrupted(gate: Gate, label_set: LabelSet) -> bool:
        asked.append(label_set)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return passes(gate, label_set)

    monkeypatch.setattr(Gate, "passes", interrupted)
    with pytest.raises(KeyboardInterrupt):
        desk(store, reader).changes()
    monkeypatch.undo()
    assert [desk(store, reader, hours=hours).get("r1") is None for hours in (1, 6)] == [False, True]


END = NOON + timedelta(hours=5)


def test_a_process_with_the_rulebook_of_yesterday_reads_nothing(path: Path) -> None:
    vault = open_sqlite(path, book(), KINDS)
    put(vault, "r1", marked(STAFF))
    other = open_sqlite(path, book(), KINDS)
    turn(vault, replace(book(), memberships=()))
    with pytest.raises(StaleError):
        desk(other, BEN).get("r1")
    for each in (vault, other):
        each.close()


def test_a_closed_vault_is_read_by_no_thread(path: Path) -> None:
    vault = open_sqlite(path, book(), KINDS)
    put(vault, "r1", marked(OWN))
    found: list[object] = []
    go = threading.Event()

    def read() -> None:
        found.append(desk(vault, ADA).get("r1") is not None)
        read_once.set()
        go.wait(20)
        try:
            vault.facts  # noqa: B018 (it is asked, not used)
        except ClosedError as error:
            found.append(type(error))
        for alias in vault._aliases.values():
            connections_of_this_thread(alias)

    read_once = threading.Event()
    thread = threading.Thread(target=read)
    thread.start()
    assert read_once.wait(20)
    vault.close()
    go.set()
    thread.join(20)
    assert found == [True, ClosedError]


def connections_of_this_thread(alias: str) -> None:
    """Close what a thread still holds of a vault that is closed."""
    held = getattr(vars(connections)["_connections"], alias, None)
    if held is not None:
        held.close()


def test_a_vault_is_not_written_inside_another_transaction(path: Path) -> None:
    vault = open_sqlite(path, book(), KINDS)
    connection = vault.connection("writing")
    with transaction.atomic(using=connection.alias), pytest.raises(RuntimeError, match="durable"):
        put(vault, "r1", marked(STAFF))
    vault.close()


def test_a_database_of_a_later_version_or_of_something_else_is_refused(path: Path, tmp_path: Path) -> None:
    vault = open_sqlite(path, book(), KINDS)
    with vault.connection("writing").cursor() as cursor:
        cursor.execute(
            "insert into django_migrations (app, name, applied) values ('vault', '9999_later', '2026-01-01')"
        )
    vault.close()
    with pytest.raises(VaultError, match="expected at most 0010_under, found 9999_later"):
        open_sqlite(path, book(), KINDS)
    other = open_sqlite(tmp_path / "other.sqlite3", book(), KINDS)
    with other.connection("writing").cursor() as cursor:
        cursor.execute("alter table vault_state rename to somebody_elses")
    other.close()
    with pytest.raises(VaultError, match="expected an empty one or a vault"):
        open_sqlite(tmp_path / "other.sqlite3", book(), KINDS)


def test_a_vault_that_could_not_be_opened_can_be_opened_afterwards(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="the database cannot be opened"):
        open_sqlite(tmp_path / "none" / "vault.sqlite3", book(), KINDS)
    (tmp_path / "none").mkdir()
    vault = open_sqlite(tmp_path / "none" / "vault.sqlite3", book(), KINDS)
    assert isinstance(vault, Vault)
    vault.close()
    vault.close()


def test_numbers_of_keys_are_never_used_again(path: Path) -> None:
    vault = open_sqlite(path, book(), KINDS)
    put(vault, "r1", marked(STAFF))
    numbers = []
    for turned in (replace(book(), equivalences=()), book(), replace(book(), equivalences=())):
        turn(vault, turned)
        with vault.connection("reading").cursor() as cursor:
            cursor.execute("select number from vault_key")
            numbers.append([number for (number,) in cursor.fetchall()])
    assert numbers == [[2], [3], [4]]
    vault.close()
