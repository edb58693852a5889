"""The rulebook: every policy, profile and dated fact in force, as one immutable value with an edition and a digest.

Source: docs/spec/release.md R1, R20, R40-R55.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, cached_property

from concord.release.index import Index
from concord.release.names import fold
from concord.release.policy import Policy
from concord.release.profile import Profile
from concord.release.relations import Agreement, Equivalence, Membership, OpenQuestion


@dataclass(frozen=True)
class Rulebook:
    """Policies (every edition), profiles and facts. The order of entries never matters (R6).

    `edition` is a name for people; identity is `digest`.
    """

    policies: tuple[Policy, ...] = ()
    profiles: tuple[Profile, ...] = ()
    memberships: tuple[Membership, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    equivalences: tuple[Equivalence, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    edition: str = ""

    def __getstate__(self) -> dict[str, object]:
        """The fields alone: what was worked out from them is worked out again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over the canonical form of everything but `edition`; independent of the order of entries."""
        parts = sorted(
            f"{field.name}:{canonical(entry)}"
            for field in fields(self)
            if field.name != "edition"
            for entry in getattr(self, field.name)
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def index(self) -> Index:
        """The facts by what they speak of."""
        return Index(self)

    @cached_property
    def editions(self) -> dict[str, tuple[Policy, ...]]:
        """Editions of each policy by folded name, from the first beginning to the last."""
        found: dict[str, list[Policy]] = {}
        for policy in sorted(self.policies, key=lambda p: (p.since, p.edition, p.digest)):
            found.setdefault(fold(policy.name), []).append(policy)
        return {name: tuple(entries) for name, entries in found.items()}

    def policy(self, name: str, at: datetime) -> Policy | None:
        """The edition of the named policy in force at `at`; before the first beginning, the first (R20)."""
        editions = self.editions.get(fold(name))
        if not editions:
            return None
        begun = [policy for policy in editions if policy.since <= at]
        return begun[-1] if begun else editions[0]

    def profile(self, policy: Policy) -> Profile | None:
        """The profile that serves `policy` in its edition (R21); of several, the one with the latest first edition."""
        key = (fold(policy.name), policy.edition)
        if key not in self._served:
            serving = [p for p in self.profiles if p.serves(policy.name, policy.edition)]
            latest = max((p.first_edition for p in serving), default=0)
            newest = [p for p in serving if p.first_edition == latest]
            self._served[key] = max(newest, key=canonical) if len(newest) > 1 else next(iter(newest), None)
        return self._served[key]

    @cached_property
    def _served(self) -> dict[tuple[str, int], Profile | None]:
        return {}


def canonical(value: object) -> str:
    """One text for one value: field names and values in order, sets and instants in a fixed form."""
    kind: object = type(value)
    if kind is str:
        return repr(value)
    names = _compared(kind)
    if names is not None:
        return f"{type(value).__name__}({','.join([f'{name}={canonical(getattr(value, name))}' for name in names])})"
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return "{" + ",".join(sorted(map(canonical, value))) + "}"
    if isinstance(value, tuple):
        return "(" + ",".join(map(canonical, value)) + ")"
    return repr(value)


@cache
def _compared(kind: object) -> tuple[str, ...] | None:
    """The fields of a dataclass that make it equal to another; None of any other type."""
    return tuple(f.name for f in fields(kind) if f.compare) if isinstance(kind, type) and is_dataclass(kind) else None
