"""A printed marking as a label: first the policy, then the level, then the values; never a guess.

Source: docs/spec/marking.md M10-M18.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice

from concord.formats.marking import spec
from concord.formats.marking.heads import Head, bare_levels, begins, heads
from concord.formats.marking.lists import Form, Found, Walk, forms, listed
from concord.formats.marking.supply import Key, supplied
from concord.formats.marking.words import collapse
from concord.formats.profile import spec as hints
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.labels import Group, Kind, Label, PolicyRef
from concord.release.names import fold, require_utc
from concord.release.policy import Policy, TagSet
from concord.release.profile import Profile


@dataclass(frozen=True)
class Parsed:
    """A marking that was understood: the label, the policy it is of, and notes on how it was written."""

    label: Label
    policy: Policy
    notes: tuple[Finding, ...] = ()


def parse(text: str, books: Sequence[tuple[Policy, Profile]], *, created: datetime) -> Label:
    """The label that the marking `text` prints, created at `created`; `books` are policies with their profiles.

    Of several editions of one policy the one in force at `created` counts (R20). The label is read, not checked:
    whether it is valid is decided by gate 1. Use `Vocabulary` for many markings, or to see the notes.

    Raises:
        MalformedError: the marking is not understood, or could mean more than one label.
        ValueError: `created` has no time zone.

    Source: docs/spec/marking.md M10-M18.
    """
    return Vocabulary(books).read(text, created=created).label


@dataclass(frozen=True)
class _Words:
    """A marking as it is compared, and as it was written, for messages."""

    folded: str
    written: str

    def cut(self, start: int, end: int | None = None) -> str:
        """A part of the marking as written, where folding has not moved it; at most so much of it."""
        text = self.written if len(self.written) == len(self.folded) else self.folded
        part = text[start:end].strip()
        return part if len(part) <= spec.SHOWN_CHARACTERS else part[: spec.SHOWN_CHARACTERS].rstrip() + "…"


class Vocabulary:
    """The words of some policies, prepared once for reading many markings."""

    def __init__(self, books: Sequence[tuple[Policy, Profile]]) -> None:
        self._books = tuple(_Book(policy, profile) for policy, profile in books)

    def read(self, text: str, *, created: datetime) -> Parsed:
        """The label of one marking, with notes.

        Raises:
            MalformedError: the marking is not understood, or could mean more than one label.
            ValueError: `created` has no time zone.
        """
        books = self._in_force(require_utc(created))
        if len(text) > spec.LIMIT_CHARACTERS:
            raise _refused("M10", f"at most {spec.LIMIT_CHARACTERS} characters", f"{len(text)} characters")
        words, portion = _inside(text)
        begun = [(book, found) for book in books for found in book.beginnings(words.folded, portion=portion)]
        if not begun:
            raise _no_head(words, books)
        longest = max(len(found.text) for _, found in begun)
        tries = [_Try(book, found, words) for book, found in begun if len(found.text) == longest]
        return _the_one(tries, created)

    def _in_force(self, created: datetime) -> tuple[_Book, ...]:
        """One edition of each policy: the one in force, or the first (R20)."""
        chosen: dict[str, _Book] = {}
        for book in sorted(self._books, key=lambda book: book.policy.since):
            name = fold(book.policy.name)
            if name not in chosen or book.policy.since <= created:
                chosen[name] = book
        return tuple(chosen.values())


class _Book:
    """One policy with its profile, and the words they make."""

    def __init__(self, policy: Policy, profile: Profile) -> None:
        self.policy = policy
        self.profile = profile

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        return heads(self.policy, self.profile)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        return forms(self.policy, self.profile)

    @cached_property
    def joint(self) -> str:
        """What the policy prints between the level and what follows, besides spaces."""
        places = [q.text for q in self.policy.qualifiers if q.place == "separator"]
        return fold(places[0]) if places else ""

    def beginnings(self, words: str, *, portion: bool) -> list[Head]:
        """The beginnings of markings that `words` has; portion marks count within parentheses only."""
        return [
            found
            for found in self.heads
            if (portion or not found.portion) and begins(words, found.text, joint=self.joint)
        ]

    def asked(self, rest: str) -> tuple[str, ...]:
        """The values that the profile asks about where a name that is none stands at the beginning of `rest`."""
        for key, _ in self.profile.marking:
            name = fold(key.removeprefix(f"{hints.ASK}."))
            if key.startswith(f"{hints.ASK}.") and begins(rest, name, joint=","):
                return tuple(said for other, said in self.profile.marking if other == key)
        return ()


class _Try:
    """One beginning of one policy, and every way of reading what follows it."""

    def __init__(self, book: _Book, found: Head, words: _Words) -> None:
        self.book = book
        self.head = found
        self.words = words
        spoken = frozenset({(found.item.key[0], name) for name in _owner_names(book, found)} if found.item else ())
        self.walk = Walk(words.folded, book.forms, spoken)
        start = len(found.text)
        if book.joint and words.folded.startswith(book.joint, start):
            start += len(book.joint)
        needed = found.needs
        distinct = dict.fromkeys(
            islice((r for r in self.walk.readings(start) if needed is None or _has(r, needed.key)), spec.LIMIT_STEPS)
        )
        self.readings = tuple(distinct)

    def label(self, reading: tuple[Found, ...], created: datetime) -> Label:
        """The label of one reading, with the values that the profile's rules supply."""
        policy = self.book.policy
        written = [(fold(part.tag_set.name), name) for part in reading for name in part.names]
        first: list[Key] = [self.head.item.key] if self.head.item else []
        given = frozenset((*first, *written))
        keys = dict.fromkeys((*first, *supplied(given, policy, self.book.profile), *written))
        kinds = {(fold(p.tag_set.name), name): p.tag.kind for p in reading for name in p.names}
        groups = [group for tag_set in policy.tag_sets for group in _groups(tag_set, tuple(keys), kinds)]
        return Label(PolicyRef(policy.name, policy.oid), self.head.level.name, tuple(groups), created)

    def failure(self) -> Finding:
        """Why there is no reading."""
        if self.walk.is_given_up:
            return Finding(
                "M10", "values", "a marking that can be read in a reasonable time", "too many ways to read it"
            )
        far = self.walk.far
        where, rest = f"after `{self.words.cut(0, far)}`", self.words.cut(far)
        asked = self.book.asked(self.walk.text[far:])
        if asked:
            return Finding("M15", where, "one of " + listed(asked) + ": say which is meant", f"`{rest}`")
        expected = " or ".join(self.walk.missed) or "values"
        return Finding("M15", where, expected, f"`{rest}`" if rest else "the end")


def _owner_names(book: _Book, found: Head) -> frozenset[str]:
    """The values whose phrase could have been the owner's word: once it is said, none of them follows it."""
    return frozenset(h.item.key[1] for h in book.heads if h.item and found.item and h.item.key[0] == found.item.key[0])


def _has(reading: tuple[Found, ...], key: Key) -> bool:
    return any(fold(part.tag_set.name) == key[0] and key[1] in part.names for part in reading)


def _groups(tag_set: TagSet, keys: tuple[Key, ...], kinds: dict[Key, Kind]) -> list[Group]:
    """The groups of one tag set, kind by kind, with the names as the policy writes them."""
    found: dict[Kind, list[str]] = {}
    for key in keys:
        if key[0] != fold(tag_set.name):
            continue
        by_kind = {kind: entries for (kind, name), entries in tag_set.entries.items() if name == key[1]}
        kind = kinds.get(key) or next(iter(by_kind))
        found.setdefault(kind, []).append(collapse(by_kind[kind][0][1].name))
    return [Group(tag_set.name, kind, tuple(names), tag_set.oid) for kind, names in found.items()]


def _inside(text: str) -> tuple[_Words, bool]:
    """The marking without the parentheses of a portion mark, and whether it had them."""
    written = collapse(unicodedata.normalize("NFKC", text))
    portion = written.startswith("(") and written.endswith(")")
    written = collapse(written[1:-1]) if portion else written
    return _Words(fold(written), written), portion


def _the_one(tries: list[_Try], created: datetime) -> Parsed:
    """The only label that any try reads (M16)."""
    found: dict[Label, Parsed] = {}
    for attempt in tries:
        for reading in attempt.readings:
            label = attempt.label(reading, created)
            found.setdefault(label, Parsed(label, attempt.book.policy, _notes(attempt)))
    if not found or any(attempt.walk.is_given_up for attempt in tries):
        raise MalformedError("marking", tuple(dict.fromkeys(attempt.failure() for attempt in tries)))
    if len(found) > 1:
        meanings = sorted({_meaning(label) for label in found})
        raise _refused("M16", "a marking with one meaning", listed(tuple(meanings)))
    return next(iter(found.values()))


def _meaning(label: Label) -> str:
    values = "; ".join(f"{group.tag_set}: {', '.join(group.values)}" for group in label.groups)
    return f"{label.policy.name}, {label.level}" + (f", {values}" if values else "")


def _notes(attempt: _Try) -> tuple[Finding, ...]:
    """What was written in a way that is understood but wrong (M13)."""
    right = attempt.head.right
    if right is None:
        return ()
    return (Finding("M13", "owner", f"`{right}`", f"`{attempt.words.cut(0, len(attempt.head.text))}`", Weight.NOTE),)


def _no_head(words: _Words, books: tuple[_Book, ...]) -> MalformedError:
    """No policy's marking begins so: a level without an owner, or words that are none (M11, M12)."""
    found = f"`{words.cut(0)}`" if words.folded else "nothing"
    instead = tuple(marking for book in books for marking in bare_levels(book.policy, book.profile, words.folded))
    if instead:
        return _refused("M12", "the owner with the level, as in " + listed(instead), found)
    names = tuple(book.policy.name for book in books)
    return _refused("M11", "a marking of " + listed(names) if names else "a policy to read it by", found)


def _refused(rule: str, expected: str, found: str) -> MalformedError:
    return MalformedError("marking", (Finding(rule, "beginning", expected, found),))
