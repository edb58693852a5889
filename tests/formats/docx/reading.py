"""What a file of a word processor holds: every part as text, and the words of one."""

from __future__ import annotations

import io
import re
import zipfile

WORDS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")


def parts(data: bytes) -> dict[str, str]:
    """Every part of a file by its name, as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


def words(data: bytes, part: str = "word/document.xml") -> str:
    """The words of a part."""
    return " ".join(WORDS.findall(parts(data)[part]))
