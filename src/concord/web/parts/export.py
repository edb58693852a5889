"""Lists as tables of comma-separated values, by the declaration of their kind.

Source: docs/spec/site.md W53.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from concord.desk import Edition, Query
from concord.desk.kinds import Kind
from concord.desk.paging import every
from concord.web.labels import rolled_up
from concord.web.pages.seating import View, seated
from concord.web.parts.declared import Choices, conditions, told
from concord.web.seats import SeatedRequest
from concord.web.tongue import word

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would take for a formula."""
MEDIA_TYPE = "text/csv; charset=utf-8"


def exporting(kind: Kind, choices: Choices) -> View:
    """The page that gives the whole list of a kind under the conditions of the address."""

    @seated
    def export(request: SeatedRequest) -> HttpResponse:
        desk = request.seat.desk
        found = every(desk, Query(kind.name, conditions(kind, request.GET)))
        return sent(table(request, kind, found, choices), f"{kind.name}.csv", MEDIA_TYPE)

    return export


def table(request: SeatedRequest, kind: Kind, editions: Iterable[Edition], choices: Choices) -> bytes:
    """A row for each record: its values in words, and its label."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([*(_plain(word(field.names)) for field in kind.fields), _("Label")])
    for edition in editions:
        cells = [told(field, edition, choices) for field in kind.fields]
        labels = rolled_up((portion.label_set for portion in edition.portions), request.seat.desk.moment)
        writer.writerow([_plain(cell) for cell in (*cells, labels)])
    return held.getvalue().encode("utf-8-sig")


def sent(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes that a browser keeps as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=media_type, headers=headers)


def _plain(cell: str) -> str:
    """A cell that no program takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
