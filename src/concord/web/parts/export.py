"""Lists as tables that are taken away, by the declaration of their kind: as comma-separated values, or as a workbook.

Source: docs/spec/site.md W53, W152.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import HttpResponse
from django.utils.translation import gettext as _

from concord.desk import Edition, Moment, Query
from concord.desk.kinds import Field, Kind
from concord.desk.paging import every
from concord.formats.paper.spec import EXERCISE
from concord.formats.xlsx import write as xlsx
from concord.formats.xlsx.spec import Cell, Sheet
from concord.web.labels import markings_of, rolled_up
from concord.web.marked import NOTHING, Shows, of
from concord.web.pages.seating import View, seated
from concord.web.parts.declared import Choices, cell, conditions
from concord.web.seats import SeatedRequest
from concord.web.tongue import word

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would take for a formula."""

T = TypeVar("T")


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column of a table: its head, and what it tells of each thing that has a row."""

    head: str
    cell: Callable[[T], Cell]


@dataclass(frozen=True)
class Table:
    """A table in the language of the page, and what all of it shows."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shows: Shows


@dataclass(frozen=True)
class Form:
    """A form of file in which tables are taken away."""

    ending: str
    media_type: str
    write: Callable[[Table, Moment], bytes]


def exporting(kind: Kind, choices: Choices, title: Any, form: Form) -> View:
    """The page that gives the whole list of a kind under the conditions of the address; `title` is a lazy text."""

    @seated
    def export(request: SeatedRequest) -> HttpResponse:
        desk = request.seat.desk
        found = every(desk, Query(kind.name, conditions(kind, request.GET)))
        made = table(str(title), found, columns(kind, choices), of, desk.moment)
        return taken(made, kind.name, form, desk.moment)

    return export


def columns(kind: Kind, choices: Choices) -> list[Column[Edition]]:
    """A column for each field that a kind declares."""
    return [_column(field, choices) for field in kind.fields]


def table(
    title: str, things: Iterable[T], columns: Sequence[Column[T]], shows: Callable[[T], Shows], moment: Moment
) -> Table:
    """A row for each thing: what the columns tell of it, and the label of what it shows."""
    rows, all_shown = [], list[Shows]()
    for thing in things:
        shown = shows(thing)
        all_shown.append(shown)
        rows.append((*(column.cell(thing) for column in columns), rolled_up(shown.label_sets, moment)))
    return Table(title, (*(column.head for column in columns), _("Label")), tuple(rows), together(all_shown))


def together(shown: Iterable[Shows]) -> Shows:
    """What several things show, each label set once."""
    whole = tuple(shown)
    sets = dict.fromkeys(each for one in whole for each in one.label_sets)
    return Shows(tuple(sets), any(one.is_exercise for one in whole)) if whole else NOTHING


def taken(made: Table, name: str, form: Form, moment: Moment) -> HttpResponse:
    """A table as a file of a form."""
    return sent(form.write(made, moment), f"{name}.{form.ending}", form.media_type)


def sent(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes that a browser keeps as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=media_type, headers=headers)


def _column(field: Field, choices: Choices) -> Column[Edition]:
    return Column(word(field.names), lambda edition: cell(field, edition, choices))


def _as_csv(made: Table, moment: Moment) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([_plain(each) for each in row] for row in (made.head, *made.rows))
    return held.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    """A cell that no program takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else str(cell)


def _as_workbook(made: Table, moment: Moment) -> bytes:
    notice = (EXERCISE,) if made.shows.is_exercise else ()
    return xlsx.write(
        Sheet(
            name=made.title,
            above=(*notice, *markings_of(made.shows.label_sets, moment)),
            instead=_("The markings stand in the first rows of this table."),
            goes_on=_("[goes on; the whole is in the table of comma-separated values]"),
            head=made.head,
            rows=made.rows,
        )
    )


CSV = Form("csv", "text/csv; charset=utf-8", _as_csv)
XLSX = Form("xlsx", xlsx.MEDIA_TYPE, _as_workbook)
