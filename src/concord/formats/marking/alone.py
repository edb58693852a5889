"""Words of markings that stand alone: halves of a level's word in two languages, and words that are no marking.

Source: docs/spec/marking.md M19.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from concord.formats.marking import spec
from concord.formats.marking.words import entry_words, has_portion_mark, languages, level_word
from concord.release.labels import Kind
from concord.release.names import fold
from concord.release.policy import Level, Policy


def halves(policies: Iterable[Policy]) -> Mapping[str, str]:
    """The whole word for each folded half, of those halves that stand for one level alone."""
    found: dict[str, set[tuple[str, str]]] = {}
    whole: dict[str, str] = {}
    for policy in policies:
        for level in policy.levels:
            for word in _words(policy, level):
                for half in word.split("/") if word.count("/") == 1 else ():
                    found.setdefault(fold(half), set()).add((fold(policy.name), fold(level.name)))
                    whole.setdefault(fold(half), word)
    return {half: whole[half] for half, levels in found.items() if half and len(levels) == 1}


def lone_words(policies: Iterable[Policy]) -> frozenset[str]:
    """The folded words for levels and restrictive values of some policies."""
    return frozenset(word for policy in policies for word in _lone(policy) if word)


def _lone(policy: Policy) -> Iterator[str]:
    for level in policy.levels:
        yield from map(fold, _words(policy, level))
    for tag_set in policy.tag_sets:
        for tag in tag_set.tags:
            for entry in tag.values if tag.kind is Kind.RESTRICTIVE else ():
                yield from entry_words(entry)


def _words(policy: Policy, level: Level) -> Iterator[str]:
    """The name of a level, and what is printed for it on pages and beside portions."""
    yield level.name
    for language in languages(policy):
        yield level_word(level, language, spec.DEFAULT_CODE)
        if has_portion_mark(level):
            yield level_word(level, language, spec.PORTION)
