"""A wider label for a portion, proposed to another person.

Source: docs/spec/site.md W118; docs/spec/desk.md D60-D66.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concord.desk import Act, Desk, Edition, NotThereError, Shown
from concord.desk.proposing import Widening
from concord.dissemination.kinds import BODY
from concord.release.errors import MalformedError
from concord.web.labels import printed
from concord.web.lists import title_of
from concord.web.marked import as_typed, marked, of
from concord.web.offered import MarkingField, offered, read
from concord.web.pages.documents import edition_of
from concord.web.pages.faults import Wrong, put, wrongs
from concord.web.pages.kept import is_again, keeping
from concord.web.seats import SeatedRequest


class WideningForm(forms.Form):
    """The label that is proposed, and why."""

    marking = MarkingField(label=gettext_lazy("New label"), help_text=gettext_lazy("As it is printed."))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500)


FIELDS = {"label": "marking", "reason": "reason"}
"""The field that a fault is in, by a word of its place."""


@keeping
def show(request: SeatedRequest, record: str, portion: str) -> HttpResponse:
    """The form; a wider label that can be is proposed, and waits for another person."""
    edition = edition_of(request, record)
    shown = _portion(request.seat.desk, edition, portion)
    draft = request.POST.get("draft", "") or uuid4().hex
    if request.method != "POST":
        label = shown.label_set.originator
        asked = request.GET.get("marking", "") or (printed(label) if label else "")
        return _page(request, edition, shown, WideningForm(initial={"marking": asked}), draft)
    form = WideningForm(request.POST)
    if is_again(request):
        return _page(request, edition, shown, form, draft, is_quiet=True)
    if not form.is_valid():
        return _page(request, edition, shown, form, draft)
    try:
        approval = _proposed(request.seat.desk, edition, shown, form, draft)
    except MalformedError as error:
        return _page(request, edition, shown, form, draft, put(form, error.findings, FIELDS))
    messages.success(request, _("Proposed: it waits for another person."))
    return redirect("approval", record=approval)


def _portion(desk: Desk, edition: Edition, portion: str) -> Shown:
    """A portion that has a label, for who may label it; to anybody else it is not there (W8)."""
    shown = edition.by_id.get(portion)
    if shown is None or shown.label_set.originator is None or not desk.may(Act.LABEL, edition):
        raise Http404
    return shown


def _proposed(desk: Desk, edition: Edition, shown: Shown, form: WideningForm, draft: str) -> str:
    """The approval of a label that was proposed; all that limits the portion besides stays.

    Raises:
        MalformedError: with every fault; nothing is proposed.
    """
    label_set = replace(shown.label_set, originator=read(form.cleaned_data["marking"], desk.moment.day))
    try:
        return desk.widen(draft, Widening(edition.id, shown.id, label_set, form.cleaned_data["reason"])).record
    except NotThereError as error:
        raise Http404 from error


def _page(
    request: SeatedRequest,
    edition: Edition,
    shown: Shown,
    form: WideningForm,
    draft: str,
    more: list[Wrong] | None = None,
    *,
    is_quiet: bool = False,
) -> HttpResponse:
    wrong = [] if is_quiet else [*(more or ()), *wrongs(form)]
    body = [each.id for each in edition.portions if each.name == BODY]
    found = {
        "edition": edition,
        "title": title_of(edition),
        "portion": shown,
        "number": body.index(shown.id) + 1 if shown.id in body else 0,
        "form": form,
        "draft": draft,
        "wrong": wrong,
        "is_quiet": is_quiet,
        "offered": offered(request.seat.desk),
    }
    shows = of(edition) + as_typed((form["marking"].value(),), request)
    return marked(request, "web/widen.html", found, shows=shows, status=422 if wrong else 200)
