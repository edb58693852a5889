"""What is wrong with what somebody typed, in sentences.

Source: docs/spec/site.md W9, W91.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.release.findings import Finding
from concord.web.sayings import placed, worded


def said(finding: Finding) -> str:
    """A finding in a sentence of the page, in the language of its reader."""
    return _("%(place)s: expected %(expected)s, found %(found)s") % {
        "place": placed(finding.place),
        "expected": worded(finding.expected),
        "found": worded(finding.found),
    }
