"""Another label for several portions of a document: looked at with who gains and who loses, then set and proposed.

Source: docs/spec/site.md W170; docs/spec/documents.md P20, P21.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from concord.desk import Act, ConflictError, Desk, Edition, NotThereError, Shown
from concord.dissemination.actions import labelled
from concord.dissemination.brief.portions import first_words
from concord.dissemination.matrix import Table
from concord.dissemination.relabelling import Relabelled, Shift, Way, as_if, relabelled, shifts
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import LabelSet
from concord.web.labels import printed
from concord.web.lists import title_of
from concord.web.marked import as_typed, marked, of
from concord.web.matrices import made
from concord.web.offered import MarkingField, offered, read
from concord.web.pages.documents import edition_of
from concord.web.pages.faults import Wrong, briefly, put, wrongs
from concord.web.pages.kept import is_again, keeping
from concord.web.seats import SeatedRequest

WAYS = {
    Way.AT_ONCE: gettext_lazy("narrower: set at once"),
    Way.PROPOSED: gettext_lazy("not narrower: another person decides"),
    Way.SAME: gettext_lazy("the label that it has"),
}


class LabellingForm(forms.Form):
    """The label for all that was chosen, and why; the reason stands in what is proposed."""

    marking = MarkingField(label=gettext_lazy("New label"), help_text=gettext_lazy("As it is printed."))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Who decides about a wider label reads it."),
    )


FIELDS = {"label": "marking", "reason": "reason"}
"""The field that a fault is in, by a word of its place."""


@dataclass(frozen=True)
class Told:
    """What would become of a portion: its label, by which way, who gains and who loses, and what keeps it from that."""

    wanted: LabelSet
    way: str
    gains: list[tuple[str, int]]
    loses: list[tuple[str, int]]
    faults: list[str]


@dataclass(frozen=True)
class Row:
    """A portion that can be chosen: where it stands, its first words, and what would become of it if it was."""

    portion: Shown
    place: str
    words: str
    is_chosen: bool
    told: Told | None = None


@keeping
def show(request: SeatedRequest, record: str) -> HttpResponse:
    """The form; what its label would do; then that label, set or proposed as it was shown."""
    edition = edition_of(request, record)
    desk = request.seat.desk
    if not desk.may(Act.LABEL, edition):
        raise Http404
    if request.method != "POST":
        chosen = request.GET.getlist("portion")
        return _page(request, edition, LabellingForm(initial=request.GET.dict()), chosen, uuid4().hex)
    form, chosen = LabellingForm(request.POST), request.POST.getlist("portion")
    draft = request.POST.get("draft", "") or uuid4().hex
    if is_again(request):
        return _page(request, edition, form, chosen, draft, is_quiet=True)
    if not form.is_valid():
        return _page(request, edition, form, chosen, draft)
    label = read(form.cleaned_data["marking"], desk.moment.day)
    wanted = relabelled(edition, chosen, label, desk.moment, printed)
    return _stated(request, edition, form, wanted, draft)


def _stated(
    request: SeatedRequest, edition: Edition, form: LabellingForm, wanted: Sequence[Relabelled], draft: str
) -> HttpResponse:
    """What comes of a form that is filled in: done if all of it was seen, shown otherwise."""
    chosen, seen = [each.portion.id for each in wanted], _seen(edition, wanted)
    proposed = [each for each in wanted if each.way is Way.PROPOSED]
    more = [] if wanted else [Wrong(_("Choose at least one portion that has a label."), "portions")]
    if proposed and not form.cleaned_data["reason"]:
        form.add_error("reason", _("A wider label is proposed with a reason."))
    faults = _faults(request.seat.desk, wanted)
    is_asked = request.POST.get("do", "") == "set"
    if more or form.errors or faults or not is_asked or request.POST.get("seen", "") != seen:
        is_wrong = bool(more or form.errors or (faults and is_asked))
        return _page(request, edition, form, chosen, draft, more, wanted=wanted, seen=seen, is_wrong=is_wrong)
    try:
        count = _done(request.seat.desk, edition, wanted, form.cleaned_data["reason"], draft)
    except MalformedError as error:
        left = put(form, _renamed(error.findings, edition, proposed), FIELDS)
        return _page(request, edition, form, chosen, draft, left, wanted=wanted, seen=seen, is_wrong=True)
    except ConflictError as error:
        changed = [Wrong(_("The document changed in between: look again at what the label does to it as it is now."))]
        return _page(request, error.now, form, chosen, uuid4().hex, changed, is_wrong=True)
    for text in count:
        messages.success(request, text)
    return redirect("document-approvals" if proposed else "document", record=edition.id)


def _done(desk: Desk, edition: Edition, wanted: Sequence[Relabelled], reason: str, draft: str) -> list[str]:
    """Propose and set what was asked for; what was done, in words."""
    widenings, edit = labelled(draft, edition, wanted, reason)
    try:
        proposed = len(desk.widen_all(widenings)) if widenings else 0
        if edit is not None:
            desk.edit(edit)
    except NotThereError as error:
        raise Http404 from error
    done = len(edit.puts) if edit else 0
    told = []
    if proposed:
        told.append(
            ngettext(
                "%(count)s wider label is proposed: it waits for another person.",
                "%(count)s wider labels are proposed: they wait for another person.",
                proposed,
            )
            % {"count": proposed}
        )
    if done:
        told.append(ngettext("%(count)s label is set.", "%(count)s labels are set.", done) % {"count": done})
    return told or [_("Nothing changed: every portion has that label.")]


def _faults(desk: Desk, wanted: Sequence[Relabelled]) -> dict[str, list[str]]:
    """What keeps portions from the labels that are wanted for them, by their ids, as far as rules say it (D51, D56)."""
    found = {each.portion.id: desk.label_findings(each.wanted) for each in wanted if each.way is not Way.SAME}
    return {name: [briefly(finding) for finding in findings] for name, findings in found.items() if findings}


def _renamed(findings: Sequence[Finding], edition: Edition, proposed: Sequence[Relabelled]) -> list[Finding]:
    """Findings about proposals by the places of their portions in the document, not by their numbers."""
    places = {name: number for number, name in enumerate(edition.by_id)}
    found = []
    for finding in findings:
        what, _comma, rest = finding.place.partition(", ")
        number = what.removeprefix("widening ")
        if number != what and number.isdecimal():
            portion = proposed[int(number)].portion
            found.append(replace(finding, place=f"portion {places.get(portion.id, 0)}, {rest}"))
        else:
            found.append(finding)
    return found


def _seen(edition: Edition, wanted: Sequence[Relabelled]) -> str:
    """By what labels over an edition are known again as those that were shown."""
    said = [edition.digest, *(f"{each.portion.id} {each.way.value} {_marking(each.wanted)}" for each in wanted)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _marking(label_set: LabelSet) -> str:
    """By what a label set is known again, all else in it being as it was."""
    return printed(label_set.originator) if label_set.originator else ""


def _told(each: Relabelled, turned: Sequence[Shift], faults: list[str]) -> Told:
    return Told(each.wanted, str(WAYS[each.way]), *in_words(turned), faults)


def in_words(turned: Sequence[Shift]) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Who gains and who loses a portion: how many readers of each rule, by its name."""
    gains, loses = (
        [(_(shift.rule.name), shift.readers) for shift in turned if shift.gains is gained] for gained in (True, False)
    )
    return gains, loses


def turned_by(edition: Edition, desk: Desk, wanted: dict[str, LabelSet]) -> tuple[Table, dict[str, tuple[Shift, ...]]]:
    """The matrix of an edition now; and who would gain and lose each portion by other labels, by its id."""
    table = made(edition, desk, desk.moment.at)
    after = made(as_if(edition, wanted), desk, desk.moment.at) if wanted else table
    return table, shifts(table, after)


def _page(
    request: SeatedRequest,
    edition: Edition,
    form: LabellingForm,
    chosen: Sequence[str],
    draft: str,
    more: Sequence[Wrong] = (),
    *,
    wanted: Sequence[Relabelled] = (),
    seen: str = "",
    is_quiet: bool = False,
    is_wrong: bool = False,
) -> HttpResponse:
    desk = request.seat.desk
    by_id = {each.portion.id: each for each in wanted}
    table, turned = turned_by(edition, desk, {name: each.wanted for name, each in by_id.items()})
    faults = _faults(desk, wanted)
    rows = [
        Row(
            shown,
            place,
            first_words(portion.words),
            shown.id in chosen,
            _told(by_id[shown.id], turned.get(shown.id, ()), faults.get(shown.id, [])) if shown.id in by_id else None,
        )
        for shown, place, portion in zip(
            table.paper.shown, table.scene.places, table.scene.record.portions, strict=True
        )
        if shown.label_set.originator is not None
    ]
    wrong = [] if is_quiet else [*more, *wrongs(form)]
    found: dict[str, Any] = {
        "edition": edition,
        "title": title_of(edition),
        "rows": rows,
        "form": form,
        "draft": draft,
        "seen": seen if wanted and not faults and not wrong else "",
        "is_looked": bool(wanted),
        "wrong": wrong,
        "is_quiet": is_quiet,
        "offered": offered(desk),
    }
    shows = of(edition) + as_typed((form["marking"].value(),), request)
    return marked(
        request, "web/labels.html", found, shows=shows, status=422 if is_wrong or (wrong and not is_quiet) else 200
    )
