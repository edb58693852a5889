"""What must be unique in a file: names, ranks, numbers, ids and colours.

Source: Open XML SPIF 2.1 (the schema's keys); exchange of names by folding: docs/spec/release.md R4, R11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from concord.formats.hardened import Report, quoted
from concord.formats.spif.fields import named, nested, text_in
from concord.formats.spif.numbers import canonical
from concord.release.findings import Weight
from concord.release.names import fold


def check_keys(root: etree._Element, report: Report) -> None:
    """Report what is given twice; levels and tag sets may not share a name even in other letters."""
    levels = nested(root, "securityClassifications", "securityClassification")
    sets = nested(root, "securityCategoryTagSets", "securityCategoryTagSet")
    others = nested(root, "equivalentPolicies", "equivalentPolicy")
    policies = [*named(root, "defaultSecurityPolicyId"), *others]
    _check_names(levels, report)
    _check_names(sets, report)
    _check_unique(sets, "id", report, rule="spif.key", weight=Weight.ERROR)
    _check_unique(levels, "hierarchy", report, rule="spif.hierarchy", weight=Weight.ERROR, form=canonical)
    _check_unique(levels, "lacv", report, rule="spif.key", weight=Weight.REASON, form=canonical)
    _check_unique(levels, "color", report, rule="spif.key", weight=Weight.REASON)
    _check_unique(policies, "name", report, rule="spif.key", weight=Weight.REASON)
    _check_unique(policies, "id", report, rule="spif.key", weight=Weight.REASON)


def _check_unique(
    elements: Iterable[etree._Element],
    attribute: str,
    report: Report,
    *,
    rule: str,
    weight: Weight,
    form: Callable[[str], str] = str,
) -> None:
    seen: set[str] = set()
    for element in elements:
        text = text_in(element, attribute)
        if form(text) in seen:
            wanted, found = f"another `{attribute}` in each", f"{quoted(text)} again"
            report.add(rule, element, expected=wanted, found=found, weight=weight)
        if attribute in element.attrib:
            seen.add(form(text))


def _check_names(elements: Iterable[etree._Element], report: Report) -> None:
    """An equal name breaks the schema's key; one that only folds to an equal name breaks R4."""
    seen: dict[str, set[str]] = {}
    for element in elements:
        name = text_in(element, "name")
        alike = seen.setdefault(fold(name), set())
        if alike:
            rule = "spif.key" if name in alike else "spif.name"
            wanted = "a name of its own for each, letters and spaces aside"
            report.add(rule, element, expected=wanted, found=f"{quoted(name)} again")
        alike.add(name)
