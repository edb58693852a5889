"""The plain editor: a document typed portion by portion, new or over an edition.

Source: docs/spec/site.md W12, W71, W95, W117-W119, W122, W124; docs/spec/documents.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from concord.desk import Act, ConflictError, Desk, Edition
from concord.desk.records import Draft, Edit
from concord.dissemination.actions import TypedDocument, TypedPortion, drafted, edited, labels_of, typed_of
from concord.dissemination.merging import differences, merged
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.web.labels import printed
from concord.web.marked import as_typed, marked, of
from concord.web.offered import offered, read
from concord.web.pages.documents import edition_of
from concord.web.pages.faults import Wrong
from concord.web.pages.kept import is_again, keeping
from concord.web.pages.seating import who_may
from concord.web.pages.sheet import Sheet, blank, moved, put_in, sheet_of, typed_on
from concord.web.pages.telling import Told, told_in
from concord.web.seats import SeatedRequest

BLANK = TypedDocument("", "", portions=(TypedPortion("paragraph", ""),))
"""What the editor of a new document begins with."""


@keeping
@who_may(Act.FILE)
def new(request: SeatedRequest) -> HttpResponse:
    """File a document."""
    if request.method != "POST":
        return _page(request, blank(BLANK))
    return _sent(request, None)


@keeping
def edit(request: SeatedRequest, record: str) -> HttpResponse:
    """Change a document, as far as this seat sees it; to who may not it is not there (W8)."""
    edition = edition_of(request, record)
    if not request.seat.desk.may(Act.EDIT, edition):
        raise Http404
    if request.method != "POST":
        return _page(request, blank(typed_of(edition, printed), edition))
    return _sent(request, edition)


def begun(request: SeatedRequest, typed: TypedDocument, told: Told) -> HttpResponse:
    """The editor of a new document with what a file gave, and what is told of it (W95)."""
    return _page(request, blank(typed, told=told))


def _sent(request: SeatedRequest, edition: Edition | None) -> HttpResponse:
    """What comes of the form: shown again as it was or rearranged, filed, or shown with every fault."""
    sheet = sheet_of(request.POST, edition, told_in(request))
    if is_again(request):
        return _page(request, sheet, is_quiet=True)
    if "do" in request.POST:
        return _page(request, moved(sheet, request.POST), is_quiet=True)
    if not sheet.is_valid():
        return _page(request, sheet)
    typed = typed_on(sheet)
    if edition is not None and edition.digest != sheet.base:
        if request.POST.get("onto", "") != edition.digest:
            return _changed(request, sheet, edition, typed)
        return _onward(request, sheet, edition, typed)
    return _taken(request, sheet, edition, typed)


def _taken(request: SeatedRequest, sheet: Sheet, edition: Edition | None, typed: TypedDocument) -> HttpResponse:
    """What is filed, or why not: every fault, or what its writer would not read (W117)."""
    desk = request.seat.desk
    try:
        made = _made(sheet, edition, typed, desk)
        unread = _unread(desk, made, typed)
        if unread and request.POST.get("unread", "") != _named(unread):
            findings = _label_findings(desk, made, typed)
            return _page(request, sheet, put_in(sheet, findings, typed), unread=unread)
        filed = _filed(desk, made)
    except MalformedError as error:
        return _page(request, sheet, put_in(sheet, error.findings, typed))
    except ConflictError as error:
        return _changed(request, sheet, error.now, typed)
    return _gone_to(request, filed, edition)


def _made(sheet: Sheet, edition: Edition | None, typed: TypedDocument, desk: Desk) -> Draft | Edit:
    """The draft, or the edit, of what was typed; every fault of its markings is raised."""
    if edition is None:
        return drafted(sheet.draft, typed, read, desk.moment.day)
    return edited(sheet.draft, edition, typed, read, printed, desk.moment.day)


def _filed(desk: Desk, made: Draft | Edit) -> str:
    """The record that was filed or changed; an edit that changes nothing is none."""
    if isinstance(made, Draft):
        return desk.file(made).record
    return desk.edit(made).record if made.puts or made.adds or made.removes else made.record


def _gone_to(request: SeatedRequest, record: str, edition: Edition | None) -> HttpResponse:
    """The document; or, where its writer reads nothing of it, the list of those that he reads."""
    if request.seat.desk.get(record) is None:
        messages.success(request, _("Filed. You cannot read it yourself: it is not in your list."))
        return HttpResponseRedirect(reverse("documents"))
    messages.success(request, _("Changed.") if edition else _("Filed."))
    return HttpResponseRedirect(reverse("document", args=[record]))


def _unread(desk: Desk, made: Draft | Edit, typed: TypedDocument) -> tuple[int, ...]:
    """The portions that the writer would not read, by number: 0 is the title."""
    given = labels_of(made, typed)
    reads = {label_set: desk.would_read(label_set) for label_set in given.values()}
    return tuple(number for number, label_set in sorted(given.items()) if not reads[label_set])


def _label_findings(desk: Desk, made: Draft | Edit, typed: TypedDocument) -> list[Finding]:
    """What else is wrong with the labels, so that it is told together."""
    return [
        replace(each, place=f"label of portion {number}" if number else "label of the document")
        for number, label_set in labels_of(made, typed).items()
        for each in desk.label_findings(label_set)
    ]


def _changed(request: SeatedRequest, sheet: Sheet, now: Edition, typed: TypedDocument) -> HttpResponse:
    """What was typed and what is there, side by side (W119)."""
    there = typed_of(now, printed)
    return _page(request, sheet, now=now, differences=tuple(differences(typed, there)))


def _onward(request: SeatedRequest, sheet: Sheet, now: Edition, typed: TypedDocument) -> HttpResponse:
    """The document as it is now, with what was typed; nothing is filed by that (W119)."""
    past = request.seat.desk.history(now.id)
    base = next((each.edition for each in past if each.edition and each.edition.digest == sheet.base), None)
    there = typed_of(now, printed)
    whole = merged(typed, typed_of(base, printed) if base else None, there)
    onward = blank(whole, now, draft=sheet.draft)
    return _page(request, onward, is_onward=True, differences=tuple(differences(whole, there)))


def _page(
    request: SeatedRequest,
    sheet: Sheet,
    more: list[Wrong] | None = None,
    *,
    is_quiet: bool = False,
    unread: tuple[int, ...] = (),
    **shown: Any,
) -> HttpResponse:
    edition = sheet.edition
    wrong = [] if is_quiet else [*(more or ()), *sheet.wrongs()]
    found = {
        "edition": edition,
        "sheet": sheet,
        "told": sheet.told,
        "action": reverse("edit-document", args=[edition.id]) if edition else reverse("new-document"),
        "wrong": wrong,
        "is_quiet": is_quiet,
        "unread": [_place(number) for number in unread],
        "unread_named": _named(unread),
        "may_label": edition is not None and request.seat.desk.may(Act.LABEL, edition),
        "offered": offered(request.seat.desk),
    }
    is_refused = bool(wrong or unread or shown.get("now"))
    shows = of(edition, shown.get("now")) + as_typed(
        (form["marking"].value() for form in (sheet.head, *sheet.portions)), request
    )
    return marked(request, "web/editor.html", found | shown, shows=shows, status=422 if is_refused else 200)


def _place(number: int) -> str:
    """What is called what its writer would not read."""
    return _("Portion %(number)s") % {"number": number} if number else _("The title, and the document in lists")


def _named(unread: tuple[int, ...]) -> str:
    """By what a confirmation is known as that of the portions that were named."""
    return " ".join(map(str, unread))
