"""What stands in the plain editor: a head and portions, as they were typed, rearranged, or found wrong.

Source: docs/spec/site.md W12, W122, W124; docs/spec/documents.md P5, P18.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concord.desk import Edition
from concord.dissemination.actions import TypedDocument, TypedPortion, numbers_of, typed_of
from concord.dissemination.kinds import FORMS
from concord.release.findings import Finding
from concord.web.labels import printed
from concord.web.offered import MARKINGS, tell_unreadable
from concord.web.pages.faults import Wrong, briefly, said, wrongs
from concord.web.pages.telling import Told
from concord.web.tongue import word
from concord.web.typed import whole

LONGEST_PAPER = 300
"""How many portions the plain editor takes."""
OF_LABELS = frozenset({"D51", "D52", "D54", "D56", "D99"})
"""The rules whose faults are those of a label."""
PLACE = re.compile(r"(label )of the document|(label )?(?:of )?portion (?:(\d+)|`([^`]*)`)(?:, field `([^`]*)`)?")
"""Where a fault of a document is: in its head or in a portion, by number or by name."""


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
        widget=forms.TextInput(MARKINGS),
    )


class PortionForm(forms.Form):
    """One portion of the text; `spot` is its number in the file that it came from."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    spot = forms.CharField(required=False, widget=forms.HiddenInput)
    form = forms.ChoiceField(label=gettext_lazy("Form"), choices=_forms)
    marking = forms.CharField(
        label=gettext_lazy("Label, if it differs"), required=False, widget=forms.TextInput(MARKINGS)
    )
    text = forms.CharField(label=gettext_lazy("Text"), required=False, widget=forms.Textarea({"rows": 4}))


Portions: Any = forms.formset_factory(PortionForm, extra=0, max_num=LONGEST_PAPER, absolute_max=LONGEST_PAPER + 1)


@dataclass(frozen=True)
class Sheet:
    """A document in the editor: over which edition, as which draft, begun from which version of it."""

    edition: Edition | None
    head: HeadForm
    portions: Any
    draft: str
    base: str
    told: Told | None = None

    def __post_init__(self) -> None:
        """Each portion knows where it stood in a file, and past which neighbours it can be moved (W124)."""
        given = self.told.portions if self.told else []
        stored = [bool(form["id"].value()) for form in self.portions]
        for place, form in enumerate(self.portions):
            spot = whole(str(form["spot"].value() or ""))
            form.told = given[spot] if spot is not None and spot < len(given) else None
            form.moves_up = place > 0 and not (stored[place] and stored[place - 1])
            form.moves_down = place + 1 < len(stored) and not (stored[place] and stored[place + 1])

    def is_valid(self) -> bool:
        """Whether every field holds what it can hold; of one that does not, every marking is looked at as well."""
        is_right = bool(self.head.is_valid() & self.portions.is_valid())
        for form in () if is_right else (self.head, *self.portions):
            tell_unreadable(form, left_alone=self._printed)
        return is_right

    @cached_property
    def _printed(self) -> frozenset[str]:
        """The markings that stand in the document: those are left alone, whether they can be read or not (P8)."""
        typed = typed_of(self.edition, printed) if self.edition else None
        return frozenset({typed.marking, *(each.marking for each in typed.portions)} if typed else ())

    def wrongs(self) -> Iterator[Wrong]:
        """Every fault that stands beside a field."""
        yield from wrongs(self.head)
        for number, form in enumerate(self.portions, 1):
            yield from wrongs(form, where=_("Portion %(number)s") % {"number": number})
        yield from (Wrong(str(each)) for each in (self.portions.non_form_errors() if self.portions.is_bound else ()))


def blank(typed: TypedDocument, edition: Edition | None = None, *, draft: str = "", told: Told | None = None) -> Sheet:
    """The editor with a document in it, before anybody typed."""
    head = {"title": typed.title, "reference": typed.reference, "date": typed.date, "marking": typed.marking}
    body = [
        {"id": p.id, "spot": n if told else "", "form": p.form, "marking": p.marking, "text": p.text}
        for n, p in enumerate(typed.portions)
    ]
    base = edition.digest if edition else ""
    return Sheet(edition, HeadForm(initial=head), Portions(initial=body, prefix="p"), draft or uuid4().hex, base, told)


def sheet_of(sent: QueryDict, edition: Edition | None, told: Told | None) -> Sheet:
    """The editor as it was sent."""
    draft, base = sent.get("draft", "") or uuid4().hex, sent.get("base", "")
    return Sheet(edition, HeadForm(sent), Portions(sent, prefix="p"), draft, base, told)


def typed_on(sheet: Sheet) -> TypedDocument:
    """The document that was typed, once it is valid."""
    head = sheet.head.cleaned_data
    day = head["date"].isoformat() if head["date"] else ""
    body = (
        TypedPortion(each["form"], each["text"].replace("\r\n", "\n"), each["marking"], each["id"])
        for each in (form.cleaned_data for form in _written(sheet))
    )
    return TypedDocument(head["title"], head["marking"], head["reference"], day, tuple(body))


def moved(sheet: Sheet, sent: QueryDict) -> Sheet:
    """The editor with a portion more, moved or taken out; nothing that was typed is lost (W124)."""
    rows = [{name: form[name].value() or "" for name in PortionForm.base_fields} for form in sheet.portions]
    todo, _space, number = sent.get("do", "").partition(" ")
    place = whole(number) or 0
    if todo == "after" and place <= len(rows) < LONGEST_PAPER:
        rows.insert(place, {"form": "paragraph"})
    elif todo == "out" and 0 < place <= len(rows):
        del rows[place - 1]
    elif todo in ("up", "down"):
        _swap(rows, place - 2 if todo == "up" else place - 1)
    data = sent.copy()
    for name in [each for each in data if re.fullmatch(r"p-\d+-\w+", each)]:
        del data[name]
    data["p-TOTAL_FORMS"] = str(len(rows))
    for place, row in enumerate(rows):
        data.update({f"p-{place}-{name}": str(value) for name, value in row.items()})
    return sheet_of(data, sheet.edition, sheet.told)


def _swap(rows: list[dict[str, Any]], place: int) -> None:
    """Change a row with the next, unless both stand in the document: those keep their order (P18)."""
    if 0 <= place < len(rows) - 1 and not (rows[place]["id"] and rows[place + 1]["id"]):
        rows[place : place + 2] = rows[place + 1], rows[place]


def put_in(sheet: Sheet, findings: Iterable[Finding], typed: TypedDocument) -> list[Wrong]:
    """Put what is wrong with a document beside the fields that it is in, by place; the rest of it."""
    names, written, rest = numbers_of(sheet.edition, typed), _written(sheet), []
    for finding in findings:
        spot = _spot(finding, names)
        if spot is None or spot[0] > len(written):
            rest.append(Wrong(said(finding)))
            continue
        number, field = spot
        form: Any = written[number - 1] if number else sheet.head
        form.add_error(field if field in form.fields else None, briefly(_renamed(finding, names)))
        if finding.rule == "D54":
            form.onward = _widening(sheet.edition, names, number, form)
    return rest


def _written(sheet: Sheet) -> list[Any]:
    """The portions that have a text: the others are left out (P6)."""
    return [form for form in sheet.portions if form.cleaned_data.get("text", "").strip()]


def _spot(finding: Finding, names: dict[str, int]) -> tuple[int, str] | None:
    """The number of the portion, 0 for the head, and the field that a fault is in."""
    found = PLACE.fullmatch(finding.place)
    if found is None:
        return None
    _head, is_label, number, name, field = found.groups()
    place = int(number) if number else names.get(name, -1) if name is not None else 0
    usual = "text" if place else "title"
    is_of_label = _head or is_label or finding.rule in OF_LABELS
    return (place, field or ("marking" if is_of_label else usual)) if place >= 0 else None


def _renamed(finding: Finding, names: dict[str, int]) -> Finding:
    """The same without ids: a portion of this document by its place."""
    found = finding.found
    for name, number in names.items():
        found = found.replace(f"`{name}`", f"portion {number}")
    return Finding(finding.rule, finding.place, finding.expected, found, finding.weight)


def _widening(edition: Edition | None, names: dict[str, int], number: int, form: Any) -> str:
    """Where a wider label of a portion is proposed, with the one that was typed (W118)."""
    portion = next((name for name, place in names.items() if place == number), "")
    if edition is None or portion not in edition.by_id or edition.by_id[portion].label_set.originator is None:
        return ""
    asked = urlencode({"marking": form.cleaned_data.get("marking", "") or form["marking"].value()})
    return f"{reverse('widen', args=[edition.id, portion])}?{asked}"
