"""What is wrong with what somebody typed, in sentences.

Source: docs/spec/site.md W9, W91.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.release.findings import Finding
from concord.web.sayings import placed, worded


def owed() -> str:
    """What is told of a removal that is stored while somebody still reads files that hold remains of it (V54)."""
    return _(
        "Removed. Remains of it stand in files that are being read just now; they go as soon as nobody reads them."
    )


def said(finding: Finding) -> str:
    """A finding in a sentence of the page, in the language of its reader."""
    return _("%(place)s: expected %(expected)s, found %(found)s") % {
        "place": placed(finding.place),
        "expected": worded(finding.expected),
        "found": worded(finding.found),
    }
