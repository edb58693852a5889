"""Documents: the list, and a reader's edition.

Source: docs/spec/site.md W11, W137, W171; docs/spec/documents.md.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse

from concord.desk import Act, Condition, Desk, Edition, Op, Query, Shown
from concord.desk.approvals import APPROVAL, About, State
from concord.desk.reading import Past
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
    found = {
        "may_edit": desk.may(Act.EDIT, edition),
        "may_label": desk.may(Act.LABEL, edition),
        "proposed": desk.count(proposals_about(edition.id)).count,
        "editions": editions_of(desk, record),
    }
    return marked(request, "web/document.html", {**shown_of(edition), **found}, shows=of(edition))


def proposals_about(record: str) -> Query:
    """The wider labels that are proposed for a document and wait to be decided (W171)."""
    asked = {"about": About.WIDENING.value, "state": State.PROPOSED.value, "record": record}
    return Query(APPROVAL.name, tuple(Condition(name, Op.EQUAL, (value,)) for name, value in asked.items()))


def shown_of(edition: Edition) -> dict[str, Any]:
    """What a page shows of an edition, whoever reads it."""
    return {
        "edition": edition,
        "title": title_of(edition),
        "body": [(portion, None) for portion in body_of(edition)],
        "others": _by_leader(edition),
    }


def body_of(edition: Edition) -> list[Shown]:
    """The portions of the text of an edition."""
    return [portion for portion in edition.portions if portion.name == BODY]


def editions_of(desk: Desk, record: str) -> list[tuple[str, Past]]:
    """The editions of a record that its reader may read, newest first, each by how an address names it (W137)."""
    return [(in_address(past.since), past) for past in reversed(history_of(desk, record))]


def history_of(desk: Desk, record: str) -> list[Past]:
    """The editions of a record that stood for some time, oldest first, as far as they may be read now (D41)."""
    past = desk.history(record)
    return [each for each, after in zip(past, (*past[1:], None), strict=True) if not after or each.since < after.since]


def in_address(at: datetime) -> str:
    """An instant as an address names it, to the microsecond."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


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
