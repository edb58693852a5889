"""The names of WordprocessingML that reading knows (ISO/IEC 29500-1:2016 clause 17, transitional)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
V = "urn:schemas-microsoft-com:vml"
SPACES = {"w": W, "r": R, "mc": MC, "m": M, "wp": WP, "a": A, "v": V}
OFF = frozenset({"0", "false", "off", "none"})


def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return f"{{{W}}}{name}"


def value(element: etree._Element | None, name: str = "val") -> str:
    """An attribute of WordprocessingML; "" where there is none."""
    return (element.get(w(name)) or "") if element is not None else ""


def is_on(element: etree._Element | None) -> bool:
    """Whether a property that is on or off is there and on."""
    return element is not None and value(element).lower() not in OFF


def found(element: etree._Element, path: str) -> list[etree._Element]:
    """The elements at a path."""
    got = element.xpath(path, namespaces=SPACES)
    return [each for each in got if isinstance(each, etree._Element)] if isinstance(got, list) else []


def first(element: etree._Element | None, path: str) -> etree._Element | None:
    """The first element at a path below another."""
    return element.find(path, SPACES) if element is not None else None


def words_in(element: etree._Element) -> int:
    """How many elements of words, shown, deleted or hidden, there are in an element, itself included (PI21)."""
    counted = element.xpath("count(descendant-or-self::w:t | descendant-or-self::w:delText)", namespaces=SPACES)
    return int(counted) if isinstance(counted, float) else 0


def parts_of(element: etree._Element) -> Iterator[etree._Element]:
    """The elements in an element, without comments."""
    for child in element:
        if isinstance(child.tag, str):
            yield child
