"""The bytes an element was read from.

`Origin.bytes_of` gives the exact bytes of the input where they stand alone. Where names or values in them use a
namespace that is declared further out, it gives the same bytes with these declarations added to their start tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import takewhile

from lxml import etree

from concord.formats import hardened
from concord.release.errors import MalformedError

_MARKUP = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|(?P<end></[^>]*>)"
    rb"|(?P<start><(?:[^\"'>]|\"[^\"]*\"|'[^']*')*+>)",
    re.DOTALL,
)
_NAME = re.compile(rb"<[^\s/>]+")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


class Origin:
    """A parsed document and the bytes it came from."""

    def __init__(self, data: bytes, root: etree._Element) -> None:
        self._data = data
        self._root = root

    def bytes_of(self, element: etree._Element) -> bytes:
        """`element` as bytes that parse alone to the same element."""
        span = self._span_by_element.get(element)
        exact = self._data[slice(*span)] if span else b""
        whole = _NAME.sub(lambda name: name[0] + _missing(element, exact), exact, count=1)
        return whole if whole and _stands_alone(whole, element) else hardened.fragment(element)

    @cached_property
    def _span_by_element(self) -> dict[etree._Element, tuple[int, int]]:
        """Spans by element; empty if the tags found do not tally with the tree."""
        elements = list(self._root.iter(etree.Element))
        spans = _spans(self._data)
        return dict(zip(elements, spans, strict=True)) if len(spans) == len(elements) else {}


def in_scope(element: etree._Element) -> dict[str, str]:
    """Namespaces by the prefixes declared on or around `element`, in order; not the default namespace."""
    return {prefix: uri for prefix, uri in sorted(element.nsmap.items(), key=str) if prefix}


def mentioned(spaces: Mapping[str, str], values: Iterable[str]) -> dict[str, str]:
    """Those prefixes of `spaces`, with their namespaces, that `values` seem to use as `prefix:`."""
    spoken = "\n".join(values)
    return {
        prefix: uri
        for prefix, uri in spaces.items()
        if f"{prefix}:" in spoken and re.search(rf"(?<![\w.\-]){re.escape(prefix)}:", spoken)
    }


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


def _missing(element: etree._Element, exact: bytes) -> bytes:
    """Declarations that `exact` needs and does not make on its own start tag, as they go into that tag."""
    own = _declared(element)
    needed = [("xmlns:" + p, uri) for p, uri in mentioned(in_scope(element), [exact.decode()]).items() if p not in own]
    default = element.nsmap.get(None)
    if default and "" not in own and _has_bare_name(element, default):
        needed.insert(0, ("xmlns", default))
    return "".join(f' {name}="{uri.translate(_ESCAPES)}"' for name, uri in needed).encode()


def _declared(element: etree._Element) -> set[str]:
    """Prefixes declared on `element` itself; the default namespace as an empty one."""
    events = etree.iterwalk(element, events=("start-ns", "start"))
    return {value[0] for _, value in takewhile(lambda event: event[0] == "start-ns", events)}


def _has_bare_name(element: etree._Element, namespace: str) -> bool:
    """Whether a name under `element` has no prefix and still the namespace."""
    nodes = element.iter(f"{{{namespace}}}*")
    return any(node.prefix is None for node in nodes)


def _stands_alone(whole: bytes, element: etree._Element) -> bool:
    try:
        return _is_same(hardened.parse(whole, source="part", limit_bytes=len(whole)), element)
    except MalformedError:
        return False


def _is_same(one: etree._Element, other: etree._Element) -> bool:
    """Whether two elements hold the same, whatever stands behind them."""
    if one.text != other.text or one.tag != other.tag or len(one) != len(other) or one.attrib != other.attrib:
        return False
    return all(a.tail == b.tail and _is_same(a, b) for a, b in zip(one, other, strict=True))
