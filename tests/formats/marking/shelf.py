"""The policies and profiles that the tests of markings read, and labels that are valid under them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from concord.formats import profile
from concord.formats.spif.read import load
from concord.release.key import GroupForm, LabelForm
from concord.release.labels import Group, Kind, Label, PolicyRef
from concord.release.names import fold
from concord.release.policy import Level, Policy, TagSet
from concord.release.profile import Bare, Profile
from concord.release.validity import check

ROOT = Path(__file__).resolve().parents[3]
POLICIES = ROOT / "src" / "concord" / "policies"
SAMPLES = ROOT.parent / "shared" / "standards" / "xml-spif" / "samples"
HAS_SAMPLES = SAMPLES.is_dir()
WITHOUT_SAMPLES = "the published policy files are not beside the checkout"

AT = datetime(2017, 5, 15, tzinfo=UTC)
Book = tuple[Policy, Profile]


@cache
def shipped(name: str) -> Book:
    """One of the three policies that ship, with its profile."""
    return load((POLICIES / f"{name}.spif.xml").read_bytes(), source=name), shipped_profile(name)


@cache
def shipped_profile(name: str) -> Profile:
    """One of the profiles that ship."""
    return profile.read((POLICIES / f"{name}.profile.toml").read_bytes(), source=name)


@cache
def sample(name: str) -> Policy:
    """One of the published policy files."""
    return load((SAMPLES / f"{name}.spif.xml").read_bytes(), source=name)


@cache
def published(name: str) -> Book:
    """A published policy with the profile that ships for it."""
    files = {"79": "nato-v79", "88": "nato-v88", "public": "public-v1"}
    profiles = {"79": "published-nato-79", "88": "published-nato-88", "public": "published-public"}
    return sample(files[name]), shipped_profile(profiles[name])


def plain(policy: Policy) -> Book:
    """A policy with a profile that knows nothing but its name."""
    levels = tuple((level.name, level.name) for level in policy.levels)
    return policy, Profile(policy.name, policy.oid, "OWNER", (), None, None, Bare.EVERYONE, (), levels, None, None)


def label(policy: Policy, level: str, **values: tuple[str, ...]) -> Label:
    """A label; tag sets are named with `_` for a space."""
    groups = []
    for name, names in values.items():
        tag_set = policy.set_by_name[fold(name.replace("_", " "))]
        kind = next(kind for kind in Kind if (kind, fold(names[0])) in tag_set.entries)
        groups.append(Group(tag_set.name, kind, names, tag_set.oid))
    return Label(PolicyRef(policy.name, policy.oid), level, tuple(groups), AT)


def meaning(label: Label) -> tuple[object, ...]:
    """A label without the order of its values (R6) and without its dates and bytes."""
    groups = {(group.oid, group.kind): frozenset(fold(value) for value in group.values) for group in label.groups}
    return label.policy, label.level, frozenset(groups.items())


def is_valid(label: Label, book: Book) -> bool:
    """Whether gate 1 accepts the label under this edition."""
    groups = tuple(GroupForm(fold(g.tag_set), g.oid, g.kind, g.values) for g in label.groups)
    form = LabelForm(fold(label.policy.name), label.policy.oid, fold(label.level), groups, AT)
    return check(form, *book, AT).valid is not None


def labels(book: Book) -> st.SearchStrategy[Label]:
    """Labels that are valid under the policy and its profile."""

    @st.composite
    def drawn(draw: st.DrawFn) -> Label:
        return _draw(draw, *book)

    return drawn().filter(lambda made: is_valid(made, book))


def _draw(draw: st.DrawFn, policy: Policy, known: Profile) -> Label:
    level = draw(st.sampled_from(policy.levels))
    chosen: dict[str, list[str]] = {}
    groups: list[Group] = []
    for tag_set in policy.tag_sets:
        for kind in sorted(tag_set.kinds, key=lambda kind: kind.value):
            names = _allowed(tag_set, kind, level)
            if names:
                chosen[f"{kind.value} {tag_set.name}"] = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
    _follow(chosen, known, draw)
    for key, names in chosen.items():
        word, name = key.split(" ", 1)
        if names:
            groups.append(Group(name, Kind(word), tuple(names), policy.set_by_name[fold(name)].oid))
    return Label(PolicyRef(policy.name, policy.oid), level.name, tuple(groups), AT)


def _allowed(tag_set: TagSet, kind: Kind, level: Level) -> list[str]:
    """Names of values that may be given at the level; free input aside."""
    found = {
        " ".join(value.name.split()): None
        for tag in tag_set.tags
        for value in tag.values
        if tag.kind is kind and not value.user_input and level.name not in value.excluded_levels
    }
    return list(found)


def _follow(chosen: dict[str, list[str]], known: Profile, draw: st.DrawFn) -> None:
    """Bring a drawn label nearer to the rules of the NATO and EU profiles, so that few are thrown away."""
    context, release = "PERMISSIVE Context", "PERMISSIVE Releasable To"
    if context in chosen:
        owners = [name for name in chosen[context] if name != "Releasable"] or ["NATO"]
        chosen[context] = owners[:1]
        if chosen[release]:
            chosen[release] = draw(st.permutations(list(dict.fromkeys([*owners[:1], *chosen[release]]))))
            chosen[context] = [*owners[:1], "Releasable"]
        if draw(st.booleans()):
            chosen["INFORMATIVE Administrative"] = []
    elif release in chosen and chosen[release] and known.owner == "EU":
        chosen[release] = list(dict.fromkeys([draw(st.sampled_from(["EU", "EU institutions"])), *chosen[release]]))
