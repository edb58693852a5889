"""What a page says in two languages: its texts, and which of them are the same in both and are words of Concord.

A text that is the same in both is excused by what it is made of: words that French writes as English does (the
catalogue and the declarations of the kinds say which), names that stand as they are, what the house wrote into records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

import concord
from concord.commitments.kinds import AREAS, CAUSES, ROLES, STATUSES, TYPES
from concord.desk.kinds import Names
from concord.directory.kinds import CHANNELS, GRADES, TOPICS
from concord.dissemination.kinds import FORMS
from concord.facts import action_points, shipped
from concord.node.kinds import INSTALLED
from tests.cast import NOON, book
from tests.web.house import MARKINGS, NOWHERE, PEOPLE
from tests.web.proofs.furnishing import ALLIES, NEW
from tests.web.visiting import Answer, read

WORD = re.compile(r"[^\W\d_]{3,}")
IDS = re.compile(r"\b[0-9a-f]{8,64}\b|canary\w*")
TOLD = ("title", "aria-label", "placeholder", "alt", "data-waiting", "data-failed", "data-something", "data-show")
"""Attributes that are read to somebody."""
WRITTEN = (
    "A text.",
    "A note.",
    "An account.",
    "Decide.",
    "Meet.",
    "Now otherwise.",
    "Paper ",
    "Turned",
    "Exercise",
    "Officer, ",
    "Delegate of Norway",
    "EXERCISE",
    "Common set of proposals, 6 December 2016",
)
"""What the house wrote into its records, and the word of both houses (W19)."""
NAMED = ("Concord", "EU node", "English", "Français", "security officer 1", "security officer 2", "nobody")
"""Names: of the product, of the node, of languages in themselves, of persons of the roster."""
PRINTED = (*MARKINGS.values(), "(EU-U LIMITE)", "(R-UE/EU-R REL NATO)")
"""Markings as they are printed, on pages and in the margin."""


def texts(answer: Answer) -> list[str]:
    """Every text that a page shows or reads out, but for what is marked as of another language than the page's."""
    root = read(answer)
    own = root.get("lang", "")
    return [" ".join(text.split()) for each in root.iter() for text in _texts(each) if _tongue(each) in ("", own)]


def _texts(each: Any) -> Iterator[str]:
    if isinstance(each.tag, str) and each.tag not in ("script", "style"):
        yield each.text or ""
        yield from (each.get(name, "") for name in TOLD)
        yield from (child.tail or "" for child in each)


def _tongue(each: Any) -> str:
    while each is not None and not each.get("lang"):
        each = each.getparent()
    return "" if each is None else str(each.get("lang"))


def unspoken(french: Answer, english: Answer) -> Iterator[str]:
    """The texts of a French page that are the same in English, and are not excused."""
    same = set(texts(english))
    yield from (text for text in texts(french) if text in same and is_of_concord(text))


@cache
def is_of_concord(text: str) -> bool:
    """Whether words are left of a text without names and what the house wrote: one of them is Concord's."""
    left = IDS.sub("", text)
    if left.startswith("{"):  # a proposal as it is kept
        return False
    for known in excused():
        left = left.replace(known, " ")
    return WORD.search(left) is not None


@cache
def excused() -> tuple[str, ...]:
    """What may be the same in both languages, the longest first."""
    found = {*WRITTEN, *NAMED, *PRINTED, *_alike(), *_kept(), *_names()}
    return tuple(sorted((each for each in found if WORD.search(each)), key=lambda each: -len(each)))


def _alike() -> Iterator[str]:
    """Words that French writes as English does: in the catalogue, and in declarations."""
    place = Path(concord.__file__).parent / "web" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    for message in read_po(place.read_bytes().splitlines(), locale="fr"):
        if message.id and message.id == message.string:
            yield str(message.id)
    fields = (field.names for kind in INSTALLED.by_name.values() for field in kind.fields)
    tables = (AREAS, CAUSES, ROLES, STATUSES, TYPES, CHANNELS, GRADES, TOPICS, FORMS)
    declared: Iterable[Names] = (
        *fields,
        *(kind.names for kind in INSTALLED.by_name.values()),
        *(names for table in tables for names in table.values()),
    )
    yield from (names.en for names in declared if names.en == names.fr)


def _names() -> Iterator[str]:
    """Names that stand as they are: of parties, posts, accounts, policies, levels and tag sets."""
    called = shipped().names
    for party in shipped().parties:
        yield party.id
        french, english = (called.name_of(party.id, house="", language=each, at=NOON) for each in ("fr", "en"))
        yield from {french.name, french.short} & {english.name, english.short}
    yield from (post.id for post, _ in PEOPLE.values())
    yield from (person.id for _, person in PEOPLE.values())
    yield from (*PEOPLE, NOWHERE, ALLIES, NEW.id, "GSC/planner", "GSC/security-1", "GSC/security-2", "sec-1", "sec-2")
    for policy in book().policies:
        yield policy.name
        yield from (level.name for level in policy.levels)
    for profile in book().profiles:
        yield from (marking for _, marking in profile.levels)


def _kept() -> Iterator[str]:
    """What records of the register hold, in both languages."""
    for point in action_points():
        yield from (point.text, point.text_fr, point.theme, point.theme_fr, point.deadline, *point.sources)
