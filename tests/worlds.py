"""Random small worlds: a rulebook, label sets, readers and instants, from a seed, crowded at the edges.

Everything turns on few days, so that bounds collide; instants lie on them, a microsecond before and after. Labels are
mostly valid (candidates are drawn until one is), and broken in every known way now and then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from random import Random

from concord.release.labels import Group, Kind, Label, LabelSet, Mention, PolicyRef, Role, Succession
from concord.release.names import BEGINNING, NEVER
from concord.release.policy import Policy, Tag, TagSet
from concord.release.profile import Bare, Profile
from concord.release.readers import Briefing, Clearance, Community, Reader
from concord.release.rulebook import Rulebook
from tests.naive_facts import same
from tests.naive_labels import faults
from tests.worlds_facts import (
    make_agreements,
    make_equivalences,
    make_memberships,
    make_period,
    make_questions,
)
from tests.worlds_policies import (
    BODIES,
    DAYS,
    GROUPS,
    ORGANISATIONS,
    RANKED,
    STATES,
    TICK,
    Dice,
    make_next,
    make_policy,
    make_profiles,
    often,
    ruled,
    some,
    spelled,
)

COMMUNITIES = ("planners", "medical")
INSTANTS = (
    *(day + step for day in DAYS for step in (-TICK, timedelta(0), TICK)),
    *(day + timedelta(days=100) for day in DAYS),
    DAYS[0] - timedelta(days=100),
)


@dataclass(frozen=True)
class Question:
    """One decision to make."""

    label_set: LabelSet
    reader: Reader
    at: datetime


@dataclass(frozen=True)
class World:
    """A rulebook and what can be asked of it; the same seed gives the same world."""

    seed: int
    rulebook: Rulebook
    label_sets: tuple[LabelSet, ...]
    readers: tuple[Reader, ...]

    def questions(self, count: int) -> Iterator[Question]:
        """`count` questions, always the same for the same seed."""
        rng = Random(f"questions {self.seed}")
        for _ in range(count):
            yield Question(rng.choice(self.label_sets), rng.choice(self.readers), make_instant(rng))


def make_instant(rng: Random) -> datetime:
    """An instant at or around a day on which something turns, now and then at the ends of time."""
    if often(rng, 0.01):
        return rng.choice([BEGINNING, NEVER])
    at = rng.choice(INSTANTS)
    return at.astimezone(timezone(timedelta(hours=rng.choice([-5, 2])))) if often(rng, 0.05) else at


def make_world(seed: int, *, label_sets: int = 30, readers: int = 16) -> World:
    """The world of a seed."""
    rng = Dice(seed)
    rng.strictness = 0.15 if seed % 3 == 0 else 1.0
    policies, profiles = make_policies(rng)
    book = Rulebook(
        policies=tuple(policies),
        profiles=tuple(profiles),
        memberships=make_memberships(rng),
        agreements=make_agreements(rng),
        equivalences=make_equivalences(rng, profiles),
        questions=make_questions(rng),
    )
    seats = tuple(make_reader(rng, book, number) for number in range(readers))
    return World(seed, book, tuple(make_label_set(rng, book) for _ in range(label_sets)), seats)


def make_policies(rng: Dice) -> tuple[list[Policy], list[Profile]]:
    """Two to four policies, some in two editions, some of one owner, some without a profile, in any order."""
    policies, profiles = [], []
    extra = rng.choice(["Extra Policy", "Extra Policy", "S1", "BET", "ALF"])
    names = [("ALF", "Alfa Policy"), ("BET", "Beta Policy"), ("ALF", extra), ("PUB", "Aaa Public")]
    for number, (owner, name) in enumerate(names):
        if number > 1 and ruled(rng, (0.5, 0.75)[number - 2]):
            continue
        first = make_policy(rng, owner, name, number)
        policies.append(first)
        if often(rng, 0.4):
            second = make_next(rng, first)
            policies += [second] if second.since != first.since else []
        if not ruled(rng, 0.03):
            profiles += make_profiles(rng, owner, first)
    if profiles and often(rng, 0.1):
        profiles.append(replace(profiles[0], policy="not loaded", owner="S2"))
    rng.shuffle(policies)
    rng.shuffle(profiles)
    return policies, profiles


# ---- readers --------------------------------------------------------------------------------------------------------


def make_reader(rng: Dice, book: Rulebook, number: int) -> Reader:
    """A seat: a state, a post or something odd, cleared for much, little or nothing."""
    if often(rng, 0.35 if rng.is_plain else 0.1) and book.profiles:
        return make_lopsided(rng, rng.choice(book.profiles), number)
    party, through = make_seat(rng)
    rich, settled = often(rng, 0.75), often(rng, 0.4)
    known = list(book.policies) if often(rng, 0.8) else some(rng, book.policies, 1, 1)
    clearances = [make_clearance(rng, book, p.name, settled=settled) for p in known if rich or often(rng, 0.3)]
    clearances += [make_foreign(rng) for _ in range(rng.choice([0, 0, 1, 2]))]
    rng.shuffle(clearances)
    return Reader(
        id=f"seat {number}" if often(rng, 0.95) else "",
        party=party,
        through=through,
        nationality=rng.choice([*STATES, None]) if party in BODIES or often(rng, 0.2) else None,
        clearances=tuple(clearances),
        briefings=tuple(Briefing(o, make_period(rng)) for o in (*ORGANISATIONS, "PUB") if often(rng, 0.5)),
        communities=tuple(Community(spelled(rng, n), make_period(rng)) for n in COMMUNITIES if often(rng, 0.6)),
    )


def make_lopsided(rng: Random, profile: Profile, number: int) -> Reader:
    """A seat of an owner's circle that is cleared under one policy and no other."""
    body = [b for b in BODIES if b.startswith(profile.owner)]
    levels = frozenset(name for name, _ in profile.levels)
    clearance = Clearance(profile.policy, levels, period=make_period(rng, open_ended=0.8))
    party = rng.choice([*body, *STATES])
    return Reader(f"seat {number}", party, rng.choice([profile.owner] * 3 + ["ALF"]), clearances=(clearance,))


def make_seat(rng: Random) -> tuple[str, str]:
    """The party and the organisation it reads through."""
    if often(rng, 0.4):
        body = rng.choice(BODIES)
        return body, body.split("-")[0] if often(rng, 0.93) else rng.choice([*ORGANISATIONS, body])
    if often(rng, 0.03):
        return rng.choice(ORGANISATIONS), rng.choice(ORGANISATIONS)
    state = rng.choice(STATES)
    return state, rng.choice([*ORGANISATIONS * 4, *GROUPS, state])


def make_clearance(rng: Random, book: Rulebook, name: str, *, settled: bool) -> Clearance:
    """A clearance under a policy or its owner, often with a hole in its levels."""
    policy = rng.choice([p for p in book.policies if p.name == name])
    owner = next((p.owner for p in book.profiles if p.policy.casefold().split() == name.casefold().split()), "ALF")
    words = [level.name for level in policy.levels]
    levels = words if often(rng, 0.9 if settled else 0.5) else some(rng, words)
    by_owner = often(rng, 0.3)
    held = [f"{owner} {n.split()[-1]}" for n in levels] if by_owner else levels
    values = [(s.name, v.name) for s in policy.tag_sets for t in s.tags for v in t.values if often(rng, 0.75)]
    values += some(rng, [("Ctx", "Agreed"), ("Handling", "C"), ("Release To", "Everybody"), ("Notes", "12")], 0, 2)
    return Clearance(
        under=owner if by_owner else spelled(rng, name),
        levels=frozenset(spelled(rng, n) for n in held),
        values=frozenset((spelled(rng, s), spelled(rng, v)) for s, v in values) if often(rng, 0.85) else frozenset(),
        period=make_period(rng, open_ended=0.9 if settled else 0.4),
    )


def make_foreign(rng: Random) -> Clearance:
    """A clearance of a state, or one that nobody knows."""
    under = rng.choice([*STATES[:2], *STATES[:2], *ORGANISATIONS, "nowhere", "not loaded"])
    return Clearance(under, frozenset(f"{under} {n}" for n in some(rng, RANKED, 1)), period=make_period(rng))


# ---- labels ---------------------------------------------------------------------------------------------------------


def make_label_set(rng: Dice, book: Rulebook) -> LabelSet:
    """What one portion carries; mostly a valid label and little else."""
    if often(rng, 0.35):
        return LabelSet(make_label(rng, book, calm=True))
    if often(rng, 0.5 if rng.is_plain else 0.2):
        return make_translated(rng, book)
    alternatives = [make_label(rng, book) for _ in range(rng.choice([1, 2, 2]))] if often(rng, 0.5) else []
    many = rng.choice([0, 0, 0, 1, 1, 2])
    return LabelSet(
        originator=make_label(rng, book) if often(rng, 0.97) else None,
        alternatives=tuple(replace(label, role=Role.ALTERNATIVE) for label in alternatives),
        metadata=replace(make_label(rng, book), role=Role.METADATA) if often(rng, 0.1) else None,
        contains=tuple(make_mention(rng, book) for _ in range(many)) if often(rng, 0.5) else (),
        refers_to=tuple(make_mention(rng, book) for _ in range(many)) if often(rng, 0.5) else (),
        communities=frozenset(spelled(rng, n) for n in some(rng, [*COMMUNITIES, "nobody"], 1, 2))
        if often(rng, 0.1)
        else frozenset(),
        embargo=rng.choice([*DAYS * 3, BEGINNING, NEVER]) if often(rng, 0.12) else None,
        author=rng.choice(["", *(f"seat {n}" for n in range(3))]),
    )


def make_translated(rng: Random, book: Rulebook) -> LabelSet:
    """A label open to many but for its level, with alternatives under other policies that may serve for it (R79)."""
    public = [p.policy for p in book.profiles if p.bare is Bare.EVERYONE]
    wanted = [p for p in book.policies if any(same(p.name, name) for name in public)]
    first = rng.choice(wanted or list(book.policies))
    rest = [p for p in book.policies if not same(p.name, first.name)] or [first]
    alternatives = tuple(make_alternative(rng, book, rest) for _ in range(rng.choice([1, 1, 2])))
    return LabelSet(make_simple(rng, first), alternatives=alternatives)


def make_alternative(rng: Random, book: Rulebook, policies: list[Policy]) -> Label:
    """An alternative label that asks for little, as often as not with a successor."""
    label = replace(make_simple(rng, rng.choice(policies)), role=Role.ALTERNATIVE)
    if often(rng, 0.4):
        return label
    later = make_simple(rng, rng.choice(policies)) if often(rng, 0.5) else make_label(rng, book, 2, calm=True)
    return replace(label, succession=Succession(rng.choice(DAYS), later))


def make_simple(rng: Random, policy: Policy) -> Label:
    """A label at one of the highest levels, bare or with the owner's own values and no others."""
    ranked = sorted(policy.levels, key=lambda level: -level.rank)
    sets = [s for s in policy.tag_sets if any(v.name == "Own" for tag in s.tags for v in tag.values)]
    groups = tuple(Group(s.name, Kind.PERMISSIVE, ("Own",), s.oid) for s in sets)
    return Label(
        policy=PolicyRef(spelled(rng, policy.name), policy.oid if often(rng, 0.5) else None),
        level=spelled(rng, rng.choice(ranked[:3]).name),
        groups=() if often(rng, 0.6) else groups,
        created=make_instant(rng),
    )


def make_label(
    rng: Random, book: Rulebook, depth: int = 0, *, calm: bool = False, policies: list[Policy] | None = None
) -> Label:
    """A label, valid if one of a few candidates is, broken in some way now and then, with successors now and then."""
    label = make_candidate(rng, policies or list(book.policies), calm=calm)
    for _ in range(12 if often(rng, 0.93) else 0):
        if not faults(label, book, rng.choice(INSTANTS)):
            break
        label = make_candidate(rng, policies or list(book.policies), calm=calm)
    if often(rng, 0.02 if calm else 0.12):
        label = break_label(rng, label)
    if depth < 2 and often(rng, 0.12):
        label = replace(label, succession=Succession(rng.choice(DAYS), make_label(rng, book, depth + 1)))
    return label


def make_candidate(rng: Random, policies: list[Policy], *, calm: bool) -> Label:
    """A label under one of the policies, with a few groups; a calm one asks for little and names many."""
    policy = rng.choice(policies)
    groups = []
    for tag_set in policy.tag_sets:
        share = {"Release To": 0.7, "Context": 0.6}.get(tag_set.name, 0.1 if calm else 0.2)
        groups += [make_group(rng, tag_set, tag, calm=calm) for tag in tag_set.tags if often(rng, share)]
    rng.shuffle(groups)
    return Label(
        policy=PolicyRef(spelled(rng, policy.name), rng.choice([None, policy.oid])),
        level=spelled(rng, rng.choice(policy.levels).name),
        groups=tuple(groups),
        created=make_instant(rng),
    )


def make_group(rng: Random, tag_set: TagSet, tag: Tag, *, calm: bool) -> Group:
    """A group with values of one tag, by OID or name or alias."""
    chosen = some(rng, tag.values, 1, 5 if calm else rng.choice([1, 2, 5]))
    values = [free_text(rng, v.user_input) if v.user_input else v.name for v in chosen]
    values += ["Own"] if calm and often(rng, 0.7) and any(v.name == "Own" for v in tag.values) else []
    if often(rng, 0.1):
        values.append(rng.choice([*values, "Everybody", "Home", "C"]))
    name = {"Context": "Ctx", "Release To": "Rel"}.get(tag_set.name, tag_set.name)
    by_oid = often(rng, 0.5)
    called = name if often(rng, 0.1) else "renamed" if by_oid and often(rng, 0.1) else tag_set.name
    return Group(
        spelled(rng, called), tag.kind, tuple(spelled(rng, v) for v in values), tag_set.oid if by_oid else None
    )


def free_text(rng: Random, form: str) -> str:
    """Text for a free-input entry, mostly of its form."""
    fitting = {"string": "anything at all", "integer": rng.choice(["12", "-3", "+4"]), "date": "2003-05-01"}[form]
    return (
        fitting
        if often(rng, 0.85)
        else rng.choice(["12", "1 2", "2003-13-01", "any integer", "", "20030501", "--1", "\t"])
    )


def break_label(rng: Random, label: Label) -> Label:
    """The label with one thing wrong."""
    group = Group("Release To", Kind.PERMISSIVE, ("Own",), None)
    groups = list(label.groups) or [group]
    i = rng.randrange(len(groups))
    kind = rng.choice([k for k in Kind if k is not groups[i].kind])
    broken = [
        replace(groups[i], values=()),
        replace(groups[i], values=(*groups[i].values, "nothing known")),
        replace(groups[i], values=("",)),
        replace(groups[i], kind=kind),
        replace(groups[i], tag_set="Only", oid=rng.choice(["1.0.0", "1.1.1"])),
        replace(groups[i], oid=rng.choice(["9.9", ""])),
        replace(groups[i], tag_set="nowhere", oid=None),
        replace(groups[i], tag_set="Lost", oid=None),
        Group("Handling", Kind.INFORMATIVE, (rng.choice(["", "\t"]),), None),
    ]
    return rng.choice(
        [
            replace(label, policy=PolicyRef("Unknown Policy")),
            replace(label, policy=PolicyRef(label.policy.name, rng.choice(["7.7", "", "1.1"]))),
            replace(label, level="no such level"),
            replace(label, created=None),
            *(replace(label, groups=(*groups[:i], b, *groups[i + 1 :])) for b in broken),
        ],
    )


def make_mention(rng: Random, book: Rulebook) -> Mention:
    """Information of another owner, known or not, with the release values as received or unknown."""
    profile = rng.choice(book.profiles) if book.profiles and often(rng, 0.55) else None
    if profile is not None:
        return make_known_mention(rng, profile)
    entries = [e for e in book.equivalences if e.owner in STATES]
    owner, level = rng.choice([(e.owner, e.marking) for e in entries] or [("S1", "S1 low")])
    if often(rng, 0.2):
        owner = rng.choice([*STATES, "BET-POST", "GRP"])
    values = some(rng, [*ORGANISATIONS, *STATES, *BODIES], 0, 6)
    values += ["alf"] if often(rng, 0.05) else []
    return Mention(owner, level, rng.choice(INSTANTS), None if often(rng, 0.15) else frozenset(values))


def make_known_mention(rng: Random, profile: Profile) -> Mention:
    """A mention of an owner with a policy: its own markings and release values, mostly."""
    level, marking = rng.choice(profile.levels or (("low", "low"),))
    values = some(rng, ["Own", "Other", "S1", "S2", "Group", "Clause", "Bodies", "Everybody", "Releasable"], 0, 3)
    values += [rng.choice(["nobody", ""])] if often(rng, 0.05) else []
    called = rng.choice([level, marking]) if often(rng, 0.97) else "no such level"
    released = None if often(rng, 0.15) else frozenset(spelled(rng, v) for v in values)
    return Mention(profile.owner, spelled(rng, called), rng.choice(INSTANTS), released)
