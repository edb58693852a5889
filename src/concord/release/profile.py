"""What a policy file cannot say: the owner, the roles of permissive tag sets, who stands behind a value, prose rules.

Source: docs/spec/release.md R30-R34.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from concord.release.names import fold


class SetRole(Enum):
    """The role of a permissive tag set."""

    GATE = "gate"
    """Absent means no limit (Context, Only)."""
    EXPANSION = "expansion"
    """Absent means nobody beyond the owner's own circle (Releasable To)."""


class Bare(Enum):
    """What a label means that names no permissive tag set at all."""

    INVALID = "invalid"
    OWNER = "owner"
    """The owner's own circle: its institutions, and its members reading through it."""
    EVERYONE = "everyone"
    """Anybody (a public policy)."""


class Behind(Enum):
    """Who stands behind a value: how a seat comes to hold it."""

    GRANTED = "granted"
    """A personal clearance grants it (ATOMAL, CRYPTO)."""
    OWNER = "owner"
    """The owner's circle: posts of its institutions, and members reading through it."""
    INSTITUTIONS = "institutions"
    """Posts of the owner's institutions only."""
    ORGANISATION = "organisation"
    """Posts and members of another organisation, reading through it, where an agreement covers them."""
    POSTS = "posts"
    """Posts of the named bodies, where an agreement covers them."""
    STATE = "state"
    """Seats of the named state, if an agreement, clause or framework with the owner is in force, or it is a member."""
    GROUP = "group"
    """Seats of the dated members, partners and institutions of any of the named groups."""
    CLAUSE = "clause"
    """Seats of the dated members of the named group, where a release clause of the owner for that group is in force."""
    MARKER = "marker"
    """Everybody who holds a release value beyond the owner's circle, and the circle itself."""


@dataclass(frozen=True)
class Backing:
    """`behind` with the party ids it speaks of (organisations, bodies, a state or groups)."""

    behind: Behind
    parties: tuple[str, ...] = ()


class ProseKind(Enum):
    """The prose rules a profile can state."""

    EXACTLY_ONE = "exactly one"
    """`tag_set` is present with exactly one value, not counting `ignoring`."""
    MARKER_WITH = "marker with"
    """`value` of `tag_set` is present if and only if `other_set` is present."""
    REPEATS = "repeats"
    """If `tag_set` is present it repeats the values of `other_set` (not counting `ignoring`) and adds at least one."""
    ONLY_AT = "only at"
    """`tag_set` is given only with one of `levels`."""
    OWNER_IN = "owner in"
    """If `tag_set` is present it names the owner's own circle."""


@dataclass(frozen=True)
class ProseRule:
    """A rule the published policy states in prose: its id there (P1 ...) and its form."""

    id: str
    kind: ProseKind
    tag_set: str
    other_set: str = ""
    value: str = ""
    ignoring: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """The profile of one policy, for the editions from `first_edition` to `last_edition` (None: and later).

    `roles` gives the role of each permissive tag set by name; one that is not listed is a gate nobody passes.
    `circle_set` and `release_set` name the tag sets that hold the owner's own value and the release values.
    `backing` is by (tag set name, value name); a value that is not listed is GRANTED.
    `levels` gives the owner's printed marking for each level, the words in which facts speak of levels.
    `briefing_from` and `clearance_from` name the lowest levels that need a briefing and a clearance; None: none.
    `aliases` are other names of tag sets, `value_aliases` of values: (tag set, other name, name).
    """

    policy: str
    oid: str
    owner: str
    roles: tuple[tuple[str, SetRole], ...]
    circle_set: str | None
    release_set: str | None
    bare: Bare
    backing: tuple[tuple[str, str, Backing], ...]
    levels: tuple[tuple[str, str], ...]
    briefing_from: str | None
    clearance_from: str | None
    first_edition: int = 0
    last_edition: int | None = None
    rules: tuple[ProseRule, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    value_aliases: tuple[tuple[str, str, str], ...] = ()
    marking: tuple[tuple[str, str], ...] = ()

    @cached_property
    def role_by_set(self) -> dict[str, SetRole]:
        """Roles by folded tag set name."""
        return {fold(name): role for name, role in self.roles}

    @cached_property
    def backing_by_value(self) -> dict[tuple[str, str], Backing]:
        """Backings by (folded tag set name, folded value name)."""
        return {(fold(s), fold(v)): b for s, v, b in self.backing}

    @cached_property
    def set_by_alias(self) -> dict[str, str]:
        """The tag set's name in the policy, by folded alias."""
        return {fold(other): name for other, name in self.aliases}

    @cached_property
    def value_by_alias(self) -> dict[tuple[str, str], str]:
        """The value's name in the policy, by (folded tag set, folded alias)."""
        return {(fold(s), fold(other)): name for s, other, name in self.value_aliases}

    @cached_property
    def marking_by_level(self) -> dict[str, str]:
        """The owner's printed marking, by folded level name."""
        return {fold(level): marking for level, marking in self.levels}

    @cached_property
    def level_by_marking(self) -> dict[str, str]:
        """The level's folded name, by the owner's folded printed marking."""
        return {fold(marking): fold(level) for level, marking in self.levels}

    def serves(self, name: str, edition: int) -> bool:
        """Whether this profile speaks of that policy in that edition."""
        last = self.last_edition if self.last_edition is not None else edition
        return fold(name) == fold(self.policy) and self.first_edition <= edition <= last


ROUTES: frozenset[Behind] = frozenset(
    {Behind.ORGANISATION, Behind.POSTS, Behind.STATE, Behind.GROUP, Behind.CLAUSE},
)
"""The backings of release beyond the owner's circle."""
