"""Documents: the list, and a reader's edition.

Source: docs/spec/site.md W11; docs/spec/documents.md.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from concord.desk import Act, Edition
from concord.dissemination.kinds import BODY, DOCUMENT
from concord.web.lists import listed, title_of
from concord.web.marked import marked, of
from concord.web.pages.seating import seated
from concord.web.parts.declared import conditions, filters
from concord.web.seats import SeatedRequest


@seated
def listing(request: SeatedRequest) -> HttpResponse:
    """The documents of which this seat has an edition."""
    where = conditions(DOCUMENT, request.GET)
    found = listed(request, request.seat.desk, DOCUMENT, order="date", descending=True, where=where)
    rows = [(edition, title_of(edition)) for edition in found.page.editions]
    may = request.seat.desk.may(Act.FILE)
    shown = {"list": found, "rows": rows, "may_file": may}
    narrowed = {"filters": filters(DOCUMENT, request.GET, {}), "is_asked": bool(where)}
    return marked(request, "web/documents.html", {**shown, **narrowed}, shows=of(*found.page.editions))


@seated
def show(request: SeatedRequest, record: str) -> HttpResponse:
    """The edition of one document."""
    edition, desk = edition_of(request, record), request.seat.desk
    found = {"may_edit": desk.may(Act.EDIT, edition), "history": desk.history(record)}
    return marked(request, "web/document.html", {**shown_of(edition), **found}, shows=of(edition))


def shown_of(edition: Edition) -> dict[str, Any]:
    """What a page shows of an edition, whoever reads it."""
    return {
        "edition": edition,
        "title": title_of(edition),
        "body": [portion for portion in edition.portions if portion.name == BODY],
        "others": _by_leader(edition),
    }


def edition_of(request: SeatedRequest, record: str) -> Edition:
    """The edition of a document, or the page for what is not there."""
    edition = request.seat.desk.get(record)
    if edition is None or edition.kind != DOCUMENT.name:
        raise Http404
    return edition


def _by_leader(edition: Edition) -> dict[str, list[Any]]:
    """Further wordings by the portion that they are of."""
    found: dict[str, list[Any]] = {}
    for portion in edition.others:
        found.setdefault(portion.variant_of or "", []).append(portion)
    return found
