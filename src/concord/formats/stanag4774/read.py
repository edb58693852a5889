"""STANAG 4774 labels from bytes: a bare label, or labels inside other XML (a binding, an XMP packet).

Signatures and bindings are not verified here, and labels that are only referred to are not fetched.
Source: STANAG 4774 (ADatP-4774, edition A), label schema 1.3; docs/spec/stanag4774.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from concord.formats import hardened
from concord.formats.hardened import Report
from concord.formats.stanag4774.label import read_element
from concord.formats.stanag4774.origin import Origin
from concord.formats.stanag4774.parts import Intake
from concord.formats.stanag4774.spec import (
    BINDING_PROPERTY,
    FILE_BYTES_MOST,
    LABEL,
    METADATA_REFERENCE,
    ROLE_BY_NAME,
    Rule,
)
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.labels import Label, LabelSet, Role

_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")


@dataclass(frozen=True)
class Reading:
    """What a file gave: its labels in order, and every finding on it.

    With a finding of weight ERROR there are no labels: a file is read whole or not at all.
    """

    labels: tuple[Label, ...]
    findings: tuple[Finding, ...]

    @property
    def is_refused(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.weight is Weight.ERROR for finding in self.findings)


def read(data: bytes) -> Reading:
    """Every label in `data`, in document order, with notes and errors; never raises on data.

    A label inside foreign content of another label is refused; one inside an XMP binding string is read in its place.
    """
    report = Report()
    try:
        labels = tuple(_labels(data, report))
    except MalformedError as error:
        return Reading((), error.findings)
    if not labels and not report.refuses:
        report.add(Rule.NONE, "input", expected=f"at least one label in the namespace `{LABEL}`", found="none")
    _check_ids(labels, report)
    return Reading(() if report.refuses else labels, report.findings)


def read_labels(data: bytes, *, source: str = "input") -> tuple[Label, ...]:
    """Every label in `data`, at least one, in document order.

    Raises:
        MalformedError: an ERROR among the findings of `read`; it holds all of them, notes too.
    """
    return _accepted(read(data), source).labels


def read_label(data: bytes, *, source: str) -> Label:
    """The only label in `data`.

    Raises:
        MalformedError: `read` refuses, or there are several labels.
    """
    labels = read_labels(data, source=source)
    if len(labels) > 1:
        raise MalformedError(source, (Finding(Rule.COUNT, "input", "one label", f"{len(labels)} labels"),))
    return labels[0]


def read_label_set(data: bytes, *, source: str = "input") -> LabelSet:
    """The labels in `data` as those of one object: one originator label, alternatives, at most one metadata label.

    Raises:
        MalformedError: `read` refuses, or the roles do not fit.

    Source: STANAG 4774 (exactly one originator label); docs/spec/release.md R10.
    """
    labels = read_labels(data, source=source)
    by_role = {role: tuple(label for label in labels if label.role is role) for role in Role}
    findings = tuple(_misfits(by_role))
    if findings:
        raise MalformedError(source, findings)
    metadata = next(iter(by_role[Role.METADATA]), None)
    return LabelSet(by_role[Role.ORIGINATOR][0], alternatives=by_role[Role.ALTERNATIVE], metadata=metadata)


def _accepted(reading: Reading, source: str) -> Reading:
    if reading.is_refused:
        raise MalformedError(source, reading.findings)
    return reading


def _misfits(by_role: dict[Role, tuple[Label, ...]]) -> Iterator[Finding]:
    originators, metadata = len(by_role[Role.ORIGINATOR]), len(by_role[Role.METADATA])
    if originators != 1:
        yield Finding(Rule.ORIGINATOR, "input", "exactly one originator label", f"{originators}")
    if metadata > 1:
        yield Finding(Rule.METADATA, "input", "at most one metadata label", f"{metadata}")


def _check_ids(labels: tuple[Label, ...], report: Report) -> None:
    counts = Counter(label.id for label in labels if label.id is not None)
    for identifier, count in counts.items():
        if count > 1:
            expected = f"one label with the Id {hardened.quoted(identifier)}"
            report.add(Rule.ID, "input", expected=expected, found=f"{count}")


def _labels(data: bytes, report: Report, *, is_embedded: bool = False) -> Iterator[Label]:
    root = hardened.parse(data, source="input", limit_bytes=FILE_BYTES_MOST)
    return _inside(root, Intake(Origin(data, root), report), is_embedded=is_embedded)


def _inside(element: etree._Element, intake: Intake, *, is_embedded: bool) -> Iterator[Label]:
    """The labels in and under `element` in document order; nothing is looked for inside a label."""
    if _is_label(element):
        yield read_element(element, intake)
        return
    _remark(element, intake.report)
    for binding in _binding_strings(element, intake.report):
        if is_embedded:
            expected = "no binding string inside a binding string"
            intake.report.add(Rule.EMBEDDED, element, expected=expected, found="one")
        else:
            yield from _embedded(binding, element, intake.report)
    if element.tag != BINDING_PROPERTY:
        for child in hardened.children(element):
            yield from _inside(child, intake, is_embedded=is_embedded)


def _is_label(element: etree._Element) -> bool:
    name = etree.QName(element)
    return name.namespace == LABEL and name.localname in ROLE_BY_NAME


def _remark(element: etree._Element, report: Report) -> None:
    """What looks like a label or points to one, and is not read."""
    if element.tag == METADATA_REFERENCE:
        found = "a reference, not followed"
        report.add(Rule.REFERENCE, element, expected="metadata in place", found=found, weight=Weight.NOTE)
    if hardened.local(element) in ROLE_BY_NAME:
        found = hardened.quoted(etree.QName(element).namespace or "none")
        report.add(Rule.NAMESPACE, element, expected=f"the namespace `{LABEL}`", found=found)


def _binding_strings(element: etree._Element, report: Report) -> Iterator[str]:
    """Bindings that `element` carries as a string, as attribute or as text (STANAG 4778.2, XMP profile)."""
    written = element.get(BINDING_PROPERTY)
    if written is not None:
        yield str(written)
    if element.tag == BINDING_PROPERTY:
        text, findings = hardened.text_of(element, rule=Rule.EMBEDDED)
        report.extend(findings)
        if not findings:
            yield text


def _embedded(binding: str, where: etree._Element, report: Report) -> Iterator[Label]:
    """The labels in a binding string; their places begin with that of the element that carries it."""
    inner = Report()
    try:
        yield from _labels(_DECLARATION.sub("", binding, count=1).encode(), inner, is_embedded=True)
    except MalformedError as error:
        inner.extend(error.findings)
    place = hardened.place(where)
    report.extend(tuple(replace(f, place=f"{place}, binding string: {f.place}") for f in inner.findings))
