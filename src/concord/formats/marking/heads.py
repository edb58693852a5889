"""How the markings of a policy can begin: owner and level, in every language and place.

Source: docs/spec/marking.md M11-M13.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from concord.formats.marking import spec
from concord.formats.marking.words import Item, collapse, has_portion_mark, languages, level_word
from concord.formats.marking.write import Style, allows, fitting, head, owner_of, owner_phrase, suppresses
from concord.release.names import fold
from concord.release.policy import Level, Policy
from concord.release.profile import Profile


@dataclass(frozen=True)
class Head:
    """One beginning of a marking.

    `text` is folded. `item` is the value that the owner's word stands for. `portion`: only within parentheses.
    `right`: the words that should have been written, where `text` is a known mistake (M13). `needs`: a value that must
    follow, because it is printed in place of the level (M8).
    """

    text: str
    level: Level
    item: Item | None = None
    portion: bool = False
    right: str | None = None
    needs: Item | None = None


def heads(policy: Policy, profile: Profile) -> tuple[Head, ...]:
    """Every beginning, each once; where a value says what the policy's name would say, the value counts."""
    found: dict[tuple[str, str, bool, object], Head] = {}
    spoken: set[tuple[str, str]] = set()
    for candidate in _all(policy, profile):
        name = candidate.level.name
        key = (candidate.text, name, candidate.portion, candidate.item and candidate.item.key)
        if candidate.text and (candidate.text, name) not in spoken:
            found.setdefault(key, candidate)
        if candidate.item is not None:
            spoken.add((candidate.text, name))
            found.pop((candidate.text, name, candidate.portion, None), None)
            found.setdefault(key, candidate)
    return tuple(found.values())


def _all(policy: Policy, profile: Profile) -> Iterator[Head]:
    spoken = languages(policy)
    for level in policy.levels:
        yield Head(fold(profile.marking_by_level.get(fold(level.name), "")), level)
        if has_portion_mark(level):
            yield from (Head(fold(level_word(level, lang, spec.PORTION)), level, portion=True) for lang in spoken)
        for language in spoken:
            style = Style(policy, profile, language, spec.DEFAULT_CODE)
            for item in (None, *_owner_items(level, style)):
                yield from _of_owner(level, item, style, spoken)
            yield from _in_place_of_level(level, style)


def _of_owner(level: Level, item: Item | None, style: Style, spoken: tuple[str, ...]) -> Iterator[Head]:
    """The right beginnings for a level and an owner's value, and the known mistakes."""
    items = () if item is None else (item,)
    owner, plain = owner_of(level, items, style), owner_of(level, items, style, level_decides=False)
    words = {level.name, *(level_word(level, language, spec.DEFAULT_CODE) for language in spoken)}
    for word in sorted(words):
        right = head(owner.word, word, style)
        yield Head(fold(right), level, owner.item)
        if fold(plain.word) != fold(owner.word):
            yield Head(fold(head(plain.word, word, style)), level, plain.item, right=right)


def _owner_items(level: Level, style: Style) -> Iterator[Item]:
    """The values whose phrase is printed for the owner."""
    for tag_set in style.policy.tag_sets:
        for (_, name), entries in tag_set.entries.items():
            tag, entry = fitting(entries, level)
            item = Item(tag_set, tag, entry, entry.name)
            if name and owner_phrase(item, style):
                yield item


def _in_place_of_level(level: Level, style: Style) -> Iterator[Head]:
    """Beginnings without a level, for values that are printed in its place (M8)."""
    for tag_set in style.policy.tag_sets:
        for tag in tag_set.tags:
            for entry in tag.values:
                if suppresses(entry) and allows(entry, level):
                    owner = owner_of(level, (), style)
                    yield Head(fold(head(owner.word, "", style)), level, needs=Item(tag_set, tag, entry, entry.name))


def bare_levels(policy: Policy, profile: Profile, text: str) -> tuple[str, ...]:
    """What to write instead, where folded `text` begins with a level of this policy but names no owner (M12)."""
    style = Style(policy, profile, spec.DEFAULT_LANGUAGE, spec.DEFAULT_CODE)
    found: dict[int, list[str]] = {}
    for level in policy.levels:
        words = {level.name, *(level_word(level, language, spec.DEFAULT_CODE) for language in languages(policy))}
        shared = max((_shared(text, fold(word)) for word in words), default=0)
        owner = owner_of(level, (), style)
        marking = head(owner.word, level_word(level, style.language, style.code), style)
        found.setdefault(shared, []).append(collapse(marking))
    longest = max(found, default=0)
    return tuple(found[longest]) if longest else ()


def _shared(text: str, word: str) -> int:
    """The length of the shorter of the two, where the longer begins with it as a whole word; else 0."""
    short, long = sorted((text, word), key=len)
    return len(short) if begins(long, short) else 0


def begins(text: str, word: str, *, joint: str = "") -> bool:
    """Whether `text` begins with `word`, as a whole word: then comes the end, a space, or `joint`."""
    if not text.startswith(word):
        return False
    rest = text[len(word) :]
    return not rest or rest[0] == " " or (bool(joint) and rest.startswith(joint))
