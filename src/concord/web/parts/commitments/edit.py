"""Filing and correcting status reports; notes on points; designated posts.

Source: docs/spec/site.md W57, W135; docs/spec/commitments.md C30-C34.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any
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
from concord.web.parts.commitments.changing import Over, Values, differences, merged, opened_from, values_of
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

    return _answered(request, form, file, titles=(_("New status report"), titled(point)), shown=(point,))


@keeping
def edit(request: SeatedRequest, record: str) -> HttpResponse:
    """Correct a report, as far as this seat sees it."""
    desk = request.seat.desk
    report = _changeable(desk, edition_of(desk, record, STATUS_REPORT.name))
    point = desk.get(str(report.value("point") or ""))
    line = line_of(desk, point) if point else None

    def stands(edition: Edition) -> dict[str, Any]:
        return asdict(typed_of(edition, printed))

    def filled(values: Values) -> ReportForm:
        return ReportForm(initial=values).offer(line, stands(report)["entity"])

    form = ReportForm(request.POST).offer(line, stands(report)["entity"]) if request.POST else filled(stands(report))
    how = (read, printed, desk.moment.day)

    def file(draft: str) -> str:
        _change(desk, report, request.POST.get("base", ""), corrected(draft, report, point, form.typed, how))
        return point.id if point else report.id

    over = Over(report, stands, filled)
    titles = (_("Correct a status report"), titled(report))
    return _answered(request, form, file, titles=titles, shown=(report, point), over=over)


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

    return _answered(request, form, file, titles=(_("New note"), titled(point)), shown=(point,))


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

    def stands(edition: Edition) -> dict[str, Any]:
        asked = request.POST.get("participation", "")
        there = {each.portion: each.post for each in Point(edition).participations}
        return {"participation": asked, "post": there.get(asked, "")}

    def filled(values: Values) -> PostForm:
        return PostForm(initial=values).offer(line, posts)

    form = PostForm(request.POST).offer(line, posts) if request.POST else filled(initial)

    def file(draft: str) -> str:
        typed = form.cleaned_data
        if stands(point)["post"] != typed["post"]:
            made = designated(draft, point, typed["participation"], typed["post"])
            _change(desk, point, request.POST.get("base", ""), made)
        return point.id

    over = Over(point, stands, filled)
    titles = (_("Designated post"), titled(point))
    return _answered(request, form, file, titles=titles, shown=(point, *named), over=over)


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
    request: SeatedRequest,
    form: forms.Form,
    file: Filing,
    *,
    titles: tuple[str, str],
    shown: tuple[Edition | None, ...],
    over: Over | None = None,
) -> HttpResponse:
    """The form over editions; or, once it can be taken, the record that it was for.

    `over` is the record that it changes: one that changed since is shown beside what was typed (W135).
    """
    wrong: list[Wrong] = []
    unread: list[str] = []
    page = partial(_page, request, titles=titles, shown=shown, over=over)
    if form.is_bound and not form.is_valid():
        tell_unreadable(form)
    elif form.is_bound and not is_again(request):
        if over is not None and request.POST.get("base", "") != over.edition.digest:
            return _changed(request, form, over, page)
        unread = _unread(request, form)
        try:
            record = "" if unread else file(request.POST.get("draft", "") or uuid4().hex)
        except MalformedError as error:
            wrong = put(form, error.findings, FIELDS)
        except ConflictError as error:
            return page(form, now=error.now)
        else:
            if record:
                messages.success(request, _("Filed."))
                return HttpResponseRedirect(reverse("commitment", args=[record]))
    return page(form, wrong=wrong, unread=unread)


def _changed(request: SeatedRequest, form: forms.Form, over: Over, page: Callable[..., HttpResponse]) -> HttpResponse:
    """What was typed beside what is there; or, when its writer says so, both brought together (W135)."""
    edition, base = over.edition, request.POST.get("base", "")
    if request.POST.get("onto", "") != edition.digest:
        return page(form, now=edition)
    was = opened_from(request.seat.desk, edition.id, base)
    whole = merged(values_of(form), over.stands(was) if was else None, over.stands(edition))
    return page(over.form(whole), onward=edition)


def _page(
    request: SeatedRequest,
    form: forms.Form,
    *,
    titles: tuple[str, str],
    shown: tuple[Edition | None, ...],
    over: Over | None = None,
    wrong: Sequence[Wrong] = (),
    unread: Sequence[str] = (),
    now: Edition | None = None,
    onward: Edition | None = None,
) -> HttpResponse:
    """The form; with `now` it says that the record is another since, with `onward` it is over that from now on."""
    is_quiet = is_again(request)
    first = over.edition.digest if over else ""
    there = now or onward
    context = {
        "form": form,
        "title": titles[0],
        "about": titles[1],
        "wrong": () if is_quiet else [*wrong, *wrongs(form)],
        "is_quiet": is_quiet,
        "offered": offered(request.seat.desk),
        "draft": request.POST.get("draft", "") or uuid4().hex,
        "base": onward.digest if onward else request.POST.get("base", "") or first,
        "unread": [form[name].label for name in unread],
        "unread_named": " ".join(unread),
        "now": now,
        "onward": onward,
        "differences": differences(form, over.stands(there)) if over and there else (),
    }
    is_refused = bool(context["wrong"] or unread or now)
    typed = as_typed((form[name].value() for name in sorted(MARKED & form.fields.keys())), request)
    shows = of(*shown, there) + typed
    return marked(request, "web/commitments/edit.html", context, shows=shows, status=422 if is_refused else 200)
