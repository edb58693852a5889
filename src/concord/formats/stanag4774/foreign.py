"""What STANAG 4774 leaves to others inside a label or clearance: foreign elements and attributes, kept as they came.

One entry of `Label.extensions` is the place the content stands in and its bytes. A foreign element at the end of the
label is its bytes alone, so such an entry begins with `<`. Anything else begins with its place and a space:
`ConfidentialityInformation <x:note .../>`; attributes are carried by an empty element, `@PolicyIdentifier <at .../>`.
Entries stand in document order.
"""

from __future__ import annotations

from itertools import count

from lxml import etree

from concord.formats import hardened
from concord.formats.stanag4774.origin import Origin, in_scope, mentioned
from concord.formats.stanag4774.spec import CLEARANCE, LABEL

XML = "http://www.w3.org/XML/1998/namespace"
"""The namespace whose prefix is always declared."""

_CARRIER = b"<at"
_CARRIER_END = b"/>"


def is_foreign(element: etree._Element) -> bool:
    """Whether `element` belongs to another namespace, or to none."""
    return etree.QName(element).namespace not in {LABEL, CLEARANCE}


def elements(parent: etree._Element, *, place: str, origin: Origin) -> tuple[bytes, ...]:
    """Entries for the foreign children of `parent`, in order."""
    return tuple(_entry(place, origin.bytes_of(child)) for child in hardened.children(parent) if is_foreign(child))


def attributes(element: etree._Element, *, place: str) -> tuple[bytes, ...]:
    """One entry for all qualified attributes of `element`, or none.

    Prefixes are numbered afresh: which of several prefixes an attribute was written with is not known to the tree.
    """
    qualified = {str(name): str(value) for name, value in sorted(element.attrib.items()) if str(name).startswith("{")}
    if not qualified:
        return ()
    needed = mentioned(in_scope(element), qualified.values())
    used = sorted({str(etree.QName(name).namespace) for name in qualified} - {XML})
    free = (prefix for prefix in map("at{}".format, count(1)) if prefix not in needed)
    spaces = needed | dict(zip(free, used, strict=False))
    carrier = etree.Element("at", attrib=qualified, nsmap=spaces)
    return (_entry(f"@{place}", etree.tostring(carrier, encoding="UTF-8")),)


def unpack(entry: bytes) -> tuple[str, bytes]:
    """The place and the bytes of an entry."""
    if entry.startswith(b"<"):
        return "", entry
    place, _, content = entry.partition(b" ")
    return place.decode("utf-8", "replace"), content


def attribute_text(carrier: bytes) -> str:
    """Declarations and attributes of a carrier, as they go into a start tag: a leading space, then the text."""
    return carrier.removeprefix(_CARRIER).removesuffix(_CARRIER_END).decode("utf-8", "replace")


def _entry(place: str, content: bytes) -> bytes:
    return f"{place} ".encode() + content if place else content
