"""Levels, tag sets, tags and values out of their elements.

Source: Open XML SPIF 2.1; docs/spec/release.md R11, R24-R26; docs/spec/spif.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from lxml import etree

from concord.formats.hardened import Report, quoted, text_of
from concord.formats.spif.fields import instant_in, is_set, kind_of, name_in, named, silent_kind, text_in, whole
from concord.formats.spif.marks import markings_of, qualifiers_of
from concord.formats.spif.numbers import canonical
from concord.formats.spif.refs import Declared, foreign_rules_of, level_named, policy_named, ref_of, rules_of
from concord.formats.spif.types import TYPES
from concord.release.findings import Weight
from concord.release.labels import Kind
from concord.release.names import NEVER, fold
from concord.release.policy import Applied, EquivalentLevel, EquivalentValue, Level, Tag, TagSet, Value

Entries = list[tuple[etree._Element, Kind, Value]]


def levels_of(root: etree._Element, declared: Declared, report: Report) -> Iterator[Level]:
    """Every securityClassification; the marks of the group it stands in count for it too."""
    for group in named(root, "securityClassifications"):
        markings = tuple(marking for marking in markings_of(group) if marking.phrase is None)
        qualifiers = qualifiers_of(group)
        for element in named(group, "securityClassification"):
            level = _level_of(element, declared, report)
            yield replace(
                level,
                markings=(*level.markings, *markings),
                qualifiers=(*level.qualifiers, *qualifiers),
            )


def _level_of(element: etree._Element, declared: Declared, report: Report) -> Level:
    color = element.get("color")
    return Level(
        name=name_in(element, "name", report),
        rank=whole(element, "hierarchy", report),
        lacv=text_in(element, "lacv"),
        obsolete=is_set(element, "obsolete"),
        required=rules_of(element, declared, report),
        markings=markings_of(element),
        qualifiers=qualifiers_of(element),
        equivalents=tuple(_equivalent_levels(element, declared, report)),
        color=color if color is not None and TYPES["color"].fits(color) else None,
    )


def tag_set_of(element: etree._Element, declared: Declared, report: Report) -> TagSet:
    """One securityCategoryTagSet; a tag whose values have no kind is left out, with a finding."""
    entries: Entries = []
    tags = tuple(_tags(element, declared, entries, report))
    _check_alternatives(entries, report)
    _check_numbers(entries, report)
    for one in named(element, "equivalentSecurityCategoryTagSet"):
        wanted = "equivalences of levels and values"
        report.add("spif.unused", one, expected=wanted, found="one of tag sets", weight=Weight.NOTE)
    return TagSet(name_in(element, "name", report), text_in(element, "id"), tags)


def _tags(tag_set: etree._Element, declared: Declared, entries: Entries, report: Report) -> Iterator[Tag]:
    for element in named(tag_set, "securityCategoryTag"):
        kind = kind_of(element, report, weight=Weight.REASON)
        if kind is None:
            continue
        least, most = _limits(element, report)
        found = [(one, kind, _value_of(one, declared, report)) for one in named(element, "tagCategory")]
        entries.extend(found)
        values = tuple(value for _, _, value in found)
        yield Tag(text_in(element, "name"), kind, values, least=least, most=most, qualifiers=qualifiers_of(element))


def _limits(element: etree._Element, report: Report) -> tuple[int, int | None]:
    """The least and the most values of a tag; an absent or unbounded minimum is 0."""
    least = whole(element, "minSelection", report)
    is_bounded = TYPES["integer"].fits(text_in(element, "maxSelection"))
    most = whole(element, "maxSelection", report) if is_bounded else None
    if is_set(element, "singleSelection"):
        if most not in {None, 1}:
            wanted = "maxSelection 1 where only one value may be chosen"
            report.add("spif.selection", element, expected=wanted, found=f"{most}", weight=Weight.REASON)
        most = 1 if most is None else min(most, 1)
    if least < 0 or (most is not None and most < max(least, 1)):
        wanted = "0 <= minSelection <= maxSelection, and at least one value to choose"
        report.add("spif.selection", element, expected=wanted, found=f"{least} and {most}")
    return least, most


def _value_of(element: etree._Element, declared: Declared, report: Report) -> Value:
    not_before, not_after = _window(element, report)
    required_level = element.get("requiredClass")
    excluded = (ref_of(one, declared, report) for one in named(element, "excludedCategory"))
    return Value(
        name=text_in(element, "name") if "userInput" in element.attrib else name_in(element, "name", report),
        lacv=text_in(element, "lacv"),
        excluded_levels=tuple(_excluded_levels(element, declared, report)),
        required_level=level_named(required_level, element, declared, report) if required_level is not None else None,
        required=rules_of(element, declared, report),
        excluded=tuple(ref for ref in excluded if ref is not None),
        not_before=not_before,
        not_after=not_after,
        obsolete=is_set(element, "obsolete"),
        user_input=element.get("userInput"),
        date_format=element.get("dateFormat"),
        markings=markings_of(element),
        qualifiers=qualifiers_of(element),
        equivalents=tuple(_equivalent_values(element, declared, report)),
    )


def _window(element: etree._Element, report: Report) -> tuple[datetime | None, datetime | None]:
    """The period of a value, both ends inclusive; an end at the last instant there is means none."""
    since, until = instant_in(element, "notBefore", report), instant_in(element, "notAfter", report)
    if since is not None and until is not None and until < since:
        wanted = "notAfter not before notBefore"
        report.add("spif.window", element, expected=wanted, found="the reverse: never usable", weight=Weight.REASON)
    return since, None if until == NEVER else until


def _excluded_levels(element: etree._Element, declared: Declared, report: Report) -> Iterator[str]:
    for one in named(element, "excludedClass"):
        text, mixed = text_of(one)
        if not mixed:
            yield level_named(text, one, declared, report)


def _equivalent_levels(element: etree._Element, declared: Declared, report: Report) -> Iterator[EquivalentLevel]:
    for one in named(element, "equivalentClassification"):
        policy, rules, applied = policy_named(one, declared, report), foreign_rules_of(one), _applied(one)
        if rules is None or applied is None:
            _leave_out(one, report)
        else:
            yield EquivalentLevel(policy, text_in(one, "lacv"), applied, rules)


def _equivalent_values(element: etree._Element, declared: Declared, report: Report) -> Iterator[EquivalentValue]:
    for one in named(element, "equivalentSecCategoryTag"):
        policy, kind, applied = policy_named(one, declared, report), silent_kind(one), _applied(one)
        if kind is None or applied is None:
            _leave_out(one, report)
        else:
            number, oid = text_in(one, "lacv"), text_in(one, "tagSetId")
            yield EquivalentValue(policy, oid, kind, number, applied, discard=text_in(one, "action") == "discard")


def _applied(element: etree._Element) -> Applied | None:
    text = text_in(element, "applied")
    return Applied(text) if TYPES["applied"].fits(text) else None


def _leave_out(element: etree._Element, report: Report) -> None:
    wanted = "an equivalence with direction, kind and numbers"
    report.add("spif.equivalent", element, expected=wanted, found="one left out", weight=Weight.REASON)


def _check_alternatives(entries: Entries, report: Report) -> None:
    """Entries of one name are alternatives (R24): one without conditions makes those of the others void."""
    alike: dict[tuple[Kind, str], Entries] = {}
    for element, kind, value in entries:
        if value.user_input is None:
            alike.setdefault((kind, fold(value.name)), []).append((element, kind, value))
    for group in alike.values():
        if len(group) > 1:
            conditional = {_has_conditions(value) for _, _, value in group}
            weight = Weight.REASON if len(conditional) > 1 else Weight.NOTE
            found = f"{len(group)} entries of {quoted(group[0][2].name)}, " + (
                "one without conditions" if len(conditional) > 1 else "read as alternatives"
            )
            report.add("spif.alternatives", group[1][0], expected="one entry of a name", found=found, weight=weight)


def _has_conditions(value: Value) -> bool:
    periods = (value.not_before, value.not_after)
    rules = (value.excluded_levels, value.required_level, value.required, value.excluded)
    return any(rules) or any(end is not None for end in periods)


def _check_numbers(entries: Entries, report: Report) -> None:
    """Values that share a number are the same in a binary label; in XML labels names tell them apart (R11)."""
    first: dict[tuple[Kind, str], str] = {}
    for element, kind, value in ((e, k, v) for e, k, v in entries if v.lacv):
        known = first.setdefault((kind, canonical(value.lacv)), value.name)
        if fold(known) != fold(value.name):
            found = f"lacv {quoted(value.lacv)} of {quoted(known)} again"
            report.add("spif.shared", element, expected="a number of its own", found=found, weight=Weight.NOTE)
