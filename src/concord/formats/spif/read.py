"""Open XML SPIF 2.1 -> Policy, with a finding for everything that is wrong or that a second person should see.

What breaks the schema but leaves no doubt is a reason, and the policy loads; what is ambiguous or unsafe is an error,
and it does not. Nothing is repaired silently.
Source: Open XML SPIF 2.1; docs/spec/spif.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from concord.formats.hardened import Report, children, fragment, parse, quoted
from concord.formats.spif.check import check
from concord.formats.spif.fields import creation_in, name_in, named, nested, text_in, whole
from concord.formats.spif.keys import check_keys
from concord.formats.spif.marks import markings_of, qualifiers_of
from concord.formats.spif.refs import Declared, declared_in, foreign_rules_of
from concord.formats.spif.values import levels_of, tag_set_of
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.names import require_utc
from concord.release.policy import EquivalentPolicy, Marking, Policy, Qualifier, TagSet

LIMIT_BYTES = 1_000_000
"""The largest policy file that is read; the largest published one has less than 100,000 bytes."""


@dataclass(frozen=True)
class Reading:
    """What came of reading a file: `policy` None if one of the `findings` is an error."""

    policy: Policy | None
    findings: tuple[Finding, ...]


def read(data: bytes, *, source: str, since: datetime | None = None) -> Reading:
    """Read a policy file; `since`, if given, replaces its creation date as the first instant this edition is in force.

    Data never raises: what cannot be read is an error among the findings.

    Raises:
        ValueError: `since` has no timezone (a mistake of the caller).

    Source: docs/spec/spif.md.
    """
    begins = require_utc(since) if since is not None else None
    report = Report()
    try:
        root = parse(data, source=source, limit_bytes=LIMIT_BYTES)
    except MalformedError as error:
        return Reading(None, error.findings)
    if not check(root, report):
        return Reading(None, report.findings)
    policy = _policy(root, begins, hashlib.sha256(data).hexdigest(), report)
    return Reading(None if report.refuses else policy, report.findings)


def load(data: bytes, *, source: str, since: datetime | None = None) -> Policy:
    """As `read`, for callers that need a policy.

    Raises:
        MalformedError: the file cannot be read; it holds every finding that is an error.
        ValueError: `since` has no timezone.
    """
    reading = read(data, source=source, since=since)
    if reading.policy is None:
        raise MalformedError(source, tuple(f for f in reading.findings if f.weight is Weight.ERROR))
    return reading.policy


def _policy(root: etree._Element, since: datetime | None, digest: str, report: Report) -> Policy:
    check_keys(root, report)
    _note_unused(root, report)
    declared = declared_in(root)
    name, oid = _identity(root, report)
    created = creation_in(root, report)
    markings, qualifiers = _marks(root)
    return Policy(
        name=name,
        oid=oid,
        edition=_edition(root, report),
        levels=tuple(levels_of(root, declared, report)),
        tag_sets=tuple(_tag_sets(root, declared, report)),
        since=created if since is None else since,
        markings=markings,
        qualifiers=qualifiers,
        equivalents=_equivalents(root, report),
        privacy_marks=_privacy_marks(root),
        extensions=tuple(fragment(one) for group in named(root, "extensions") for one in children(group)),
        digest=digest,
    )


def _identity(root: etree._Element, report: Report) -> tuple[str, str]:
    """Name and OID; `check` has reported an error unless there is exactly one."""
    element = next(named(root, "securityPolicyId"), None)
    return (name_in(element, "name", report), text_in(element, "id")) if element is not None else ("", "")


def _edition(root: etree._Element, report: Report) -> int:
    """The schema's default for `version` is 1."""
    if "version" not in root.attrib:
        report.add("spif.edition", root, expected="`version`", found="none, read as 1", weight=Weight.NOTE)
    return whole(root, "version", report, default=1)


def _tag_sets(root: etree._Element, declared: Declared, report: Report) -> Iterator[TagSet]:
    elements = nested(root, "securityCategoryTagSets", "securityCategoryTagSet")
    return (tag_set_of(element, declared, report) for element in elements)


def _marks(root: etree._Element) -> tuple[tuple[Marking, ...], tuple[Qualifier, ...]]:
    """Marks of the policy stand at its id and at the root; one set of marks holds both, in this order."""
    holders = (*named(root, "securityPolicyId"), root)
    markings = tuple(marking for holder in holders for marking in markings_of(holder))
    return markings, tuple(qualifier for holder in holders for qualifier in qualifiers_of(holder))


def _equivalents(root: etree._Element, report: Report) -> tuple[EquivalentPolicy, ...]:
    found = []
    for element in nested(root, "equivalentPolicies", "equivalentPolicy"):
        rules = foreign_rules_of(element)
        if rules is None:
            wanted = "companions with operation, kind and one number or all"
            report.add("spif.equivalent", element, expected=wanted, found="one left out", weight=Weight.REASON)
        else:
            found.append(EquivalentPolicy(text_in(element, "name"), text_in(element, "id"), rules))
    return tuple(found)


def _privacy_marks(root: etree._Element) -> tuple[str, ...]:
    marks = nested(root, "privacyMarks", "privacyMark")
    return tuple(text_in(mark, "name") for mark in marks if "name" in mark.attrib)


def _note_unused(root: etree._Element, report: Report) -> None:
    """What the file says and the value cannot hold."""
    _note_default(root, report)
    for name in ("notBefore", "notAfter"):
        if name in root.attrib:
            found = f"`{name}`, which is not applied: say when the edition begins"
            report.add("spif.unused", root, expected="no period of the file", found=found, weight=Weight.REASON)
    for group in named(root, "securityClassifications"):
        if any(marking.phrase is not None for marking in markings_of(group)):
            wanted = "phrases of single levels"
            report.add("spif.unused", group, expected=wanted, found="one of all levels", weight=Weight.REASON)
    for group in named(root, "privacyMarks"):
        if group.attrib or any(len(one) for one in group) or qualifiers_of(group) or markings_of(group):
            wanted = "names of privacy marks, which never decide"
            report.add("spif.unused", group, expected=wanted, found="limits or marks too", weight=Weight.NOTE)


def _note_default(root: etree._Element, report: Report) -> None:
    own = {text_in(one, "id") for one in named(root, "securityPolicyId")}
    for element in named(root, "defaultSecurityPolicyId"):
        if text_in(element, "id") not in own:
            found = f"a default policy {quoted(text_in(element, 'name'))}, which is not used"
            report.add("spif.unused", element, expected="the policy of the file", found=found, weight=Weight.NOTE)
