"""Documents: the list, a reader's edition, and a plain editor.

Source: docs/spec/site.md W11, W12, W71, W95; docs/spec/documents.md.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concord.desk import Act, ConflictError, Edition
from concord.dissemination.actions import TypedDocument, TypedPortion, drafted, edited, typed_of
from concord.dissemination.kinds import BODY, DOCUMENT, FORMS
from concord.release.errors import MalformedError
from concord.web.labels import printed
from concord.web.lists import listed, title_of
from concord.web.marked import as_typed, marked, of
from concord.web.node import markings
from concord.web.pages.faults import said
from concord.web.pages.kept import is_again, keeping
from concord.web.pages.seating import seated
from concord.web.pages.telling import Told, told_in
from concord.web.parts.declared import conditions, filters
from concord.web.seats import SeatedRequest
from concord.web.tongue import word

BLANK = TypedDocument("", "", portions=(TypedPortion("paragraph", ""),))
"""What the editor of a new document begins with."""
LONGEST_PAPER = 300
"""How many portions the plain editor takes."""


def _forms() -> list[tuple[str, str]]:
    return [(name, word(names)) for name, names in FORMS.items()]


class HeadForm(forms.Form):
    """What a document says of itself, and the label of all that has none of its own."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=500)
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=500, required=False)
    date = forms.DateField(
        label=gettext_lazy("Date"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    marking = forms.CharField(
        label=gettext_lazy("Label"),
        help_text=gettext_lazy("As it is printed, for example RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO."),
    )


class PortionForm(forms.Form):
    """One portion of the text."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    form = forms.ChoiceField(label=gettext_lazy("Form"), choices=_forms)
    marking = forms.CharField(label=gettext_lazy("Label, if it differs"), required=False)
    text = forms.CharField(label=gettext_lazy("Text"), required=False, widget=forms.Textarea({"rows": 4}))


Portions: Any = forms.formset_factory(PortionForm, extra=0, max_num=LONGEST_PAPER, absolute_max=LONGEST_PAPER + 1)


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


@keeping
def new(request: SeatedRequest) -> HttpResponse:
    """File a document."""
    return _editor(request, None)


@keeping
def edit(request: SeatedRequest, record: str) -> HttpResponse:
    """Change a document, as far as this seat sees it."""
    return _editor(request, edition_of(request, record))


def begun(request: SeatedRequest, typed: TypedDocument, told: Told) -> HttpResponse:
    """The editor of a new document with what a file gave, and what is told of it (W95)."""
    head, portions = _unbound(typed)
    return _page(request, None, head, portions, uuid4().hex, "", told=told)


def _editor(request: SeatedRequest, edition: Edition | None) -> HttpResponse:
    if request.method != "POST":
        typed = typed_of(edition, printed) if edition else BLANK
        head, portions = _unbound(typed)
        return _page(request, edition, head, portions, uuid4().hex, edition.digest if edition else "")
    head, portions = HeadForm(request.POST), Portions(request.POST, prefix="p")
    draft, base = request.POST.get("draft", "") or uuid4().hex, request.POST.get("base", "")
    wrong: list[str] = []
    is_right = head.is_valid() & portions.is_valid()
    if is_again(request):
        return _page(request, edition, head, portions, draft, base, quiet=True)
    if "add" in request.POST and portions.is_valid():
        data = request.POST.copy()
        count = portions.total_form_count()
        data["p-TOTAL_FORMS"] = str(count + 1)
        data[f"p-{count}-form"] = "paragraph"
        return _page(request, edition, HeadForm(data), Portions(data, prefix="p"), draft, base, quiet=True)
    if is_right:
        typed = _typed(head.cleaned_data, [form.cleaned_data for form in portions])
        try:
            return HttpResponseRedirect(reverse("document", args=[_filed(request, edition, typed, draft, base)]))
        except MalformedError as error:
            wrong = [said(finding) for finding in error.findings]
        except ConflictError:
            wrong = [_("Somebody changed this document while you were writing. Open it again beside this page.")]
    return _page(request, edition, head, portions, draft, base, wrong=wrong)


def _filed(request: SeatedRequest, edition: Edition | None, typed: TypedDocument, draft: str, base: str) -> str:
    """The record that was filed or changed; every fault is raised, nothing is half."""
    desk, read = request.seat.desk, markings().read
    if edition is None:
        record = desk.file(drafted(draft, typed, read, desk.moment.day)).record
        messages.success(request, _("Filed."))
        return record
    if edition.digest != base:
        raise ConflictError(edition)
    change = edited(draft, edition, typed, read, printed, desk.moment.day)
    if change.puts or change.adds or change.removes:
        desk.edit(change)
        messages.success(request, _("Changed."))
    return edition.id


def _typed(head: dict[str, Any], portions: list[dict[str, Any]]) -> TypedDocument:
    day = head["date"].isoformat() if head["date"] else ""
    body = tuple(
        TypedPortion(each["form"], each["text"].replace("\r\n", "\n"), each["marking"], each["id"])
        for each in portions
        if each.get("text", "").strip()
    )
    return TypedDocument(head["title"], head["marking"], head["reference"], day, body)


def _unbound(typed: TypedDocument) -> tuple[HeadForm, Any]:
    head = {"title": typed.title, "reference": typed.reference, "date": typed.date, "marking": typed.marking}
    body = [{"id": p.id, "form": p.form, "marking": p.marking, "text": p.text} for p in typed.portions]
    return HeadForm(initial=head), Portions(initial=body, prefix="p")


def _page(
    request: SeatedRequest,
    edition: Edition | None,
    head: HeadForm,
    portions: Any,
    draft: str,
    base: str,
    *,
    wrong: list[str] | None = None,
    quiet: bool = False,
    told: Told | None = None,
) -> HttpResponse:
    told = told or told_in(request)
    for form, each in zip(portions, told.portions if told else (), strict=False):
        form.told = each
    action = reverse("edit-document", args=[edition.id]) if edition else reverse("new-document")
    found = {"edition": edition, "head": head, "portions": portions, "draft": draft, "base": base}
    found |= {"told": told, "action": action}
    is_wrong = bool(wrong) or (head.is_bound and not quiet and bool(head.errors or any(portions.errors)))
    found |= {"wrong": wrong or (), "quiet": quiet}
    shows = of(edition) + as_typed((form["marking"].value() for form in (head, *portions)), request)
    return marked(request, "web/editor.html", found, shows=shows, status=422 if is_wrong else 200)


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
