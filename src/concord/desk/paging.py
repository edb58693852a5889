"""Whole lists of a desk, read page by page.

Source: docs/spec/desk.md D31, D33, D91.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from concord.desk.editions import Edition
from concord.desk.log import Logged, LogQuery
from concord.desk.queries import MOST, Query
from concord.desk.reading import Reading


class _Paged(Protocol):
    @property
    def cursor(self) -> str: ...


_P = TypeVar("_P", bound=_Paged)


def pages(ask: Callable[[str], _P]) -> Iterator[_P]:
    """Every page of a list: `ask` is given the cursor of the next one, "" for the first."""
    page = ask("")
    yield page
    while page.cursor:
        page = ask(page.cursor)
        yield page


def every(desk: Reading, query: Query) -> Iterator[Edition]:
    """Every record that meets a query, in its order."""
    found = pages(lambda cursor: desk.find(query, limit=MOST, cursor=cursor))
    return (edition for page in found for edition in page.editions)


def every_entry(desk: Reading, asked: LogQuery) -> Iterator[Logged]:
    """Every entry of the log that a query asks for, newest first."""
    found = pages(lambda cursor: desk.log(asked, limit=MOST, cursor=cursor))
    return (entry for page in found for entry in page.entries)
