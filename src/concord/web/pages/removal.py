"""What goes for good: a record by its id alone, past two persons, and what a person held.

Source: docs/spec/site.md W110; docs/spec/desk.md D29, D93.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concord.desk import Act
from concord.desk.errors import OwedError
from concord.desk.purging import PurgeById, Reason
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from concord.web.marked import NOTHING, marked
from concord.web.node import node
from concord.web.offered import MarkingField, offered, read
from concord.web.pages.faults import Wrong, owed, put, wrongs
from concord.web.pages.kept import is_again, keeping, unconfirmed
from concord.web.seats import SeatedRequest

REASONS = {
    Reason.ABOVE_CEILING: gettext_lazy("above the ceiling"),
    Reason.PERSONAL_DATA: gettext_lazy("personal data"),
    Reason.AGE: gettext_lazy("kept long enough"),
    Reason.NOT_OURS: gettext_lazy("not ours to keep"),
}


class RecordForm(forms.Form):
    """A record that is to go, by its id, why, and the label of the proposal."""

    record = forms.CharField(
        label=gettext_lazy("Id of the record"),
        max_length=200,
        help_text=gettext_lazy("The answer is the same whether there is such a record or not."),
    )
    why = forms.ChoiceField(label=gettext_lazy("Why"), choices=[(each.name, words) for each, words in REASONS.items()])
    marking = MarkingField(
        label=gettext_lazy("Label of the proposal"),
        help_text=gettext_lazy("As it is printed: it says who may read the proposal."),
    )


class PersonForm(forms.Form):
    """A person who holds nothing any more, and of whose earlier nationality and clearances nothing shall stay."""

    person = forms.CharField(label=gettext_lazy("Person"), max_length=200, widget=forms.TextInput({"list": "persons"}))


FORMS: dict[str, tuple[type[forms.Form], Act]] = {
    "record": (RecordForm, Act.PURGE),
    "person": (PersonForm, Act.KEEP_FACTS),
}
"""What can be removed: the form that asks for it, and the act that it takes."""
FIELDS = {"record": {"label": "marking", "record": "record"}, "person": {"person": "person"}}
"""For each form, the field that a fault is in, by a word of its place."""


@keeping
def show(request: SeatedRequest) -> HttpResponse:
    """What this seat may remove, and the persons that were erased; a form that is sent is done."""
    may = [name for name, (_form, act) in FORMS.items() if request.seat.desk.may(act)]
    if not may:
        raise Http404
    asked = request.POST.get("what", "")
    if request.method != "POST" or asked not in may:
        return _page(request, may, {}, uuid4().hex)
    form, draft = FORMS[asked][0](request.POST), request.POST.get("draft", "") or uuid4().hex
    if is_again(request) or not form.is_valid():
        return _page(request, may, {asked: form}, draft)
    if page := unconfirmed(request):
        return page
    try:
        return _removed(request, asked, form.cleaned_data, draft)
    except MalformedError as error:
        return _page(request, may, {asked: form}, draft, put(form, error.findings, FIELDS[asked]))


def _removed(request: SeatedRequest, what: str, typed: dict[str, Any], draft: str) -> HttpResponse:
    """Erase what a person held, or propose that a record goes."""
    desk = request.seat.desk
    if what == "person":
        try:
            desk.erase(draft, typed["person"])
            messages.success(request, _("Done."))
        except OwedError:
            messages.warning(request, owed())
        return redirect("administration-removal")
    label_set = LabelSet(read(typed["marking"], desk.moment.day))
    approval = desk.propose_purge(draft, PurgeById(typed["record"].strip(), label_set, Reason[typed["why"]])).record
    messages.success(request, _("Proposed: it waits for another person."))
    return redirect("approval", record=approval)


def _page(
    request: SeatedRequest, may: list[str], sent: dict[str, forms.Form], draft: str, more: list[Wrong] | None = None
) -> HttpResponse:
    keeps = "person" in may
    shown = {
        "forms": {name: sent.get(name) or FORMS[name][0]() for name in may},
        "draft": draft,
        "wrong": ()
        if is_again(request)
        else [*(more or ()), *(each for form in sent.values() for each in wrongs(form))],
        "offered": offered(request.seat.desk),
        "is_quiet": is_again(request),
        "keeps": keeps,
        "erased": request.seat.desk.erased() if keeps else (),
        "persons": [each.id for each in node().in_force.facts.roster.persons if not each.is_service] if keeps else (),
    }
    is_wrong = bool(sent) and not is_again(request)
    status = 422 if is_wrong else 200
    return marked(request, "web/administration/removal.html", shown, shows=NOTHING, status=status)
