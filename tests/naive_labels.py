"""The naive twin: is a label valid under one edition (R11-R34).

Written from docs/spec/release.md alone, slow and obvious on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from concord.release.labels import Kind, Label
from concord.release.policy import CategoryRef, Level, Operation, Policy, Required, Tag, TagSet, Value
from concord.release.profile import Bare, Behind, Profile, ProseKind, ProseRule
from concord.release.rulebook import Rulebook
from tests.naive_facts import (
    among,
    backing_of,
    edition_at,
    find_set,
    level_named,
    listed,
    plain,
    profile_of,
    same,
    unaliased,
)


@dataclass(frozen=True)
class Given:
    """The values a label gives for one tag set under one kind, merged, as far as they are understood (R23)."""

    tag_set: TagSet
    kind: Kind
    values: tuple[str, ...]

    def has(self, value: str) -> bool:
        """Whether the value is given."""
        return among(value, self.values)


@dataclass(frozen=True)
class Reading:
    """A label as one edition understands it: what is given, and the codes of what is not understood."""

    given: tuple[Given, ...]
    codes: frozenset[str]

    def values(self, tag_set: str | None) -> list[str]:
        """The values given for a tag set, of every kind."""
        return [v for g in self.given if tag_set is not None and same(g.tag_set.name, tag_set) for v in g.values]

    def permissive(self) -> list[Given]:
        """The permissive tag sets the label names."""
        return [g for g in self.given if g.kind is Kind.PERMISSIVE]


def standing_in(label: Label, at: datetime) -> Label:
    """The label or the successor that stands in its place at `at` (R14)."""
    while label.succession is not None and label.succession.at <= at:
        label = label.succession.label
    return label


def fits(value: Value, text: str) -> bool:
    """Whether free text has the form of a free-input entry (R23)."""
    text = plain(text)
    if not text:
        return False
    if value.user_input == "string":
        return True
    if value.user_input == "integer":
        return re.fullmatch(r"[+-]?[0-9]+", text) is not None
    return value.user_input == "date" and is_date(text)


def is_date(text: str) -> bool:
    """Whether text is an ISO 8601 calendar date (R23)."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def entries_of(tag_set: TagSet, kind: Kind, value: str) -> list[tuple[Tag, Value]]:
    """The entries of a value: those listed, else the free-input entries it fits (R23)."""
    if not plain(value):
        return []
    found = listed(tag_set, kind, value)
    free = [(tag, v) for tag in tag_set.tags for v in tag.values if tag.kind is kind and v.user_input]
    return found or [(tag, v) for tag, v in free if fits(v, value)]


def read(label: Label, policy: Policy, profile: Profile | None) -> Reading:
    """What an edition understands of a label's groups (R12, R13, R16, R23)."""
    codes: set[str] = set()
    merged: list[tuple[TagSet, Kind, list[str]]] = []
    for group in label.groups:
        if not group.values:
            codes.add("MALFORMED")
        tag_set = find_set(group.tag_set, group.oid, policy, profile)
        if tag_set is None:
            codes.add("CAT_UNKNOWN")
        elif not any(tag.kind is group.kind for tag in tag_set.tags):
            codes.add("CAT_TYPE_MISMATCH")
        else:
            values = [unaliased(v, tag_set, profile) for v in group.values]
            known = [v for v in values if entries_of(tag_set, group.kind, v)]
            codes |= {unknown(tag_set, group.kind, v) for v in values if v not in known}
            merge(merged, tag_set, group.kind, known)
    return Reading(tuple(Given(s, k, tuple(v)) for s, k, v in merged), frozenset(codes))


def merge(merged: list[tuple[TagSet, Kind, list[str]]], tag_set: TagSet, kind: Kind, values: list[str]) -> None:
    """Put the values of one more group to those of equal tag set and kind, each once (R23)."""
    for other_set, other_kind, held in merged:
        if other_set is tag_set and other_kind is kind:
            held += [v for v in distinct(values) if not among(v, held)]
            return
    merged.append((tag_set, kind, distinct(values)))


def distinct(names: Iterable[str]) -> list[str]:
    """Names without those that are the same (R4)."""
    found: list[str] = []
    for name in names:
        if not among(name, found):
            found.append(name)
    return found


def unknown(tag_set: TagSet, kind: Kind, value: str) -> str:
    """The code of a value the tag set does not have under this kind (R13, R23)."""
    elsewhere = any(listed(tag_set, other, value) for other in Kind if other is not kind)
    return "CAT_TYPE_MISMATCH" if elsewhere and plain(value) else "CAT_UNKNOWN"


# ---- rules ----------------------------------------------------------------------------------------------------------


def hits(reading: Reading, refs: Iterable[CategoryRef]) -> set[tuple[str, Kind, str]]:
    """The distinct values of the label that references match (R25)."""
    return {
        (plain(g.tag_set.name), g.kind, plain(v))
        for ref in refs
        for g in reading.given
        for v in g.values
        if same(ref.tag_set, g.tag_set.name) and ref.kind is g.kind and (ref.value is None or same(ref.value, v))
    }


def has_companions(reading: Reading, rule: Required) -> bool:
    """Whether a required companion rule holds (R25)."""
    if rule.operation is Operation.ONLY_ONE:
        return len(hits(reading, rule.refs)) == 1
    if rule.operation is Operation.ONE_OR_MORE:
        return len(hits(reading, rule.refs)) >= 1
    return bool(rule.refs) and all(hits(reading, [ref]) for ref in rule.refs)


def passes(entry: Value, reading: Reading, level: Level, now: datetime, creating: bool) -> bool:
    """Whether one entry of a value allows it (R24, R29)."""
    return (
        not (creating and entry.obsolete)
        and not among(level.name, entry.excluded_levels)
        and (entry.required_level is None or same(entry.required_level, level.name))
        and (entry.not_before is None or entry.not_before <= now)
        and (entry.not_after is None or now <= entry.not_after)
        and all(has_companions(reading, rule) for rule in entry.required)
        and not hits(reading, entry.excluded)
    )


def breaks_rules(reading: Reading, level: Level, now: datetime, creating: bool) -> bool:
    """Whether a rule of the level or of a value fails (R24, R25)."""
    if not all(has_companions(reading, rule) for rule in level.required):
        return True
    return any(
        not any(passes(entry, reading, level, now, creating) for _, entry in entries_of(g.tag_set, g.kind, value))
        for g in reading.given
        for value in g.values
    )


def breaks_limits(reading: Reading) -> bool:
    """Whether a tag has too few or too many of its values (R26)."""
    for g in reading.given:
        tags_of_values = [[tag for tag, _ in entries_of(g.tag_set, g.kind, v)] for v in g.values]
        for tag in g.tag_set.tags:
            count = sum(any(t is tag for t in tags) for tags in tags_of_values)
            if count > 0 and (count < tag.least or (tag.most is not None and count > tag.most)):
                return True
    return False


def keeps(rule: ProseRule, reading: Reading, level: Level, profile: Profile) -> bool:
    """Whether a label keeps a prose rule of the profile (R33)."""
    own = [plain(v) for v in reading.values(rule.tag_set)]
    other = [plain(v) for v in reading.values(rule.other_set)]
    ignored = [plain(v) for v in rule.ignoring]
    if rule.kind is ProseKind.EXACTLY_ONE:
        return len({v for v in own if v not in ignored}) == 1
    if rule.kind is ProseKind.MARKER_WITH:
        return (plain(rule.value) in own) == bool(other)
    if rule.kind is ProseKind.REPEATS:
        repeated = all(v in own for v in other if v not in ignored)
        return not own or (repeated and any(v not in other and v not in ignored for v in own))
    if rule.kind is ProseKind.ONLY_AT:
        return not own or among(level.name, rule.levels)
    return not own or any(
        backing_of(profile, rule.tag_set, v).behind in (Behind.OWNER, Behind.INSTITUTIONS) for v in own
    )


def breaks_profile(reading: Reading, level: Level, profile: Profile) -> bool:
    """Whether a prose rule, a role or the meaning of a bare label is missing (R27, R28)."""
    named = reading.permissive()
    if not named and profile.bare is Bare.INVALID:
        return True
    if any(not among(g.tag_set.name, [name for name, _ in profile.roles]) for g in named):
        return True
    return any(not keeps(rule, reading, level, profile) for rule in profile.rules)


def faults_in(label: Label, policy: Policy, profile: Profile | None, now: datetime, creating: bool) -> set[str]:
    """Every code of gate 1 under one edition, windows read at `now` (R20-R28)."""
    codes = set() if label.policy.oid in (None, policy.oid) else {"POLICY_MISMATCH"}
    if profile is None:
        codes.add("PROFILE")
    level = level_named(policy, label.level)
    if level is None or (creating and level.obsolete):
        return codes | {"CLASS_UNKNOWN"}
    reading = read(label, policy, profile)
    codes |= reading.codes
    if breaks_rules(reading, level, now, creating) or breaks_limits(reading):
        codes.add("CAT_RULE")
    if profile is not None and breaks_profile(reading, level, profile):
        codes.add("PROFILE")
    return codes


def faults(label: Label, book: Rulebook, at: datetime, creating: bool = False) -> set[str]:
    """Every code of gate 1: the label under the edition of its creation and under that of `at` (R16, R20, R29)."""
    codes: set[str] = set()
    if label.created is None or any(not group.values for group in label.groups):
        codes.add("MALFORMED")
    for now, new in ((label.created, creating), (at, False)):
        policy = edition_at(book, label.policy.name, now) if now is not None else None
        if policy is not None and now is not None:
            codes |= faults_in(label, policy, profile_of(book, policy), now, new)
    return codes if edition_at(book, label.policy.name, at) else codes | {"POLICY_UNKNOWN"}
