"""Commitments as a part of the site.

Source: docs/spec/site.md W50; docs/spec/commitments.md.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from concord.commitments.kinds import KINDS, WORDS
from concord.web.parts.commitments import edit, export, listing, matrix, principals, reports, show
from concord.web.parts.commitments.words import titled
from concord.web.parts.export import CSV, XLSX
from concord.web.parts.part import Page, Part

PART = Part(
    "commitments",
    gettext_lazy("Commitments"),
    KINDS,
    shows="commitment",
    pages=(
        Page("", "commitments", listing.show),
        Page("export.csv", "commitments-export", export.register(CSV)),
        Page("export.xlsx", "commitments-workbook", export.register(XLSX)),
        Page("matrix", "commitments-matrix", matrix.show),
        Page("principals", "commitments-principals", principals.show),
        Page("principals.docx", "commitments-paper", principals.export),
        Page("reports", "commitments-reports", reports.show),
        Page("reports/export.csv", "commitments-reports-export", export.reports(CSV)),
        Page("reports/export.xlsx", "commitments-reports-workbook", export.reports(XLSX)),
        Page("<str:record>", "commitment", show.show),
        Page("<str:record>/report", "commitment-report", edit.new),
        Page("<str:record>/note", "commitment-note", edit.note),
        Page("<str:record>/edit", "commitment-edit", edit.edit),
        Page("<str:record>/post", "commitment-post", edit.post),
    ),
    titled=titled,
    choices=WORDS,
)
