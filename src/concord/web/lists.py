"""Lists of records, kept in the address: what to look for, in which order, which page.

Source: docs/spec/site.md W7, W132.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from concord.desk import Condition, Desk, Edition, Order, Query
from concord.desk.errors import HandleError
from concord.desk.kinds import Kind
from concord.desk.reading import Page
from concord.desk.words import words_of
from concord.web.tongue import language

A_PAGE = 25


@dataclass(frozen=True)
class Listed:
    """A page of a list with what was asked for, in plain form."""

    page: Page
    text: str
    order: str
    is_descending: bool
    is_first: bool


def listed(
    request: HttpRequest,
    desk: Desk,
    kind: Kind,
    *,
    order: str,
    descending: bool,
    where: tuple[Condition, ...] = (),
) -> Listed:
    """The page of a list that an address asks for; an order or a cursor that cannot be gives the first page.

    `order` is what the list is ordered by unless the address says otherwise; `where` counts where no words are asked
    for (W51).
    """
    text, cursor = request.GET.get("q", "").strip(), request.GET.get("after", "")
    asked = request.GET.get("order", "")
    fields = {field.name for field in kind.fields if field.indexed and not field.many}
    if asked.removeprefix("-") in fields:
        order, descending = asked.removeprefix("-"), asked.startswith("-")
    query = Query(kind.name, where, Order(order, descending))
    page, is_first = page_at(cursor, lambda at: _page(desk, query, text, at))
    return Listed(page, text, order, descending, is_first)


def page_at(cursor: str, read: Callable[[str], Page]) -> tuple[Page, bool]:
    """The page at a cursor, and whether it is the first: which it is for a cursor that cannot be (W7)."""
    try:
        return read(cursor), not cursor
    except HandleError:
        return read(""), True


def numbered(request: HttpRequest, rows: Sequence[Any]) -> Any:
    """The page of what was worked out whole that an address asks for by its number; the first for none, or the last."""
    return Paginator(rows, A_PAGE).get_page(request.GET.get("page", ""))


def _page(desk: Desk, query: Query, text: str, cursor: str) -> Page:
    if words_of(text):
        return desk.search(text, kinds=(query.kind,), limit=A_PAGE, cursor=cursor)
    return desk.find(query, limit=A_PAGE, cursor=cursor)


def is_exercise(*editions: Edition) -> bool:
    """Whether what is shown says of itself that it belongs to an exercise (W19)."""
    return any(edition.value("exercise") is True for edition in editions)


def title_tongue(edition: Edition) -> str:
    """The language that the title of a record is declared to be of, where it is another than that of the page."""
    own = any(edition.value(name) for name in ("title", f"title-{language()}", f"name-{language()}"))
    return "en" if not own and (edition.value("title-en") or edition.value("name-en")) else ""


def title_of(edition: Edition) -> str:
    """What stands for a record in a line of text: its title in the language of the reader, or nothing."""
    for name in ("title", f"title-{language()}", f"name-{language()}", "title-en", "name-en", "reference", "reason"):
        value = edition.value(name)
        if isinstance(value, str):
            return value
    return ""
