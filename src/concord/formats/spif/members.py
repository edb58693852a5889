"""Who belongs to a group, as the NATO extension of a policy file lists it.

The lists lag behind the facts and carry their own defects; they are a claim of the file, and decide nothing (R64).
Source: namespace urn:nato:stanag:4774:spif:extensions:1:0, as policy edition 88 uses it; docs/spec/spif.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from concord.formats.hardened import Report, children, has_stray_text, local, parse, quoted
from concord.formats.spif.numbers import canonical
from concord.formats.spif.read import LIMIT_BYTES
from concord.formats.spif.spec import MEMBERSHIPS
from concord.release.findings import Finding, Weight
from concord.release.names import fold
from concord.release.policy import Policy


@dataclass(frozen=True)
class Members:
    """A group and the names of its members, each once, in the order of the file."""

    group: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Memberships:
    """Every list of a policy, and what is wrong with them. Places are lines within the extension."""

    groups: tuple[Members, ...]
    findings: tuple[Finding, ...]


def memberships(policy: Policy) -> Memberships:
    """The membership lists among the extensions of `policy`.

    Raises:
        MalformedError: an extension of a policy made in code is no XML.

    Source: docs/spec/spif.md "Membership lists".
    """
    report = Report()
    numbers = _numbers(policy)
    groups = tuple(
        _members(element, numbers, report)
        for root in _roots(policy)
        for element in _expected(root, "membership", report)
    )
    _check_groups(groups, report)
    return Memberships(groups, report.findings)


def _roots(policy: Policy) -> tuple[etree._Element, ...]:
    source = f"policy {policy.name}: extensions"
    roots = (parse(extension, source=source, limit_bytes=LIMIT_BYTES) for extension in policy.extensions)
    return tuple(root for root in roots if root.tag == f"{{{MEMBERSHIPS}}}memberships")


def _numbers(policy: Policy) -> dict[str, set[str]]:
    """Numbers by folded name, over all values of the policy."""
    found: dict[str, set[str]] = {}
    for value in (value for tag_set in policy.tag_sets for tag in tag_set.tags for value in tag.values):
        found.setdefault(fold(value.name), set()).add(canonical(value.lacv))
    return found


def _expected(parent: etree._Element, name: str, report: Report) -> tuple[etree._Element, ...]:
    """The children, which must all be elements called `name`."""
    wanted = f"{{{MEMBERSHIPS}}}{name}"
    for stranger in (child for child in children(parent) if child.tag != wanted):
        _add(report, stranger, f"`{name}`", quoted(local(stranger)), Weight.REASON)
    if has_stray_text(parent):
        _add(report, parent, "elements only", "text between them", Weight.REASON)
    return tuple(child for child in children(parent) if child.tag == wanted)


def _add(report: Report, where: etree._Element | str, expected: str, found: str, weight: Weight) -> None:
    report.add("spif.member", where, expected=expected, found=found, weight=weight)


def _attribute(element: etree._Element, name: str) -> str:
    return str(element.get(f"{{{MEMBERSHIPS}}}{name}", ""))


def _members(element: etree._Element, numbers: dict[str, set[str]], report: Report) -> Members:
    group = _attribute(element, "name")
    names: dict[str, str] = {}
    for member in _expected(element, "member", report):
        name = _attribute(member, "name")
        if fold(name) in names:
            _add(report, member, "each member once", f"{quoted(name)} again", Weight.NOTE)
        _check_member(member, name, numbers, report)
        if fold(name):
            names.setdefault(fold(name), name)
    return Members(group, tuple(names.values()))


def _check_member(element: etree._Element, name: str, numbers: dict[str, set[str]], report: Report) -> None:
    known, number = numbers.get(fold(name)), _attribute(element, "lacv")
    if not fold(name):
        _add(report, element, "attribute `name`", "none", Weight.REASON)
    elif known is None:
        _add(report, element, "a value of the policy", quoted(name), Weight.NOTE)
    elif number and canonical(number) not in known:
        found = f"lacv {quoted(number)} for {quoted(name)}"
        _add(report, element, "the number of the value of that name", found, Weight.REASON)


def _check_groups(groups: tuple[Members, ...], report: Report) -> None:
    seen: set[str] = set()
    for members in groups:
        if fold(members.group) in seen or not fold(members.group):
            _add(report, "memberships", "a name of its own for each group", quoted(members.group), Weight.REASON)
        seen.add(fold(members.group))
