"""What STANAG 4774 prescribes, as tables: namespaces, rules, the parts of each element in order, limits.

Written from the structure of the confidentiality label schema 1.3 and clearance schema 1.2 (ADatP-4774, edition A);
rules that the text of the standard adds to its schema are marked in docs/spec/stanag4774.md, which lists them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from concord.release.labels import Role

LABEL = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
"""Namespace of labels and of the parts a clearance shares with them."""

CLEARANCE = "urn:nato:stanag:4774:confidentialityclearance:1:0"
"""Namespace of clearances."""

BINDING_PROPERTY = "{urn:nato:stanag:4778:bindinginformation:1:0:xmp#}bindingInformation"
"""The XMP property that carries a whole binding as an escaped string (STANAG 4778.2, XMP profile)."""

METADATA_REFERENCE = "{urn:nato:stanag:4778:bindinginformation:1:0}MetadataReference"
"""Metadata of a binding that stand elsewhere; they are not fetched."""

SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
"""Namespace of the attributes that steer schema validation; only the two below are kept."""

SCHEMA_HINTS = frozenset({"schemaLocation", "noNamespaceSchemaLocation"})

LABEL_BYTES_MOST = 256 * 1024
"""Largest label, in bytes."""

FILE_BYTES_MOST = 1024 * 1024
"""Largest file that carries labels (sidecar, XMP packet), in bytes."""

SUCCESSORS_MOST = 16
"""Longest chain of successors of one label."""

FOREIGN_MOST = 256
"""Most foreign elements in one place of a label or clearance."""

ATTRIBUTES_MOST = 64
"""Most attributes of one element inside a label or clearance; many make every look at them slow."""


class Rule(StrEnum):
    """The rule a finding cites; each is a row of docs/spec/stanag4774.md."""

    NONE = "4774.none"
    COUNT = "4774.count"
    ORIGINATOR = "4774.originator"
    METADATA = "4774.metadata"
    NAMESPACE = "4774.namespace"
    ELEMENT = "4774.element"
    ORDER = "4774.order"
    MISSING = "4774.missing"
    REPEATED = "4774.repeated"
    TEXT = "4774.text"
    VALUE = "4774.value"
    EMPTY = "4774.empty"
    GENERIC = "4774.generic"
    ATTRIBUTE = "4774.attribute"
    KIND = "4774.kind"
    URI = "4774.uri"
    ID = "4774.id"
    ID_TYPE = "4774.id-type"
    TIME = "4774.time"
    ZONE = "4774.zone"
    FRACTION = "4774.fraction"
    REVIEW = "4774.review"
    LEGACY = "4774.legacy"
    SUCCESSION = "4774.succession"
    FOREIGN = "4774.foreign"
    EMBEDDED = "4774.embedded"
    REFERENCE = "4774.reference"
    SIZE = "4774.size"
    CLAIM = "4774.claim"
    POLICY = "4774.policy"
    TAG_SET = "4774.tag-set"
    WRITTEN = "4774.written"


@dataclass(frozen=True)
class Part:
    """A child element: how often it may stand there; `most` None means any number of times."""

    name: str
    least: int = 1
    most: int | None = 1


@dataclass(frozen=True)
class Shape:
    """What an element holds: its parts in order, or text where `is_leaf`.

    `foreign` means elements of other namespaces may follow the parts; `unqualified` that those may have none.
    `open` means attributes of other namespaces are allowed.
    """

    parts: tuple[Part, ...] = ()
    is_leaf: bool = False
    attributes: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    foreign: bool = False
    unqualified: bool = False
    open: bool = False


def label_name(name: str) -> str:
    """`name` in the namespace of labels."""
    return f"{{{LABEL}}}{name}"


def clearance_name(name: str) -> str:
    """`name` in the namespace of clearances."""
    return f"{{{CLEARANCE}}}{name}"


INFORMATION = label_name("ConfidentialityInformation")
POLICY = label_name("PolicyIdentifier")
CLASSIFICATION = label_name("Classification")
PRIVACY_MARK = label_name("PrivacyMark")
CATEGORY = label_name("Category")
VALUE = label_name("GenericValue")
ORIGINATOR_ID = label_name("OriginatorID")
CREATED = label_name("CreationDateTime")
SUCCESSION = label_name("SuccessionHandling")
SUCCESSION_AT = label_name("SuccessionDateTime")
SUCCESSOR = label_name("SuccessorConfidentialityLabel")
CLEARANCE_ROOT = clearance_name("ConfidentialityClearance")
LEVELS = clearance_name("ClassificationList")
CLEARANCE_EXTENSIONS = clearance_name("ConfidentialityClearanceExtensions")

NAME_BY_ROLE = {
    Role.ORIGINATOR: "originatorConfidentialityLabel",
    Role.ALTERNATIVE: "alternativeConfidentialityLabel",
    Role.METADATA: "metadataConfidentialityLabel",
}
"""Local names of the label elements."""

LEGACY_NAME = "ConfidentialityLabel"
"""The older element name; read as an originator label, written only where the raw bytes say so."""

ROLE_BY_NAME = {name: role for role, name in NAME_BY_ROLE.items()} | {LEGACY_NAME: Role.ORIGINATOR}

ID_TYPES = frozenset(
    {
        "rfc822Name",
        "dNSName",
        "directoryName",
        "uniformResourceIdentifier",
        "iPAddress",
        "x400Address",
        "userPrincipalName",
        "jID",
    },
)
"""Types an originator's identifier may have."""

FORBIDDEN_VALUES = frozenset({label_name("IntegerValue"), label_name("BitStringValue")})
"""Value elements of the schema that the text of the standard prohibits."""

_BASE = (Part(INFORMATION), Part(ORIGINATOR_ID, least=0), Part(CREATED), Part(SUCCESSION, least=0))

LABEL_SHAPE = Shape(parts=_BASE, attributes=frozenset({"Id", "ReviewDateTime"}), foreign=True, open=True)
"""A label of any role."""

SHAPES = {
    SUCCESSOR: Shape(parts=_BASE, foreign=True),
    INFORMATION: Shape(
        parts=(Part(POLICY), Part(CLASSIFICATION), Part(PRIVACY_MARK, least=0), Part(CATEGORY, least=0, most=None)),
        foreign=True,
    ),
    POLICY: Shape(is_leaf=True, attributes=frozenset({"URI"}), open=True),
    CLASSIFICATION: Shape(is_leaf=True, open=True),
    PRIVACY_MARK: Shape(is_leaf=True),
    CATEGORY: Shape(
        parts=(Part(VALUE, most=None),),
        attributes=frozenset({"Type", "TagName", "URI"}),
        required=("Type", "TagName"),
        open=True,
    ),
    VALUE: Shape(is_leaf=True),
    ORIGINATOR_ID: Shape(is_leaf=True, attributes=frozenset({"IDType"}), required=("IDType",), open=True),
    CREATED: Shape(is_leaf=True),
    SUCCESSION: Shape(parts=(Part(SUCCESSION_AT), Part(SUCCESSOR)), foreign=True, unqualified=True),
    SUCCESSION_AT: Shape(is_leaf=True),
    CLEARANCE_ROOT: Shape(
        parts=(Part(POLICY), Part(LEVELS), Part(CATEGORY, least=0, most=None), Part(CLEARANCE_EXTENSIONS, least=0)),
        open=True,
    ),
    LEVELS: Shape(parts=(Part(CLASSIFICATION, most=None), Part(CLEARANCE_EXTENSIONS, least=0))),
    CLEARANCE_EXTENSIONS: Shape(foreign=True),
} | {label_name(name): LABEL_SHAPE for name in ROLE_BY_NAME}
"""The shape of every element of the two schemas that is read, by its full name."""
