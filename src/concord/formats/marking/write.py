"""A label as it is printed.

Source: docs/spec/marking.md M1-M9.
"""

from __future__ import annotations

from dataclasses import dataclass

from concord.formats.marking import spec
from concord.formats.marking.supply import supplied
from concord.formats.marking.words import (
    Item,
    affixes,
    collapse,
    has_portion_mark,
    is_blank,
    item_word,
    level_word,
    policy_word,
    replacing,
)
from concord.formats.profile import spec as hints
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import Label
from concord.release.names import fold
from concord.release.policy import Level, Policy, Tag, Value
from concord.release.profile import Profile
from concord.release.resolve import find_entries, find_set


@dataclass(frozen=True)
class Style:
    """What a marking is printed with: the policy and its profile, a language, and a place."""

    policy: Policy
    profile: Profile
    language: str
    code: str


@dataclass(frozen=True)
class Owner:
    """What is printed for the owner, and the value it was taken from."""

    word: str
    item: Item | None = None


def render(
    label: Label,
    policy: Policy,
    profile: Profile,
    *,
    language: str = spec.DEFAULT_LANGUAGE,
    code: str = spec.DEFAULT_CODE,
) -> str:
    """The printed marking of `label`, for a place (a SPIF marking code); `portionMarking` gives `(NC)`.

    A value that the file hides is printed by name all the same where a reader of the marking could not know it (M7).

    Raises:
        MalformedError: the label is of another policy, or its level, a tag set or a value is not in `policy`.

    Source: docs/spec/marking.md M1-M9.
    """
    level, items = understood(label, policy, profile)
    if code != spec.PORTION:
        return banner(level, items, Style(policy, profile, language, code))
    if has_portion_mark(level):
        style = Style(policy, profile, language, code)
        return f"({collapse(' '.join([level_word(level, language, code), *parts(level, items, None, style)]))})"
    return f"({banner(level, items, Style(policy, profile, language, spec.DEFAULT_CODE))})"


def understood(label: Label, policy: Policy, profile: Profile) -> tuple[Level, tuple[Item, ...]]:
    """The level and the values of a label, as entries of the policy, in the order they are printed."""
    findings: list[Finding] = []
    level = policy.level_by_name.get(fold(label.level))
    if fold(label.policy.name) != fold(policy.name):
        findings.append(Finding("M1", "policy", f"`{policy.name}`", f"`{label.policy.name}`"))
    if level is None:
        findings.append(Finding("M1", "level", f"a level of `{policy.name}`", f"`{label.level}`"))
    items = _items(label, level, policy, profile, findings)
    if findings or level is None:
        raise MalformedError("label", tuple(findings))
    return level, items


def _items(
    label: Label, level: Level | None, policy: Policy, profile: Profile, findings: list[Finding]
) -> tuple[Item, ...]:
    """Every value once, the circle set first, then in the order of the policy's tag sets and tags (M6)."""
    found: dict[tuple[str, str, str], Item] = {}
    for group in label.groups:
        tag_set = find_set(policy, profile, group.tag_set, group.oid)
        if tag_set is None:
            findings.append(Finding("M1", "groups", f"a tag set of `{policy.name}`", f"`{group.tag_set}`"))
            continue
        for value in group.values:
            entries = find_entries(tag_set, group.kind, value, profile)
            if not entries:
                findings.append(Finding("M1", "groups", f"a value of `{tag_set.name}`", f"`{collapse(value)}`"))
                continue
            tag, entry = fitting(entries, level)
            item = Item(tag_set, tag, entry, value)
            found.setdefault((*item.key, group.kind.value), item)
    circle = find_set(policy, profile, profile.circle_set) if profile.circle_set else None
    order = {id(tag): n for n, tag in enumerate(tag for s in policy.tag_sets for tag in s.tags)}
    return tuple(sorted(found.values(), key=lambda item: (item.tag_set is not circle, order[id(item.tag)])))


def fitting(entries: tuple[tuple[Tag, Value], ...], level: Level | None) -> tuple[Tag, Value]:
    """The first entry of a name that its own rules allow at the level, else the first (R24)."""
    for tag, entry in entries:
        if level is not None and allows(entry, level):
            return tag, entry
    return entries[0]


def allows(entry: Value, level: Level) -> bool:
    """Whether an entry's rules on levels allow this level."""
    excluded = {fold(name) for name in entry.excluded_levels}
    required = entry.required_level
    return fold(level.name) not in excluded and (required is None or fold(required) == fold(level.name))


def banner(level: Level, items: tuple[Item, ...], style: Style) -> str:
    """The whole marking: the owner, the level, then the values tag by tag (M1)."""
    owner = owner_of(level, items, style)
    printed = parts(level, items, owner.item, style)
    word = "" if is_suppressed(level, items, style) else level_word(level, style.language, style.code)
    return head(owner.word, word, style, printed)


def head(owner: str, level: str, style: Style, more: tuple[str, ...] = ()) -> str:
    """Owner, level and more, joined and enclosed as the policy says (M5); an owner the level names is not repeated."""
    outer = affixes(style.policy.qualifiers, style.language, style.code)
    named = bool(owner) and fold(level).startswith(fold(owner) + " ")
    words = [collapse(word) for word in ("" if named else owner, level, *more)]
    return collapse(outer.around(outer.separator.join(word for word in words if word)))


def owner_of(level: Level, items: tuple[Item, ...], style: Style, *, level_decides: bool = True) -> Owner:
    """What is printed for the owner: by the level, by a value, or by the policy, the first that says so (M3)."""
    if level_decides:
        word = replacing(level.markings, style.language) or hint(style.profile, f"{hints.OWNER_AT}.{level.name}")
        if word is not None:
            return Owner(word)
    for item in items:
        word = owner_phrase(item, style)
        if word:
            return Owner(word, item)
    return Owner(policy_word(style.policy, style.language))


def owner_phrase(item: Item, style: Style) -> str:
    """What a value prints in place of the policy's name, "" where it does not (M3)."""
    word = replacing(item.entry.markings, style.language)
    if word is None and fold(item.tag_set.name) == fold(hint(style.profile, hints.OWNER_FROM) or ""):
        word = item_word(item, style.language, spec.DEFAULT_CODE)
    return word or ""


def hint(profile: Profile, name: str) -> str | None:
    """The first marking hint of that name."""
    return next((said for key, said in profile.marking if fold(key) == fold(name)), None)


def is_suppressed(level: Level, items: tuple[Item, ...], style: Style) -> bool:
    """Whether a value is printed in place of the level and leaves no doubt about the level (M8)."""
    return any(suppresses(item.entry) and levels_of(item.entry, style.policy) == (level,) for item in items)


def suppresses(entry: Value) -> bool:
    """Whether the file prints the value in place of the level."""
    return any(spec.SUPPRESS_LEVEL in m.codes for m in entry.markings)


def levels_of(entry: Value, policy: Policy) -> tuple[Level, ...]:
    """The levels at which an entry may be given."""
    return tuple(level for level in policy.levels if allows(entry, level))


def parts(level: Level, items: tuple[Item, ...], expressed: Item | None, style: Style) -> tuple[str, ...]:
    """The values, tag by tag, without those that are hidden and need not be said (M6, M7)."""
    visible = [item for item in items if item is not expressed and not is_hidden(item, items, style)]
    hidden = [item for item in items if item is not expressed and item not in visible]
    forced = must_print(visible, hidden, expressed, style)
    tags: dict[int, tuple[Tag, list[str]]] = {}
    for item in items:
        if item in visible or item in forced:
            word = item_word(item, style.language, style.code) or collapse(item.entry.name)
            tags.setdefault(id(item.tag), (item.tag, []))[1].append(word)
    return tuple(_listed(tag, texts, style) for tag, texts in tags.values())


def _listed(tag: Tag, texts: list[str], style: Style) -> str:
    around = affixes(tag.qualifiers, style.language, style.code)
    return around.around(around.separator.join(texts))


def is_hidden(item: Item, items: tuple[Item, ...], style: Style) -> bool:
    """Whether the file or a hint hides a value (M7)."""
    if is_blank(item, style.language, style.code) or owner_phrase(item, style):
        return True
    hiding = {fold(said) for key, said in style.profile.marking if key == hints.HIDE_REPEATED}
    if fold(item.tag_set.name) not in hiding:
        return False
    return any(other.key[1] == item.key[1] and owner_phrase(other, style) for other in items)


def must_print(visible: list[Item], hidden: list[Item], expressed: Item | None, style: Style) -> list[Item]:
    """The hidden values that the profile's rules would not give back to a reader of the marking (M7)."""
    known = {item.key for item in visible} | ({expressed.key} if expressed else set())
    missing: list[Item] = []
    while True:
        printed = frozenset(known | {item.key for item in missing})
        back = printed | set(supplied(printed, style.policy, style.profile))
        lost = [item for item in hidden if item.key not in back]
        if not lost:
            return missing
        missing += lost
