"""Gate 1: is the label a label of its policy, in the edition of its creation and in today's?

Source: docs/spec/release.md R13, R16, R20-R29.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from concord.release.backings import ValueKey, spelled
from concord.release.key import GroupForm, LabelForm
from concord.release.labels import Kind
from concord.release.names import fold
from concord.release.policy import CategoryRef, Level, Operation, Policy, Required, Tag, TagSet, Value
from concord.release.profile import Bare, Behind, Profile, ProseKind, ProseRule
from concord.release.reasons import Rule
from concord.release.resolve import canonical_value, find_entries, find_set, listed


@dataclass(frozen=True)
class Failure:
    """One rule of gate 1 that a label breaks, and what it breaks it with."""

    rule: Rule
    needed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class Valid:
    """A label understood under one edition: its level, and its values by kind as (folded set name, folded values)."""

    policy: Policy
    profile: Profile
    level: Level
    permissive: tuple[tuple[str, tuple[str, ...]], ...]
    restrictive: tuple[tuple[str, tuple[str, ...]], ...]
    informative: tuple[tuple[str, tuple[str, ...]], ...]

    @cached_property
    def keys(self) -> tuple[tuple[str, tuple[ValueKey, ...]], ...]:
        """The permissive sets, each with the keys of its values."""
        return tuple((name, tuple((name, value) for value in values)) for name, values in self.permissive)

    @cached_property
    def deciding(self) -> frozenset[str]:
        """Those of its permissive sets in which a release is decided: the circle set and the release set (R31)."""
        profile = self.profile
        wanted = {fold(name) for name in (profile.circle_set, profile.release_set) if name}
        named = {name: fold(profile.set_by_alias.get(name, name)) for name, _ in self.permissive}
        return frozenset(name for name, meant in named.items() if {name, meant} & wanted)

    @cached_property
    def decided(self) -> tuple[ValueKey, ...]:
        """The values of those sets: what its releases name."""
        return tuple(key for name, keys in self.keys if name in self.deciding for key in keys)

    @cached_property
    def decided_words(self) -> tuple[str, ...]:
        """The same as the policy writes them."""
        return tuple(sorted(self.written[key] for key in self.decided))

    @cached_property
    def written(self) -> dict[ValueKey, str]:
        """Its permissive values as the policy writes them."""
        return {key: spelled(self.policy, Kind.PERMISSIVE, key) for _, keys in self.keys for key in keys}


@dataclass(frozen=True)
class Checked:
    """The answer of gate 1: the failures, or the label as understood."""

    failures: tuple[Failure, ...]
    valid: Valid | None


@dataclass(frozen=True)
class _Found:
    """A value of a label with the entries it may mean."""

    tag_set: TagSet
    kind: Kind
    name: str
    entries: tuple[tuple[Tag, Value], ...]


def check(
    form: LabelForm, policy: Policy, profile: Profile | None, now: datetime, *, creating: bool = False
) -> Checked:
    """Check one label against one edition; windows are read at `now` (R20-R29). Every failure is collected."""
    failures = [*malformed(form)]
    if form.oid is not None and form.oid != policy.oid:
        failures.append(Failure(Rule.POLICY_MISMATCH, needed=(policy.oid,), held=(form.oid,)))
    if profile is None:
        failures.append(Failure(Rule.PROFILE, needed=("a profile for this policy and edition",)))
    level = policy.level_by_name.get(form.level)
    if level is None or (creating and level.obsolete):
        failures.append(Failure(Rule.CLASS_UNKNOWN, needed=tuple(x.name for x in policy.levels), held=(form.level,)))
        return Checked(_distinct(failures), None)
    read: dict[tuple[str, Kind, str], _Found] = {}
    named: set[str] = set()
    for group in form.groups:
        _read_group(group, policy, profile, read, named, failures)
    found = list(read.values())
    failures += _entry_failures(found, level, now, creating=creating)
    failures += _limit_failures(found)
    if profile is not None:
        failures += _profile_failures(found, named, level, policy, profile)
    if failures or profile is None:
        return Checked(_distinct(failures), None)
    by_kind = {kind: _values(found, kind) for kind in Kind}
    valid = Valid(
        policy, profile, level, by_kind[Kind.PERMISSIVE], by_kind[Kind.RESTRICTIVE], by_kind[Kind.INFORMATIVE]
    )
    return Checked((), valid)


def malformed(form: LabelForm) -> Iterator[Failure]:
    """What is wrong with a label under any policy: no creation instant, a group without values (R16)."""
    if form.created is None:
        yield Failure(Rule.MALFORMED, needed=("a creation instant",))
    for group in form.groups:
        if not group.values:
            yield Failure(Rule.MALFORMED, needed=("a value",), held=(group.tag_set,))


def _distinct(failures: list[Failure]) -> tuple[Failure, ...]:
    return tuple(dict.fromkeys(failures))


def _values(found: list[_Found], kind: Kind) -> tuple[tuple[str, tuple[str, ...]], ...]:
    by_set: dict[str, set[str]] = {}
    for value in found:
        if value.kind is kind:
            by_set.setdefault(fold(value.tag_set.name), set()).add(value.name)
    return tuple((name, tuple(sorted(by_set[name]))) for name in sorted(by_set))


# Groups and values (R12, R13, R16, R23)


def _read_group(
    group: GroupForm,
    policy: Policy,
    profile: Profile | None,
    found: dict[tuple[str, Kind, str], _Found],
    named: set[str],
    failures: list[Failure],
) -> None:
    """Read one group into `found`, and the permissive sets it names into `named`."""
    tag_set = find_set(policy, profile, group.tag_set, group.oid)
    if tag_set is None:
        failures.append(Failure(Rule.CAT_UNKNOWN, held=(group.tag_set, *((group.oid,) if group.oid else ()))))
        return
    if group.kind not in tag_set.kinds:
        kinds = tuple(sorted(kind.value for kind in tag_set.kinds))
        failures.append(Failure(Rule.CAT_TYPE_MISMATCH, needed=kinds, held=(tag_set.name, group.kind.value)))
        return
    if group.kind is Kind.PERMISSIVE:
        named.add(fold(tag_set.name))
    for value in group.values:
        entries = find_entries(tag_set, group.kind, value, profile)
        name = canonical_value(tag_set, value, profile)
        if entries:
            found[fold(tag_set.name), group.kind, name] = _Found(tag_set, group.kind, name, entries)
        else:
            elsewhere = any(listed(tag_set, kind, name) for kind in tag_set.kinds)
            rule = Rule.CAT_TYPE_MISMATCH if elsewhere else Rule.CAT_UNKNOWN
            failures.append(Failure(rule, held=(tag_set.name, value)))


# Rules of values and levels (R24-R26)


def _entry_failures(found: list[_Found], level: Level, now: datetime, *, creating: bool) -> Iterator[Failure]:
    for rule in level.required:
        if not _is_met(rule, found):
            yield Failure(Rule.CAT_RULE, needed=_words(rule), held=(level.name,))
    for value in found:
        if not any(_entry_passes(entry, level, found, now, creating=creating) for _, entry in value.entries):
            yield Failure(Rule.CAT_RULE, needed=(level.name,), held=(value.tag_set.name, value.name))


def _entry_passes(entry: Value, level: Level, found: list[_Found], now: datetime, *, creating: bool) -> bool:
    """Every rule of one entry; entries of one name are alternatives (R24)."""
    name = fold(level.name)
    return (
        name not in {fold(excluded) for excluded in entry.excluded_levels}
        and (entry.required_level is None or fold(entry.required_level) == name)
        and (entry.not_before is None or entry.not_before <= now)
        and (entry.not_after is None or now <= entry.not_after)
        and not (creating and entry.obsolete)
        and all(_is_met(rule, found) for rule in entry.required)
        and not any(_hits(ref, found) for ref in entry.excluded)
    )


def _is_met(rule: Required, found: list[_Found]) -> bool:
    """Companions by distinct values; an empty rule of any kind never holds (R3, R25)."""
    per_ref = [_hits(ref, found) for ref in rule.refs]
    hits = {hit for matched in per_ref for hit in matched}
    if rule.operation is Operation.ONLY_ONE:
        return len(hits) == 1
    if rule.operation is Operation.ONE_OR_MORE:
        return len(hits) >= 1
    return bool(per_ref) and all(per_ref)


def _hits(ref: CategoryRef, found: list[_Found]) -> set[tuple[str, Kind, str]]:
    return {
        (fold(value.tag_set.name), value.kind, value.name)
        for value in found
        if fold(value.tag_set.name) == fold(ref.tag_set)
        and value.kind is ref.kind
        and (ref.value is None or fold(ref.value) == value.name)
    }


def _words(rule: Required) -> tuple[str, ...]:
    return (rule.operation.value, *(f"{ref.tag_set}: {ref.value or 'any'}" for ref in rule.refs))


def _limit_failures(found: list[_Found]) -> Iterator[Failure]:
    tags: dict[tuple[str, int], tuple[_Found, Tag, set[str]]] = {}
    for value in found:
        for tag, _ in value.entries:
            place = (value.tag_set.name, id(tag))
            tags.setdefault(place, (value, tag, set()))[2].add(value.name)
    for value, tag, names in tags.values():
        if len(names) < tag.least or (tag.most is not None and len(names) > tag.most):
            limits = (f"at least {tag.least}", f"at most {tag.most if tag.most is not None else 'any'}")
            yield Failure(Rule.CAT_RULE, needed=limits, held=(value.tag_set.name, str(len(names))))


# Rules of the profile (R27, R28, R33, R34)


def _profile_failures(
    found: list[_Found], named: set[str], level: Level, policy: Policy, profile: Profile
) -> Iterator[Failure]:
    for name in sorted(named):
        if role_of(profile, name) is None:
            yield Failure(Rule.PROFILE, needed=("a role of the tag set in the profile",), held=(name,))
    if not named and profile.bare is Bare.INVALID:
        yield Failure(Rule.PROFILE, needed=("a permissive tag set",))
    for rule in profile.rules:
        if not _prose_holds(rule, found, level, policy, profile):
            yield Failure(Rule.PROFILE, needed=(rule.id,), held=(rule.tag_set,))


def role_of(profile: Profile, tag_set: str) -> object | None:
    """The role of a permissive tag set, by its folded name in the policy or an alias of the profile (R28, R31)."""
    name = fold(profile.set_by_alias.get(tag_set, tag_set))
    return profile.role_by_set.get(tag_set) or profile.role_by_set.get(name)


def _prose_holds(rule: ProseRule, found: list[_Found], level: Level, policy: Policy, profile: Profile) -> bool:
    ignored = {fold(name) for name in rule.ignoring}
    given = _given(found, policy, profile, rule.tag_set)
    other = _given(found, policy, profile, rule.other_set)
    if rule.kind is ProseKind.EXACTLY_ONE:
        return len(given - ignored) == 1
    if rule.kind is ProseKind.MARKER_WITH:
        return (fold(rule.value) in given) == bool(other)
    if not given:
        return True
    if rule.kind is ProseKind.REPEATS:
        repeated = other - ignored
        return repeated <= given and bool(given - other - ignored)
    if rule.kind is ProseKind.ONLY_AT:
        return fold(level.name) in {fold(name) for name in rule.levels}
    return any(_is_owner(policy, profile, rule.tag_set, value) for value in given)


def _given(found: list[_Found], policy: Policy, profile: Profile, name: str) -> set[str]:
    tag_set = find_set(policy, profile, name)
    return {value.name for value in found if tag_set is not None and value.tag_set is tag_set}


def _is_owner(policy: Policy, profile: Profile, tag_set: str, value: str) -> bool:
    backing = profile.backing_by_value.get((fold(tag_set), value))
    return backing is not None and backing.behind in (Behind.OWNER, Behind.INSTITUTIONS)
