"""What is wrong with what somebody typed, in sentences.

Source: docs/spec/site.md W9, W91.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.release.findings import Finding


def said(finding: Finding) -> str:
    """A finding in a sentence of the page, in the language of its reader as far as the catalogue has its words."""
    return _("%(place)s: expected %(expected)s, found %(found)s") % {
        "place": _placed(finding.place),
        "expected": _worded(finding.expected),
        "found": _worded(finding.found),
    }


def _placed(place: str) -> str:
    """A place whose first word is of the catalogue: what follows it is an id or a number."""
    first, space, rest = place.partition(" ")
    return f"{_worded(first)}{space}{rest}"


def _worded(text: str) -> str:
    """A text in the language of the page; nothing stays nothing, for which the catalogue has its own head."""
    return _(text) if text else text
