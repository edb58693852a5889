"""Changes of rules: stated on a form, shown with what they open and close, then proposed to another person.

Source: docs/spec/site.md W26-W28.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from concord.desk import Desk
from concord.desk.facts import FactsChange
from concord.desk.proposing import NewFacts
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import LabelSet
from concord.release.rulebook import canonical
from concord.web.entries import lines
from concord.web.marked import as_typed, marked
from concord.web.offered import offered, read
from concord.web.pages.administration import for_keepers
from concord.web.pages.faults import Wrong, put, wrongs
from concord.web.pages.kept import is_again, keeping, unconfirmed
from concord.web.seats import SeatedRequest
from concord.web.statements import FORMS, MAX_LETTERS, Statement, Stating, names_in, parties_of
from concord.web.turns import turns
from concord.web.uploads import with_file

T = TypeVar("T")


@keeping
@for_keepers
def show(request: SeatedRequest, sort: str) -> HttpResponse:
    """The form of a statement; what it would do; then its proposal, as it was shown."""
    if sort not in FORMS:
        raise Http404
    if request.method != "POST":
        first = {"fact": request.GET.get("fact", "")}
        return _page(request, sort, _form(request, sort, initial=first), uuid4().hex)
    wrong: list[str] = []
    typed = with_file(request, MAX_LETTERS, wrong)
    form, draft = _form(request, sort, typed), typed.get("draft", "") or uuid4().hex
    if is_again(request):
        return _page(request, sort, form, draft, is_quiet=True)
    if not form.is_valid() or wrong:
        return _page(request, sort, form, draft, wrong=[*map(Wrong, wrong), *_further(form)])
    return _stated(request, sort, form, draft)


def _further(form: Statement) -> list[Wrong]:
    """What else is wrong with a statement of which only the label or the reason is: told at once (W122)."""
    findings = list[Finding]()
    if form.errors.keys() <= {"marking", "reason"}:
        _tried(findings, form.change)
    return put(form, findings, _fields(form))


def _fields(form: Statement) -> dict[str, str]:
    """The field that a fault is in, by a word of its place."""
    return {"label": "marking", **{name: name for name in form.fields}}


def _stated(request: SeatedRequest, sort: str, form: Statement, draft: str) -> HttpResponse:
    """What comes of a form that is filled in: proposed if all of it was seen, shown otherwise."""
    desk, findings = request.seat.desk, list[Finding]()
    label_set = _tried(findings, lambda: _label_set(desk, form.cleaned_data["marking"]))
    findings += desk.label_findings(label_set) if label_set else ()
    change = _tried(findings, form.change)
    told = _tried(findings, lambda: turns(desk, change)) if change else None
    if change is None or label_set is None or told is None or findings:
        return _page(request, sort, form, draft, wrong=put(form, findings, _fields(form)))
    seen = _digest(desk, change)
    shown: dict[str, Any] = {"turns": told, "lines": lines(change), "seen": seen}
    if "propose" not in request.POST or request.POST.get("seen", "") != seen:
        return _page(request, sort, form, draft, **shown)
    if page := unconfirmed(request):
        return page
    asked = NewFacts(change, label_set, form.cleaned_data["reason"])
    approval = _tried(findings, lambda: desk.propose(draft, asked).record)
    if approval is None:
        return _page(request, sort, form, draft, wrong=put(form, findings, _fields(form)), **shown)
    messages.success(request, _("Proposed: it waits for another person."))
    return redirect("approval", record=approval)


def _tried(findings: list[Finding], do: Callable[[], T]) -> T | None:
    """What comes of something; None with its findings where it cannot be."""
    try:
        return do()
    except MalformedError as error:
        findings += error.findings
        return None


def _label_set(desk: Desk, marking: str) -> LabelSet:
    return LabelSet(read(marking, desk.moment.day))


def _digest(desk: Desk, change: FactsChange) -> str:
    """By what a change, over the facts in force, is known again as the one that was shown."""
    said = [str(desk.moment.facts), *map(canonical, change.ended), "", *map(canonical, change.added)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _form(request: SeatedRequest, sort: str, *given: Any, **named: Any) -> Statement:
    moment = request.seat.desk.moment
    stating = Stating(moment.rulebook, request.seat.post.id, moment.at.date())
    return FORMS[sort](stating, *given, **named)


def _page(
    request: SeatedRequest,
    sort: str,
    form: Statement,
    draft: str,
    *,
    is_quiet: bool = False,
    wrong: list[Wrong] | None = None,
    **shown: Any,
) -> HttpResponse:
    book = request.seat.desk.moment.rulebook
    given = {
        "sort": sort,
        "sorts": [(name, each.TITLE) for name, each in FORMS.items()],
        "form": form,
        "draft": draft,
        "is_quiet": is_quiet,
        "wrong": () if is_quiet else [*(wrong or ()), *wrongs(form)],
        "offered": offered(request.seat.desk),
        "parties": parties_of(book),
        "facts": list(names_in(book)) if sort == "end" else (),
    }
    is_wrong = form.is_bound and not is_quiet and (bool(wrong) or not shown)
    return marked(
        request,
        "web/rules/propose.html",
        given | shown,
        shows=as_typed([form["marking"].value()], request),
        status=422 if is_wrong else 200,
    )
