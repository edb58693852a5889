"""The parts labels and clearances share: policy, levels, categories, and the values inside them.

Each function gives a value of the right type whatever it meets and reports what is wrong; the caller drops everything
once the report refuses. Structure is checked in `shape`. Source: docs/spec/stanag4774.md "Values".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from concord.formats import hardened
from concord.formats.hardened import Report
from concord.formats.stanag4774 import foreign
from concord.formats.stanag4774.origin import Origin
from concord.formats.stanag4774.spec import CATEGORY, CLASSIFICATION, POLICY, VALUE, Rule
from concord.formats.stanag4774.times import EXPECTED, read_instant
from concord.release.findings import Weight
from concord.release.labels import Group, Kind, PolicyRef
from concord.release.names import BEGINNING, fold

_SPACES = re.compile(r"[ \t\r\n]+")
_OID = re.compile(r"urn:oid:((?:[01]\.[1-3]?[0-9]|2\.(?:0|[1-9][0-9]*))(?:\.(?:0|[1-9][0-9]*))*)", re.ASCII | re.I)
_KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True)
class Intake:
    """One document being read: its bytes, and what is wrong with it so far."""

    origin: Origin
    report: Report = field(default_factory=Report)

    def foreign_elements(self, parent: etree._Element, *, place: str) -> tuple[bytes, ...]:
        """Entries for the foreign children of `parent`; none once the document is refused, for nobody will see them."""
        return () if self.report.refuses else foreign.elements(parent, place=place, origin=self.origin)


def every(parent: etree._Element, name: str) -> list[etree._Element]:
    """The children of that full name, in order."""
    return [child for child in hardened.children(parent) if child.tag == name]


def first(parent: etree._Element, name: str) -> etree._Element | None:
    """The first child of that full name."""
    return next(iter(every(parent, name)), None)


def collapse(text: str) -> str:
    """`text` as a token of XML Schema: white space of XML trimmed and collapsed, nothing else touched."""
    return _SPACES.sub(" ", text).strip(" ")


def leaf_text(leaf: etree._Element) -> str:
    """The text of a leaf as written; that nothing else stands in it is for `shape` to say."""
    return leaf.text or ""


def text_in(parent: etree._Element, name: str) -> str | None:
    """The text of the first child of that name as written, or None without such a child."""
    leaf = first(parent, name)
    return None if leaf is None else leaf_text(leaf)


def read_policy(parent: etree._Element, intake: Intake) -> PolicyRef:
    """The policy identifier of a label's information or of a clearance."""
    element = first(parent, POLICY)
    if element is None:
        return PolicyRef("")
    return PolicyRef(_token(element, intake), _oid(element, intake))


def read_levels(parent: etree._Element, intake: Intake) -> tuple[str, ...]:
    """The classifications of `parent`, in order."""
    return tuple(_token(level, intake) for level in every(parent, CLASSIFICATION))


def read_groups(parent: etree._Element, intake: Intake) -> tuple[Group, ...]:
    """The categories of `parent`, in order; equal ones are not merged here (release.md R23)."""
    return tuple(_group(category, intake) for category in every(parent, CATEGORY))


def read_at(written: str, where: etree._Element, intake: Intake) -> datetime:
    """The instant `written` gives; without a time zone it is UTC, with a note."""
    found = read_instant(written)
    if found is None:
        intake.report.add(Rule.TIME, where, expected=EXPECTED, found=hardened.quoted(written))
        return BEGINNING
    if not found.has_zone:
        intake.report.add(Rule.ZONE, where, expected="a time zone", found="none, read as UTC", weight=Weight.NOTE)
    if found.is_cut:
        cut = "more digits, cut off"
        intake.report.add(Rule.FRACTION, where, expected="microseconds at most", found=cut, weight=Weight.NOTE)
    return found.at


def read_attribute(element: etree._Element, name: str) -> str | None:
    """An attribute without namespace, as written."""
    value = element.get(name)
    return None if value is None else str(value)


def numbered_attributes(parent: etree._Element, name: str) -> tuple[bytes, ...]:
    """Entries for the foreign attributes of the children of that name, whose places count from 1."""
    local = etree.QName(name).localname
    places = enumerate(every(parent, name), start=1)
    return tuple(e for n, child in places for e in foreign.attributes(child, place=f"{local}[{n}]"))


def attributes_in(parent: etree._Element, name: str) -> tuple[bytes, ...]:
    """Entries for the foreign attributes of the first child of that name."""
    child = first(parent, name)
    return () if child is None else foreign.attributes(child, place=etree.QName(name).localname)


def _group(category: etree._Element, intake: Intake) -> Group:
    values = tuple(leaf_text(value) for value in every(category, VALUE))
    for value, element in zip(values, every(category, VALUE), strict=True):
        _require_words(value, element, intake)
    tag_set = read_attribute(category, "TagName")
    if tag_set is not None and not fold(tag_set):
        intake.report.add(Rule.EMPTY, category, expected="a name in `TagName`", found="an empty one")
    return Group(tag_set or "", _kind(category, intake), values, _oid(category, intake))


def _kind(category: etree._Element, intake: Intake) -> Kind:
    written = read_attribute(category, "Type")
    kind = _KINDS.get(collapse(written or ""))
    if kind is None and written is not None:
        intake.report.add(Rule.KIND, category, expected=", ".join(_KINDS), found=hardened.quoted(written))
    return kind or Kind.RESTRICTIVE


def _token(element: etree._Element, intake: Intake) -> str:
    token = collapse(leaf_text(element))
    _require_words(token, element, intake)
    return token


def _require_words(text: str, element: etree._Element, intake: Intake) -> None:
    """A leaf with children has been reported already; one with nothing that can be compared is empty."""
    if len(element) == 0 and not fold(text):
        intake.report.add(Rule.EMPTY, element, expected="a value", found="nothing but white space")


def _oid(element: etree._Element, intake: Intake) -> str | None:
    written = read_attribute(element, "URI")
    if written is None:
        return None
    found = _OID.fullmatch(collapse(written))
    if found is None:
        expected = "`urn:oid:` and an object identifier"
        intake.report.add(Rule.URI, element, expected=expected, found=hardened.quoted(written))
    return found[1] if found else None
