"""Markings and qualifiers: what is printed, in which language, and where.

Source: Open XML SPIF 2.1 (markingData, markingQualifier).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from concord.formats.hardened import text_of
from concord.formats.spif.fields import language_of, named, text_in
from concord.formats.spif.types import TYPES
from concord.release.policy import Marking, Qualifier


def markings_of(element: etree._Element) -> tuple[Marking, ...]:
    """The markings of `element`; one without any code the format knows is left out (`check` reports it)."""
    return tuple(marking for one in named(element, "markingData") if (marking := _marking(one)).codes)


def _marking(element: etree._Element) -> Marking:
    codes = (text_of(code)[0] for code in named(element, "code"))
    known = frozenset(code for code in codes if TYPES["markingCode"].fits(code))
    return Marking(phrase=element.get("phrase"), language=language_of(element), codes=known)


def qualifiers_of(element: etree._Element) -> tuple[Qualifier, ...]:
    """The qualifiers of `element`; one with an unknown place or code is left out (`check` reports it)."""
    groups = named(element, "markingQualifier")
    return tuple(found for group in groups if _has_known_code(group) for found in _qualifiers(group))


def _has_known_code(group: etree._Element) -> bool:
    return "markingCode" not in group.attrib or TYPES["markingCode"].fits(text_in(group, "markingCode"))


def _qualifiers(group: etree._Element) -> Iterator[Qualifier]:
    for one in named(group, "qualifier"):
        place = text_in(one, "qualifierCode")
        if TYPES["qualifierCode"].fits(place):
            yield Qualifier(
                text=text_in(one, "markingQualifier"),
                place=place,
                language=language_of(one),
                code=group.get("markingCode"),
            )
