"""What rules inside a file refer to: levels by name, tag sets by name, values by number, policies by name.

Numbers are resolved to names here, once, and only where they leave no choice; nothing ever takes the first match.
Source: Open XML SPIF 2.1 (requiredCategory, excludedCategory, the schema's keyrefs); docs/spec/release.md R11, R25.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from concord.formats.hardened import Report, local, quoted
from concord.formats.spif.fields import is_set, kind_of, named, nested, silent_kind, text_in
from concord.formats.spif.numbers import canonical
from concord.formats.spif.types import TYPES
from concord.release.findings import Weight
from concord.release.labels import Kind
from concord.release.names import fold
from concord.release.policy import CategoryRef, Operation, Required


@dataclass(frozen=True)
class DeclaredSet:
    """A tag set as references find it: by kind, names by number and all names folded; the numbers of free input."""

    name: str
    names: dict[Kind, dict[str, dict[str, str]]] = field(default_factory=dict)
    folded: dict[Kind, set[str]] = field(default_factory=dict)
    inputs: set[tuple[Kind, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Declared:
    """Everything of one file that can be referred to: by folded name, and policies by name as written."""

    levels: dict[str, str]
    sets: dict[str, DeclaredSet]
    policies: frozenset[str]


def declared_in(root: etree._Element) -> Declared:
    """What the file under `root` declares."""
    levels = nested(root, "securityClassifications", "securityClassification")
    sets = nested(root, "securityCategoryTagSets", "securityCategoryTagSet")
    others = nested(root, "equivalentPolicies", "equivalentPolicy")
    names = (text_in(level, "name") for level in levels)
    return Declared(
        levels={fold(name): name for name in names},
        sets={fold(text_in(one, "name")): _declared_set(one) for one in sets},
        policies=frozenset(text_in(one, "name") for one in (*named(root, "defaultSecurityPolicyId"), *others)),
    )


def _declared_set(tag_set: etree._Element) -> DeclaredSet:
    declared = DeclaredSet(text_in(tag_set, "name"))
    for tag in named(tag_set, "securityCategoryTag"):
        kind = silent_kind(tag)
        if kind is not None:
            declared.names.setdefault(kind, {})
            declared.folded.setdefault(kind, set())
            for value in named(tag, "tagCategory"):
                _declare(value, kind, declared)
    return declared


def _declare(value: etree._Element, kind: Kind, declared: DeclaredSet) -> None:
    number, name = canonical(text_in(value, "lacv")), text_in(value, "name")
    declared.names[kind].setdefault(number, {}).setdefault(fold(name), name)
    declared.folded[kind].add(fold(name))
    if "userInput" in value.attrib:
        declared.inputs.add((kind, number))


def level_named(text: str, element: etree._Element, declared: Declared, report: Report) -> str:
    """The level `text` names, as declared; `text` itself, with an error, where there is none."""
    name = declared.levels.get(fold(text))
    if name != text:
        _report_keyref(element, text, "a level of the file", report, is_close=name is not None)
    return text if name is None else name


def policy_named(element: etree._Element, declared: Declared, report: Report) -> str:
    """The policy that `policyRef` names; one that is not declared is reported and kept."""
    name = text_in(element, "policyRef")
    if name not in declared.policies:
        _report_keyref(element, name, "a policy among the equivalent ones", report, is_close=True)
    return name


def _report_keyref(element: etree._Element, text: str, wanted: str, report: Report, *, is_close: bool) -> None:
    weight = Weight.REASON if is_close else Weight.ERROR
    report.add("spif.keyref", element, expected=f"{wanted}, as declared", found=quoted(text), weight=weight)


def rules_of(element: etree._Element, declared: Declared, report: Report) -> tuple[Required, ...]:
    """The companions that a level or a value of this file demands."""
    return tuple(_rule(one, declared, report) for one in named(element, "requiredCategory"))


def _rule(element: etree._Element, declared: Declared, report: Report) -> Required:
    refs = (ref_of(group, declared, report) for group in named(element, "categoryGroup"))
    return Required(_operation(element), tuple(ref for ref in refs if ref is not None))


def _operation(element: etree._Element) -> Operation:
    text = text_in(element, "operation")
    return Operation(text) if TYPES["operation"].fits(text) else Operation.ALL


def foreign_rules_of(element: etree._Element) -> tuple[Required, ...] | None:
    """Companions in another policy: their numbers stay as written; None where one cannot be read."""
    rules = []
    for one in named(element, "requiredCategory"):
        refs = [_foreign_ref(group) for group in named(one, "categoryGroup")]
        if not all(refs) or not TYPES["operation"].fits(text_in(one, "operation")):
            return None
        rules.append(Required(_operation(one), tuple(ref for ref in refs if ref is not None)))
    return tuple(rules)


def _foreign_ref(element: etree._Element) -> CategoryRef | None:
    kind, number = silent_kind(element), element.get("lacv")
    if kind is None or is_set(element, "all") == (number is not None):
        return None
    return CategoryRef(text_in(element, "tagSetRef"), kind, number)


def ref_of(element: etree._Element, declared: Declared, report: Report) -> CategoryRef | None:
    """The value, or any value, of this file that `element` refers to; None, with an error, where that is not clear."""
    kind = kind_of(element, report)
    tag_set = _set_named(element, declared, report)
    if kind is None or tag_set is None:
        return None
    if kind not in tag_set.names:
        found = f"no tag of kind {kind.value} in {quoted(tag_set.name)}"
        report.add("spif.dangling", element, expected="a tag set with values of that kind", found=found)
        return None
    if _means_any(element, report):
        return CategoryRef(tag_set.name, kind)
    return _value_numbered(element, tag_set, kind, report)


def _set_named(element: etree._Element, declared: Declared, report: Report) -> DeclaredSet | None:
    text = text_in(element, "tagSetRef")
    tag_set = declared.sets.get(fold(text))
    if tag_set is None or tag_set.name != text:
        # The schema's keyref for a value's requiredCategory misses its target, so it is our rule there.
        rule = "spif.dangling" if _is_unseen_by_schema(element) else "spif.keyref"
        weight = Weight.ERROR if tag_set is None else Weight.REASON
        report.add(rule, element, expected="a tag set of the file, as declared", found=quoted(text), weight=weight)
    return tag_set


def _is_unseen_by_schema(element: etree._Element) -> bool:
    rule = element.getparent()
    holder = rule.getparent() if rule is not None else None
    return local(element) == "categoryGroup" and holder is not None and local(holder) == "tagCategory"


def _means_any(element: etree._Element, report: Report) -> bool:
    number, is_all = text_in(element, "lacv"), is_set(element, "all")
    if is_all and number:
        report.add("spif.group", element, expected="one lacv, or all", found="both")
        return True
    if not is_all and "lacv" not in element.attrib:
        weight = Weight.ERROR if "all" in element.attrib else Weight.REASON
        found = "neither, read as any value of the kind"
        report.add("spif.group", element, expected='one lacv, or all="true"', found=found, weight=weight)
        return True
    return is_all


def _value_numbered(
    element: etree._Element,
    tag_set: DeclaredSet,
    kind: Kind,
    report: Report,
) -> CategoryRef | None:
    number = canonical(text_in(element, "lacv"))
    names = tag_set.names[kind].get(number, {})
    if (kind, number) in tag_set.inputs:
        return _free_input(element, tag_set, kind, report)
    if len(names) == 1:
        return CategoryRef(tag_set.name, kind, next(iter(names.values())))
    found = f"lacv {quoted(number)} of {len(names)} names in {quoted(tag_set.name)}"
    report.add("spif.ambiguous" if names else "spif.dangling", element, expected="the lacv of one name", found=found)
    return None


def _free_input(
    element: etree._Element,
    tag_set: DeclaredSet,
    kind: Kind,
    report: Report,
) -> CategoryRef | None:
    """A rule cannot name one text of free input; it means any value, which is the same only where nothing else is."""
    if len(tag_set.folded[kind]) > 1:
        found = "the lacv of free input beside other values"
        report.add("spif.ambiguous", element, expected="the lacv of one name", found=found)
        return None
    return CategoryRef(tag_set.name, kind)
