"""What is wrong with what somebody typed, in sentences.

Source: docs/spec/site.md W9, W91.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from concord.release.findings import Finding

FURTHER = re.compile(r"and ([0-9]+) more")
"""How the rest of many places is told."""


def said(finding: Finding) -> str:
    """A finding in a sentence of the page, in the language of its reader as far as the catalogue has its words."""
    return _("%(place)s: expected %(expected)s, found %(found)s") % {
        "place": placed(finding.place),
        "expected": _worded(finding.expected),
        "found": _worded(finding.found),
    }


def placed(place: str) -> str:
    """A place, or several: the first word of each part is of the catalogue, what follows it is an id or a number."""
    return "; ".join(", ".join(map(_place, each.split(", "))) for each in place.split("; "))


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
