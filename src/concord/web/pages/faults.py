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
from concord.web.sayings import placed, worded


def owed() -> str:
    """What is told of a removal that is stored while somebody still reads files that hold remains of it (V54)."""
    return _(
        "Removed. Remains of it stand in files that are being read just now; they go as soon as nobody reads them."
    )


@dataclass(frozen=True)
class Wrong:
    """A fault in a sentence; the element of the page that it is in ("" for none), and where one may go on with it."""

    text: str
    element: str = ""
    onward: str = ""


def said(finding: Finding) -> str:
    """A finding in a sentence of the page, in the language of its reader."""
    return _("%(place)s: expected %(expected)s, found %(found)s") % {
        "place": placed(finding.place),
        "expected": worded(finding.expected),
        "found": worded(finding.found),
    }


def briefly(finding: Finding) -> str:
    """A finding in a sentence beside its field: without its place."""
    told = {"expected": worded(finding.expected), "found": worded(finding.found)}
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


def _names(place: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", place) is not None
