"""A file against the table of `spec`: attributes, types, order, counts, namespaces, text.

Every fault is reported; a fault that leaves no doubt about what is meant is a reason, any other an error.
Source: Open XML SPIF 2.1; docs/spec/spif.md "What is checked".
"""

from __future__ import annotations

from collections import Counter

from lxml import etree

from concord.formats.hardened import Report, children, has_stray_text, local, quoted, space, text_of
from concord.formats.spif.spec import ELEMENTS, NAMESPACE, SIGNATURE, XML, XSI, Child, Model
from concord.formats.spif.types import TYPES, XML_ATTRIBUTES
from concord.release.findings import Weight


def check(root: etree._Element, report: Report) -> bool:
    """Report every departure from the schema; whether the root is the one of the format."""
    if root.tag != f"{{{NAMESPACE}}}SPIF":
        wanted = f"`SPIF` in namespace {quoted(NAMESPACE)}"
        report.add("spif.root", root, expected=wanted, found=_shown(root))
        return False
    _check_element(root, ELEMENTS["SPIF"], report)
    return True


def _weight(*, mild: bool) -> Weight:
    return Weight.REASON if mild else Weight.ERROR


def _shown(element: etree._Element) -> str:
    name = space(element)
    return f"{quoted(local(element))} in {'namespace ' + quoted(name) if name else 'no namespace'}"


def _check_element(element: etree._Element, model: Model, report: Report) -> None:
    _check_attributes(element, model, report)
    if model.text is not None:
        _check_leaf(element, model.text, report)
        return
    _check_text(element, model, report)
    if model.wild:
        _check_foreign(element, report)
    else:
        _check_children(element, model, report)


def _check_attributes(element: etree._Element, model: Model, report: Report) -> None:
    for name, attribute in model.attributes.items():
        if attribute.required and name not in element.attrib:
            weight = _weight(mild=attribute.mild)
            report.add("spif.attribute", element, expected=f"attribute `{name}`", found="none", weight=weight)
    for key, value in element.attrib.items():
        _check_attribute(element, str(key), str(value), model, report)


def _check_attribute(element: etree._Element, key: str, value: str, model: Model, report: Report) -> None:
    holder, name = space(key), etree.QName(key).localname
    if holder == XSI:
        _check_instance(element, name, report)
    elif holder == XML and model.open and name in XML_ATTRIBUTES:
        _check_type(element, key, value, XML_ATTRIBUTES[name], report, mild=True)
    elif not holder and name in model.attributes:
        attribute = model.attributes[name]
        _check_type(element, key, value, attribute.type, report, mild=attribute.mild)
    else:
        # An attribute in no namespace may be a misspelt condition; one in a foreign namespace says nothing of ours.
        weight = _weight(mild=bool(holder))
        found = f"unknown {quoted(name)}"
        report.add("spif.attribute", element, expected="attributes of the format", found=found, weight=weight)


def _check_instance(element: etree._Element, name: str, report: Report) -> None:
    if name not in {"schemaLocation", "noNamespaceSchemaLocation"}:
        wanted = "no attribute that changes the type of an element"
        report.add("spif.xsi", element, expected=wanted, found=f"xsi:{name}")


def _check_type(element: etree._Element, key: str, value: str, kind: str, report: Report, *, mild: bool) -> None:
    if not TYPES[kind].fits(value):
        weight = _weight(mild=mild or TYPES[kind].mild)
        found = f"{quoted(value)} in `{etree.QName(key).localname}`"
        report.add("spif.type", element, expected=TYPES[kind].expects, found=found, weight=weight)


def _check_leaf(element: etree._Element, kind: str, report: Report) -> None:
    text, mixed = text_of(element)
    report.extend(mixed)
    inner = next(children(element), None)
    if inner is not None:
        report.add("spif.element", inner, expected=f"text in `{local(element)}`", found=_shown(inner))
    elif not mixed and not TYPES[kind].fits(text):
        report.add("spif.type", element, expected=TYPES[kind].expects, found=quoted(text), weight=Weight.REASON)


def _check_text(element: etree._Element, model: Model, report: Report) -> None:
    """Text between elements may be a condition that lost its tags, so it is an error; white space is nothing."""
    if has_stray_text(element):
        weight = _weight(mild=model.wild)
        report.add("spif.text", element, expected="elements only", found="text between them", weight=weight)
    elif not model.children and not model.wild and any([element.text, *(child.tail for child in element)]):
        report.add("spif.text", element, expected="nothing inside", found="white space", weight=Weight.NOTE)


def _check_children(element: etree._Element, model: Model, report: Report) -> None:
    places = {name: index for index, name in enumerate(model.children)}
    names = tuple(places)
    counts: Counter[str] = Counter()
    reached = 0
    for child in children(element):
        if not _is_known(child, model, report):
            continue
        name = local(child)
        counts[name] += 1
        if places[name] < reached:
            wanted = f"`{name}` before `{names[reached]}`"
            report.add("spif.order", child, expected=wanted, found="it after", weight=Weight.REASON)
        reached = max(reached, places[name])
        _check_element(child, ELEMENTS[name], report)
    for name, place in model.children.items():
        _check_count(element, place, counts[name], report)


def _is_known(child: etree._Element, model: Model, report: Report) -> bool:
    """Whether `child` is read as an element of the format: one in no namespace is, with a finding."""
    known = local(child) in model.children and space(child) in {NAMESPACE, ""}
    if child.tag == SIGNATURE:
        _note_signature(child, report)
        report.add("spif.element", child, expected="elements of the format", found="Signature", weight=Weight.REASON)
    elif not known:
        wanted = f"one of {', '.join(model.children) or 'nothing'}"
        report.add("spif.element", child, expected=wanted, found=_shown(child))
    elif known and not space(child):
        wanted = f"`{local(child)}` in namespace {quoted(NAMESPACE)}"
        report.add("spif.namespace", child, expected=wanted, found="it in no namespace", weight=Weight.REASON)
    return known


def _check_count(element: etree._Element, place: Child, count: int, report: Report) -> None:
    if count >= place.least and (place.most is None or count <= place.most):
        return
    wanted = f"at least one `{place.name}`" if place.most is None else f"one `{place.name}`"
    report.add("spif.count", element, expected=wanted, found=str(count), weight=_weight(mild=place.mild))


def _note_signature(element: etree._Element, report: Report) -> None:
    wanted = "the signature checked before the file is trusted"
    report.add("spif.signature", element, expected=wanted, found="one that is not checked here", weight=Weight.NOTE)


def _check_foreign(element: etree._Element, report: Report) -> None:
    """Inside `extensions` only elements of the format, and attributes of the xml namespace, are checked."""
    for child in children(element):
        if child.tag == SIGNATURE:
            _note_signature(child, report)
        model = ELEMENTS.get(local(child)) if space(child) == NAMESPACE else None
        inner = Report()
        if model is None:
            _check_foreign_attributes(child, inner)
            _check_foreign(child, report)
        else:
            _check_element(child, model, inner)
        for finding in inner.findings:
            weight = Weight.REASON if finding.weight is Weight.ERROR else finding.weight
            report.add(finding.rule, finding.place, expected=finding.expected, found=finding.found, weight=weight)


def _check_foreign_attributes(element: etree._Element, report: Report) -> None:
    for key, value in element.attrib.items():
        holder, name = space(str(key)), etree.QName(str(key)).localname
        if holder == XML and name in XML_ATTRIBUTES:
            _check_type(element, str(key), str(value), XML_ATTRIBUTES[name], report, mild=True)
        elif holder == XSI and name == "type":
            _check_instance(element, name, report)
