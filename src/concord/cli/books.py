"""Putting a rulebook together: policies, profiles and facts that ship, with the operator's own beside them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from concord.cli.errors import UsageError
from concord.cli.inputs import read_file
from concord.facts import Facts, overlay, shipped
from concord.formats import marking, profile
from concord.formats.spif.read import load
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.labels import Label
from concord.release.names import fold
from concord.release.policy import Policy
from concord.release.profile import Profile
from concord.release.rulebook import Rulebook

POLICIES = ("nato-exercise", "eu-exercise", "public")
PUBLISHED = ("published-nato-79", "published-nato-88", "published-public")
"""Profiles for policies whose files come from the operator."""


@dataclass(frozen=True)
class Book:
    """A rulebook with the facts it was made from, and what was found on the way."""

    rulebook: Rulebook
    facts: Facts
    findings: tuple[Finding, ...] = ()
    _vocabularies: dict[datetime, marking.Vocabulary] = field(default_factory=dict, compare=False, repr=False)

    def pairs(self, at: datetime) -> tuple[tuple[Policy, Profile], ...]:
        """Each policy's edition in force at `at` with its profile, those without a profile left out."""
        names = sorted({fold(policy.name) for policy in self.rulebook.policies})
        found = [self.rulebook.policy(name, at) for name in names]
        pairs = [(policy, self.rulebook.profile(policy)) for policy in found if policy is not None]
        return tuple((policy, served) for policy, served in pairs if served is not None)

    def read_marking(self, text: str, created: datetime) -> Label:
        """The label a printed marking stands for, under the policies in force at `created`."""
        return self._vocabulary(created).read(text, created=created).label

    def _vocabulary(self, created: datetime) -> marking.Vocabulary:
        known = self._vocabularies.get(created)
        if known is None:
            known = self._vocabularies[created] = marking.Vocabulary(self.pairs(created))
        return known

    def print_label(self, label: Label, *, code: str = "pageTopBottom", language: str = "en") -> str:
        """The printed marking of a label; its policy and level where the rulebook cannot print it."""
        policy = self.rulebook.policy(label.policy.name, label.created or self._any)
        served = self.rulebook.profile(policy) if policy else None
        if policy is None or served is None:
            return f"{label.policy.name}: {label.level}"
        try:
            return marking.render(label, policy, served, language=language, code=code)
        except MalformedError:
            return f"{label.policy.name}: {label.level}"

    @cached_property
    def _any(self) -> datetime:
        return max(policy.since for policy in self.rulebook.policies)


def default_overlay() -> Path:
    """Where an operator's facts are kept if no place is named: in the user's configuration, outside the package."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return Path(home) / "concord" / "facts.toml"


def make_book(*, policies: Sequence[str] = (), profiles: Sequence[str] = (), overlay: str | None = None) -> Book:
    """The rulebook that ships, with policies, profiles and facts from files beside it.

    Raises:
        MalformedError: a file cannot be read.
        UsageError: a file is missing, or a policy has no profile.
    """
    facts, findings = read_facts(overlay)
    loaded = [load(_shipped(f"{name}.spif.xml"), source=f"{name}.spif.xml") for name in POLICIES]
    served = [profile.read(_shipped(f"{n}.profile.toml"), source=f"{n}.profile.toml") for n in (*POLICIES, *PUBLISHED)]
    served = [*(profile.read(read_file(path), source=path) for path in profiles), *served]
    for path in policies:
        found = load(read_file(path), source=path)
        if not any(each.serves(found.name, found.edition) for each in served):
            raise UsageError(f"{path}: expected a profile for `{found.name}` edition {found.edition}, found none")
        loaded.append(found)
    book = Rulebook(
        policies=tuple(loaded),
        profiles=_first_of_each(served),
        memberships=facts.memberships,
        agreements=facts.agreements,
        equivalences=facts.equivalences,
        questions=facts.questions,
        edition=f"shipped, facts {facts.digest[:8]}",
    )
    return Book(book, facts, findings)


def read_facts(path: str | None) -> tuple[Facts, tuple[Finding, ...]]:
    """The facts that ship with the operator's overlay laid over them, and what was found in laying it."""
    place = Path(path) if path else default_overlay()
    if path is None and not place.exists():
        return shipped(), ()
    facts, findings = overlay.apply(shipped(), overlay.read(read_file(str(place))))
    errors = tuple(finding for finding in findings if finding.weight is Weight.ERROR)
    if errors:
        raise MalformedError(str(place), errors)
    return facts, findings


def _first_of_each(profiles: Sequence[Profile]) -> tuple[Profile, ...]:
    """One profile for each policy and first edition: the operator's comes first and wins."""
    found: dict[tuple[str, int], Profile] = {}
    for each in profiles:
        found.setdefault((fold(each.policy), each.first_edition), each)
    return tuple(found.values())


def _shipped(name: str) -> bytes:
    return files("concord.policies").joinpath(name).read_bytes()
