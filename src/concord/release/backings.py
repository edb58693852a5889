"""Who stands behind the values of a policy, for one edition and its profile.

Source: docs/spec/release.md R32, R64, R73.
"""

from __future__ import annotations

from concord.release.labels import Kind
from concord.release.names import fold
from concord.release.policy import Policy, Value
from concord.release.profile import ROUTES, Backing, Behind, Profile
from concord.release.resolve import find_set, listed

ValueKey = tuple[str, str]
"""(folded tag set name in the policy, folded value name)."""


class Backings:
    """The backings of one edition, sorted by what has to be asked of a seat.

    `common` are asked of every seat, `of_party` only of the seats of the party they name; `markers` follow from the
    others; `release` are the values of the release set with the levels each of their entries excludes (folded). Equal
    backings are one object.
    """

    def __init__(self, policy: Policy, profile: Profile) -> None:
        same: dict[Backing, Backing] = {}
        found = {(set_name(policy, profile, s), fold(v)): same.setdefault(b, b) for s, v, b in profile.backing}
        named = (Behind.STATE, Behind.POSTS)
        apart = (Behind.GRANTED, Behind.MARKER, *named)
        self.markers = tuple(key for key, backing in found.items() if backing.behind is Behind.MARKER)
        self.common = {key: backing for key, backing in found.items() if backing.behind not in apart}
        self.of_party: dict[str, dict[ValueKey, Backing]] = {}
        for key, backing in found.items():
            for party in backing.parties if backing.behind in named else ():
                self.of_party.setdefault(party, {})[key] = backing
        self.routes = frozenset(key for key, backing in found.items() if backing.behind in ROUTES)
        self.release = {
            key: tuple(frozenset(fold(name) for name in entry.excluded_levels) for entry in entries)
            for key, entries in release_values(policy, profile)
        }
        self._ways_out: dict[str, tuple[ValueKey, ...]] = {}

    def ways_out(self, party: str) -> tuple[ValueKey, ...]:
        """The release values beyond the circle that facts may let a seat of a party hold; they may hold no other."""
        found = self._ways_out.get(party)
        if found is None:
            own = self.of_party.get(party, {})
            found = tuple(key for key in self.release if key in self.routes and (key in self.common or key in own))
            self._ways_out[party] = found
        return found


def release_values(policy: Policy, profile: Profile) -> tuple[tuple[ValueKey, tuple[Value, ...]], ...]:
    """The values of the policy's release set, each with its entries."""
    tag_set = find_set(policy, profile, profile.release_set) if profile.release_set else None
    if tag_set is None:
        return ()
    found: dict[ValueKey, tuple[Value, ...]] = {}
    for (kind, name), entries in tag_set.entries.items():
        if kind is Kind.PERMISSIVE and name:
            found[fold(tag_set.name), name] = tuple(value for _, value in entries)
    return tuple(found.items())


def backing_of(profile: Profile, key: ValueKey) -> Backing:
    """Who stands behind a value (R32): the profile's entry for it, under the set's name or an alias; else granted."""
    found = profile.backing_by_value.get(key)
    if found is None:
        tag_set = fold(profile.set_by_alias.get(key[0], key[0]))
        found = profile.backing_by_value.get((tag_set, key[1]))
    return found or Backing(Behind.GRANTED)


def set_name(policy: Policy, profile: Profile, name: str) -> str:
    """The folded name of a tag set as the edition writes it; the name itself where the edition has no such set."""
    tag_set = find_set(policy, profile, name)
    return fold(tag_set.name if tag_set else name)


def written_value(policy: Policy, key: ValueKey) -> str:
    """A permissive value as the policy writes it."""
    return policy.set_by_name[key[0]].entries[Kind.PERMISSIVE, key[1]][0][1].name


def spelled(policy: Policy, kind: Kind, key: ValueKey) -> str:
    """A value as the policy writes it; one that the policy leaves to be filled in, in its folded form."""
    tag_set = policy.set_by_name.get(key[0])
    entries = listed(tag_set, kind, key[1]) if tag_set else ()
    return entries[0][1].name if entries else key[1]
