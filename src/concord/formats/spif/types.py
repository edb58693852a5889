"""The types of attributes and leaves: which words and forms they take.

Source: Open XML SPIF 2.1, simple types; XML Schema 1.0 part 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

_DATE_TIME = re.compile(
    r"(?P<year>-?(?:[1-9][0-9]{4,}|[0-9]{4}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
    r"(?P<zone>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?",
)
_PART = r"(?:[^\[\]#?%]|%[0-9A-Fa-f]{2})"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"
_NO_PORT = rf"(?!(?:{_SCHEME})?//[^/?#\[\]]*:(?![0-9]{{1,9}}(?:[/?#]|$)))"
_ADDRESS = r"(?://(?:[^\[\]/?#%]*@)?\[[0-9A-Fa-f:.]+\](?=[:/?#]|$))?"
_URI = re.compile(
    rf"{_NO_PORT}(?:{_SCHEME}|(?![^/?#]*:)){_ADDRESS}{_PART}*(?:\?(?:{_PART}|\?)*)?(?:#(?:{_PART}|\?)*)?",
)
_LANGUAGE = r"([ \t\r\n]*[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*[ \t\r\n]*)?"
_SPACES = " \t\r\n"


@dataclass(frozen=True)
class Type:
    """`expects` says in a finding what a value should be. `mild`: a fault in such a value never refuses the file."""

    expects: str
    fits: Callable[[str], bool]
    mild: bool = False


def date_parts(text: str) -> re.Match[str] | None:
    """The parts of an xs:dateTime by name, or None where it is none (also for days no month has)."""
    match = _DATE_TIME.fullmatch(text)
    return match if match and _is_real(match) else None


def _is_real(match: re.Match[str]) -> bool:
    """Whether the day exists; the calendar repeats every 400 years. Hour 24 stands for midnight only."""
    year, hour, minute, second = match["year"], int(match["hour"]), int(match["minute"]), int(match["second"])
    midnight = hour == 24 and minute == second == 0 and not (match["fraction"] or "").strip("0")
    if set(year) <= {"-", "0"}:
        return False
    try:
        like = 2000 + int(year[-4:]) % 400 if year[0] != "-" else 2000 + -int(year[-4:]) % 400
        datetime(like, int(match["month"]), int(match["day"]), 0 if midnight else hour, minute, second)
    except ValueError:
        return False
    return True


def _one_of(*words: str) -> Type:
    return Type(f"one of {', '.join(words)}", frozenset(words).__contains__)


def _pattern(expects: str, pattern: str, *, mild: bool = False) -> Type:
    """A pattern on the whole value, white space at the ends aside where `pattern` starts with a space."""
    expression = re.compile(pattern.removeprefix(" "))
    strip = _SPACES if pattern.startswith(" ") else ""
    return Type(expects, lambda text: expression.fullmatch(text.strip(strip) if strip else text) is not None, mild)


_COLORS = "aqua|black|blue|fuschia|gray|green|lime|maroon|navy|olive|purple|red|silver|teal|white|yellow"
_CODES = (
    "pageTop pageBottom pageTopBottom documentStart documentEnd noNameDisplay noMarkingDisplay suppressClassName"
    " firstLineOfText lastLineOfText subject xHeader portionMarking inputTitle waterMark replacePolicy"
)

TYPES: Mapping[str, Type] = {
    "string": Type("text", lambda _: True),
    "short": Type("at most 256 characters", lambda text: len(text) <= 256, mild=True),
    "oid": _pattern("an object identifier such as 1.3.26.1", r"[0-2](\.[0-9]+)+"),
    "integer": _pattern("a whole number", r" [+-]?[0-9]+"),
    "selection": _pattern("a whole number or unbounded", r"unbounded|[ \t\r\n]*[+-]?[0-9]+[ \t\r\n]*"),
    "boolean": _pattern("true or false", r" (true|false|1|0)"),
    "dateTime": Type("a date and time such as 2021-05-06T10:00:00Z", lambda text: date_parts(text) is not None),
    "uri": Type("a URI", lambda text: _URI.fullmatch(text.strip(_SPACES)) is not None, mild=True),
    "color": _pattern(
        "a colour the schema names, or #rrggbb", "|".join(_COLORS.split()) + "|#[0-9a-fA-F]{6}", mild=True
    ),
    "version": _one_of("1.0", "2.0", "2.1"),
    "operation": _one_of("onlyOne", "oneOrMore", "all"),
    "userInput": _one_of("string", "integer", "date"),
    "tagType": _one_of("notApplicable", "restrictive", "enumerated", "permissive", "tagType7"),
    "enumType": _one_of("restrictive", "permissive"),
    "tag7Encoding": _one_of("bitSetAttributes", "securityAttributes"),
    "qualifierCode": _one_of("prefix", "suffix", "separator"),
    "applied": _one_of("encrypt", "decrypt", "both"),
    "action": _one_of("discard"),
    "markingCode": _one_of(*_CODES.split()),
    "language": _pattern("a language tag such as en", _LANGUAGE, mild=True),
    "space": _one_of("default", "preserve"),
}
"""Every type by name."""

XML_ATTRIBUTES: Mapping[str, str] = {"lang": "language", "space": "space", "base": "uri", "id": "string"}
"""Attributes of the xml namespace and their types."""
