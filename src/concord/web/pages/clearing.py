"""A clearance that comes as a file: a STANAG 4774 form, proposed to another person. The file is not kept.

Source: docs/spec/site.md W111; docs/spec/directory.md N28.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concord.desk.proposing import NewFacts
from concord.directory.changes import between
from concord.directory.clearances import Certificate, grant_by_form
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from concord.web.marked import NOTHING, marked
from concord.web.node import node
from concord.web.offered import MarkingField, offered, read
from concord.web.pages.administration import for_keepers
from concord.web.pages.faults import Wrong, put, wrongs
from concord.web.pages.kept import is_again, keeping, unconfirmed
from concord.web.seats import SeatedRequest
from concord.web.typed import beginning
from concord.web.uploads import with_file

LONGEST = 200_000
"""The longest form, in letters."""


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class CertificateForm(forms.Form):
    """Who is cleared, by whom, for how long, as the form says that is typed or chosen as a file."""

    person = forms.CharField(label=gettext_lazy("Person"), max_length=200, widget=forms.TextInput({"list": "persons"}))
    issuer = forms.CharField(
        label=gettext_lazy("Cleared by"), max_length=60, help_text=gettext_lazy("The party whose authority it is.")
    )
    since = _day(gettext_lazy("From"))
    until = _day(gettext_lazy("Until"))
    file = forms.FileField(label=gettext_lazy("File to read"), required=False)
    text = forms.CharField(
        label=gettext_lazy("What it says"),
        help_text=gettext_lazy("A clearance of STANAG 4774 (XML). A file is read into this field."),
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        max_length=LONGEST,
        strip=False,
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)
    marking = MarkingField(
        label=gettext_lazy("Label of the proposal"),
        help_text=gettext_lazy("As it is printed: it says who may read the proposal."),
    )


FIELDS = {"label": "marking", "period": "until", **{name: name for name in ("person", "issuer")}, "certificate": "text"}
"""The field that a fault is in, by a word of its place."""


@keeping
@for_keepers
def show(request: SeatedRequest) -> HttpResponse:
    """The form of a certificate; one that can be used is proposed, and waits for another person."""
    if request.method != "POST":
        return _page(request, CertificateForm(initial={"person": request.GET.get("person", "")}), uuid4().hex)
    unread: list[str] = []
    typed = with_file(request, LONGEST, unread)
    form, draft = CertificateForm(typed), typed.get("draft", "") or uuid4().hex
    if is_again(request) or not form.is_valid() or unread:
        return _page(request, form, draft, [Wrong(text, "id_file") for text in unread])
    if page := unconfirmed(request):
        return page
    try:
        approval = _proposed(request, form.cleaned_data, draft)
    except MalformedError as error:
        return _page(request, form, draft, put(form, error.findings, FIELDS))
    messages.success(request, _("Proposed: it waits for another person."))
    return redirect("approval", record=approval)


def _proposed(request: SeatedRequest, typed: dict[str, Any], draft: str) -> str:
    """The approval of a clearance that was proposed."""
    desk, facts = request.seat.desk, node().in_force.facts
    given = Certificate(
        typed["text"].encode(), typed["person"], typed["issuer"], beginning(typed["since"]), beginning(typed["until"])
    )
    label_set = LabelSet(read(typed["marking"], desk.moment.day))
    cleared = grant_by_form(facts.roster, typed["person"], given, rulebook=facts.rulebook, at=desk.moment.at)
    change = between(facts.roster, cleared)
    return desk.propose(draft, NewFacts(change.facts, label_set, typed["reason"])).record


def _page(request: SeatedRequest, form: CertificateForm, draft: str, more: list[Wrong] | None = None) -> HttpResponse:
    is_quiet = is_again(request)
    shown = {
        "form": form,
        "draft": draft,
        "wrong": () if is_quiet else [*(more or ()), *wrongs(form)],
        "offered": offered(request.seat.desk),
        "is_quiet": is_quiet,
        "persons": [each.id for each in node().in_force.facts.roster.persons if not each.is_service],
    }
    is_wrong = form.is_bound and not is_quiet
    status = 422 if is_wrong else 200
    return marked(request, "web/administration/clearance.html", shown, shows=NOTHING, status=status)
