"""Earlier editions of a document, as far as its reader may read them now; and what differs from the present one.

Source: docs/spec/site.md W137, W138; docs/spec/documents.md P19; docs/spec/desk.md D41.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from concord.desk import Edition, Shown
from concord.dissemination.comparing import Compared, HeadField, Sign, heads, portions
from concord.dissemination.kinds import DOCUMENT, FORMS
from concord.release.labels import LabelSet
from concord.web.lists import title_of
from concord.web.marked import Shows, marked, of
from concord.web.pages.documents import body_of, edition_of, history_of, in_address
from concord.web.pages.seating import seated
from concord.web.parts.declared import day_in_words
from concord.web.seats import SeatedRequest
from concord.web.tongue import word
from concord.web.typed import instant_in

SIDES = {"was": Sign.CAME, "now": Sign.WENT}
"""What is left out of the words of either edition."""


@dataclass(frozen=True)
class Then:
    """An edition as it stood from an instant until another (None: it stands), with labels that its portions have since.

    `since` is how an address names it.
    """

    edition: Edition
    begin: datetime
    end: datetime | None
    labels: dict[str, LabelSet]

    @property
    def shows(self) -> Shows:
        """What a page shows that holds it: under the labels of then and those since."""
        return of(self.edition) + Shows((*(p.label_set for p in self.edition.others), *self.labels.values()))

    @property
    def since(self) -> str:
        """The instant as an address names it."""
        return in_address(self.begin)


@seated
def show(request: SeatedRequest, record: str) -> HttpResponse:
    """The edition that stood at an instant."""
    now = edition_of(request, record)
    then = _then(request, record)
    found = {
        "edition": now,
        "then": then,
        "title": title_of(then.edition),
        "body": [(portion, then.labels.get(portion.id)) for portion in body_of(then.edition)],
    }
    return marked(request, "web/edition.html", found, shows=then.shows)


@seated
def changes(request: SeatedRequest, record: str) -> HttpResponse:
    """What differs between the edition that stood at an instant and the present one."""
    now = edition_of(request, record)
    then = _then(request, record)
    compared = portions(then.edition, now)
    found = {
        "edition": now,
        "then": then,
        "title": title_of(now),
        "heads": [_head(each) for each in heads(then.edition, now)],
        "lines": [_line(each) for each in compared if each.differs],
        "alike": sum(not each.differs for each in compared),
    }
    others = Shows(tuple(portion.label_set for portion in now.others))
    return marked(request, "web/changes.html", found, shows=then.shows + of(now) + others)


def _then(request: SeatedRequest, record: str) -> Then:
    """The edition that stood at the instant that an address names; the page for what is not there if none did."""
    at, past = instant_in(request.GET.get("at", "")), history_of(request.seat.desk, record)
    stood = [number for number, each in enumerate(past) if at is not None and each.since <= at]
    edition = past[stood[-1]].edition if stood else None
    if edition is None:
        raise Http404
    later = past[stood[-1] + 1 :]
    labels = {p.id: p.label_set for each in later if each.edition for p in each.edition.by_id.values()}
    other = {p.id: labels[p.id] for p in edition.by_id.values() if labels.get(p.id, p.label_set) != p.label_set}
    return Then(edition, past[stood[-1]].since, later[0].since if later else None, other)


# In words


@dataclass(frozen=True)
class Line:
    """A portion that differs: where, in what, and either side with its words in pieces, None if it is not there."""

    place: str
    tags: list[str]
    was: Shown | None
    now: Shown | None
    was_pieces: list[tuple[bool, str]]
    now_pieces: list[tuple[bool, str]]


def _line(each: Compared) -> Line:
    place = f"¶ {each.place or each.place_was}"
    sides = {
        side: [(piece.sign is not Sign.SAME, piece.text) for piece in each.pieces if piece.sign is not left_out]
        for side, left_out in SIDES.items()
    }
    return Line(place, _tags(each), each.was, each.now, sides["was"], sides["now"])


def _tags(each: Compared) -> list[str]:
    """What differs, in words."""
    if each.was is None:
        return [_("added")]
    if each.now is None:
        return [_("taken out")]
    forms = [word(FORMS[str(side.by_field["form"])]) for side in (each.was, each.now) if "form" in side.by_field]
    found = [_("worded otherwise")] if any(piece.sign is not Sign.SAME for piece in each.pieces) else []
    found += [_("labelled otherwise")] if each.is_labelled_otherwise else []
    return found + [f"{one} → {two}" for one, two in pairwise(forms) if one != two]


def _head(each: HeadField) -> tuple[str, str, str]:
    """A field of the head by its declared name, and what it says in either edition, in words."""
    return word(DOCUMENT.field_by_name[each.name].names), _worded(each.was), _worded(each.now)


def _worded(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return day_in_words(value) if isinstance(value, date) else str(value or "–")
