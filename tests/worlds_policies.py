"""Random small policies and profiles, crowded at the edges: part of the random worlds of tests/worlds.py.

Shapes are few and collide on purpose: two or three levels more than needed, tag sets of every kind, entries of one name
with different rules, windows whose ends are the days on which everything else turns.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from concord.release.labels import Kind
from concord.release.names import BEGINNING
from concord.release.policy import CategoryRef, Level, Operation, Policy, Required, Tag, TagSet, Value
from concord.release.profile import Backing, Bare, Behind, Profile, ProseKind, ProseRule, SetRole

T = TypeVar("T")

DAYS = tuple(datetime(2000 + year, 1 + 2 * year, 1, tzinfo=UTC) for year in range(5))
"""The few days on which anything turns."""
TICK = timedelta(microseconds=1)

ORGANISATIONS = ("ALF", "BET")
GROUPS = ("GRP", "OPS")
STATES = ("S1", "S2", "S3", "S4")
BODIES = ("ALF-POST", "BET-POST", "BET-COM")
OWNERS = (*ORGANISATIONS, "PUB")
RANKED = ("open", "low", "mid", "high", "top")


class Dice(Random):
    """Chance, with how much of it goes into rules: plain worlds have few, so that what follows them is reached."""

    strictness = 1.0

    @property
    def is_plain(self) -> bool:
        """Whether rules are rare in this world."""
        return self.strictness < 1


def often(rng: Random, share: float) -> bool:
    """True in this share of cases."""
    return rng.random() < share


def ruled(rng: Dice, share: float) -> bool:
    """True in this share of cases, less in a plain world: whether to put a rule in the way."""
    return rng.random() < share * rng.strictness


def some(rng: Random, items: tuple[T, ...] | list[T], least: int = 0, most: int | None = None) -> list[T]:
    """A few different items."""
    top = len(items) if most is None else min(most, len(items))
    return rng.sample(items, rng.randint(min(least, top), top))


def spelled(rng: Random, name: str) -> str:
    """A name in another spelling that is still the same name (R4)."""
    if often(rng, 0.7):
        return name
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in name)
    return rng.choice([name.upper(), name.lower(), f"  {name}\n", name.replace(" ", " \t "), wide])


def make_levels(rng: Dice, word: str) -> tuple[Level, ...]:
    """Three to five levels, named alike in every policy, in any order, with gaps in rank."""
    names = RANKED[: 4 if rng.is_plain else rng.randint(3, 5)]
    levels = [
        Level(name=f"{name}", rank=10 * i, lacv=str(rng.randint(0, 2)), obsolete=often(rng, 0.1))
        for i, name in enumerate(names)
    ]
    if ruled(rng, 0.3):
        levels[-1] = replace(levels[-1], name=f"{word} {levels[-1].name}")
    rng.shuffle(levels)
    return tuple(levels)


SETS: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "Context": (Kind.PERMISSIVE, ("Own", "Posts", "Ops", "Releasable", "Agreed")),
    "Release To": (
        Kind.PERMISSIVE,
        ("Own", "Other", "Bodies", "S1", "S2", "S3", "Group", "Clause", "Releasable", "Listed"),
    ),
    "Only": (Kind.PERMISSIVE, ("S1", "Group", "Granted")),
    "Handling": (Kind.RESTRICTIVE, ("Crypto", "Atom", "Inner", "Group")),
    "Notes": (Kind.INFORMATIVE, ("Staff", "Press", "Crypto")),
}
"""Tag sets by name: the kind of their first tag and their values."""


def make_refs(rng: Random) -> tuple[CategoryRef, ...]:
    """References of a companion rule, now and then to nothing or to a whole set."""
    refs = []
    for _ in range(rng.choice([0, 0, 1, 1, 1, 2, 2])):
        name = rng.choice([*SETS, "Context", "Release To", "Nowhere"])
        kind, values = SETS.get(name, (Kind.PERMISSIVE, ("Own",)))
        value = None if often(rng, 0.3) else spelled(rng, rng.choice(values))
        refs.append(CategoryRef(spelled(rng, name), kind, value))
    return tuple(refs)


def make_required(rng: Random) -> Required:
    """A required companion rule of any operation."""
    if often(rng, 0.15):
        return Required(Operation.ALL, ())
    return Required(rng.choice([*Operation, Operation.ONLY_ONE]), make_refs(rng))


def make_value(rng: Dice, name: str, levels: tuple[Level, ...]) -> Value:
    """One entry, usually without rules."""
    names = [level.name for level in levels]
    begins = rng.choice(DAYS) if ruled(rng, 0.06) else None
    ends = rng.choice(DAYS) - rng.choice([TICK, timedelta(0)]) if ruled(rng, 0.06) else None
    return Value(
        name=name,
        lacv=str(rng.randint(0, 2)),
        excluded_levels=tuple(spelled(rng, n) for n in some(rng, names, 1, 2)) if ruled(rng, 0.1) else (),
        required_level=spelled(rng, rng.choice(names)) if ruled(rng, 0.03) else None,
        required=(make_required(rng),) if ruled(rng, 0.05) else (),
        excluded=make_refs(rng) if ruled(rng, 0.04) else (),
        not_before=begins,
        not_after=ends,
        obsolete=ruled(rng, 0.1),
    )


def make_tag(rng: Dice, kind: Kind, names: list[str], levels: tuple[Level, ...]) -> Tag:
    """A tag with its values, some entered twice under other rules, some free."""
    values = [make_value(rng, name, levels) for name in names]
    values += [make_value(rng, spelled(rng, v.name), levels) for v in values if ruled(rng, 0.15)]
    if often(rng, 0.5 if kind is Kind.INFORMATIVE else 0.06):
        form = rng.choice(["string", "integer", "date"])
        values.append(replace(make_value(rng, f"any {form}", levels), user_input=form))
    rng.shuffle(values)
    least = 2 if ruled(rng, 0.04) else rng.choice([0, 0, 1])
    return Tag(
        f"tag {rng.randint(1, 9)}", kind, tuple(values), least, rng.choice([1, 2, 3]) if ruled(rng, 0.4) else None
    )


def make_tag_set(rng: Dice, name: str, oid: str, levels: tuple[Level, ...]) -> TagSet:
    """A tag set; now and then in two tags, or with a tag of another kind that has a value of the same name."""
    kind, values = SETS[name]
    names = some(rng, values, len(values) - 1)
    cut = rng.randint(1, len(names) - 1) if ruled(rng, 0.25) else len(names)
    tags = [make_tag(rng, kind, part, levels) for part in (names[:cut], names[cut:]) if part]
    if ruled(rng, 0.3):
        other = rng.choice([k for k in Kind if k is not kind])
        tags.append(make_tag(rng, other, [*some(rng, values, 0, 1), "Extra"], levels))
    return TagSet(name, oid, tuple(tags))


def make_policy(rng: Dice, owner: str, name: str, number: int) -> Policy:
    """The first edition of a policy."""
    levels = make_levels(rng, owner)
    if ruled(rng, 0.1):
        levels = (replace(levels[0], required=(make_required(rng),)), *levels[1:])
    chosen = ["Release To", *(s for s in SETS if s != "Release To" and often(rng, 0.8))]
    rng.shuffle(chosen)
    sets = tuple(make_tag_set(rng, s, f"1.{number}.{list(SETS).index(s)}", levels) for s in chosen)
    since = rng.choice([BEGINNING, BEGINNING, DAYS[0]])
    return Policy(name, f"1.{number}", 1, levels, sets, since)


def make_next(rng: Dice, policy: Policy) -> Policy:
    """The next edition: something dropped, something renewed, in any numbering and order of beginning."""
    levels = policy.levels
    if ruled(rng, 0.2):
        levels = tuple(some(rng, list(levels), len(levels) - 1))
    sets = [s if often(rng, 0.6) else make_tag_set(rng, s.name, s.oid, levels) for s in policy.tag_sets]
    if ruled(rng, 0.1):
        sets = sets[1:]
    oid = policy.oid if not ruled(rng, 0.05) else f"{policy.oid}.9"
    name = spelled(rng, policy.name)
    return replace(
        policy, name=name, oid=oid, edition=2, levels=levels, tag_sets=tuple(sets), since=rng.choice(DAYS[1:])
    )


def make_backing(rng: Random, owner: str, name: str) -> Backing:
    """Who stands behind a value: mostly as its name says, now and then anything else."""
    other = rng.choice([o for o in ORGANISATIONS if o != owner])
    usual = {
        "Own": Backing(Behind.OWNER),
        "Posts": Backing(Behind.INSTITUTIONS),
        "Inner": Backing(Behind.OWNER),
        "Ops": Backing(Behind.GROUP, ("OPS",)),
        "Releasable": Backing(Behind.MARKER),
        "Other": Backing(Behind.ORGANISATION, (other,)),
        "Bodies": Backing(Behind.POSTS, tuple(some(rng, (*BODIES, *STATES[:2]), 1, 3))),
        "Group": Backing(Behind.GROUP, ("GRP",)),
        "Clause": Backing(Behind.CLAUSE, (rng.choice(GROUPS),)),
        "Listed": Backing(Behind.GROUP, tuple(some(rng, GROUPS, 1))),
    }
    if often(rng, 0.12) or name not in (*usual, *STATES):
        behind = rng.choice(list(Behind))
        most = 3 if behind in (Behind.POSTS, Behind.GROUP) else 1
        return Backing(behind, tuple(some(rng, (*ORGANISATIONS, *GROUPS, *STATES, *BODIES), 0, most)))
    return usual.get(name) or Backing(Behind.STATE, (name,))


def make_prose(rng: Dice, levels: tuple[Level, ...]) -> tuple[ProseRule, ...]:
    """A few prose rules, mostly such as the published policies have."""
    names = tuple(level.name for level in levels)
    ignoring = tuple(some(rng, ("Releasable", "Own"), 0, 1))
    usual = [
        ProseRule("P1", ProseKind.EXACTLY_ONE, "Context", ignoring=("Releasable",)),
        ProseRule("P2", ProseKind.MARKER_WITH, "Context", other_set="Release To", value="Releasable"),
        ProseRule("P3", ProseKind.REPEATS, "Release To", other_set="Context", ignoring=ignoring or ("Releasable",)),
        ProseRule("P4", ProseKind.ONLY_AT, rng.choice(["Notes", "Only"]), levels=tuple(some(rng, names, 1, 3))),
        ProseRule("P5", ProseKind.OWNER_IN, rng.choice(["Release To", "Context"])),
        ProseRule("P6", ProseKind.REPEATS, "Only", other_set="Handling", ignoring=ignoring),
        ProseRule("P7", ProseKind.MARKER_WITH, "Notes", other_set="Only", value="Staff"),
        ProseRule("P8", ProseKind.EXACTLY_ONE, "Nowhere"),
    ]
    return tuple(rule for rule in usual[:7] if ruled(rng, 0.12)) + tuple(usual[7:] if ruled(rng, 0.02) else ())


def make_bare(rng: Dice, owner: str) -> Bare:
    """What a bare label means: in a plain world often anybody."""
    if rng.is_plain and (owner == "PUB" or often(rng, 0.5)):
        return Bare.EVERYONE
    return rng.choice([Bare.INVALID, Bare.OWNER, Bare.OWNER, Bare.EVERYONE])


def make_profile(rng: Dice, owner: str, policy: Policy) -> Profile:
    """A profile for every edition of a policy, now and then with a gap."""
    names = [level.name for level in sorted(policy.levels, key=lambda lv: lv.rank)]
    permissive = [s for s, (kind, _) in SETS.items() if kind is Kind.PERMISSIVE or often(rng, 0.5)]
    roles = tuple((s, rng.choice(list(SetRole))) for s in permissive if not ruled(rng, 0.03))
    one_set = often(rng, 0.25)
    backing = tuple(
        (spelled(rng, s), spelled(rng, v), make_backing(rng, owner, v))
        for s, (_, values) in SETS.items()
        for v in values
        if v not in ("Crypto", "Atom", "Granted", "Staff", "Press") and often(rng, 0.95)
    )
    thresholds = [None, *names, *names, "no such level"]
    return Profile(
        policy=spelled(rng, policy.name),
        oid=policy.oid,
        owner=owner,
        roles=roles,
        circle_set=rng.choice([None, "Release To", "Release To"]) if one_set else "Context",
        release_set=None if often(rng, 0.03) else "Release To",
        bare=make_bare(rng, owner),
        backing=backing,
        levels=tuple((spelled(rng, n), f"{owner} {n.split()[-1]}") for n in names if not ruled(rng, 0.04)),
        briefing_from=rng.choice(names[1:2] if not ruled(rng, 0.4) else thresholds),
        clearance_from=rng.choice(names[1:] if not ruled(rng, 0.5) else thresholds),
        rules=make_prose(rng, policy.levels),
        aliases=(("Ctx", "Context"), ("Rel", "Release To"), ("Lost", "Nowhere")),
        value_aliases=(("Release To", "Everybody", "Group"), ("Context", "Home", "Own"), ("Handling", "C", "Crypto"))
        + ((("Release To", "Other", "S1"),) if often(rng, 0.05) else ()),
    )


def make_profiles(rng: Dice, owner: str, policy: Policy) -> list[Profile]:
    """One profile for all editions, or one for each, or one edition without."""
    profile = make_profile(rng, owner, policy)
    if often(rng, 0.7):
        return [profile]
    second = replace(make_profile(rng, owner, policy), first_edition=2)
    return [replace(profile, last_edition=1)] if often(rng, 0.25) else [profile, second]
