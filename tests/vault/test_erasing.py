"""What an erased person held is in no row any more (V6, D93)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concord.desk.roster import Person
from concord.vault import Vault
from concord.vault.statements import all_rows
from tests.cast import book
from tests.desk.stores import KINDS_OF_STORE, opening, turn
from tests.desk.test_roster import ROSTER

VAULTS = [kind for kind in KINDS_OF_STORE if kind != "memory"]


@pytest.mark.parametrize("kind", VAULTS)
def test_no_row_holds_what_an_erased_person_held(kind: str) -> None:
    with opening(kind) as open_one:
        vault = open_one(book())
        assert isinstance(vault, Vault)
        turn(vault, book(), ROSTER)
        others = tuple(each for each in ROSTER.persons if each.id != "first holder")
        turn(vault, book(), replace(ROSTER, persons=(*others, Person("first holder"))))
        with vault.writing(vault.last) as writing:
            writing.erase("first holder")
        asked = "select body from vault_fact where place = 'persons' and body like %s"
        bodies = [body for (body,) in all_rows(vault.connection("writing"), asked, '%"first holder"%')]
        assert (len(bodies), "BE" in bodies[0], "secret" in bodies[0]) == (1, False, False)
