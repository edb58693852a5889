"""What is wrong with what somebody typed, in sentences.

Source: docs/spec/site.md W9.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.release.findings import Finding


def said(finding: Finding) -> str:
    """A finding in a sentence of the page."""
    return _("%(place)s: expected %(expected)s, found %(found)s") % {
        "place": finding.place,
        "expected": finding.expected,
        "found": finding.found,
    }
