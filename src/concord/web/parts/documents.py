"""Documents as a part: in the navigation, found by search, exported. Its pages are in `web.pages.documents`.

Source: docs/spec/site.md W11, W50.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from concord.dissemination.kinds import DOCUMENT, FORMS
from concord.web.parts.export import CSV, XLSX, exporting
from concord.web.parts.part import Page, Part

CHOICES = {"form": FORMS}
TITLE = gettext_lazy("Documents")
PART = Part(
    "documents",
    TITLE,
    (DOCUMENT,),
    shows="document",
    pages=(
        Page("export.csv", "documents-export", exporting(DOCUMENT, CHOICES, TITLE, CSV)),
        Page("export.xlsx", "documents-workbook", exporting(DOCUMENT, CHOICES, TITLE, XLSX)),
    ),
    choices=CHOICES,
)
