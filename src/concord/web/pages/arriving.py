"""A new document from an officer's Word file: read, shown in the plain editor, never kept.

Source: docs/spec/site.md W95-W97; docs/spec/papers-in.md.
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _

from concord.desk import Act
from concord.dissemination.incoming import EDGE, Incoming, incoming
from concord.formats.docx.package import LIMIT_BYTES
from concord.formats.docx.read import read
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.web.labels import printed
from concord.web.marked import NOTHING, marked
from concord.web.node import markings
from concord.web.pages.editor import begun
from concord.web.pages.faults import said
from concord.web.pages.seating import seated, who_may
from concord.web.pages.sheet import LONGEST_PAPER
from concord.web.pages.telling import told_of
from concord.web.seats import SeatedRequest


@seated
@who_may(Act.FILE)
def show(request: SeatedRequest) -> HttpResponse:
    """The form for a file; then the editor with what it gave."""
    if request.method != "POST":
        return marked(request, "web/from_file.html", {}, shows=NOTHING)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _again(request, [_("Choose a file first.")])
    try:
        found = _read(request, file)
    except MalformedError as error:
        return _again(request, [said(finding) for finding in error.findings])
    return begun(request, found.typed(printed), told_of(found))


def _read(request: SeatedRequest, file: UploadedFile[Any]) -> Incoming:
    """What the file makes.

    Raises:
        MalformedError: it is refused, or makes more portions than the editor takes (W96).
    """
    if (file.size or 0) > LIMIT_BYTES:
        raise _refused("PI1", f"at most {LIMIT_BYTES:,} bytes", f"{file.size:,} bytes")
    paper = read(file.read())
    _check_count(len(paper.blocks) - 2 * EDGE)
    found = incoming(paper, markings(), request.seat.desk.moment.day)
    _check_count(len(found.portions))
    return found


def _check_count(portions: int) -> None:
    """Not more than the editor takes; asked before labels are proposed too, for lines at the edges may be none."""
    if portions > LONGEST_PAPER:
        raise _refused("W96", f"at most {LONGEST_PAPER} portions", str(portions))


def _refused(rule: str, expected: str, found: str) -> MalformedError:
    return MalformedError("file", (Finding(rule, "file", expected, found),))


def _again(request: SeatedRequest, wrong: list[str]) -> HttpResponse:
    return marked(request, "web/from_file.html", {"wrong": wrong}, shows=NOTHING, status=422)
