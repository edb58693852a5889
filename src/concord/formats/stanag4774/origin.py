"""The bytes an element was read from.

`Origin.bytes_of` gives the exact bytes of the input where they stand alone: where they parse without what surrounds
them to the same element, prefixes that values mention included. Where they do not (a namespace declared further out),
it gives the element written again with the declarations it needs (`hardened.fragment`).
"""

from __future__ import annotations

import re
from functools import cached_property

from lxml import etree

from concord.formats import hardened
from concord.release.errors import MalformedError

_MARKUP = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|(?P<end></[^>]*>)"
    rb"|(?P<start><(?:[^\"'>]|\"[^\"]*\"|'[^']*')*+>)",
    re.DOTALL,
)


class Origin:
    """A parsed document and the bytes it came from."""

    def __init__(self, data: bytes, root: etree._Element) -> None:
        self._data = data
        self._root = root

    def bytes_of(self, element: etree._Element) -> bytes:
        """`element` as bytes that parse alone: as found in the input where possible, else written again."""
        span = self._span_by_element.get(element)
        exact = self._data[slice(*span)] if span else b""
        return exact if exact and _stands_alone(exact, element) else hardened.fragment(element)

    @cached_property
    def _span_by_element(self) -> dict[etree._Element, tuple[int, int]]:
        """Spans by element; empty if the tags found do not tally with the tree."""
        elements = list(self._root.iter(etree.Element))
        spans = _spans(self._data)
        return dict(zip(elements, spans, strict=True)) if len(spans) == len(elements) else {}


def _spans(data: bytes) -> list[tuple[int, int]]:
    """First byte and end of each element, in the order of their start tags; `data` is well-formed UTF-8."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for found in _MARKUP.finditer(data):
        if found["start"]:
            opened.append(len(spans))
            spans.append((found.start(), found.end()))
        if opened and (found["end"] or (found["start"] or b"").endswith(b"/>")):
            index = opened.pop()
            spans[index] = (spans[index][0], found.end())
    return spans


def _stands_alone(exact: bytes, element: etree._Element) -> bool:
    try:
        alone = hardened.parse(exact, source="part", limit_bytes=len(exact))
    except MalformedError:
        return False
    prefixes = mentioned(element)
    return canonical(alone, prefixes) == canonical(element, prefixes)


def mentioned(element: etree._Element) -> list[str]:
    """The prefixes in scope that names or values under `element` seem to use."""
    spoken = canonical(element, [])
    return sorted(prefix for prefix in element.nsmap if prefix and f"{prefix}:".encode() in spoken)


def canonical(element: etree._Element, prefixes: list[str]) -> bytes:
    """Exclusive canonical XML with comments; `prefixes` are declared wherever they are in scope."""
    return etree.tostring(
        element,
        method="c14n",
        exclusive=True,
        with_comments=True,
        with_tail=False,
        inclusive_ns_prefixes=prefixes or None,
    )
