"""The bytes an element was read from.

`Origin.bytes_of` gives the exact bytes of the input where they stand alone: where they parse without what surrounds
them to the same element, prefixes that values mention included. Where they do not (a namespace declared further out),
it gives the element written again with the declarations it needs (`hardened.fragment`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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
    needed = mentioned(in_scope(element), _values(element))
    return _is_same(alone, element) and all(alone.nsmap.get(prefix) == uri for prefix, uri in needed.items())


def in_scope(element: etree._Element) -> dict[str, str]:
    """Namespaces by the prefixes declared on or around `element`, in order; not the default namespace."""
    return {prefix: uri for prefix, uri in sorted(element.nsmap.items(), key=str) if prefix}


def mentioned(spaces: Mapping[str, str], values: Iterable[str]) -> dict[str, str]:
    """Those prefixes of `spaces`, with their namespaces, that `values` seem to use as `prefix:`."""
    spoken = "\n".join(values)
    return {prefix: uri for prefix, uri in spaces.items() if f"{prefix}:" in spoken}


def _values(element: etree._Element) -> Iterator[str]:
    for node in element.iter():
        yield from (text for text in (node.text, node.tail, *node.attrib.values()) if text)


def _is_same(one: etree._Element, other: etree._Element) -> bool:
    """Whether two elements hold the same, whatever stands behind them."""
    if one.text != other.text or one.tag != other.tag or len(one) != len(other) or one.attrib != other.attrib:
        return False
    return all(a.tail == b.tail and _is_same(a, b) for a, b in zip(one, other, strict=True))
