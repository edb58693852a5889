"""What could make a withheld square released: the changes staff can make themselves, read off its reasons.

Source: docs/spec/release.md R122; release.md section 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from concord.release.backings import written_value
from concord.release.changes import AddVariant, Admit, Brief, Change, Clear, Consent, Reword, World, released_to
from concord.release.decide import decide, effective_clearance
from concord.release.labels import Label, LabelSet, Mention, PolicyRef
from concord.release.names import fold
from concord.release.periods import from_day
from concord.release.policy import Policy
from concord.release.profile import Bare, Profile
from concord.release.readers import Briefing, Clearance, Community, Reader
from concord.release.reasons import Reason, Rule
from concord.release.records import Portion

LEVELS = frozenset({Rule.NO_CLEARANCE, Rule.CLASS_NOT_HELD})
OTHERS = frozenset(rule for rule in Rule if rule.gate == 5) | {Rule.RELEASE_UNKNOWN}


def remedies(world: World, portion: Portion, readers: tuple[Reader, ...], at: datetime) -> tuple[Change, ...]:
    """The changes worth trying so that `portion` is released to `readers`, each once, staff's nearest first.

    Reword away what another owner holds; write a tear-line; brief, admit or clear a reader; decide the release.
    Whether a change really helps is for `what_if` and `unlock` to say: they decide afresh.
    """
    label_set = world.record.label_set(portion)
    reasons = {reader: decide(label_set, reader=reader, rulebook=world.rulebook, at=at).reasons for reader in readers}
    withheld = {reader: found for reader, found in reasons.items() if found}
    changes = [
        *_rewordings(portion, label_set, withheld),
        *_tear_lines(world, portion, label_set, tuple(withheld), at),
        *(change for reader, found in withheld.items() for change in _of_reader(world, label_set, reader, found, at)),
        *_consents(world, portion, label_set, withheld, at),
    ]
    return tuple(dict.fromkeys(changes))


def _rewordings(portion: Portion, label_set: LabelSet, withheld: dict[Reader, tuple[Reason, ...]]) -> Iterator[Change]:
    """The portion without what it says of other owners, one owner's mention at a time and all at once."""
    rules = {reason.rule for found in withheld.values() for reason in found}
    mentions = (*label_set.contains, *label_set.refers_to)
    if not mentions or not rules & (OTHERS | {Rule.UNCONFIRMED, Rule.OPEN_QUESTION}):
        return
    for mention in mentions if len(mentions) > 1 else ():
        yield Reword(portion.id, _without(label_set, (mention,)))
    yield Reword(portion.id, _without(label_set, mentions))


def _without(label_set: LabelSet, mentions: tuple[Mention, ...]) -> LabelSet:
    return replace(
        label_set,
        contains=tuple(m for m in label_set.contains if m not in mentions),
        refers_to=tuple(m for m in label_set.refers_to if m not in mentions),
    )


def _tear_lines(
    world: World, portion: Portion, label_set: LabelSet, readers: tuple[Reader, ...], at: datetime
) -> Iterator[Change]:
    """Further wordings, released to all of `readers` that a release can reach: under the portion's own policy, and
    without the owner's information under the policy of the record's owner and a public one.
    """
    label = label_set.originator
    if label is None or not readers:
        return
    names = [fold(label.policy.name), *_policies_of(world, at)]
    for number, name in enumerate(dict.fromkeys(names)):
        known = _edition(world, Label(PolicyRef(name), "", created=at), at)
        if known is None:
            continue
        policy, profile = known
        level = _tear_line_level(policy, profile)
        same = number == 0
        base = label if same else Label(PolicyRef(policy.name, policy.oid), level, created=at)
        lowered = replace(base, level=level, succession=None, raw=b"", created=at)
        values = _release_values(world, lowered, level, readers, at)
        tear_line = LabelSet(released_to(lowered, values, world.rulebook, at) if values else lowered)
        if tear_line != label_set:
            identity = f"{portion.id}-tear-line" + ("" if same else f"-{fold(policy.name).split()[0]}")
            variant = Portion(identity, portion.place, portion.form, (), tear_line, numbered=portion.numbered)
            yield AddVariant(portion.id, variant)


def _policies_of(world: World, at: datetime) -> Iterator[str]:
    """The policies in which the record's owner writes, and then the public ones, by folded name."""
    profiles = world.rulebook.index.all_profiles
    for profile in (
        *(p for p in profiles if p.owner == world.record.owner),
        *(p for p in profiles if p.bare is Bare.EVERYONE),
    ):
        policy = world.rulebook.policy(profile.policy, at)
        if policy is not None and world.rulebook.profile(policy) is profile:
            yield fold(profile.policy)


def _edition(world: World, label: Label | None, at: datetime) -> tuple[Policy, Profile] | None:
    policy = world.rulebook.policy(label.policy.name, at) if label else None
    profile = world.rulebook.profile(policy) if policy else None
    return (policy, profile) if policy and profile else None


def _tear_line_level(policy: Policy, profile: Profile) -> str:
    lowest = policy.level_by_name.get(fold(profile.briefing_from or ""))
    return lowest.name if lowest else min(policy.levels, key=lambda level: level.rank).name


def _release_values(
    world: World, label: Label, level: str, readers: tuple[Reader, ...], at: datetime
) -> tuple[str, ...]:
    """For each reader the first release value that would reach it at that level, as the policy writes it."""
    found: dict[str, None] = {}
    for reader in readers:
        effective = effective_clearance(reader, label.policy.name, world.rulebook, at)
        rank = effective.policy.level_by_name[fold(level)].rank if effective else 0
        if effective is None or effective.reach is None or effective.circle.confidence:
            continue
        for key in effective.reach.routes_at(fold(level), rank)[:1]:
            found[written_value(effective.policy, key)] = None
    return tuple(found)


def _consents(
    world: World, portion: Portion, label_set: LabelSet, withheld: dict[Reader, tuple[Reason, ...]], at: datetime
) -> Iterator[Change]:
    """A release decision that names every reader who lacks nothing else that a release value gives."""
    label = label_set.originator
    if label is None:
        return
    wanting = tuple(r for r, found in withheld.items() if Rule.NO_RELEASE_DECISION in {f.rule for f in found})
    values = _release_values(world, label, label.level, wanting, at) if _edition(world, label, at) else ()
    if values:
        yield Consent(portion.id, values)
    yield from _other_consents(world, portion, label_set, withheld, at)


def _other_consents(
    world: World, portion: Portion, label_set: LabelSet, withheld: dict[Reader, tuple[Reason, ...]], at: datetime
) -> Iterator[Change]:
    """The other owner decides a release of what is contained or named: the originator is asked (R76)."""
    asked = {Rule.OTHER_NO_RELEASE_DECISION, Rule.RELEASE_UNKNOWN}
    wanting = tuple(r for r, found in withheld.items() if asked & {f.rule for f in found})
    if not wanting:
        return
    answered = replace(
        label_set,
        contains=tuple(_asked(world, mention, wanting, at) for mention in label_set.contains),
        refers_to=tuple(_asked(world, mention, wanting, at) for mention in label_set.refers_to),
    )
    if answered != label_set:
        yield Reword(portion.id, answered, portion.body)


def _asked(world: World, mention: Mention, readers: tuple[Reader, ...], at: datetime) -> Mention:
    """The mention with the release values its owner would have to give."""
    for profile in world.rulebook.index.profiles.get(mention.owner, ()):
        policy = world.rulebook.policy(profile.policy, at)
        if policy is None or world.rulebook.profile(policy) is not profile:
            continue
        name = profile.level_by_marking.get(fold(mention.level), fold(mention.level))
        level = policy.level_by_name.get(name)
        if level is not None:
            probe = Label(PolicyRef(policy.name), level.name, created=at)
            values = frozenset(_release_values(world, probe, level.name, readers, at))
            return replace(mention, released_to=(mention.released_to or frozenset()) | values)
    return mention


def _of_reader(
    world: World, label_set: LabelSet, reader: Reader, reasons: tuple[Reason, ...], at: datetime
) -> Iterator[Change]:
    """Brief, clear or admit one reader."""
    rules = {reason.rule for reason in reasons}
    label = label_set.originator
    known = _edition(world, label, at)
    if label is not None and known is not None and rules & LEVELS:
        yield from _levels(known[0], known[1], label, reader, at)
    for name in sorted(label_set.communities) if Rule.COMMUNITY_NOT_HELD in rules else ():
        yield Admit(reader.id, Community(name, from_day(at)))


def _levels(policy: Policy, profile: Profile, label: Label, reader: Reader, at: datetime) -> Iterator[Change]:
    level = policy.level_by_name[fold(label.level)]
    needs = policy.level_by_name.get(fold(profile.clearance_from or ""))
    if needs is None or level.rank < needs.rank:
        yield Brief(reader.id, Briefing(profile.owner, from_day(at)))
    else:
        levels = frozenset(other.name for other in policy.levels if other.rank <= level.rank)
        yield Clear(reader.id, Clearance(policy.name, levels, period=from_day(at)))
