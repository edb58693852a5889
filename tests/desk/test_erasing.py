"""A person is erased: a receipt for who keeps the facts, and no proposal that says what was held (D93)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concord.desk import Act, PastError, Query
from concord.desk.acts import ANYBODY
from concord.desk.approvals import Event
from concord.desk.erasing import Erased
from concord.desk.facts import FactsChange
from concord.desk.proposing import NewFacts
from concord.desk.roster import Person, Post, Roster
from concord.release.errors import MalformedError
from concord.release.readers import Clearance
from concord.vault import Vault
from concord.vault.statements import all_rows
from tests.cast import BEN, book
from tests.desk.conftest import STAFF, Office, marked
from tests.desk.stores import KINDS_OF_STORE, turn
from tests.desk.test_approving import EVE
from tests.vault.test_checking import findings

POST = Post("EEAS/planner", "EEAS", "EU")
HELD = Person("holder", "BE", (Clearance("Aldebaran", frozenset({"SECRET"})),))
LEFT = Person("holder")


@pytest.fixture
def erased(office: Office) -> tuple[Office, str]:
    """A person who was proposed with a clearance, seated, let go and erased; and the approval of the first."""
    turn(office.store, book(), Roster(posts=(POST,)))
    approvals = []
    for number, change in enumerate((FactsChange(added=(HELD,)), FactsChange(ended=(HELD,), added=(LEFT,)))):
        approvals.append(office.desk().propose(f"p{number}", NewFacts(change, marked(STAFF))).record)
        office.desk(EVE).decide(approvals[-1], Event.APPROVE)
    office.desk().erase("e", "holder")
    return office, approvals[0]


def test_a_receipt_stays_for_who_keeps_the_facts(erased: tuple[Office, str]) -> None:
    office, _ = erased
    assert office.desk().erased() == (Erased("holder", office.store.last, "ada"),)
    with pytest.raises(PastError):
        office.past(office.minutes).erased()
    office.acts = {ANYBODY: frozenset(Act) - {Act.KEEP_FACTS}}
    for ask in (lambda: office.desk().erased(), lambda: office.desk().erase("f", "holder")):
        with pytest.raises(MalformedError, match="D61: expected a role that may keep the facts"):
            ask()


def test_proposals_say_nothing_of_what_was_held_now_and_at_every_instant(erased: tuple[Office, str]) -> None:
    office, approval = erased
    shown = [office.seen(each.id).value("proposal") for each in office.desk().find(Query("approval")).editions]
    shown += [past.edition.value("proposal") for past in office.desk(BEN).history(approval) if past.edition]
    assert len(shown) > 3
    assert all("holder" in str(text) and "Aldebaran" not in str(text) for text in shown)
    assert office.seen(approval).value("state") == "approved"
    assert office.desk().purged(approval) == ()


def test_what_was_proposed_of_others_stays_as_it_was(office: Office) -> None:
    turn(office.store, book(), Roster(posts=(POST,)))
    change = FactsChange(added=(replace(HELD, id="another"),))
    approval = office.desk().propose("p", NewFacts(change, marked(STAFF))).record
    was = office.seen(approval)
    office.desk().erase("e", "holder")
    assert replace(office.seen(approval), epoch="") == replace(was, epoch="")


def test_nobody_is_erased_who_holds_something(office: Office) -> None:
    turn(office.store, book(), Roster((POST,), (HELD,)))
    with pytest.raises(MalformedError, match="D93: expected one that holds nothing"):
        office.desk().erase("e", "holder")
    assert office.desk().erased() == ()


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800"])
def test_what_cannot_be_an_id_is_nobody_who_could_be_erased(office: Office, name: str) -> None:
    with pytest.raises(MalformedError, match="D10"):
        office.desk().erase("e", name)
    assert office.desk().erased() == ()


def test_the_same_erasure_again_is_one(erased: tuple[Office, str]) -> None:
    office, _ = erased
    office.desk().erase("e", "holder")
    assert len(office.desk().erased()) == 1
    with pytest.raises(MalformedError, match="D10"):
        office.desk().erase("e", "another")


@pytest.mark.parametrize("office", [kind for kind in KINDS_OF_STORE if kind != "memory"], indirect=True)
def test_no_row_holds_it_and_the_vault_is_whole(erased: tuple[Office, str]) -> None:
    vault = erased[0].store
    assert isinstance(vault, Vault)
    connection = vault.connection("writing")
    tables = [name for name in connection.introspection.table_names() if name.startswith("vault")]
    rows = {name: all_rows(connection, f"select * from {name}") for name in tables}
    text = {name: " ".join(_plain(value) for row in found for value in row) for name, found in rows.items()}
    assert [name for name in tables if "aldebaran" in text[name].lower()] == []
    assert [*findings(vault), *vault.verify_log(vault.log_head())] == []


def _plain(value: object) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_receipt_that_was_changed_is_found(erased: tuple[Office, str]) -> None:
    vault = erased[0].store
    assert isinstance(vault, Vault)
    with vault.connection("writing").cursor() as cursor:
        cursor.execute("update vault_erased set person = 'another'")
    assert any("erasure" in finding for finding in findings(vault))
