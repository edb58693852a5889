"""STANAG 4774 clearances: the form as written, from bytes and back, and as a claim of a JSON Web Token.

A clearance lists levels as a set; nothing below a listed level is implied. Signatures are not verified here.
Source: STANAG 4774 (ADatP-4774, edition A), clearance schema 1.2; docs/spec/stanag4774.md "Clearances".
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field, fields, replace

from lxml import etree

from concord.formats import hardened
from concord.formats.stanag4774 import foreign, parts, shape
from concord.formats.stanag4774.markup import Pen, free_prefix, unwritable
from concord.formats.stanag4774.origin import Origin
from concord.formats.stanag4774.parts import Intake
from concord.formats.stanag4774.spec import (
    CATEGORY,
    CLASSIFICATION,
    CLEARANCE,
    CLEARANCE_EXTENSIONS,
    CLEARANCE_ROOT,
    LABEL,
    LABEL_BYTES_MOST,
    LEVELS,
    POLICY,
    Rule,
)
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import Group, PolicyRef

_CLAIM = re.compile("(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?")


@dataclass(frozen=True)
class ClearanceForm:
    """A clearance as the file writes it: `levels` in order, `groups` with the kind they claim.

    `extensions` are foreign content in its places (docs/spec/stanag4774.md "Foreign content"); `raw` is the bytes of
    the clearance element and takes no part in comparison.
    """

    policy: PolicyRef
    levels: tuple[str, ...]
    groups: tuple[Group, ...] = ()
    extensions: tuple[bytes, ...] = ()
    raw: bytes = field(default=b"", compare=False, repr=False)


def read_clearance(data: bytes, *, source: str = "input") -> ClearanceForm:
    """The clearance that `data` is.

    Raises:
        MalformedError: with everything that is wrong with it.
    """
    root = hardened.parse(data, source=source, limit_bytes=LABEL_BYTES_MOST)
    intake = Intake(Origin(data, root))
    form = _form(root, intake)
    if intake.report.refuses:
        raise MalformedError(source, intake.report.findings)
    return replace(form, raw=intake.origin.bytes_of(root))


def write_clearance(form: ClearanceForm) -> bytes:
    """`form` as one element in UTF-8, without XML declaration; `form.raw` byte for byte if it still says the same.

    Raises:
        MalformedError: the form cannot be written so that it reads back as it is.
    """
    if form.raw and _reads_as(form.raw, form):
        return form.raw
    text = _text(form)
    bad = unwritable(text)
    if bad:
        raise MalformedError("clearance", (Finding(Rule.WRITTEN, "clearance", "characters that XML 1.0 carries", bad),))
    back = read_clearance(text.encode(), source="clearance")
    if back != form:
        names = [f.name for f in fields(form) if f.compare and getattr(form, f.name) != getattr(back, f.name)]
        found = f"changed {', '.join(f'`{name}`' for name in names)}"
        expected = "fields that read back as they are"
        raise MalformedError("clearance", (Finding(Rule.WRITTEN, "clearance", expected, found),))
    return text.encode()


def to_claim(form: ClearanceForm) -> str:
    """`form` as the value of the token claim `aciClr`: base64url of its XML, without padding (RFC 7515, section 2).

    Raises:
        MalformedError: see `write_clearance`.
    """
    return base64.urlsafe_b64encode(write_clearance(form)).decode().rstrip("=")


def from_claim(claim: str, *, source: str = "claim") -> ClearanceForm:
    """The clearance in a token claim, padded or not; the token's signature is the caller's to verify.

    Raises:
        MalformedError: not base64url, or not a clearance.
    """
    most = LABEL_BYTES_MOST * 4 // 3 + 4
    if len(claim) > most:
        raise MalformedError(source, (Finding(Rule.CLAIM, "claim", f"at most {most:,} characters", f"{len(claim):,}"),))
    if not _CLAIM.fullmatch(claim):
        raise MalformedError(source, (Finding(Rule.CLAIM, "claim", "base64url", "other text"),))
    bare = claim.rstrip("=")
    data = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    return read_clearance(data, source=source)


def _reads_as(raw: bytes, form: ClearanceForm) -> bool:
    try:
        back = read_clearance(raw)
    except MalformedError:
        return False
    return back == form and back.raw == raw


def _form(root: etree._Element, intake: Intake) -> ClearanceForm:
    if root.tag != CLEARANCE_ROOT:
        found = f"{shape.name_of(str(root.tag))} in the namespace {hardened.quoted(etree.QName(root).namespace or '')}"
        expected = f"`ConfidentialityClearance` in the namespace `{CLEARANCE}`"
        intake.report.add(Rule.NAMESPACE, root, expected=expected, found=found)
        return ClearanceForm(PolicyRef(""), ())
    if not shape.is_bearable(root, intake.report):
        return ClearanceForm(PolicyRef(""), ())
    shape.check(root, intake.report)
    found_levels = parts.first(root, LEVELS)
    levels = etree.Element(LEVELS) if found_levels is None else found_levels
    return ClearanceForm(
        policy=parts.read_policy(root, intake),
        levels=parts.read_levels(levels, intake),
        groups=parts.read_groups(root, intake),
        extensions=_extensions(root, levels, intake),
    )


def _extensions(root: etree._Element, levels: etree._Element, intake: Intake) -> tuple[bytes, ...]:
    """Foreign content in document order."""
    return (
        *foreign.attributes(root, place=""),
        *parts.attributes_in(root, POLICY),
        *parts.numbered_attributes(levels, CLASSIFICATION),
        *_extension_elements(levels, "ClassificationList", intake),
        *parts.numbered_attributes(root, CATEGORY),
        *_extension_elements(root, "", intake),
    )


def _extension_elements(parent: etree._Element, place: str, intake: Intake) -> tuple[bytes, ...]:
    holder = parts.first(parent, CLEARANCE_EXTENSIONS)
    return () if holder is None else intake.foreign_elements(holder, place=place)


def _text(form: ClearanceForm) -> str:
    pen = Pen(free_prefix("slab", form.extensions), form.extensions)
    own = Pen(free_prefix("sclr", form.extensions), form.extensions)
    levels = [pen.classification(n, place=f"Classification[{i}]") for i, n in enumerate(form.levels, start=1)]
    inner = [
        pen.policy(form.policy),
        own.branch("ClassificationList", [*levels, *_holder(own, "ClassificationList")]),
        *pen.categories(form.groups),
        *_holder(own, ""),
    ]
    spaces = f' xmlns:{own.prefix}="{CLEARANCE}" xmlns:{pen.prefix}="{LABEL}"'
    return own.branch("ConfidentialityClearance", inner, spaces + own.attributes(""))


def _holder(pen: Pen, place: str) -> list[str]:
    found = pen.elements(place)
    return [pen.branch("ConfidentialityClearanceExtensions", found)] if found else []
