"""What a page description holds: the words of its pages, its tags in order, and what it says of itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def opened(data: bytes) -> PdfReader:
    """The file."""
    return PdfReader(io.BytesIO(data))


def root_of(data: bytes) -> Any:
    """What the file says of itself first."""
    return opened(data).trailer["/Root"]


def pages(data: bytes) -> list[str]:
    """The words of each page, line ends as spaces."""
    return [" ".join(page.extract_text().split()) for page in opened(data).pages]


def tags(data: bytes) -> list[str]:
    """The tags of its structure, in reading order."""
    return list(_tags(root_of(data)["/StructTreeRoot"]))


def _tags(element: Any) -> Iterator[str]:
    held = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(held, list):
        for each in held:
            yield from _tags(each)
    elif isinstance(held, dict):
        if "/S" in held:
            yield str(held["/S"]).lstrip("/")
        yield from _tags(held.get("/K", []))
