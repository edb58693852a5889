"""Policy -> Open XML SPIF 2.1, byte for byte the same for the same policy.

Kinds are written as `restrictive`, `permissive` and `tagType7`; what SPIF asks for and a policy does not hold (keys and
roles of the issuing system) is empty or the policy's own OID.
Source: Open XML SPIF 2.1; docs/spec/spif.md "Writing".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from itertools import groupby

from concord.formats.spif.numbers import numbered
from concord.formats.spif.read import read
from concord.formats.spif.spec import KIND_WORDS, NAMESPACE, SCHEMA_RULES
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.names import fold
from concord.release.policy import (
    CategoryRef,
    EquivalentLevel,
    EquivalentPolicy,
    EquivalentValue,
    Level,
    Marking,
    Policy,
    Qualifier,
    Required,
    Tag,
    TagSet,
    Value,
)

Attributes = dict[str, str | None]

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_TEXT_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def write(policy: Policy) -> bytes:
    """The SPIF 2.1 file of `policy`, in UTF-8; reading it gives `numbers.numbered(policy)` with the file's digest.

    The bytes are read back before they are returned, so what is returned validates and says what the policy says.

    Raises:
        MalformedError: the policy holds something that a file cannot say, such as a code the format does not know.

    Source: docs/spec/spif.md "Writing".
    """
    wanted = numbered(policy)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *_policy(wanted)]
    data = ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass")
    _confirm(data, wanted)
    return data


def _confirm(data: bytes, wanted: Policy) -> None:
    source = f"policy {wanted.name}"
    reading = read(data, source=source)
    faults = tuple(f for f in reading.findings if f.weight is Weight.ERROR or f.rule in SCHEMA_RULES)
    if faults or reading.policy is None:
        raise MalformedError(source, faults)
    differing = [
        field.name
        for field in fields(wanted)
        if field.name != "digest" and getattr(reading.policy, field.name) != getattr(wanted, field.name)
    ]
    if differing:
        names = ", ".join(f"`{name}`" for name in differing)
        finding = Finding("spif.write", source, "what a file can say", f"something else in {names}")
        raise MalformedError(source, (finding,))


def _escape(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)


def _open(name: str, attributes: Attributes) -> str:
    given = (f' {key}="{_escape(value, _ESCAPES)}"' for key, value in attributes.items() if value is not None)
    return f"<spif:{name}{''.join(given)}"


def _node(name: str, attributes: Attributes, inner: Iterable[str] = ()) -> list[str]:
    """The lines of one element; `inner` are the lines of its children."""
    indented = [f"  {line}" for line in inner]
    if not indented:
        return [f"{_open(name, attributes)}/>"]
    return [f"{_open(name, attributes)}>", *indented, f"</spif:{name}>"]


def _leaf(name: str, text: str) -> list[str]:
    return [f"<spif:{name}>{_escape(text, _TEXT_ESCAPES)}</spif:{name}>"]


def _lines(nodes: Iterable[list[str]]) -> list[str]:
    return [line for node in nodes for line in node]


def _group(name: str, nodes: Iterable[list[str]]) -> list[str]:
    """An element that is left out when it would be empty."""
    inner = _lines(nodes)
    return _node(name, {}, inner) if inner else []


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z" if at is not None else None


def _general_time(at: datetime) -> str:
    """ASN.1 GeneralizedTime, as samples give creation dates."""
    utc = at.astimezone(UTC)
    fraction = f".{utc.microsecond:06d}" if utc.microsecond else ""
    return f"{utc.year:04d}{utc.month:02d}{utc.day:02d}{utc.hour:02d}{utc.minute:02d}{utc.second:02d}{fraction}Z"


def _policy(policy: Policy) -> list[str]:
    attributes: Attributes = {
        "xmlns:spif": NAMESPACE,
        "schemaVersion": "2.1",
        "version": str(policy.edition),
        "creationDate": _general_time(policy.since),
        "originatorDN": "",
        "keyIdentifier": "",
        "privilegeId": policy.oid,
        "rbacId": policy.oid,
    }
    inner = [
        *_node("securityPolicyId", {"name": policy.name, "id": policy.oid}),
        *_group("securityClassifications", (_level(level, policy) for level in policy.levels)),
        *_group("securityCategoryTagSets", (_tag_set(tag_set, policy) for tag_set in policy.tag_sets)),
        *_group("privacyMarks", (_node("privacyMark", {"name": name}) for name in policy.privacy_marks)),
        *_group("equivalentPolicies", (_equivalent_policy(other) for other in policy.equivalents)),
        *_marks(policy.markings, policy.qualifiers),
    ]
    return [*_node("SPIF", attributes, inner)[:-1], *_extensions(policy.extensions), "</spif:SPIF>"]


def _extensions(extensions: tuple[bytes, ...]) -> list[str]:
    """Foreign elements, byte for byte, so without indentation of ours."""
    if not extensions:
        return []
    raw = (extension.decode("utf-8") for extension in extensions)
    return ["  <spif:extensions>", *raw, "  </spif:extensions>"]


def _marks(markings: tuple[Marking, ...], qualifiers: tuple[Qualifier, ...]) -> list[str]:
    return [*_lines(_marking(marking) for marking in markings), *_lines(_qualifiers(qualifiers))]


def _marking(marking: Marking) -> list[str]:
    attributes: Attributes = {"phrase": marking.phrase, "xml:lang": marking.language}
    return _node("markingData", attributes, _lines(_leaf("code", code) for code in sorted(marking.codes)))


def _qualifiers(qualifiers: tuple[Qualifier, ...]) -> Iterator[list[str]]:
    """Neighbours of one code share a `markingQualifier`."""
    for code, members in groupby(qualifiers, key=lambda qualifier: qualifier.code):
        yield _node("markingQualifier", {"markingCode": code}, _lines(_qualifier(member) for member in members))


def _qualifier(qualifier: Qualifier) -> list[str]:
    attributes: Attributes = {
        "markingQualifier": qualifier.text,
        "qualifierCode": qualifier.place,
        "xml:lang": qualifier.language,
    }
    return _node("qualifier", attributes)


def _level(level: Level, policy: Policy) -> list[str]:
    attributes: Attributes = {
        "name": level.name,
        "lacv": level.lacv,
        "hierarchy": str(level.rank),
        "color": level.color,
        "obsolete": "true" if level.obsolete else None,
    }
    inner = [
        *_lines(_equivalent_level(other) for other in level.equivalents),
        *_marks(level.markings, level.qualifiers),
        *_lines(_required(rule, policy) for rule in level.required),
    ]
    return _node("securityClassification", attributes, inner)


def _tag_set(tag_set: TagSet, policy: Policy) -> list[str]:
    inner = _lines(_tag(tag, policy) for tag in tag_set.tags)
    return _node("securityCategoryTagSet", {"name": tag_set.name, "id": tag_set.oid}, inner)


def _tag(tag: Tag, policy: Policy) -> list[str]:
    word = KIND_WORDS[tag.kind]
    attributes: Attributes = {
        "name": tag.name or None,
        "tagType": word,
        "tag7Encoding": "bitSetAttributes" if word == "tagType7" else None,
        "singleSelection": "true" if tag.most == 1 else None,
        "maxSelection": str(tag.most) if tag.most not in {None, 1} else None,
        "minSelection": str(tag.least) if tag.least else None,
    }
    inner = [*_lines(_value(value, policy) for value in tag.values), *_marks((), tag.qualifiers)]
    return _node("securityCategoryTag", attributes, inner)


def _value(value: Value, policy: Policy) -> list[str]:
    attributes: Attributes = {
        "name": value.name,
        "lacv": value.lacv,
        "userInput": value.user_input,
        "dateFormat": value.date_format,
        "requiredClass": value.required_level,
        "obsolete": "true" if value.obsolete else None,
        "notBefore": _instant(value.not_before),
        "notAfter": _instant(value.not_after),
    }
    inner = [
        *_lines(_equivalent_value(other) for other in value.equivalents),
        *_marks(value.markings, value.qualifiers),
        *_lines(_leaf("excludedClass", name) for name in value.excluded_levels),
        *_lines(_required(rule, policy) for rule in value.required),
        *_lines(_node("excludedCategory", _ref(ref, policy)) for ref in value.excluded),
    ]
    return _node("tagCategory", attributes, inner)


def _required(rule: Required, policy: Policy | None) -> list[str]:
    """`policy` None: the rule speaks of another policy, whose numbers it already holds."""
    groups = _lines(_node("categoryGroup", _ref(ref, policy)) for ref in rule.refs)
    return _node("requiredCategory", {"operation": rule.operation.value}, groups)


def _ref(ref: CategoryRef, policy: Policy | None) -> Attributes:
    return {
        "tagSetRef": ref.tag_set,
        "tagType": KIND_WORDS[ref.kind],
        "lacv": _number(ref, policy) if ref.value is not None else None,
        "all": "true" if ref.value is None else None,
    }


def _number(ref: CategoryRef, policy: Policy | None) -> str | None:
    if policy is None:
        return ref.value
    tag_set = policy.set_by_name.get(fold(ref.tag_set))
    entries = tag_set.entries.get((ref.kind, fold(ref.value or "")), ()) if tag_set else ()
    return entries[0][1].lacv if entries else ref.value


def _equivalent_level(other: EquivalentLevel) -> list[str]:
    attributes: Attributes = {"policyRef": other.policy, "lacv": other.lacv, "applied": other.applied.value}
    return _node("equivalentClassification", attributes, _lines(_required(rule, None) for rule in other.required))


def _equivalent_value(other: EquivalentValue) -> list[str]:
    attributes: Attributes = {
        "policyRef": other.policy,
        "tagSetId": other.tag_set_oid,
        "tagType": KIND_WORDS[other.kind],
        "lacv": other.lacv,
        "applied": other.applied.value,
        "action": "discard" if other.discard else None,
    }
    return _node("equivalentSecCategoryTag", attributes)


def _equivalent_policy(other: EquivalentPolicy) -> list[str]:
    inner = _lines(_required(rule, None) for rule in other.required)
    return _node("equivalentPolicy", {"name": other.name, "id": other.oid}, inner)
