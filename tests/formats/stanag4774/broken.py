"""Broken labels and clearances, each named after what is wrong, with the rule and the place of every error.

`line` numbers are 1 where not said: the samples stand on one line.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.formats.stanag4774.written import (
    CREATED,
    INFORMATION,
    LABEL,
    LEVEL,
    POLICY,
    RELEASE,
    REVIEW,
    clearance,
    information,
    label,
    levels,
    packet,
    sidecar,
    successor,
)

ROOT = "line 1, /originatorConfidentialityLabel"
INFO = f"{ROOT}/ConfidentialityInformation[1]"


@dataclass(frozen=True)
class Broken:
    """A sample and its errors as (rule, place)."""

    name: str
    data: bytes
    errors: tuple[tuple[str, str], ...]


def _one(name: str, data: bytes, rule: str, place: str) -> Broken:
    return Broken(name, data, ((rule, place),))


def _category(attributes: str, *values: str) -> str:
    return f"<Category {attributes}>{''.join(values or ('<GenericValue>EU</GenericValue>',))}</Category>"


def _with(*parts: str) -> bytes:
    return label(information(POLICY, LEVEL, *parts), CREATED)


def _created(text: str) -> bytes:
    return label(INFORMATION, f"<CreationDateTime>{text}</CreationDateTime>")


def _chain(length: int) -> bytes:
    parts: tuple[str, ...] = (INFORMATION, CREATED)
    for _ in range(length):
        parts = (INFORMATION, CREATED, successor("2030-01-01T00:00:00Z", *parts))
    return label(*parts)


CATEGORY = f"{INFO}/Category[1]"
VALUE = f"{CATEGORY}/GenericValue[1]"
KIND, SET = 'Type="PERMISSIVE"', 'TagName="Releasable To"'
BOTH = f"{KIND} {SET}"
CREATION = f"{ROOT}/CreationDateTime[1]"
HANDLING = f"{ROOT}/SuccessionHandling[1]"
LATER = "2030-01-01T00:00:00Z"
FOREIGN = '<x:note xmlns:x="urn:exercise:x"/>'
MANY_ATTRIBUTES = " ".join(f'a{number}=""' for number in range(65))
ENTITY = '<!DOCTYPE a [<!ENTITY e "SECRET">]>'
LAUGHS = (
    "<!DOCTYPE a [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
)

STRUCTURE = (
    _one("label_no_creation", label(INFORMATION), "4774.missing", ROOT),
    _one("label_no_information", label(CREATED), "4774.missing", ROOT),
    _one("label_no_policy", label(information(LEVEL), CREATED), "4774.missing", INFO),
    _one("label_no_level", label(information(POLICY), CREATED), "4774.missing", INFO),
    _one("label_two_policies", label(information(POLICY, POLICY, LEVEL), CREATED), "4774.repeated", INFO),
    _one("label_two_levels", label(information(POLICY, LEVEL, LEVEL), CREATED), "4774.repeated", INFO),
    _one("label_creation_first", label(CREATED, INFORMATION), "4774.order", INFO),
    _one("label_mark_after_category", _with(RELEASE, "<PrivacyMark/>"), "4774.order", f"{INFO}/PrivacyMark[1]"),
    _one("label_foreign_before_part", label(INFORMATION, FOREIGN, CREATED), "4774.order", CREATION),
    _one(
        "label_foreign_without_namespace",
        label(INFORMATION, CREATED, '<note xmlns=""/>'),
        "4774.element",
        f"{ROOT}/note[1]",
    ),
    _one(
        "label_part_without_namespace",
        label(INFORMATION, CREATED, '<CreationDateTime xmlns=""/>'),
        "4774.namespace",
        f"{ROOT}/CreationDateTime[1]",
    ),
    _one("label_unknown_part", label(INFORMATION, CREATED, "<Caveat/>"), "4774.element", f"{ROOT}/Caveat[1]"),
    _one("label_stray_text", label(INFORMATION, "SECRET", CREATED), "4774.text", ROOT),
    _one(
        "label_hidden_in_foreign_content",
        label(INFORMATION, CREATED, f'<x:a xmlns:x="urn:exercise:x">{label().decode()}</x:a>'),
        "4774.foreign",
        f"{ROOT}/a[1]/originatorConfidentialityLabel[1]",
    ),
    _one("label_unknown_attribute", label(attributes='reviewDateTime="2022-05-15"'), "4774.attribute", ROOT),
    _one("label_qualified_attribute", label(attributes=f'xmlns:s="{LABEL}" s:Id="a" {REVIEW}'), "4774.attribute", ROOT),
    _one(
        "label_schema_type",
        _with(RELEASE).replace(
            b"<Category", b'<Category xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="CategoryType"'
        ),
        "4774.attribute",
        CATEGORY,
    ),
    _one(
        "label_too_many_attributes",
        label(INFORMATION, CREATED, f'<a xmlns="urn:exercise:x" {MANY_ATTRIBUTES}/>'),
        "4774.attribute",
        f"{ROOT}/a[1]",
    ),
    _one("label_too_much_foreign_content", label(INFORMATION, CREATED, FOREIGN * 257), "4774.foreign", ROOT),
)

VALUES = (
    _one(
        "label_comment_in_value",
        _with(_category(BOTH, "<GenericValue>E<!-- x -->U</GenericValue>")),
        "4774.value",
        VALUE,
    ),
    _one("label_comment_in_creation", _created("2017<!-- -->-05-15T09:00:00Z"), "4774.value", CREATION),
    _one(
        "label_element_in_value",
        label(information("<PolicyIdentifier>EU<b/></PolicyIdentifier>", LEVEL), CREATED),
        "4774.value",
        f"{INFO}/PolicyIdentifier[1]",
    ),
    _one(
        "label_bit_string",
        _with(_category(BOTH, "<BitStringValue>1</BitStringValue>", "<GenericValue>EU</GenericValue>")),
        "4774.generic",
        f"{CATEGORY}/BitStringValue[1]",
    ),
    _one(
        "label_integer",
        _with(_category(BOTH, "<GenericValue>EU</GenericValue>", "<IntegerValue>1</IntegerValue>")),
        "4774.generic",
        f"{CATEGORY}/IntegerValue[1]",
    ),
    _one("label_empty_category", _with(f"<Category {BOTH}/>"), "4774.empty", CATEGORY),
    _one("label_empty_value", _with(_category(BOTH, "<GenericValue/>")), "4774.empty", VALUE),
    _one("label_value_of_spaces", _with(_category(BOTH, "<GenericValue>&#160; </GenericValue>")), "4774.empty", VALUE),
    _one(
        "label_empty_policy",
        label(information("<PolicyIdentifier> </PolicyIdentifier>", LEVEL), CREATED),
        "4774.empty",
        f"{INFO}/PolicyIdentifier[1]",
    ),
    _one("label_empty_tag_name", _with(_category(f'{KIND} TagName=""')), "4774.empty", CATEGORY),
    _one("label_no_tag_name", _with(_category(KIND)), "4774.attribute", CATEGORY),
    _one("label_no_kind", _with(_category(SET)), "4774.attribute", CATEGORY),
    _one("label_unknown_kind", _with(_category(f'Type="permissive" {SET}')), "4774.kind", CATEGORY),
    _one("label_category_without_oid", _with(_category(f'{BOTH} URI="urn:uuid:1"')), "4774.uri", CATEGORY),
    _one(
        "label_policy_url",
        label().replace(b"<PolicyIdentifier", b'<PolicyIdentifier URL="urn:oid:2.999"'),
        "4774.attribute",
        f"{INFO}/PolicyIdentifier[1]",
    ),
    _one(
        "label_policy_address",
        label().replace(b"<PolicyIdentifier", b'<PolicyIdentifier URI="http://example.org/"'),
        "4774.uri",
        f"{INFO}/PolicyIdentifier[1]",
    ),
    _one(
        "label_oid_out_of_range",
        label().replace(b"<PolicyIdentifier", b'<PolicyIdentifier URI="urn:oid:1.40"'),
        "4774.uri",
        f"{INFO}/PolicyIdentifier[1]",
    ),
    _one(
        "label_oid_leading_zero",
        label().replace(b"<PolicyIdentifier", b'<PolicyIdentifier URI="urn:oid:1.3.06"'),
        "4774.uri",
        f"{INFO}/PolicyIdentifier[1]",
    ),
    _one(
        "label_classification_uri",
        label().replace(b"<Classification", b'<Classification URI="urn:oid:2.999"'),
        "4774.attribute",
        f"{INFO}/Classification[1]",
    ),
    _one(
        "label_unknown_id_type",
        label(INFORMATION, '<OriginatorID IDType="mail">desk</OriginatorID>', CREATED),
        "4774.id-type",
        f"{ROOT}/OriginatorID[1]",
    ),
    _one(
        "label_no_id_type",
        label(INFORMATION, "<OriginatorID>desk</OriginatorID>", CREATED),
        "4774.attribute",
        f"{ROOT}/OriginatorID[1]",
    ),
    _one("label_id_not_a_name", label(attributes=f'Id="1 a" {REVIEW}'), "4774.id", ROOT),
)

TIMES = (
    _one("label_creation_no_such_day", _created("2017-02-30T09:00:00Z"), "4774.time", CREATION),
    _one("label_creation_day_only", _created("2017-05-15"), "4774.time", CREATION),
    _one("label_creation_year_10000", _created("10000-01-01T00:00:00Z"), "4774.time", CREATION),
    _one("label_creation_before_christ", _created("-0044-03-15T00:00:00Z"), "4774.time", CREATION),
    _one("label_creation_leap_second", _created("2016-12-31T23:59:60Z"), "4774.time", CREATION),
    _one("label_creation_zone_of_75_minutes", _created("2017-05-15T09:00:00+01:75"), "4774.time", CREATION),
    _one("label_creation_zone_15", _created("2017-05-15T09:00:00+15:00"), "4774.time", CREATION),
    _one("label_creation_other_digits", _created("\u0662017-05-15T09:00:00Z"), "4774.time", CREATION),
    _one("label_creation_empty", _created(""), "4774.time", CREATION),
    _one("label_review_no_time", label(attributes='ReviewDateTime="soon"'), "4774.time", ROOT),
    _one(
        "label_succession_undated",
        label(INFORMATION, CREATED, successor("never", INFORMATION, CREATED)),
        "4774.time",
        f"{HANDLING}/SuccessionDateTime[1]",
    ),
    _one(
        "label_successor_no_creation",
        label(INFORMATION, CREATED, successor(LATER, INFORMATION)),
        "4774.missing",
        f"{HANDLING}/SuccessorConfidentialityLabel[1]",
    ),
    _one(
        "label_two_successors",
        label(INFORMATION, CREATED, successor(LATER, INFORMATION, CREATED) * 2),
        "4774.repeated",
        ROOT,
    ),
    _one(
        "label_second_successor_as_extension",
        label(
            INFORMATION,
            CREATED,
            successor(LATER, INFORMATION, CREATED).replace(
                "</SuccessionHandling>",
                f"<SuccessorConfidentialityLabel>{INFORMATION}{CREATED}</SuccessorConfidentialityLabel></SuccessionHandling>",
            ),
        ),
        "4774.repeated",
        HANDLING,
    ),
    _one(
        "label_chain_of_17",
        _chain(17),
        "4774.succession",
        ROOT + "/SuccessionHandling[1]/SuccessorConfidentialityLabel[1]" * 17,
    ),
)

CARRIERS = (
    _one("label_none", b"<paper/>", "4774.none", "input"),
    _one("label_no_namespace", label(namespace=""), "4774.namespace", ROOT),
    _one(
        "label_other_namespace",
        label(namespace='xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:2:0"'),
        "4774.namespace",
        ROOT,
    ),
    _one(
        "label_by_reference",
        sidecar(label()).replace(
            b"<mb:Metadata>" + label() + b"</mb:Metadata>", b'<mb:MetadataReference URI="./label.xml"/>'
        ),
        "4774.none",
        "input",
    ),
    _one(
        "label_id_twice",
        sidecar(label(attributes='Id="a" ' + REVIEW), label(attributes='Id="a" ' + REVIEW)),
        "4774.id",
        "input",
    ),
    _one(
        "label_binding_string_torn",
        packet(sidecar(label())[:-9]),
        "xml.well-formed",
        "line 1, /xmpmeta/RDF[1]/Description[1]/bindingInformation[1], binding string: line 1, column ",
    ),
    _one(
        "label_binding_string_twice",
        packet(packet(sidecar(label()))),
        "4774.embedded",
        "line 1, /xmpmeta/RDF[1]/Description[1]/bindingInformation[1], binding string: line 1, /xmpmeta/RDF[1]",
    ),
    _one(
        "label_binding_not_escaped",
        packet(b"").replace(b"</b:bindingInformation>", sidecar(label()) + b"</b:bindingInformation>"),
        "4774.embedded",
        "line 1, /xmpmeta/RDF[1]/Description[1]/bindingInformation[1]",
    ),
)

BYTES = (
    _one("label_empty_file", b"", "xml.well-formed", "line "),
    _one("label_torn", label()[:-5], "xml.well-formed", "line 1, column "),
    _one("label_undeclared_prefix", b"<slab:originatorConfidentialityLabel/>", "xml.well-formed", "line 1, column "),
    _one("label_entity", ENTITY.encode() + _with("<PrivacyMark>&e;</PrivacyMark>"), "xml.doctype", "line 1"),
    _one("label_unknown_entity", _with("<PrivacyMark>&e;</PrivacyMark>"), "xml.entity", "line 1"),
    _one("label_billion_laughs", LAUGHS.encode() + _with("<PrivacyMark>&a9;</PrivacyMark>"), "xml.doctype", "line 1"),
    _one("label_doctype", b"<!DOCTYPE originatorConfidentialityLabel>" + label(), "xml.doctype", "line 1"),
    _one(
        "label_pi_in_value", _with(_category(BOTH, "<GenericValue>E<?x y?>U</GenericValue>")), "xml.instruction", VALUE
    ),
    _one(
        "label_xinclude",
        label(INFORMATION, CREATED, '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="a.xml"/>'),
        "xml.xinclude",
        f"{ROOT}/include[1]",
    ),
    _one("label_utf16", label().decode().encode("utf-16"), "xml.encoding", "line 1"),
    _one(
        "label_latin1", _with("<PrivacyMark>\u00e9</PrivacyMark>").decode().encode("latin-1"), "xml.encoding", "line 1"
    ),
    _one(
        "label_too_deep",
        label(INFORMATION, CREATED, '<x xmlns="urn:exercise:x">' * 70 + "</x>" * 70),
        "xml.nesting",
        "line 1",
    ),
)

MANY = Broken(
    "label_many_things_wrong",
    label(
        information(POLICY, _category(f'Type="ANY" {SET}', "<GenericValue/>"), f"<Category {BOTH}/>"),
        '<OriginatorID IDType="mail">desk</OriginatorID>',
        "<CreationDateTime>yesterday</CreationDateTime>",
        attributes='Id="1" ReviewDateTime="soon"',
    ),
    (
        ("4774.missing", INFO),
        ("4774.empty", f"{INFO}/Category[2]"),
        ("4774.empty", f"{INFO}/Category[1]/GenericValue[1]"),
        ("4774.kind", f"{INFO}/Category[1]"),
        ("4774.time", CREATION),
        ("4774.id-type", f"{ROOT}/OriginatorID[1]"),
        ("4774.id", ROOT),
        ("4774.time", ROOT),
    ),
)

LABELS = (*STRUCTURE, *VALUES, *TIMES, *CARRIERS, *BYTES, MANY)
"""Refused by every function that reads labels."""

SETS = (
    _one("label_two_originators", sidecar(label(), label()), "4774.originator", "input"),
    _one("label_legacy_and_originator", sidecar(label(), label(role="")), "4774.originator", "input"),
    _one("label_alternative_alone", sidecar(label(role="alternative")), "4774.originator", "input"),
    _one(
        "label_two_metadata", sidecar(label(), label(role="metadata"), label(role="metadata")), "4774.metadata", "input"
    ),
)
"""Labels that are sound alone and do not make a set."""

_POLICY = "<s:PolicyIdentifier>EU exercise policy</s:PolicyIdentifier>"
_CLEARANCE = "line 1, /ConfidentialityClearance"

CLEARANCES = (
    _one("clearance_is_a_label", label(), "4774.namespace", ROOT),
    _one("clearance_no_policy", clearance(levels("SECRET")), "4774.missing", _CLEARANCE),
    _one("clearance_no_levels", clearance(_POLICY), "4774.missing", _CLEARANCE),
    _one("clearance_empty_list", clearance(_POLICY, levels()), "4774.empty", f"{_CLEARANCE}/ClassificationList[1]"),
    _one(
        "clearance_empty_level",
        clearance(_POLICY, levels("")),
        "4774.empty",
        f"{_CLEARANCE}/ClassificationList[1]/Classification[1]",
    ),
    _one(
        "clearance_level_uri",
        clearance(_POLICY, levels("SECRET").replace("<s:Classification>", '<s:Classification URI="urn:oid:2.999">')),
        "4774.attribute",
        f"{_CLEARANCE}/ClassificationList[1]/Classification[1]",
    ),
    _one(
        "clearance_levels_first",
        clearance(levels("SECRET"), _POLICY),
        "4774.order",
        f"{_CLEARANCE}/PolicyIdentifier[1]",
    ),
    _one(
        "clearance_loose_foreign_element",
        clearance(_POLICY, levels("SECRET"), FOREIGN),
        "4774.element",
        f"{_CLEARANCE}/note[1]",
    ),
    _one("clearance_entity", ENTITY.encode() + clearance(), "xml.doctype", "line 1"),
)
"""Refused as clearances."""
