"""Files that are uploaded, in memory for one request: none is ever written to a disk.

Source: docs/spec/site.md W97.
"""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from concord.formats.docx.package import LIMIT_BYTES

LONGEST = LIMIT_BYTES
"""So many bytes the files of one request may have together, as many as the longest file that is read; of more nothing
is held."""


class InMemory(FileUploadHandler):
    """Holds what comes; of what is too long it counts the bytes alone."""

    def __init__(self, request: object = None) -> None:
        super().__init__(request)  # type: ignore[arg-type]  # the stubs know no request that is yet to be read
        self._held = BytesIO()
        self._size = self._total = 0

    def new_file(self, *given: object, **named: object) -> None:
        """Begin with nothing."""
        super().new_file(*given, **named)  # type: ignore[arg-type]  # handed on as it comes
        self._held, self._size = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Hold what came, or pass it over."""
        self._size += len(raw_data)
        self._total += len(raw_data)
        if self._total <= LONGEST:
            self._held.write(raw_data)
        else:
            self._held = BytesIO()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, with the size that it had; one that is too long is empty."""
        self._held.seek(0)
        size = self._size if self._total <= LONGEST else max(self._size, LONGEST + 1)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name or "", self.content_type, size, self.charset
        )


def with_file(request: HttpRequest, letters: int, wrong: list[str]) -> QueryDict:
    """What was typed, with the text of an uploaded file in the field `text`; what is no text is told.

    Of a file that is too long it is one letter more than the form takes.
    """
    typed = request.POST.copy()
    file = request.FILES.get("file")
    if file is None:
        return typed
    data = file.read(letters + 1)
    try:
        typed["text"] = data.decode()
    except UnicodeDecodeError:
        wrong.append(_("The file is no text in UTF-8."))
    return typed
