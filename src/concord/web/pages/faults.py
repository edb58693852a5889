"""What is wrong with what somebody typed, in sentences, each at its field.

Source: docs/spec/site.md W9, W91, W122.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from concord.release.findings import Finding

FURTHER = re.compile(r"and ([0-9]+) more")
"""How the rest of many places is told."""


@dataclass(frozen=True)
class Wrong:
    """A fault in a sentence; the element of the page that it is in ("" for none), and where one may go on with it."""

    text: str
    element: str = ""
    onward: str = ""


def said(finding: Finding) -> str:
    """A finding in a sentence of the page, in the language of its reader as far as the catalogue has its words."""
    return _("%(place)s: expected %(expected)s, found %(found)s") % {
        "place": placed(finding.place),
        "expected": _worded(finding.expected),
        "found": _worded(finding.found),
    }


def briefly(finding: Finding) -> str:
    """A finding in a sentence beside its field: without its place."""
    told = {"expected": _worded(finding.expected), "found": _worded(finding.found)}
    return _("expected %(expected)s, found %(found)s") % told


def put(form: forms.BaseForm, findings: Iterable[Finding], fields: Mapping[str, str]) -> list[Wrong]:
    """Put findings beside the fields that their places name by a word; those of no field."""
    rest = []
    for finding in findings:
        field = next((name for place, name in fields.items() if _names(finding.place, place)), "")
        if field:
            form.add_error(field, briefly(finding))
        else:
            rest.append(Wrong(said(finding)))
    return rest


def wrongs(form: forms.BaseForm, *, where: str = "") -> Iterator[Wrong]:
    """Every fault that stands beside a field of a form, for the list above it; `where` leads the name of the field."""
    if not form.is_bound:
        return
    for field in form:
        name = f"{where}, {field.label}" if where else str(field.label)
        onward = getattr(form, "onward", "") if field.name == "marking" else ""
        for text in field.errors:
            yield Wrong(_("%(field)s: %(fault)s") % {"field": name, "fault": text}, field.id_for_label, onward)
    yield from (Wrong(str(text)) for text in form.non_field_errors())


def placed(place: str) -> str:
    """A place, or several: the first word of each part is of the catalogue, what follows it is an id or a number."""
    return "; ".join(", ".join(map(_place, each.split(", "))) for each in place.split("; "))


def _names(place: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", place) is not None


def _place(part: str) -> str:
    further = FURTHER.fullmatch(part)
    if further is not None:
        return _("and %(count)s more") % {"count": further[1]}
    first, space, rest = part.partition(" ")
    if _worded(part) != part:
        return _worded(part)
    return f"{_worded(first)}{space}{rest}"


def _worded(text: str) -> str:
    """A text in the language of the page; nothing stays nothing, for which the catalogue has its own head."""
    return _(text) if text else text
