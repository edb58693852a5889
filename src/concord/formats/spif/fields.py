"""Attributes of one element as values: whole numbers, yes or no, instants, kinds, names, languages.

A fault in the form of an attribute is `check`'s to report; here it only must not do harm. What the schema cannot say
about an attribute is reported here.
Source: Open XML SPIF 2.1; ASN.1 GeneralizedTime (X.680 46); XML Schema 1.0 part 2 (dateTime).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from lxml import etree

from concord.formats.hardened import Report, children, local, quoted, space
from concord.formats.spif.spec import KINDS, NAMESPACE, XML
from concord.formats.spif.types import TYPES, date_parts
from concord.release.findings import Weight
from concord.release.labels import Kind
from concord.release.names import BEGINNING, fold

DIGITS_MOST = 15
"""Most digits of a whole number."""

_GENERAL = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<hour>[0-9]{2})(?:(?P<minute>[0-9]{2})"
    r"(?:(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?)?(?P<zone>Z|[+-][0-9]{2}(?:[0-9]{2})?)?",
)
_ISO = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?",
)


def named(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of that name, in the format's namespace or in none (which `check` has reported)."""
    return (c for c in children(parent) if local(c) == name and space(c) in {NAMESPACE, ""})


def nested(root: etree._Element, group: str, name: str) -> list[etree._Element]:
    """The children called `name` of every child called `group`."""
    return [one for holder in named(root, group) for one in named(holder, name)]


def text_in(element: etree._Element, name: str) -> str:
    """An attribute as written; empty where it is absent."""
    return str(element.get(name, ""))


def is_set(element: etree._Element, name: str) -> bool:
    """Whether an xs:boolean is true; absent is false."""
    return text_in(element, name).strip() in {"true", "1"}


def whole(element: etree._Element, name: str, report: Report, *, default: int = 0) -> int:
    """A whole number; `default` where it is absent or malformed."""
    text = text_in(element, name).strip()
    if not TYPES["integer"].fits(text):
        return default
    if len(text) > DIGITS_MOST:
        wanted = f"at most {DIGITS_MOST} digits in `{name}`"
        report.add("spif.range", element, expected=wanted, found=f"{len(text)} characters")
        return default
    return int(text)


def name_in(element: etree._Element, name: str, report: Report) -> str:
    """A name as written; names that are empty or look like another are reported."""
    text = text_in(element, name)
    if name in element.attrib and not fold(text):
        report.add("spif.name", element, expected=f"a name in `{name}`", found="nothing to read")
    elif text != " ".join(text.split()):
        wanted = f"`{name}` without line breaks, doubled spaces and spaces at its ends"
        report.add("spif.space", element, expected=wanted, found=quoted(text), weight=Weight.NOTE)
    if any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn"} for char in fold(text)):
        wanted = f"visible characters in `{name}`"
        report.add("spif.unprintable", element, expected=wanted, found=ascii(text)[:80], weight=Weight.REASON)
    return text


def language_of(element: etree._Element) -> str | None:
    """The language in force at `element` (XML 1.0, 2.12): its own or the nearest one above; None for none."""
    for holder in (element, *element.iterancestors()):
        language = holder.get(f"{{{XML}}}lang")
        if language is not None:
            return str(language).strip() or None
    return None


def silent_kind(element: etree._Element) -> Kind | None:
    """The kind `tagType` and `enumType` give, or None; `kind_of` says what is wrong."""
    tag_type, enum_type = text_in(element, "tagType"), text_in(element, "enumType")
    if enum_type and tag_type != "enumerated" and enum_type != tag_type:
        return None
    return KINDS.get((tag_type, enum_type if tag_type == "enumerated" else ""))


def kind_of(element: etree._Element, report: Report, *, weight: Weight = Weight.ERROR) -> Kind | None:
    """As `silent_kind`; a kind that cannot be told is reported with `weight` for `notApplicable`, else as an error."""
    kind, tag_type = silent_kind(element), text_in(element, "tagType")
    if kind is None and TYPES["tagType"].fits(tag_type):
        is_none = tag_type == "notApplicable"
        found = f"`{tag_type}` with enumType {quoted(text_in(element, 'enumType'))}"
        grave = weight if is_none else Weight.ERROR
        report.add("spif.kind", element, expected="one way to read the values", found=found, weight=grave)
    return kind


def instant_in(element: etree._Element, name: str, report: Report) -> datetime | None:
    """An xs:dateTime in UTC, one without a zone read as UTC; None where it is absent or malformed."""
    parts = date_parts(text_in(element, name))
    if parts is None:
        return None
    at = _build(parts)
    if at is None:
        wanted = f"a date from year 1 to year 9999 in `{name}`"
        report.add("spif.range", element, expected=wanted, found=quoted(parts.string))
    elif not parts["zone"]:
        _report_zone(element, name, report, Weight.REASON)
    return at


def creation_in(root: etree._Element, report: Report) -> datetime:
    """The creation date of the file, in UTC; the beginning of time where it cannot be read, with a finding."""
    text = text_in(root, "creationDate")
    parts = _GENERAL.fullmatch(text) or _ISO.fullmatch(text)
    at = _build(parts) if parts else None
    if parts is None or at is None or parts.re is _ISO:
        wanted = "a GeneralizedTime such as 20210506100000Z in `creationDate`"
        found = f"{quoted(text)}, read as {at.isoformat() if at else 'the beginning of time'}"
        report.add("spif.creation", root, expected=wanted, found=found, weight=Weight.REASON)
    if parts is not None and at is not None and not parts["zone"]:
        _report_zone(root, "creationDate", report, Weight.NOTE)
    return at or BEGINNING


def _report_zone(element: etree._Element, name: str, report: Report, weight: Weight) -> None:
    report.add("spif.zone", element, expected=f"a zone in `{name}`", found="none, read as UTC", weight=weight)


def _build(parts: re.Match[str]) -> datetime | None:
    """The instant in UTC, to the microsecond; None where it does not exist or lies outside the years 1 to 9999."""
    midnight = timedelta(days=1) if parts["hour"] == "24" else timedelta()
    if len(parts["year"]) > 4:
        return None
    try:
        local_time = datetime(
            int(parts["year"]),
            int(parts["month"]),
            int(parts["day"]),
            0 if midnight else int(parts["hour"]),
            int(parts["minute"] or 0),
            int(parts["second"] or 0),
            int((parts["fraction"] or "").ljust(6, "0")[:6]),
            tzinfo=_zone(parts["zone"]),
        )
        return local_time.astimezone(UTC) + midnight
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if text in {None, "Z", ""}:
        return UTC
    digits = str(text)[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if str(text).startswith("-") else ahead)
