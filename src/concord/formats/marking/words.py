"""Which phrase of a policy file is printed, for a language and a place, and the text around it.

Source: docs/spec/marking.md M2-M5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from concord.formats.marking import spec
from concord.release.names import fold
from concord.release.policy import Level, Marking, Policy, Qualifier, Tag, TagSet, Value


@dataclass(frozen=True)
class Item:
    """A value of a label with the entry of the policy it means. `given` is the text of a free-input value."""

    tag_set: TagSet
    tag: Tag
    entry: Value
    given: str

    @property
    def key(self) -> tuple[str, str]:
        """(folded tag set name, folded value name)."""
        return fold(self.tag_set.name), fold(self.given if self.entry.user_input else self.entry.name)


@dataclass(frozen=True)
class Affixes:
    """Text before, between and after values."""

    prefix: str = ""
    separator: str = " "
    suffix: str = ""

    def around(self, core: str) -> str:
        """`core` with prefix and suffix; a space where two words would touch."""
        return touch(touch(self.prefix, core), self.suffix)


def touch(left: str, right: str) -> str:
    """Two texts side by side, with a space where two words would run together (M5)."""
    space = " " if left[-1:].isalnum() and right[:1].isalnum() else ""
    return f"{left}{space}{right}"


def collapse(text: str) -> str:
    """White space collapsed and trimmed (M5)."""
    return " ".join(text.split())


def fitness(marking: Marking, language: str, code: str) -> tuple[int, int]:
    """How well a marking fits: language before place, 0 where it does not fit at all (M2)."""
    wanted = {spec.DEFAULT_LANGUAGE: 1, None: 2, language: 3}.get(marking.language, 0)
    places = marking.codes - spec.DISPLAY
    if not places:
        return wanted, 2
    if code in places:
        return wanted, 4
    if code in spec.PAGE and places & spec.PAGE:
        return wanted, 3
    return wanted, 0 if code in spec.APART or places <= spec.APART else 1


def choose(markings: Iterable[Marking], language: str, code: str) -> Marking | None:
    """The marking with a phrase that fits best, the first of equals, or None."""
    fitting = [m for m in markings if m.phrase is not None and all(fitness(m, language, code))]
    return max(fitting, key=lambda m: fitness(m, language, code), default=None)


def replacing(markings: Iterable[Marking], language: str) -> str | None:
    """The phrase that takes the place of the policy's name, or None where no marking does (M3)."""
    found = choose((m for m in markings if spec.REPLACE_POLICY in m.codes), language, spec.DEFAULT_CODE)
    return None if found is None else found.phrase


def shown(name: str, markings: tuple[Marking, ...], language: str, code: str) -> str:
    """What is printed for a name: its phrase, the name itself, or nothing where the file hides it (M2)."""
    own = [m for m in markings if spec.REPLACE_POLICY not in m.codes]
    best = choose(own, language, code)
    if best is not None:
        return "" if spec.NO_MARKING in best.codes else best.phrase or ""
    return "" if any(_hides(m) for m in markings) else name


def _hides(marking: Marking) -> bool:
    """Whether a marking that gives no word for the place hides the name all the same."""
    if marking.phrase is None:
        return bool(marking.codes & {spec.NO_MARKING, spec.NO_NAME})
    return spec.NO_NAME in marking.codes or (not marking.phrase and spec.REPLACE_POLICY not in marking.codes)


def level_word(level: Level, language: str, code: str) -> str:
    """What is printed for a level."""
    word = shown(level.name, level.markings, language, code)
    return affixes(level.qualifiers, language, code).around(word) if word else ""


def has_portion_mark(level: Level) -> bool:
    """Whether the file gives the level a portion mark."""
    return any(spec.PORTION in m.codes and m.phrase for m in level.markings)


def item_word(item: Item, language: str, code: str) -> str:
    """What is printed for a value: its phrase if no other value of the tag has it, else its name or another (M4)."""
    if item.entry.user_input:
        return collapse(item.given)
    word = shown(item.entry.name, item.entry.markings, language, code)
    if not word:
        return ""
    taken = other_words(item.tag, item.entry)
    choices = (word, item.entry.name, *phrases(item.entry))
    own = next((choice for choice in choices if fold(choice) not in taken), word)
    return affixes(item.entry.qualifiers, language, code).around(own)


def is_blank(item: Item, language: str, code: str) -> bool:
    """Whether the file hides a value (M2)."""
    word = item.given if item.entry.user_input else shown(item.entry.name, item.entry.markings, language, code)
    return not collapse(word)


def other_words(tag: Tag, entry: Value) -> frozenset[str]:
    """The folded words of the other values of a tag."""
    return frozenset(word for v in tag.values if fold(v.name) != fold(entry.name) for word in entry_words(v))


def entry_words(entry: Value) -> Iterator[str]:
    """Every folded word an entry is printed with: its name, and its phrases in every language and place."""
    yield from (fold(word) for word in (entry.name, *phrases(entry)))


def phrases(entry: Value) -> tuple[str, ...]:
    """The phrases of an entry, those apart that replace the policy's name."""
    return tuple(m.phrase for m in entry.markings if m.phrase and spec.REPLACE_POLICY not in m.codes)


def policy_word(policy: Policy, language: str) -> str:
    """What is printed for the policy: the phrase that replaces its name, its phrase, or its name (M3)."""
    word = replacing(policy.markings, language)
    return shown(policy.name, policy.markings, language, spec.DEFAULT_CODE) if word is None else word


def affixes(qualifiers: tuple[Qualifier, ...], language: str, code: str) -> Affixes:
    """The texts around values: those of the place if there are any, else of the page, else the general ones (M5)."""
    tiers = (
        [q for q in qualifiers if q.code == code],
        [q for q in qualifiers if code in spec.PAGE and q.code in spec.PAGE],
        [q for q in qualifiers if q.code is None],
        [q for q in qualifiers if q.code not in spec.APART],
    )
    used = next((tier for tier in tiers if tier), [])
    texts = {
        q.place: q.text for wanted in (spec.DEFAULT_LANGUAGE, None, language) for q in used if q.language == wanted
    }
    for qualifier in used:
        texts.setdefault(qualifier.place, qualifier.text)
    return Affixes(texts.get("prefix", ""), texts.get("separator", " "), texts.get("suffix", ""))


def languages(policy: Policy) -> tuple[str, ...]:
    """Every language the file prints in, and English, which comes first."""
    tags = [tag for tag_set in policy.tag_sets for tag in tag_set.tags]
    marked = [policy.markings, *(level.markings for level in policy.levels)]
    marked += [value.markings for tag in tags for value in tag.values]
    found = {m.language for markings in marked for m in markings}
    found |= {q.language for tag in tags for q in tag.qualifiers}
    others = sorted(language for language in found if language not in {None, spec.DEFAULT_LANGUAGE})
    return (spec.DEFAULT_LANGUAGE, *others)
