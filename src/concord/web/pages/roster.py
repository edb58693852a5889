"""Posts with who sits in them, and changes of that, which are proposed to another person.

Source: docs/spec/site.md W66; docs/spec/directory.md N20-N25.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concord.desk.facts import FactsChange
from concord.desk.proposing import NewFacts
from concord.desk.roster import Roster
from concord.directory import actions
from concord.directory.changes import between
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import LabelSet
from concord.release.periods import from_day
from concord.web.marked import NOTHING, as_typed, marked
from concord.web.node import node
from concord.web.offered import MarkingField, offered, read
from concord.web.pages.administration import administering, for_keepers
from concord.web.pages.faults import Wrong, put, wrongs
from concord.web.pages.kept import is_again, keeping, unconfirmed
from concord.web.seats import SeatedRequest, roles_of
from concord.web.typed import beginning

Step = Callable[[Roster, dict[str, Any], datetime], Roster]

STEPS: dict[str, tuple[Any, tuple[str, ...], Step]] = {
    "seat": (
        gettext_lazy("a person holds a post from a day on"),
        ("person", "post"),
        lambda roster, typed, at: actions.seat(roster, typed["person"], typed["post"], at),
    ),
    "deputise": (
        gettext_lazy("a person is a deputy in a post from a day on"),
        ("person", "post"),
        lambda roster, typed, at: actions.deputise(roster, typed["person"], typed["post"], from_day(at)),
    ),
    "leave": (
        gettext_lazy("a person leaves a post on a day"),
        ("person", "post"),
        lambda roster, typed, at: actions.leave(roster, typed["person"], typed["post"], at),
    ),
    "open": (
        gettext_lazy("a person comes in by an account from a day on"),
        ("person", "account"),
        lambda roster, typed, at: actions.open_account(roster, typed["account"], typed["person"], from_day(at)),
    ),
    "close": (
        gettext_lazy("an account ends on a day"),
        ("account",),
        lambda roster, typed, at: actions.close_account(roster, typed["account"], at),
    ),
}
"""What can be proposed: in words, the fields that it needs, and what it makes of a roster."""

KNOWN: dict[str, Callable[[Roster], set[str]]] = {
    "person": lambda roster: {person.id for person in roster.persons},
    "post": lambda roster: {post.id for post in roster.posts},
}
"""What a change names that has to stand in the roster."""
FIELDS = {"label": "marking", **{name: name for name in ("person", "post", "account", "day")}}
"""The field that a fault is in, by a word of its place."""


class ChangeForm(forms.Form):
    """One change of the roster, why, and the label of the proposal."""

    step = forms.ChoiceField(
        label=gettext_lazy("What changes"), choices=lambda: [(name, words) for name, (words, *_) in STEPS.items()]
    )
    person = forms.CharField(
        label=gettext_lazy("Person"), max_length=200, required=False, widget=forms.TextInput({"list": "persons"})
    )
    post = forms.CharField(
        label=gettext_lazy("Post"), max_length=200, required=False, widget=forms.TextInput({"list": "posts"})
    )
    account = forms.CharField(label=gettext_lazy("Account"), max_length=200, required=False)
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)
    marking = MarkingField(
        label=gettext_lazy("Label of the proposal"),
        help_text=gettext_lazy("As it is printed: it says who may read the proposal."),
    )

    def clean(self) -> dict[str, Any]:
        """What is missing of what a change needs, and what the roster does not have."""
        typed: dict[str, Any] = self.cleaned_data
        for name in STEPS.get(typed.get("step", ""), ("", (), None))[1]:
            if not typed.get(name):
                self.add_error(name, _("This change needs it."))
            elif name in KNOWN and typed[name] not in KNOWN[name](node().in_force.facts.roster):
                self.add_error(name, _("The roster has none of this name."))
        return typed


@administering
def seats(request: SeatedRequest) -> HttpResponse:
    """Every post of the roster as of now, with who sits in it."""
    at, roster = request.seat.desk.moment.at, node().in_force.facts.roster
    rows = [(post, roles_of(post), roster.persons_in(post.id, at)) for post in roster.posts_at(at)]
    return marked(
        request, "web/administration/seats.html", {"rows": rows, "number": node().in_force.number}, shows=NOTHING
    )


@keeping
@for_keepers
def change(request: SeatedRequest) -> HttpResponse:
    """The form of a change; a change that can be is proposed, and waits for another person."""
    if request.method != "POST":
        today = request.seat.desk.moment.at.date()
        asked = {name: request.GET.get(name, "") for name in ("step", "person", "post", "account")}
        return _form(request, ChangeForm(initial={**asked, "day": today}), uuid4().hex)
    form, draft = ChangeForm(request.POST), request.POST.get("draft", "") or uuid4().hex
    if is_again(request):
        return _form(request, form, draft, is_quiet=True)
    wrong = put(form, _faults(request, form), FIELDS)
    if wrong or not form.is_valid():
        return _form(request, form, draft, wrong)
    if page := unconfirmed(request):
        return page
    try:
        approval = _proposed(request, form.cleaned_data, draft)
    except MalformedError as error:
        return _form(request, form, draft, put(form, error.findings, FIELDS))
    messages.success(request, _("Proposed: it waits for another person."))
    return redirect("approval", record=approval)


def _faults(request: SeatedRequest, form: ChangeForm) -> list[Finding]:
    """What is wrong with the change and with the label, each as far as it could be read (W122)."""
    findings, desk = list[Finding](), request.seat.desk
    form.is_valid()
    if form.errors.keys() <= {"marking", "reason"}:
        try:
            _change_of(form.cleaned_data).applied(node().in_force.facts)
        except MalformedError as error:
            findings += error.findings
    marking = form.cleaned_data.get("marking")
    return [*findings, *(desk.label_findings(LabelSet(read(marking, desk.moment.day))) if marking else ())]


def _proposed(request: SeatedRequest, typed: dict[str, Any], draft: str) -> str:
    """The approval of a change that was proposed."""
    desk = request.seat.desk
    label_set = LabelSet(read(typed["marking"], desk.moment.day))
    return desk.propose(draft, NewFacts(_change_of(typed), label_set, typed["reason"])).record


def _change_of(typed: dict[str, Any]) -> FactsChange:
    """The change of facts that was typed.

    Raises:
        MalformedError: it cannot be, over the roster in force.
    """
    roster = node().in_force.facts.roster
    return between(roster, STEPS[typed["step"]][2](roster, typed, beginning(typed["day"]))).facts


def _form(
    request: SeatedRequest, form: ChangeForm, draft: str, wrong: list[Wrong] | None = None, *, is_quiet: bool = False
) -> HttpResponse:
    at, roster = request.seat.desk.moment.at, node().in_force.facts.roster
    shown = {
        "form": form,
        "draft": draft,
        "wrong": () if is_quiet else [*(wrong or ()), *wrongs(form)],
        "offered": offered(request.seat.desk),
        "is_quiet": is_quiet,
        "persons": [person.id for person in roster.persons if not person.is_service],
        "posts": [post.id for post in roster.posts_at(at)],
    }
    is_wrong = form.is_bound and not is_quiet
    return marked(
        request,
        "web/administration/change.html",
        shown,
        shows=as_typed([form["marking"].value()], request),
        status=422 if is_wrong else 200,
    )
