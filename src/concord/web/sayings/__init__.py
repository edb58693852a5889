"""What findings say in English, for the catalogue: a fault is told in the language of the page, in one place for all.

A saying has holes with names: `{count}` is a number, `{choices}` names in a line, `{one}`, `{other}` and `{becomes}`
sayings themselves, anything else an id, a marking or what else stands as it is. A test compares the sayings with the
texts that findings are made with in the source. Source: docs/spec/site.md W91, W100.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from concord.web.holes import matched
from concord.web.phrases import REASONS
from concord.web.sayings.asked import ASKED
from concord.web.sayings.files import FACTS, PAPERS, PROFILES
from concord.web.sayings.places import PLACES
from concord.web.sayings.policies import POLICIES
from concord.web.sayings.typed import ACCOUNTS, ANYWHERE, DESK, MARKINGS, PARTS
from concord.web.tongue import language

SAYINGS = (*ANYWHERE, *ASKED, *DESK, *PARTS, *ACCOUNTS, *MARKINGS, *PAPERS, *FACTS, *PROFILES, *POLICIES)
"""What is expected and what is found."""

LISTED = re.compile(r"(`[^`]*`)| or ")
"""The last two names of a line of names, and what stands in quotes."""
NARROW_SPACE = "\u202f"


def worded(text: str) -> str:
    """A text in the language of the page, as far as it is a saying; nothing stays nothing.

    >>> worded("no such words")
    'no such words'
    """
    return _filled(text, (*SAYINGS, *(reason.rstrip(".") for reason in REASONS)))


def placed(place: str) -> str:
    """A place, or several: what is a word of the catalogue is told, ids, numbers and paths stand as they are."""
    return "; ".join(", ".join(map(_part, each.split(", "))) for each in place.split("; "))


def _part(part: str) -> str:
    """One place; what a path goes on with after a colon is no word."""
    first, colon, rest = part.partition(": ")
    return _filled(first, PLACES) + colon + rest


def _filled(text: str, sayings: tuple[str, ...]) -> str:
    whole = _(text) if text else text
    return whole if whole != text or language() == "en" else matched(text, sayings, _held, tell=_known)


def _known(saying: str) -> str:
    """A saying in the language of the page; the reasons of the kernel are sentences, and lose their full stop."""
    whole = f"{saying}."
    return _(whole).rstrip(".") if whole in REASONS else _(saying)


def _held(name: str, value: str) -> str:
    return _HELD.get(name, _as_it_is)(value)


def _as_it_is(value: str) -> str:
    """What stands in a hole; what is a saying whole is told."""
    return _(value) if value in SAYINGS or value in REASONS else value


def _counted(value: str) -> str:
    return value.replace(",", NARROW_SPACE)


def _listed(value: str) -> str:
    return LISTED.sub(lambda found: found[1] or _(" or "), value)


_HELD: dict[str, Callable[[str], str]] = {
    "count": _counted,
    "choices": _listed,
    "one": worded,
    "other": worded,
    "becomes": worded,
}
