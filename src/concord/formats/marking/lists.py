"""The values of a marking: groups of values with their prefixes, separators and suffixes, read without guessing.

Source: docs/spec/marking.md M14-M15.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from concord.formats.marking import spec
from concord.formats.marking.words import affixes, entry_words, languages
from concord.release.names import fold
from concord.release.policy import Policy, Tag, TagSet
from concord.release.profile import Profile


@dataclass(frozen=True)
class Form:
    """One way in which the values of a tag are printed. Everything is folded.

    `words` are (word, folded value name), longest word first; one word may stand for several values.
    """

    tag_set: TagSet
    tag: Tag
    prefix: str
    separators: tuple[str, ...]
    suffix: str
    words: tuple[tuple[str, str], ...]

    @cached_property
    def by_first(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The words by their first character."""
        found: dict[str, list[tuple[str, str]]] = {}
        for word, name in self.words:
            found.setdefault(word[0], []).append((word, name))
        return {first: tuple(words) for first, words in found.items()}


@dataclass(frozen=True)
class Found:
    """Values read for one tag: folded names in the order they were written."""

    tag_set: TagSet
    tag: Tag
    names: tuple[str, ...]


@dataclass
class Walk:
    """Reading one text against the forms of one policy; remembers how far it came and what it missed there."""

    text: str
    forms: tuple[Form, ...]
    without: frozenset[tuple[str, str]]
    far: int = 0
    missed: dict[str, None] = field(default_factory=dict)
    steps: int = 0

    @property
    def is_given_up(self) -> bool:
        """Whether reading took too many steps, so that what was read does not count."""
        return self.steps > spec.LIMIT_STEPS

    def readings(self, start: int) -> Iterator[tuple[Found, ...]]:
        """Every way of reading the rest of the text as groups of values, each tag at most once."""
        return self._groups(self._skip(start), frozenset())

    def _groups(self, at: int, used: frozenset[int]) -> Iterator[tuple[Found, ...]]:
        if at == len(self.text):
            yield ()
            return
        for form in self.forms:
            if id(form.tag) in used:
                continue
            for start in self._starts(at):
                for end, names in self._one(start, form):
                    found = Found(form.tag_set, form.tag, names)
                    for rest in self._groups(self._skip(end), used | {id(form.tag)}):
                        yield (found, *rest)
        free = {form.tag_set.name: None for form in self.forms if id(form.tag) not in used}
        self._miss(at, "the end" + (f" or values of {listed(tuple(free))}" if free else ""), alone=True)

    def _starts(self, at: int) -> tuple[int, ...]:
        """Here, and after a dash that is set off by spaces (M14)."""
        after = at + 1
        dashed = self.text[at:after] in spec.DASHES and self.text[after : after + 1] == " "
        return (at, self._skip(after)) if dashed else (at,)

    def _one(self, at: int, form: Form) -> Iterator[tuple[int, tuple[str, ...]]]:
        """One group: prefix, values, suffix."""
        start = self._match(at, form.prefix)
        if start is None:
            return
        for end, names in self._values(self._skip(start), form):
            after = self._match(self._skip(end), form.suffix)
            if after is None:
                self._miss(self._skip(end), f"`{form.suffix}`")
            else:
                yield after, names

    def _values(self, at: int, form: Form) -> Iterator[tuple[int, tuple[str, ...]]]:
        """One value or more, longest words first."""
        hit = False
        for word, name in form.by_first.get(self.text[at : at + 1], ()):
            end = self._match(at, word)
            if end is None or (fold(form.tag_set.name), name) in self.without:
                continue
            hit = True
            for separator in form.separators:
                after = self._match(self._skip(end), separator)
                if after is not None and after < len(self.text):
                    for last, names in self._values(self._skip(after), form):
                        yield last, (name, *(n for n in names if n != name))
            yield end, (name,)
        if not hit:
            self._miss(at, f"a value of `{form.tag_set.name}`")

    def _match(self, at: int, word: str) -> int | None:
        """The place after `word` if it stands at `at` as a whole word; an empty word stands everywhere."""
        self.steps += 1
        if self.is_given_up or not self.text.startswith(word, at):
            return None
        end = at + len(word)
        runs_on = word[-1:].isalnum() and self.text[end : end + 1].isalnum()
        runs_in = word[:1].isalnum() and at > 0 and self.text[at - 1].isalnum()
        return None if runs_on or runs_in else end

    def _skip(self, at: int) -> int:
        return at + 1 if self.text[at : at + 1] == " " else at

    def _miss(self, at: int, expected: str, *, alone: bool = False) -> None:
        """Remember what was expected where reading came to a stand; what stands `alone` says it all."""
        if at > self.far:
            self.far, self.missed = at, {}
        if at == self.far:
            self.missed = {expected: None} if alone else {**self.missed, expected: None}


def listed(names: tuple[str, ...]) -> str:
    """Names in a sentence: `a`, `b` or `c`."""
    quoted = [f"`{name}`" for name in dict.fromkeys(names)]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " or " + quoted[-1]


def forms(policy: Policy, profile: Profile) -> tuple[Form, ...]:
    """Every way in which the values of a policy are printed; free-input values are not read (M15)."""
    found: dict[Form, None] = {}
    for tag_set in policy.tag_sets:
        for tag in tag_set.tags:
            words = _words(tag_set, tag, profile)
            for language in languages(policy):
                for code in (spec.DEFAULT_CODE, spec.PORTION):
                    found[_form(tag_set, tag, words, language, code)] = None
    return tuple(form for form in found if form.words)


def _form(tag_set: TagSet, tag: Tag, words: tuple[tuple[str, str], ...], language: str, code: str) -> Form:
    text = affixes(tag.qualifiers, language, code)
    separators = tuple(dict.fromkeys((fold(text.separator), ",")))
    return Form(tag_set, tag, fold(text.prefix), separators, fold(text.suffix), words)


def _words(tag_set: TagSet, tag: Tag, profile: Profile) -> tuple[tuple[str, str], ...]:
    """Every word that stands for a value of the tag: names, phrases, and the profile's other names."""
    entries = [entry for entry in tag.values if not entry.user_input]
    found = {(word, fold(entry.name)): None for entry in entries for word in entry_words(entry)}
    names = {fold(entry.name) for entry in entries}
    for (aliased, other), name in profile.value_by_alias.items():
        if aliased == fold(tag_set.name) and fold(name) in names:
            found[other, fold(name)] = None
    return tuple(sorted((pair for pair in found if pair[0]), key=lambda pair: (-len(pair[0]), pair)))
