"""An edition of a document as a file, to be taken away by who reads it.

Source: docs/spec/papers-out.md PO20; docs/spec/site.md W129.
"""

from __future__ import annotations

from django.http import HttpResponse

from concord.dissemination.leaving import laid_out, paper_out
from concord.formats.docx import write as docx
from concord.formats.paper.spec import Paper
from concord.web.lists import is_exercise
from concord.web.node import markings
from concord.web.pages.documents import edition_of
from concord.web.pages.seating import seated
from concord.web.parts.export import sent
from concord.web.seats import SeatedRequest
from concord.web.tongue import language


@seated
def as_word(request: SeatedRequest, record: str) -> HttpResponse:
    """For a word processor."""
    return sent(docx.write(_paper(request, record)), _named(record, "docx"), docx.MEDIA_TYPE)


@seated
def as_pdf(request: SeatedRequest, record: str) -> HttpResponse:
    """For reading and printing."""
    from concord.formats.pdf import write as pdf  # noqa: PLC0415 (heavy: loaded when one is asked for)

    return sent(pdf.write(_paper(request, record)), _named(record, "pdf"), pdf.MEDIA_TYPE)


def _paper(request: SeatedRequest, record: str) -> Paper:
    edition, spoken = edition_of(request, record), language()
    return paper_out(
        laid_out(edition, request.seat.desk.moment),
        lambda label, code: markings().write(label, code=code, language=spoken),
        spoken,
        is_exercise=is_exercise(edition),
    )


def _named(record: str, ending: str) -> str:
    return f"document-{record[:8]}-{language()}.{ending}"
