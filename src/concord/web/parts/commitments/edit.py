"""Filing and correcting status reports; notes on points; designated posts.

Source: docs/spec/site.md W57; docs/spec/commitments.md C30-C34.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from concord.commitments.actions import corrected, designated, noted, reported, typed_of
from concord.commitments.kinds import ACTION_POINT, STATUS_REPORT
from concord.commitments.rules import Point
from concord.desk import Act, ConflictError, Desk, Edition, Query
from concord.desk.paging import every
from concord.desk.records import Edit
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from concord.web.labels import printed
from concord.web.lists import title_of
from concord.web.marked import as_typed, marked, of
from concord.web.offered import MARKED, offered, read, tell_unreadable, unreadable
from concord.web.pages.faults import Wrong, put, wrongs
from concord.web.pages.kept import is_again, keeping
from concord.web.pages.seating import who_may
from concord.web.parts.commitments.forms import NoteForm, PostForm, ReportForm
from concord.web.parts.commitments.show import edition_of, line_of
from concord.web.parts.commitments.words import titled
from concord.web.seats import SeatedRequest

Filing = Callable[[str], str]
"""Files what was typed under the id of a draft; gives the record to go to."""

FIELDS = {
    "blocked": "block_marking",
    "label": "marking",
    "status": "status",
    "as of": "day",
    "participation": "participation",
}
"""The field that a fault is in, by a word of its place."""


@keeping
@who_may(Act.FILE)
def new(request: SeatedRequest, record: str) -> HttpResponse:
    """File a report on a point."""
    desk = request.seat.desk
    point = edition_of(desk, record, ACTION_POINT.name)
    line = line_of(desk, point)
    own = request.seat.post.party
    first = own if line.view(own) else ""
    initial = {"day": desk.moment.at.date(), "entity": first}
    form = ReportForm(request.POST or None, initial=initial).offer(line)

    def file(draft: str) -> str:
        desk.file(reported(draft, point, form.typed, read, desk.moment.day))
        return point.id

    return _answered(request, form, file, titles=(_("New status report"), titled(point)), over=(point,))


@keeping
def edit(request: SeatedRequest, record: str) -> HttpResponse:
    """Correct a report, as far as this seat sees it."""
    desk = request.seat.desk
    report = _changeable(desk, edition_of(desk, record, STATUS_REPORT.name))
    point = desk.get(str(report.value("point") or ""))
    typed = typed_of(report, printed)
    form = ReportForm(request.POST or None, initial=asdict(typed)).offer(
        line_of(desk, point) if point else None, typed.entity
    )
    how = (read, printed, desk.moment.day)

    def file(draft: str) -> str:
        _change(desk, report, request.POST.get("base", ""), corrected(draft, report, point, form.typed, how))
        return point.id if point else report.id

    return _answered(request, form, file, titles=(_("Correct a status report"), titled(report)), over=(report, point))


@keeping
@who_may(Act.FILE)
def note(request: SeatedRequest, record: str) -> HttpResponse:
    """File a note on a point."""
    desk = request.seat.desk
    point = edition_of(desk, record, ACTION_POINT.name)
    form = NoteForm(request.POST or None)

    def file(draft: str) -> str:
        typed = form.cleaned_data
        text = typed["text"].replace("\r\n", "\n")
        how = (read, desk.moment.day)
        desk.file(noted(draft, point, text, typed["marking"], *how, is_exercise=typed["exercise"]))
        return point.id

    return _answered(request, form, file, titles=(_("New note"), titled(point)), over=(point,))


@keeping
def post(request: SeatedRequest, record: str) -> HttpResponse:
    """Designate a post for a body's part in a point."""
    desk = request.seat.desk
    point = _changeable(desk, edition_of(desk, record, ACTION_POINT.name))
    named = tuple(every(desk, Query("post")))
    posts = sorted(((each.id, title_of(each)) for each in named), key=lambda each: each[1])
    line = line_of(desk, point)
    chosen = next((each for each in line.point.participations if each.portion == request.GET.get("for")), None)
    initial = {"participation": chosen.portion, "post": chosen.post} if chosen else {}
    form = PostForm(request.POST or None, initial=initial).offer(line, posts)

    def file(draft: str) -> str:
        typed = form.cleaned_data
        before = {each.portion: each.post for each in Point(point).participations}
        if before.get(typed["participation"]) != typed["post"]:
            made = designated(draft, point, typed["participation"], typed["post"])
            _change(desk, point, request.POST.get("base", ""), made)
        return point.id

    return _answered(request, form, file, titles=(_("Designated post"), titled(point)), over=(point, *named))


def _changeable(desk: Desk, edition: Edition) -> Edition:
    """A record that this seat may change; to who may not its form is not there (W8)."""
    if not desk.may(Act.EDIT, edition):
        raise Http404
    return edition


def _change(desk: Desk, edition: Edition, base: str, change: Edit) -> None:
    """Change a record, if it is still what the form was opened from.

    Raises:
        ConflictError: it is not.
    """
    if edition.digest != base:
        raise ConflictError(edition)
    if change.puts or change.adds or change.removes:
        desk.edit(change)


def _unread(request: SeatedRequest, form: forms.Form) -> list[str]:
    """The fields with a label under which their writer would read nothing, unless that is confirmed (W117)."""
    desk, found = request.seat.desk, []
    for name in sorted(MARKED & form.cleaned_data.keys()):
        text = form.cleaned_data[name]
        if text and not unreadable(text, desk.moment.day):
            found += [] if desk.would_read(LabelSet(read(text, desk.moment.day))) else [name]
    return [] if request.POST.get("unread", "") == " ".join(found) else found


def _answered(
    request: SeatedRequest, form: forms.Form, file: Filing, *, titles: tuple[str, str], over: tuple[Edition | None, ...]
) -> HttpResponse:
    """The form over editions, the first of which it changes; or, once it can be taken, the record that it was for."""
    wrong: list[Wrong] = []
    unread: list[str] = []
    is_quiet = is_again(request)
    if form.is_bound and not form.is_valid():
        tell_unreadable(form)
    elif form.is_bound and not is_quiet and not (unread := _unread(request, form)):
        try:
            record = file(request.POST.get("draft", "") or uuid4().hex)
        except MalformedError as error:
            wrong = put(form, error.findings, FIELDS)
        except ConflictError:
            wrong = [Wrong(_("Somebody changed this while you were writing. Open it again beside this page."))]
        else:
            messages.success(request, _("Filed."))
            return HttpResponseRedirect(reverse("commitment", args=[record]))
    context = {
        "form": form,
        "title": titles[0],
        "about": titles[1],
        "wrong": () if is_quiet else [*wrong, *wrongs(form)],
        "is_quiet": is_quiet,
        "offered": offered(request.seat.desk),
        "draft": request.POST.get("draft", "") or uuid4().hex,
        "base": request.POST.get("base", "") or (over[0].digest if over[0] else ""),
    }
    context |= {"unread": [form[name].label for name in unread], "unread_named": " ".join(unread)}
    is_wrong = bool(context["wrong"] or unread)
    shows = of(*over) + as_typed((form[name].value() for name in sorted(MARKED & form.fields.keys())), request)
    return marked(request, "web/commitments/edit.html", context, shows=shows, status=422 if is_wrong else 200)
