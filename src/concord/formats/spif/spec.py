"""What Open XML SPIF 2.1 allows, in our own words and as one compact table, and the rules our findings name.

Source: Open XML SPIF 2.1 (schema version 2.1); docs/spec/spif.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concord.release.labels import Kind

NAMESPACE = "http://www.xmlspif.org/spif"
"""The namespace of every element of the format; its attributes are in none."""

XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
MEMBERSHIPS = "urn:nato:stanag:4774:spif:extensions:1:0"
"""The namespace of the NATO extension that lists who belongs to a group."""

KIND_WORDS = {Kind.RESTRICTIVE: "restrictive", Kind.PERMISSIVE: "permissive", Kind.INFORMATIVE: "tagType7"}
"""The tagType written for each kind."""

KINDS = {
    ("restrictive", ""): Kind.RESTRICTIVE,
    ("permissive", ""): Kind.PERMISSIVE,
    ("tagType7", ""): Kind.INFORMATIVE,
    ("enumerated", "restrictive"): Kind.RESTRICTIVE,
    ("enumerated", "permissive"): Kind.PERMISSIVE,
}
"""The kind for a tagType and, where that is `enumerated`, its enumType."""


@dataclass(frozen=True)
class Attribute:
    """One attribute: `type` is a key of `types.TYPES`; `mild` means that a fault in it does not refuse the file."""

    name: str
    type: str
    required: bool
    mild: bool


@dataclass(frozen=True)
class Child:
    """One place in a sequence; `most` None means no limit; `mild` as for attributes, for a wrong count."""

    name: str
    least: int
    most: int | None
    mild: bool


@dataclass(frozen=True)
class Model:
    """What one element may hold. `text` is the type of a leaf's text; `wild` means foreign elements, unchecked.

    `open` means attributes of the xml namespace are allowed, as the schema's wildcard comes to in practice.
    """

    attributes: Mapping[str, Attribute]
    children: Mapping[str, Child]
    open: bool
    text: str | None = None
    wild: bool = False


# Attributes: `+` required, `:type` (string if absent), `~` mild, `*` open.
# Children in order: `?` at most one, `*` any number, `+` at least one, nothing exactly one, `~` mild.
_NAMED = "+name:short +id:oid *"
_MARKS = "markingData* markingQualifier*"
_REF = "+tagSetRef:short +tagType:tagType enumType:enumType lacv all:boolean *"
_TABLE = {
    "SPIF": (
        (
            "+schemaVersion:version version:integer +creationDate~ +originatorDN~ +keyIdentifier~ +privilegeId:oid~"
            " +rbacId:oid~ userRefURI:uri docRefURI:uri notBefore:dateTime~ notAfter:dateTime~ *"
        ),
        (
            "defaultSecurityPolicyId?~ securityPolicyId updateInfo?~ securityClassifications securityCategoryTagSets?"
            f" privacyMarks?~ equivalentPolicies?~ {_MARKS} extensions?~"
        ),
    ),
    "defaultSecurityPolicyId": ("+name:short~ +id:oid~ *", _MARKS),
    "securityPolicyId": (_NAMED, _MARKS),
    "updateInfo": ("", ""),
    "securityClassifications": ("name~ *", f"securityClassification+ {_MARKS}"),
    "securityClassification": (
        "+name:short color:color +lacv:integer~ +hierarchy:integer obsolete:boolean *",
        f"equivalentClassification* {_MARKS} requiredCategory*",
    ),
    "securityCategoryTagSets": ("", "securityCategoryTagSet+~"),
    "securityCategoryTagSet": (_NAMED, "securityCategoryTag+~ equivalentSecurityCategoryTagSet*"),
    "securityCategoryTag": (
        (
            "name~ +tagType:tagType enumType:enumType tag7Encoding:tag7Encoding~ singleSelection:boolean"
            " maxSelection:selection minSelection:selection *"
        ),
        "tagCategory* markingQualifier*",
    ),
    "tagCategory": (
        (
            "+name +lacv~ userInput:userInput requiredClass:short obsolete:boolean dateFormat~ notBefore:dateTime"
            " notAfter:dateTime *"
        ),
        f"equivalentSecCategoryTag* {_MARKS} excludedClass* requiredCategory* excludedCategory*",
    ),
    "requiredCategory": ("+operation:operation *", "categoryGroup+"),
    "categoryGroup": (_REF, ""),
    "excludedCategory": (_REF, ""),
    "equivalentPolicies": ("", "equivalentPolicy+~"),
    "equivalentPolicy": ("+name:short~ +id:oid~ userRefURI:uri docRefURI:uri *", "requiredCategory*"),
    "equivalentClassification": ("+policyRef:short~ +lacv:integer~ +applied:applied~ *", "requiredCategory*"),
    "equivalentSecCategoryTag": (
        (
            "+policyRef:short~ +tagSetId:oid~ +tagType:tagType~ enumType:enumType~ +lacv~ +applied:applied~"
            " action:action~ *"
        ),
        "",
    ),
    "equivalentSecurityCategoryTagSet": ("+policyRef:short~ name:short~ id:oid~ *", "requiredCategory*"),
    "privacyMarks": ("maxSelection:selection~ minSelection:selection~", f"privacyMark+~ {_MARKS}"),
    "privacyMark": ("name~ obsolete:boolean~ *", _MARKS),
    "markingData": ("phrase:short *", "code+~"),
    "markingQualifier": ("markingCode:markingCode~ *", "qualifier+~"),
    "qualifier": ("+markingQualifier:short~ +qualifierCode:qualifierCode~ *", ""),
}
_LEAVES = {"excludedClass": "short", "code": "markingCode"}
_COUNTS: Mapping[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None), "": (1, 1)}


def _attribute(word: str) -> Attribute:
    name, _, kind = word.strip("+~").partition(":")
    kind = kind or "string"
    return Attribute(name, kind, required=word.startswith("+"), mild=word.endswith("~"))


def _child(word: str) -> Child:
    bare = word.rstrip("~")
    name = bare.rstrip("?*+")
    least, most = _COUNTS[bare.removeprefix(name)]
    return Child(name, least, most, mild=word.endswith("~"))


def _model(attributes: str, children: str) -> Model:
    words = attributes.split()
    given = (_attribute(word) for word in words if word != "*")
    inner = (_child(word) for word in children.split())
    return Model({a.name: a for a in given}, {c.name: c for c in inner}, open="*" in words)


ELEMENTS: Mapping[str, Model] = {
    **{name: _model(*words) for name, words in _TABLE.items()},
    **{name: Model({}, {}, open=False, text=kind) for name, kind in _LEAVES.items()},
    "extensions": Model({}, {}, open=False, wild=True),
}
"""The model of every element of the format, by name."""

SCHEMA_RULES: Mapping[str, str] = {
    "spif.root": "the root is SPIF in the format's namespace",
    "spif.attribute": "an attribute is known, and given where it is required",
    "spif.type": "an attribute or a leaf has the form its type asks for",
    "spif.namespace": "an element of the format is in the format's namespace",
    "spif.element": "an element is known at its place",
    "spif.order": "elements stand in the order of the schema",
    "spif.count": "an element stands as often as the schema allows",
    "spif.text": "text stands in leaves only",
    "spif.xsi": "no attribute replaces the type of an element",
    "spif.key": "names, ids, numbers and colours that tell things apart are unique",
    "spif.keyref": "a name that refers to a level, a tag set or a policy is written as declared",
}
"""Rules of the published schema: a file without a finding of these validates, a file with one does not."""

OWN_RULES: Mapping[str, str] = {
    "spif.name": "names are not empty, and levels and tag sets differ after folding (R4)",
    "spif.space": "a name has no line break, no white space at its ends and none doubled",
    "spif.unprintable": "a name has no character that cannot be seen",
    "spif.hierarchy": "no two levels have one rank",
    "spif.range": "numbers and dates lie within what Concord can hold",
    "spif.kind": "a tag says how its values are read",
    "spif.selection": "limits on the number of values can be met",
    "spif.window": "a period ends after it begins",
    "spif.zone": "an instant says its zone",
    "spif.creation": "the creation date is an ASN.1 GeneralizedTime",
    "spif.edition": "the file gives the number of its edition",
    "spif.group": "a reference says one value, or all",
    "spif.dangling": "a reference leads to a tag set, a kind and a value of the file",
    "spif.ambiguous": "a number that a rule refers by leads to one name",
    "spif.shared": "no two values of one kind in a tag set share a number",
    "spif.alternatives": "an entry of a name does not undo the conditions of another",
    "spif.equivalent": "an equivalence can be read",
    "spif.unused": "the file gives nothing that Concord leaves out",
    "spif.signature": "a signature is checked before the file is trusted",
    "spif.write": "a policy holds only what a file can say",
    "spif.member": "a membership list names values of the policy, each once",
}
"""Rules the schema cannot state, or that are ours."""
