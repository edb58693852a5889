"""Checking an element against its shape: attributes, parts in order, stray text, foreign content.

Everything that is wrong is reported; nothing is read here but names and counts.
Source: docs/spec/stanag4774.md "Structure".
"""

from __future__ import annotations

from collections import Counter

from lxml import etree

from concord.formats import hardened
from concord.formats.hardened import Report
from concord.formats.stanag4774.spec import (
    ATTRIBUTES_MOST,
    CLEARANCE,
    FORBIDDEN_VALUES,
    FOREIGN_MOST,
    LABEL,
    SCHEMA_HINTS,
    SCHEMA_INSTANCE,
    SHAPES,
    Part,
    Rule,
    Shape,
)

_OURS = frozenset({LABEL, CLEARANCE})


def check(element: etree._Element, report: Report) -> None:
    """Report everything about `element` and what is inside it that its shape does not allow."""
    shape = SHAPES[str(element.tag)]
    _check_attributes(element, shape, report)
    if shape.is_leaf:
        _check_leaf(element, report)
        return
    if hardened.has_stray_text(element):
        report.add(Rule.TEXT, element, expected="elements only", found="text between them")
    _check_children(element, shape, report)


def is_bearable(element: etree._Element, report: Report) -> bool:
    """Whether no element in or under `element` has more attributes than are looked at; reported if one has."""
    heavy = [node for node in element.iter(etree.Element) if len(node.attrib) > ATTRIBUTES_MOST]
    for node in heavy:
        report.add(Rule.ATTRIBUTE, node, expected=f"at most {ATTRIBUTES_MOST} attributes", found=f"{len(node.attrib)}")
    return not heavy


def name_of(tag: str) -> str:
    """An element's or attribute's name as findings show it: local where it is the standard's own."""
    name = etree.QName(tag)
    return hardened.quoted(name.localname if name.namespace in _OURS or not name.namespace else tag, most=120)


def _check_leaf(element: etree._Element, report: Report) -> None:
    inner = next(iter(element), None)
    if inner is not None:
        kind = "a comment" if isinstance(inner, etree._Comment) else "an element"
        report.add(Rule.VALUE, element, expected="text only", found=f"{kind} inside the value")


def _check_attributes(element: etree._Element, shape: Shape, report: Report) -> None:
    for attribute in element.attrib:
        if not _is_allowed(etree.QName(str(attribute)), shape):
            expected = f"only {_listed(shape.attributes)}" if shape.attributes else "no attribute of the standard"
            report.add(Rule.ATTRIBUTE, element, expected=expected, found=f"attribute {name_of(str(attribute))}")
    for name in shape.required:
        if name not in element.attrib:
            report.add(Rule.ATTRIBUTE, element, expected=f"attribute `{name}`", found="none")


def _is_allowed(name: etree.QName, shape: Shape) -> bool:
    if not name.namespace:
        return name.localname in shape.attributes
    if name.namespace in _OURS or not shape.open:
        return False
    return name.namespace != SCHEMA_INSTANCE or name.localname in SCHEMA_HINTS


def _check_children(element: etree._Element, shape: Shape, report: Report) -> None:
    positions = {part.name: index for index, part in enumerate(shape.parts)}
    counts: Counter[str] = Counter()
    reached = 0
    for child in hardened.children(element):
        tag = str(child.tag)
        position = positions.get(tag, len(positions))
        counts[tag] += 1
        if position == len(positions) and not _is_welcome(child, shape):
            report.add(_rule_of(child, shape), child, expected=_expected(shape), found=name_of(tag))
        elif position < reached:
            report.add(Rule.ORDER, child, expected=f"the order {_sequence(shape)}", found=f"{name_of(tag)} too late")
        else:
            reached = position
        _check_inside(child, positions, report)
    for part in shape.parts:
        _check_count(element, part, counts[part.name], report)
    strangers = sum(count for tag, count in counts.items() if tag not in positions)
    if strangers > FOREIGN_MOST:
        report.add(Rule.FOREIGN, element, expected=f"at most {FOREIGN_MOST} foreign elements", found=f"{strangers}")


def _check_inside(child: etree._Element, positions: dict[str, int], report: Report) -> None:
    if str(child.tag) in positions:
        check(child, report)
    elif etree.QName(child).namespace not in _OURS:
        _check_foreign(child, report)


def _check_foreign(element: etree._Element, report: Report) -> None:
    """A label hidden in foreign content would be found by some readers and not by others."""
    for inner in hardened.children(element):
        if str(inner.tag) in SHAPES or str(inner.tag) in FORBIDDEN_VALUES:
            expected = "no element of the standard inside foreign content"
            report.add(Rule.FOREIGN, inner, expected=expected, found=name_of(str(inner.tag)))
        else:
            _check_foreign(inner, report)


def _check_count(element: etree._Element, part: Part, count: int, report: Report) -> None:
    if count < part.least:
        rule = Rule.EMPTY if part.most is None else Rule.MISSING
        report.add(rule, element, expected=name_of(part.name), found="none")
    if part.most is not None and count > part.most:
        report.add(Rule.REPEATED, element, expected=f"one {name_of(part.name)}", found=f"{count}")


def _is_welcome(child: etree._Element, shape: Shape) -> bool:
    namespace = etree.QName(child).namespace
    return shape.foreign and namespace not in _OURS and (bool(namespace) or shape.unqualified)


def _rule_of(child: etree._Element, shape: Shape) -> Rule:
    if str(child.tag) in FORBIDDEN_VALUES:
        return Rule.GENERIC
    parts = {etree.QName(part.name).localname for part in shape.parts}
    return Rule.NAMESPACE if hardened.local(child) in parts else Rule.ELEMENT


def _expected(shape: Shape) -> str:
    names = _sequence(shape) or "nothing of the standard"
    return f"{names}, then elements of other namespaces" if shape.foreign else names


def _sequence(shape: Shape) -> str:
    return ", ".join(name_of(part.name) for part in shape.parts)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
