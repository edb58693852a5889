"""One label element to a `Label`, with its successors.

Source: STANAG 4774 (ADatP-4774, edition A), label schema 1.3; docs/spec/stanag4774.md.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from lxml import etree

from concord.formats import hardened
from concord.formats.stanag4774 import foreign, parts, shape
from concord.formats.stanag4774.parts import Intake
from concord.formats.stanag4774.spec import (
    CATEGORY,
    CLASSIFICATION,
    CREATED,
    ID_TYPES,
    INFORMATION,
    LABEL_BYTES_MOST,
    LEGACY_NAME,
    ORIGINATOR_ID,
    POLICY,
    PRIVACY_MARK,
    ROLE_BY_NAME,
    SUCCESSION,
    SUCCESSION_AT,
    SUCCESSOR,
    SUCCESSORS_MOST,
    Rule,
)
from concord.release.findings import Weight
from concord.release.labels import Label, OriginatorId, PolicyRef, Role, Succession
from concord.release.names import BEGINNING

_NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = re.compile(f"[{_NAME_START}][{_NAME_START}\\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*")
_NOTHING = Label(PolicyRef(""), "")


def read_element(element: etree._Element, intake: Intake) -> Label:
    """The label `element` is; what is wrong goes to the report, and the label then means nothing."""
    if not shape.is_bearable(element, intake.report):
        return _NOTHING
    raw = intake.origin.bytes_of(element)
    if len(raw) > LABEL_BYTES_MOST:
        expected = f"a label of at most {LABEL_BYTES_MOST:,} bytes"
        intake.report.add(Rule.SIZE, element, expected=expected, found=f"{len(raw):,} bytes")
        return _NOTHING
    shape.check(element, intake.report)
    label = _base(element, _role(element, intake), intake, depth=0)
    return replace(
        label,
        id=_id(element, intake),
        review=_review(element, intake),
        extensions=(*foreign.attributes(element, place=""), *label.extensions),
        raw=raw,
    )


def _role(element: etree._Element, intake: Intake) -> Role:
    name = hardened.local(element)
    if name == LEGACY_NAME:
        expected = "an originator, alternative or metadata label"
        intake.report.add(Rule.LEGACY, element, expected=expected, found=f"`{name}`", weight=Weight.NOTE)
    return ROLE_BY_NAME[name]


def _base(element: etree._Element, role: Role, intake: Intake, *, depth: int) -> Label:
    """What a label and a successor have in common."""
    found = parts.first(element, INFORMATION)
    information = etree.Element(INFORMATION) if found is None else found
    return Label(
        policy=parts.read_policy(information, intake),
        level=next(iter(parts.read_levels(information, intake)), ""),
        groups=parts.read_groups(information, intake),
        created=_at(element, CREATED, intake),
        succession=_succession(element, role, intake, depth=depth),
        originator=_originator(element, intake),
        privacy_mark=parts.text_in(information, PRIVACY_MARK),
        role=role,
        extensions=_extensions(element, information, intake),
    )


def _extensions(element: etree._Element, information: etree._Element, intake: Intake) -> tuple[bytes, ...]:
    """Foreign content in document order, but for the attributes of the label itself and what successors hold."""
    handling = parts.first(element, SUCCESSION)
    return (
        *parts.attributes_in(information, POLICY),
        *parts.attributes_in(information, CLASSIFICATION),
        *parts.numbered_attributes(information, CATEGORY),
        *intake.foreign_elements(information, place="ConfidentialityInformation"),
        *parts.attributes_in(element, ORIGINATOR_ID),
        *(() if handling is None else intake.foreign_elements(handling, place="SuccessionHandling")),
        *intake.foreign_elements(element, place=""),
    )


def _at(parent: etree._Element, name: str, intake: Intake) -> datetime | None:
    leaf = parts.first(parent, name)
    if leaf is None or len(leaf):
        return None
    return parts.read_at(parts.leaf_text(leaf), leaf, intake)


def _succession(element: etree._Element, role: Role, intake: Intake, *, depth: int) -> Succession | None:
    handling = parts.first(element, SUCCESSION)
    successor = None if handling is None else parts.first(handling, SUCCESSOR)
    if handling is None or successor is None:
        return None
    if depth >= SUCCESSORS_MOST:
        intake.report.add(Rule.SUCCESSION, successor, expected=f"at most {SUCCESSORS_MOST} successors", found="more")
        return None
    at = _at(handling, SUCCESSION_AT, intake) or BEGINNING
    return Succession(at, _base(successor, role, intake, depth=depth + 1))


def _originator(element: etree._Element, intake: Intake) -> OriginatorId | None:
    leaf = parts.first(element, ORIGINATOR_ID)
    if leaf is None:
        return None
    id_type = parts.read_attribute(leaf, "IDType")
    if id_type is not None and id_type not in ID_TYPES:
        expected = ", ".join(sorted(ID_TYPES))
        intake.report.add(Rule.ID_TYPE, leaf, expected=expected, found=hardened.quoted(id_type))
    return OriginatorId(parts.leaf_text(leaf), id_type or "")


def _id(element: etree._Element, intake: Intake) -> str | None:
    written = parts.read_attribute(element, "Id")
    if written is None:
        return None
    identifier = parts.collapse(written)
    if not _NAME.fullmatch(identifier):
        intake.report.add(Rule.ID, element, expected="an XML name without colon", found=hardened.quoted(written))
    return identifier


def _review(element: etree._Element, intake: Intake) -> datetime | None:
    written = parts.read_attribute(element, "ReviewDateTime")
    if written is not None:
        return parts.read_at(written, element, intake)
    if parts.first(element, SUCCESSION) is None:
        expected = "`ReviewDateTime` or `SuccessionHandling`"
        intake.report.add(Rule.REVIEW, element, expected=expected, found="neither", weight=Weight.NOTE)
    return None
