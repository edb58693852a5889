"""What a rulebook promises, checked exhaustively: parties x labels x every date at which a fact of the seat turns.

A promise is data: whoever meets `who` never reads what `labels` describes. It is judged on the facts alone, not on the
decision it checks.
Source: docs/spec/release.md R2, R50-R54; release.md section 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from concord.release.answers import Answer, answer_of
from concord.release.labels import Group, Kind, Label, LabelSet, PolicyRef
from concord.release.matrix import matrix
from concord.release.names import fold
from concord.release.periods import Confidence
from concord.release.policy import Policy
from concord.release.profile import Bare, Behind, Profile, ProseKind, SetRole
from concord.release.readers import Briefing, Clearance, Reader
from concord.release.relations import Condition
from concord.release.rulebook import Rulebook
from concord.release.seats import Seat
from concord.release.timeline import turning_instants
from concord.release.validity import role_of

RELEASED = "@released"
"""Among the release values a promise leaves out: every permissive value that the owner's own circle does not hold."""


@dataclass(frozen=True)
class Promise:
    """Seats that meet `who` (above absent) are released nothing of `policy` at one of `levels`.

    `through` names how the seat reads ("" : any way). `without` are release values: labels that name one of them are
    not meant. `values` are values of which a label must hold at least one to be meant (empty: every label).
    """

    id: str
    text: str
    policy: str
    levels: tuple[str, ...]
    who: Condition
    through: str = ""
    without: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """How a promise held: combinations tried (seat x label x date), and those that broke it, at most ten named."""

    promise: Promise
    tried: int
    broken: tuple[str, ...]


def check_promises(
    promises: Sequence[Promise],
    *,
    parties: Sequence[tuple[str, str]],
    rulebook: Rulebook,
    since: datetime,
    until: datetime,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[Kept, ...]:
    """Check every promise for a fully cleared seat of each (party, through), at `since` and each turn until `until`."""
    kept = []
    made = {p.policy: tuple(_editions_made(p.policy, rulebook, since, until)) for p in promises}
    labels = {
        name: tuple(label for at in instants for label in all_labels(name, rulebook, at))
        for name, instants in made.items()
    }
    for number, promise in enumerate(promises):
        own = frozenset(v for at in made[promise.policy] for v in _own_values(promise.policy, rulebook, at))
        meant = tuple(label for label in labels[promise.policy] if _is_meant(label, promise, own))
        label_sets = tuple(map(LabelSet, meant))
        tried, broken = 0, list[str]()
        for seat, (party, through) in enumerate(parties):
            if promise.through in ("", through):
                reader = cleared(party, through, rulebook)
                done, found = _check_seat(promise, meant, label_sets, reader, rulebook, since, until)
                tried += done
                broken += found
            progress(number * len(parties) + seat + 1, len(promises) * len(parties))
        kept.append(Kept(promise, tried, tuple(broken[:10])))
    return tuple(kept)


def _editions_made(name: str, rulebook: Rulebook, since: datetime, until: datetime) -> Iterator[datetime]:
    """One instant from `since` to `until` in the time of each edition of a policy: when labels of it are made."""
    begun = {max(p.since, since) for p in rulebook.policies if fold(p.name) == fold(name) and p.since < until}
    yield from sorted(begun)


def _check_seat(
    promise: Promise,
    labels: tuple[Label, ...],
    label_sets: tuple[LabelSet, ...],
    reader: Reader,
    rulebook: Rulebook,
    since: datetime,
    until: datetime,
) -> tuple[int, list[str]]:
    tried, broken = 0, []
    for at in (since, *turning_instants(label_sets, (reader,), rulebook, since, until)):
        seat = Seat(reader.party, reader.through, at, rulebook.index)
        if seat.meets(promise.who).confidence is Confidence.ABSENT:
            continue
        squares = matrix(label_sets, (reader,), rulebook=rulebook, at=at).squares
        tried += len(squares)
        broken += [
            f"{reader.id} at {at.date()}: {label_words(label)}"
            for label, (bits,) in zip(labels, squares, strict=True)
            if answer_of(bits) is Answer.RELEASED
        ]
    return tried, broken


def cleared(party: str, through: str, rulebook: Rulebook) -> Reader:
    """A seat with every level and granted value of every policy, briefed by everybody: only politics limits it."""
    clearances = tuple(
        Clearance(p.name, frozenset(level.name for level in p.levels), frozenset(_granted(p, rulebook.profile(p))))
        for p in rulebook.policies
    )
    owners = sorted({profile.owner for profile in rulebook.profiles})
    return Reader(f"{party}/{through}", party, through, None, clearances, tuple(Briefing(o) for o in owners))


def _granted(policy: Policy, profile: Profile | None) -> Iterator[tuple[str, str]]:
    for tag_set in policy.tag_sets:
        for tag in tag_set.tags:
            for value in tag.values if tag.kind is Kind.RESTRICTIVE else ():
                backed = profile and profile.backing_by_value.get((fold(tag_set.name), fold(value.name)))
                if not backed:
                    yield tag_set.name, value.name


def all_labels(name: str, rulebook: Rulebook, at: datetime) -> Iterator[Label]:
    """Labels of a policy that between them show every level with every permissive and restrictive value.

    Bare labels where they may stand; each value of a gate; each release value with the owner's own; each restrictive
    value beside each of these. Invalid combinations are left in: they must be withheld like any.
    """
    policy = rulebook.policy(name, at)
    profile = rulebook.profile(policy) if policy else None
    if policy is None or profile is None:
        return
    for level in policy.levels:
        for groups in _permissive_groups(policy, profile):
            yield Label(PolicyRef(policy.name), level.name, groups, created=at)
            for restrictive in _restrictive_groups(policy):
                yield Label(PolicyRef(policy.name), level.name, (*groups, restrictive), created=at)


def _permissive_groups(policy: Policy, profile: Profile) -> Iterator[tuple[Group, ...]]:
    circle = _own_group(policy, profile)
    if profile.bare is not Bare.INVALID:
        yield ()
    if circle is not None:
        yield (circle,)
    for tag_set in policy.tag_sets:
        for tag in tag_set.tags:
            for value in tag.values if tag.kind is Kind.PERMISSIVE else ():
                group = Group(tag_set.name, Kind.PERMISSIVE, (value.name,))
                yield from _around(group, circle, profile)


def _around(group: Group, circle: Group | None, profile: Profile) -> Iterator[tuple[Group, ...]]:
    """One value as a label would give it: beside the owner's own, with the marker its profile asks for."""
    if circle is None or fold(group.tag_set) == fold(circle.tag_set):
        yield (group,)
        if circle is not None:
            yield (Group(group.tag_set, Kind.PERMISSIVE, (*circle.values, *group.values)),)
        return
    if role_of(profile, fold(group.tag_set)) is SetRole.EXPANSION:
        markers = tuple(r.value for r in profile.rules if r.kind is ProseKind.MARKER_WITH)
        marked = Group(circle.tag_set, Kind.PERMISSIVE, (*circle.values, *markers))
        yield marked, Group(group.tag_set, Kind.PERMISSIVE, (*circle.values, *group.values))
    else:
        yield circle, group


def _own_group(policy: Policy, profile: Profile) -> Group | None:
    for tag_set, value, backing in profile.backing:
        wanted = fold(profile.circle_set or profile.release_set or "")
        if backing.behind is Behind.OWNER and fold(tag_set) == wanted and fold(tag_set) in policy.set_by_name:
            return Group(policy.set_by_name[fold(tag_set)].name, Kind.PERMISSIVE, (value,))
    return None


def _restrictive_groups(policy: Policy) -> Iterator[Group]:
    for tag_set in policy.tag_sets:
        for tag in tag_set.tags:
            for value in tag.values if tag.kind is Kind.RESTRICTIVE else ():
                yield Group(tag_set.name, Kind.RESTRICTIVE, (value.name,))


def _own_values(name: str, rulebook: Rulebook, at: datetime) -> frozenset[str]:
    """The values, folded, behind which the owner's own circle stands."""
    policy = rulebook.policy(name, at)
    profile = rulebook.profile(policy) if policy else None
    backing = profile.backing if profile else ()
    return frozenset(fold(value) for _, value, b in backing if b.behind in (Behind.OWNER, Behind.INSTITUTIONS))


def _is_meant(label: Label, promise: Promise, own: frozenset[str]) -> bool:
    named = {fold(value) for group in label.groups for value in group.values}
    permissive = {fold(v) for g in label.groups if g.kind is Kind.PERMISSIVE for v in g.values}
    if RELEASED in promise.without and permissive - own:
        return False
    return (
        fold(label.level) in {fold(level) for level in promise.levels}
        and not named & {fold(value) for value in promise.without}
        and (not promise.values or bool(named & {fold(value) for value in promise.values}))
    )


def label_words(label: Label) -> str:
    """A label in one line, for findings."""
    groups = "; ".join(f"{group.tag_set}: {', '.join(group.values)}" for group in label.groups)
    return f"{label.policy.name}, {label.level}" + (f" ({groups})" if groups else "")
