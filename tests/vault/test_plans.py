"""What asks for a few records walks no table of cells, however many there are (V10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from concord.desk import Desk, Order, Query
from concord.desk.log import LogQuery
from concord.vault import Vault
from concord.vault.statements import all_rows
from tests.cast import ADA, BEN, book
from tests.desk.conftest import OWN, Office, body
from tests.desk.stores import opening
from tests.vault.test_blobs import vault_of

WALKS = ("SCAN vault_cell", "SCAN vault_past", "SCAN v", "SCAN c", "SCAN r", "MATERIALIZE")
"""How SQLite says that it reads all rows of a table, or makes one of them."""
SEARCHED = ("SCAN vault_words", "SCAN value", "SCAN vault_cell USING COVERING INDEX vault_cell_key")
"""Steps that begin so and read a few rows."""


@pytest.fixture
def office() -> Iterator[Office]:
    """A vault with records of two seats."""
    with opening("sqlite") as open_one:
        office = Office(open_one(book()))
        for number in range(30):
            office.file(body(f"harbour {number}"), body("closed", OWN), by=(ADA, BEN)[number % 2])
        yield office


def walked(vault: Vault, ask: Callable[[], object]) -> list[str]:
    """The steps by which all rows of a table of cells are read, of every statement that answers a question."""
    connection, asked = vault.connection("reading"), list[tuple[str, Any]]()

    def noted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        ask()
    selects = [(sql, params or ()) for sql, params in asked if sql.lstrip().lower().startswith(("select", "with"))]
    assert selects
    steps = [row[3] for sql, params in selects for row in all_rows(connection, f"explain query plan {sql}", *params)]
    return [step for step in steps if step.startswith(WALKS) and not step.startswith(SEARCHED)]


QUESTIONS: dict[str, Callable[[Desk, str, str], object]] = {
    "get": lambda desk, record, token: desk.get(record),
    "find": lambda desk, record, token: desk.find(Query("note", (), Order("title")), limit=10),
    "search": lambda desk, record, token: desk.search("harbour", limit=10),
    "history": lambda desk, record, token: desk.history(record),
    "changes": lambda desk, record, token: desk.changes(token),
    "quarantine": lambda desk, record, token: desk.quarantine(),
    "log": lambda desk, record, token: desk.log(LogQuery(record=record)),
    "token": lambda desk, record, token: desk.token(),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_for_a_few_records_walks_no_table(office: Office, question: str) -> None:
    record = office.file(body("the last"))
    token = office.desk(BEN).changes().token
    desk = office.desk(BEN)
    assert walked(vault_of(office), lambda: QUESTIONS[question](desk, record, token)) == []


def test_a_statement_that_walks_them_is_found(office: Office) -> None:
    vault = vault_of(office)
    asked = "select record from vault_cell where body is not null"
    assert walked(vault, lambda: all_rows(vault.connection("reading"), asked)) != []
