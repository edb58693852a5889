"""The seed of every element, edited in one place, and what reading it says."""

from __future__ import annotations

import pathlib

from concord.formats.spif.read import Reading, read
from concord.release.findings import Finding, Weight
from concord.release.policy import Level, Policy, Tag, TagSet, Value

SEED = (pathlib.Path(__file__).parent / "seeds" / "every_element.spif.xml").read_text("utf-8")


def edited(*changes: tuple[str, str]) -> bytes:
    """The seed with each first text, which must occur exactly once, replaced by the second."""
    text = SEED
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"expected {old!r} once in the seed, found it {text.count(old)} times")
        text = text.replace(old, new)
    return text.encode()


def reading(*changes: tuple[str, str]) -> Reading:
    """What reading the edited seed gives."""
    return read(edited(*changes), source="seed")


def news(*changes: tuple[str, str]) -> list[tuple[str, Weight]]:
    """Rules and weights of the findings that the seed as it stands does not give, in order."""
    known = {(finding.rule, finding.found) for finding in reading().findings}
    return [(f.rule, f.weight) for f in reading(*changes).findings if (f.rule, f.found) not in known]


def new_findings(*changes: tuple[str, str]) -> list[Finding]:
    """As `news`, whole."""
    known = {(finding.rule, finding.found) for finding in reading().findings}
    return [f for f in reading(*changes).findings if (f.rule, f.found) not in known]


def policy(*changes: tuple[str, str]) -> Policy:
    """The policy of the edited seed, which must load."""
    found = reading(*changes).policy
    if found is None:
        raise ValueError("expected a policy, found errors only")
    return found


def level(name: str, *changes: tuple[str, str]) -> Level:
    """A level of the edited seed."""
    return next(level for level in policy(*changes).levels if level.name == name)


def tag_set(name: str, *changes: tuple[str, str]) -> TagSet:
    """A tag set of the edited seed."""
    return next(tag_set for tag_set in policy(*changes).tag_sets if tag_set.name == name)


def tag(name: str, *changes: tuple[str, str]) -> Tag:
    """The tag of that name in any tag set of the edited seed."""
    return next(tag for tag_set in policy(*changes).tag_sets for tag in tag_set.tags if tag.name == name)


def values(name: str, *changes: tuple[str, str]) -> list[Value]:
    """Every entry of that name in the edited seed."""
    tags = [tag for tag_set in policy(*changes).tag_sets for tag in tag_set.tags]
    return [value for tag in tags for value in tag.values if value.name == name]
